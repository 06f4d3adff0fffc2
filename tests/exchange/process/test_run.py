"""A process that is started for a session another one has closed: it seals, and owns what the other one owned."""

import pytest

from tanshi.core.finding import Problem
from tanshi.exchange.matching.messages import Kind, message
from tanshi.exchange.matching.plain import Plain
from tanshi.exchange.ownership import current_epoch, must_own, raise_epoch
from tanshi.exchange.process.cores import PLAIN, VERSION
from tanshi.exchange.process.journaled import Venue, found
from tanshi.exchange.process.run import serve
from tests.exchange.orders import an_opening

STEP, NOON_NS = 1 << 20, 12 * 3600 * 10**9


def closed_and_killed(folder, engine):
    """A session whose process wrote the close and was killed before it sealed the record; return its epoch."""
    found(folder, an_opening(), "00" * 32, VERSION, 0, STEP)
    epoch = raise_epoch(engine, 0)
    venue = Venue(folder, Plain, lambda _: epoch, STEP)
    venue.lot(message(Kind.CLOSE, number=1), NOON_NS)
    venue.close()
    return epoch


def test_who_only_seals_takes_no_epoch(market, tmp_path):
    epoch = closed_and_killed(tmp_path / "s", market.engine)
    for _ in range(2):
        sealed = serve(tmp_path / "s", form=PLAIN, engine=market.engine, step=STEP)
        assert sealed is not None
        assert sealed.epoch == epoch
        with market.view() as view:
            must_own(view, sealed.epoch)


def test_who_seals_after_another_took_over_does_not_own(market, tmp_path):
    epoch = closed_and_killed(tmp_path / "s", market.engine)
    raise_epoch(market.engine, epoch)
    assert serve(tmp_path / "s", form=PLAIN, engine=market.engine, step=STEP) is None
    with market.view() as view:
        assert current_epoch(view) == epoch + 1
        with pytest.raises(Problem):
            must_own(view, epoch)


def test_books_that_never_heard_of_the_epoch_take_it_over(market, tmp_path):
    found(tmp_path / "s", an_opening(), "00" * 32, VERSION, 0, STEP)
    venue = Venue(tmp_path / "s", Plain, lambda _: 7, STEP)
    venue.lot(message(Kind.CLOSE, number=1), NOON_NS)
    venue.close()
    sealed = serve(tmp_path / "s", form=PLAIN, engine=market.engine, step=STEP)
    assert sealed is not None
    with market.view() as view:
        must_own(view, 7)

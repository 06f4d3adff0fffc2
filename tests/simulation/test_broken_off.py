"""A year broken off in the middle of the market and run again ends as if nothing had happened."""

import os
from pathlib import Path

import pytest

from tanshi.application.market import open_market
from tanshi.cli.year import run_year
from tanshi.journal.writer import Writer

ROSTER = Path(__file__).parent.parent / "data" / "small_roster.csv"


class Broken(Exception):
    """The process ends here."""


def end_of(db):
    market = open_market(db, write=False)
    with market.view() as view:
        size = view.head().size
    state = market.state_hash()
    market.close()
    return size, state


def run(folder):
    db = str(folder / "year.db")
    run_year(["2022"], [ROSTER], db, 1, "plant", folder / "out", True)
    return end_of(db)


@pytest.fixture(scope="module")
def whole(year_db):
    """What the same year comes to that was not broken off."""
    return end_of(str(year_db))


#: Commands before which the year breaks off; `make soak` tries all.
BEFORE = ["settle/2023-11-23/end", "settle/2023-12-14/end", "settle/2023-12-15/end", "session/2023-12-20/close"]


@pytest.mark.parametrize("before", BEFORE if "TANSHI_SOAK" in os.environ else BEFORE[-1:])
def test_what_was_decided_on_a_day_is_not_decided_again_on_later_holdings(whole, tmp_path, monkeypatch, before):
    carry_out = Writer.execute_prepared

    def until(self, group, *, dry_run=False):
        if any(p.command.id == before for p in group):
            raise Broken
        return carry_out(self, group, dry_run=dry_run)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "execute_prepared", until)
        with pytest.raises(Broken):
            run(tmp_path)
    assert run(tmp_path) == whole

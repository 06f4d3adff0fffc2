"""Days on which institutions ask each other end with the same books together and apart, whatever happens on the way."""

import random
from datetime import UTC, datetime, time

import pytest

from tanshi.application.institutions.bodies import AUTHORITY, EXCHANGE, INSTITUTIONS, owner
from tanshi.application.institutions.courier import carry
from tanshi.application.institutions.kinds import PAIRS
from tanshi.application.market import open_market
from tanshi.application.reconciliation import reconcile
from tanshi.application.second_check import second_check
from tanshi.core.clock import SimulatedClock
from tanshi.journal.writer import seeded_entropy
from tanshi.registry.failure import FailedTradeSettled, FailedTradeVoided, FailureCovered
from tests.application.institutions.conftest import Apart
from tests.application.institutions.days import DAYS, Days

SEEDS = range(1, 9)
#: On which trades are topped up, covered and let go, buyers' and sellers'.
WITH_FAILURES = (2, 8)
#: How a failed trade ends, and what says so.
ENDS = {"topped_up": FailedTradeSettled.type, "covered": FailureCovered.type, "void": FailedTradeVoided.type}


class Together:
    """All three on one database."""

    def __init__(self, law):
        self.clock = SimulatedClock(datetime(2023, 6, 1, 1, tzinfo=UTC))
        self.market = open_market(":memory:", law=law, clock=self.clock, entropy=seeded_entropy("days"))

    def begin_day(self, day):
        self.at(day, time(9))

    def at(self, day, at):
        self.clock.put_day(day, at)

    def do(self, sent):
        (answer,) = self.market.execute([sent])
        return answer

    def rows(self, institution, sql):
        with self.market.view() as view:
            return view.fetch(sql)

    def keep(self, institution, data):
        return self.market.evidence.keep(data)

    def end(self):
        pass


class Cut(Exception):
    """The courier ends here; what it had asked for may have been done."""


class Torn:
    """One end of a line on which calls are lost, before or after they were carried out, doubled and out of order."""

    def __init__(self, end, chance):
        self._end, self._chance = end, chance

    def __getattr__(self, name):
        call = getattr(self._end, name)

        def torn(*arguments):
            fate = self._chance.random()
            if fate < 0.08:
                raise Cut(f"before {name}")
            if name == "deliver" and fate < 0.5:
                self._out_of_order(*arguments)
            found = call(*arguments)
            if name == "deliver" and 0.5 < fate < 0.7:
                assert call(*arguments).exists or not found.done
            if fate > 0.92:
                raise Cut(f"after {name}")
            return found

        return torn

    def _out_of_order(self, sender, messages):
        """Deliver what comes later first: it is refused and changes nothing."""
        known = self._end.received(sender)
        if len(messages) > 1 and messages[0].number == known + 1:
            assert str(self._end.deliver(sender, messages[1:]).outcome) == "institutions.gap"
            assert self._end.received(sender) == known


class TornApart(Apart):
    """Three databases; the courier is killed again and again, and the authority is down for the second day."""

    def __init__(self, law, seed):
        super().__init__(dict.fromkeys(INSTITUTIONS, ":memory:"), law)
        self._chance = random.Random(f"fates/{seed}")
        self._down = ""
        self._untold = set(PAIRS)
        self.cuts = 0

    def begin_day(self, day):
        self._down = AUTHORITY if day == DAYS[1] else ""
        self.at(day, time(9))

    def at(self, day, at):
        self.clock.put_day(day, at)

    def do(self, sent):
        name = owner(sent.kind)
        self.hear(name)
        (answer,) = self.markets[name].execute([sent])
        if answer.done:
            self._untold |= {pair for pair in PAIRS if pair[0] == name}
        return answer

    def hear(self, name):
        for pair in sorted(self._untold):
            if pair[1] == name and self._down not in pair:
                self._carry(*pair)
                self._untold.discard(pair)

    def _carry(self, sender, receiver):
        while True:
            source = Torn(self.source(sender), self._chance)
            target = Torn(self.target(sender, receiver), self._chance)
            try:
                carry(source, sender, target, receiver)
                return
            except Cut:
                self.cuts += 1

    def keep(self, institution, data):
        return self.markets[institution].evidence.keep(data)

    def end(self):
        self._down = ""
        for name in INSTITUTIONS:
            self.hear(name)


def played(law, seed):
    """Return both stages after the same days."""
    together, apart = Together(law), TornApart(law, seed)
    for stage in (together, apart):
        Days(stage, seed).play()
    return together, apart


@pytest.mark.parametrize("seed", SEEDS)
def test_the_books_are_the_same_together_and_torn_apart(law, seed):
    together, apart = played(law, seed)
    assert apart.cuts > 10
    for name in INSTITUTIONS:
        assert apart.markets[name].own_hash(name) == together.market.own_hash(name), name
    for sender, receiver in PAIRS:
        known = apart.target(sender, receiver).received(sender)
        assert not apart.source(sender).after(receiver, known, 1)
    together.market.close()
    apart.close()


@pytest.mark.parametrize("seed", WITH_FAILURES)
def test_such_books_pass_every_check(law, seed):
    together, apart = played(law, seed)
    for name in INSTITUTIONS:
        assert apart.markets[name].audit().ok
        check = second_check(apart.markets[name].engine)
        assert check.ok, check.differences
    asked = together.rows("", "SELECT DISTINCT what, reason FROM registry_session_request")
    assert {what for what, _ in asked} >= {"return", "freeze"}
    assert len(asked) > 4
    with together.market.view() as view:
        for day in DAYS:
            assert reconcile(view, together.market.evidence, day.isoformat()).differences == ()
    together.market.close()
    apart.close()


@pytest.mark.parametrize("seed", WITH_FAILURES)
def test_what_became_of_each_failed_trade_is_told_to_exchange_and_authority(law, seed):
    together, apart = played(law, seed)
    ended = together.rows("", "SELECT session, number, state FROM registry_failure ORDER BY session, number")
    assert {state for *_, state in ended} >= {"topped_up", "covered"}
    failed = "SELECT about FROM institutions_notice WHERE kind = 'registry.trade_failed/1'"
    for name in (AUTHORITY, EXCHANGE):
        told = dict(apart.rows(name, "SELECT about, kind FROM institutions_notice WHERE kind LIKE 'registry.fail%'"))
        assert told == {f"{session}/{number}": ENDS[state] for session, number, state in ended}
        assert {about for (about,) in apart.rows(name, failed)} == set(told)
    together.market.close()
    apart.close()

"""Years in which a firm offsets its obligation: the same books with four institutions together and torn apart."""

import os
import random
from datetime import date, time, timedelta

import pytest
from tools.allocation_round import PERIOD, PROVINCE, Round
from tools.voluntary_round import USED, enrol, steps

from tanshi.application.access import FOUR_EYES
from tanshi.application.institutions.bodies import INSTITUTIONS, VOLUNTARY
from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.rules import Law
from tanshi.rules.act import ActText
from tanshi.rules.law import Instrument
from tanshi.simulation.workload import opening
from tests.application.institutions.test_auctions import Asked
from tests.application.institutions.test_days import Together, TornApart

INSTRUMENT = USED["instrument"]
SUMMER, MORNING = date(2023, 8, 1), time(9)
#: Drawn by the seeds: asked, used and told in any order, and some of it too much.
ACTS = 40


@pytest.fixture(scope="module")
def late_law():
    """An act puts the deadline of 2022 to the end of 2026, and lets new reductions serve for that year."""
    act = Instrument("test/late", "", "", "", "", "rule", "2023-01-01", "2023-01-01")
    values = {
        "compliance.surrender_deadline": {"2022-01-01": {"to": "2022-12-31", "value": "2026-12-31"}},
        "compliance.ccer_eligible": {
            "2022-01-01": {"to": "2022-12-31", "value": {"filed": "", "registered_after": "2024-01-22"}}
        },
    }  # fmt: skip
    general = frozenset({"o19", "plan-2021-2022"})
    return Law("cn").with_acts([ActText(act, values, general)])


class Offsets:
    """Plays the years on a stage; `said` is what each act was answered."""

    def __init__(self, stage, seed):
        self.stage, self.asked, self.said = stage, Asked(stage), []
        self._chance = random.Random(f"offsets/{seed}")
        self._told = 0

    def play(self):
        for sent in opening():
            self.asked.execute([sent])
        courier = {"actor": "voluntary/1", "organisation": "voluntary", "role": "voluntary"}
        self.asked.execute([Command("", "mee", "mee/1", "participants.admit_actor", [courier])])
        self._obligation()
        self._units()
        for _ in range(ACTS):
            self._offset()
        self._tell(100)
        self.stage.at(date(2027, 1, 4), MORNING)
        self._ask(PROVINCE, "compliance.assess", {"entity": "N1", "period": PERIOD, "mean_price_fen": "8000"})
        self.stage.end()
        return self

    def _obligation(self):
        self.stage.at(SUMMER, MORNING)
        made = Round(self.asked)
        made.enrol()
        made.confirm("N1", PERIOD, 50_000_00)
        made.must(PROVINCE, "allocation.approve", made.of("N1"))
        made.must(PROVINCE, "compliance.set_obligation", made.of("N1"))

    def _units(self):
        """Go the round of a project up to the trade, and give the firm a share of its units."""
        enrol(self.asked)
        for day, who, name, item in steps():
            if day > "2026-04-21":
                break
            self.stage.at(date.fromisoformat(day), MORNING)
            self._ask(who, f"voluntary.{name}", item)
        account = {"papers_on": "2026-04-21", "evidence_sha256": "ab" * 32, "holder": "N1", "kind": "emitter"}
        self._ask("ncsc", "voluntary.open_account", {**account, "name": "电厂"})
        moved = {"holder": "trader", "to": "N1", "instrument": INSTRUMENT, "amount_t": 100_000, "ground": "merger"}
        self._ask("ncsc", "voluntary.transfer", {**moved, "evidence_sha256": "ab" * 32})
        assert set(self.said) == {"voluntary.done"}

    def _offset(self):
        chance, amount = self._chance, self._chance.choice([1, 1_000, 9_000, 20_000, 80_000])
        match chance.choice(["day", "allow", "use", "use", "tell"]):
            case "day":
                self.stage.at(self.stage.clock.now().date() + timedelta(days=chance.randint(1, 20)), MORNING)
            case "allow":
                self._ask("N1", "compliance.allow_offset", {"entity": "N1", "period": PERIOD, "amount_t": amount})
            case "use":
                used = {**USED, "holder": "N1", "amount_t": amount, "purpose": "surrender", "period": PERIOD}
                self._ask("N1", "voluntary.use", used)
            case "tell":
                self._tell(chance.randint(1, 2))

    def _tell(self, most):
        """Tell compliance of cancellations it was not told of yet."""
        sql = "SELECT number, amount_t, used_on FROM voluntary_use WHERE purpose = 'surrender' ORDER BY number"
        for use, amount, day in self.stage.rows(VOLUNTARY, sql)[self._told :][:most]:
            self._told += 1
            self._ask("ncsc", "compliance.count_offset", {
                "entity": "N1", "period": PERIOD, "number": self._told, "use": use, "instrument": INSTRUMENT,
                "amount_t": amount, "used_on": day,
            })  # fmt: skip

    def _ask(self, who, kind, item):
        second = f"{who}/2" if kind in FOUR_EYES else ""
        (answer,) = self.asked.execute([Command("", who, f"{who}/1", kind, [item], second)])
        self.said.append(str(answer.outcome))


@pytest.mark.parametrize("seed", [1, 2] if "TANSHI_SOAK" in os.environ else [1])
def test_years_with_offsets_end_with_the_same_books_together_and_torn_apart(late_law, seed):
    together, apart = Together(late_law), TornApart(late_law, seed)
    first, other = (Offsets(stage, seed).play() for stage in (together, apart))
    assert first.said == other.said
    wanted = {"compliance.offset_allowed", "compliance.offset_counted", "offset.over_share", "voluntary.over_allowed"}
    assert wanted <= set(first.said)
    assert apart.cuts > 3
    for name in INSTITUTIONS:
        assert apart.markets[name].own_hash(name) == together.market.own_hash(name), name
        assert apart.markets[name].audit().ok
        check = second_check(apart.markets[name].engine)
        assert check.ok, check.differences
    ((used,),) = together.rows("", "SELECT SUM(amount_t) FROM voluntary_use WHERE purpose = 'surrender'")
    counted = "SELECT SUM(amount_t) FROM compliance_offset"
    assert together.rows("", counted) == [(used,)]
    assert apart.rows("authority", counted) == [(used,)]
    entered = "SELECT surrendered_t, state FROM compliance_obligation WHERE entity = 'N1'"
    assert apart.rows("registry", entered) == apart.rows("authority", entered) == [(used, "short")]
    assert apart.rows(VOLUNTARY, "SELECT COUNT(*) FROM compliance_offset") == [(0,)]
    together.market.close()
    apart.close()

"""Planted errors are found: the short form of `python -m tools.plausibility_trial`."""

import pytest
from tools.plausibility_trial import ERRORS, Firms, trial

from tanshi.core.period import Period
from tanshi.participants.roster import read_roster
from tanshi.rules import Law
from tanshi.simulation.population import from_roster

YEAR = 2022


@pytest.fixture(scope="module")
def population(small_roster):
    return from_roster(Law("cn"), read_roster(small_roster), Period.named(str(YEAR)), 3)


@pytest.fixture(scope="module")
def found(population):
    return trial({"small": lambda _: population}, YEAR, range(3, 4), most=14)["small"]


def test_slips_of_a_hand_are_all_found_and_nothing_honest_is_impossible(found):
    slips = [kind for kind in ERRORS if "comma" in kind or "Mcal" in kind or "twice" in kind or "760" in kind]
    assert len(slips) == 8
    assert {kind: found["errors"][kind]["grave"] for kind in slips} == dict.fromkeys(slips, 100.0)
    assert found["honest"]["impossible"] == 0
    assert all(of["planted"] for of in found["errors"].values())


def test_an_error_changes_one_unit_of_an_entity(population):
    firms = Firms(Law("cn"), population, YEAR, 3, most=6)
    kept = {unit: {m: dict(f) for m, f in of.items()} for unit, of in firms._months.items()}
    before = firms.honest()
    after, planted = firms.with_error(ERRORS["fuel, comma one place off"], "fuel")
    assert planted == set(firms.entities)
    assert firms._months == kept
    known = {(o.check.code, o.where) for o in before.odd}
    by_entity = {}
    for odd in after.odd:
        if (odd.check.code, odd.where) not in known and odd.check.level == "month":
            by_entity.setdefault(odd.entity, set()).add(odd.where)
    assert {entity: len(where) for entity, where in by_entity.items()} == dict.fromkeys(planted, 1)

"""One market for an entity, a gas and a sector; sectors that move; markets that may be founded."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import open_market
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Command, Handler
from tanshi.participants.coverage import CoverageOutcome, in_two_markets
from tanshi.rules import Law
from tanshi.simulation.workload import opening

_numbers = count(1)


def ask(market, kind, item, who="mee/1"):
    body = who.partition("/")[0]
    second = f"{body}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"c/{next(_numbers)}", body, who, kind, [item], second)])
    for language in ("en", "zh"):
        assert "<" not in answer.message(language), answer.message(language)
    return answer


def word(answer):
    return str(answer.outcome).partition(".")[2].replace("_", " ")


def note(**changes):
    item = {"entity": "H1", "market": "beijing", "gas": "CO2", "sector_gbt4754": "4411", "from_day": "2024-01-01"}
    return {**item, "source": "北京市名单", "credit_code": "91110000100013081J", "name": "某厂", **changes}


def end(**changes):
    item = {"entity": "H1", "gas": "CO2", "sector_gbt4754": "4411", "last_day": "2025-12-31", "ground": "转入全国"}
    return item | changes


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2026, 11, 23, 1, tzinfo=UTC))


@pytest.fixture
def books(market):
    assert all(a.done for a in market.execute(opening()))
    return market


@dataclass(frozen=True)
class Nothing:
    """A request that says nothing."""


def judged(market, period, **more):
    """Return what the check says under the lock, as the list asks it."""
    said = []

    def judge(request, rows, act: Act) -> Outcome:
        said.append(in_two_markets("H1", period, rows, act, **more))
        return said[0] or act.refuse(CoverageOutcome.ENTITY_NOT_FOUND, entity="H1")

    kind = "participants.skip_rows"
    market.writer._handlers[kind] = Handler(kind, Nothing, judge, CoverageOutcome.DONE)
    answer = ask(market, "participants.skip_rows", {})
    return word(answer) if said[0] else "free", answer


def test_coverage_elsewhere_is_noted_and_ends(books):
    assert word(ask(books, "participants.note_other_coverage", note())) == "done"
    assert word(ask(books, "participants.note_other_coverage", note())) == "exists"
    assert word(ask(books, "participants.note_other_coverage", note(gas="N2O"))) == "done"
    assert word(ask(books, "participants.end_other_coverage", end(gas="CH4"))) == "not found"
    assert word(ask(books, "participants.end_other_coverage", end(last_day="2023-12-31"))) == "bad days"
    assert word(ask(books, "participants.end_other_coverage", end(ground=" "))) == "bad source"
    assert word(ask(books, "participants.end_other_coverage", end())) == "done"
    assert word(ask(books, "participants.note_other_coverage", note(from_day="2025-12-31"))) == "exists"
    assert word(ask(books, "participants.note_other_coverage", note(from_day="2026-01-01"))) == "done"
    assert books.audit().ok


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"entity": "H99"}, "entity not found"),
        ({"market": "cn"}, "not another market"),
        ({"market": "北京"}, "not another market"),
        ({"gas": "O2"}, "bad gas"),
        ({"sector_gbt4754": "power"}, "bad sector"),
        ({"credit_code": "91110000100013081X"}, "bad credit code"),
        ({"from_day": "2024-13-01"}, "bad days"),
        ({"until_day": "2023-12-31"}, "bad days"),
        ({"source": ""}, "bad source"),
        ({"name": "厂" * 301}, "bad source"),
    ],
)
def test_coverage_that_cannot_be(books, changes, outcome):
    assert word(ask(books, "participants.note_other_coverage", note(**changes))) == outcome


def test_one_entity_is_in_one_market_for_the_same_gas_and_sector(books):
    assert judged(books, "2024")[0] == "free"
    assert ask(books, "participants.note_other_coverage", note(until_day="2024-12-31")).done
    assert judged(books, "2023")[0] == "free"
    verdict, answer = judged(books, "2024")
    assert verdict == "in two markets"
    assert "国务院令第775号 第二十九条" in answer.message("zh")
    assert judged(books, "2025")[0] == "free"
    assert judged(books, "2024", gases=("CH4",))[0] == "free"
    assert judged(books, "2024", sector_gbt4754="3011")[0] == "free"


def test_a_sector_moves_from_a_local_market_only(books):
    move = {"sector_gbt4754": "4411", "gas": "CO2", "market": "cn", "from_day": "2026-01-01", "document": "d"}
    assert word(ask(books, "participants.move_sector", move)) == "not the market above"


# founding


def founded(jurisdiction, day, law="cn"):
    clock = SimulatedClock(datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC))
    market = open_market(":memory:", law=Law(law), clock=clock)
    item = {"jurisdiction": jurisdiction, "origin": "", "actor": "a/1", "organisation": "a"}
    answer = ask(market, "participants.found", item, "a/1")
    market.close()
    return answer


@pytest.mark.parametrize(
    ("jurisdiction", "day", "law", "outcome"),
    [
        ("cn", "2026-11-23", "cn", "done"),
        ("beijing", "2026-11-23", "beijing", "done"),  # founded in 2013, its books may be kept later
        ("beijing", "2022-01-01", "cn", "other jurisdiction"),
        ("cn", "2022-01-01", "beijing", "other jurisdiction"),
        ("hainan", "2024-05-01", "cn", "new local market"),
        ("hainan", "2024-04-30", "cn", "unknown jurisdiction"),
    ],
)
def test_markets_that_may_be_founded(jurisdiction, day, law, outcome):
    answer = founded(jurisdiction, day, law)
    assert word(answer) == outcome
    if outcome == "new local market":
        assert "国务院令第775号 第二十九条" in answer.message("zh")


def test_a_local_market_with_rules_of_its_own_but_no_earlier_day_is_new(monkeypatch):
    monkeypatch.setattr(Law, "founded", property(lambda law: None))
    assert word(founded("beijing", "2024-05-01", "beijing")) == "new local market"
    assert word(founded("beijing", "2024-04-30", "beijing")) == "done"


def test_a_database_keeps_its_jurisdiction(tmp_path):
    path = str(tmp_path / "local.db")
    open_market(path, law=Law("beijing")).close()
    market = open_market(path)
    assert market.law.jurisdiction == "beijing"
    market.close()
    with pytest.raises(Problem, match="not of cn"):
        open_market(path, law=Law("cn"))

"""Results a process keeps: the same as reckoned anew, dropped by what concerns them and by nothing else."""

import inspect
import re
from dataclasses import replace

import pytest

from tanshi.application import kept as module
from tanshi.application.assembly import TABLES, fact_types
from tanshi.application.kept import NO_RESULT, Kept, kept_results
from tanshi.application.market import open_market
from tanshi.disclosure import results as disclosure
from tanshi.disclosure.results import results
from tests.server.world import World


def test_facts_that_are_said_not_to_concern_results_touch_none_of_their_tables():
    source = inspect.getsource(disclosure)
    read = {row.__name__ for row in TABLES if re.search(rf"\b{row.__table__.name}\b", source)}
    assert {"TradeRow", "QuoteRow", "ObligationRow", "PenaltyRow"} <= read
    for kind in fact_types().current():
        if kind.record.type.startswith(NO_RESULT):
            names = set(re.findall(r"\b\w+Row\b", inspect.getsource(kind.project)))
            assert not names & read, kind.record.type


def test_every_prefix_names_a_fact():
    known = fact_types().names()
    assert [p for p in NO_RESULT if not any(name.startswith(p) for name in known)] == []


def test_a_finished_year_is_reckoned_once(year_market, monkeypatch):
    times = []
    monkeypatch.setattr(module, "results", lambda *a: times.append(a) or results(*a))
    for _ in range(3):
        with year_market.view() as view:
            found = kept_results(year_market, view, "2022")
            assert found == replace(results(view, "2022"), position=view.head().size)
    assert len(times) == 1


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


def test_only_what_concerns_it_makes_a_value_anew(world):
    made, kept = [], Kept()

    def value():
        with world.market.view() as view:
            return kept.get(view, "x", lambda: made.append(1) or len(made))

    assert (value(), value()) == (1, 1)
    world.send("mee/1", "participants.admit_actor", {
        "actor": "new/1", "organisation": "new", "role": "verifier", "area_gb2260": "", "entity": "",
    })  # fmt: skip
    assert value() == 1
    entity = {"entity": "H9", "name_zh": "某厂", "name_en": "", "area_gb2260": "37", "sector_gbt4754": "4411"}
    done = world.send("mee/1", "participants.register_entity", {**entity, "source": "", "units": []})
    assert done.status_code == 200, done.text
    assert value() == 2


def test_an_older_snapshot_is_not_given_newer_values(year_db):
    market, kept = open_market(str(year_db), write=False), Kept()
    with market.view() as view:
        kept._seen = view.head().size + 1
        assert kept.get(view, "x", lambda: "old") == "old"
        assert kept._values == {}
    market.close()

"""A local market by configuration: the same program from founding to assessment, on a small population."""

import json
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from tanshi.application.access import FOUR_EYES, ViewRows
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.application.why import why
from tanshi.compliance.tables import ObligationRow
from tanshi.core.clock import SimulatedClock
from tanshi.core.period import Period
from tanshi.exchange import segment
from tanshi.exchange.matching.book import BUY, SELL, ExchangeOutcome
from tanshi.exchange.product_class import ProductClass
from tanshi.journal.command import Command
from tanshi.rules import Law
from tanshi.rules.check import check
from tanshi.rules.law import jurisdictions

PLANTS = ("east", "west")
"""Gas units below the national threshold: on the city's list."""


@pytest.fixture
def law():
    return Law("beijing")


class City:
    """Beijing's market with two small plants, and who acts in it."""

    def __init__(self, market, clock):
        self.market, self.clock, self._number = market, clock, 0

    def on(self, day):
        self.clock.put(datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC))
        return self

    def do(self, who, kind, *items):
        self._number += 1
        body = who.rsplit("/", 1)[0]
        second = f"{body}/2" if kind in FOUR_EYES else ""
        (answer,) = self.market.execute([Command(f"n/{self._number}", body, who, kind, list(items), second)])
        return answer

    def must(self, who, kind, *items):
        answer = self.do(who, kind, *items)
        assert answer.done, f"{kind}: {answer.outcome} {answer.message()}"


@pytest.fixture
def city(law):
    clock = SimulatedClock(datetime(2022, 1, 4, 2, tzinfo=UTC))
    market = open_market(":memory:", law=law, clock=clock)
    made = City(market, clock)
    made.must("bureau/1", "participants.found", {
        "jurisdiction": "beijing", "origin": "test", "actor": "bureau/1", "organisation": "bureau",
    })  # fmt: skip
    for actor, body, role, area in (
        ("registry/1", "registry", "registry", ""),
        ("registry/2", "registry", "registry", ""),
        ("exchange/1", "exchange", "exchange", ""),
        ("exchange/2", "exchange", "exchange", ""),
        ("bj/1", "bj", "province", "11"),
        ("verifier/1", "verifier", "verifier", ""),
    ):
        item = {"actor": actor, "organisation": body, "role": role, "area_gb2260": area}
        made.must("bureau/1", "participants.admit_actor", item)
    for plant in PLANTS:
        unit = {
            "id": f"{plant}-1", "name_zh": plant, "name_en": plant, "fuel": "gas", "technology": "ccgt",
            "coal_type": "",
            "unit_class": "IV", "capacity_kw": 10_000, "cooling": "water", "chp": 0, "captive": 0, "start_year": 2010,
            "retired_year": 0, "modelled": "",
        }  # fmt: skip
        entity = {
            "entity": plant, "name_zh": plant, "name_en": plant, "area_gb2260": "11", "sector_gbt4754": "4411",
            "source": "test", "units": [unit],
        }  # fmt: skip
        made.must("bureau/1", "participants.register_entity", entity)
        for number in (1, 2):
            actor = {"actor": f"{plant}/{number}", "organisation": plant, "role": "entity", "entity": plant}
            made.must("bureau/1", "participants.admit_actor", actor)
    made.must("registry/1", "registry.open", {"name": "beijing"})
    made.must("registry/1", "registry.list_instrument", {"instrument": "BEA22", "approved_by": "bj-notice-2022"})
    for plant in PLANTS:
        made.must("registry/1", "registry.open_account", {"holder": plant})
    yield made
    market.close()


def a_year(city, fuel_e2=(50_00, 60_00)):
    """Take both plants from their monthly records to the approved obligation; returns what they owe."""
    law = city.market.law
    threshold = law.value("participants.listing_threshold_t", date(2022, 1, 1))
    assert threshold.integer == 5_000
    for plant in PLANTS:
        listed = {
            "entity": plant, "period": "2022", "covered": True, "ground": "emission", "emission_t": 12_000,
            "citation": str(threshold.citation),
        }  # fmt: skip
        city.must("bj/1", "participants.list_entity", listed)
        opening = {
            "entity": plant, "year": "2021", "origin": "test", "units": [{"unit": f"{plant}-1", "emission_t": 10_001}],
        }  # fmt: skip
        city.must("bj/1", "mrv.take_opening_emission", opening)
    for month in Period.named("2022").months:
        year, number = map(int, month.split("-"))
        city.on(date(year + number // 12, number % 12 + 1, 10).isoformat())
        for plant, fuel in zip(PLANTS, fuel_e2, strict=True):
            record = {
                "unit": f"{plant}-1", "generation_mwh_e3": 2_500_000, "own_use_mwh_e3": 50_000, "network_use_mwh_e3": 0,
                "heat_gj_e2": 0, "hours_e2": 500_00, "fuel_e2": fuel, "fuel_for_heat_e2": 0, "ncv_e3": 389_310,
                "carbon_e4": None, "purchased_mwh_e3": 0,
            }  # fmt: skip
            item = {"entity": plant, "month": month, "evidence": "0" * 64, "units": [record]}
            city.must(f"{plant}/1", "mrv.record_month", item)
    city.on("2023-03-20")
    for plant in PLANTS:
        named = {"entity": plant, "period": "2022"}
        city.must("bj/1", "allocation.preallocate", named)
        city.must(f"{plant}/1", "mrv.file_report", {**named, "declared_true": True})
        city.must("verifier/1", "mrv.verify_report", {
            **named, "verifier": "verifier", "group": ["v/1", "v/2"], "changes": [],
        })  # fmt: skip
        city.must("bj/1", "mrv.confirm_emission", named)
        city.must("bj/1", "allocation.approve", named)
        city.must("bj/1", "compliance.set_obligation", named)
    with city.market.view() as view:
        approved = dict(view.fetch("SELECT entity, approved_t FROM allocation_entity ORDER BY entity"))
        owed = dict(view.fetch("SELECT entity, obligation_t FROM compliance_obligation ORDER BY entity"))
    for plant in PLANTS:
        city.must("registry/1", "registry.issue", {
            "holder": plant, "instrument": "BEA22", "amount_t": approved[plant], "ground": "order",
            "instruction": "i",
        })  # fmt: skip
    return approved, owed


def test_a_local_year_from_founding_to_assessment(city, law):
    approved, owed = a_year(city)
    assert all(5_000 < t < 26_000 for t in owed.values())
    seller, buyer = sorted(PLANTS, key=lambda p: owed[p] - approved[p])
    spare = 100
    day = "2023-05-04"
    city.on(day)
    terms = ProductClass.of(law, "allowance", date.fromisoformat(day))
    reference = law.value("exchange.opening_reference_fen", date.fromisoformat(day)).integer
    assert (terms.tick_fen, terms.band("listing", reference)) == (10, (5_600, 8_400))
    funded = {"holder": seller, "instrument": "BEA22", "amount_t": spare}
    city.must(f"{seller}/1", "registry.fund_trading", funded)
    city.must("registry/1", "registry.deposit_cash", {"holder": buyer, "amount_fen": 900_000, "reference": "b"})
    city.must("exchange/1", "registry.hand_over_positions", {"session": day, "digest": "d"})
    previous = [{"instrument": "BEA22", "close_fen": reference}]
    city.must("exchange/1", "exchange.open_session", {"day": day, "positions": "d", "previous_close": previous})
    session = terms.session({"BEA22": reference}, [(seller, "BEA22", spare)], {seller: 0, buyer: 900_000})
    session.at(10 * 60)
    assert session.post("s0", seller, "BEA22", SELL, 7_013, spare) == ExchangeOutcome.PRICE_OFF_TICK
    assert session.post("s1", seller, "BEA22", SELL, 7_010, spare) == ExchangeOutcome.ACCEPTED
    assert session.take("b1", buyer, "BEA22", BUY, 7_050, spare) == ExchangeOutcome.ACCEPTED
    closes = terms.closes(session.close())
    (trade,) = session.trades
    quote = {**session.quotes["BEA22"].booked(), "instrument": "BEA22", "close_fen": closes["BEA22"]}
    record = city.market.evidence.keep(segment.write(day, session.trades))
    closed = {"day": day, "trades": 1, "segment": record, "state_hash": session.state_hash(), "quotes": [quote]}
    city.must("exchange/1", "exchange.close_session", closed)
    settled = {
        "session": day, "number": 1, "method": trade.way, "instrument": "BEA22", "seller": trade.seller,
        "buyer": trade.buyer, "price_fen": trade.price_fen, "quantity_t": trade.quantity_t,
    }  # fmt: skip
    city.must("exchange/1", "registry.settle_trade", settled)
    city.must("exchange/1", "registry.take_back_positions", {"session": day, "trades": 1, "segment": record})
    city.on("2023-10-30")
    city.must(f"{buyer}/1", "registry.return_from_trading", {"holder": buyer, "instrument": "BEA22", "amount_t": spare})
    for plant, held in ((seller, approved[seller] - spare), (buyer, approved[buyer] + spare)):
        amount = min(held, owed[plant])
        given = {"holder": plant, "instrument": "BEA22", "amount_t": amount, "period": "2022"}
        city.must(f"{plant}/1", "registry.surrender", given)
        noted = {
            "entity": plant, "period": "2022", "number": 1, "instrument": "BEA22", "amount_t": amount,
            "surrendered_on": "2023-10-30",
        }  # fmt: skip
        city.must("registry/1", "compliance.note_surrender", noted)
    city.on("2023-11-01")
    for plant in PLANTS:
        city.must("bj/1", "compliance.assess", {"entity": plant, "period": "2022", "mean_price_fen": "7010"})
    with city.market.view() as view:
        rows = ViewRows(view)
        short = {p: rows.get(ObligationRow, (p, "2022")) for p in PLANTS}
        fined = view.fetch("SELECT entity, min_fen, max_fen FROM compliance_penalty ORDER BY entity")
    missing = {p: r.obligation_t - r.surrendered_t for p, r in short.items() if r.obligation_t > r.surrendered_t}
    assert fined == [(p, 3 * t * 7_010, 5 * t * 7_010) for p, t in missing.items()]
    assert missing
    assert city.market.audit().ok
    assert second_check(city.market.engine).ok


def test_a_sector_moves_and_positions_stay(city):
    approved, owed = a_year(city)
    move = {"sector_gbt4754": "4411", "gas": "CO2", "market": "cn", "from_day": "2023-01-01", "document": "国函"}
    city.must("bureau/1", "participants.move_sector", move)
    again = city.do("bureau/1", "participants.move_sector", move)
    assert str(again.outcome) == "coverage.already_moved"
    with city.market.view() as view:
        held = dict(view.fetch("SELECT account, amount FROM registry_holding WHERE amount > 0"))
        open_ = dict(view.fetch("SELECT entity, obligation_t FROM compliance_obligation WHERE state = 'open'"))
    assert held == {f"{p}/registration": approved[p] for p in PLANTS}
    assert open_ == owed
    later = city.do("bj/1", "compliance.set_obligation", {"entity": "east", "period": "2023"})
    assert str(later.outcome) == "compliance.not_approved"
    assert city.market.audit().ok
    assert second_check(city.market.engine).ok


def test_an_obligation_of_a_period_after_the_move_is_refused(city):
    move = {"sector_gbt4754": "4411", "gas": "CO2", "market": "cn", "from_day": "2022-01-01", "document": "国函"}
    city.must("bureau/1", "participants.move_sector", move)
    with pytest.raises(AssertionError, match=r"sector_moved|in_two_markets"):
        a_year(city)


@pytest.mark.parametrize("in_force", ["2022-03-01", "2023-03-20", "2023-03-21"])
def test_an_act_counts_from_its_day(city, in_force):
    benchmark = {"2022-01-01": {"by": {"I": "0.8", "II": "0.8", "III": "0.9", "IV": "0.2000"}, "to": "2022-12-31"}}
    found = _approved_under(city, (in_force, benchmark))
    for amount, parameters in found.values():
        applied = {p["parameter"]: p for p in parameters}["allocation.electricity_benchmark[IV]"]
        if in_force <= "2023-03-20":
            assert (applied["value"], applied["act"]) == ("0.2000", "lower")
        else:
            assert "act" not in applied
            assert applied["value"] == "0.3901"
        assert amount > 0
    if in_force <= "2023-03-20":
        told = why(city.market, "approved_t/2022/east-1").node
        assert told.check() == []
        assert any(n.citation and n.citation.instrument == "lower" for n in told.walk())
        assert any("prevails over plan-2021-2022" in n.note for n in told.walk())
    assert second_check(city.market.engine).ok


def _approved_under(city, act):
    """Run the year with an act (day in force, benchmark); amounts and the parameters their facts carry."""
    second = {"actor": "bureau/2", "organisation": "bureau", "role": "nation"}
    city.must("bureau/1", "participants.admit_actor", second)
    draft = {
        "act": "lower", "kind": "plan", "title_zh": "调整", "title_en": "Lower", "rank": "rule",
        "text_sha256": city.market.evidence.keep(b"lower"),
        "values": [{"parameter": "allocation.electricity_benchmark", "values": act[1]}],
    }  # fmt: skip
    city.must("bureau/1", "rulemaking.draft", draft)
    city.must("bureau/1", "rulemaking.issue", {"act": "lower", "number": "京环发〔2022〕1号", "in_force": act[0]})
    a_year(city)
    with city.market.view() as view:
        bodies = view.fetch("SELECT body FROM journal_fact WHERE type = 'allocation.approved/1' ORDER BY position")
    data = [json.loads(bytes(body))["data"] for (body,) in bodies]
    return {d["entity"]: (d["approved_t"], d["parameters"]) for d in data}


def test_every_jurisdiction_is_clean_and_says_what_is_not_its_own():
    assert jurisdictions() == ["cn", "beijing"]
    for name in jurisdictions():
        assert check(Law(name)) == []
    law = Law("beijing")
    benchmark = law.value("allocation.electricity_benchmark", date(2022, 1, 1), "IV")
    assert (str(benchmark.confidence), benchmark.number) == ("choice", Fraction("0.3901"))
    assert "the city's own values were not read" in benchmark.note
    assert law.value("compliance.ccer_share", date(2022, 1, 1)).citation.instrument == "bj-offset-2014"


def test_the_core_trades_by_the_city_s_tick(law):
    terms = ProductClass.of(law, "allowance", date(2023, 5, 4))
    assert terms.close(7_013 * 3, 3, 7_000) == 7_010

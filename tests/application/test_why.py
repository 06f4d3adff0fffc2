"""Every figure of a finished year has a tree that proves it."""

from datetime import date
from fractions import Fraction

import pytest

from tanshi.application.why import MEASURES, _gas, why
from tanshi.core.finding import Problem
from tanshi.mrv.tables import GasRow
from tanshi.rules import Law, Node


def one(market, sql):
    with market.view() as view:
        return view.fetch(sql)[0][0]


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_national_totals_are_the_sums_of_provinces(year_market, measure):
    found = why(year_market, f"{measure}/2022")
    assert found.node.check() == []
    assert found.position == one(year_market, "SELECT size FROM journal_head")
    for province in found.node.inputs:
        part = why(year_market, province.subject).node
        assert part.check() == []
        assert part.value == province.value


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_entity_has_a_tree(year_market, measure):
    table, column = MEASURES[measure]
    with year_market.view() as view:
        rows = view.fetch(f"SELECT entity, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY entity LIMIT 12")
    for entity, value in rows:
        node = why(year_market, f"{measure}/2022/{entity}").node
        assert node.check() == [], entity
        assert node.value == value


@pytest.mark.parametrize("measure", ["reported_t", "verified_t", "preallocated_t", "approved_t"])
def test_every_unit_has_a_tree(year_market, measure):
    with year_market.view() as view:
        units = [u for (u,) in view.fetch("SELECT unit FROM allocation_unit ORDER BY unit")]
    missing = 0
    for unit in units:
        try:
            node = why(year_market, f"{measure}/2022/{unit}").node
        except Problem:
            missing += 1  # a unit that started in the year has no base emissions
            continue
        assert node.check() == [], unit
        assert "recorded" not in node.note
    assert missing < len(units) // 3


def test_the_tree_of_an_allowance_ends_in_the_law(year_market):
    unit = one(year_market, "SELECT unit FROM allocation_unit WHERE unit_class = 'II' ORDER BY unit LIMIT 1")
    leaves = {n.label: n for n in why(year_market, f"approved_t/2022/{unit}").node.walk() if not n.inputs}
    benchmark = leaves["label.electricity_benchmark"]
    assert benchmark.value == Fraction("0.8729")
    assert str(benchmark.citation) == "plan-2021-2022 附件2"
    assert benchmark.confidence == "F"


def test_an_obligation_and_a_close_name_the_texts_the_law_data_names(year_market):
    entity = one(year_market, "SELECT entity FROM compliance_obligation WHERE state = 'met' ORDER BY entity LIMIT 1")
    node = why(year_market, f"obligation_t/2022/{entity}").node
    cited = Law("cn").value("compliance.obligation", date(2023, 12, 31))
    assert (node.citation, node.confidence, str(node.citation)) == (cited.citation, "F", "o19 第二十八条")
    day = one(year_market, "SELECT day FROM exchange_quote WHERE listed_t > 0 ORDER BY day LIMIT 1")
    close = why(year_market, f"close/{day}").node
    assert close.citation == Law("cn").value("exchange.close", date.fromisoformat(day)).citation


def test_a_change_of_verification_is_told(year_market):
    entity = one(year_market, "SELECT entity FROM mrv_change ORDER BY entity LIMIT 1")
    assert "->" in why(year_market, f"verified_t/2022/{entity}").node.note


def test_a_reported_figure_is_what_it_was_before_verification(year_market):
    with year_market.view() as view:
        changed = view.fetch("SELECT DISTINCT c.entity, c.unit FROM mrv_change c ORDER BY c.entity, c.unit")
        reports = {e: (r, v) for e, r, v in view.fetch("SELECT entity, reported_t, verified_t FROM mrv_report")}
    assert any(before != after for before, after in reports.values())
    for entity, unit in changed:
        reported, verified = reports[entity]
        assert why(year_market, f"reported_t/2022/{entity}").node.value == reported
        assert why(year_market, f"verified_t/2022/{entity}").node.value == verified
        assert "recorded" not in why(year_market, f"reported_t/2022/{unit}").node.note


def test_close_prices(year_market):
    with year_market.view() as view:
        days = view.fetch("SELECT day, close_fen, listed_t FROM exchange_quote ORDER BY day")
    assert any(t == 0 for _, _, t in days)
    assert any(t > 0 for _, _, t in days)
    for day, close, _ in days:
        node = why(year_market, f"close/{day}").node
        assert node.check() == []
        assert node.value == Fraction(close, 100)


def test_parameters_need_no_period(year_market):
    node = why(year_market, "allocation.electricity_benchmark[I]/2022-06-01").node
    assert node.value == Fraction("0.8177")


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        ("nonsense", "not a figure we can explain"),
        ("approved_t", "not a figure we can explain"),
        ("approved_t/last year", "not a figure we can explain"),
        ("approved_t/2022/Atlantis", "nothing about Atlantis"),
        ("approved_t/2021", "no such figure for 2021"),
        ("close/2023-05-06", "nothing about 2023-05-06"),
        ("penalty/2022/T13-01", "nothing about T13-01"),
        ("obligation_t/2022/T13-01-1", "figure of an entity, not of a unit"),
        ("allocation.electricity_benchmark[I]/today", "not a figure we can explain"),
    ],
)
def test_subjects_that_are_none(year_market, subject, says):
    with pytest.raises(Problem, match=says):
        why(year_market, subject)


def test_a_decision_is_shown_under_the_belief_of_its_time(year_market):
    """A later correction of a value does not change the tree of what was decided before."""
    assert Law("cn").as_of(1).value("allocation.balance_value_heat", date(2021, 1, 1), "gas").value == "0.0557"


@pytest.mark.parametrize(("counts", "adds"), [(1, Fraction(13_260)), (0, Fraction(0))])
def test_another_gas_adds_what_counts_and_its_tree_proves_itself(counts, adds):
    row = GasRow("E1", "2024", "verified", "CF4", 2_000_000, "6630", "AR5", counts, "electrolysis", "")
    node = _gas(row)
    assert Node("label.verified_t", adds, formula="sum", inputs=(node,)).check() == []
    assert [n.shown for n in node.walk() if n.label == "label.gas_mass"] == ["2000"]

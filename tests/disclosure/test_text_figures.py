"""Every figure of the texts: as printed on its line, restored, read, and answered by the product."""

import re
from fractions import Fraction

import pytest

from tanshi.core.exact import decimal
from tanshi.core.texts import load_yaml
from tanshi.disclosure import results
from tanshi.disclosure.text_figures import KINDS, document, text_figures
from tanshi.rules import Law
from tests.conftest import shared
from tests.texts import source_lines

FIGURES = {f.id: f for f in text_figures(Law("cn"))}


def test_taking_the_points_out_again_gives_what_is_printed():
    for f in FIGURES.values():
        assert re.sub(r"[\s.、，=×\-+]", "", f.restored) == f.printed, f.id


def test_what_is_printed_stands_on_a_line_it_names():
    lines = source_lines()
    for f in FIGURES.values():
        assert any(f.printed in lines[int(n) - 1] for n in f.lines.split(",")), f.id


def test_what_the_product_has_agrees_with_the_texts():
    assert [f.id for f in FIGURES.values() if f.answer.agrees is False] == []
    for f in FIGURES.values():
        assert (f.answer.agrees is None) == (f.answer.kind in ("models", "cannot")), f.id
        assert f.answer.how or f.answer.why_not, f.id


def test_each_figure_has_one_answer_and_both_languages():
    for row in document()["figures"]:
        assert sum(kind in row for kind in KINDS) == 1, row["id"]
        assert {*row["reading"]} == {"zh", "en"}, row["id"]
    assert {f.answer.kind for f in FIGURES.values()} == set(KINDS)


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("mean_price_to_2023", "56.4"),
        ("pilot_mean_price", "23.75"),
        ("pilot_mean_price_if_48", "2.38"),
        ("volume_growth", "0.186"),
        ("value_growth", "0.885"),
        ("volume_growth_both_years", "0.47"),
        ("value_growth_both_years", "1.253"),
        ("intensity_fall", "0.0808"),
        ("allocation_formula", "799490"),
        ("relief_floor", "0.8"),
        ("co2_per_energy", "0.052"),
    ],
)
def test_checks_of_readings_are_computed(id, value):
    assert FIGURES[id].answer.kind == "computes"
    assert decimal(FIGURES[id].answer.value) == Fraction(value)


def test_what_is_modelled_names_a_field_of_the_year(year_market):
    with year_market.view() as view:
        nation = results.results(view, "2022").nation
    for row in document()["figures"]:
        if "models" in row:
            assert row["models"]["field"] in nation, row["id"]


def test_the_formula_agrees_with_the_worked_case():
    cases = {c["id"]: c for c in load_yaml(shared("reference/cases.json").read_text("utf-8"))}
    assert FIGURES["allocation_formula"].value == cases["A04"]["expected"]["allowance_floor"]

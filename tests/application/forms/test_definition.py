"""Definitions fit the commands they become, and a definition that does not fit together is told at once."""

import dataclasses
from typing import get_args, get_type_hints

import pytest

from tanshi.application.assembly import handlers
from tanshi.application.forms import form, forms
from tanshi.application.forms.definition import define
from tanshi.application.forms.linear import NotACondition
from tanshi.core.finding import Problem
from tanshi.core.texts import load_yaml
from tanshi.participants.commands import ROLES

GOOD = """
id: x
version: 1
title: {zh: 表, en: form}
about: {zh: 表, en: form}
command: c
filled_by: [nation]
partial: "yes"
table:
  sheet: {zh: 行, en: Rows}
  each_row: "yes"
  key: [a]
  most: "10"
  columns:
    - {name: a, type: whole, zh: 甲, en: A, min: "0"}
    - {name: b, type: decimal, places: "2", zh: 乙, en: B, unit: t}
  totals: [b]
  checks: [{that: a <= 2 * b, at: a, zh: 甲不大于乙的两倍, en: A is at most twice B}]
"""


def test_there_are_the_forms_of_the_round():
    assert {"power-month", "annual-report", "entity-registration", "verification-findings"} <= set(forms())
    with pytest.raises(Problem, match="power-month"):
        form("tax-return")


@pytest.mark.parametrize("name", sorted(forms()))
def test_every_form_gives_exactly_the_fields_of_its_command(name, law):
    made = form(name)
    request = {h.kind: h.request for h in handlers(law)}[made.command]
    wanted = {f.name for f in dataclasses.fields(request)}
    given = {f.field.partition(".")[0] for f in made.header if f.field}
    for within in {f.field.partition(".")[0] for f in made.header if "." in f.field}:
        inner = dataclasses.fields(get_type_hints(request)[within])
        assert {f.field for f in made.header if "." in f.field} == {f"{within}.{i.name}" for i in inner}
    table = made.table
    if table is not None:
        columns = {c.field for c in table.columns if c.field}
        if table.each_row:
            given |= columns | set(table.constants)
        else:
            grouped = {made.column(n).field for n in table.group}
            item = get_args(get_type_hints(request)[table.into])[0]
            assert columns - grouped | set(table.constants) == {f.name for f in dataclasses.fields(item)}
            given |= grouped | {table.into}
    assert given == wanted


@pytest.mark.parametrize("name", sorted(forms()))
def test_every_form_cites_known_texts_and_known_roles(name, law):
    made = form(name)
    cited = [c for c in [made.citation, *(f.citation for f in made.fields())] if c]
    known = set(law.document("instruments.yaml"))
    assert {c.instrument for c in cited} <= known
    assert set(made.filled_by) <= set(ROLES)
    assert all(f.label.zh and f.label.en for f in made.fields())


def test_headings_carry_the_unit_in_both_languages():
    column = form("power-month").column("fuel")
    assert column.heading.zh == "燃料消耗量（t / 万Nm3）"
    assert column.heading.en == "Fuel consumed (t / 10^4Nm3)"


def test_figures_of_the_verifier_are_the_numbers_of_the_monthly_record():
    after = form("verification-findings").column("after")
    assert after.figures["carbon_e4"].places == 4
    assert set(after.figures) == set(form("verification-findings").column("field").options)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{name: a, type: whole", "{name: b, type: whole", "twice"),
        ("type: whole", "type: colour", "no type colour"),
        ("key: [a]", "key: [c]", "no column c"),
        ("totals: [b]", "totals: [c]", "no column c"),
        ("a <= 2 * b", "a <= 2 * c", "unknown numbers"),
        ('each_row: "yes"', 'each_row: "no"', "into a list"),
        ("zh: 乙, en: B", "zh: 乙, en: B, cheerful", "mean nothing"),
        ("about: {zh: 表, en: form}", "about: {zh: 表, en: a form, and more}", "are not the texts"),
        ('partial: "yes"', "partial: maybe", "neither yes nor no"),
    ],
)
def test_a_definition_that_does_not_fit_together_is_told(old, new, words):
    assert old in GOOD
    with pytest.raises(AssertionError, match=words):
        define(GOOD.replace(old, new))


@pytest.mark.parametrize("condition", ["a", "a <= b <= a", "a * b <= 1", "f(a) <= 1", "a <=", "a <= 'x'", "a.b <= 1"])
def test_a_condition_is_a_comparison_of_sums(condition):
    with pytest.raises(NotACondition):
        define(GOOD.replace("a <= 2 * b", f'"{condition}"'))


def test_the_good_definition_is_good():
    assert define(GOOD).column("b").heading.en == "B (t)"
    assert load_yaml(GOOD)["id"] == "x"

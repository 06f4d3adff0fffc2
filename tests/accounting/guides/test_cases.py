"""Every sector's guide on cases worked by hand: `SECTOR.yaml` beside this file.

A case has rows (`@part month stream item name=figure`) and what comes of them. An expectation `arithmetic = figure` is
worked out here too, apart from the product: the figure must be what the arithmetic gives, rounded as it is written. A
stroke parts what belongs to different lines or units, which are rounded each.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from tanshi.accounting.activity import Activity
from tanshi.accounting.formula import pair
from tanshi.accounting.guide import Guide, sectors
from tanshi.accounting.totals import Totals, explain
from tanshi.accounting.ways import Ways
from tanshi.core.exact import decimal, half_up, show
from tanshi.core.texts import load_yaml
from tanshi.rules import Law
from tests.conftest import shared

LAW = Law("cn")
HERE = Path(__file__).parent
CASES = [(sector, case) for sector in sectors(LAW) for case in load_yaml((HERE / f"{sector}.yaml").read_text("utf-8"))]


def rows_of(text, year):
    return [_row(line, int(year)) for line in filter(None, map(str.strip, text.splitlines()))]


def _row(line, year):
    words = line.split()
    part = words.pop(0)[1:] if words[0].startswith("@") else ""
    month = words.pop(0) if re.fullmatch(r"\d{4}-\d{2}", words[0]) else ""
    stream = words.pop(0)
    item = words.pop(0) if words and "=" not in words[0] else ""
    values = {name: pair(decimal(value)) for name, value in (word.split("=") for word in words)}
    return Activity("E1", year, month, part, stream, item, values, line)


def due(said):
    """Return the figure of an expectation; its arithmetic must give it."""
    worked, equals, figure = said.rpartition("=")
    value = decimal(figure.strip())
    if equals:
        places = len(figure.strip().partition(".")[2])
        found = sum((half_up(_worked(part), places) for part in worked.split("|")), Fraction(0))
        assert found == value, f"{worked} is {show(found)}"
    return value


def _worked(arithmetic):
    exact = re.sub(r"\d+(\.\d+)?", lambda n: f"Fraction('{n[0]}')", arithmetic.strip())
    return eval(exact, {"Fraction": Fraction})


@pytest.mark.parametrize(("sector", "case"), CASES, ids=lambda v: v["name"] if isinstance(v, dict) else v)
def test_worked_by_hand(sector, case):
    guide = Guide.of(LAW, sector, int(case["year"]))
    rows = rows_of(case["rows"], case["year"])
    totals = Totals(guide)
    totals.add(rows)
    (entity,) = totals.finished()
    assert [(f.code, f.params.get("field"), f.where) for f in totals.findings] == [
        ("emissions.missing", *found.split(" in ")) for found in case.get("missing", ())
    ]
    assert {code: show(v) for code, v in entity.sources.items()} == {
        c: show(due(v)) for c, v in case["sources"].items()
    }
    assert entity.totals == {**entity.totals, **{code: due(v) for code, v in case["totals"].items()}}
    figures = {f"{part.part} {code}": v for part in entity.parts for code, v in part.figures.items()}
    figures |= {f"{gas}_t": mass for gas, mass in entity.gases.items()} | dict(entity.figures)
    for code, said in case.get("figures", {}).items():
        assert show(figures[code]) == show(due(said)), code
    if not totals.findings:
        for total in guide.totals:
            tree = explain(guide, rows, total.code)
            assert tree.check() == []
            assert tree.value == entity.totals[total.code]


@cache
def _used(sector):
    """Return streams, methods and ways of the rows of a sector's cases; the way is "" where nothing can be computed."""
    found = set()
    for case in (case for of, case in CASES if of == sector):
        guide = Guide.of(LAW, sector, int(case["year"]))
        ways = Ways(guide)
        for row in rows_of(case["rows"], case["year"]):
            stream = guide.streams[row.stream]
            lacking = any(missing.endswith(row.where) for missing in case.get("missing", ()))
            way = ways.plan(stream, row.item, tuple(row.values)).way.name if stream.gas and not lacking else ""
            found.add((row.stream, stream.method.name, way))
    return found


@pytest.mark.parametrize("sector", sectors(LAW))
def test_every_stream_has_a_case(sector):
    streams = {code for guide in Guide.every(LAW, sector) for code in guide.streams}
    assert streams <= {stream for stream, _, _ in _used(sector)}


def test_every_way_has_a_case():
    asked, used = set(), set()
    for sector in sectors(LAW):
        used |= {(method if method != "own" else f"{sector} {stream}", way) for stream, method, way in _used(sector)}
        for stream in Guide.every(LAW, sector)[-1].streams.values():
            method = stream.method.name if stream.method.name != "own" else f"{sector} {stream.code}"
            asked |= {(method, way.name) for way in stream.method.ways}
    assert asked <= used


@pytest.mark.parametrize("sector", sectors(LAW))
def test_a_title_means_one_column(sector):
    """A table of all streams has one column for a figure, found by its title."""
    meant: dict[str, set[str]] = {}
    for guide in Guide.every(LAW, sector):
        for stream in guide.streams.values():
            for name, said in stream.method.inputs.items():
                for label in said.label.values():
                    meant.setdefault(label, set()).add(name)
    assert {label: names for label, names in meant.items() if len(names) > 1} == {}


def test_every_guide_says_what_it_is_of():
    for sector in sectors(LAW):
        for guide in Guide.every(LAW, sector):
            assert guide.not_had, sector
            for stream in guide.streams.values():
                assert stream.citation.source, f"{sector} {stream.code}"
                assert set(stream.label) == {"zh", "en"}


SLAG = "@K1 clinker portland_clinker q=1500000\n@K1 alternate carbide_slag q=100000"
WORKS = """
    fuel cleaned_coal fc=2000000
    flux limestone q=300000
    material pig_iron q=100000
    product crude_steel q=3000000
    output crude_steel q=3000000
"""


@pytest.mark.parametrize(
    ("case_id", "sector", "year", "rows", "kind", "expected", "places"),
    [
        ("M02", "power", 2020, "@U1 coal coal fc=100000 ncv=21.000", "fuel", "E_03356", 2),
        ("M02", "power", 2022, "@U1 coal coal fc=100000 ncv=21.000", "fuel", "E_03085", 2),
        ("M04", "steel", 2024, "@U1 unit_fuel natural_gas fc=12000", "own_power", "emissions", 2),
        ("M05", "power", 2022, "@U1 electricity mwh=1234.567", "electricity", "emissions_2dp", 2),
        ("M07", "power", 2024, "@U1 output generation_mwh=3000000 capacity_mw=660 hours=7000", "load_factor", "%", 4),
        ("M08", "cement", 2024, SLAG, "clinker", "process_emissions", 2),
        ("M08", "cement", 2024, SLAG, "carbide_substitution", "%", 8),
        ("M10", "steel", 2024, WORKS, "direct", "total", 0),
        ("M10", "steel", 2024, WORKS, "intensity", "per_t_steel_4dp", 4),
    ],
)
def test_cases_of_the_reference(case_id, sector, year, rows, kind, expected, places):
    cases = {case["id"]: case for case in json.loads(shared("reference/cases.json").read_text("utf-8"))}
    due = {name: decimal(str(said)) for name, said in cases[case_id]["expected"].items()}
    due["%"] = next((value / 100 for name, value in due.items() if "pct" in name), None)
    totals = Totals(Guide.of(LAW, sector, year))
    totals.add(rows_of(rows, year))
    (entity,) = totals.finished()
    found = {**entity.sources, **entity.totals, **entity.figures, **entity.parts[0].figures}[kind]
    assert half_up(Fraction(found), places) == half_up(due[expected], places)

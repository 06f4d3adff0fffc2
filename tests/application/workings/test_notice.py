"""An entity of a file as a paper: every unit with its steps, marked as one's own computation on PDF and workbook."""

from dataclasses import replace
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.application.workings import lines_notice, own_notice, unit_lines
from tanshi.core.exact import show
from tanshi.core.finding import Finding, Problem
from tests.application.workings.lines import sectors
from tests.application.workings.units import LAW, plan_named, read

UNITS = [
    {"output": "2820000", "heat_gj": "1500000", "heat_ratio": "0.12", "load_factor": "0.6", "verified_t": "3650000"},
    {"output": "2820000", "unit_class": "IV", "cooling": "air", "verified_t": "3650000"},
]


def notice(name, language="zh", lost=()):
    plan = plan_named(LAW, name)
    file, found = read(plan, UNITS)
    found = type(found)(found.plan, found.units, found.entities, lost)
    lines = unit_lines(file.units, found)
    return own_notice(LAW, plan, lines, found, "E0", "units.csv", "2026-11-22", language), found.entities[0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["2019-2020", "2022", "2024", "2026-draft"])
def test_it_says_every_unit_and_the_entity_and_is_no_official_paper(name, language):
    paper, entity = notice(name, language)
    assert (paper.number, paper.code, paper.verify) == ("", "", "")
    assert paper.mark == {"zh": "自行测算", "en": "own computation"}[language]
    inputs, amounts, parameters = (part.table for part in paper.parts if part.table)
    assert [row[0] for row in inputs.rows] == [row[0] for row in amounts.rows] == ["U0", "U1"]
    assert [row[-1] for row in amounts.rows] == [f"{u.approved_t:,}" for u in entity.found.units]
    assert amounts.total[-1] == f"{entity.found.initial_t:,}"
    (figures,) = (dict(part.figures) for part in paper.parts if part.figures)
    assert f"{entity.found.gap_t:,}" in figures.values()
    assert f"{entity.found.obligation_t:,}" in figures.values()
    assert all(row[2] and row[3] and row[4] for row in parameters.rows)
    assert ("草案" in repr(paper) or "a draft" in repr(paper)) == name.endswith("draft")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_unit_given_its_emission_has_neither_benchmark_nor_coefficient(language):
    plan = plan_named(LAW, "2026-draft")
    file, found = read(plan, [{"output": "1000"}, {"unit_class": "verified", "output": "0", "verified_t": "70000"}])
    paper = own_notice(LAW, plan, unit_lines(file.units, found), found, "E0", "units.csv", "2026-11-22", language)
    inputs, amounts, parameters = (part.table for part in paper.parts if part.table)
    words = {"zh": "等于核查排放量", "en": "verified emission"}[language]
    assert inputs.rows[1][3] == words
    assert amounts.rows[1][2:6] == ["", "", "", ""]
    assert amounts.rows[1][-3:] == ["70,000", "0", "70,000"]
    assert words in [row[2] for row in parameters.rows]
    assert xlsx(paper)[:2] == b"PK"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["cement", "steel", "aluminium", "special", "published"])
def test_a_paper_of_lines_says_each_line_the_balance_value_and_the_texts(name, language):
    plan, found = sectors(9)[name]
    for entity, (verified, approved) in found.by_entity().items():
        paper = lines_notice(LAW, plan, found, entity, "lines.csv", "2026-11-22", language)
        assert paper.mark == {"zh": "自行测算", "en": "own computation"}[language]
        inputs, amounts, parameters = (part.table for part in paper.parts if part.table)
        own = [of for owner, of in found.lines if owner == entity]
        assert [row[0] for row in inputs.rows] == [row[0] for row in amounts.rows] == [o.line.line_id for o in own]
        assert [row[-1] for row in amounts.rows] == [f"{o.approved_t:,}" for o in own]
        assert [amounts.total[1], amounts.total[-1]] == [f"{verified:,}", f"{approved:,}"]
        (figures,) = (dict(part.figures) for part in paper.parts if part.figures)
        assert f"{verified - approved:,}" in figures.values()
        assert (found.balance is not None) == any(v == show(found.balance or 0, 6) for v in figures.values())
        assert all(row[0] and row[2] and row[3] and row[4] for row in parameters.rows)
        assert xlsx(paper)[:2] == b"PK"


def test_a_paper_of_lines_says_that_rows_are_missing_and_an_unknown_entity_is_told():
    plan, found = sectors(9)["steel"]
    lost = replace(found, findings=(Finding("allocate.sector_incomplete", "lines.csv", {"count": 1}),))
    asked = ("lines.csv", "2026-11-22", "zh")
    assert "未能采用" in repr(lines_notice(LAW, plan, lost, "E0", *asked))
    assert "未能采用" not in repr(lines_notice(LAW, plan, found, "E0", *asked))
    with pytest.raises(Problem, match="no entity U0"):
        lines_notice(LAW, plan, found, "U0", *asked)


@pytest.mark.skipif(not can_typeset(), reason="the extra `report` is not installed")
def test_a_paper_of_lines_as_pdf():
    plan, found = sectors(9)["cement"]
    printed = pdf(lines_notice(LAW, plan, found, "E0", "lines.csv", "2026-11-22", "zh"))
    assert (printed.data[:5], printed.findings) == (b"%PDF-", ())


def test_a_gap_rate_is_shown_half_up_with_two_decimals():
    paper, _ = notice("2022")
    (figures,) = (dict(part.figures) for part in paper.parts if part.figures)
    assert figures["缺口率"] == "15.09%"  # 1,101,449 of 7,300,000


def test_an_entity_that_lost_rows_says_so_and_an_unknown_one_is_told():
    lost = Finding("allocate.entity_incomplete", "units.csv", {"entity": "E0"})
    assert "不完整" in repr(notice("2022", lost=(lost,))[0])
    assert "不完整" not in repr(notice("2022")[0])
    plan = plan_named(LAW, "2022")
    file, found = read(plan, UNITS)
    with pytest.raises(Problem, match="no entity U0"):
        own_notice(LAW, plan, unit_lines(file.units, found), found, "U0", "f", "2026-11-22", "zh")


def test_as_a_workbook_its_figures_are_numbers():
    paper, entity = notice("2024", "en")
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx(paper)))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert {entity.found.approved_t, entity.found.gap_t, entity.found.verified_t} <= {c for c in cells if c != ""}
    assert book.sheet_names == ["own computation"]


@pytest.mark.skipif(not can_typeset(), reason="the extra `report` is not installed")
def test_as_pdf_every_character_is_shown():
    printed = pdf(notice("2026-draft")[0])
    assert printed.data[:5] == b"%PDF-"
    assert printed.findings == ()

"""A firm of every sector by command line: books of its own, template, file, report, verification, confirmed, why."""

import json
import os

import pytest
from python_calamine import CalamineWorkbook

from tanshi.accounting.columns import template_sheets
from tanshi.core.sheets import workbook_of
from tests.mrv import firms

CODES = {
    "power": "4411", "steel": "3120", "cement": "3011", "flat_glass": "3041", "aluminium": "3216", "copper": "3211",
    "petrochemical": "2511", "chemical": "2614", "paper": "2221", "aviation": "5611", "buildings": "7030",
}  # fmt: skip
#: Sectors of different shapes; `make soak` takes all.
SOME = ["aluminium", "aviation", "cement", "power"]

REPORT = "重点排放单位编号,报告年度,对报告的真实性、完整性、准确性负责\n{firm},{year},是\n"
CONCLUSION = "重点排放单位编号,{firm}\n报告年度,{year}\n核查机构编号,verifier/01\n核查组成员,张三；李四\n"


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """Return a folder with books of a firm of every sector, and of one with a wrong row."""
    from tanshi.cli.opening import prepare

    folder = tmp_path_factory.mktemp("firms")
    rows = [f"{s.upper()},样例{s},山东,{code}" for s, code in CODES.items()]
    (folder / "firms.csv").write_text(
        "\n".join(["单位编号,单位名称,省份,行业代码", *rows, "X,甲,山东,31", ""]), "utf-8"
    )
    prepare("2024", [], None, folder / "firms.csv", str(folder / "books.db"), 1, "plant")
    return folder


def fill(template, sector, entity):
    """Fill a template's sheets with the rows of the sector's case, each stream on its own sheet."""
    header, *rows = firms.table(sector, entity)
    guide = firms.guide(sector)
    sheets = []
    names = dict(zip(CalamineWorkbook.from_path(str(template)).sheet_names, guide.streams.values(), strict=True))
    for name, heads in template_sheets(guide, "en"):
        stream = names[name]
        of_it = [r for r in rows if r[header.index("stream")] in (stream.code, *stream.label.values())]
        filled = [[row[header.index(h)] for h in heads[0]] for row in of_it]
        sheets.append((name, [heads[0], *filled]))
    template.write_bytes(workbook_of(sheets))


@pytest.mark.parametrize("sector", firms.SECTORS if "TANSHI_SOAK" in os.environ else SOME)
def test_from_a_template_to_the_confirmed_emission(tanshi, books, sector):
    firm, year, file = sector.upper(), str(firms.year(sector)), books / f"{sector}.xlsx"
    actor, to = f"entity/{firm}/1", ("--db", books / "books.db")
    of_sector = ("emissions", file, "--sector", sector)

    def done(*arguments):
        found = tanshi(*arguments)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    done(*of_sector, "--year", year, "--template")
    fill(file, sector, firm)
    (counted,) = json.loads(done(*of_sector, "--json"))["entities"]
    done(*of_sector, "--record", books / "books.db", "--actor", actor)
    for form, text, who in (("annual-report", REPORT, actor), ("verification-findings", CONCLUSION, "verifier/01/1")):
        (books / "form.csv").write_text(text.format(firm=firm, year=year), "utf-8")
        done("forms", "send", form, books / "form.csv", *to, "--actor", who)
    done("forms", "confirm", firm, year, *to, "--actor", "province/37/1")
    assert f"{counted['emissions_t']:,}" in done("forms", "publish", firm, year, *to, "--actor", actor)
    tree = json.loads(done("why", f"verified_t/{year}/{firm}", *to, "--json"))
    assert int(tree["value"]) == counted["emissions_t"] == firms.total(sector)
    assert tree["disagreements"] == []
    assert tree["tree"]["inputs"]


def test_a_wrong_row_of_a_list_of_firms_is_told(tanshi, tmp_path):
    (tmp_path / "f.csv").write_text("entity_id,province,sector_gbt4754\nA/1,山东,3120\nB,Mars,3120\nC,37,31\n", "utf-8")
    refused = tanshi("opening", "prepare", "2024", "--firms", tmp_path / "f.csv", "--db", tmp_path / "b.db")
    assert (refused.returncode, "no usable row" in refused.stderr) == (2, True)
    for told in ("f.csv!A2", "f.csv!B3", "f.csv!C4"):
        assert told in refused.stderr

"""Allowances of a file by page and API: the figures of the command line, findings by cell, and what is refused."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from tanshi.allocation.from_file import allocate_file
from tanshi.allocation.lines_file import allocate_lines_file, sector_plan
from tanshi.rules import Law
from tests.server.world import World


@pytest.fixture
def world(market):
    made = World(market)
    yield made
    made.close()


def template(world, plan):
    return world.client.get(f"/allocate/template/{plan}").content


def bad(data):
    """Return the template with a second row whose load factor is a percentage."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    second = list(rows[1])
    second[rows[0].index("unit_id")], second[rows[0].index("load_factor")] = "U2", "60"
    made = io.StringIO()
    csv.writer(made).writerows([*rows, second])
    return made.getvalue().encode()


@pytest.mark.parametrize("plan", ["2019-2020", "2022", "2024", "2025-draft"])
def test_the_api_says_what_the_command_line_says(world, tmp_path, plan):
    data = template(world, plan)
    file = tmp_path / "units.csv"
    file.write_bytes(data)
    found = world.client.post("/api/v1/allocate", params={"plan": plan, "name": "units.csv"}, content=data)
    assert found.status_code == 200
    assert found.json() == allocate_file(Law("cn"), file, plan).as_json()


def test_a_bad_row_is_named_by_its_cell_and_the_good_one_computed(world):
    found = world.client.post(
        "/api/v1/allocate", params={"name": "u.csv", "lang": "en"}, content=bad(template(world, "2024"))
    ).json()
    assert [f["code"] for f in found["findings"]] == ["allocate.not_a_fraction", "allocate.entity_incomplete"]
    assert found["findings"][0]["where"].startswith("u.csv!")
    assert [u["unit_id"] for u in found["units"]] == ["U1"]


@pytest.mark.parametrize(
    ("content", "plan", "status", "outcome"),
    [
        (b"", "2024", 400, "forms.no_file"),
        (b"a,b\n1,2\n", "2024", 422, "allocate.no_header"),
        (b"PK\x03\x04broken", "2024", 422, "input.damaged"),
        (b"PAR1broken", "2024", 422, "input.damaged"),
        (b"x,y\n", "2031", 422, "allocate.unknown_plan"),
        (b"x" * 2_000_001, "2024", 413, "allocate.file_too_large"),
    ],
)
def test_what_cannot_be_computed(world, content, plan, status, outcome):
    found = world.client.post("/api/v1/allocate", params={"plan": plan}, content=content)
    assert (found.status_code, found.json()["outcome"]) == (status, outcome)


def send(world, data, want="page", plan="2024"):
    page = world.client.get("/allocate?lang=en").text
    token = page.partition('name="token" value="')[2].partition('"')[0]
    fields = {"plan": plan, "want": want} | ({"token": token} if token else {})
    return world.client.post("/allocate?lang=en", data=fields, files={"file": ("units.csv", data)})


def test_the_page_shows_the_figures_and_the_findings(world):
    page = send(world, bad(template(world, "2024")))
    assert page.status_code == 200
    assert "above 1" in page.text
    assert "2,673,565" in page.text  # floor(3,000,000 x 0.7910 x 1.015^4) + 1,500,000 x 0.1033
    assert send(world, b"a,b\n").status_code == 422


def test_the_workbook_has_every_step(world):
    found = send(world, template(world, "2024"), "workbook")
    assert found.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(found.content)).sheet_names) >= 4


def test_a_template_of_no_plan(world):
    assert world.client.get("/allocate/template/2031").status_code == 404


@pytest.mark.parametrize("sector", ["steel", "cement", "aluminium"])
@pytest.mark.parametrize("plan", ["2024", "2025"])
def test_the_api_says_of_lines_what_the_command_line_says(world, tmp_path, sector, plan):
    data = world.client.get(f"/allocate/lines/template/{sector}/{plan}").content
    file = tmp_path / "lines.csv"
    file.write_bytes(data)
    params = {"sector": sector, "plan": plan, "name": "lines.csv"}
    found = world.client.post("/api/v1/allocate/lines", params=params, content=data)
    assert found.status_code == 200
    assert found.json() == allocate_lines_file(sector_plan(Law("cn"), sector, plan), file, plan).as_json()


def send_lines(world, data, **asked):
    page = world.client.get("/allocate/lines?lang=en").text
    token = page.partition('name="token" value="')[2].partition('"')[0]
    fields = {"sector": "cement", "plan": "2025", "balance": "", "want": "page"} | asked
    fields |= {"token": token} if token else {}
    return world.client.post("/allocate/lines?lang=en", data=fields, files={"file": ("lines.csv", data)})


LINES = (
    "生产线编号,单位编号,核查排放量,产品产量,强度排放量,特殊情形\n"
    "K1,C1,2650000,3000000,2550000,\nK2,C2,400000,,,白水泥熟料\n"
)


def test_the_page_of_lines_shows_figures_a_workbook_and_what_is_wrong(world):
    data = LINES.encode()
    page = send_lines(world, data, balance="1")
    assert page.status_code == 200
    assert "2,709,625" in page.text  # 2,650,000 x (1 + 0.15 x 0.15)
    assert "white clinker" in page.text
    book = send_lines(world, data, want="workbook")
    assert "平衡值 Balance" in CalamineWorkbook.from_filelike(io.BytesIO(book.content)).sheet_names
    assert "lines.csv" not in send_lines(world, data).text
    bad = send_lines(world, data.replace(b"K2", b"K1"))
    assert "stands in row 2 already" in bad.text
    for asked, told in (({"balance": "much"}, "much"), ({"sector": "glass"}, "cement"), ({"plan": "1999"}, "2024")):
        assert told in send_lines(world, data, **asked).text
        assert send_lines(world, data, **asked).status_code == 422
    assert world.client.get("/allocate/lines/template/glass/2025").status_code == 404

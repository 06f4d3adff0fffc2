"""Allowances of a file by page and API: the figures of the command line, findings by cell, and what is refused."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from tanshi.allocation.from_file import allocate_file
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

"""Published files against their own schema."""

import json
import re

import pytest

from tanshi.core.catalogue import known
from tanshi.core.finding import Problem
from tanshi.disclosure import open_data
from tanshi.disclosure.results import results
from tanshi.disclosure.tables import tables_of, write_tables
from tests.disclosure.validation import validated


@pytest.fixture
def tables(year_market):
    with year_market.view() as view:
        yield tables_of(view, year_market.law, results(view, "2022"))


def test_files_of_a_year_are_as_their_schema_says(tables, tmp_path):
    files = write_tables([tables], tmp_path)
    assert files[-1] == tmp_path / open_data.PACKAGE
    found = validated(files[-1])
    assert set(found) == {f"{name}_2022.csv" for name in open_data.tables()} == {f.name for f in files[:-1]}
    for name in open_data.tables():
        assert len(found[f"{name}_2022.csv"]) == len(tables.rows[name]), name
    assert {name for name in open_data.tables() if not tables.rows[name]} <= {"penalties"}
    assert found["nation_2022.csv"][0]["verified_t"] == sum(p["verified_t"] for p in found["provinces_2022.csv"])


def test_the_reader_of_the_tests_finds_what_is_wrong(tables, tmp_path):
    *_, package = write_tables([tables], tmp_path)
    path = tmp_path / "provinces_2022.csv"
    right = path.read_bytes()
    document = json.loads(package.read_text("utf-8"))
    for old, new in ((b"\r\n13,", b"\r\n14,"), (b"verified_t", b"verified"), (b"\r\n13,", b"\r\n,")):
        path.write_bytes(right.replace(old, new))
        described = dict(document, resources=[r for r in document["resources"] if r["path"] == path.name])
        described["resources"][0] |= {"bytes": path.stat().st_size}
        package.write_text(json.dumps(described), "utf-8")
        with pytest.raises(AssertionError):
            validated(package)


def test_every_field_has_type_unit_and_meaning_in_both_languages():
    for table in open_data.tables().values():
        assert known(f"open_table.{table.name}"), table.name
        for field in table.schema()["fields"]:
            assert field["description"], field
            assert re.search(r"[\u4e00-\u9fff]", field["description_zh"]), field
            suffix = re.search(r"_(t|fen|cny|kw|mwh|gj|percent)\Z", field["name"])
            assert bool(field.get("unit")) >= bool(suffix), f"{field['name']} has no unit"
        assert set(table.key) <= {f.name for f in table.fields if not f.empty}


def test_no_field_is_described_that_no_table_has():
    from tanshi.core.catalogue import entries

    used = {field.name for table in open_data.tables().values() for field in table.fields}
    assert {code.removeprefix("field.") for code in entries() if code.startswith("field.")} == used


def test_an_empty_table_has_its_head(tables, tmp_path):
    data = open_data.tables()["penalties"].csv([])
    assert data.decode("utf-8-sig") == ",".join(open_data.tables()["penalties"].columns) + "\r\n"


def test_periods_written_one_after_the_other_stand_in_one_package(tables, tmp_path):
    from dataclasses import replace

    write_tables([replace(tables, period="2021")], tmp_path)
    *_, package = write_tables([tables], tmp_path)
    assert len(validated(package)) == 2 * len(open_data.tables())
    (tmp_path / "nation_2021.csv").unlink()
    *_, package = write_tables([tables], tmp_path)
    assert len(validated(package)) == 2 * len(open_data.tables()) - 1


def test_a_package_that_cannot_be_read_is_written_anew(tables, tmp_path):
    (tmp_path / open_data.PACKAGE).write_text("[1, 2]", "utf-8")
    *_, package = write_tables([tables], tmp_path)
    assert len(validated(package)) == len(open_data.tables())


def test_a_folder_that_takes_no_files_is_told(tables, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem) as told:
        write_tables([tables], tmp_path / "file")
    assert told.value.findings[0].code == "output.cannot_write"

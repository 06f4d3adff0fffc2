"""Bundles that leave and come back: filled, changed, for others, out of date, and made by strangers."""

import io
import json
import zipfile

import pytest

from tanshi.application.forms import Context, form, make_bundle, take_bundle, template
from tanshi.application.forms import bundle as bundle_module
from tanshi.application.forms.grid import read_file
from tanshi.core.finding import Problem
from tests.application.forms.conftest import KNOWN, OURS

POWER = form("power-month")
NOW = "2022-02-01T00:00:00.000Z"
EMPTY = [{"month": "2022-01", "unit": u, "unit_name": f"{n}号机组"} for n, u in enumerate(KNOWN["units"], 1)]
FILLED = [
    {**row, "generation_mwh": 120_000_000, "own_use_mwh": 7_000_000, "hours": 60_000, "fuel": 5_500_000, "ncv": 21_000}
    for row in EMPTY
]


def made(market, subject="e1", rows=EMPTY):
    header = {"entity": subject}
    return make_bundle(market.engine, POWER, subject, "e1/1", NOW, header=header, rows=rows, known=KNOWN)


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def packed(found):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return out.getvalue()


def filled(bundle, rows=FILLED, **header):
    """What a spreadsheet program saves: the template of the bundle with rows filled in."""
    stamp = {"bundle": bundle.id, "subject": "e1"}
    return template(POWER, header={"entity": "e1", **header}, rows=rows, known=KNOWN, stamp=stamp)


def back(market, bundle, context=OURS, form_=POWER, **changes):
    found = parts(bundle.data) | {"form.xlsx": filled(bundle)}
    found = {k: v for k, v in (found | changes).items() if v is not None}
    with market.view() as view:
        return take_bundle(view, form_, packed(found), context, name="b.zip")


def codes(found):
    return [f.code for f in found]


def test_a_bundle_holds_what_is_needed_without_connection(both_books):
    bundle = made(both_books)
    found = parts(bundle.data)
    assert set(found) == {"manifest.json", "form.xlsx", "README.txt", "lists/units.csv"}
    manifest = json.loads(found["manifest.json"])
    assert (manifest["form"], manifest["version"], manifest["subject"]) == ("power-month", 1, "e1")
    assert found["lists/units.csv"].decode("utf-8-sig").splitlines() == ["id,name", "u1,1号机组", "u2,2号机组"]
    grids = {g.name: g for g in read_file(found["form.xlsx"]).grids}
    assert grids["月度数据"].rows[2][:3] == ["2022-01", "u1", "1号机组"]
    assert made(both_books).data == bundle.data, "the same request at the same instant is the same archive"


def test_a_filled_bundle_comes_back_whole_or_as_the_workbook_alone(both_books):
    bundle = made(both_books)
    found = back(both_books, bundle)
    assert codes(found.findings) == []
    assert len(found.requests) == 1
    with both_books.view() as view:
        alone = take_bundle(view, POWER, filled(bundle), OURS, name="form.xlsx")
    assert codes(alone.findings) == []
    assert len(alone.rows) == 2


def test_a_changed_manifest_another_subject_and_a_stranger_are_told(books):
    bundle = made(books)
    manifest = json.loads(parts(bundle.data)["manifest.json"])
    changed = back(books, bundle, **{"manifest.json": json.dumps(manifest | {"subject": "e2"})})
    assert codes(changed.findings) == ["forms.bundle_manifest_changed"]
    foreign = back(books, bundle, Context("e2", KNOWN))
    assert codes(foreign.findings) == ["forms.bundle_other_subject", "forms.other_entity"]
    unknown = back(books, bundle, **{"manifest.json": json.dumps(manifest | {"bundle": "bundle/x"})})
    assert codes(unknown.findings) == ["forms.bundle_unknown", "forms.bundle_other_stamp"]
    with books.view() as view:
        plain = take_bundle(view, POWER, template(POWER, header={"entity": "e1"}, rows=FILLED), OURS)
    assert codes(plain.findings) == ["forms.bundle_unknown"]
    for found in (changed, foreign, unknown, plain):
        assert found.requests == ()


def test_a_stale_version_and_another_template_are_told(books):
    from dataclasses import replace

    bundle = made(books)
    newer = replace(POWER, version=2, sha256="0" * 64)
    stale = back(books, bundle, form_=newer)
    assert codes(stale.findings) == ["forms.other_version", "forms.bundle_stale"]
    other = back(books, bundle, **{"form.xlsx": template(POWER, header={"entity": "e1"}, rows=FILLED)})
    assert codes(other.findings) == ["forms.bundle_other_stamp"]
    report = back(books, bundle, form_=form("annual-report"))
    assert codes(report.findings)[:2] == ["forms.other_form", "forms.other_form"]
    assert not any(f.requests for f in (stale, other, report))


def test_what_was_changed_beside_the_cells_is_told_and_does_no_harm(books):
    bundle = made(books)
    found = back(books, bundle, **{"README.txt": b"x", "lists/units.csv": None, "__MACOSX/._form": b"x"})
    assert codes(found.findings) == []
    assert codes(found.remarks) == [
        "forms.bundle_part_missing", "forms.bundle_part_changed", "forms.bundle_part_extra",
    ] or set(codes(found.remarks)) == {
        "forms.bundle_part_missing", "forms.bundle_part_changed", "forms.bundle_part_extra",
    }  # fmt: skip
    assert len(found.requests) == 1


def test_a_prefilled_row_that_is_gone_is_told(books):
    bundle = made(books)
    found = back(books, bundle, **{"form.xlsx": filled(bundle, FILLED[:1])})
    assert "forms.bundle_prefilled_changed" in codes(found.remarks)
    (gone,) = [f for f in found.remarks if f.code == "forms.bundle_prefilled_changed"]
    assert "2022-01 u2" in gone.message("zh")


def test_what_is_no_bundle_is_refused(books):
    bundle = made(books)
    for changes in ({"manifest.json": None}, {"manifest.json": "[]"}, {"manifest.json": "{"}, {"form.xlsx": None}):
        with pytest.raises(Problem):
            back(books, bundle, **changes)
    with pytest.raises(Problem, match="no office program"):
        back(books, bundle, **{"../../etc/cron.d/x": b"x"})


def test_a_bundle_that_is_a_bomb_is_refused(books, monkeypatch):
    monkeypatch.setattr(bundle_module, "LARGEST", 1 << 20)
    bundle = made(books)
    with pytest.raises(Problem, match="larger than can be taken"):
        back(books, bundle, **{"lists/units.csv": b"0" * (2 << 20)})


def test_lists_hold_no_formulas(books):
    known = {"units": {"u1": {"name": '=HYPERLINK("http://x")'}}}
    bundle = make_bundle(books.engine, POWER, "e1", "e1/1", NOW, known=known)
    assert b"'=HYPERLINK" in parts(bundle.data)["lists/units.csv"]


def test_odd_manifests_never_raise_anything_but_problems(books):
    bundle = made(books)
    for odd in ({"files": 3}, {"files": [3]}, {"prefilled": 3}, {"prefilled": [3, ["a"], [1, 2]]}, {"bundle": "\0"}):
        manifest = json.loads(parts(bundle.data)["manifest.json"]) | odd
        found = back(books, bundle, **{"manifest.json": json.dumps(manifest)})
        assert found.requests == ()

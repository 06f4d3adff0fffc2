"""Filing: what is taken and what is not, with its cell; drafts, bundles, receipts, proofs; on pages and by API."""

import io
import json
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tanshi.application.documents import Draft, Issuer, IssuingBody, Paper, can_typeset, issue, withdraw
from tanshi.application.forms import forms, template
from tanshi.application.forms.tables import ReceiptRow
from tanshi.application.market import open_market
from tanshi.journal.table import read_rows
from tanshi.journal.writer import seeded_entropy
from tanshi.mrv.tables import ReportRow, UnitMonthRow
from tanshi.server.platform import ServerSettings
from tests.server.plant import ENTITY, MONTHS, POWER, TYPED, UNITS, rows, table, with_plant, workbook
from tests.server.world import World

URL = "/api/v1/forms/power-month"
XLSX = {"content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@pytest.fixture
def world(law, clock):
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("test"))
    made = with_plant(World(market))
    yield made
    made.close()
    market.close()


@pytest.fixture
def worlds(market):
    """The same on both engines in turn, where the database has a part in it."""
    made = with_plant(World(market))
    yield made
    made.close()


def send(world, body, actor="E1/1", kind="application/json", url=URL, **query):
    content = json.dumps(body).encode() if isinstance(body, dict) else body
    headers = {**world.key(actor), "content-type": kind}
    return world.client.post(url, content=content, headers=headers, params=query)


def months(given=None, **header):
    return {"header": {"entity": ENTITY, **header}, "rows": rows() if given is None else given}


def recorded(world):
    with world.market.view() as view:
        return len(read_rows(view, UnitMonthRow))


def where(found):
    return [(f["where"], f["code"]) for f in found["findings"]]


def file_report(world, period="2022"):
    header = {"entity": ENTITY, "period": period, "declared_true": True}
    return send(world, {"header": header}, url="/api/v1/forms/annual-report")


# what is taken


def test_good_rows_are_taken_and_the_bad_one_is_told_at_its_cell(world):
    found = send(world, months(rows(hours="9999"))).json()
    assert (found["taken"], found["same"], found["open_rows"]) == (23, 0, [23])
    assert where(found) == [("$.rows[23].hours", "forms.outside")]
    assert found["receipt"]["good_rows"] == 23
    assert found["totals"]["fuel"] == "1265000.00"
    assert recorded(world) == 23


def test_the_receipt_of_a_report_counts_it_as_what_it_is(world):
    send(world, months())
    found = file_report(world).json()
    assert (found["taken"], found["receipt"]["good_rows"], found["receipt"]["bad_rows"]) == (1, 1, 0)
    page = world.signed_in("E1/1").get(f"/receipts/{found['receipt']['number']}?lang=en").text
    assert "<dt>Rows that could be used</dt><dd>1</dd>" in page


@pytest.mark.parametrize(
    ("body", "kind", "name", "cell"),
    [
        (workbook(hours=999_900), XLSX["content-type"], "m.xlsx", "月度数据!H26"),
        (table(rows(hours="9999")), "text/csv", "m.csv", "m.csv!H25"),
    ],
)
def test_files_name_their_cells(world, body, kind, name, cell):
    found = send(world, body, kind=kind, name=name).json()
    assert found["findings"][0]["where"] == cell, found
    assert found["taken"] == 23


def test_the_same_again_changes_nothing(worlds):
    world = worlds
    body = months()
    first, again = send(world, body).json(), send(world, body).json()
    assert (first["taken"], first["same"]) == (24, 0)
    assert (again["taken"], again["same"], again["findings"]) == (0, 24, [])
    assert all(a["exists"] for a in again["answers"])
    assert recorded(world) == 24
    assert world.market.audit().ok


def test_a_corrected_sheet_passes_over_what_is_recorded(world):
    send(world, workbook(hours=999_900), kind=XLSX["content-type"], name="m.xlsx")
    found = send(world, workbook(), kind=XLSX["content-type"], name="m.xlsx").json()
    assert (found["taken"], found["same"], found["findings"], found["remarks"]) == (1, 23, [], [])
    assert recorded(world) == 24


def test_a_recorded_month_with_other_values_is_a_finding(world):
    send(world, months())
    found = send(world, months(rows(fuel="56000")))
    assert found.status_code == 200
    assert where(found.json()) == [("$.rows[23].fuel", "forms.recorded_otherwise")]
    assert "55000.00" in found.json()["findings"][0]["message"]
    assert (found.json()["taken"], found.json()["same"]) == (0, 23)


def test_a_dry_run_gives_no_receipt_and_records_nothing(world):
    found = send(world, months(), dry_run="true").json()
    assert (found["taken"], found["receipt"]) == (24, None)
    assert recorded(world) == 0


def test_a_report_is_filed_once_its_months_are_there(world):
    early = file_report(world)
    assert (early.status_code, early.json()["outcome"]) == (422, "forms.nothing_taken")
    assert early.json()["findings"][0]["code"] == "forms.not_done"
    send(world, months())
    assert file_report(world).json()["taken"] == 1
    again = file_report(world).json()
    assert (again["taken"], again["same"]) == (0, 1)
    with world.market.view() as view:
        assert [r.reported_t for r in read_rows(view, ReportRow)] == [2_635_380]


# what is not


@pytest.mark.parametrize(
    ("given", "code", "place"),
    [
        (months(entity="H1"), "forms.other_entity", "$.header.entity"),
        ({**months(), "form": "annual-report"}, "forms.other_form", "$.form"),
        ({**months(), "version": 99}, "forms.other_version", "$.version"),
        ({"header": {"entity": ENTITY}, "rows": []}, "forms.too_few_rows", "$.rows"),
        (months([{"month": "2022-01", "unit": "U9", **TYPED}]), "forms.unit_unknown", "$.rows[0].unit"),
    ],
)
def test_nothing_of_it_can_be_used(world, given, code, place):
    found = send(world, given)
    assert (found.status_code, found.json()["outcome"]) == (422, "forms.nothing_taken")
    assert found.headers["content-type"] == "application/problem+json"
    assert (place, code) in where(found.json())
    assert recorded(world) == 0
    with world.market.view() as view:
        assert read_rows(view, ReceiptRow) == [], "a receipt is for something that can be used"


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(2):
            archive.writestr(f"xl/{n}.xml", b"0" * (300 << 20))
    return out.getvalue()


def tricky():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../manifest.json", "{}")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "forms.file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "forms.old_workbook"),
        (b"PK\x03\x04" + b"x" * 100, "forms.file_damaged"),
        (b"\x00\x01\x02\x03" * 30, "forms.not_a_table"),
        (tricky(), "forms.archive_tricks"),
    ],
)
def test_files_that_are_no_forms(world, body, code):
    found = send(world, body, kind="application/octet-stream", name="m.xlsx")
    assert (found.status_code, found.json()["outcome"]) == (422, code), found.text
    assert found.json()["findings"][0]["message_zh"]


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_goes_off(world):
    found = send(world, zip_bomb(), kind="application/octet-stream", name="m.xlsx")
    assert (found.status_code, found.json()["outcome"]) == (422, "forms.file_too_large")


def test_a_file_beyond_the_bound_of_uploads(law, clock):
    market = open_market(":memory:", law=law, clock=clock)
    world = with_plant(World(market, server=ServerSettings(upload_bytes=1_000, calls_per_minute=10**6)))
    found = send(world, b"x" * 1_001, kind="text/csv")
    assert (found.status_code, found.json()["outcome"]) == (413, "http.too_large")
    world.close()


@pytest.mark.parametrize(
    "body", [b"--x\r\nContent-Disposition: form-data; name", b"", b"\xff" * 50, b"--x\r\n\r\n--x--", b"--y--"]
)
def test_broken_multipart_bodies_break_nothing(world, body):
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary="):
        found = send(world, body, kind=kind)
        assert found.status_code in (400, 422), (kind, found.status_code)
        assert found.json()["detail"]


@pytest.mark.parametrize("actor", ["mee/1", "sd/1", "registry/1", "exchange/1", "V/1", "L/1", "jn/1"])
def test_only_who_may_record_months_has_the_form(world, actor):
    for method, path in (("GET", "/template"), ("POST", ""), ("GET", "/draft"), ("POST", "/bundle")):
        found = world.client.request(method, URL + path, headers=world.key(actor))
        assert (found.status_code, found.json()["outcome"]) == (403, "command.not_permitted"), (method, path)


def test_another_plant_s_form_is_out_of_scope(world):
    found = send(world, months(), actor="H1/1", entity=ENTITY)
    assert (found.status_code, found.json()["outcome"]) == (403, "command.out_of_scope")


def test_a_group_files_for_the_plants_that_mandated_it(world):
    mandate = {"organisation": "G", "entity": ENTITY, "ground": "group"}
    proposal = world.send("E1/1", "participants.grant_mandate", mandate).json()["proposal"]
    assert world.confirm(proposal, "E1/2").json()["done"]
    assert send(world, months(), actor="G/1", entity=ENTITY).json()["taken"] == 24
    mixed = send(world, months(entity=ENTITY), actor="G/1", entity="H1")
    assert where(mixed.json())[0] == ("$.header.entity", "forms.other_entity")
    index = world.signed_in("G/1").get("/forms?lang=en").text
    assert "E1 山东某某发电有限公司" in index
    assert "H1" in index


def test_a_key_without_the_scope_files_nothing(world):
    headers = world.key("E1/1", "read")
    assert world.client.post(URL, json=months(), headers=headers).status_code == 403
    assert world.client.get("/api/v1/forms", headers=headers).json() == {"items": []}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/papers/%00", "/reports/2022/%00", "/reports/20%00/E1", "/forms/annual-report?period=%00",
        "/forms/verification-findings?entity=%00&period=%00", "/verify?code=%00", "/2022/entity/%00",
        "/papers/E1/%00/pdf", "/forms?entity=%00",
    ],
)  # fmt: skip
def test_addresses_nobody_would_type_break_nothing(worlds, path):
    for actor in ("mee/1", "E1/1", "V/1"):
        assert worlds.client.get(path, headers=worlds.key(actor)).status_code < 500, actor


# forms and templates


def test_the_forms_of_each_role(world):
    def of(actor):
        return {f["form"] for f in world.client.get("/api/v1/forms", headers=world.key(actor)).json()["items"]}

    assert of("E1/1") == {"power-month", "annual-report", "other-gases", "activity-correction"}
    assert of("V/1") == {"verification-findings", "verified-gases"}
    assert of("sd/1") == {"covered-list", "entity-cities", "entity-registration"}
    assert of("exchange/1") == set()


def test_every_form_has_its_schema_in_the_open(world):
    for name in forms():
        found = world.client.get(f"/api/v1/forms/{name}").json()
        assert found["title"] == name
    document = world.client.get("/api/v1/openapi.json").json()
    assert (
        document["paths"][URL]["post"]["requestBody"]["content"]["application/json"]["schema"]["title"] == "power-month"
    )


def test_the_template_holds_the_months_that_are_open(world):
    send(world, months(rows(MONTHS[:11])))
    found = world.client.get(URL + "/template?period=2022&lang=zh", headers=world.key("E1/1"))
    assert found.headers["content-type"] == XLSX["content-type"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(found.content)).get_sheet_by_name("月度数据").to_python()
    assert [row[:3] for row in sheet[2:]] == [["2022-12", u.id, u.name_zh] for u in UNITS]


def test_a_month_that_is_not_over_is_not_filled_in(world):
    found = world.client.get(URL + "/template?period=2023&lang=en", headers=world.key("E1/1"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(found.content)).get_sheet_by_name("Months").to_python()
    assert {row[0] for row in sheet[2:]} == {"2023-01", "2023-02", "2023-03", "2023-04"}, "it is the 4th of May"


# drafts


def draft(world, body, actor="E1/1"):
    return world.client.put(URL + "/draft", json=body, headers=world.key(actor))


def test_a_draft_is_saved_on_top_of_the_revision_that_was_seen(worlds):
    world = worlds
    body = {"revision": 0, "header": {"entity": ENTITY}, "rows": rows(hours="9999")}
    first = draft(world, body).json()
    assert first["revision"] == 1
    assert where(first) == [("rows.23.hours", "forms.outside")]
    late = draft(world, {**body, "rows": []})
    assert (late.status_code, late.json()["outcome"], late.json()["revision"]) == (409, "forms.draft_changed", 1)
    assert len(late.json()["draft"]["rows"]) == 24
    assert draft(world, {**body, "revision": 1, "rows": []}).json()["revision"] == 2
    assert world.client.get(URL + "/draft", headers=world.key("E1/1")).json()["rows"] == []
    world.client.delete(URL + "/draft", headers=world.key("E1/1"))
    assert world.client.get(URL + "/draft", headers=world.key("E1/1")).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"form": "annual-report"}, 422), ({"version": 2}, 422), ({"rows": "x"}, 400), ({"rows": [3]}, 400),
        ({"header": []}, 400), ({"revision": True}, 400), ({"revision": -1}, 400), ({"revision": "1"}, 400),
    ],
)  # fmt: skip
def test_what_is_no_draft_is_not_saved(world, change, status):
    assert draft(world, {"revision": 0, "header": {}, "rows": [], **change}).status_code == status
    assert world.client.get(URL + "/draft", headers=world.key("E1/1")).status_code == 404


def test_drafts_are_one_s_own(world):
    draft(world, {"revision": 0, "header": {"entity": ENTITY}, "rows": rows()})
    headers = world.key("H1/1")
    assert world.client.get(URL + "/draft", headers=headers).status_code == 404
    assert world.client.get(URL + "/draft", headers=headers, params={"entity": ENTITY}).status_code == 403


# pages


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def test_a_page_s_draft_and_its_conflict(world):
    browser = world.signed_in("E1/1")
    page = browser.get("/forms/power-month?lang=en&period=2022")
    headers = {"X-CSRF-Token": token(page)}
    body = {"form": "power-month", "version": 1, "revision": 0, "header": {"entity": ENTITY}, "rows": rows(hours="x")}
    saved = browser.put("/forms/power-month/draft?lang=en", json=body, headers=headers)
    assert saved.json()["findings"][0]["name"] == "rows.23.hours"
    late = browser.put("/forms/power-month/draft", json={**body, "rows": []}, headers=headers)
    assert (late.status_code, late.json()) == (409, {"revision": 1})
    assert browser.put("/forms/power-month/draft", json=body).status_code == 403, "without the proof of origin"
    assert 'value="x"' in browser.get("/forms/power-month?lang=en").text


def test_the_page_keeps_what_could_not_be_taken(world):
    browser = world.signed_in("E1/1")
    page = browser.get("/forms/power-month?lang=en&period=2022")
    fields = {"token": token(page), "header.entity": ENTITY}
    for number, row in enumerate(rows(hours="9999")):
        fields |= {f"rows.{number}.{name}": value for name, value in row.items()}
    found = browser.post("/forms/power-month?lang=en&period=2022", data=fields)
    assert found.status_code == 422
    assert 'name="rows.0.hours"' in found.text
    assert "Operating hours 9999 is outside" in found.text
    assert recorded(world) == 23
    fixed = {"token": token(page), "header.entity": ENTITY}
    fixed |= {f"rows.0.{name}": value for name, value in rows()[-1].items()}
    done = browser.post("/forms/power-month?lang=en&period=2022", data=fixed)
    assert (done.status_code, "Everything was taken" in done.text) == (200, True)
    assert recorded(world) == 24
    assert "Draft, saved" not in browser.get("/forms/power-month?lang=en").text


def test_a_prefilled_row_that_was_left_alone_is_no_row(world):
    browser = world.signed_in("E1/1")
    page = browser.get("/forms/power-month?lang=en&period=2022")
    fields = {"token": token(page), "header.entity": ENTITY, "rows.1.month": "2022-01", "rows.1.unit": UNITS[1].id}
    fields |= {f"rows.0.{name}": value for name, value in rows()[0].items()}
    found = browser.post("/forms/power-month?lang=en&period=2022", data=fields)
    assert "Everything was taken" in found.text
    assert recorded(world) == 1


def test_a_file_on_a_page_and_its_open_rows(world):
    browser = world.signed_in("E1/1")
    proof = {"token": token(browser.get("/forms/power-month?lang=en"))}
    name = "一月.xlsx"
    found = browser.post(
        "/forms/power-month/file?lang=en",
        data=proof,
        files={"file": (name, workbook(hours=999_900), XLSX["content-type"])},
    )
    assert (found.status_code, name in found.text) == (422, True)
    assert "月度数据!H26" in found.text
    number = re.search(r"/receipts/(\d+)", found.text)[1]
    moved = browser.post("/forms/power-month/open?lang=en", data={**proof, "receipt": number})
    assert moved.status_code == 303
    page = browser.get(moved.headers["location"])
    assert page.text.count('value="9999') == 1
    again = browser.post("/forms/power-month/open?lang=en", data={**proof, "receipt": number})
    assert browser.get(again.headers["location"]).text.count('value="9999') == 1, "the same row is not there twice"
    for wrong in ({}, {"file": ("", b"")}):
        assert browser.post("/forms/power-month/file?lang=en", data=proof, files=wrong or None).status_code == 400
    unreadable = browser.post("/forms/power-month/file?lang=en", data=proof, files={"file": ("x.xlsx", b"PK\x03\x04")})
    assert (unreadable.status_code, "damaged" in unreadable.text) == (422, True)
    without = browser.post("/forms/power-month/file", files={"file": ("x.csv", table(rows()))})
    assert without.status_code == 403


def test_open_rows_come_as_a_workbook_that_can_be_handed_in(world):
    number = send(world, workbook(hours=999_900), kind=XLSX["content-type"], name="m.xlsx").json()["receipt"]["number"]
    found = world.client.get(f"/api/v1/receipts/{number}/open?lang=zh", headers=world.key("E1/1"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(found.content))
    sheet = book.get_sheet_by_name("月度数据").to_python()
    assert [row[0] for row in sheet[2:]] == ["2022-12"]
    assert sheet[2][7] == 9999
    assert book.get_sheet_by_name("需更正的问题").to_python()[1][0] == "月度数据!H26"
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        notes = archive.read("xl/comments1.xml").decode()
    assert "9999" in notes
    again = send(world, found.content, kind=XLSX["content-type"], name="open.xlsx").json()
    assert where(again) == [("月度数据!H3", "forms.outside")], "what was not corrected is told again, at its new place"


# bundles


def test_a_bundle_goes_out_and_comes_back(worlds):
    world = worlds
    made = world.client.post(URL + "/bundle?period=2022", headers=world.key("E1/1"))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    stamp = {"bundle": json.loads(parts["manifest.json"])["bundle"], "subject": ENTITY}
    figures = [
        {"month": "2022-01", "unit": u.id, "generation_mwh": 120_000_000, "own_use_mwh": 7_000_000, "hours": 60_000,
         "fuel": 5_500_000, "ncv": 21_000} for u in UNITS
    ]  # fmt: skip
    parts["form.xlsx"] = template(POWER, header={"entity": ENTITY}, rows=figures, stamp=stamp)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    found = send(world, out.getvalue(), kind="application/zip", name="b.zip").json()
    assert (found["taken"], found["findings"]) == (2, [])
    assert "forms.bundle_prefilled_changed" in {r["code"] for r in found["remarks"]}
    number = found["receipt"]["number"]
    again = world.client.get(f"/api/v1/receipts/{number}", headers=world.key("E1/1")).json()
    assert again["open_rows"] == []


def test_a_bundle_made_for_somebody_else_sends_nothing(world):
    made = world.client.post(URL + "/bundle", headers=world.key("H1/1"))
    found = send(world, made.content, kind="application/zip", name="b.zip")
    assert found.status_code == 422
    assert "forms.bundle_other_subject" in {f["code"] for f in found.json()["findings"]}


# receipts and proofs


def test_receipts_are_one_s_own(worlds):
    world = worlds
    receipt = send(world, months()).json()["receipt"]
    listing = world.client.get("/api/v1/receipts", headers=world.key("E1/1")).json()["items"]
    assert [r["number"] for r in listing] == [receipt["number"]]
    for actor in ("H1/1", "G/1", "V/1", "mee/1"):
        headers = world.key(actor)
        assert world.client.get("/api/v1/receipts", headers=headers).json() == {"items": []}
        for more in ("", "/pdf", "/xlsx", "/file", "/open"):
            assert world.client.get(f"/api/v1/receipts/{receipt['number']}{more}", headers=headers).status_code == 404
    assert world.client.get(f"/receipts/{receipt['number']}").status_code == 303
    for wrong in ("0", "99", "x", "9" * 30):
        assert world.client.get(f"/api/v1/receipts/{wrong}", headers=world.key("E1/1")).status_code == 404


def test_a_receipt_gives_back_what_was_handed_in(world):
    body = json.dumps(months()).encode()
    receipt = send(world, body).json()["receipt"]
    headers = world.key("E1/1")
    path = f"/api/v1/receipts/{receipt['number']}"
    assert world.client.get(f"{path}/file", headers=headers).content == body
    assert world.client.get(path, headers=headers).json()["open_rows"] == []
    assert world.client.get(f"{path}/xlsx", headers=headers).content[:2] == b"PK"
    if can_typeset():
        from pypdf import PdfReader

        found = world.client.get(f"{path}/pdf?lang=en", headers=headers)
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(found.content)).pages)
        assert receipt["code"] in text
        assert "2023-00000001" in text


def test_a_page_s_receipt_can_be_read_again(world):
    browser = world.signed_in("E1/1")
    fields = {"token": token(browser.get("/forms/power-month?lang=en")), "header.entity": ENTITY}
    for number, row in enumerate(rows(MONTHS[:1], hours="9999")):
        fields |= {f"rows.{number}.{name}": value for name, value in row.items()}
    browser.post("/forms/power-month?lang=en", data=fields)
    page = browser.get("/receipts/1?lang=en")
    assert (page.status_code, "Rows still open: 1" in page.text) == (200, True)
    assert "Operating hours 9999 is outside" in page.text
    assert "typed on the page" in page.text


def test_anybody_can_verify_a_receipt(worlds):
    world = worlds
    body = json.dumps(months()).encode()
    receipt = send(world, body).json()["receipt"]
    url = f"/api/v1/verify/{receipt['code']}"
    found = world.client.get(url).json()
    assert (found["state"], found["kind"], found["number"]) == ("valid", "receipt", "2023-00000001")
    assert found["file_sha256"] == receipt["file_sha256"]
    assert "subject" not in found
    assert world.client.post(url, content=body).json()["same_file"] is True
    assert world.client.post(url, content=body + b" ").json()["same_file"] is False
    page = world.client.get(f"/verify?lang=en&code={receipt['code'].lower()}")
    assert (page.status_code, "Genuine" in page.text, ENTITY in page.text) == (200, True, False)
    compared = world.client.post(f"/verify/{receipt['code']}?lang=en", files={"file": ("x", body)})
    assert "exactly the one" in compared.text


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("K7QM-2F9X", "filing.code_mistyped"),
        ("%00", "filing.code_mistyped"),
        ("2222-2222-2222-2222-2222", "filing.code_unknown"),
    ],
)
def test_a_code_that_is_not_there(world, code, outcome):
    found = world.client.get(f"/api/v1/verify/{code}")
    assert (found.status_code, found.json()["outcome"]) == (404, outcome)
    page = world.client.get(f"/verify/{code}?lang=en")
    assert page.status_code == 404
    assert "Genuine" not in page.text


@pytest.mark.skipif(not can_typeset(), reason="the extra `report` is not installed")
def test_papers_are_listed_for_whom_they_concern_and_verified_by_anybody(world):
    data = {
        "entity_name": "山东某某发电有限公司", "entity_id": ENTITY, "period": "2023", "basis": "《条例》",
        "share": "70%", "base": "2022 年度经核查排放量", "preallocated_t": 7, "objection_days": 10, "parameters": [],
        "units": [{"unit": "u", "name": "u", "base_t": 10, "preallocated_t": 7}],
    }  # fmt: skip
    body = IssuingBody("山东省生态环境厅", "Department of Ecology and Environment of Shandong", "鲁环碳")
    made = issue(
        world.market,
        Issuer("sd", "sd/1"),
        Draft("p/1", Paper("preallocation_notice", "zh", body, ENTITY, data, "2023-05-04")),
    )
    assert made.done, made.answer
    code = made.paper.code
    for actor, status in (("E1/1", 200), ("sd/1", 200), ("mee/1", 200), ("H1/1", 403), ("L/1", 403)):
        headers = world.key(actor)
        assert world.client.get(f"/api/v1/papers/{ENTITY}", headers=headers).status_code == status, actor
        assert world.client.get(f"/api/v1/papers/{ENTITY}/{code}/pdf", headers=headers).status_code == status, actor
    headers = world.key("E1/1")
    paper = world.client.get(f"/papers/{ENTITY}/{code}/pdf", headers=headers)
    assert paper.content[:5] == b"%PDF-"
    assert world.client.get(f"/papers/{ENTITY}/{code}/exe", headers=headers).status_code == 404
    assert world.client.get("/papers/H1/" + code + "/pdf", headers=world.key("H1/1")).status_code == 404
    assert "鲁环碳〔2023〕1号" in world.client.get(f"/papers/{ENTITY}?lang=zh", headers=headers).text
    found = world.client.post(f"/api/v1/verify/{code}", content=paper.content).json()
    assert (found["state"], found["number"], found["same_file"]) == ("valid", "鲁环碳〔2023〕1号", True)
    withdraw(world.market, Issuer("sd", "sd/1"), "p/1", "a wrong figure")
    page = world.client.get(f"/verify/{code}?lang=en").text
    assert "was withdrawn on 2023-05-04" in page
    assert "a wrong figure" in page


# the report's way


def test_the_report_s_page_offers_each_its_next_step(world):
    def page(actor):
        found = world.client.get("/reports/2022/E1?lang=en", headers=world.key(actor))
        return found.text if found.status_code == 200 else found.status_code

    assert "Record months" in page("E1/1")
    assert page("H1/1") == 403
    send(world, months())
    file_report(world)
    assert "Write the verification conclusion" in page("V/1")
    assert "Confirm these emissions" not in page("sd/1")
    header = {"entity": ENTITY, "period": "2022", "verifier": "V", "group": ["a", "b", "c"]}
    url = "/api/v1/forms/verification-findings"
    other = send(world, {"header": {**header, "verifier": "W"}, "rows": []}, actor="V/1", url=url)
    assert where(other.json()) == [("$.header.verifier", "forms.settled")], "nobody verifies in another body's name"
    assert send(world, {"header": header, "rows": []}, actor="V/1", url=url).json()["taken"] == 1
    assert "Confirm these emissions" in page("sd/1")
    assert "Confirm these emissions" not in page("E1/1")
    confirm = "/reports/2022/E1/confirm"
    for actor, status in (("E1/1", 403), ("V/1", 403), ("sd/1", 303), ("sd/1", 303)):
        assert world.client.post(confirm, headers=world.key(actor)).status_code == status
    assert "The emissions are confirmed" in page("E1/1")
    assert world.client.get("/reports/20x2/E1", headers=world.key("mee/1")).status_code == 404


def test_a_server_that_only_reads_takes_nothing(world, monkeypatch):
    monkeypatch.setattr(world.platform, "grouping", None)
    assert send(world, months()).status_code == 503
    assert draft(world, {"revision": 0, "header": {}, "rows": []}).status_code == 503
    assert world.client.post(URL + "/bundle", headers=world.key("E1/1")).status_code == 503
    monkeypatch.undo()

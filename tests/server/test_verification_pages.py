"""A verification from the plan to the confirmed emission by pages: each sees the forms of its own step."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from tools.verification_round import BODY, GROUP, OUTSIDE, PLANT, UNIT, YEAR, prepare

from tanshi.application.identity import settings
from tanshi.application.verification_report import VerificationReport, report_number
from tanshi.journal.table import read_rows
from tanshi.mrv.tables import ChangeRow, ReportRow
from tanshi.mrv.verification.guide import DOCUMENTS, SITE, guide_of
from tanshi.rules import Law
from tests.server import cases
from tests.server.world import World

PAGE = f"/verification/{YEAR}/{PLANT}"


@pytest.fixture
def world(monkeypatch, clock):
    from tanshi.application.market import open_market

    monkeypatch.setattr(settings, "ALWAYS_SECOND_FACTOR", frozenset())  # how officials sign in is tested elsewhere
    clock.put_day(date(2023, 1, 1))
    market = open_market(":memory:", clock=clock)
    world = World(market)
    prepare(market, clock)
    listed = {"entity": PLANT, "period": YEAR, "covered": True, "ground": "threshold", "emission_t": 1_270_000}
    cases.ask(market, "mee/1", "participants.list_entity", {**listed, "citation": "o19 8"})
    for actor in (f"{BODY}/1", f"{PLANT}/1", "shandong/1"):
        world._person(actor)
    yield world
    world.close()
    market.close()


def forms(page):
    return sorted(set(re.findall(rf'action="{PAGE}/(\w+)\?', page.text)))


def do(browser, step, **fields):
    page = browser.get(PAGE)
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
    return browser.post(f"{PAGE}/{step}", data={"csrf": token, **fields}, follow_redirects=False)


def checklist(stage, *against):
    codes = [c.code for c in guide_of(Law(), "power").stage(stage)]
    said = {f"result_{c}": "nonconforming" if c in against else "conforms" for c in codes}
    return {**said, **{f"text_{c}": "见清单" for c in against}}


def test_from_the_plan_to_the_confirmed_emission(world, clock):
    body, firm, province = (world.signed_in(f"{who}/1") for who in (BODY, PLANT, "shandong"))
    assert (forms(body.get(PAGE)), forms(firm.get(PAGE)), forms(province.get(PAGE))) == (["plan", "tie"], [], [])
    plan = {"scope": "年度报告", "from_day": "2024-04-08", "until_day": "2024-05-31", "leader": GROUP[0]}
    refused = do(body, "plan", **plan, group=GROUP[0])
    assert (refused.status_code, "2" in refused.text) == (409, True)
    assert do(body, "plan", **plan, group="、".join(GROUP)).status_code == 303
    assert forms(body.get(PAGE)) == ["documents", "tie"]
    do(body, "documents", **checklist(DOCUMENTS))
    do(
        body, "site", from_day="2024-04-08", until_day="2024-04-08", persons=";".join(GROUP), evidence_sha256="a" * 64,
        **checklist(SITE, "S02"),
    )  # fmt: skip
    do(
        body, "findings", code_0="scale_not_calibrated", unit_0=UNIT, month_0="2023-02", field_0="fuel_e2",
        text_0="过期", code_1="record_not_kept", text_1="缺页",
    )  # fmt: skip
    assert forms(firm.get(PAGE)) == ["answer"]
    assert PAGE in firm.get("/tasks?lang=en").text
    do(firm, "answer", number="2", answer="已补齐")
    do(
        firm, "answer", number="1", answer="已校准", corrects="1", after="55100.00", file_name="校准.pdf",
        file_sha256="b" * 64,
    )  # fmt: skip
    do(body, "settle", number="1", how="corrected")
    assert do(body, "settle", number="2", how="withdrawn").status_code == 409, "a withdrawal has a reason"
    do(body, "settle", number="2", how="withdrawn", reason="已补齐")
    do(body, "review", person=OUTSIDE, passed="yes")
    assert forms(body.get(PAGE)) == ["conclude", "tie"]
    do(body, "conclude")
    assert forms(province.get(PAGE)) == ["look", "tell"]
    do(province, "look", result="in_order")
    do(province, "tell")
    clock.put_day(date(2024, 4, 9))
    firm, province = (world.signed_in(f"{who}/1") for who in (PLANT, "shandong"))
    assert "2024-04-17" in firm.get(PAGE).text
    do(firm, "object", reason="请复核", evidence_sha256="")
    do(province, "reject", text="维持原结论")
    page = province.get(f"/reports/{YEAR}/{PLANT}")
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
    province.post(f"/reports/{YEAR}/{PLANT}/confirm", data={"csrf": token})
    with world.market.view() as view:
        (report,) = read_rows(view, ReportRow)
    assert (report.state, report.nonconformities) == ("confirmed", 1)
    for language in ("zh", "en"):
        shown = firm.get(f"{PAGE}?lang={language}").text
        assert "5,510,000" in shown or "55,100.00" in shown
        assert "verification." not in re.sub(r"/verification/", "", shown)


def test_ties_and_an_objection_upheld_by_their_forms_and_the_report_on_paper(world, clock):
    body, firm, province = (world.signed_in(f"{who}/1") for who in (BODY, PLANT, "shandong"))
    do(body, "tie", person="周八", kind="prepared", until_day="")
    assert "周八" in body.get(PAGE).text
    assert do(body, "tie", person="nobody", kind="prepared", until_day="").status_code == 409
    plan = {"scope": "年度报告", "from_day": "2024-04-08", "until_day": "2024-05-31", "leader": GROUP[0]}
    do(body, "plan", **plan, group="、".join(GROUP))
    do(body, "documents", **checklist(DOCUMENTS))
    visit = {"from_day": "2024-04-08", "until_day": "2024-04-08", "persons": ";".join(GROUP)}
    do(body, "site", **visit, evidence_sha256="a" * 64, **checklist(SITE))
    do(body, "findings")
    assert body.get(f"{PAGE}/report/pdf").status_code == 404
    do(body, "review", person=OUTSIDE, passed="yes")
    do(body, "conclude")
    do(province, "tell")
    clock.put_day(date(2024, 4, 9))
    firm, province = (world.signed_in(f"{who}/1") for who in (PLANT, "shandong"))
    do(firm, "object", reason="三月燃料", evidence_sha256="")
    assert forms(province.get(PAGE)) == ["look", "reject", "uphold"]
    wrong = do(province, "uphold", text="属实", unit_0=UNIT, month_0="2023-03", field_0="fuel_e2", after_0="many",
               treatment_0="corrected", code_0="meter_reading_error")  # fmt: skip
    assert wrong.status_code == 409
    do(province, "uphold", text="属实", unit_0=UNIT, month_0="2023-03", field_0="fuel_e2", after_0="55000.50",
       treatment_0="corrected", code_0="meter_reading_error")  # fmt: skip
    with world.market.view() as view:
        (change,) = read_rows(view, ChangeRow)
        report = VerificationReport(world.market.law, view, PLANT, YEAR, "zh").paper()
    assert (change.before, change.after) == ("5500000", "5500050")
    headings = [p.text for p in report.parts if p.kind == "heading"]
    assert headings == [
        "一、概述", "二、核查过程和方法", "三、核查发现", "四、核查结论", "五、附件",
        "附件2　配额分配相关数据表", "附件3　不符合项清单", "附件4　查阅文件清单",
    ]  # fmt: skip
    tables = {p.table.heads[0]: p.table for p in report.parts if p.table}
    assert tables["数据项"].rows == [(f"{UNIT} 2023-03 燃料消耗量", "55,000.00", "55,000.50", "已整改")]
    (unit,) = tables["机组名称"].rows
    assert (unit[1], unit[3:6], unit[7]) == (UNIT, ("纯凝发电", "燃煤", "300"), "水冷")
    assert firm.get(f"{PAGE}/report/xlsx").content[:2] == b"PK"
    assert firm.get(f"{PAGE}/report/pdf").content[:4] == b"%PDF"
    assert firm.get(f"{PAGE}/report/doc").status_code == 404


@pytest.mark.parametrize(
    ("code", "version", "expected"),
    [("91370000MA3C1234X5", 1, "鲁1234X52023V01"), ("", 1, ""), ("91" + "0" * 16, 2, "鲁0000002023V02")],
)
def test_the_number_of_a_report(code, version, expected):
    row = SimpleNamespace(area_gb2260="37", credit_code=code)
    assert report_number(row, "2023", version) == expected


def test_who_may_not_see_records_sees_none_of_it(world):
    assert world.client.get(PAGE).status_code in (303, 401, 403)
    assert world.client.get(PAGE, headers=world.key("T/1")).status_code == 403
    assert world.client.get(f"/verification/{YEAR}/P9", headers=world.key("mee/1")).status_code in (403, 404)
    body = world.signed_in(f"{BODY}/1")
    assert do(body, "nothing").status_code == 404
    assert do(body, "settle", number="many").status_code == 400

"""Activity data in the books: what is refused row by row, and the round of one firm of every sector."""

from datetime import date

import pytest
from tools.verification_round import BODY, clauses

from tanshi.accounting.activity_file import read_activity_of
from tanshi.application.why import why
from tanshi.core.exact import show
from tanshi.journal.command import Command
from tanshi.journal.request import plain
from tanshi.journal.table import read_rows
from tanshi.mrv.activity import Figure, Line, RecordActivity, requests_of
from tanshi.mrv.activity_tables import ActivityFigureRow, ActivityRow, SourceRow, TotalRow
from tanshi.mrv.tables import ChangeRow, ReportRow
from tanshi.simulation.workload import opening
from tests.act_table import must_be_answered
from tests.mrv import firms

FIRM = {
    "entity": "S1", "name_zh": "样例企业", "name_en": "Sample firm", "area_gb2260": "37", "sector_gbt4754": "3110",
    "source": "sample", "units": [],
}  # fmt: skip
ACTORS = [
    {"actor": "S1/1", "organisation": "S1", "role": "entity", "entity": "S1"},
    {"actor": f"{BODY}/1", "organisation": BODY, "role": "verifier"},
    {"actor": "shandong/1", "organisation": "shandong", "role": "province", "area_gb2260": "37"},
]


@pytest.fixture
def books(market, clock):
    """A market with a firm without units, its province and a verifier; `do` carries out one act of somebody."""
    clock.put_day(date(2020, 1, 2))
    market.execute(opening())
    numbers = iter(range(1000))

    def do(who, kind, *items):
        found = [item if isinstance(item, dict) else plain(item) for item in items]
        (answer,) = market.execute([Command(f"a/{next(numbers)}", who, f"{who}/1", kind, found)])
        return answer

    assert do("mee", "participants.register_entity", FIRM).done
    assert do("mee", "participants.admit_actor", *ACTORS).done
    do.market, do.clock = market, clock
    return do


def must(answer):
    assert answer.done, answer.message("en")


def line(stream, item="", part="", place="", **figures):
    return Line(stream, item, tuple(Figure(name, value) for name, value in figures.items()), part, place)


def rows(month, *lines, sector="steel", entity="S1"):
    return RecordActivity(entity, sector, month, "e" * 64, tuple(lines))


FUEL = line("fuel", "cleaned_coal", fc="2000000", ncv="26.344")
TABLE = [
    (rows("2024", FUEL, entity="S9"), "out of scope"),
    (rows("2024", FUEL, sector="tea"), "unknown sector"),
    (rows("24", FUEL), "bad month"),
    (rows("2025", FUEL), "month not over"),
    (rows("2024-13", FUEL), "bad month"),
    (rows("2024"), "activity bad count"),
    (rows("2024", *[FUEL] * 151), "activity bad count"),
    (RecordActivity("S1", "steel", "2024", "e", (FUEL,)), "bad body evidence"),
    (rows("2024", line("tea", fc="1")), "activity row wrong"),
    (rows("2024", line("fuel", "tea", fc="1")), "activity row wrong"),
    (rows("2024", line("fuel", "cleaned_coal", tea="1")), "activity row wrong"),
    (rows("2024", line("fuel", "cleaned_coal")), "activity row wrong"),
    (rows("2024", line("fuel", "cleaned_coal", fc="many")), "activity row wrong"),
    (rows("2024", line("fuel", "cleaned_coal", fc="-1")), "activity row wrong"),
    (rows("2024", line("fuel", "cleaned_coal", ncv="26.344")), "activity row wrong"),
    (rows("2024", FUEL, FUEL), "activity row wrong"),
    (rows("2024", FUEL), "done"),
    (rows("2024", FUEL), "activity row wrong"),
    (rows("2024-03", FUEL), "activity row wrong"),
    (rows("2024-03", line("flux", "limestone", q="1")), "done"),
    (rows("2024", line("flux", "limestone", q="1")), "activity row wrong"),
    (rows("2024", line("fuel", fc="1"), sector="paper"), "recorded as other sector"),
]


def test_rows_are_refused_with_their_cell(books):
    books.clock.put_day(date(2025, 1, 20))
    for request, expected in TABLE:
        must_be_answered(books("S1", "mrv.record_activity", request), expected, str(request)[:120])
    wrong = rows("2024", line("flux", "limestone", part="", place="熔剂!C7", q="x"))
    said = books("S1", "mrv.record_activity", wrong).message("zh")
    assert said.startswith("熔剂!C7")
    must(books("S1", "mrv.file_report", {"entity": "S1", "period": "2024", "declared_true": True}))
    after = books("S1", "mrv.record_activity", rows("2024", line("flux", "dolomite", q="1")))
    must_be_answered(after, "filed with it", "after the report")
    with books.market.view() as view:
        recorded = [(r.number, r.month, r.late) for r in read_rows(view, ActivityRow)]
    assert recorded == [(1, "", 0), (2, "2024-03", 1)]


@pytest.mark.parametrize("sector", firms.SECTORS)
def test_from_a_file_to_the_confirmed_emission(books, sector):
    year = firms.year(sector)
    books.clock.put_day(date(year + 1, 1, 20))
    read = read_activity_of(firms.LAW, sector, "data.csv", firms.csv_of(firms.table(sector)))
    assert read.findings == []
    for request in requests_of(read, "e" * 64):
        must(books("S1", "mrv.record_activity", request))
    report = {"entity": "S1", "period": str(year)}
    must(books("S1", "mrv.file_report", {**report, "declared_true": True}))
    books.clock.put_day(date(year + 1, 5, 6))
    conclusion = {**report, "verifier": BODY, "group": ["a", "b"], "changes": []}
    must(books(BODY, "mrv.verify_report", conclusion))
    must(books("shandong", "mrv.confirm_emission", report))
    with books.market.view() as view:
        (found,) = read_rows(view, ReportRow)
        counted = [t.emission_t for t in read_rows(view, TotalRow) if t.counts]
    assert found.state == "confirmed"
    assert counted == [found.reported_t, found.verified_t]
    assert found.verified_t == firms.total(sector)
    assert books.market.audit().ok


def test_a_change_of_verification_is_a_change_of_a_row(books):
    books.clock.put_day(date(2025, 1, 20))
    must(books("S1", "mrv.record_activity", rows("2024", FUEL, line("flux", "limestone", q="300000"))))
    report = {"entity": "S1", "period": "2024"}
    must(books("S1", "mrv.file_report", {**report, "declared_true": True}))
    change = {
        "unit": "2", "month": "2024", "field": "q", "after": "301500.5", "treatment": "conservative",
        "code": "scale_not_calibrated",
    }  # fmt: skip
    conclusion = {**report, "verifier": BODY, "group": ["a", "b"]}
    for wrong in ({"unit": "3"}, {"month": "2024-01"}, {"field": "fc"}, {"after": "x"}, {"after": ""}, {"after": "-1"}):
        refused = books(BODY, "mrv.verify_report", {**conclusion, "changes": [{**change, **wrong}]})
        must_be_answered(refused, "change not possible", str(wrong))
    must(books(BODY, "mrv.verify_report", {**conclusion, "changes": [change]}))
    with books.market.view() as view:
        (found,) = read_rows(view, ReportRow)
        (made,) = read_rows(view, ChangeRow)
        fluxes = {s.stage: s.emission_t for s in read_rows(view, SourceRow) if s.source == "carbonate"}
        values = {(f.number, f.name): f.value for f in read_rows(view, ActivityFigureRow)}
    # 0.44 t of CO2 to a tonne of limestone
    assert fluxes == {"reported": "132000.00", "verified": "132660.22"}
    assert (made.before, made.after, found.nonconformities) == ("300000", "301500.5", 1)
    assert values[2, "q"] == "301500.5"
    for measure, stage, flux in (("reported_t", "reported", "300000"), ("verified_t", "verified", "301500.5")):
        tree = why(books.market, f"{measure}/2024/S1").node
        row = tree.inputs[1].inputs[0].inputs[0]
        assert (tree.check(), show(row.inputs[0].value), fluxes[stage]) == ([], flux, show(tree.inputs[1].value, 2))
    assert found.verified_t - found.reported_t == 660
    assert books.market.audit().ok


def test_step_by_step_a_finding_about_a_row_takes_the_meter_s_error(books):
    books.clock.put_day(date(2025, 1, 20))
    must(books("S1", "mrv.record_activity", rows("2024", FUEL, line("flux", "limestone", q="300000.1"))))
    case = {"entity": "S1", "period": "2024"}
    must(books("S1", "mrv.file_report", {**case, "declared_true": True}))
    listed = {"body": BODY, "scope": "review", "certificate": "c", "until_day": "2027-12-31"}
    must(books("mee", "mrv.list_body", {**listed, "evidence_sha256": "6" * 64}))
    for person in ("a", "b", "c"):
        certificate = {**listed, "person": person, "certificate": f"p{person}", "evidence_sha256": "7" * 64}
        must(books(BODY, "mrv.note_practitioner", certificate))
    contract = {"body": BODY, "number": "1", "entity": "S1", "scope": "review", "year": "2024"}
    must(books(BODY, "mrv.note_contract", {**contract, "signed_on": "2025-01-01", "evidence_sha256": "8" * 64}))
    plan = {**case, "body": BODY, "scope": "钢铁", "from_day": "2025-01-20", "until_day": "2025-02-20", "leader": "a"}
    must(books(BODY, "mrv.plan_verification", {**plan, "group": ["a", "b"]}))
    only_power = {"D07", "S06", "S07", "S08"}
    desk = [c for c in clauses("documents") if c["clause"] not in only_power]
    site = [c for c in clauses("site") if c["clause"] not in only_power]
    must(books(BODY, "mrv.review_documents", {**case, "clauses": desk}))
    visit = {**case, "from_day": "2025-01-20", "until_day": "2025-01-20", "persons": ["a", "b"], "clauses": site}
    must(books(BODY, "mrv.visit_site", {**visit, "evidence_sha256": "b" * 64}))
    found = {"code": "scale_not_calibrated", "text": "过期", "unit": "2", "month": "2024", "field": "q"}
    must(books(BODY, "mrv.issue_findings", {**case, "findings": [found]}))
    must(books("S1", "mrv.answer_finding", {**case, "number": 1, "answer": "无法补检"}))
    must(books(BODY, "mrv.settle_finding", {**case, "number": 1, "how": "conservative", "reason": "未检定"}))
    must(books(BODY, "mrv.review_conclusion", {**case, "person": "c", "passed": True}))
    must(books(BODY, "mrv.conclude_verification", case))
    must(books("shandong", "mrv.tell_result", case))
    must(books("S1", "mrv.object_verification", {**case, "reason": "已补检"}))
    back = {**found, "after": "300000.1", "treatment": "corrected"}
    del back["text"]
    decision = {**case, "upheld": True, "text": "补检有效", "changes": [back]}
    must(books("shandong", "mrv.decide_verification_objection", decision))
    must(books("shandong", "mrv.confirm_emission", case))
    with books.market.view() as view:
        changes = [(c.number, c.before, c.after) for c in read_rows(view, ChangeRow)]
        (report,) = read_rows(view, ReportRow)
    assert changes == [(1, "300000.1", "301500.2"), (2, "301500.2", "300000.1")]  # x 1.005 = 301500.1005, upwards
    assert (report.verified_t, report.nonconformities) == (report.reported_t, 2)
    assert books.market.audit().ok

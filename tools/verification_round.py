"""A verification step by step, for the corpus: findings corrected, estimated and withdrawn, an objection upheld."""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.mrv.verification.guide import DOCUMENTS, SITE, guide_of
from tanshi.rules import Law
from tools.mrv_round import PLANT, RECORD, UNIT, YEAR, admit

BODY = "check"
CASE = {"entity": PLANT, "period": YEAR}
GROUP = ["钱二", "赵六"]
OUTSIDE = "孙七"

PLAN = {
    **CASE, "body": BODY, "scope": "2023年度排放报告", "from_day": "2024-04-08", "until_day": "2024-05-31",
    "leader": GROUP[1], "group": GROUP, "sampled": [],
}  # fmt: skip
_LIBRARY = guide_of(Law(), "power")


def clauses(stage: str, *against: str) -> list[dict[str, str]]:
    """Return a checklist in which all conforms, but for the clauses named."""
    return [
        {"clause": c.code, "result": "nonconforming" if c.code in against else "conforms",
         "text": "见不符合项" if c.code in against else ""}
        for c in _LIBRARY.stage(stage)
    ]  # fmt: skip


DESK = {**CASE, "clauses": clauses(DOCUMENTS)}
VISIT = {
    **CASE, "from_day": "2024-04-15", "until_day": "2024-04-16", "persons": GROUP, "evidence_sha256": "b" * 64,
    "clauses": clauses(SITE, "S02"),
}  # fmt: skip


def finding(code: str, month: str, field: str) -> dict[str, str]:
    """Return a finding about a figure of the plant's unit."""
    return {"code": code, "text": "现场核对", "clause": "", "unit": UNIT, "month": month, "field": field}


FINDINGS = {
    **CASE,
    "findings": [
        finding("meter_reading_error", "2023-01", "fuel_e2"),
        finding("scale_not_calibrated", "2023-02", "fuel_e2"),
        {"code": "record_not_kept", "text": "一月台账缺页", "clause": "", "unit": "", "month": "", "field": ""},
        finding("carbon_sample_invalid", "2023-03", "carbon_e4"),
    ],
}  # fmt: skip
ANSWER = {
    **CASE, "number": 1, "answer": "已按原始记录更正", "corrects": True, "after": "5600000", "file_name": "台账.pdf",
    "file_sha256": "c" * 64,
}  # fmt: skip
SETTLE = {**CASE, "number": 1, "how": "corrected", "reason": "", "found_error": "", "after": ""}
REVIEW = {**CASE, "person": OUTSIDE, "passed": True, "text": ""}
OBJECT = {**CASE, "reason": "三月检测报告有效", "evidence_sha256": "d" * 64}
DECIDE = {
    **CASE, "upheld": True, "text": "补充材料有效",
    "changes": [{"unit": UNIT, "month": "2023-03", "field": "carbon_e4", "after": "5300", "treatment": "corrected",
                 "code": "carbon_sample_invalid"}],
}  # fmt: skip
LOOK = {**CASE, "result": "in_order", "text": ""}
TIE = {"body": BODY, "person": "周八", "entity": PLANT, "kind": "prepared", "until_day": ""}

_LISTED = {"body": BODY, "certificate": "技审2022-11", "until_day": "2026-12-31", "evidence_sha256": "6" * 64}
_ACTORS = [
    {"actor": "jinan/1", "organisation": "jinan", "role": "city", "area_gb2260": "3701"},
    {"actor": "hebei/1", "organisation": "hebei", "role": "province", "area_gb2260": "13"},
]


def send(market: Market, number: int | str, who: str, kind: str, item: dict[str, Any]) -> Any:
    """Carry an act out and return its answer."""
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"verify/{number}", who, f"{who}/1", kind, [item], second)])
    return answer


def prepare(market: Market, clock: SimulatedClock) -> None:
    """Register the plant, list the body with its practitioners and contract, record the year and file the report."""
    admit(market)
    clock.put_day(date(2023, 2, 1))
    acts: list[tuple[str, str, dict[str, Any]]] = [
        *[("mee", "participants.admit_actor", actor) for actor in _ACTORS],
        ("mee", "mrv.list_body", {**_LISTED, "scope": "review"}),
        *[(BODY, "mrv.note_practitioner",
           {"body": BODY, "person": person, "certificate": f"从{n}", "scope": "review", "until_day": "2025-12-31",
            "evidence_sha256": "7" * 64}) for n, person in enumerate((*GROUP, OUTSIDE, "周八", "吴九"), 1)],
        (BODY, "mrv.note_contract",
         {"body": BODY, "number": "HT-1", "entity": PLANT, "scope": "review", "year": YEAR, "signed_on": "2023-02-01",
          "evidence_sha256": "8" * 64}),
        ("shandong", "participants.place_entity", {"entity": PLANT, "city_gb2260": "3701"}),
    ]  # fmt: skip
    must(market, "prepared", acts)
    for n in range(1, 13):
        clock.put_day(date(2023 + n // 12, n % 12 + 1, 10))
        month = {"entity": PLANT, "month": f"{YEAR}-{n:02d}", "evidence": "e" * 64, "units": [RECORD]}
        must(market, f"recorded/{n}", [(PLANT, "mrv.record_month", month)])
    clock.put_day(date(2024, 3, 20))
    must(market, "filed", [(PLANT, "mrv.file_report", {**CASE, "declared_true": True})])
    clock.put_day(date(2024, 4, 8))


def must(market: Market, name: str, acts: list[tuple[str, str, dict[str, Any]]]) -> None:
    """Carry acts out that cannot fail."""
    for number, (who, kind, item) in enumerate(acts):
        answer = send(market, f"{name}/{number}", who, kind, item)
        assert answer.done, (kind, answer.message("en"))


def hold_verification(market: Market, clock: SimulatedClock) -> None:
    """Verify a report from the plan to the confirmed emission."""
    prepare(market, clock)
    acts: list[tuple[str, str, str, dict[str, Any]]] = [
        ("2024-04-08", BODY, "mrv.declare_tie", TIE),
        ("2024-04-08", BODY, "mrv.plan_verification", PLAN),
        ("2024-04-10", BODY, "mrv.review_documents", DESK),
        ("2024-04-17", BODY, "mrv.visit_site", VISIT),
        ("2024-04-18", "jinan", "mrv.look_at_verification", {**LOOK, "result": "asked", "text": "二月皮带秤"}),
        ("2024-04-19", BODY, "mrv.issue_findings", FINDINGS),
        ("2024-04-25", PLANT, "mrv.answer_finding", {**ANSWER, "after": "5500001"}),
        ("2024-04-26", PLANT, "mrv.answer_finding", ANSWER),
        ("2024-04-26", BODY, "mrv.settle_finding", SETTLE),
        ("2024-05-20", BODY, "mrv.settle_finding", {**SETTLE, "number": 2, "how": "conservative", "reason": "未整改"}),
        ("2024-05-20", BODY, "mrv.settle_finding", {**SETTLE, "number": 3, "how": "withdrawn", "reason": "已补齐"}),
        ("2024-05-20", BODY, "mrv.settle_finding", {**SETTLE, "number": 4, "how": "conservative", "reason": "未提供"}),
        ("2024-05-21", BODY, "mrv.review_conclusion", {**REVIEW, "passed": False, "text": "补充说明"}),
        ("2024-05-22", BODY, "mrv.review_conclusion", REVIEW),
        ("2024-05-23", BODY, "mrv.conclude_verification", CASE),
        ("2024-05-27", "shandong", "mrv.tell_result", CASE),
        ("2024-05-29", PLANT, "mrv.object_verification", OBJECT),
        ("2024-06-03", "shandong", "mrv.decide_verification_objection", DECIDE),
        ("2024-06-04", "mee", "mrv.look_at_verification", LOOK),
        ("2024-06-05", "shandong", "mrv.confirm_emission", CASE),
    ]  # fmt: skip
    for number, (day, who, kind, item) in enumerate(acts):
        clock.put_day(date.fromisoformat(day))
        must(market, f"step/{number}", [(who, kind, item)])

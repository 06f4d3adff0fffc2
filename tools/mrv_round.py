"""What the round of monitoring is made of, for the corpus: a plan sent back and accepted, meters, laboratories, notes,
corrections.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command

PLANT, UNIT, YEAR, MONTH = "P1", "P1-1", "2023", "2023-01"

FIGURES = [
    {"unit": UNIT, "field": field, "way": way, "meter": meter, "frequency": frequency, "gap": "conservative",
     "department": "生产部", "records": "台账"}
    for field, way, meter, frequency in (
        ("fuel_e2", "measured", "belt 1", "daily"),
        ("ncv_e3", "measured", "", "daily"),
        ("carbon_e4", "measured", "", "monthly"),
        ("generation_mwh_e3", "measured", "meter 1", "continuous"),
        ("heat_gj_e2", "calculated", "", "continuous"),
        ("hours_e2", "measured", "", "daily"),
    )
]  # fmt: skip
METERS = [
    {"number": "belt 1", "model": "ICS-17A", "place": "入炉皮带", "accuracy_percent": "0.5", "calibration_months": 12},
    {
        "number": "meter 1",
        "model": "DSSD331",
        "place": "发电机出口",
        "accuracy_percent": "0.2",
        "calibration_months": 12,
    },
]
PERSONS = [{"name": "张三", "duty": "数据质量负责人"}, {"name": "李四", "duty": "煤样管理"}]
PLAN = {
    "entity": PLANT, "year": YEAR, "reason": "first", "figures": FIGURES, "meters": METERS, "persons": PERSONS,
    "file_name": "方案.pdf", "file_bytes": 20_480, "file_sha256": "1" * 64,
}  # fmt: skip
CALIBRATION = {
    "entity": PLANT, "meter": "belt 1", "day": "2022-12-01", "until_day": "2023-11-30", "file_name": "检定.pdf",
    "file_bytes": 900, "file_sha256": "3" * 64,
}  # fmt: skip
SAMPLE = {
    "number": "S-2301", "kind": "composite", "taken_from": "2023-01-01", "taken_to": "2023-01-31",
    "received_on": "2023-02-02", "tested_on": "2023-02-06",
}  # fmt: skip
REPORT = {
    "laboratory": "lab", "number": "L-2023-001", "entity": PLANT, "unit": UNIT, "month": MONTH, "sample": SAMPLE,
    "values": [
        {"figure": "carbon", "basis": "ad", "value": "58.00"},
        {"figure": "moisture", "basis": "ad", "value": "2.00"},
        {"figure": "ncv", "basis": "ar", "value": "21.35"},
    ],
    "issued_on": "2023-02-08", "mark": "CMA", "signed_by": "王五", "file_name": "L-2023-001.pdf", "file_bytes": 60_000,
    "file_sha256": "4" * 64,
}  # fmt: skip
#: The report's carbon as received at a moisture of 10 %: 0.58 x 90 / 98.
EVIDENCE = {
    "entity": PLANT, "unit": UNIT, "month": MONTH, "kind": "laboratory_report", "file_name": "L-2023-001.pdf",
    "file_bytes": 60_000, "file_sha256": "4" * 64, "field": "carbon_e4", "value": "0.5327", "value_unit": "tC/t",
    "source": "L-2023-001", "laboratory": "lab", "moisture_ar": "10.00",
}  # fmt: skip
RECORD = {
    "unit": UNIT, "generation_mwh_e3": 120_000_000, "own_use_mwh_e3": 7_000_000, "network_use_mwh_e3": 0,
    "heat_gj_e2": 0, "hours_e2": 60_000, "fuel_e2": 5_500_000, "fuel_for_heat_e2": 0, "ncv_e3": 21_350,
    "carbon_e4": 5_300, "purchased_mwh_e3": 0,
}  # fmt: skip
CORRECTION = {
    "entity": PLANT, "unit": UNIT, "month": MONTH, "figures": [{"field": "carbon_e4", "after": "5327"}],
    "reason": "换算为收到基", "file_name": "更正.pdf", "file_bytes": 500, "file_sha256": "5" * 64,
}  # fmt: skip

_UNIT = {
    "id": UNIT, "name_zh": "1号机组", "name_en": "Unit 1", "fuel": "coal", "technology": "subcritical",
    "coal_type": "bituminous", "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0, "captive": 0,
    "start_year": 2010, "retired_year": 0, "modelled": "",
}  # fmt: skip
_PLANT = {
    "entity": PLANT, "name_zh": "样例电厂", "name_en": "Sample plant", "area_gb2260": "37", "sector_gbt4754": "4411",
    "source": "sample", "units": [_UNIT],
}  # fmt: skip
_LISTED = {"body": "check", "certificate": "技审2022-11", "until_day": "2026-12-31", "evidence_sha256": "6" * 64}
_ACTORS = [
    {"actor": "check/1", "organisation": "check", "role": "verifier"},
    {"actor": f"{PLANT}/1", "organisation": PLANT, "role": "entity", "entity": PLANT},
    {"actor": "lab/1", "organisation": "lab", "role": "laboratory"},
    {"actor": "shandong/1", "organisation": "shandong", "role": "province", "area_gb2260": "37"},
]


def admit(market: Market) -> None:
    """Register the plant and admit who takes part."""
    for number, (kind, items) in enumerate(
        (("participants.register_entity", [_PLANT]), ("participants.admit_actor", _ACTORS))
    ):
        _do(market, f"round/admit/{number}", "mee", kind, items)


def hold_mrv_round(market: Market, clock: SimulatedClock) -> None:
    """File a plan, have it sent back and accepted; deposit, record, correct and look at a month."""
    admit(market)
    clock.put_day(date(2022, 12, 20))
    again = {**PLAN, "reason": "error", "file_sha256": "2" * 64}
    decide = {"entity": PLANT, "year": YEAR}
    person = {
        "body": "check",
        "person": "赵六",
        "certificate": "从2022-7",
        "scope": "review",
        "until_day": "2025-12-31",
    }
    contract = {"body": "check", "number": "HT-1", "entity": PLANT, "scope": "review", "year": YEAR}
    acts: list[tuple[str, str, str, dict[str, Any]]] = [
        ("2022-12-20", PLANT, "mrv.file_control_plan", PLAN),
        ("2022-12-22", "shandong", "mrv.decide_control_plan", {**decide, "accepted": False, "reason": "缺煤样制备"}),
        ("2022-12-27", PLANT, "mrv.file_control_plan", again),
        ("2022-12-29", "shandong", "mrv.decide_control_plan", {**decide, "accepted": True, "reason": ""}),
        ("2022-12-29", PLANT, "mrv.note_calibration", CALIBRATION),
        ("2023-02-09", "lab", "mrv.deposit_laboratory_report", REPORT),
        ("2023-02-10", PLANT, "mrv.deposit_evidence", EVIDENCE),
        ("2023-02-10", PLANT, "mrv.record_month",
         {"entity": PLANT, "month": MONTH, "evidence": "e" * 64, "units": [RECORD]}),
        ("2023-02-12", "shandong", "mrv.note_supervision",
         {"entity": PLANT, "month": MONTH, "result": "wrong", "text": "元素碳与检测报告不一致"}),
        ("2023-02-14", PLANT, "mrv.correct_month", CORRECTION),
        ("2023-02-15", "shandong", "mrv.note_supervision", {"entity": PLANT, "month": MONTH, "result": "in_order"}),
        ("2023-02-16", "mee", "mrv.list_body", {**_LISTED, "scope": "review"}),
        ("2023-02-16", "mee", "mrv.list_body", {**_LISTED, "scope": "reporting"}),
        ("2023-02-17", "check", "mrv.note_practitioner", {**person, "evidence_sha256": "7" * 64}),
        ("2023-02-18", "check", "mrv.note_contract",
         {**contract, "signed_on": "2023-02-18", "evidence_sha256": "8" * 64}),
        ("2023-02-19", "mee", "mrv.strike_body",
         {"body": "check", "scope": "reporting", "reason": "资质到期", "evidence_sha256": "9" * 64}),
        ("2023-02-20", "mee", "mrv.publish_score",
         {"body": "check", "scope": "review", "year": "2022", "score_e1": 925, "reason": "年度评估",
          "evidence_sha256": "a" * 64}),
    ]  # fmt: skip
    for number, (day, who, kind, item) in enumerate(acts):
        clock.put_day(date.fromisoformat(day))
        _do(market, f"round/{number}", who, kind, [item])


def _do(market: Market, id: str, who: str, kind: str, items: list[dict[str, Any]]) -> None:
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(id, who, f"{who}/1", kind, items, second)])
    assert answer.done, (kind, answer.message("en"))

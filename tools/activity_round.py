"""A steel works by rows of activity data, for the corpus: recorded, corrected to what a laboratory reported, reported,
changed by verification, confirmed, published."""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tools.verification_round import must

WORKS, YEAR, BODY = "S1", "2024", "check"

_WORKS = {
    "entity": WORKS, "name_zh": "样例钢厂", "name_en": "Sample steel works", "area_gb2260": "37",
    "sector_gbt4754": "3110", "source": "sample", "units": [],
}  # fmt: skip
_ACTORS = [
    {"actor": f"{WORKS}/1", "organisation": WORKS, "role": "entity", "entity": WORKS},
    {"actor": f"{BODY}/1", "organisation": BODY, "role": "verifier"},
    {"actor": "lab/1", "organisation": "lab", "role": "laboratory"},
    {"actor": "shandong/1", "organisation": "shandong", "role": "province", "area_gb2260": "37"},
]
_FUEL = {
    "stream": "fuel", "item": "cleaned_coal", "part": "", "place": "燃料!A2",
    "figures": [{"name": "fc", "value": "2000000"}, {"name": "ncv", "value": "26.344"}],
}  # fmt: skip
_FLUX = {
    "stream": "flux", "item": "limestone", "part": "", "place": "熔剂!A2", "figures": [{"name": "q", "value": "300000"}]
}  # fmt: skip
#: A laboratory's report on the limestone of March, and the row corrected to it.
TESTED = {
    "laboratory": "lab", "number": "R-2024-031", "entity": WORKS, "unit": "", "month": f"{YEAR}-03",
    "sample": {
        "number": "Y-0301", "kind": "composite", "taken_from": "2024-03-01", "taken_to": "2024-03-31",
        "received_on": "2024-04-02", "tested_on": "2024-04-05",
    },
    "values": [{"figure": "ef", "basis": "", "value": "0.4312", "unit": "tCO2/t"}],
    "issued_on": "2024-04-08", "mark": "CNAS", "signed_by": "周七", "file_name": "R-2024-031.pdf",
    "file_bytes": 45_000, "file_sha256": "b" * 64, "sector": "steel", "part": "", "stream": "flux",
    "item": "limestone",
}  # fmt: skip
CORRECTED = {
    "entity": WORKS, "period": YEAR, "number": 2, "figures": [{"name": "ef", "value": "0.4312"}],
    "reason": "石灰石按检测报告 R-2024-031", "file_name": "更正.pdf", "file_bytes": 700, "file_sha256": "c" * 64,
}  # fmt: skip
_CHANGE = {
    "unit": "2", "month": f"{YEAR}-03", "field": "q", "after": "301500", "treatment": "conservative",
    "code": "scale_not_calibrated",
}  # fmt: skip


def hold_activity(market: Market, clock: SimulatedClock) -> None:
    """Take a works' year from rows to the confirmed emission and its publication."""
    record = {"entity": WORKS, "sector": "steel", "evidence": "e" * 64}
    report = {"entity": WORKS, "period": YEAR}
    conclusion = {**report, "verifier": BODY, "group": ["钱二", "赵六"], "changes": [_CHANGE]}
    acts: list[tuple[str, str, str, dict[str, Any]]] = [
        ("2024-01-05", "mee", "participants.register_entity", _WORKS),
        *[("2024-01-05", "mee", "participants.admit_actor", actor) for actor in _ACTORS],
        ("2025-01-20", WORKS, "mrv.record_activity", {**record, "month": YEAR, "rows": [_FUEL]}),
        ("2025-01-20", WORKS, "mrv.record_activity", {**record, "month": f"{YEAR}-03", "rows": [_FLUX]}),
        ("2025-01-25", "lab", "mrv.deposit_laboratory_report", TESTED),
        ("2025-01-27", WORKS, "mrv.correct_activity", CORRECTED),
        ("2025-03-20", WORKS, "mrv.file_report", {**report, "declared_true": True}),
        ("2025-05-20", BODY, "mrv.verify_report", conclusion),
        ("2025-06-20", "shandong", "mrv.confirm_emission", report),
        ("2025-07-01", WORKS, "mrv.publish_emission", report),
    ]
    for number, (day, who, kind, item) in enumerate(acts):
        clock.put_day(date.fromisoformat(day))
        must(market, f"activity/{number}", [(who, kind, item)])

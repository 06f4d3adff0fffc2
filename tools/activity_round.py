"""A steel works by rows of activity data, for the corpus: recorded, reported, changed by verification, confirmed,
published."""

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
    {"actor": "shandong/1", "organisation": "shandong", "role": "province", "area_gb2260": "37"},
]
_FUEL = {
    "stream": "fuel", "item": "cleaned_coal", "part": "", "place": "燃料!A2",
    "figures": [{"name": "fc", "value": "2000000"}, {"name": "ncv", "value": "26.344"}],
}  # fmt: skip
_FLUX = {
    "stream": "flux", "item": "limestone", "part": "", "place": "熔剂!A2", "figures": [{"name": "q", "value": "300000"}]
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
        ("2025-03-20", WORKS, "mrv.file_report", {**report, "declared_true": True}),
        ("2025-05-20", BODY, "mrv.verify_report", conclusion),
        ("2025-06-20", "shandong", "mrv.confirm_emission", report),
        ("2025-07-01", WORKS, "mrv.publish_emission", report),
    ]
    for number, (day, who, kind, item) in enumerate(acts):
        clock.put_day(date.fromisoformat(day))
        must(market, f"activity/{number}", [(who, kind, item)])

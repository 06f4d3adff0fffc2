"""Confirmed emissions that are corrected, for samples and tests: a power plant's goes up, a steel works' goes down."""

from __future__ import annotations

from typing import Any

from tanshi.application.market import Market
from tools.allocation_round import AREA, PERIOD, PROVINCE, Round

PLANT, WORKS, MINISTRY = "N1", "N9", "mee"
PAPER = {"file_name": "更正说明.pdf", "file_bytes": 9_000, "file_sha256": "9" * 64}


def figure(unit: str, month: str, field: str, after: str) -> dict[str, str]:
    """Return a change of a figure."""
    return {"unit": unit, "month": month, "field": field, "after": after, "treatment": "corrected", "code": ""}


def proposal(entity: str, period: str, *changes: dict[str, str], **said: str) -> dict[str, Any]:
    """Return what a province proposes; a firm's own finding if nothing else is said."""
    item = {"source": "own_finding", "reference": "", "reason": "自查发现入炉煤量漏计", **said}
    return {"entity": entity, "period": period, **PAPER, **item, "changes": list(changes)}


def decision(entity: str, period: str, number: int, *, granted: bool = True) -> dict[str, Any]:
    """Return what the ministry decides."""
    return {"entity": entity, "period": period, "number": number, "granted": granted, "text": "依据充分" if granted
            else "依据不足"}  # fmt: skip


def confirmed(market: Market) -> Round:
    """Return the round with N1's year confirmed, approved, its obligation set."""
    made = Round(market)
    made.enrol()
    made.confirm(PLANT, PERIOD, 50_000_00)
    for kind in ("allocation.approve", "compliance.set_obligation"):
        made.must(PROVINCE, kind, made.of(PLANT))
    return made


def follow(made: Round) -> None:
    """Correct N1's allocation and obligation to the emission that is confirmed now."""
    said = {"ground": "emission_changed", "reason": "排放量更正"}
    made.must(PROVINCE, "allocation.correct", made.of(PLANT, stage="settle_up", **said))
    made.must(PROVINCE, "compliance.correct_obligation", made.of(PLANT, reason="排放量更正"))


def works_confirmed(made: Round) -> None:
    """Take the works' year from rows of activity data to its confirmed emission."""
    named = {"entity": WORKS, "period": PERIOD}
    flux = [
        {"stream": "flux", "item": "limestone", "part": "", "place": "", "figures": [{"name": "q", "value": value}]}
        for value in ("300000", "200000")
    ]
    record = {"entity": WORKS, "sector": "steel", "evidence": "e" * 64}
    made.must(MINISTRY, "participants.register_entity", {
        "entity": WORKS, "name_zh": "样例钢厂", "name_en": "Sample works", "area_gb2260": AREA,
        "sector_gbt4754": "3110", "source": "sample", "units": [],
    })  # fmt: skip
    actor = {"actor": f"{WORKS}/1", "organisation": WORKS, "role": "entity", "entity": WORKS, "area_gb2260": ""}
    made.must(MINISTRY, "participants.admit_actor", actor)
    for month, row in zip(("03", "04"), flux, strict=True):
        made.must(WORKS, "mrv.record_activity", {**record, "month": f"{PERIOD}-{month}", "rows": [row]})
    made.must(WORKS, "mrv.file_report", {**named, "declared_true": True})
    verified = {**named, "verifier": "round-verifier", "group": ["v/1", "v/2"], "changes": []}
    made.must("round-verifier", "mrv.verify_report", verified)
    made.must(PROVINCE, "mrv.confirm_emission", named)
    made.must(WORKS, "mrv.publish_emission", named)


def hold_corrections(market: Market) -> None:
    """Correct the plant's coal of a month after a proposal in vain, and a figure of the works' flux."""
    made = confirmed(market)
    more = figure(f"{PLANT}-1", f"{PERIOD}-03", "fuel_e2", "5600000")
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(PLANT, PERIOD, more))
    made.must(MINISTRY, "mrv.decide_emission_correction", decision(PLANT, PERIOD, 1, granted=False))
    look = {"entity": PLANT, "month": f"{PERIOD}-03", "result": "wrong", "text": "皮带秤故障期间漏计"}
    made.must(PROVINCE, "mrv.note_supervision", look)
    rests = {"source": "supervision_look", "reference": f"{PERIOD}-03/1"}
    output = figure(f"{PLANT}-1", f"{PERIOD}-04", "generation_mwh_e3", "111000000")
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(PLANT, PERIOD, more, output, **rests))
    made.must(MINISTRY, "mrv.decide_emission_correction", decision(PLANT, PERIOD, 2))
    follow(made)
    works_confirmed(made)
    less = figure("1", f"{PERIOD}-03", "q", "290000")
    rests = {"source": "later_verification", "reference": "round-verifier 2023-07"}
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(WORKS, PERIOD, less, **rests))
    made.must(MINISTRY, "mrv.decide_emission_correction", decision(WORKS, PERIOD, 1))
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(WORKS, PERIOD, {**less, "after": "299000"}))

"""Decisions that are annulled, fines of persons, an order to cancel false units: for the corpus.

The published case goes on until next year's allocation bore its cut, then its decision falls; a second file fines two
persons; a third is about the owner of a voluntary project.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tools.case_round import (
    ACTS,
    BODY,
    DECIDE,
    DONE,
    FILED,
    FINE_FEN,
    NOTICE,
    PAY,
    PLANT,
    SERVE,
    TOLD,
    go,
    must,
    prepare,
    withhold,
)
from tools.voluntary_round import do, enrol, steps

OF_PERSONS, OF_OWNER = "SD-2025-003", "SH-2026-001"
_BOTH = [{"person": "王五", "duty": "厂长", "fine_fen": 10_000_000},
         {"person": "赵六", "duty": "核算员", "fine_fen": 5_000_000}]  # fmt: skip
_TWO = {"docket": OF_PERSONS, "persons": _BOTH, "persons_fen": 15_000_000, "fine_fen": 50_000_000, "cut_t": 0,
        "correct_until": "2025-10-31"}  # fmt: skip
_TOLD = {**SERVE, "docket": OF_PERSONS, "served_on": "2025-09-03"}
_DECIDED = {**SERVE, "docket": OF_PERSONS, "paper": "decision", "served_on": "2025-09-16"}
_PARTS = {**DONE, "docket": OF_PERSONS, "person": "王五", "instalments": [
    {"due": "2025-09-30", "amount_fen": 4_000_000}, {"due": "2025-12-31", "amount_fen": 6_000_000}]}  # fmt: skip

Acts = list[tuple[str, str, str, dict[str, Any]]]

PERSONS: Acts = [
    ("2025-09-02", "sd/1", "deposit_clue", {**TOLD, "docket": OF_PERSONS}),
    ("2025-09-02", "sd/1", "file_case",
     {**FILED, "docket": OF_PERSONS, "offence": "false_report", "act_day": "2025-01-03", "period": ""}),
    ("2025-09-03", "sd/1", "give_notice", {**NOTICE, **_TWO, "from_period": "", "mean_price": ""}),
    ("2025-09-03", "sd/1", "serve_paper", _TOLD),
    *(("2025-09-03", "sd/1", "serve_paper", {**_TOLD, "person": p["person"]}) for p in _BOTH),
    ("2025-09-15", "sd/2", "decide_case", {**DECIDE, **_TWO}),
    ("2025-09-16", "sd/1", "serve_paper", _DECIDED),
    *(("2025-09-16", "sd/1", "serve_paper", {**_DECIDED, "person": p["person"]}) for p in _BOTH),
    ("2025-09-17", "sd/2", "grant_instalments", _PARTS),
    ("2025-09-30", "sd/1", "note_payment",
     {**PAY, "docket": OF_PERSONS, "person": "王五", "amount_fen": 4_000_000, "paid_on": "2025-09-30"}),
    ("2025-10-09", "sd/2", "write_off_fine", {**DONE, "docket": OF_PERSONS, "person": "赵六", "text": "已死亡"}),
    ("2025-10-10", "sd/2", "revise_decision",
     {**DONE, "docket": OF_PERSONS, "result": "changed", "fine_fen": 50_000_000,
      "persons": [{"person": "王五", "duty": "厂长", "fine_fen": 3_000_000}]}),
    ("2025-10-11", "sd/1", "note_refund",
     {**PAY, "docket": OF_PERSONS, "person": "王五", "amount_fen": 1_000_000, "paid_on": "2025-10-11"}),
]  # fmt: skip

ANNULLED: Acts = [
    ("2025-10-20", "sd/2", "revise_decision", {**DONE, "result": "annulled", "fine_fen": 0, "text": "认定事实有误"}),
    ("2025-10-24", "sd/1", "note_refund", {**PAY, "amount_fen": FINE_FEN, "paid_on": "2025-10-24"}),
]

_OWNER = {"docket": OF_OWNER, "fine_fen": 5_000_000, "cut_t": 0, "correct_until": "2026-06-30"}
_OWNED = {**SERVE, "docket": OF_OWNER, "served_on": "2026-03-30"}

OWNER: Acts = [
    ("2026-03-30", "shanghai/1", "deposit_clue",
     {**TOLD, "docket": OF_OWNER, "subject": "owner", "source": "project", "about": "WIND1"}),
    ("2026-03-30", "shanghai/1", "file_case",
     {**FILED, "docket": OF_OWNER, "offence": "voluntary_false_material", "act_day": "2026-03-20", "period": ""}),
    ("2026-03-30", "shanghai/1", "give_notice",
     {**NOTICE, **_OWNER, "from_period": "", "mean_price": "", "project": "WIND1", "false_t": 10_000, "deceit": True}),
    ("2026-03-30", "shanghai/1", "serve_paper", _OWNED),
    ("2026-04-08", "shanghai/2", "decide_case", {**DECIDE, **_OWNER}),
    ("2026-04-08", "shanghai/1", "serve_paper", {**_OWNED, "paper": "decision", "served_on": "2026-04-08"}),
    ("2026-04-20", "shanghai/2", "revise_decision", {**DONE, "docket": OF_OWNER, "result": "annulled", "fine_fen": 0}),
]  # fmt: skip


def hold_revision(market: Market, clock: SimulatedClock, folder: Path) -> None:
    """Walk the three files."""
    prepare(market, clock, folder)
    go(market, clock, ACTS, "walk")
    withhold(market, clock)
    go(market, clock, PERSONS, "persons")
    go(market, clock, ANNULLED, "annulled")
    clock.put_day(date(2025, 10, 27))
    back = {"entity": PLANT, "period": "2024", "stage": "correction"}
    must(market, "back", f"{BODY}/1", "allocation.instruct", back)
    go(market, clock, [("2025-10-28", "sd/1", "close_case", {**DONE, "text": "决定已撤销"})], "closed")
    enrol(market)
    for number, (day, who, name, item) in enumerate(steps()):
        if day > "2026-03-25":
            break
        clock.put_day(date.fromisoformat(day))
        do(market, who, f"voluntary.{name}", item, f"{number}")
    go(market, clock, OWNER, "owner")

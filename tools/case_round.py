"""A breach from its clue to the deduction, for the corpus and tests: the published case of 865,300 t at 98.00 CNY.

K1 left the obligation of 2023 short. The province inspects, the nation checks the doubt, the firm is heard, fined five
times, pays in parts, appeals in vain, does not follow the order; next year's allowances are cut. A tip is dismissed.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Answer, Command
from tools.openings import take_over

PLANT, UNIT, BODY, AREA = "K1", "K1-1", "sd", "37"
YEAR, NEXT, VINTAGE = "2023", "2024", "CEA24"
FILE, TIP = "SD-2025-001", "SD-2025-002"
UNPAID_T, FINE_FEN = 865_300, 42_399_700_000

SHA = "ab" * 32
SHOWN = {"text": "见附卷材料", "evidence_sha256": SHA}
OF = {"docket": FILE}

OWED = {"entity": PLANT, "period": YEAR, "obligation_t": 1_000_000, "surrendered_t": 1_000_000 - UNPAID_T,
        "deadline": "2024-12-31"}  # fmt: skip
CLUE = {**OF, **SHOWN, "subject": PLANT, "source": "assessment", "about": YEAR, "area_gb2260": ""}
LOOK = {**OF, **SHOWN, "inspected_on": "2025-01-09", "officials": ["钱二", "孙三"], "doubts": ["配额去向不明"]}
EXPLAIN = {**OF, **SHOWN, "number": 1}
CHECK = {**OF, "number": 1, "result": "stands", "text": "说明与登记簿不符"}
FILED = {**OF, **SHOWN, "offence": "unpaid", "act_day": "2025-01-01", "period": YEAR, "harm": False}
NOTICE = {
    **OF, **SHOWN, "fine_fen": FINE_FEN, "cut_t": UNPAID_T, "from_period": NEXT, "correct_until": "2025-03-31",
    "mean_price": "98.00",
}  # fmt: skip
SERVE = {**OF, "paper": "notice", "served_on": "2025-02-10", "way": "direct", "evidence_sha256": SHA}
STATE = {**OF, **SHOWN, "hearing": False}
CALL = {**OF, "hear_on": "2025-02-25", "place": "省厅三楼", "chair": "李四", "evidence_sha256": SHA}
HEAR = {**OF, **SHOWN, "heard_on": "2025-02-25", "chair": "李四"}
DECIDE = {
    **OF, **SHOWN, "fine_fen": FINE_FEN, "persons_fen": 0, "cut_t": UNPAID_T, "bar": "", "correct_until": "2025-03-31",
    "penalize": True, "collective": ["甲", "乙", "丙"],
}  # fmt: skip
PARTS = {
    **OF, **SHOWN,
    "instalments": [{"due": "2025-03-18", "amount_fen": 20_000_000_000},
                    {"due": "2025-06-30", "amount_fen": FINE_FEN - 20_000_000_000}],
}  # fmt: skip
PAY = {**OF, "amount_fen": 20_000_000_000, "paid_on": "2025-03-18", "evidence_sha256": SHA}
APPEAL = {**OF, **SHOWN, "kind": "reconsideration"}
ENDED = {**OF, **SHOWN, "number": 1, "result": "upheld", "fine_fen": FINE_FEN}
DONE = {**OF, **SHOWN}
VERIFY = {**OF, **SHOWN, "passed": True}
TOLD = {
    "docket": TIP, "subject": PLANT, "source": "tip", "about": "", "text": "举报数据异常", "evidence_sha256": SHA,
    "area_gb2260": "",
}  # fmt: skip

_UNIT = {
    "id": UNIT, "name_zh": "机组", "name_en": "Unit", "fuel": "coal", "technology": "subcritical",
    "coal_type": "bituminous", "unit_class": "II", "capacity_kw": 300_000, "cooling": "water", "chp": 0, "captive": 0,
    "start_year": 2010, "retired_year": 0, "modelled": "",
}  # fmt: skip


def send(market: Market, id: str, actor: str, kind: str, item: dict[str, Any]) -> Answer:
    """Carry an act of somebody of a body out and return its answer."""
    body = actor.partition("/")[0]
    second = f"{body}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"case/{id}", body, actor, kind, [item], second)])
    return answer


def must(market: Market, id: str, actor: str, kind: str, item: dict[str, Any]) -> None:
    """Carry out an act that cannot fail; who and what was enrolled before is."""
    answer = send(market, id, actor, kind, item)
    assert answer.done or str(answer.outcome).endswith("_exists"), (kind, answer.message("en"))


def prepare(market: Market, clock: SimulatedClock, folder: Path, owed: dict[str, Any] = OWED) -> None:
    """Enrol the plant, its province and city, take over its short obligation and assess it."""
    clock.put_day(date(2024, 12, 30))
    actors = [("mee/2", "nation", "", ""), ("city/1", "city", "3701", "")]
    actors += [(f"{BODY}/{n}", "province", AREA, "") for n in (1, 2, 3)]
    for actor, role, area, _ in actors:
        _admit(market, actor, role, area, "")
    plant = {
        "entity": PLANT, "name_zh": "某某电厂", "name_en": "Plant K1", "area_gb2260": AREA, "sector_gbt4754": "4411",
        "source": "sample", "units": [_UNIT],
    }  # fmt: skip
    must(market, "plant", "mee/1", "participants.register_entity", plant)
    for number in (1, 2):
        _admit(market, f"{PLANT}/{number}", "entity", "", PLANT)
    must(market, "city", f"{BODY}/1", "participants.place_entity", {"entity": PLANT, "city_gb2260": "3701"})
    listed = {"entity": PLANT, "covered": True, "ground": "emission_at_threshold", "emission_t": 900_000,
              "citation": "o19 第八条"}  # fmt: skip
    for year in (YEAR, NEXT):
        must(market, f"list/{year}", f"{BODY}/1", "participants.list_entity", {**listed, "period": year})
    must(market, "account", "registry/1", "registry.open_account", {"holder": PLANT})
    for vintage in ("CEA23", VINTAGE):
        item = {"instrument": vintage, "approved_by": "plan"}
        must(market, f"list/{vintage}", "registry/1", "registry.list_instrument", item)
    emission = {"entity": PLANT, "year": YEAR, "origin": "sample", "units": [{"unit": UNIT, "emission_t": 1_000_001}]}
    must(market, "emission", f"{BODY}/1", "mrv.take_opening_emission", emission)
    take_over(market, {"obligations": [owed]}, folder)
    clock.put_day(date.fromisoformat(owed["deadline"]) + timedelta(days=2))
    assessed = {"entity": PLANT, "period": owed["period"], "mean_price_fen": "9800"}
    must(market, "assess", f"{BODY}/1", "compliance.assess", assessed)


def _admit(market: Market, actor: str, role: str, area: str, entity: str) -> None:
    item = {"actor": actor, "organisation": actor.partition("/")[0], "role": role, "area_gb2260": area,
            "entity": entity}  # fmt: skip
    must(market, f"admit/{actor}", "mee/1", "participants.admit_actor", item)


#: Day, who, command, its item.
ACTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("2025-01-06", "sd/1", "deposit_clue", CLUE),
    ("2025-01-06", "sd/1", "deposit_clue", TOLD),
    ("2025-01-10", "sd/1", "inspect", LOOK),
    ("2025-01-13", "K1/1", "explain_doubt", EXPLAIN),
    ("2025-01-14", "mee/1", "check_doubt", {**CHECK, "result": "returned", "text": "请补充"}),
    ("2025-01-15", "K1/1", "explain_doubt", {**EXPLAIN, "text": "补充说明"}),
    ("2025-01-16", "mee/1", "check_doubt", CHECK),
    ("2025-01-17", "sd/2", "dismiss_clue", {**DONE, "docket": TIP, "text": "查无实据"}),
    ("2025-01-20", "sd/1", "file_case", FILED),
    ("2025-02-08", "sd/1", "give_notice", NOTICE),
    ("2025-02-10", "sd/1", "serve_paper", SERVE),
    ("2025-02-12", "K1/1", "state_case", STATE),
    ("2025-02-13", "K1/1", "state_case", {**STATE, "hearing": True}),
    ("2025-02-13", "sd/1", "call_hearing", CALL),
    ("2025-02-25", "sd/2", "hold_hearing", HEAR),
    ("2025-02-28", "sd/2", "decide_case", DECIDE),
    ("2025-03-03", "sd/1", "serve_paper", {**SERVE, "paper": "decision", "served_on": "2025-03-03"}),
    ("2025-03-04", "sd/2", "grant_instalments", PARTS),
    ("2025-03-18", "sd/1", "note_payment", PAY),
    ("2025-03-20", "K1/1", "appeal", APPEAL),
    ("2025-04-01", "sd/1", "note_refusal", DONE),
    ("2025-05-20", "sd/1", "note_appeal_result", ENDED),
    ("2025-06-30", "sd/1", "note_payment", {**PAY, "paid_on": "2025-06-30", "amount_fen": FINE_FEN - 20_000_000_000}),
]
TO_CLOSE: list[tuple[str, str, str, dict[str, Any]]] = [
    ("2025-09-20", "K1/1", "report_correction", DONE),
    ("2025-09-22", "sd/3", "verify_correction", {**VERIFY, "passed": False, "text": "材料不全"}),
    ("2025-09-23", "K1/1", "report_correction", DONE),
    ("2025-09-24", "sd/3", "verify_correction", VERIFY),
    ("2025-09-25", "sd/2", "close_case", DONE),
]


def go(market: Market, clock: SimulatedClock, acts: list[tuple[str, str, str, dict[str, Any]]], name: str) -> None:
    """Carry acts out on their days."""
    for number, (day, who, kind, item) in enumerate(acts):
        clock.put_day(date.fromisoformat(day))
        must(market, f"{name}/{number}", who, f"supervision.{kind}", item)


def withhold(market: Market, clock: SimulatedClock) -> None:
    """Give next year's allowances: pre-allocate, and instruct what is left after the deduction."""
    clock.put_day(date(2025, 9, 1))
    of = {"entity": PLANT, "period": NEXT}
    must(market, "preallocate", f"{BODY}/1", "allocation.preallocate", of)
    must(market, "instruct", f"{BODY}/1", "allocation.instruct", {**of, "stage": "preallocation"})


def hold_cases(market: Market, clock: SimulatedClock, folder: Path) -> None:
    """Walk the breach from its clue to the closed file."""
    prepare(market, clock, folder)
    go(market, clock, ACTS, "walk")
    withhold(market, clock)
    go(market, clock, TO_CLOSE, "end")

"""The papers of a province's round: the instruction to the registry, the report to the ministry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tanshi.allocation.round import RoundReported
from tanshi.allocation.tables import InstructionRow, RoundRow
from tanshi.core.catalogue import Language, text
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.participants.areas import areas

INSTRUCTION, REPORT = "issue_instruction", "round_report"


def round_paper(
    name: str, view: Reads, area: str, period: str, stage: str, language: Language
) -> dict[str, Any] | None:
    """Return the data of a paper about a province's stage, or None while the books do not hold what it says."""
    found = areas()[area]
    head = {
        "area_name": found.full if language == "zh" else found.en,
        "period": period,
        "stage": text(f"round.stage_{stage}", language),
    }
    names = _names(view, area, language)
    if name == INSTRUCTION:
        return _instruction(head, view, period, stage, names)
    return _report(head, view, area, period, stage, names, language)


def _names(view: Reads, area: str, language: Language) -> Mapping[str, str]:
    rows = view.fetch("SELECT id, name_zh, name_en FROM participants_entity WHERE area_gb2260 = ?", [area])
    return {id: (zh or en) if language == "zh" else (en or zh) for id, zh, en in rows}


def _instruction(
    head: dict[str, Any], view: Reads, period: str, stage: str, names: Mapping[str, str]
) -> dict[str, Any] | None:
    told = [i for i in read_rows(view, InstructionRow, period=period, stage=stage) if i.entity in names]
    if not told:
        return None
    rows = [
        {
            "entity": i.entity, "name": names[i.entity], "holder": i.holder, "due_t": i.due_t,
            "withheld_t": i.deducted_t, "amount_t": i.amount_t,
        }
        for i in told
    ]  # fmt: skip
    amounts = [i.amount_t for i in told]
    return {
        **head,
        "vintage": told[0].vintage,
        "entities": len(told),
        "issue_t": sum(a for a in amounts if a > 0),
        "take_back_t": -sum(a for a in amounts if a < 0),
        "rows": rows,
    }


def _report(
    head: dict[str, Any], view: Reads, area: str, period: str, stage: str, names: Mapping[str, str], language: Language
) -> dict[str, Any] | None:
    rows = list(read_rows(view, RoundRow, area_gb2260=area, period=period, stage=stage))
    if not rows:
        return None
    (row,) = rows
    figures = (
        "covered", "allocated", "allocated_t", "withheld_t", "instructed_t", "verified_t", "obligation_t", "relieved",
        "relief_t", "borrowing", "borrowed_t", "deadline", "reported_on", "digest",
    )  # fmt: skip
    exceptions = [
        {
            "entity": e["entity"],
            "name": names.get(e["entity"], ""),
            "reason": text(f"round.exception_{e['reason']}", language),
        }
        for e in _exceptions(view, row)
    ]
    return {**head, **{name: getattr(row, name) for name in figures}, "exceptions": exceptions}


def _exceptions(view: Reads, row: RoundRow) -> list[dict[str, str]]:
    """Return the exceptions a report named: they stand in its fact."""
    ((before,),) = view.fetch(
        "SELECT COALESCE(MAX(last_position), -1) FROM journal_day WHERE day < ?", [row.reported_on]
    )
    ((last,),) = view.fetch("SELECT last_position FROM journal_day WHERE day = ?", [row.reported_on])
    sql = "SELECT body FROM journal_fact WHERE position > ? AND position <= ? AND type = ? ORDER BY position"
    for (body,) in view.fetch(sql, [before, last, RoundReported.type]):
        data = json.loads(bytes(body))["data"]
        if (data["area_gb2260"], data["period"], data["stage"]) == (row.area_gb2260, row.period, row.stage):
            return list(data["exceptions"])
    return []

"""Holders of accounts through all their acts: applied for, refused, opened, changed, represented, restricted, barred,
closed, with bank accounts, so that every table about them has rows and every fact of theirs is there.

The journey takes days of its own: the clock stands on the last of them afterwards.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.core.identifier import uscc_check_digit
from tanshi.journal.command import Command
from tanshi.participants.credit_code import organisation_check_character

SHA = "a" * 64
PAPERS = ("application_form", "licence", "legal_representative", "authorisation")


def credit_code(number: int) -> str:
    """Return a unified social credit code of the model range that is right in form."""
    first8 = f"YY{number:06d}"
    first17 = f"91370000{first8}{organisation_check_character(first8)}"
    return first17 + uscc_check_digit(first17)


def _papers(*names: str) -> list[dict[str, str]]:
    return [{"paper": name, "sha256": SHA} for name in names]


def _application(holder: str, number: int, *papers: str) -> dict[str, Any]:
    return {
        "holder": holder, "kind": "organisation", "name": f"{holder} 投资", "identity": credit_code(number),
        "identity_until": "2030-12-31", "papers": _papers(*papers),
    }  # fmt: skip


def _steps() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return day, body, kind and item of each act; the first person of a body asks, its second confirms."""
    change = {
        "holder": "F1", "name": "F1 基金", "identity": credit_code(1), "identity_until": "", "evidence_sha256": SHA
    }  # fmt: skip
    bank = {"holder": "F1", "bank": "ICBC", "bank_account": "6222000000001", "account_name": "F1 基金"}
    named = [
        {"actor": "F1/1", "role": "initiator", "from_day": "2026-11-30"},
        {"actor": "F1/2", "role": "approver", "from_day": "2026-11-30"},
    ]
    tide = {"instrument": "CCER-1", "approved_by": "第一批", "kind": "offset", "valid_until": "2030-12-31"}
    return [
        ("2026-11-24", "F1", "apply_account", _application("F1", 1, *PAPERS[:3])),
        ("2026-11-24", "F1", "file_papers", {"holder": "F1", "papers": _papers(PAPERS[3])}),
        ("2026-11-25", "registry", "ask_papers", {"holder": "F1", "missing": "licence", "reason": "看不清"}),
        ("2026-11-25", "F1", "file_papers", {"holder": "F1", "papers": _papers("licence")}),
        ("2026-11-26", "registry", "admit_holder", {"holder": "F1"}),
        ("2026-11-26", "F2", "apply_account", _application("F2", 2, *PAPERS)),
        ("2026-11-26", "registry", "refuse_holder", {"holder": "F2", "reason": "材料不实"}),
        ("2026-11-26", "F2", "apply_account", _application("F2", 2, *PAPERS)),
        ("2026-11-26", "F3", "apply_account", _application("F3", 3, *PAPERS[:2])),
        ("2026-11-26", "registry", "bring_holder", {"holder": "reserve/1", "kind": "reserve", "name": "国家储备"}),
        ("2026-11-27", "F1", "change_holder", change),
        ("2026-11-27", "registry", "decide_holder_change", {"holder": "F1", "accepted": True, "reason": ""}),
        ("2026-11-27", "F1", "change_holder", {**change, "name": "F1 证券"}),
        ("2026-11-27", "F1", "file_bank_account", bank),
        ("2026-11-27", "registry", "decide_bank_account", {"holder": "F1", "accepted": True, "reason": ""}),
        ("2026-11-27", "F1", "file_bank_account", {**bank, "bank_account": "6222000000002"}),
        ("2026-11-27", "registry", "decide_bank_account", {"holder": "F1", "accepted": True, "reason": ""}),
        ("2026-11-30", "F1", "name_representatives", {"holder": "F1", "named": named}),
        ("2026-11-30", "F1", "end_representatives", {"holder": "F1", "representatives": "F1/1 F1/2", "ground": "换人"}),
        ("2026-11-30", "F1", "name_representatives", {"holder": "F1", "named": named}),
        ("2026-11-30", "registry", "restrict_holder", {"holder": "F1", "ground": "data_invalid", "text": "证照过期"}),
        ("2026-11-30", "registry", "restrict_holder", {"holder": "F1", "ground": "inquiry", "text": "调查"}),
        ("2026-11-30", "F1", "object_restriction", {"holder": "F1", "number": 1, "reason": "已更新"}),
        (
            "2026-12-01", "registry", "answer_restriction_objection",
            {"holder": "F1", "number": 1, "upheld": True, "text": "属实"},
        ),
        ("2026-12-01", "registry", "admit_holder", {"holder": "F2"}),
        ("2026-12-01", "registry", "note_barred", {"holder": "F2", "ground": "任职核查机构"}),
        ("2026-12-01", "F2", "report_disposal", {"holder": "F2", "evidence_sha256": SHA}),
        ("2026-12-01", "F2", "ask_closing", {"holder": "F2", "reason": "不再交易"}),
        ("2026-12-02", "registry", "close_holder", {"holder": "F2", "ground": "own_wish"}),
        ("2026-12-02", "registry", "list_instrument", tide),
    ]  # fmt: skip


def keep_holders(market: Market, clock: SimulatedClock) -> None:
    """Take the bodies F1, F2 and F3 through all acts about holders."""
    for body in ("F1", "F2", "F3"):
        for number in (1, 2):
            actor = {"actor": f"{body}/{number}", "organisation": body, "role": "participant"}
            admit = Command(f"holders/{body}/{number}", "mee", "mee/1", "participants.admit_actor", [actor])
            _must(market, admit)
    for number, (day, body, kind, item) in enumerate(_steps()):
        clock.put_day(date.fromisoformat(day))
        name = f"registry.{kind}"
        second = f"{body}/2" if name in FOUR_EYES else ""
        _must(market, Command(f"holders/{number}", body, f"{body}/1", name, [item], second))


def _must(market: Market, command: Command) -> None:
    (answer,) = market.execute([command])
    assert answer.done, (command, answer)

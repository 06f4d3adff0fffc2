"""A file of what accounts have at the open: `account, cash, holding`; cash in CNY, holding in tonnes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tanshi.core.finding import Finding
from tanshi.exchange.matching.records import AMOUNT_LIMIT
from tanshi.exchange.replay.columns import read_sheet
from tanshi.exchange.replay.orders_file import price, whole


@dataclass(frozen=True, slots=True)
class Balances:
    """What accounts have: (money in parts of a CNY, tonnes) by name."""

    of: dict[str, tuple[int, int]]
    findings: tuple[Finding, ...]


def read_balances(path: Path, parts: int) -> Balances:
    """Read a file of openings; rows that cannot be, or name an account again, are reported and left out."""
    sheet = read_sheet(path, ("account", "cash", "holding"))
    cash, paid = sheet.columns["cash"].read(lambda text: price(text or "0", parts))
    held, counted = sheet.columns["holding"].read(lambda text: whole(text or "0"))
    column = sheet.columns["account"]
    of: dict[str, tuple[int, int]] = {}
    findings = list(sheet.findings)
    for row, code in enumerate(column.codes.tolist()):
        name = column.texts[code].strip()
        wrong = {
            "account": not name or name in of, "cash": not paid[row] or not 0 <= cash[row] < AMOUNT_LIMIT,
            "holding": not counted[row] or held[row] < 0,
        }  # fmt: skip
        if at := next((n for n, is_wrong in wrong.items() if is_wrong), None):
            value = sheet.columns[at].texts[sheet.columns[at].codes[row]]
            findings.append(Finding("replay.cell", f"{path.name}:{sheet.lines[row]}:{at}", {"value": value}))
        else:
            of[name] = (int(cash[row]), int(held[row]))
    return Balances(of, tuple(findings))

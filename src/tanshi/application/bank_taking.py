"""The bank's file as it is handed in: read, and turned into the one request that takes it in."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.core.finding import Finding
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.registry.bank_file import read
from tanshi.registry.bank_lines import NOBODYS, OPEN, GivenLine, TakeBankFile
from tanshi.registry.money_tables import BankFileRow, BankLineRow, WithdrawalRow
from tanshi.registry.withdrawal import WAITING

#: Files and lines of one page.
_PAGE = 200

#: References of one question.
_ASKED = 500


@dataclass(frozen=True, slots=True)
class Handed:
    """What a file asks for: the request, or, where it cannot be used, its findings."""

    request: TakeBankFile | None
    findings: tuple[Finding, ...]


def handed(data: bytes, day: str) -> Handed:
    """Return what the bank's file of a day asks for; a file with one finding is not used at all."""
    found = read(data, day)
    if found.findings:
        return Handed(None, found.findings)
    lines = tuple(
        GivenLine(line.direction, line.reference, line.holder, line.amount_fen, line.purpose) for line in found.lines
    )
    return Handed(TakeBankFile(day, found.digest, lines), ())


def taken_before(view: Reads, request: TakeBankFile) -> Finding | None:
    """Return why a file will be refused that was taken in before, whole or by one of its references, or None.

    The books judge that themselves; whoever hands a file in should hear of it before a second person is asked.
    """
    for day, taken_on in view.fetch("SELECT day, taken_on FROM registry_bank_file WHERE sha256 = ?", [request.sha256]):
        return Finding("registry.bank_file_taken", params={"day": day, "taken_on": taken_on})
    keys = {(line.direction, line.reference) for line in request.lines}
    references = [reference for _, reference in sorted(keys)]
    for start in range(0, len(references), _ASKED):
        some = references[start : start + _ASKED]
        marks = ", ".join("?" * len(some))
        sql = f"SELECT direction, reference, day FROM registry_bank_line WHERE reference IN ({marks})"
        for direction, reference, day in view.fetch(sql, some):
            if (direction, reference) in keys:
                return Finding("registry.bank_line_taken", params={"reference": reference, "day": day})
    return None


def files(view: Reads) -> list[BankFileRow]:
    """Return the files that were taken in, the newest first."""
    return sorted(read_rows(view, BankFileRow), key=lambda f: (f.day, f.taken_on), reverse=True)[:_PAGE]


def to_clear(view: Reads) -> list[BankLineRow]:
    """Return the lines somebody must look at: money of nobody known, and what fits no booking."""
    rows = [row for state in (NOBODYS, OPEN) for row in read_rows(view, BankLineRow, state=state)]
    return sorted(rows, key=lambda row: (row.day, row.direction, row.reference))[:_PAGE]


def to_pay(view: Reads) -> list[WithdrawalRow]:
    """Return the withdrawals that wait to be paid, the oldest first."""
    return sorted(read_rows(view, WithdrawalRow, state=WAITING), key=lambda row: (row.asked_on, row.id))[:_PAGE]

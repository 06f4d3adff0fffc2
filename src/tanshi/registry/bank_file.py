"""The bank's file (银行对账文件): what came in and went out of the clients' account on a day, line by line.

CSV in UTF-8 with the header `direction,reference,holder,amount,day`: direction `in` or `out`, the reference both sides
know the payment by, the holder (empty where the bank knows none), CNY with two decimals, the day. The last rows are
`total,in,COUNT,AMOUNT,DAY` and `total,out,COUNT,AMOUNT,DAY`. A file whose rows do not come to its totals, or in which a
reference stands twice, is not used at all. A bank may add a column `purpose`, what the payer wrote. The
registry writes its payments in the form without it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO

from tanshi.core.finding import Finding
from tanshi.core.money import fen, yuan

HEADER = ("direction", "reference", "holder", "amount", "day")

#: The column a bank may add: what the payer wrote.
PURPOSE = "purpose"
IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class BankLine:
    """A payment: money of a holder that came in or went out, in fen."""

    direction: str
    reference: str
    holder: str
    amount_fen: int
    day: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A read file: its lines, or why it cannot be used; `digest` is its SHA-256."""

    digest: str
    lines: tuple[BankLine, ...]
    findings: tuple[Finding, ...]


def read(data: bytes, day: str) -> BankFile:
    """Return a bank's file of a day with all its findings; one with findings has no lines."""
    digest = sha256(data).hexdigest()
    try:
        rows = [row for row in csv.reader(StringIO(data.decode("utf-8-sig"))) if any(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        return BankFile(digest, (), (Finding("bank.not_csv", params={"reason": str(error)}),))
    header = tuple(cell.strip() for cell in rows[0]) if rows else ()
    if header not in (HEADER, (*HEADER, PURPOSE)):
        return BankFile(digest, (), (Finding("bank.bad_header", params={"header": ",".join(HEADER)}),))
    findings: list[Finding] = []
    lines: list[BankLine] = []
    totals: dict[str, tuple[int, int]] = {}
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if len(cells) == len(HEADER) < len(header) and cells[0] == "total":
            cells.append("")
        if len(cells) != len(header):
            findings.append(_bad(number, "row", ",".join(row)))
        elif cells[0] == "total":
            _take_total(number, cells, totals, findings)
        else:
            _take_line(number, cells, day, lines, seen, findings)
    findings += _wrong_totals(lines, totals)
    return BankFile(digest, () if findings else tuple(lines), tuple(findings))


def write(lines: Iterable[BankLine], day: str) -> bytes:
    """Return lines as a file with its totals."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADER)
    every = list(lines)
    for line in every:
        rows.writerow([line.direction, line.reference, line.holder, yuan(line.amount_fen), line.day])
    for direction in (IN, OUT):
        amounts = [line.amount_fen for line in every if line.direction == direction]
        rows.writerow(["total", direction, len(amounts), yuan(sum(amounts)), day])
    return out.getvalue().encode()


def _take_line(
    number: int, cells: list[str], day: str, lines: list[BankLine], seen: set[tuple[str, str]], findings: list[Finding]
) -> None:
    direction, reference, holder, amount, of_day, *purpose = cells
    if direction not in (IN, OUT):
        findings.append(_bad(number, "direction", direction))
    elif not reference or not reference.isprintable():
        findings.append(_bad(number, "reference", reference or "–"))
    elif not (holder + "".join(purpose)).isprintable():
        findings.append(_bad(number, "holder", holder))
    elif (amount_fen := _fen(amount)) is None or amount_fen <= 0:
        findings.append(_bad(number, "amount", amount))
    elif of_day != day:
        findings.append(Finding("bank.not_that_day", params={"row": number, "found": of_day, "day": day}))
    elif (direction, reference) in seen:
        findings.append(Finding("bank.twice", params={"row": number, "reference": reference}))
    else:
        seen.add((direction, reference))
        lines.append(BankLine(direction, reference, holder, amount_fen, of_day, "".join(purpose)))


def _take_total(number: int, cells: list[str], totals: dict[str, tuple[int, int]], findings: list[Finding]) -> None:
    _, direction, count, amount, *_ = cells
    amount_fen = _fen(amount)
    if direction not in (IN, OUT) or direction in totals:
        findings.append(_bad(number, "direction", direction))
    elif not (count.isascii() and count.isdigit()):
        findings.append(_bad(number, "count", count))
    elif amount_fen is None:
        findings.append(_bad(number, "amount", amount))
    else:
        totals[direction] = (int(count), amount_fen)


def _wrong_totals(lines: list[BankLine], totals: dict[str, tuple[int, int]]) -> list[Finding]:
    findings = []
    for direction in (IN, OUT):
        amounts = [line.amount_fen for line in lines if line.direction == direction]
        if direction not in totals:
            findings.append(Finding("bank.total_missing", params={"direction": direction}))
        elif totals[direction] != (len(amounts), sum(amounts)):
            count, stated = totals[direction]
            findings.append(
                Finding(
                    "bank.total_wrong",
                    params={
                        "direction": direction, "stated": yuan(stated), "stated_count": count,
                        "found": yuan(sum(amounts)), "found_count": len(amounts),
                    },
                )
            )  # fmt: skip
    return findings


def _fen(amount: str) -> int | None:
    try:
        return fen(amount)
    except ValueError:
        return None


def _bad(number: int, field: str, value: str) -> Finding:
    return Finding("bank.bad_row", params={"row": number, "field": field, "value": value})

"""A file of orders as messages: `seq, time, type, order_id, account, side, price, qty[, ref_order_id]`.

`type`: new posts, take takes (`ref_order_id`: the order chosen), cancel withdraws `order_id` (or `ref_order_id`). Rows
with a cell that cannot be read are reported with their line and left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tanshi.core.finding import Finding
from tanshi.exchange.matching.messages import MESSAGE, Kind
from tanshi.exchange.matching.records import AMOUNT_LIMIT, NONE
from tanshi.exchange.replay.columns import Codes, Column, Sheet, read_sheet

_NEEDED = ("seq", "time", "type", "order_id", "account", "side", "price", "qty")
_KINDS = {"new": Kind.POST, "take": Kind.TAKE, "cancel": Kind.CANCEL}
_SIDES = {"buy": 0, "sell": 1}
_DECIMAL = re.compile(r"([+-]?)(\d{1,18})(?:\.(\d*))?")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_TIME = re.compile(r"(?:\d{4}-\d\d-\d\d[T ])?(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9})\d*)?)?(?:Z|[+-]\d\d:?\d\d)?")

#: A price that is not a whole number of money's smallest units is off any tick.
OFF = -(1 << 62)


@dataclass(frozen=True, slots=True)
class OrdersFile:
    """The rows of a file that can be played, in its order; `prices` are in parts of a CNY, `OFF` off the tick."""

    messages: npt.NDArray[np.void]
    seqs: Codes
    orders: Codes  # places in `order_ids`
    refs: Codes  # places in `order_ids`, or -1
    times_ns: Codes
    order_ids: list[str]
    accounts: list[str]
    findings: tuple[Finding, ...]


def read_orders(path: Path, parts: int, timed: bool) -> OrdersFile:
    """Read a file; `parts`: of a CNY in its smallest unit of money; `timed`: times are looked at."""
    sheet = read_sheet(path, _NEEDED, ("ref_order_id",))
    columns = sheet.columns
    kinds, known = columns["type"].read(_KINDS.get)
    seqs, counted = columns["seq"].read(whole)
    sides, sided = columns["side"].read(_SIDES.get)
    prices, priced = columns["price"].read(lambda text: price(text, parts))
    quantities, measured = columns["qty"].read(whole)
    times, clocked = columns["time"].read(_time_ns) if timed else (np.zeros_like(seqs), np.ones(len(seqs), np.bool_))
    order_ids, orders, refs = _order_ids(columns)
    named = np.array([bool(t.strip()) for t in order_ids], np.bool_)
    cancels = kinds == Kind.CANCEL
    bad = {
        "seq": ~counted, "time": ~clocked, "type": ~known, "order_id": ~named[orders] & (~cancels | (refs < 0)),
        "account": _blank(columns["account"]) & ~cancels, "side": ~sided & ~cancels, "price": ~priced & ~cancels,
        "qty": ~measured & ~cancels,
    }  # fmt: skip
    refs = np.where(cancels & (refs < 0), orders, refs)
    keep = ~np.logical_or.reduce(list(bad.values()))
    messages = np.zeros(len(seqs), MESSAGE)
    messages["kind"], messages["side"], messages["client"], messages["counterparty"] = kinds, sides, 1, NONE
    messages["price_fen"], messages["quantity"] = prices, quantities
    messages["account"] = _owners(columns["account"], orders, refs, cancels)
    messages = messages[keep]
    messages["number"] = np.arange(1, len(messages) + 1)
    accounts = [text.strip() for text in columns["account"].texts]
    findings = (*sheet.findings, *_findings(path, sheet, bad, keep))
    return OrdersFile(
        messages, seqs[keep], orders[keep], refs[keep], np.maximum.accumulate(times[keep]), order_ids, accounts,
        findings,
    )  # fmt: skip


def _findings(
    path: Path, sheet: Sheet, bad: dict[str, npt.NDArray[np.bool_]], keep: npt.NDArray[np.bool_]
) -> list[Finding]:
    found = []
    for row in np.flatnonzero(~keep).tolist():
        name = next(name for name, wrong in bad.items() if wrong[row])
        column = sheet.columns[name]
        value = column.texts[column.codes[row]]
        found.append(Finding("replay.cell", f"{path.name}:{sheet.lines[row]}:{name}", {"value": value}))
    return found


def _order_ids(columns: dict[str, Column]) -> tuple[list[str], Codes, Codes]:
    """Return all names of orders, and the places of each row's own and of the one it refers to (-1: none)."""
    own, other = columns["order_id"], columns.get("ref_order_id")
    texts = [text.strip() for text in own.texts]
    if other is None:
        return texts, own.codes, np.full(len(own.codes), -1, np.int64)
    place = {text: n for n, text in enumerate(texts)}
    refs = [place.setdefault(t, len(place)) if (t := text.strip()) else -1 for text in other.texts]
    return list(place), own.codes, np.array(refs, np.int64)[other.codes]


def _owners(column: Column, orders: Codes, refs: Codes, cancels: npt.NDArray[np.bool_]) -> Codes:
    """Return each row's account; a cancel that names none acts for the one that first used the order's name."""
    accounts = column.codes.copy()
    nameless = np.flatnonzero(cancels & _blank(column))
    if len(nameless):
        owner = np.full(max(orders.max(initial=0), refs.max(initial=0)) + 1, NONE, np.int64)
        posts = np.flatnonzero(~cancels)[::-1]
        owner[orders[posts]] = accounts[posts]
        accounts[nameless] = owner[refs[nameless]]
    return accounts


def _blank(column: Column) -> npt.NDArray[np.bool_]:
    return np.array([not text.strip() for text in column.texts], np.bool_)[column.codes]


def whole(text: str) -> int | None:
    """Return a whole number, None if it is none or out of range."""
    return int(text) if _WHOLE.fullmatch(text) and abs(int(text)) < AMOUNT_LIMIT else None


def price(text: str, parts: int) -> int | None:
    """Return a price in parts of a CNY, `OFF` if it is finer, None if it is no price."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    sign, units, digits = found[1], int(found[2]), (found[3] or "").rstrip("0")
    places = len(str(parts)) - 1
    if len(digits) > places:
        return OFF
    value = units * parts + int(digits.ljust(places, "0") or 0)
    if value >= -OFF:
        return None
    return -value if sign == "-" else value


def _time_ns(text: str) -> int | None:
    """Return nanoseconds since midnight of a time as written; a date before it and a zone behind are not looked at."""
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        return None
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)
    return seconds * 10**9 + int((found[4] or "0").ljust(9, "0"))

"""Positions of firms by the books: what each owes for a period, and what it holds that may be surrendered for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tanshi.compliance.carryover import CarryOver, CarryOverTerms, carry_overs
from tanshi.compliance.cheapest.terms import Keeping, Position, carrying, keeping
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.rules import Law


def last_period(view: Reads) -> str:
    """Return the newest period with obligations in the books, "" if there is none."""
    return str(
        view.fetch("SELECT coalesce(max(period), '') FROM allocation_entity WHERE obligation_t IS NOT NULL")[0][0]
    )


def positions(law: Law, view: Reads, period: str, entity: str = "") -> list[Position]:
    """Return the positions of all firms that owe for a period, or of one; what was granted to borrow may be lent."""
    vintages = law.value("compliance.eligible_vintages", Period.named(period).first_day).value
    where, values = (" AND e.entity = ?", [entity]) if entity else ("", [])
    owed = view.fetch(
        "SELECT e.entity, coalesce(o.obligation_t, e.obligation_t), coalesce(o.surrendered_t, 0),"
        " coalesce(b.amount_t, 0), coalesce(c.offset_t, 0) FROM allocation_entity AS e"
        " LEFT JOIN compliance_obligation AS o ON o.entity = e.entity AND o.period = e.period"
        " LEFT JOIN allocation_borrowing AS b ON b.entity = e.entity AND b.period = e.period"
        " LEFT JOIN (SELECT s.entity, s.period, SUM(s.amount_t) AS offset_t FROM"
        " (SELECT entity, period, amount_t FROM compliance_offset"
        " UNION ALL SELECT entity, period, amount_t FROM compliance_filed_offset) AS s"
        " GROUP BY s.entity, s.period) AS c ON c.entity = e.entity AND c.period = e.period"
        f" WHERE e.period = ? AND e.obligation_t IS NOT NULL{where} ORDER BY e.entity",
        [period, *values],
    )
    held = _held(view, vintages)
    return [
        Position(id, int(due), held.get(id, 0) + int(paid), int(lent), int(paid), int(offset))
        for id, due, paid, lent, offset in owed
    ]


def keepings(law: Law, view: Reads, found: Sequence[Position], period: str, on: date, more_t: int) -> list[Position]:
    """Return positions with what may be carried over by these books; `more_t`: net sales they do not have."""
    terms = carrying(law, period, on)
    known = {} if terms is None else {c.entity: c for c in carry_overs(terms, view)}
    return [replace(p, keeping=_keeping(law, terms, known.get(p.entity), on, more_t)) for p in found]


def _keeping(law: Law, terms: CarryOverTerms | None, known: CarryOver | None, on: date, more_t: int) -> Keeping | None:
    net = 0 if known is None else known.sold_t - known.bought_t
    return keeping(terms, law, on, net + more_t, known is not None and bool(known.late_for))


def last_close(view: Reads) -> int | None:
    """Return the newest close of allowances in the books, in fen; None if nothing was traded."""
    found = view.fetch(
        "SELECT q.close_fen FROM exchange_quote AS q JOIN registry_instrument AS i ON i.id = q.instrument"
        " WHERE i.kind = 'allowance' AND q.close_fen > 0 ORDER BY q.day DESC, q.instrument DESC LIMIT 1"
    )
    return int(found[0][0]) if found else None


def _held(view: Reads, vintages: list[str]) -> Mapping[str, int]:
    marks = ", ".join("?" * len(vintages))
    rows = view.fetch(
        "SELECT a.holder, SUM(h.amount) FROM registry_holding AS h JOIN registry_account AS a ON a.id = h.account"
        f" WHERE a.kind <> 'system' AND h.instrument IN ({marks}) GROUP BY a.holder",
        vintages,
    )
    return {holder: int(tonnes) for holder, tonnes in rows}

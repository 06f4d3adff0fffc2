"""History: every fact that says something about an entity, unit, account or report, in the order of the journal.

Which facts those are is kept in an index made from the facts' bodies, outside the facts and the state hash: it goes on
where it stopped, some thousand facts at a time, and can be thrown away. An answer says how far the index has read.
What a viewer may see of a history goes by the system a fact is of, since an entity's records, its holdings and its
obligations have rights of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.application.work.tables import IndexedRow, TouchedRow
from tanshi.journal.engine import Engine, Reads

_TOUCHED, _INDEXED = TouchedRow.__table__, IndexedRow.__table__

#: Facts the index reads at a time, and at most before a page is shown; the rest is read beside the server.
STEP, AT_ONCE = 2_000, 400

#: What is shown in place of a secret.
MASK = "•••"

#: Facts of one page.
PAGE = 50

#: Members of a fact's body that name a subject, by its kind.
_NAMES: Mapping[str, str] = {
    "entity": "entity", "heir": "entity", "holder": "entity", "seller": "entity", "buyer": "entity",
    "account": "account", "registration": "account", "trading": "account",
    "seller_account": "account", "buyer_account": "account",
    "unit": "unit",
}  # fmt: skip

#: The right that a fact of a system needs to be seen in a history.
RIGHTS: Mapping[str, str] = {
    "participants": "see.entity",
    "mrv": "see.records",
    "allocation": "see.entity",
    "registry": "see.holdings",
    "exchange": "see.holdings",
    "compliance": "see.entity",
    "documents": "see.entity",
}

#: Members of a body that are told in a line of a history; counterparties and prices of others are not among them.
_TOLD = (
    "period", "month", "covered", "reported_t", "verified_t", "preallocated_t", "approved_t", "obligation_t",
    "surrendered_t", "shortfall_t", "instrument", "amount_t", "quantity_t", "ground", "kind", "field", "deadline",
    "template", "role", "city_gb2260",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """A fact in a history: what it is, when and by whom it was done, under which command."""

    position: int
    type: str
    day: str
    at: str
    actor: str
    second: str
    organisation: str
    command: str
    kind: str
    told: Mapping[str, Any]


def subjects_of(type_name: str, data: Mapping[str, Any]) -> set[str]:
    """Return what a fact's body is about."""
    found = set(_named(data))
    for part in ("units", "changes", "merged", "heirs", "entities"):
        for item in data.get(part, ()):
            if isinstance(item, dict):
                found |= set(_named(item))
                if type_name.startswith(("participants.entity_registered/", "participants.units_registered/")):
                    found.add(f"unit/{item['id']}")
    if type_name.startswith("documents.issued/") and data.get("subject"):
        found.add(f"entity/{data['subject']}")
    if type_name.startswith("mrv.") and "period" in data:
        found.add(f"report/{data['period']}/{data['entity']}")
    return {name for name in found if "\0" not in name}


def _named(data: Mapping[str, Any]) -> Iterator[str]:
    for name, kind in _NAMES.items():
        value = data.get(name)
        if isinstance(value, str) and value:
            yield f"{kind}/{value}"


def catch_up(engine: Engine, most: int = AT_ONCE) -> int:
    """Read on in the journal, at most so many facts, and return how far the index is."""
    with engine.snapshot() as view:
        size, at = view.head().size, _indexed(view)
    until = min(size, at.size + most)
    while at.size < until:
        at = _step(engine, min(STEP, until - at.size))
    return at.size


def _step(engine: Engine, most: int) -> IndexedRow:
    with engine.aside() as writes:
        at = _indexed(writes)
        sql = "SELECT position, type, body FROM journal_fact WHERE position >= ? ORDER BY position LIMIT ?"
        rows, act = [], at.act
        facts = writes.fetch(sql, [at.size, most])
        for position, type_name, body in facts:
            read = json.loads(bytes(body))
            act = position if "act" in read else act
            rows += [(name, position, act, type_name) for name in sorted(subjects_of(type_name, read["data"]))]
        now = IndexedRow(1, at.size + len(facts), act)
        writes.upsert(_TOUCHED, rows)
        writes.upsert(_INDEXED, [_INDEXED.values(now)])
    return now


def _indexed(view: Reads) -> IndexedRow:
    found = view.fetch(_INDEXED.select_sql("id = 1"))
    return IndexedRow(*found[0]) if found else IndexedRow(1, 0, 0)


def history(
    view: Reads, subject: str, rights: Sequence[str], before: int | None = None, limit: int = PAGE
) -> tuple[list[Event], int | None]:
    """Return the newest facts about a subject that the rights let see, and the position the next page begins before."""
    systems = [s for s, right in RIGHTS.items() if right in rights]
    if not systems:
        return [], None
    kinds = " OR ".join("type LIKE ?" for _ in systems)
    sql = f"SELECT position, act, type FROM work_touched WHERE subject = ? AND position < ? AND ({kinds})"
    values = [subject, before if before is not None else 2**62, *(f"{s}.%" for s in systems)]
    rows = view.fetch(f"{sql} ORDER BY position DESC LIMIT {limit + 1}", values)
    return [_event(view, *row) for row in rows[:limit]], rows[limit - 1][0] if len(rows) > limit else None


def _event(view: Reads, position: int, act: int, type_name: str) -> Event:
    sql = "SELECT position, day, body FROM journal_fact WHERE position IN (?, ?)"
    found = {row[0]: (row[1], json.loads(bytes(row[2]))) for row in view.fetch(sql, [position, act])}
    day, body = found[position]
    done = found[act][1].get("act", {})
    if body["data"].get("secret") is True:  # who deposited a secret report is part of the secret
        done = dict.fromkeys(done, MASK)
    told = {name: body["data"][name] for name in _TOLD if body["data"].get(name) not in (None, "")}
    return Event(
        position, type_name, day, done.get("at", ""), done.get("actor", ""), done.get("second", ""),
        done.get("organisation", ""), done.get("id", ""), done.get("kind", ""), told,
    )  # fmt: skip

"""The law of a market: the shipped texts, and the acts its journal says are in force.

It follows from the facts: the acts are read where the projections keep them, so a rebuilt database has the same law. An
act counts from the day it is in force: what is judged on an earlier day does not know it, even for an emission year
the act covers.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Protocol

from tanshi.journal.canonical import canonical
from tanshi.journal.table import Key, R
from tanshi.rulemaking.tables import CONSULTATION, DRAFT, ISSUED, REPLACED, WITHDRAWN, ActRow, LawRow, ValuesRow
from tanshi.rules import Law
from tanshi.rules.act import ActText
from tanshi.rules.law import Instrument


class Known(Protocol):
    """Where acts are found: the writer's rows, or a reader's snapshot."""

    def get(self, kind: type[R], key: Key) -> R | None: ...

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


class LawBook:
    """The law as it stands in a journal on a day. What was put together is kept by the edition of the law."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._acts: dict[str, list[ActText]] = {}
        self._laws: dict[tuple[str, tuple[str, ...]], Law] = {}

    def on(self, rows: Known, day: str) -> Law:
        """Return the law on a legal day: with all acts that are in force by then."""
        state = rows.get(LawRow, 1)
        if state is None:
            return self._law
        if state.edition not in self._acts:
            self._acts[state.edition] = issued(rows)
        acts = [act for act in self._acts[state.edition] if act.instrument.in_force <= day]
        if not acts:
            return self._law
        key = (state.edition, tuple(act.instrument.id for act in acts))
        if key not in self._laws:
            self._laws[key] = self._law.with_acts(acts, f"{state.edition}/{len(acts)}")
        return self._laws[key]

    def with_draft(self, rows: Known, day: str, act: str) -> Law | None:
        """Return the law with one draft that may be asked for, or None if there is no such draft."""
        found = rows.get(ActRow, act)
        if found is None or found.state not in (DRAFT, CONSULTATION):
            return None
        text = text_of(found, rows)
        return self.on(rows, day).with_acts([text], f"draft:{act}@{found.digest[:12]}")


def issued(rows: Known) -> list[ActText]:
    """Return all acts that were ever issued, in the order of their ids; each ends with its last day."""
    found = [act for state in (ISSUED, REPLACED, WITHDRAWN) for act in rows.where(ActRow, state=state)]
    return [text_of(act, rows) for act in sorted(found, key=lambda a: a.id) if act.in_force]


def drafts(rows: Known) -> list[ActText]:
    """Return all acts that are drafts now, in the order of their ids."""
    found = [act for state in (DRAFT, CONSULTATION) for act in rows.where(ActRow, state=state)]
    return [text_of(act, rows) for act in sorted(found, key=lambda a: a.id)]


def text_of(act: ActRow, rows: Known) -> ActText:
    """Return an act as the law reads it, in its present version."""
    values = {row.parameter: json.loads(row.content) for row in rows.where(ValuesRow, act=act.id, digest=act.digest)}
    return ActText(instrument_of(act), values, frozenset(act.special_over.split()))


def instrument_of(act: ActRow) -> Instrument:
    """Return the instrument an act is."""
    return Instrument(
        id=act.id,
        title_zh=act.title_zh,
        title_en=act.title_en,
        number=act.number,
        issuer=act.organisation,
        rank=act.rank,
        issued=act.issued_on,
        in_force=act.in_force,
        until=act.until,
        status="in force" if act.in_force else "draft",
    )


def edition_after(earlier: str, *change: str) -> str:
    """Return the edition of the law that follows from an earlier one by a change."""
    return sha256(canonical([earlier, *change])).hexdigest()[:16]

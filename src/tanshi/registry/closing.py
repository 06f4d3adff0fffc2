"""Closing of accounts (注销): on a ground of the law or at the holder's own wish, and only when nothing is left.

What is closed is not opened again: whoever comes after is another holder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.participants.tables import SuccessionRow
from tanshi.registry.account_ids import registration, trading
from tanshi.registry.kinds import Ground, RegistryLaw
from tanshi.registry.moves import CLOSED_TO_ALL, left_on, not_by, with_exchange
from tanshi.registry.outcome import DONE
from tanshi.registry.representatives import whose
from tanshi.registry.restrictions import stop
from tanshi.registry.tables import CLOSED, HELD_OPEN, AccountRow, BookRow, HolderRow
from tanshi.registry.under_way import under_way
from tanshi.rules import Law

#: What a ground can need: the books know the heirs, a legal paper, the holder's own request.
HEIRS, PAPER, REQUEST = ("merged", "split"), "paper", "request"

#: Where an obligation that is not met is found, by holder: its period, or "". Compliance is a system of its own.
Owes = Callable[[str, Rows], str]


class ClosingOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NOTHING_TO_CLOSE = "registry.nothing_to_close"
    CLOSING_ASKED = "registry.closing_asked"
    NO_REASON_OF_CLOSING = "registry.no_reason_of_closing"
    UNKNOWN_CLOSING_GROUND = "registry.unknown_closing_ground"
    GROUND_OF_OTHER_KIND = "registry.ground_of_other_kind"
    NOT_ASKED_TO_CLOSE = "registry.not_asked_to_close"
    NO_PAPER_OF_CLOSING = "registry.no_paper_of_closing"
    NO_HEIRS = "registry.no_heirs"
    STILL_OWES = "registry.still_owes"
    UNDER_WAY = "registry.closing_under_way"
    NOT_EMPTY = "registry.not_empty"


@dataclass(frozen=True, slots=True)
class AskClosing:
    """Ask that one's own account be closed."""

    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloseHolder:
    """Close a holder's accounts on a ground of the law."""

    holder: str
    ground: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ClosingAsked(Fact):
    """A holder asked that its account be closed."""

    type: ClassVar[str] = "registry.closing_asked/1"
    holder: str
    reason: str


@dataclass(frozen=True, slots=True)
class HolderClosed(Fact):
    """A holder's accounts are closed for good."""

    type: ClassVar[str] = "registry.holder_closed/1"
    holder: str
    ground: str
    evidence_sha256: str
    citation: str


class ClosingCommands:
    """Judges the commands under a law; `owes` says of whom an obligation waits."""

    def __init__(self, law: Law, owes: Owes) -> None:
        self._law = RegistryLaw(law)
        self._owes = owes

    def ask(self, request: AskClosing, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != HELD_OPEN:
            return act.refuse(ClosingOutcome.NOTHING_TO_CLOSE, holder=request.holder)
        if refused := not_by("close", registration(request.holder), rows, act):
            return refused
        if found.closing_asked_on:
            return act.refuse(ClosingOutcome.CLOSING_ASKED, holder=request.holder, day=found.closing_asked_on)
        if not request.reason.strip():
            return act.refuse(ClosingOutcome.NO_REASON_OF_CLOSING)
        act.record(ClosingAsked(request.holder, request.reason))
        return DONE

    def close(self, request: CloseHolder, rows: Rows, act: Act) -> Outcome:
        found = rows.get(HolderRow, request.holder)
        if found is None or found.state != HELD_OPEN:
            return act.refuse(ClosingOutcome.NOTHING_TO_CLOSE, holder=request.holder)
        grounds = self._law.grounds("closing_grounds", rows, act.day)
        ground = grounds.get(request.ground)
        if ground is None:
            return act.refuse(ClosingOutcome.UNKNOWN_CLOSING_GROUND, ground=request.ground, known=", ".join(grounds))
        kinds = ground.value["kinds"]
        if kinds and found.kind not in kinds:
            return act.refuse(
                ClosingOutcome.GROUND_OF_OTHER_KIND, ground=ground.code, kind=found.kind, kinds=", ".join(kinds)
            )
        if refused := self._lacks(request, found, ground, rows, act) or with_exchange(rows, act):
            return refused
        if left := left_on(rows, request.holder):
            return act.refuse(
                ClosingOutcome.NOT_EMPTY, holder=request.holder, account=left.account, instrument=left.instrument,
                held=left.amount,
            )  # fmt: skip
        act.record(HolderClosed(request.holder, ground.code, request.evidence_sha256, ground.citation))
        return DONE

    def _lacks(self, request: CloseHolder, found: HolderRow, ground: Ground, rows: Rows, act: Act) -> Outcome | None:
        """Refuse a ground of which something it needs is not there."""
        needs = ground.value["needs"]
        if needs == REQUEST:
            if not found.closing_asked_on:
                return act.refuse(ClosingOutcome.NOT_ASKED_TO_CLOSE, holder=request.holder)
            if period := self._owes(request.holder, rows):
                return act.refuse(ClosingOutcome.STILL_OWES, holder=request.holder, period=period)
            if matter := next(iter(under_way(request.holder, rows, act.day)), ""):
                return act.refuse(ClosingOutcome.UNDER_WAY, holder=request.holder, matter=matter)
        paper = request.evidence_sha256
        if (needs == PAPER or paper) and not is_sha256(paper):
            return act.refuse(ClosingOutcome.NO_PAPER_OF_CLOSING, ground=ground.code, evidence=paper)
        if needs in HEIRS and not any(s.kind == needs for s in rows.where(SuccessionRow, entity=request.holder)):
            return act.refuse(ClosingOutcome.NO_HEIRS, holder=request.holder, ground=ground.code)
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of closing."""
        return (
            Handler("registry.ask_closing", AskClosing, self.ask, DONE, _touches, whose),
            Handler("registry.close_holder", CloseHolder, self.close, DONE, _touches, whose),
        )


def _asked(fact: ClosingAsked, at: At, rows: Rows) -> None:
    row = rows.edit(HolderRow, fact.holder)
    row.closing_asked_on, row.reason = at.day, fact.reason


def _closed(fact: HolderClosed, at: At, rows: Rows) -> None:
    row = rows.edit(HolderRow, fact.holder)
    row.state, row.closed_on, row.reason = CLOSED, at.day, fact.ground
    stop(fact.holder, CLOSED_TO_ALL, rows)


def _touches(r: AskClosing | CloseHolder) -> Iterable[Touch]:
    yield BookRow, 1
    yield HolderRow, r.holder
    yield AccountRow, registration(r.holder)
    yield AccountRow, trading(r.holder)


FACTS = (FactType(ClosingAsked, _asked), FactType(HolderClosed, _closed))

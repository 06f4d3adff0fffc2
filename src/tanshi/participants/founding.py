"""Founding a market (设立): the books of a jurisdiction whose law the database was made for.

A local market whose trading began before the decree may be kept here on any later day; a new one may not be founded.
"""

from __future__ import annotations

from typing import Any

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler
from tanshi.journal.rows import Rows
from tanshi.participants import commands
from tanshi.participants.coverage import national, rule
from tanshi.rules import Law
from tanshi.rules.law import jurisdictions


class FoundingOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    NEW_LOCAL_MARKET = "founding.new_local_market"
    UNKNOWN_JURISDICTION = "founding.unknown_jurisdiction"
    OTHER_JURISDICTION = "founding.other_jurisdiction"


class FoundingCommands:
    """Judges the founding under the law the database was made for."""

    def __init__(self, law: Law) -> None:
        self._law = law

    def found(self, request: commands.Found, rows: Rows, act: Act) -> Outcome:
        here = request.jurisdiction
        is_known = here in jurisdictions()
        if (not is_known or Law(here).above is not None) and (refused := _is_new(here, is_known, act)):
            return refused
        if not is_known:
            return act.refuse(FoundingOutcome.UNKNOWN_JURISDICTION, jurisdiction=here[:100])
        if here != self._law.jurisdiction:
            return act.refuse(FoundingOutcome.OTHER_JURISDICTION, jurisdiction=here, made_for=self._law.jurisdiction)
        return _HANDLER.judge(request, rows, act)

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handler of the founding."""
        done = commands.ParticipantsOutcome.DONE
        return (Handler(_HANDLER.kind, commands.Found, self.found, done, _HANDLER.touch),)


def _is_new(jurisdiction: str, is_known: bool, act: Act) -> Outcome | None:
    """Refuse a local market whose trading begins on a day on which none may be founded any more."""
    founded = Law(jurisdiction).founded if is_known else None
    began = founded.isoformat() if founded else act.day
    text = rule("new_local_market", began)
    if text.value != "forbidden":
        return None
    citation = national().reference(text.citation)
    return act.refuse(
        FoundingOutcome.NEW_LOCAL_MARKET, jurisdiction=jurisdiction[:100], day=began, citation=citation
    )  # fmt: skip


_HANDLER: Handler[Any] = next(h for h in commands.HANDLERS if h.request is commands.Found)
HANDLERS: tuple[Handler[Any], ...] = tuple(h for h in commands.HANDLERS if h is not _HANDLER)
"""All other handlers of participants: the founding is judged here."""

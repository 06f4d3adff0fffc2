"""Daily supervision (日常监管): cities and provinces look at each month's deposits and leave a dated note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.mrv.month import last_day_of
from tanshi.mrv.tables import UnitMonthRow
from tanshi.participants.commands import concern_of
from tanshi.participants.tables import EntityRow

#: What a look at a month came to.
IN_ORDER, ASKED, WRONG = "in_order", "asked", "wrong"
RESULTS = (IN_ORDER, ASKED, WRONG)

_TEXT = 1_000


class SupervisionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "mrv.supervision_noted"
    ENTITY_NOT_FOUND = "mrv.entity_not_found"
    BAD_MONTH = "mrv.bad_month"
    NOTHING_RECORDED = "mrv.nothing_recorded"
    BAD_RESULT = "mrv.bad_supervision_result"
    WITHOUT_TEXT = "mrv.supervision_without_text"


@dataclass(frozen=True, slots=True)
class NoteSupervision:
    """Note what a look at an entity's month came to: in order, asked, wrong; the last two say what."""

    entity: str
    month: str
    result: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionNoted(Fact):
    """An authority looked at an entity's month."""

    type: ClassVar[str] = "mrv.supervision_noted/1"
    entity: str
    month: str
    number: int
    authority: str
    result: str
    text: str


@table(
    "mrv_supervision",
    key=["entity", "month", "number"],
    checks=["number > 0", "result IN ('in_order', 'asked', 'wrong')"],
    indexes=[["authority", "month"]],
)
@dataclass(slots=True)
class SupervisionRow(Row):
    """A note of an authority on an entity's month."""

    entity: str
    month: str
    number: int
    authority: str
    result: str
    text: str
    noted_on: str


def _noted(fact: SupervisionNoted, at: At, rows: Rows) -> None:
    rows.put(SupervisionRow(fact.entity, fact.month, fact.number, fact.authority, fact.result, fact.text, at.day))


FACTS = (FactType(SupervisionNoted, _noted),)
TABLES: tuple[type[Row], ...] = (SupervisionRow,)


def note(request: NoteSupervision, rows: Rows, act: Act) -> Outcome:
    """Judge a note and record it under the next number of the month."""
    if rows.get(EntityRow, request.entity) is None:
        return act.refuse(SupervisionOutcome.ENTITY_NOT_FOUND, entity=request.entity)
    if last_day_of(request.month) is None:
        return act.refuse(SupervisionOutcome.BAD_MONTH, month=request.month)
    if not rows.where(UnitMonthRow, entity=request.entity, month=request.month):
        return act.refuse(SupervisionOutcome.NOTHING_RECORDED, entity=request.entity, month=request.month)
    if request.result not in RESULTS:
        return act.refuse(SupervisionOutcome.BAD_RESULT, result=request.result, known=", ".join(RESULTS))
    if len(request.text) > _TEXT or (request.result != IN_ORDER and not request.text.strip()):
        return act.refuse(SupervisionOutcome.WITHOUT_TEXT, entity=request.entity, most=_TEXT)
    before = rows.where(SupervisionRow, entity=request.entity, month=request.month)
    act.record(
        SupervisionNoted(
            request.entity, request.month, len(before) + 1, act.command.organisation, request.result, request.text
        )
    )
    return SupervisionOutcome.DONE


def _touches(request: NoteSupervision) -> Iterable[Touch]:
    return [(EntityRow, request.entity)]


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "mrv.note_supervision", NoteSupervision, note, SupervisionOutcome.DONE, _touches,
        lambda r, rows: concern_of(r.entity, rows),
    ),
)  # fmt: skip

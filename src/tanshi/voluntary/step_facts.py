"""What may be asked of a step, the facts of steps, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.voluntary.holdings import FREE, give
from tanshi.voluntary.tables import AmountRow, CommentRow, HandledRow, StepRow
from tanshi.voluntary.unit_tables import InstrumentRow

#: Stages of an amount: what the owner reports, what the body verified.
REPORTED, VERIFIED = "reported", "verified"


@dataclass(frozen=True, slots=True)
class Handled:
    """What a report says of a comment (`comment/1`) or of another scheme's project (`CDM/1234`)."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class YearAmount:
    """Whole tonnes generated in a year."""

    year: int
    amount_t: int


@dataclass(frozen=True, slots=True)
class Comment:
    """Comment on a project (reduction 0) or a reduction while its notice runs."""

    project: str
    reduction: int
    text: str


@dataclass(frozen=True, slots=True)
class Conclude:
    """Hand in the body's report: validation of a project, verification of a reduction with its amounts."""

    body: str
    project: str
    reduction: int
    positive: bool
    amounts: tuple[YearAmount, ...]
    handled: tuple[Handled, ...]
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Apply:
    """Apply for registration; `declared`: unique, true, complete, valid. Amounts are those that were verified."""

    owner: str
    project: str
    reduction: int
    amounts: tuple[YearAmount, ...]
    declared: bool
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Decide:
    """Register what is complete, or refuse it with what is missing."""

    project: str
    reduction: int
    accepted: bool
    text: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Withdraw a project or a reduction before it is registered."""

    owner: str
    project: str
    reduction: int
    text: str


@dataclass(frozen=True, slots=True)
class CancelProject:
    """Cancel a registered project: its owner or itself is gone, or the owner wishes it."""

    project: str
    ground: str
    text: str


@dataclass(frozen=True, slots=True)
class Commented(Fact):
    """Somebody commented on what is in public notice."""

    type: ClassVar[str] = "voluntary.commented/1"
    project: str
    reduction: int
    number: int
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class StepDone(Fact):
    """A project or reduction went a step; `late`: after the time its text gives."""

    type: ClassVar[str] = "voluntary.step_done/1"
    project: str
    reduction: int
    number: int
    step: str
    body: str
    text: str
    file_sha256: str
    late: bool


@dataclass(frozen=True, slots=True)
class Reported(Fact):
    """A body's report says what it makes of comments and likenesses, and the amounts it verified."""

    type: ClassVar[str] = "voluntary.report_made/1"
    project: str
    reduction: int
    handled: list[dict[str, str]]
    amounts: list[dict[str, int]]


@dataclass(frozen=True, slots=True)
class Issued(Fact):
    """Verified reductions were registered as units (核证自愿减排量) of their owner."""

    type: ClassVar[str] = "voluntary.issued/1"
    project: str
    reduction: int
    holder: str
    units: list[dict[str, Any]]  # instrument, year, amount_t


def _commented(fact: Commented, at: At, rows: Rows) -> None:
    rows.put(CommentRow(fact.project, fact.reduction, fact.number, fact.author, fact.text, at.day))


def _done(fact: StepDone, at: At, rows: Rows) -> None:
    rows.put(
        StepRow(
            fact.project, fact.reduction, fact.number, fact.step, fact.body, fact.text, fact.file_sha256,
            int(fact.late), at.day,
        )
    )  # fmt: skip


def _reported(fact: Reported, at: At, rows: Rows) -> None:
    for said in fact.handled:
        rows.put(HandledRow(fact.project, fact.reduction, said["about"], said["text"]))
    for amount in fact.amounts:
        rows.put(AmountRow(fact.project, fact.reduction, VERIFIED, amount["year"], amount["amount_t"]))


def _issued(fact: Issued, at: At, rows: Rows) -> None:
    for unit in fact.units:
        name, amount = unit["instrument"], unit["amount_t"]
        if rows.get(InstrumentRow, name) is None:
            rows.put(InstrumentRow(name, fact.project, unit["year"], 0, 0))
        rows.edit(InstrumentRow, name).issued_t += amount
        give(rows, fact.holder, name, FREE, amount)


FACTS = (
    FactType(Commented, _commented),
    FactType(StepDone, _done),
    FactType(Reported, _reported),
    FactType(Issued, _issued),
)

"""Subjects: what a comment, a history or a look is about, who may see it, and where its page is.

A subject is written kind/…: `entity/E`, `unit/U`, `account/H/registration`, `report/PERIOD/E`, `evidence/U/MONTH/N`,
`command/BODY/ID`, `proposal/N`. Another system adds a kind with one entry in `SUBJECTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tanshi.application.access import Known
from tanshi.application.proposals import ProposalRow
from tanshi.journal.command import Concern
from tanshi.journal.schema import CommandRow
from tanshi.mrv.tables import EvidenceRow, ReportRow
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.registry.tables import AccountRow


@dataclass(frozen=True, slots=True)
class Subject:
    """Something one may ask about: the right to see it, whom it concerns, its page ("" it has none)."""

    name: str
    right: str
    concern: Concern
    page: str = ""


#: Given the parts after the kind, the right, whom it concerns and the page; None if there is no such thing.
Finder = Callable[[str, Known], tuple[str, Concern, str] | None]


def find(name: str, rows: Known) -> Subject | None:
    """Return a subject of the books, or None if there is none of that name."""
    kind, _, rest = name.partition("/")
    finder = SUBJECTS.get(kind)
    found = finder(rest, rows) if finder and rest and len(name) <= 200 and name.isprintable() else None
    return Subject(name, *found) if found else None


def _entity(rest: str, rows: Known) -> tuple[str, Concern, str] | None:
    row = rows.get(EntityRow, rest)
    return ("see.entity", Concern(row.id, row.area_gb2260), "") if row else None


def _of(entity: str, rows: Known) -> Concern:
    row = rows.get(EntityRow, entity)
    return Concern(entity, row.area_gb2260 if row else "")


def _unit(rest: str, rows: Known) -> tuple[str, Concern, str] | None:
    row = rows.get(UnitRow, rest)
    return ("see.records", _of(row.entity, rows), "") if row else None


def _account(rest: str, rows: Known) -> tuple[str, Concern, str] | None:
    row = rows.get(AccountRow, rest)
    return ("see.holdings", _of(row.holder, rows), "") if row else None


def _report(rest: str, rows: Known) -> tuple[str, Concern, str] | None:
    period, _, entity = rest.partition("/")
    row = rows.get(ReportRow, (entity, period))
    return ("see.records", _of(entity, rows), f"/reports/{period}/{entity}") if row else None


def _evidence(rest: str, rows: Known) -> tuple[str, Concern, str] | None:
    row = evidence_of(rest, rows)
    return ("see.records", _of(row.entity, rows), f"/evidence/{rest}") if row else None


def evidence_of(name: str, rows: Known) -> EvidenceRow | None:
    """Return a piece of evidence by UNIT/MONTH/NUMBER."""
    unit_month, _, number = name.rpartition("/")
    unit, _, month = unit_month.rpartition("/")
    return rows.get(EvidenceRow, (unit, month, int(number))) if number.isdecimal() and len(number) < 10 else None


def _command(rest: str, rows: Known) -> tuple[str, Concern, str] | None:
    body, _, id = rest.partition("/")
    row = rows.get(CommandRow, (body, id))
    return ("see.journal", Concern(organisation=row.organisation), "") if row else None


def _proposal(rest: str, rows: Known) -> tuple[str, Concern, str] | None:
    row = rows.get(ProposalRow, rest)
    return ("see.tasks", Concern(organisation=row.organisation), "/tasks") if row else None


SUBJECTS: Mapping[str, Finder] = {
    "entity": _entity,
    "unit": _unit,
    "account": _account,
    "report": _report,
    "evidence": _evidence,
    "command": _command,
    "proposal": _proposal,
}

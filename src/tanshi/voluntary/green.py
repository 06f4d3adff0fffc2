"""Green certificates (绿证) for electricity of projects: a MWh has a certificate or counts for a reduction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import R
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.tables import GreenCertificateRow, ProjectRow, ReductionRow, StepRow

#: Reductions that ended without units claim nothing.
_GONE = ("negative", "withdrawn")


class Known(Protocol):
    """Where rows are found."""

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


@dataclass(frozen=True, slots=True)
class NoteCertificate:
    """Note a green certificate for electricity of a project in a month, MWh with 3 decimals."""

    certificate: str
    project: str
    month: str
    mwh_e3: int


@dataclass(frozen=True, slots=True)
class CertificateNoted(Fact):
    """A green certificate is for electricity of a project."""

    type: ClassVar[str] = "voluntary.certificate_noted/1"
    certificate: str
    project: str
    month: str
    mwh_e3: int


def _noted(fact: CertificateNoted, at: At, rows: Rows) -> None:
    rows.put(GreenCertificateRow(fact.certificate, fact.project, fact.month, fact.mwh_e3, at.day))


FACTS = (FactType(CertificateNoted, _noted),)


def _note(request: NoteCertificate, rows: Rows, act: Act) -> Outcome:
    if not is_id(request.certificate):
        return act.refuse(VoluntaryOutcome.BAD_ID, id=request.certificate[:96])
    if not _is_month(request.month):
        return act.refuse(VoluntaryOutcome.BAD_DAYS, day=request.month)
    if request.mwh_e3 <= 0:
        return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=request.mwh_e3)
    if rows.get(ProjectRow, request.project) is None:
        return act.refuse(VoluntaryOutcome.PROJECT_NOT_FOUND, project=request.project[:96])
    if rows.get(GreenCertificateRow, request.certificate) is not None:
        return act.refuse(VoluntaryOutcome.CERTIFICATE_USED, certificate=request.certificate)
    for part in rows.where(ReductionRow, project=request.project):
        steps = rows.where(StepRow, project=part.project, reduction=part.number)
        counted = not steps or steps[-1].step not in _GONE
        if counted and part.first_day[:7] <= request.month <= part.last_day[:7]:
            return act.refuse(
                VoluntaryOutcome.REDUCTION_COUNTED, project=part.project, month=request.month, number=part.number
            )
    act.record(CertificateNoted(request.certificate, request.project, request.month, request.mwh_e3))
    return DONE


def _is_month(text: str) -> bool:
    try:
        return date.fromisoformat(f"{text}-01").isoformat()[:7] == text
    except ValueError:
        return False


def _touches(request: NoteCertificate) -> Iterable[Touch]:
    return [(GreenCertificateRow, request.certificate), (ProjectRow, request.project)]


HANDLERS: tuple[Handler[Any], ...] = (
    Handler("voluntary.note_certificate", NoteCertificate, _note, DONE, _touches),
)  # fmt: skip


def certificate_within(rows: Known, project: str, first_day: str, last_day: str) -> str:
    """Return a certificate for a project's electricity in months of a period, or ""."""
    found = rows.where(GreenCertificateRow, project=project)
    return next((c.certificate for c in found if first_day[:7] <= c.month <= last_day[:7]), "")

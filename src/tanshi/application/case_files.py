"""A case file as people read it: its steps, doubts, penalties, money, appeals, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tanshi.application.access import ViewRows
from tanshi.application.case_next import Task, next_tasks
from tanshi.application.late_surrender import MadeGood, made_good
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law
from tanshi.supervision import competing, fines
from tanshi.supervision.false_units import left_to_cancel_t
from tanshi.supervision.owed import Owed, owed
from tanshi.supervision.person_tables import PersonFineRow, PersonServiceRow
from tanshi.supervision.revision_tables import CancellationRow, HearingRow, RefundRow, RevisionRow, WriteOffRow
from tanshi.supervision.rules import Rules
from tanshi.supervision.steps import state_of, steps
from tanshi.supervision.tables import (
    DECISION,
    NOTICE,
    NOTICE_SERVED,
    AppealRow,
    CaseRow,
    DoubtRow,
    FiledRow,
    PaymentRow,
    PenaltyRow,
    ServiceRow,
    StepRow,
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person that is fined: what was announced and decided, how it was served, what it owes."""

    fine: PersonFineRow
    services: Sequence[PersonServiceRow]
    owed: Owed | None

    def as_json(self, *, own: bool, decided: bool) -> dict[str, Any]:
        """Return the person; to the subject nothing of a decision that was not served on it."""
        services = {s.paper: asdict(s) for s in self.services}
        fine = asdict(self.fine)
        if own and not decided:
            fine |= {"fine_fen": 0, "decided_on": ""}
        return {**fine, "served": services, "owed": _money(self.owed)}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything the books hold of a file, on a day."""

    case: CaseRow
    state: str
    steps: Sequence[StepRow]
    doubts: Sequence[DoubtRow]
    filed: FiledRow | None
    notice: PenaltyRow | None
    decision: PenaltyRow | None
    service: ServiceRow | None
    owed: Owed | None
    payments: Sequence[PaymentRow]
    persons: Sequence[Person]
    hearing: HearingRow | None
    appeals: Sequence[AppealRow]
    revisions: Sequence[RevisionRow]
    refunds: Sequence[RefundRow]
    write_offs: Sequence[WriteOffRow]
    made_up: MadeGood | None
    cancellation: dict[str, Any] | None
    competing: Sequence[dict[str, Any]]
    tasks: Sequence[Task]

    def as_json(self, *, own: bool = False) -> dict[str, Any]:
        """Return the file as the machine interface gives it; `own`: what its subject is told."""
        case = asdict(self.case)
        if own:
            case = {name: case[name] for name in ("docket", "subject", "authority")}
        told = bool(self.shown_steps(True))
        return {
            **case,
            "state": self.state,
            "steps": [asdict(s) for s in self.shown_steps(own)],
            "doubts": [asdict(d) for d in self.doubts],
            "filed": asdict(self.filed) if self.filed else None,
            "notice": asdict(self.notice) if self.notice and (told or not own) else None,
            "decision": asdict(self.decision) if self.decision and (self.service or not own) else None,
            "service": asdict(self.service) if self.service else None,
            "owed": _money(self.owed),
            "payments": [asdict(p) for p in self.payments],
            "persons": [p.as_json(own=own, decided=self.service is not None) for p in self.persons if told or not own],
            "hearing": asdict(self.hearing) if self.hearing else None,
            "appeals": [asdict(a) for a in self.appeals],
            "revisions": [asdict(r) for r in self.revisions],
            "refunds": [asdict(r) for r in self.refunds],
            "write_offs": [asdict(w) for w in self.write_offs],
            "made_up": asdict(self.made_up) if self.made_up else None,
            "cancellation": self.cancellation,
            "competing": list(self.competing),
            "tasks": [asdict(t) for t in self.tasks],
        }

    def shown_steps(self, own: bool) -> list[StepRow]:
        """Return the steps; of those before it was told its subject sees none."""
        told = next((s.number for s in self.steps if s.step == NOTICE_SERVED), None)
        return [s for s in self.steps if not own or (told is not None and s.number >= told)]


def _competing(law: Law, offence: str, act_day: str, notice: PenaltyRow | None) -> list[dict[str, Any]]:
    """Return what may compete, against the range of the notice; before one the own range is not known."""
    own = (notice.low_fen, notice.high_fen) if notice else None
    return competing.as_json(law, competing.rivals(law, offence, date.fromisoformat(act_day), own))


def _money(owed_: Owed | None) -> dict[str, int] | None:
    return {**asdict(owed_), "left_fen": owed_.left_fen} if owed_ else None


def case_file(view: Reads, law: Law, docket: str, today: str) -> CaseFile:
    """Return a file as it stands. Raises `Problem`: there is none."""
    rows = ViewRows(view)
    case = rows.get(CaseRow, docket)
    if case is None:
        raise problem("supervision.case_not_found", where=docket, docket=docket)
    rules = Rules(LawBook(law).on(rows, today), date.fromisoformat(today))
    filed = rows.get(FiledRow, docket)
    parameter = fines.offence_named(rules.law, filed.offence) if filed else ""
    done = steps(rows, docket)
    notice = rows.get(PenaltyRow, (docket, NOTICE))
    return CaseFile(
        case,
        state_of(rows, docket),
        done,
        rows.where(DoubtRow, docket=docket),
        filed,
        notice,
        rows.get(PenaltyRow, (docket, DECISION)),
        rows.get(ServiceRow, docket),
        owed(rows, rules, docket, today),
        rows.where(PaymentRow, docket=docket),
        _persons(rows, rules, docket, today),
        rows.get(HearingRow, docket),
        rows.where(AppealRow, docket=docket),
        rows.where(RevisionRow, docket=docket),
        rows.where(RefundRow, docket=docket),
        rows.where(WriteOffRow, docket=docket),
        made_good(rows, case, filed),
        _cancellation(rows, docket),
        _competing(rules.law, parameter, filed.act_day, notice) if filed and parameter else [],
        next_tasks(rows, done, docket, rules, today),
    )


def case_list(view: Reads) -> list[tuple[CaseRow, str]]:
    """Return all files with where each stands, the newest first."""
    stands = dict(view.fetch("SELECT docket, step FROM supervision_step ORDER BY docket, number"))
    found = [(case, str(stands[case.docket])) for case in read_rows(view, CaseRow)]
    return sorted(found, key=lambda f: (f[0].opened_on, f[0].docket), reverse=True)


def _persons(rows: ViewRows, rules: Rules, docket: str, today: str) -> list[Person]:
    return [
        Person(
            fine, rows.where(PersonServiceRow, docket=docket, person=fine.person),
            owed(rows, rules, docket, today, fine.person),
        )
        for fine in rows.where(PersonFineRow, docket=docket)
    ]  # fmt: skip


def _cancellation(rows: ViewRows, docket: str) -> dict[str, Any] | None:
    """Return the false units an order of the file names, and how much of them is not cancelled yet."""
    found = rows.get(CancellationRow, docket)
    return {**asdict(found), "left_t": left_to_cancel_t(rows, docket)} if found else None

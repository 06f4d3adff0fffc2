"""What a paper about an entity's period says, read from the books; what they do not hold is asked of the issuer.

A draft can be made once the books hold the act the paper tells of: an advance, a report filed, a verification, an
approval, a surrender in full. Figures are copied, never reckoned anew; the basis is the text whose value was applied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from tanshi.allocation.power import PowerPlan
from tanshi.allocation.tables import EntityAllocationRow, PreallocationRow, UnitAllocationRow
from tanshi.application.access import ViewRows
from tanshi.application.documents.amounts import (
    advance_rows,
    base_words,
    basis_of,
    entity_figures,
    parameter_rows,
    unit_row,
)
from tanshi.application.documents.filed import filed_report
from tanshi.application.documents.library import Template, template
from tanshi.application.documents.paper import IssuingBody
from tanshi.application.documents.tables import PaperRow
from tanshi.application.forms import forms
from tanshi.compliance.offsets import FiledRow, OffsetRow
from tanshi.compliance.tables import ObligationRow, SurrenderRow
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import decimal, show
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.journal.table import Row, read_rows
from tanshi.mrv.emission_correction import as_verified
from tanshi.mrv.tables import ChangeRow, ReportRow
from tanshi.participants.tables import EntityRow, UnitRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

Data = dict[str, Any]

#: After every act.
LAST_DAY = "9999-12-31"

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class About:
    """What a paper is about: an entity's period, seen in one snapshot under a law, in the paper's language.

    Acts of the journal count that are in force by `today`; without it all that were issued.
    """

    view: Reads
    law: Law
    entity: EntityRow
    period: str
    language: Language
    today: str = ""

    @property
    def names(self) -> dict[str, str]:
        """Return the fields that every paper about an entity has."""
        chinese, english = self.entity.name_zh, self.entity.name_en
        name = (chinese or english) if self.language == "zh" else (english or chinese)
        return {"entity_name": name or self.entity.id, "entity_id": self.entity.id, "period": self.period}

    def plan(self, revision: int) -> tuple[Law, PowerPlan]:
        """Return the law with the acts of the journal, as believed in a revision, and the period's plan under it."""
        law = LawBook(self.law).on(ViewRows(self.view), self.today or LAST_DAY).as_of(revision)
        return law, PowerPlan.of(law, Period.named(self.period))

    def objection_days(self, law: Law) -> int:
        """Return within how many working days the entity may object to what it is allocated."""
        return law.value("allocation.objection_days", date.fromisoformat(self.today or LAST_DAY)).integer

    def basis(self, parameter: str, on: str) -> str:
        """Return the text that sets a parameter on the day of an act."""
        return self.law.reference(self.law.value(parameter, date.fromisoformat(on)).citation)

    def unit_names(self) -> dict[str, str]:
        """Return the names of the entity's units."""
        rows = read_rows(self.view, UnitRow, entity=self.entity.id)
        return {u.id: (u.name_zh or u.name_en) if self.language == "zh" else (u.name_en or u.name_zh) for u in rows}

    def own(self, row: type[R]) -> R | None:
        """Return the entity's row of the period in a table, if there is one."""
        return next(iter(read_rows(self.view, row, entity=self.entity.id, period=self.period)), None)


def _preallocation(about: About) -> Data | None:
    rows = read_rows(about.view, PreallocationRow, entity=about.entity.id, period=about.period)
    whole = about.own(EntityAllocationRow)
    if not rows or whole is None:
        return None
    law, plan = about.plan(whole.rules_revision)
    names = about.unit_names()
    return {
        **about.names,
        "basis": law.reference(plan.share.citation),
        "objection_days": about.objection_days(law),
        "share": f"{show(100 * plan.share.number, 0)}%",
        "base": base_words(plan.base, about.language),
        "preallocated_t": whole.preallocated_t,
        "units": [
            {"unit": r.unit, "name": names[r.unit], "base_t": r.base_t, "preallocated_t": r.preallocated_t}
            for r in rows
        ],
        "parameters": advance_rows(law, plan, about.language),
    }


def _approval(about: About) -> Data | None:
    whole, owed = about.own(EntityAllocationRow), about.own(ObligationRow)
    if whole is None or whole.approved_t is None or whole.verified_t is None or owed is None:
        return None
    law, plan = about.plan(whole.rules_revision)
    found = _units(about)
    return {
        **about.names,
        "basis": basis_of(law, plan, about.language),
        **entity_figures(sum(u.approved_t for u in found), whole.approved_t, whole.verified_t, owed.obligation_t),
        "preallocated_t": whole.preallocated_t,
        "settled_t": whole.approved_t - whole.preallocated_t,
        "deadline": owed.deadline,
        "objection_days": about.objection_days(law),
        "units": _unit_rows(about, plan, found),
        "parameters": parameter_rows(law, plan, (u.unit_class for u in found), about.language),
    }


def _units(about: About) -> list[UnitAllocationRow]:
    """Return the entity's units in each year of the period."""
    rows = [
        row
        for year in Period.named(about.period).years
        for row in read_rows(about.view, UnitAllocationRow, entity=about.entity.id, period=str(year))
    ]
    return sorted(rows, key=lambda row: (row.unit, row.period))


def _unit_rows(about: About, plan: PowerPlan, found: Sequence[UnitAllocationRow]) -> list[Data]:
    names = about.unit_names()
    return [unit_row(plan, asdict(row), row.period, names[row.unit], about.language) for row in found]


def _surrendered(about: About) -> Data | None:
    owed = about.own(ObligationRow)
    given = read_rows(about.view, SurrenderRow, entity=about.entity.id, period=about.period)
    if owed is None or owed.state != "met" or not given:
        return None
    same: dict[str, int | str] = {"entity": about.entity.id, "period": about.period}
    offset_t = sum(o.amount_t for o in read_rows(about.view, OffsetRow, **same))
    filed_t = sum(f.amount_t for f in read_rows(about.view, FiledRow, **same))
    return {
        **about.names,
        "obligation_t": owed.obligation_t,
        "surrendered_t": owed.surrendered_t,
        "of_which_ccer_t": offset_t + filed_t,
        "surrendered_on": max(s.surrendered_on for s in given),
    }


def _reported(about: About) -> Data | None:
    report = about.own(ReportRow)
    if report is None:
        return None
    found = filed_report(about.view, about.law, about.entity, about.period, about.language)
    return {**about.names, **found, "reported_t": report.reported_t}


def _verified(about: About) -> Data | None:
    report = about.own(ReportRow)
    if report is None or report.verified_t is None:
        return None
    verified_t, changes = as_verified(ViewRows(about.view), report)
    assert verified_t is not None
    return {
        **about.names,
        "basis": about.basis("mrv.verification_deadline", report.verified_on),
        "reported_t": report.reported_t,
        "verified_t": verified_t,
        "difference_t": verified_t - report.reported_t,
        "changes": [_change(row, about.language) for row in changes],
    }


def _change(row: ChangeRow, language: Language) -> Data:
    table = forms()["power-month"].table
    assert table is not None
    column = next((c for c in table.columns if c.field == row.field), None)

    def said(value: str) -> str:
        return show(decimal(value) / 10**column.places, column.places) if column is not None and value else value or "–"

    return {
        "unit": row.unit, "month": row.month,
        "figure": column.label.in_language(language) if column is not None else row.field,
        "before": said(row.before), "after": said(row.after), "treatment": text(f"treatment.{row.treatment}", language),
    }  # fmt: skip


#: Papers that are made from the books, by template.
DRAFTS: Mapping[str, Callable[[About], Data | None]] = {
    "preallocation_notice": _preallocation,
    "emission_report": _reported,
    "verification_conclusion": _verified,
    "approval_notice": _approval,
    "surrender_certificate": _surrendered,
}

#: Fields of a paper that the issuer says, because no table holds them.
ASKED: Mapping[str, tuple[str, ...]] = {
    "verification_conclusion": ("group", "conclusion"),
}


def drafted(name: str, about: About) -> Data | None:
    """Return the data of a paper without what is asked, or None while the books do not hold what it says."""
    return DRAFTS[name](about) if name in DRAFTS else None


def can_issue(role: str, about: About) -> list[Template]:
    """Return the papers about the entity's period that a role issues and the books hold."""
    kinds = [template(name) for name in DRAFTS]
    return [kind for kind in kinds if role in kind.issuers and drafted(kind.id, about) is not None]


def next_id(name: str, about: About) -> str:
    """Return the id of a paper: the same while it stands, another one after it was withdrawn."""
    first = f"{name}/{about.period}/{about.entity.id}"
    papers = read_rows(about.view, PaperRow, subject=about.entity.id)
    withdrawn = sum(p.state == "withdrawn" and (p.id == first or p.id.startswith(f"{first}/")) for p in papers)
    return f"{first}/{withdrawn + 1}" if withdrawn else first


def last_head(view: Reads, organisation: str) -> IssuingBody:
    """Return the letterhead of a body's last paper, to be proposed for the next one; empty before the first."""
    found = view.fetch(
        "SELECT body_zh, body_en, word FROM documents_paper WHERE organisation = ? ORDER BY issued_on DESC LIMIT 1",
        [organisation],
    )
    return IssuingBody(*found[0]) if found else IssuingBody("", "", "")

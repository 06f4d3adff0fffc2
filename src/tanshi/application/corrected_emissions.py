"""An entity's confirmed emissions by version: what was confirmed when, what was proposed, what still follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanshi.application.report_figures import ReportFigure, of_report
from tanshi.compliance.commands import behind_emission
from tanshi.compliance.tables import ObligationRow
from tanshi.core.period import Period
from tanshi.journal.request import plain
from tanshi.mrv.emission_correction import Version, corrections, versions
from tanshi.mrv.emission_correction_events import EmissionCorrectionRow, ProposedChangeRow
from tanshi.mrv.tables import ReportRow
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class CorrectedYear:
    """A confirmed year: versions, corrections with the figures each changes, and the report's figures by name.

    `behind`: the day of a correction that allocation or obligation do not follow yet, else "". `surplus_t`: what was
    surrendered beyond the obligation as it is now.
    """

    report: ReportRow
    versions: tuple[Version, ...]
    corrections: tuple[tuple[EmissionCorrectionRow, tuple[ProposedChangeRow, ...]], ...]
    figures: Mapping[str, ReportFigure]
    behind: str
    surplus_t: int

    @property
    def is_open(self) -> bool:
        """Whether a proposal waits for its decision."""
        return any(row.state == "open" for row, _ in self.corrections)

    def as_json(self) -> dict[str, Any]:
        """Return the year as one object; figures as the books hold them."""
        return {
            "entity": self.report.entity, "period": self.report.period, "behind": self.behind,
            "surplus_t": self.surplus_t,
            "versions": [{"number": v.number, "verified_t": v.verified_t, "since": v.since} for v in self.versions],
            "corrections": [{**plain(c), "changes": [plain(f) for f in figures]} for c, figures in self.corrections],
        }  # fmt: skip


def corrected_years(rows: Any, law: Law, entity: str) -> list[CorrectedYear]:
    """Return an entity's confirmed years, the newest first; `rows` has `get` and `where`."""
    confirmed = [r for r in rows.where(ReportRow, entity=entity) if r.state == "confirmed"]
    return [_year(rows, law, report) for report in sorted(confirmed, key=lambda r: r.period, reverse=True)]


def _year(rows: Any, law: Law, report: ReportRow) -> CorrectedYear:
    entity, year = report.entity, report.period
    changes = rows.where(ProposedChangeRow, entity=entity, period=year)
    by_correction = tuple(
        (row, tuple(sorted((c for c in changes if c.correction == row.number), key=lambda c: c.number)))
        for row in corrections(rows, entity, year)
    )
    owed = [o for o in rows.where(ObligationRow, entity=entity) if int(year) in Period.named(o.period).years]
    surplus = sum(max(0, o.surrendered_t - o.obligation_t) for o in owed)
    behind = next((day for o in owed if (day := behind_emission(rows, entity, o.period))), "")
    return CorrectedYear(
        report, tuple(versions(rows, report)), by_correction, of_report(rows, law, entity, year), behind, surplus
    )

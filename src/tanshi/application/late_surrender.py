"""What a correction told late counts for (逾期补缴): surrenders after the assessment, by the text that fines.

Said by the texts: what is surrendered in the time of the order keeps the later stage, or the cut, away, and what is
surrendered before a cut is cut no more. Not said: whether it lessens the first fine, which is the authority's judgment
(Code art. 1056); and allowances that were cancelled of one's own will are no surrender in any text.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.application.access import ViewRows
from tanshi.compliance.steps import ASSESSED, ObligationStepRow
from tanshi.registry.cancellation import CancellationRow
from tanshi.supervision.correcting import made_up
from tanshi.supervision.tables import CaseRow, FiledRow


@dataclass(frozen=True, slots=True)
class MadeGood:
    """Tonnes of a shortfall: surrendered since, cut, left; `cancelled_t` since its assessment, which no text counts.

    `open`: what the texts leave open about them, as codes of `cases.open_…`.
    """

    short_t: int
    since_t: int
    cut_t: int
    left_t: int
    cancelled_t: int
    open: tuple[str, ...]


def made_good(rows: ViewRows, case: CaseRow, filed: FiledRow | None) -> MadeGood | None:
    """Return what became of the tonnes behind a file, None where it is about something else."""
    found = made_up(rows, case.docket) if filed else None
    if found is None or filed is None:
        return None
    steps = rows.where(ObligationStepRow, entity=case.subject, period=filed.period)
    since = max((s.day for s in steps if s.kind == ASSESSED), default=filed.act_day)
    own = [c.amount_t for c in rows.where(CancellationRow, holder=case.subject) if c.day >= since]
    codes = (*(("late_surrender",) if found.since_t else ()), *(("cancelled",) if own else ()))
    return MadeGood(found.short_t, found.since_t, found.cut_t, found.left_t, sum(own), codes)

"""A unit's months at a stage of its report: as they were reported, or as verification left them."""

from __future__ import annotations

from tanshi.core.period import Period
from tanshi.journal.table import Fetches, read_rows
from tanshi.mrv.tables import REPORTED, ChangeRow, UnitMonthRow, UnitYearRow


def months_at(view: Fetches, year: UnitYearRow) -> list[UnitMonthRow]:
    """Return the months of a unit's year in order; as reported, what verification changed is put back."""
    wanted = set(Period.named(year.period).months)
    rows = {m.month: m for m in read_rows(view, UnitMonthRow, unit=year.unit) if m.month in wanted}
    if year.stage == REPORTED:
        changes = read_rows(view, ChangeRow, entity=year.entity, period=year.period)
        for change in reversed([c for c in changes if c.unit == year.unit]):  # a figure may have been changed twice
            setattr(rows[change.month], change.field, int(change.before) if change.before else None)
    return list(rows.values())

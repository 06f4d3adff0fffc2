"""Whether a firm's records say what the laboratories' own reports say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tanshi.accounting.power import UnitMonth
from tanshi.core.exact import decimal, scaled
from tanshi.journal.rows import Rows
from tanshi.mrv.laboratory_tables import LaboratoryReportRow
from tanshi.mrv.tables import LABORATORY_REPORT, EvidenceRow

_PLACES = 4


def differs_from_laboratory(
    rows: Rows, entity: str, months: Mapping[str, Sequence[UnitMonth]]
) -> tuple[str, str, str] | None:
    """Return unit, month and report of the first measured carbon that is not what its laboratory deposited; None if all
    agree.

    Only figures are looked at that the firm itself rests on a report the laboratory deposited.
    """
    named: dict[tuple[str, str], list[EvidenceRow]] = {}
    for piece in rows.where(EvidenceRow, entity=entity):
        if piece.kind != LABORATORY_REPORT or piece.field != "carbon_e4":
            continue
        if rows.get(LaboratoryReportRow, (piece.laboratory, piece.source)) is not None:
            named.setdefault((piece.unit, piece.month), []).append(piece)
    for (unit, month), pieces in sorted(named.items()):
        recorded = next((m.carbon_e4 for m in months.get(unit, ()) if m.month == month), None)
        if recorded is not None and all(recorded != scaled(decimal(p.value), _PLACES) for p in pieces):
            return unit, month, pieces[-1].source
    return None

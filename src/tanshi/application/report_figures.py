"""Figures of a report as people read and write them: of units' months by the form, of activity data by the guide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tanshi.accounting.guide import Guide
from tanshi.application.documents.library import separated
from tanshi.application.forms import forms
from tanshi.core.exact import NotADecimal, decimal, show
from tanshi.mrv.activity_year import figures_of, rows_of
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A figure that can be named in a finding or change; the books hold it times ten to the power of `scale`."""

    field: str
    label: Mapping[str, str]
    unit: str
    scale: int = 0

    def shown(self, value: str) -> str:
        """Return what the books hold in the unit people read, thousands apart; a dash for what was not measured."""
        try:
            return separated(show(decimal(value) / 10**self.scale, self.scale)) if value else "–"
        except NotADecimal:
            return value

    def kept(self, said: str) -> str:
        """Return what people wrote as the books hold it; what is no such number is left for the books to refuse."""
        try:
            value = decimal(said.strip()) * 10**self.scale
        except NotADecimal:
            return said.strip()
        return said.strip() if self.scale and value.denominator != 1 else show(value) if self.scale else said.strip()


def of_months() -> dict[str, ReportFigure]:
    """Return the figures of a unit's month."""
    table = forms()["power-month"].table
    assert table is not None
    return {
        c.field: ReportFigure(c.field, {"zh": c.label.zh, "en": c.label.en}, c.unit, c.places)
        for c in table.columns
        if c.is_number and c.field
    }


def of_report(rows: Any, law: Law, entity: str, period: str) -> dict[str, ReportFigure]:
    """Return the figures of a report: those its rows of activity data have, else those of units' months."""
    recorded = rows_of(rows, entity, period)
    if not recorded:
        return of_months()
    guide, given = Guide.of(law, recorded[0].sector, int(period)), figures_of(rows, entity, period)
    found = {}
    for row in recorded:
        inputs = guide.streams[row.stream].method.inputs
        for name in given.get(row.number, {}):
            said = inputs[name]
            found[name] = ReportFigure(name, dict(said.label), "" if "item" in said.unit else said.unit)
    return found

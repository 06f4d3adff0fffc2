"""An entity's annual report as it was filed, for its paper: figures by unit and month, text under which they stand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tanshi.accounting.power import PowerRules
from tanshi.application.forms import form
from tanshi.core.catalogue import Language
from tanshi.core.exact import show
from tanshi.core.period import Period
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.mrv.stages import months_at
from tanshi.mrv.tables import REPORTED, UnitMonthRow, UnitYearRow
from tanshi.participants.areas import areas
from tanshi.participants.tables import EntityRow
from tanshi.rules import Law


def filed_report(view: Reads, law: Law, entity: EntityRow, period: str, language: Language) -> dict[str, Any]:
    """Return what the paper of a filed report says beside names and total."""
    years = read_rows(view, UnitYearRow, entity=entity.id, period=period, stage=REPORTED)
    area = areas()[entity.area_gb2260]
    return {
        "area": area.zh if language == "zh" else area.en,
        "sector": entity.sector_gbt4754,
        "guideline": law.reference(PowerRules.of(law, Period.named(period)).missing_carbon.citation),
        "declaration": _declaration(language),
        "units": [_unit(year) for year in years],
        "months": [_month(month) for year in years for month in months_at(view, year)],
    }


def _declaration(language: Language) -> str:
    """Return the words under which a report is filed."""
    (field,) = [f for f in form("annual-report").header if f.name == "declared_true"]
    return field.label.in_language(language)


def _unit(year: UnitYearRow) -> dict[str, str]:
    return {
        "unit": year.unit,
        "generation_mwh": _scaled(year.generation_mwh_e3, 3),
        "heat_gj": _scaled(year.heat_gj_e2, 2),
        "combustion_t": _scaled(year.combustion_t_e2, 2),
        "purchased_t": _scaled(year.purchased_t_e2, 2),
        "emission_t": _scaled(year.emission_t_e2, 2),
    }


def _month(month: UnitMonthRow) -> dict[str, str]:
    return {
        "month": month.month,
        "unit": month.unit,
        "fuel_t": _scaled(month.fuel_e2, 2),
        "ncv": _scaled(month.ncv_e3, 3),
        "carbon": _scaled(month.carbon_e4, 4) if month.carbon_e4 is not None else "–",
        "generation_mwh": _scaled(month.generation_mwh_e3, 3),
    }


def _scaled(value: int, places: int) -> str:
    return show(Fraction(value, 10**places), places)

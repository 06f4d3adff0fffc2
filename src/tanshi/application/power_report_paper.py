"""A power plant's annual report as a paper: the guide's tables of its year, what of them is not had, the texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from tanshi.accounting.power import (
    PowerRules,
    carbon_of_month,
    load_factor,
    mean_of_measured,
)
from tanshi.application.documents.library import separated
from tanshi.application.documents.library import shown as shown_day
from tanshi.application.documents.paper import Composed, Part, Table, house_words
from tanshi.application.power_report import PowerReport, total_of, year_of_unit
from tanshi.core.catalogue import Language, known, text
from tanshi.core.exact import half_up, show
from tanshi.participants.areas import areas
from tanshi.rules import Cited, Law

#: The parameter with the tables.
TABLES = "mrv.report_tables"

_STANDARD_COAL = "factors.standard_coal.heat"

_NONE = "–"


def paper(report: PowerReport, law: Law, language: Language, day: str) -> Composed:
    """Return a report as a paper: a cover, the year's tables, what of them is not had, the texts."""
    return _Writer(report, law, language).paper(day)


class _Writer:
    """Writes one report in one language."""

    def __init__(self, report: PowerReport, law: Law, language: Language) -> None:
        self._report, self._law, self._language = report, law, language
        self._rules = PowerRules.of(law, report.period)
        self._tables: Cited = law.value(TABLES, report.period.first_day)
        self._coal: Cited = law.value(_STANDARD_COAL, report.period.first_day)
        self._years = [year_of_unit(self._rules, u) for u in report.units]
        self._total = total_of(report, law)

    def paper(self, day: str) -> Composed:
        parts = [Part("figures", "", self._cover())]
        for said in self._tables.value:
            title = f"{said['number']} {said[self._language]}".strip()
            parts += [Part("heading", title), *_MADE[said["code"]](self)]
            if not_had := said[f"not_had_{self._language}"]:
                parts.append(Part("paragraph", self._word("not_had", fields=not_had)))
        parts += [Part("heading", self._word("texts")), Part("paragraph", self._texts())]
        name, period = self._report.names[self._language], self._report.period.name
        return Composed(
            layout="filing",
            language=self._language,
            title=self._word("title", name=name, period=period),
            addressee="",
            parts=parts,
            annexes=(),
            issuing_body=name,
            day=shown_day("day", day, self._language),
            iso_day=day,
            number=f"{self._report.entity} {period}" if self._report.state else "",
            code="",
            verify="",
            mark="" if self._report.state else text("documents.word_draft", self._language),
            landscape=True,
            words=house_words(self._language),
        )

    def _word(self, word: str, /, **params: object) -> str:
        return text(f"power_report.{word}", self._language, params)

    def _cover(self) -> list[tuple[str, str]]:
        report = self._report
        state = text(f"list_value.state.{report.state}", self._language) if report.state else self._word("of_file")
        guide = self._law.reference(self._rules.missing_carbon.citation)
        return [
            (self._word("entity"), report.names[self._language]), (self._word("entity_id"), report.entity),
            (self._word("period"), report.period.name), (self._word("state"), state), (self._word("guide"), guide),
            (self._word("total"), f"{self._total:,}"),
        ]  # fmt: skip

    def _texts(self) -> str:
        rules = self._rules
        burns = {u.unit.fuel for u in self._report.units}
        used = [
            self._tables, rules.missing_carbon, rules.co2_per_carbon, self._coal,
            *(rules.oxidation[f] for f in sorted(burns)), *(rules.default_carbon[f] for f in sorted(burns)),
        ]  # fmt: skip
        if any(m.purchased_mwh_e3 for u in self._report.units for m in u.months):
            used += [rules.purchased, *([rules.grid_factor] if rules.grid_factor else [])]
        labels = {c.parameter: self._law.parameter(c.parameter).label[self._language] for c in used}
        lines = [f"{labels[c.parameter]}: {self._law.reference(c.citation)} ({c.confidence})" for c in used]
        return "\n".join(dict.fromkeys(lines))

    # the tables

    def basic(self) -> list[Part]:
        report = self._report
        area = areas().get(report.area)
        name = "" if area is None else area.zh if self._language == "zh" else area.en
        said = [
            ("entity", report.names[self._language]), ("credit_code", report.credit_code),
            ("entity_id", report.entity), ("area", name), ("sector", report.sector),
        ]  # fmt: skip
        return [Part("figures", "", [(self._word(n), v or _NONE) for n, v in said])]

    def units(self) -> list[Part]:
        rows = [
            (u.unit.id, u.name or _NONE, self._said("fuel", u.unit.fuel),
             self._said("technology", u.unit.technology) or _NONE, self._word("chp" if u.unit.chp else "condensing"),
             _decimal(Fraction(u.unit.capacity_kw, 1000), 0), self._said("cooling", u.unit.cooling) or _NONE)
            for u in self._report.units
        ]  # fmt: skip
        return [self._table(("unit", "name", "fuel", "technology", "product", "capacity_mw", "cooling"), rows, 5)]

    def fuel(self) -> list[Part]:
        rows = []
        for u, year in zip(self._report.units, self._years, strict=True):
            oxidised = self._rules.oxidation[u.unit.fuel].number
            mean = mean_of_measured(self._rules, u.months)
            for m in u.months:
                carbon = carbon_of_month(self._rules, u.unit.fuel, m, mean)
                burnt = Fraction(m.fuel_e2, 100)
                by_default = m.carbon_e4 is None and mean is None
                default = self._rules.default_carbon[u.unit.fuel].value if by_default else _NONE
                per_fuel = show(half_up(carbon / burnt, 4), 4) if burnt and not by_default else _NONE
                emission = half_up(carbon * oxidised * self._rules.ratio, 2)
                rows.append(
                    (u.unit.id, m.month, _decimal(burnt, 2), per_fuel, _scaled(m.ncv_e3, 3), default,
                     show(oxidised * 100), _decimal(emission, 2))
                )  # fmt: skip
            rows.append(
                (u.unit.id, self._word("year"), _scaled(year.fuel_e2, 2), _scaled(year.carbon_e4, 4),
                 _scaled(year.ncv_e3, 3), _NONE, show(oxidised * 100), _scaled(year.combustion_t_e2, 2))
            )  # fmt: skip
        total = self._sum(7, sum(y.combustion_t_e2 for y in self._years), 8)
        return [
            self._table(
                ("unit", "month", "burnt", "carbon", "ncv", "default", "oxidation", "combustion_t"), rows, 2, total
            )
        ]

    def electricity(self) -> list[Part]:
        counts = self._rules.purchased.value["in_allocation"] == "true"
        factor = self._rules.grid_factor.value if counts and self._rules.grid_factor else _NONE
        rows = [
            (u.unit.id, _scaled(sum(m.purchased_mwh_e3 for m in u.months), 3), factor, _scaled(year.purchased_t_e2, 2))
            for u, year in zip(self._report.units, self._years, strict=True)
        ]
        total = self._sum(3, sum(y.purchased_t_e2 for y in self._years), 4)
        found = [self._table(("unit", "bought_mwh", "grid_factor", "purchased_t"), rows, 1, total)]
        return found if counts else [*found, Part("paragraph", self._word("not_counted"))]

    def output(self) -> list[Part]:
        rows = []
        for u, year in zip(self._report.units, self._years, strict=True):
            for m in u.months:
                load = load_factor(self._rules, m.generation_mwh_e3, m.hours_e2, u.unit.capacity_kw)
                rows.append(
                    (u.unit.id, m.month, _scaled(m.generation_mwh_e3, 3), _scaled(m.heat_gj_e2, 2),
                     _scaled(m.hours_e2, 2), _decimal(load * 100, 2), "")
                )  # fmt: skip
            rows.append(
                (u.unit.id, self._word("year"), _scaled(year.generation_mwh_e3, 3), _scaled(year.heat_gj_e2, 2),
                 _scaled(year.hours_e2, 2), _scaled(year.load_factor_e4, 2), _scaled(year.emission_t_e2, 2))
            )  # fmt: skip
        names = ("unit", "month", "generation_mwh", "heat_gj", "hours", "load", "emission_t")
        total = [self._word("entity_total"), *[""] * 5, f"{self._total:,}"]
        found = [self._table(names, rows, 2, total)]
        others = half_up(self._report.others_t, 2)
        return [*found, Part("paragraph", self._word("others", t=_decimal(others, 2)))] if others > 1 else found

    def determined(self) -> list[Part]:
        rows = []
        for u in self._report.units:
            mean = mean_of_measured(self._rules, u.months)
            for m in u.months:
                way = "measured" if m.carbon_e4 is not None else "default" if mean is None else "mean"
                rows.append((u.unit.id, m.month, self._word(f"way_{way}"), u.laboratory.get(m.month, "") or _NONE))
        return [self._table(("unit", "month", "carbon_way", "laboratory"), rows, 4)]

    def auxiliary(self) -> list[Part]:
        rows = []
        for u, year in zip(self._report.units, self._years, strict=True):
            ratio, emission = Fraction(year.heat_ratio_e4, 10**4), Fraction(year.emission_t_e2, 100)
            tce = sum((Fraction(m.fuel_e2 * m.ncv_e3, 10**5) for m in u.months), Fraction(0)) * self._coal.number
            heat_tce = sum((Fraction(m.fuel_for_heat_e2 * m.ncv_e3, 10**5) for m in u.months), Fraction(0))
            heat_tce *= self._coal.number
            generation, heat = Fraction(year.generation_mwh_e3, 1000), Fraction(year.heat_gj_e2, 100)
            own = Fraction(sum(m.own_use_mwh_e3 for m in u.months), 1000)
            supply = Fraction(year.supply_mwh_e3, 1000)
            rows.append(
                (u.unit.id, _decimal(ratio * 100, 2), _decimal(own, 3), _decimal(supply, 3),
                 _over(tce - heat_tce, supply), _over(heat_tce, heat), _over((1 - ratio) * emission, generation),
                 _over(ratio * emission, heat))
            )  # fmt: skip
        names = (
            "unit", "heat_ratio", "own_use_mwh", "supply_mwh", "supply_rate", "heat_rate", "generation_intensity",
            "heat_intensity",
        )  # fmt: skip
        return [self._table(names, rows, 1)]

    def _table(
        self, names: Sequence[str], rows: Sequence[Sequence[str]], words: int, total: Sequence[str] = ()
    ) -> Part:
        """Return a table whose first `words` columns are words."""
        numeric = [place >= words for place in range(len(names))]
        if names[-1] in ("cooling", "laboratory"):
            numeric[-1] = False
        return Part("table", "", table=Table([self._word(n) for n in names], rows, total, numeric, [0] * len(names)))

    def _sum(self, column: int, value_e2: int, columns: int) -> list[str]:
        cells = [""] * columns
        cells[0], cells[column] = self._word("total_of_units"), _scaled(value_e2, 2)
        return cells

    def _said(self, kind: str, value: str) -> str:
        code = f"list_value.{kind}.{value}"
        return text(code, self._language) if known(code) else value


_MADE: Mapping[str, Callable[[_Writer], list[Part]]] = {
    "basic": _Writer.basic,
    "units": _Writer.units,
    "fuel": _Writer.fuel,
    "electricity": _Writer.electricity,
    "output": _Writer.output,
    "determined": _Writer.determined,
    "auxiliary": _Writer.auxiliary,
}


def _scaled(value: int, places: int) -> str:
    return _decimal(Fraction(value, 10**places), places)


def _decimal(value: Fraction, places: int) -> str:
    return separated(show(half_up(value, places), places))


def _over(value: Fraction, by: Fraction) -> str:
    """Return a quotient with the four decimals of intensities; a dash where nothing was made."""
    return _decimal(value / by, 4) if by else _NONE

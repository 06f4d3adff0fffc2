"""Write the tables of docs/populations.md and of both READMEs: both populations by province and class, by year, and
how far they are off.

The real units need the tracker's extract beside the repository; where it is not there, their columns stay as recorded.

    python -m tools.populations            print the tables of the reference nation and its deviations
    python -m tools.populations --write    write the pages anew (needs the tracker's extract)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tanshi.core.period import Period
from tanshi.participants.areas import areas
from tanshi.participants.roster import Roster, read_roster
from tanshi.rules import Law
from tanshi.simulation.deviation import Deviation, UnitOfYear, deviations_of, units_of_year
from tanshi.simulation.nation import reference_nation
from tanshi.simulation.population import from_roster

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "populations.md"
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
UNITS = ROOT.parent / "shared" / "data" / "gem_gcpt_2023_07_china_units.csv.gz"
SEED, YEAR = 1, 2022
YEARS = range(2019, 2025)
CLASSES = {"I": "I", "II": "II from 30 MW", "II small": "II under 30 MW", "III": "III", "IV": "IV (gas)"}
MEASURES = {
    "entities": "entities",
    "emission_mt": "Mt CO2",
    "coal_gw": "coal, GW",
    "gas_gw": "gas, GW",
    "coal_twh": "coal, TWh",
    "supply_rate_e1": "supply coal rate, 0.1 g/kWh",
}


#: Measures of the table in the READMEs, and its head: year, then published, reference nation, real units.
SHORT = ("entities", "emission_mt", "coal_gw")
HEADS = {
    "en": (
        "Year", "published: entities", "Mt CO2", "coal GW", "reference nation: entities", "Mt CO2", "coal GW",
        "real units: entities", "Mt CO2", "coal GW",
    ),
    "zh": (
        "年度", "公布：单位", "百万吨 CO2", "煤电 GW", "参考全国：单位", "百万吨 CO2", "煤电 GW",
        "真实机组：单位", "百万吨 CO2", "煤电 GW",
    ),
}  # fmt: skip

Years = Mapping[int, Sequence[Deviation]]


@dataclass(slots=True)
class Sum:
    """Entities, units, MW and tonnes of a group."""

    entities: set[str] = field(default_factory=set)
    units: int = 0
    kw: int = 0
    emission_t: int = 0

    def add(self, u: UnitOfYear) -> None:
        self.entities.add(u.entity)
        self.units += 1
        self.kw += u.unit.capacity_kw
        self.emission_t += u.emission_t

    def cells(self) -> str:
        mt = f"{self.emission_t // 10**5 / 10:.1f}"
        return (
            f"{len(self.entities):,} | {self.units:,} | {self.kw // 1000:,} | {mt}" if self.units else "- | - | - | -"
        )


def modelled(law: Law, roster: Roster, year: int) -> list[UnitOfYear]:
    """Return a roster's units with their modelled year."""
    period = Period(2019, 2020) if year < 2021 else Period.of(year)
    return list(units_of_year(law, from_roster(law, roster, period, SEED), year, SEED))


def class_of(u: UnitOfYear) -> str:
    """Return a unit's class, small ones of class II apart."""
    return "II small" if u.unit.unit_class == "II" and u.unit.capacity_kw < 30_000 else u.unit.unit_class


def grouped(units: Sequence[UnitOfYear], key: str) -> dict[str, Sum]:
    """Return sums by `area` or `class`, with "all"."""
    found: dict[str, Sum] = {}
    for u in units:
        for name in (u.area_gb2260 if key == "area" else class_of(u), "all"):
            found.setdefault(name, Sum()).add(u)
    return found


def table(key: str, names: dict[str, str], nation: Sequence[UnitOfYear], real: Sequence[UnitOfYear]) -> Iterator[str]:
    """Return the lines of a table: the nation's columns, then the real units'."""
    head = "Province" if key == "area" else "Class"
    yield f"| {head} | entities | units | MW | Mt | real: entities | units | MW | Mt |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    left, right = grouped(nation, key), grouped(real, key)
    for code, name in {**names, "all": "all"}.items():
        yield f"| {name} | {left.get(code, Sum()).cells()} | {right.get(code, Sum()).cells()} |"


def summary(nation: Years, real: Years, language: str) -> Iterator[str]:
    """Return the lines of the READMEs' table: what is published, and what each population has."""
    yield f"| {' | '.join(HEADS[language])} |"
    yield "|---|" + "--:|" * (len(HEADS[language]) - 1)
    for year in YEARS:
        left, right = ({d.measure: d for d in rows[year]} for rows in (nation, real))
        cells = [f"{left[m].published:,}" for m in SHORT]
        cells += [f"{found[m].modelled:,}" for found in (left, right) for m in SHORT]
        yield f"| {year} | {' | '.join(cells)} |"


def deviation_table(years: Years) -> Iterator[str]:
    """Return the lines of a table of deviations: one line a year, modelled / published and the deviation."""
    yield f"| Year | {' | '.join(MEASURES.values())} |"
    yield "|---|" + "--:|" * len(MEASURES)
    for year, rows in years.items():
        by = {d.measure: d for d in rows}
        yield f"| {year} | {' | '.join(_cell(by.get(m)) for m in MEASURES)} |"


def _cell(d: Deviation | None) -> str:
    return f"{d.modelled:,} / {d.published:,} ({d.permille / 10:+.1f} %)" if d else "-"


def provinces() -> dict[str, str]:
    """Return the provinces' names by code."""
    return {code: f"{area.zh} {area.en}" for code, area in areas().items()}


def blocks(law: Law) -> Iterator[tuple[Path, str, Iterator[str]]]:
    """Return the tables of the pages with the name of their place."""
    nation, real = reference_nation(SEED), read_roster(UNITS)
    here, there = modelled(law, nation, YEAR), modelled(law, real, YEAR)
    off = {
        name: {year: deviations_of(law, modelled(law, roster, year), year) for year in YEARS}
        for name, roster in (("nation", nation), ("real", real))
    }
    for name, rows in off.items():
        yield PAGE, f"deviation {name}", deviation_table(rows)
    yield PAGE, "class", table("class", CLASSES, here, there)
    yield PAGE, "area", table("area", provinces(), here, there)
    for language, readme in READMES.items():
        yield readme, "populations", summary(off["nation"], off["real"], language)


def placed(page: str, name: str, lines: Iterator[str]) -> str:
    """Return a page with a table put between its marks."""
    body = "\n".join(lines)
    mark = re.compile(rf"(<!-- table: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    assert mark.search(page), f"the page has no place for {name}"
    return mark.sub(lambda m: m[1] + body + "\n" + m[2], page)


def main(arguments: list[str]) -> int:
    """Print or write the tables."""
    law = Law("cn")
    if "--write" in arguments:
        for page, name, lines in blocks(law):
            page.write_text(placed(page.read_text("utf-8"), name, lines), "utf-8")
        return 0
    nation = reference_nation(SEED)
    years = {year: deviations_of(law, modelled(law, nation, year), year) for year in YEARS}
    lines = [*deviation_table(years), "", *table("area", provinces(), modelled(law, nation, YEAR), [])]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

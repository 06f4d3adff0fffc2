"""The published tables of a period, and their files with the data package that describes them."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tanshi.core.finding import problem
from tanshi.disclosure import open_data
from tanshi.disclosure.bulletins import bulletins_of, trading_days
from tanshi.disclosure.compliance_tables import compliance
from tanshi.disclosure.gap_classes import gap_classes, rows
from tanshi.disclosure.results import Results, season_of
from tanshi.disclosure.turnover import turnover
from tanshi.disclosure.unit_sums import by_province_and_class, by_year, read_unit_years
from tanshi.journal.engine import Snapshot
from tanshi.rules import Law

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a period by name, with what they were read from."""

    period: str
    origin: str
    position: int
    rows: Mapping[str, Rows]

    def files(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield each table as a CSV file, with the resource of a data package that describes it."""
        for name, table in open_data.tables().items():
            data = table.csv(self.rows[name])
            yield open_data.resource(table, self.period, self.origin, self.position, data), data


def tables_of(view: Snapshot, law: Law, found: Results) -> Tables:
    """Return the tables of a period from its results and the books they were read from."""
    units, season = read_unit_years(view, found.period), season_of(view, found.period)
    days = [day for day in trading_days(view) if season.after < day <= season.until]
    every: dict[str, Rows] = {
        "nation": [found.nation],
        "years": by_year(units),
        "provinces": found.provinces,
        "classes": found.classes,
        "province_classes": by_province_and_class(units),
        "compliance": compliance(found.entities),
        "gap_classes": rows(gap_classes(found.entities)),
        "turnover": turnover(view, season),
        "bulletins": [row for bulletin in bulletins_of(view, law, days) for row in bulletin.rows()],
        "market_months": found.months,
        "market_vintages": found.vintages,
        "market_days": found.days,
        "entities": found.entities,
        "penalties": found.penalties,
        "skipped_rows": found.skipped,
    }
    return Tables(found.period, found.origin, found.position, every)


def write_tables(every: Sequence[Tables], folder: Path) -> list[Path]:
    """Write tables of periods and their data package to a folder and return the files.

    Periods that an earlier package of the folder describes stay in the package. `Problem` if the folder takes no files.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        described = {}
        for resource, data in (file for tables in every for file in tables.files()):
            (folder / resource["path"]).write_bytes(data)
            described[resource["path"]] = resource
        package = folder / open_data.PACKAGE
        package.write_bytes(open_data.package_file([*_earlier(package, described), *described.values()]))
        return [*(folder / name for name in described), package]
    except OSError as error:
        raise problem("output.cannot_write", where=str(folder), reason=error.strerror or str(error)) from error


def _earlier(package: Path, written: Container[str]) -> list[dict[str, Any]]:
    """Return the resources of a package that is there already, those left out that are written anew or are gone."""
    try:
        resources = json.loads(package.read_bytes())["resources"]
        paths = [str(resource["path"]) for resource in resources]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return []
    kept = [name not in written and (package.parent / name).is_file() for name in paths]
    return [resource for resource, keep in zip(resources, kept, strict=True) if keep]

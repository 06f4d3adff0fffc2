"""Hourly series as a file (CSV in UTF-8 or GB 18030, Parquet): unit, hour, CO2 of the hour in t, state of the value.

Rows are read by DuckDB. What cannot be read is a finding with its row and leaves a gap; the others stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tanshi.core.finding import Finding, problem
from tanshi.core.sheets import places_of
from tanshi.mrv.hourly import GAP, Whole, hours_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "unit_id", "机组编号", "机组"),
    "hour": ("hour", "time", "时间", "小时", "监测时间"),
    "co2_t": ("co2_t", "CO2 (t)", "二氧化碳排放量（t）", "二氧化碳排放量（吨）"),
    "state": ("state", "status", "数据标识", "状态"),
}
_NEEDED = ("unit", "hour", "co2_t")

#: Words that say that a value holds; any other leaves a gap. "" where nobody says.
VALID = ("", "valid", "n", "ok", "有效", "正常")

#: Findings that name a row; of more only the count is told.
_NAMED = 20

#: No unit of the world emits more in an hour, in kg.
_MOST_KG = 10_000_000


@dataclass(slots=True)
class HourlyFile:
    """Series by unit and year, and what is wrong with rows."""

    series: dict[tuple[str, int], Whole] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_hours(path: Path) -> HourlyFile:
    """Return the series of a file; an hour that stands twice is a finding, its first value stays.

    `Problem` if the file is no table with the columns, or DuckDB is not installed.
    """
    if find_spec("duckdb") is None:
        raise problem("meters.no_reader")
    import duckdb

    if not path.is_file():
        raise problem("input.not_found", where=str(path))
    with duckdb.connect() as con, _in_utf_8(path) as file:
        con.execute("SET TimeZone = 'Asia/Shanghai'")  # an instant of a Parquet file has no zone of its own
        try:
            if path.suffix == ".parquet":
                con.execute("CREATE VIEW given AS SELECT * FROM read_parquet(" + _quoted(file) + ")")
            else:
                source = "read_csv(" + _quoted(file) + ", all_varchar=true, header=true, null_padding=true)"
                con.execute(f"CREATE VIEW given AS SELECT * FROM {source}")
            titles = [row[0] for row in con.execute("DESCRIBE given").fetchall()]
        except duckdb.Error as error:
            raise problem("input.damaged", where=path.name, reason=str(error).splitlines()[0]) from None
        places = places_of(titles, COLUMNS)
        if lacking := [name for name in _NEEDED if name not in places]:
            raise problem("meters.no_columns", where=path.name, lacking=", ".join(lacking), columns=", ".join(titles))
        try:
            return _read(con, path.name, {name: titles[at] for name, at in places.items()})
        except duckdb.Error as error:
            raise problem("input.damaged", where=path.name, reason=str(error).splitlines()[0]) from None


@contextmanager
def _in_utf_8(path: Path) -> Iterator[Path]:
    """Yield a file that DuckDB can read: the same, or what a CSV in GB 18030 says, written anew."""
    text = None
    if path.suffix == ".csv":
        data = path.read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("gb18030", "replace")
    if text is None:
        yield path
        return
    with TemporaryDirectory() as folder:
        again = Path(folder) / "hours.csv"
        again.write_text(text, "utf-8", newline="")
        yield again


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _read(con: Any, name: str, titles: Mapping[str, str]) -> HourlyFile:
    found = HourlyFile()
    sql = _ROWS
    for field_, title in ({n: _name(titles[n]) for n in _NEEDED} | {"state": _state(titles)}).items():
        sql = sql.replace(f"{{{field_}}}", title)
    con.execute(sql)
    for code, column, where in (
        ("meters.no_unit", "unit", "unit = ''"),
        ("meters.bad_hour", "hour", "begun IS NULL"),
        ("meters.bad_value", "co2", f"co2 <> '' AND (kg IS NULL OR kg < 0 OR kg > {_MOST_KG})"),
    ):
        found.findings += _wrong(con, name, code, column, where)
    con.execute(_GOOD)
    found.findings += _wrong(con, name, "meters.hour_twice", "hour", "nth > 1", "firsts")
    units = [row[0] for row in con.execute("SELECT DISTINCT unit FROM firsts ORDER BY unit").fetchall()]
    for unit, year, hours, kg in _series(con, units):
        whole = np.full(hours_of(year), GAP, dtype=np.int64)
        whole[hours] = kg
        found.series[unit, year] = whole
    if not found.series:
        raise problem("meters.no_rows", where=name)
    return found


#: What says how far from UTC a clock is; hours are China's, so another zone is no hour here.
_ZONE = r"(:\d\d(\.\d+)?)\s*\+08(:?00)?$"
_OTHER_ZONE = r":\d\d(\.\d+)?\s*(Z|[+-]\d\d(:?\d\d)?)$"

#: Rows with their number in the file; an hour is its start, "2022-01-01 13:00".
_ROWS = f"""
CREATE TABLE rows AS SELECT row, unit, hour, co2, state, round(try_cast(co2 AS DECIMAL(18, 6)) * 1000)::BIGINT AS kg,
 CASE WHEN contains(plain, ':') AND NOT regexp_matches(plain, '{_OTHER_ZONE}')
  THEN try_cast(plain AS TIMESTAMP) END AS begun
FROM (SELECT *, regexp_replace(hour, '{_ZONE}', '\\1') AS plain FROM (
 SELECT row_number() OVER () + 1 AS row, trim(coalesce({{unit}}::VARCHAR, '')) AS unit,
 trim(coalesce({{hour}}::VARCHAR, '')) AS hour, trim(coalesce({{co2_t}}::VARCHAR, '')) AS co2,
 lower(trim({{state}})) AS state FROM given))"""

_GOOD = f"""
CREATE TABLE firsts AS SELECT *, row_number() OVER (PARTITION BY unit, date_trunc('hour', begun) ORDER BY row) AS nth
FROM rows WHERE unit <> '' AND begun IS NOT NULL AND (co2 = '' OR kg BETWEEN 0 AND {_MOST_KG})"""

_SERIES = f"""
SELECT year(begun) AS y, ((epoch(date_trunc('hour', begun)) - epoch(date_trunc('year', begun))) / 3600)::BIGINT AS h,
 CASE WHEN co2 = '' OR state NOT IN ({", ".join(f"'{v}'" for v in VALID)}) THEN {GAP} ELSE kg END AS kg
FROM firsts WHERE unit = ? AND nth = 1 ORDER BY y, h"""


def _series(con: Any, units: list[str]) -> Iterator[tuple[str, int, Whole, Whole]]:
    for unit in units:
        columns = con.execute(_SERIES, [unit]).fetchnumpy()
        years = np.asarray(columns["y"], dtype=np.int64)
        for year in np.unique(years).tolist():
            of_year = years == year
            yield unit, year, np.asarray(columns["h"])[of_year].astype(np.int64), np.asarray(columns["kg"])[of_year]


def _wrong(con: Any, name: str, code: str, column: str, where: str, table: str = "rows") -> list[Finding]:
    rows = con.execute(f"SELECT row, {column} FROM {table} WHERE {where} ORDER BY row LIMIT {_NAMED}").fetchall()
    found = [Finding(code, f"{name} row {row}", {"value": str(value)[:60]}) for row, value in rows]
    if len(rows) == _NAMED:
        ((count,),) = con.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchall()
        if count > _NAMED:
            found.append(Finding("meters.and_more", name, {"count": count - _NAMED}))
    return found


def _name(title: str) -> str:
    return '"' + title.replace('"', '""') + '"'


def _state(titles: Mapping[str, str]) -> str:
    return f"coalesce({_name(titles['state'])}::VARCHAR, '')" if "state" in titles else "''"

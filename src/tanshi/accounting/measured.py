"""Once measured, no way back (实测优先): who measured a figure in one year may not take the default in a later one."""

from __future__ import annotations

from collections.abc import Iterator

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.activity_file import ActivityFile
from tanshi.accounting.guide import Guide
from tanshi.accounting.ways import Ways, both
from tanshi.core.citation import Citation
from tanshi.core.finding import Finding

_Key = tuple[str, str, str, str]


def back_to_defaults(read: ActivityFile) -> Iterator[Finding]:
    """Yield the streams that were measured in a year of the file and are computed by a default in a later one."""
    measured: dict[_Key, int] = {}
    for year in sorted(read.rows):
        found = _by_key(read.guides[year], read.rows[year])
        for key, (is_measured, row) in found.items():
            if is_measured:
                measured.setdefault(key, year)
            elif key in measured:
                stream = read.guides[year].streams[row.stream]
                params = {"stream": both(stream.label), "since": measured[key], "year": year}
                yield Finding("emissions.back_to_default", row.where, params, _article(read.guides[year]))


def _by_key(guide: Guide, rows: list[Activity]) -> dict[_Key, tuple[bool, Activity]]:
    """Return for each stream, item and part of an entity whether any row of the year is measured, and its first row."""
    ways = Ways(guide)
    found: dict[_Key, tuple[bool, Activity]] = {}
    for row in rows:
        stream = guide.streams[row.stream]
        if not any(way.measured for way in stream.method.ways):
            continue
        try:
            plan = ways.plan(stream, row.item, tuple(row.values))
        except CannotCompute:
            continue
        key = (row.entity, row.part, row.stream, row.item)
        before = found.get(key, (False, row))
        found[key] = (before[0] or plan.way.measured, before[1])
    return found


def _article(guide: Guide) -> Citation:
    """Return where the texts say so."""
    return guide.law.value("accounting.measured_stays", guide.day).citation

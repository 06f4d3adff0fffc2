"""One firm for each sector, from the cases of its guide: a filled file, and what its report comes to."""

import csv
import io
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from tanshi.accounting.columns import columns_of
from tanshi.accounting.guide import Guide, sectors
from tanshi.core.exact import show
from tanshi.core.texts import load_yaml
from tanshi.rules import Law
from tests.accounting.guides.test_cases import due, rows_of

LAW = Law("cn")
SECTORS = list(sectors(LAW))
_CASES = Path(__file__).parent.parent / "accounting" / "guides"


@cache
def case(sector):
    """Return the case of a sector since the market began that has most rows."""
    found = load_yaml((_CASES / f"{sector}.yaml").read_text("utf-8"))
    return max((c for c in found if 2021 <= int(c["year"]) <= 2025), key=lambda c: len(c["rows"].splitlines()))


def _rows(sector):
    """Yield the case's rows; what stands several times there is of several months."""
    found = rows_of(case(sector)["rows"], year(sector))
    keys = [(r.part, r.stream, r.item) for r in found]
    for n, row in enumerate(found):
        again = not row.month and keys.count(keys[n]) > 1
        yield replace(row, month=f"{row.year}-{keys[:n].count(keys[n]) + 1:02d}") if again else row


def year(sector):
    return int(case(sector)["year"])


def guide(sector):
    return Guide.of(LAW, sector, year(sector))


def total(sector):
    """Return the total that counts, as the case works it out, or None if it names another one."""
    said = case(sector).get("totals", {}).get(guide(sector).totals[0].code)
    return None if said is None else int(due(said))


def table(sector, entity="S1"):
    """Return the case's rows as a filled template: its header and rows."""
    names = list(columns_of(guide(sector).streams.values()))
    rows = []
    for row in _rows(sector):
        given = {
            "entity_id": entity, "year": str(row.year), "month": row.month, "part": row.part, "stream": row.stream,
            "item": row.item, **{name: _text(value) for name, value in row.values.items()},
        }  # fmt: skip
        rows.append([given.get(name, "") for name in names])
    return [names, *rows]


def _text(value):
    return show(Fraction(*value))


def csv_of(rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()

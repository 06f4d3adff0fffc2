"""How sure a total is: first-order propagation of the uncertainties of figures and factors (不确定性分析).

Half-widths of 95 % intervals, as shares. What two rows share, a factor of a text, errs in both alike and adds up; what
each measured errs apart and adds in squares. This is statistics: floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.formula import Pair
from tanshi.accounting.guide import Guide
from tanshi.accounting.report import Report
from tanshi.accounting.ways import Ways
from tanshi.core.exact import decimal

_STEP = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Spread:
    """The half-width of an entity's first total, in percent, and which figures make it: share of the variance."""

    percent: float
    shares: Mapping[str, float]

    def as_json(self) -> dict[str, object]:
        """Return the spread as the machine interface gives it."""
        return {"percent": f"{self.percent:.2f}", "shares": {k: f"{v:.4f}" for k, v in self.shares.items()}}


def spread_of(report: Report) -> dict[tuple[str, int], Spread]:
    """Return the spread of each entity's first total."""
    found = {}
    for year, rows in report.read.rows.items():
        guide = report.guides[year]
        by_entity: dict[str, list[Activity]] = {}
        for row in rows:
            by_entity.setdefault(row.entity, []).append(row)
        for entity, own in by_entity.items():
            found[entity, year] = spread(guide, own)
    return found


def spread(guide: Guide, rows: list[Activity]) -> Spread:
    """Return the spread of the first total of the entity whose rows these are."""
    ways, counted = Ways(guide), guide.totals[0].sources
    errors: dict[tuple[str, ...], float] = {}
    total = 0.0
    for row in rows:
        stream = guide.streams[row.stream]
        if not stream.gas or stream.source not in counted:
            continue
        try:
            mass = Fraction(*ways.mass(stream, row))
        except CannotCompute:
            continue
        scale = float(stream.sign * guide.potential(stream.gas))
        total += scale * float(mass)
        for key, share, moved in _moved(guide, ways, row):
            errors[key] = errors.get(key, 0.0) + scale * share * float((moved - mass) / _STEP)
    variance = sum(e * e for e in errors.values())
    by_name: dict[str, float] = {}
    for key, error in errors.items():
        by_name[key[0]] = by_name.get(key[0], 0.0) + (error * error / variance if variance else 0.0)
    percent = 100 * sqrt(variance) / abs(total) if total else 0.0
    return Spread(percent, dict(sorted(by_name.items(), key=lambda pair: -pair[1])))


def _moved(guide: Guide, ways: Ways, row: Activity) -> list[tuple[tuple[str, ...], float, Fraction]]:
    """Return for each figure of a row whose error it is, its uncertainty, and the mass if it were a little larger."""
    stream = guide.streams[row.stream]
    plan = ways.plan(stream, row.item, tuple(row.values))
    known: dict[str, Pair] = dict(row.values)
    texts = {name: Fraction(node.value) for name, node in plan.texts.items()}
    found = []
    for symbol in plan.symbols:
        if symbol in row.values:
            key: tuple[str, ...] = (f"{row.stream}.{symbol}", row.part, row.month, row.item)
            share = _share(guide, stream.method.inputs[symbol].unit, "measured")
            value = Fraction(*known[symbol])
        elif symbol in texts and "[" in stream.fill[symbol]:
            key = (f"{row.stream}.{symbol}", stream.fill[symbol].replace("item", row.item))
            share, value = _share(guide, _unit(plan.texts[symbol].unit), "default"), texts[symbol]
        else:
            continue
        larger = value * (1 + _STEP)
        moved = ways.plan(stream, row.item, (*row.values, symbol) if symbol not in row.values else tuple(row.values))
        mass = moved.mass({**known, symbol: (larger.numerator, larger.denominator)})
        found.append((key, share, Fraction(*mass)))
    return found


def _unit(unit: str) -> str:
    return unit or "1"


def _share(guide: Guide, unit: str, kind: str) -> float:
    """Return the uncertainty of a figure by what it is measured in."""
    table = guide.law.table("accounting.uncertainty", guide.day)
    wanted = f"{kind}:{unit.replace('item', 't')}"
    cited = table[wanted] if wanted in table else table[kind]
    return float(decimal(cited.value))

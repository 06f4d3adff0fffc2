"""What a sector's rows come to: sources, lines and units, entities, figures; and why.

Rows are summed exactly. A source of a part (a line, a unit, or the firm) is rounded once, as its guide says; an
entity's total once more, to whole tonnes, from its parts'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.formula import Compiled, Pair, compiled, symbols_of
from tanshi.accounting.guide import Figure, Guide, Stream, Term
from tanshi.accounting.ways import Ways, both, mean
from tanshi.core.exact import half_up, scaled
from tanshi.core.finding import Finding, problem
from tanshi.rules import Node
from tanshi.rules.trace import law as law_node
from tanshi.rules.trace import rounded

#: Exact sums by denominator.
_Sum = dict[int, int]

#: A term: figure and symbol, or `source` or `total` and its name.
_Key = tuple[str, str]

_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class PartYear:
    """A line, a unit, or the firm itself (`part` ""), in a year. Masses in t of each gas, emissions in tCO2e."""

    entity: str
    year: int
    part: str
    level: str
    streams: Mapping[str, Fraction]
    sources: Mapping[str, Fraction]
    figures: Mapping[str, Fraction]
    terms: Mapping[_Key, Fraction]


@dataclass(frozen=True, slots=True)
class EntityYear:
    """An entity in a year: its sources in tCO2e, its totals in whole tonnes, masses of gases in t, figures, parts."""

    entity: str
    year: int
    sources: Mapping[str, Fraction]
    totals: Mapping[str, int]
    gases: Mapping[str, Fraction]
    figures: Mapping[str, Fraction]
    parts: tuple[PartYear, ...]


@dataclass(slots=True)
class _Part:
    level: str = "entity"
    streams: dict[str, _Sum] = field(default_factory=lambda: defaultdict(dict))
    terms: dict[_Key, _Sum] = field(default_factory=lambda: defaultdict(dict))


class Totals:
    """Takes rows of one sector and one emission year and says what they come to."""

    def __init__(self, guide: Guide) -> None:
        self._guide, self._ways = guide, Ways(guide)
        self._parts: dict[tuple[str, str], _Part] = {}
        self._terms = _terms_by_stream(guide)
        self._months: dict[tuple[str, str, str, str], list[Activity]] = defaultdict(list)
        self.findings: list[Finding] = []

    def add(self, rows: Iterable[Activity]) -> None:
        """Take rows; one that cannot be computed is a finding and counts nowhere."""
        for row in rows:
            try:
                self._add(row)
            except CannotCompute as wrong:
                self._found(row, wrong)

    def _add(self, row: Activity) -> None:
        stream = self._guide.streams[row.stream]
        if stream.missing is not None and stream.missing.rule.value["rule"] == "mean":
            self._months[row.entity, row.part, row.stream, row.item].append(row)
            return
        self._count(stream, row)

    def _count(self, stream: Stream, row: Activity) -> None:
        mass = self._ways.mass(stream, row) if stream.gas else None
        part = self._parts.get((row.entity, row.part))
        if part is None:
            part = self._parts[row.entity, row.part] = _Part()
        if stream.level != "entity":
            part.level = stream.level
        if mass is not None:
            _plus(part.streams[row.stream], mass)
        for asked in self._terms.get(row.stream, ()):
            value = asked.of(row, mass)
            if value is not None:
                _plus(part.terms[asked.key], value)

    def _found(self, row: Activity, wrong: CannotCompute) -> None:
        stream = self._guide.streams[row.stream]
        params = {**wrong.params, "stream": both(stream.label)}
        self.findings.append(Finding(wrong.code, row.where, params, stream.citation))

    def finished(self) -> list[EntityYear]:
        """Return the entities in the order of their first rows."""
        for rows in self._months.values():
            for row in with_means(self._guide, rows):
                try:
                    self._count(self._guide.streams[row.stream], row)
                except CannotCompute as wrong:
                    self._found(row, wrong)
        self._months.clear()
        by_entity: dict[str, list[PartYear]] = {}
        for (entity, name), part in self._parts.items():
            by_entity.setdefault(entity, []).append(self._part(entity, name, part))
        return [entity_year(self._guide, entity, parts) for entity, parts in by_entity.items()]

    def _part(self, entity: str, name: str, part: _Part) -> PartYear:
        streams = {code: _sum(found) for code, found in part.streams.items()}
        sources = sources_of(self._guide, streams)
        terms = {key: _sum(found) for key, found in part.terms.items()}
        known = {**terms, **_named("source", sources)}
        figures = _figures(self._guide, part.level, known) if part.level != "entity" else {}
        return PartYear(entity, self._guide.year, name, part.level, streams, sources, figures, terms)


def with_means(guide: Guide, rows: Sequence[Activity]) -> list[Activity]:
    """Return the rows of one stream, item and part with the mean of the measured months where a figure is missing.

    The text of the year says from how many measured months on; else they stay as they are.
    """
    stream = guide.streams[rows[0].stream]
    missing = stream.missing
    if missing is None or missing.rule.value["rule"] != "mean":
        return list(rows)
    ways = Ways(guide)
    measured = {n: value for n, row in enumerate(rows) if (value := _measured(ways, stream, row, missing.symbol))}
    if len(measured) < int(missing.rule.value["mean_from"]) or len(measured) == len(rows):
        return list(rows)
    taken = mean(list(measured.values()), missing.places)
    return [
        row if n in measured else replace(row, values={**row.values, missing.symbol: taken})
        for n, row in enumerate(rows)
    ]


def _measured(ways: Ways, stream: Stream, row: Activity, symbol: str) -> Pair | None:
    """Return a row's own figure for a symbol: given, or the step of the way it goes."""
    if symbol in row.values:
        return row.values[symbol]
    try:
        plan = ways.plan(stream, row.item, tuple(row.values))
        known = dict(row.values)
        for step, takes, formula in plan.steps:
            n, d = formula(*[known[name] for name in takes])
            value = rounded(Fraction(n, d), step.rounding)
            known[step.symbol] = value.numerator, value.denominator
            if step.symbol == symbol:
                return known[symbol]
    except (CannotCompute, ZeroDivisionError):
        return None
    return None


def sources_of(guide: Guide, streams: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the sources of a part in tCO2e, rounded once, from its streams' masses in t of their gas."""
    exact: dict[str, Fraction] = {}
    for code, mass in streams.items():
        stream = guide.streams[code]
        exact[stream.source] = exact.get(stream.source, Fraction(0)) + stream.sign * mass * guide.potential(stream.gas)
    return {
        code: half_up(max(Fraction(0), value) if guide.sources[code].not_below_zero else value, guide.source_places)
        for code, value in exact.items()
    }


def entity_year(guide: Guide, entity: str, parts: Sequence[PartYear]) -> EntityYear:
    """Return an entity from its parts."""
    sources: dict[str, Fraction] = {}
    gases: dict[str, Fraction] = {}
    terms: dict[_Key, Fraction] = {}
    for part in parts:
        _merge(sources, part.sources)
        _merge(terms, part.terms)
        for code, mass in part.streams.items():
            stream = guide.streams[code]
            gases[stream.gas] = gases.get(stream.gas, Fraction(0)) + stream.sign * mass
    ordered = {code: sources[code] for code in guide.sources if code in sources}
    totals = {t.code: scaled(half_up(_total(ordered, t.sources)), 0) for t in guide.totals}
    known = {**terms, **_named("source", ordered), **_named("total", totals)}
    figures = _figures(guide, "entity", known)
    return EntityYear(entity, guide.year, ordered, totals, gases, figures, tuple(parts))


def _merge(into: dict[_K, Fraction], more: Mapping[_K, Fraction]) -> None:
    for key, value in more.items():
        into[key] = into.get(key, Fraction(0)) + value


def _total(sources: Mapping[str, Fraction], named: Iterable[str]) -> Fraction:
    return sum((sources[s] for s in named if s in sources), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What figures want of a stream's rows."""

    key: _Key
    item: str
    takes: tuple[str, ...]
    needed: frozenset[str]
    formula: Compiled | None

    def of(self, row: Activity, mass: Pair | None) -> Pair | None:
        """Return what a row adds, None for nothing."""
        if self.formula is None:
            return mass if not self.item or row.item == self.item else None
        if not row.values.keys() >= self.needed:
            return None
        return self.formula(*[row.values[name] for name in self.takes])


def _terms_by_stream(guide: Guide) -> dict[str, list[_Asked]]:
    found: dict[str, list[_Asked]] = {}
    for figure in guide.figures:
        for term in figure.terms:
            if term.kind in ("rows", "emission"):
                takes = symbols_of(term.formula) if term.formula else ()
                formula = compiled(term.formula, takes) if term.formula else None
                found.setdefault(term.name, []).append(
                    _Asked((figure.code, term.symbol), term.item, takes, frozenset(takes), formula)
                )
    return found


def _named(kind: str, values: Mapping[str, Fraction] | Mapping[str, int]) -> dict[_Key, Fraction]:
    return {(kind, name): Fraction(value) for name, value in values.items()}


def _figures(guide: Guide, level: str, known: Mapping[_Key, Fraction]) -> dict[str, Fraction]:
    """Return the figures of a level that can be computed: all terms are there, and nothing is divided by nought."""
    found = {}
    for figure in guide.figures:
        keys = [_key(figure, term) for term in figure.terms]
        if figure.level != level or any(key not in known for key in keys):
            continue
        values = [(known[key].numerator, known[key].denominator) for key in keys]
        try:
            n, d = compiled(figure.formula, tuple(t.symbol for t in figure.terms))(*values)
        except ZeroDivisionError:
            continue
        found[figure.code] = rounded(Fraction(n, d), figure.rounding)
    return found


def _key(figure: Figure, term: Term) -> _Key:
    return (term.kind, term.name) if term.kind in ("source", "total") else (figure.code, term.symbol)


def _plus(total: _Sum, value: Pair) -> None:
    n, d = value
    total[d] = total.get(d, 0) + n


def _sum(total: _Sum) -> Fraction:
    return sum((Fraction(n, d) for d, n in total.items()), Fraction(0))


def explain(guide: Guide, rows: Sequence[Activity], total: str) -> Node:
    """Return the tree of one total of the entity whose rows these are."""
    ways = Ways(guide)
    wanted = next((t for t in guide.totals if t.code == total), None)
    if wanted is None:
        raise problem("emissions.unknown_total", value=total, known=", ".join(t.code for t in guide.totals))
    parts: dict[str, dict[str, dict[str, list[Activity]]]] = {}
    for row in _all_with_means(guide, rows):
        stream = guide.streams[row.stream]
        if stream.gas and stream.source in wanted.sources:
            parts.setdefault(row.part, {}).setdefault(stream.source, {}).setdefault(row.stream, []).append(row)
    nodes = [
        _source_node(guide, ways, part, source, streams)
        for part, sources in parts.items()
        for source, streams in sources.items()
    ]
    value = half_up(sum((Fraction(n.value) for n in nodes), Fraction(0)))
    return Node("label.entity_emission", value, "tCO2e", formula="sum", rounding="half_up 0", inputs=tuple(nodes),
                citation=guide.citation, confidence=guide.confidence, subject=rows[0].entity)  # fmt: skip


def _all_with_means(guide: Guide, rows: Sequence[Activity]) -> list[Activity]:
    groups: dict[tuple[str, str, str], list[Activity]] = {}
    for row in rows:
        groups.setdefault((row.part, row.stream, row.item), []).append(row)
    return [row for group in groups.values() for row in with_means(guide, group)]


def _source_node(guide: Guide, ways: Ways, part: str, source: str, streams: Mapping[str, Sequence[Activity]]) -> Node:
    found, words = [], []
    for number, (code, rows) in enumerate(streams.items(), 1):
        stream = guide.streams[code]
        found.append(_stream_node(guide, ways, stream, rows, f"E{number}"))
        words.append(f"{'-' if stream.sign < 0 else '+'} E{number}")
    formula = " ".join(words).removeprefix("+ ")
    about = guide.sources[source]
    if about.not_below_zero:
        formula = f"max(0, {formula})"
    exact = sum((guide.streams[c].sign * Fraction(n.value) for c, n in zip(streams, found, strict=True)), Fraction(0))
    exact = max(Fraction(0), exact) if about.not_below_zero else exact
    note = " ".join(filter(None, (part, about.label["zh"], about.label["en"])))
    return Node(
        "label.source_emission", half_up(exact, guide.source_places), "tCO2e", formula=formula,
        rounding=f"half_up {guide.source_places}", inputs=tuple(found), note=note,
    )  # fmt: skip


def _stream_node(guide: Guide, ways: Ways, stream: Stream, rows: Sequence[Activity], symbol: str) -> Node:
    nodes = tuple(ways.tree(stream, stream.items.get(row.item or stream.default), row) for row in rows)
    mass = sum((Fraction(n.value) for n in nodes), Fraction(0))
    if stream.gas == "CO2":
        return Node("label.stream_emission", mass, "tCO2", symbol, "sum", inputs=nodes, note=stream.label["zh"])
    summed = Node("label.stream_mass", mass, f"t{stream.gas}", "M", "sum", inputs=nodes, note=stream.label["zh"])
    potential = law_node(guide.potential_of(stream.gas), "label.potential", "GWP", guide.potential(stream.gas))
    return Node("label.stream_emission", mass * guide.potential(stream.gas), "tCO2e", symbol, "M * GWP",
                inputs=(summed, potential), note=stream.label["zh"])  # fmt: skip

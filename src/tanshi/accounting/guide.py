"""A guide for accounting (核算与报告指南): which source streams a sector reports, by which formulas, from which text.

Guides are law data (`rules/cn/guides`): a file for each sector, dated by emission year, and files of methods, items and
streams that several guides share (a stream that is `like` one of them says only what differs). A new sector needs no
code. `Guide.of` checks what it reads: a symbol that nothing gives is an error of the data, not of a report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.accounting.formula import symbols_of
from tanshi.core.citation import Citation, Confidence
from tanshi.core.exact import decimal
from tanshi.core.finding import problem
from tanshi.rules import Cited, Law
from tanshi.rules.trace import Node
from tanshi.rules.trace import law as law_node

Label = Mapping[str, str]

#: Where what a stream reports belongs: to the firm, to a process or production line, to a unit.
LEVELS = ("entity", "line", "unit")


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that a row gives. `unit` may name the item's (`item`, `GJ/item`); `most`: the largest lawful value.

    `most_per_t`: the largest that can be of an item that is weighed; a larger one is of another unit (kJ/kg, percent).
    `tested`: what a laboratory's report may say of the stream.
    """

    name: str
    label: Label
    unit: str
    places: int
    most: Fraction | None
    less: bool  # may be below 0
    tested: bool
    most_per_t: Fraction | None = None

    def limit(self, item: Item | None) -> Fraction | None:
        """Return the largest value the figure can have of an item, None if any is possible."""
        return self.most if self.most is not None or (item and item.unit != "t") else self.most_per_t


@dataclass(frozen=True, slots=True)
class Step:
    """A figure computed on the way to the result, with its rounding."""

    symbol: str
    label: Label
    unit: str
    formula: str
    rounding: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a result; it is taken if the row gives all it `needs`. The ways of a method are tried in order.

    `measured`: it stands on a measurement in whose place another way puts a default.
    """

    name: str
    label: Label
    needs: tuple[str, ...]
    steps: tuple[Step, ...]
    formula: str
    measured: bool


@dataclass(frozen=True, slots=True)
class Method:
    """What a kind of streams is asked for and computed by; `ways` is empty for readings that emit nothing."""

    name: str
    inputs: Mapping[str, Input]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What a stream may be of: a fuel, a material, a product. `unit`: in which its quantity is told."""

    name: str
    label: Label
    unit: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What a month without a measured figure takes: a rule of the year, for one symbol (`accounting.…`)."""

    symbol: str
    rule: Cited
    places: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A source stream (排放源) or a reading: what a row of it says and what becomes of that.

    `default`: the item of a row that names none, "" if it must; `fill`: symbols that a text gives where a row does not,
    as references `parameter[key]` or numbers; `gas`: what is emitted, "" for a reading; `sign` -1: what is taken off.
    """

    code: str
    source: str
    label: Label
    level: str
    method: Method
    items: Mapping[str, Item]
    default: str
    fill: Mapping[str, str]
    gas: str
    sign: int
    citation: Citation
    confidence: Confidence
    note: str
    missing: Missing | None

    def asked(self) -> list[Input]:
        """Return the inputs of the stream, those it needs first."""
        return list(self.method.inputs.values())


@dataclass(frozen=True, slots=True)
class Source:
    """Streams that are one line of a report; `not_below_zero`: what is taken off is no more than what is there."""

    code: str
    label: Label
    not_below_zero: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A total of an entity: of which sources, in whole tonnes."""

    code: str
    label: Label
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A figure's symbol. `kind`: a sum of a formula over the `name`d stream's rows, the mass it emits (of one item), a
    source's emission, or a total.
    """

    symbol: str
    kind: str  # "rows", "emission", "source", "total"
    name: str
    formula: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that follows from the rows of a part, or of the whole firm (level `entity`): an intensity, a ratio."""

    code: str
    label: Label
    level: str
    unit: str
    formula: str
    rounding: str
    terms: tuple[Term, ...]
    citation: Citation
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Guide:
    """A sector's guide in one emission year."""

    sector: str
    label: Label
    year: int
    law: Law
    citation: Citation
    confidence: Confidence
    potentials: str
    source_places: int
    sources: Mapping[str, Source]
    streams: Mapping[str, Stream]
    totals: tuple[Total, ...]
    figures: tuple[Figure, ...]
    not_had: tuple[Label, ...]

    @property
    def day(self) -> date:
        """The day whose law holds: the first of the emission year."""
        return date(self.year, 1, 1)

    @staticmethod
    def of(law: Law, sector: str, year: int) -> Guide:
        """Return the guide of a sector's emission year; `Problem` says which sectors and years there are."""
        about = _about(law, sector)
        found = [v for v in about["versions"] if _covers(v, year)]
        if not found:
            known = ", ".join(f"{v['from']}-{v.get('to', '')}" for v in about["versions"])
            raise problem("emissions.no_guide", sector=sector, year=year, known=known)
        return _Reader(law, sector, about["label"], year).read(found[-1])

    @staticmethod
    def every(law: Law, sector: str) -> list[Guide]:
        """Return a sector's guides, each in its first emission year, the newest last."""
        return [Guide.of(law, sector, int(version["from"])) for version in _about(law, sector)["versions"]]

    def potential(self, gas: str) -> Fraction:
        """Return the warming potential of a gas in the guide's set."""
        return Fraction(1) if gas == "CO2" else decimal(self.potential_of(gas).value["potential"])

    def potential_of(self, gas: str) -> Cited:
        """Return the same with its text."""
        return self.law.value(self.potentials, self.day, gas)

    def filled(self, stream: Stream, symbol: str, item: str) -> Node:
        """Return what a text gives for a symbol that a row leaves open, as a leaf; raises `NoTextInForce`."""
        said = stream.fill[symbol]
        name, _, rest = said.partition("[")
        if not name[0].isalpha():
            return Node("label.number_of_guide", decimal(said), symbol=symbol, citation=stream.citation)
        cited = self.law.value(name, self.day, rest.removesuffix("]").replace("item", item))
        value = cited.number if not isinstance(cited.value, list) else Fraction(*map(int, cited.value))
        return law_node(cited, "label.factor", symbol, value)


def sectors(law: Law) -> dict[str, Label]:
    """Return the sectors with a guide and their names."""
    return {name: _about(law, name)["label"] for name in law.document("guides/sectors.yaml")}


def years(law: Law, sector: str) -> tuple[int, int | None]:
    """Return the first and the last emission year of a sector's guides, None if the last has no end."""
    versions = _about(law, sector)["versions"]
    last = versions[-1].get("to")
    return int(versions[0]["from"]), int(last) if last else None


def _about(law: Law, sector: str) -> Mapping[str, Any]:
    known = law.document("guides/sectors.yaml")
    if sector not in known:
        raise problem("emissions.unknown_sector", value=sector, known=", ".join(known))
    found: Mapping[str, Any] = law.document(f"guides/{sector}.yaml")
    return found


def _covers(version: Mapping[str, Any], year: int) -> bool:
    return int(version["from"]) <= year and ("to" not in version or year <= int(version["to"]))


class _Reader:
    """Reads one version of a guide."""

    def __init__(self, law: Law, sector: str, label: Label, year: int) -> None:
        self._law, self._sector, self._label, self._year = law, sector, label, year
        self._methods: Mapping[str, Any] = law.document("guides/methods.yaml")
        self._names: Mapping[str, Any] = law.document("guides/items.yaml")
        self._shared: Mapping[str, Any] = law.document("guides/streams.yaml")

    def read(self, about: Mapping[str, Any]) -> Guide:
        self._about = about
        sources: dict[str, Source] = {}
        streams: dict[str, Stream] = {}
        for code, said in about["sources"].items():
            sources[code] = Source(code, said["label"], said.get("not_below_zero") == "true")
            for own in said["streams"]:
                row = {**self._shared[own["like"]], **own} if "like" in own else own
                if _covers({"from": about["from"], **row}, self._year):
                    stream = self._stream(code, row)
                    assert stream.code not in streams, f"{self._sector}: two streams {stream.code}"
                    streams[stream.code] = stream
        totals = tuple(Total(t["code"], t["label"], tuple(t["sources"])) for t in about["totals"])
        assert all(s in sources for t in totals for s in t.sources), f"{self._sector}: a total of an unknown source"
        figures = tuple(self._figure(f, streams) for f in about.get("figures", ()))
        return Guide(
            self._sector, self._label, self._year, self._law, self._cite(about), Confidence(about["confidence"]),
            about["potentials"], int(about["source_places"]), sources, streams, totals, figures,
            tuple(about.get("not_had", ())),
        )  # fmt: skip

    def _stream(self, source: str, row: Mapping[str, Any]) -> Stream:
        method = self._method(row["method"])
        rule = row.get("missing")
        missing = None
        if rule is not None:
            cited = self._law.value(rule["rule"], date(self._year, 1, 1))
            missing = Missing(rule["symbol"], cited, int(rule["places"]))
        items = self._items(row.get("items", ()))
        found = Stream(
            code=row["code"],
            source=source,
            label=row["label"],
            level=row["level"],
            method=method,
            items=items,
            default=row.get("default", next(iter(items)) if len(items) == 1 else ""),
            fill={**row.get("fill", {})},
            gas=row.get("gas", "CO2") if method.ways else "",
            sign=-1 if row.get("sign") == "-" else 1,
            citation=self._cite(row),
            confidence=Confidence(row.get("confidence", self._about["confidence"])),
            note=row.get("note", ""),
            missing=missing,
        )
        _check(self._sector, found)
        return found

    def _method(self, said: str | Mapping[str, Any]) -> Method:
        row = self._methods[said] if isinstance(said, str) else said
        name = said if isinstance(said, str) else "own"
        inputs = {n: _input(n, i) for n, i in row["inputs"].items()}
        return Method(name, inputs, tuple(_way(w) for w in row.get("ways", ())))

    def _items(self, said: str | Sequence[str]) -> dict[str, Item]:
        """Return items by name; a parameter's name stands for its keys."""
        names = self._law.table(said, date(self._year, 1, 1)) if isinstance(said, str) else said
        found = {}
        for name in names:
            about = self._names[name]
            found[name] = Item(name, {"zh": about["zh"], "en": about["en"]}, about.get("unit", "t"))
        return found

    def _figure(self, row: Mapping[str, Any], streams: Mapping[str, Stream]) -> Figure:
        terms = tuple(_term(symbol, said) for symbol, said in row["terms"].items())
        for term in terms:
            if term.kind == "rows" and term.name in streams:
                asked = streams[term.name].method.inputs
                assert set(symbols_of(term.formula)) <= set(asked), f"{self._sector} {row['code']}: {term.formula}"
        assert set(symbols_of(row["formula"])) <= {t.symbol for t in terms}, f"{self._sector} {row['code']}"
        return Figure(
            row["code"], row["label"], row["level"], row["unit"], row["formula"], row.get("rounding", ""), terms,
            self._cite(row), Confidence(row.get("confidence", self._about["confidence"])),
        )  # fmt: skip

    def _cite(self, row: Mapping[str, Any]) -> Citation:
        instrument = row.get("instrument", self._about["instrument"])
        assert instrument in self._law.instruments(), f"{self._sector} cites {instrument}"
        place = "" if "instrument" in row else self._about.get("place", "")
        return Citation(instrument, row.get("place", place), row.get("source", self._about.get("source", "")))


def _input(name: str, row: Mapping[str, Any]) -> Input:
    most = decimal(row["most"]) if "most" in row else None
    less, tested = row.get("less") == "true", row.get("tested") == "true"
    per_t = decimal(row["most_per_t"]) if "most_per_t" in row else None
    return Input(name, row["label"], row["unit"], int(row["places"]), most, less, tested, per_t)


def _way(row: Mapping[str, Any]) -> Way:
    steps = tuple(
        Step(symbol, s["label"], s["unit"], s["formula"], s.get("rounding", ""))
        for symbol, s in row.get("steps", {}).items()
    )
    needs = tuple(row.get("needs", ()))
    return Way(row["name"], row["label"], needs, steps, row["formula"], row.get("measured") == "true")


def _term(symbol: str, said: str) -> Term:
    """Read `STREAM: formula`, `emission STREAM [ITEM]`, `source NAME` or `total NAME`."""
    stream, colon, formula = said.partition(":")
    if colon:
        return Term(symbol, "rows", stream.strip(), formula.strip())
    kind, name, *item = said.split()
    assert kind in ("emission", "source", "total"), f"what is {said!r}?"
    return Term(symbol, kind, name, item="".join(item))


def _check(sector: str, stream: Stream) -> None:
    """Every symbol of a way is an input, a step, or given by a text."""
    where = f"guide {sector}, {stream.code}"
    assert stream.level in LEVELS, f"{where}: level {stream.level}"
    assert not stream.default or stream.default in stream.items, f"{where}: {stream.default} is none of its items"
    unknown = set(stream.fill) - {s for w in stream.method.ways for f in _formulas(w) for s in symbols_of(f)}
    assert not unknown, f"{where}: {unknown} is filled and used nowhere"
    for way in stream.method.ways:
        known = set(stream.method.inputs) | set(stream.fill)
        assert set(way.needs) <= set(stream.method.inputs), f"{where}: {way.needs}"
        for step in way.steps:
            assert set(symbols_of(step.formula)) <= known, f"{where} {way.name}: {step.formula} of {known}"
            known.add(step.symbol)
        left = set(symbols_of(way.formula)) - known
        assert not left, f"{where} {way.name}: nothing gives {left}"


def _formulas(way: Way) -> list[str]:
    return [*(s.formula for s in way.steps), way.formula]

"""Which way a row is computed, and what comes of it: the guide's formula with the row's figures and the text's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tanshi.accounting.activity import Activity, CannotCompute
from tanshi.accounting.formula import Compiled, Pair, compiled, pair, symbols_of
from tanshi.accounting.guide import Guide, Item, Step, Stream, Way
from tanshi.core.exact import half_up
from tanshi.rules import Node, NoTextInForce
from tanshi.rules.trace import rounded


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one stream, one item and the same given figures are computed; found once for all of them."""

    way: Way
    symbols: tuple[str, ...]
    steps: tuple[tuple[Step, tuple[str, ...], Compiled], ...]
    formula: Compiled
    takes: tuple[str, ...]
    texts: Mapping[str, Node]

    def mass(self, values: Mapping[str, Pair]) -> Pair:
        """Return the mass of the gas in t, exactly but for the rounding of steps."""
        if not self.steps:
            return self.formula(*[values[name] for name in self.takes])
        known = dict(values)
        for step, takes, formula in self.steps:
            known[step.symbol] = _step(step, formula(*[known[name] for name in takes]))
        return self.formula(*[known[name] for name in self.takes])


class Ways:
    """The plans of one guide's rows."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._plans: dict[tuple[str, str, tuple[str, ...]], Plan] = {}

    def plan(self, stream: Stream, item: str, given: Sequence[str]) -> Plan:
        """Return how rows with these figures are computed; raises `CannotCompute` if none of the ways can be gone."""
        key = (stream.code, item, tuple(given))
        if key not in self._plans:
            self._plans[key] = self._found(stream, item or stream.default, frozenset(given))
        return self._plans[key]

    def mass(self, stream: Stream, row: Activity) -> Pair:
        """Return the mass of gas a row comes to, in t."""
        try:
            return self.plan(stream, row.item, tuple(row.values)).mass(row.values)
        except ZeroDivisionError:
            raise CannotCompute("emissions.divides_by_nought") from None

    def _found(self, stream: Stream, item: str, given: frozenset[str]) -> Plan:
        ways = [way for way in stream.method.ways if given.issuperset(way.needs)]
        if not ways:
            first = stream.method.ways[-1].needs[0]
            raise CannotCompute("emissions.missing", first)
        way = ways[0]
        made = {step.symbol for step in way.steps}
        used = list(dict.fromkeys(s for f in (*(s.formula for s in way.steps), way.formula) for s in symbols_of(f)))
        texts = {s: self._text(stream, s, item) for s in used if s in stream.fill and s not in given | made}
        for symbol in used:
            if symbol not in made and symbol not in given and symbol not in texts:
                raise CannotCompute("emissions.missing", symbol)
        constants = tuple((name, pair(Fraction(node.value))) for name, node in texts.items())
        steps = tuple((s, *_compiled(s.formula, constants)) for s in way.steps)
        takes, formula = _compiled(way.formula, constants)
        return Plan(way, tuple(used), steps, formula, takes, texts)

    def _text(self, stream: Stream, symbol: str, item: str) -> Node:
        """Return what a text gives; one that gives nothing in this year or for this item leaves a figure to be told."""
        try:
            return self._guide.filled(stream, symbol, item)
        except NoTextInForce:
            raise CannotCompute("emissions.missing", symbol) from None

    def tree(self, stream: Stream, item: Item | None, row: Activity) -> Node:
        """Return the tree of what a row comes to."""
        plan = self.plan(stream, row.item, tuple(row.values))
        leaves: dict[str, Node] = {}
        for symbol in plan.symbols:
            if symbol in plan.texts:
                leaves[symbol] = plan.texts[symbol]
            elif symbol in row.values:
                leaves[symbol] = _given(stream, item, symbol, row.values[symbol])
        known: dict[str, Pair] = dict(row.values)
        for step, takes, formula in plan.steps:
            known[step.symbol] = _step(step, formula(*[known[name] for name in takes]))
            leaves[step.symbol] = Node(
                "label.said", Fraction(*known[step.symbol]), step.unit, step.symbol, step.formula, step.rounding,
                inputs=tuple(leaves[s] for s in symbols_of(step.formula)), note=both(step.label),
            )  # fmt: skip
        place = " ".join(filter(None, (row.part, row.month, both(item.label) if item else "", both(plan.way.label))))
        return Node(
            "label.row_emission", Fraction(*plan.mass(row.values)), f"t{stream.gas}", formula=plan.way.formula,
            citation=stream.citation, confidence=stream.confidence, note=place,
            inputs=tuple(leaves[s] for s in symbols_of(plan.way.formula)),
        )  # fmt: skip


def _compiled(formula: str, constants: tuple[tuple[str, Pair], ...]) -> tuple[tuple[str, ...], Compiled]:
    names = symbols_of(formula)
    known = tuple((name, value) for name, value in constants if name in names)
    takes = tuple(s for s in names if s not in dict(known))
    return takes, compiled(formula, takes, known)


def _step(step: Step, value: Pair) -> Pair:
    return value if not step.rounding else pair(rounded(Fraction(*value), step.rounding))


def _given(stream: Stream, item: Item | None, symbol: str, value: Pair) -> Node:
    said = stream.method.inputs[symbol]
    unit = said.unit.replace("item", item.unit if item else "")
    return Node("label.said", Fraction(*value), unit, symbol, note=both(said.label))


def both(label: Mapping[str, str]) -> str:
    """Return a label in both languages."""
    return f"{label['zh']} {label['en']}"


def mean(values: Sequence[Pair], places: int) -> Pair:
    """Return the arithmetic mean of figures, half-up."""
    return pair(half_up(sum((Fraction(*v) for v in values), Fraction(0)) / len(values), places))

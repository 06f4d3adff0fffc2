"""The tree of a figure: value, formula, inputs, rounding, text ("why this number?").

A node's formula is arithmetic over the symbols of its inputs, so a tree proves itself: `check` computes every
node again from its inputs and lists what does not agree. A formula is only shown after the calculation it describes.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from tanshi.core.catalogue import text
from tanshi.core.citation import Citation, Confidence
from tanshi.core.exact import floor, half_up, show
from tanshi.rules.parameter import Cited

#: Two irrational numbers agree when they differ by less than this part of themselves.
_IRRATIONAL_TOLERANCE = Fraction(1, 10**40)

Value = Fraction | int | str


@dataclass(frozen=True, slots=True)
class Node:
    """One figure of a tree."""

    label: str  # code in the catalogue
    value: Value
    unit: str = ""
    symbol: str = ""  # the letter under which the parent's formula knows it
    formula: str = ""  # over the inputs' symbols; "sum" adds all inputs
    rounding: str = ""  # "floor", "half_up 2" … applied after the formula; "" leaves the exact value
    citation: Citation | None = None
    confidence: Confidence | None = None
    inputs: tuple[Node, ...] = ()
    note: str = ""
    subject: str = ""  # what `tanshi why` shows deeper, if it goes on

    def as_json(self) -> dict[str, object]:
        """Return the tree as the machine interface gives it."""
        return {
            "label": text(self.label, "en"),
            "label_zh": text(self.label, "zh"),
            "value": self.shown,
            "unit": self.unit,
            "symbol": self.symbol,
            "formula": self.formula,
            "rounding": self.rounding,
            "citation": str(self.citation) if self.citation else "",
            "source": self.citation.source if self.citation else "",
            "confidence": str(self.confidence) if self.confidence else "",
            "note": self.note,
            "subject": self.subject,
            "inputs": [node.as_json() for node in self.inputs],
        }

    @property
    def shown(self) -> str:
        return self.value if isinstance(self.value, str) else show(self.value)

    def walk(self) -> Iterator[Node]:
        """Yield this node and all under it."""
        yield self
        for node in self.inputs:
            yield from node.walk()

    def check(self) -> list[str]:
        """Return the nodes whose value does not follow from their inputs; an empty list proves the tree."""
        return [line for node in self.walk() if (line := node._disagreement())]

    def _disagreement(self) -> str:
        if not self.formula or isinstance(self.value, str):
            return ""
        computed = rounded(evaluate(self.formula, self.inputs), self.rounding)
        if abs(computed - self.value) <= _IRRATIONAL_TOLERANCE * abs(computed):
            return ""
        return f"{self.label}: {self.formula} gives {show(computed)}, not {self.shown}"


def law(cited: Cited, label: str, symbol: str = "", value: Fraction | None = None) -> Node:
    """Return the leaf of a value that a text sets."""
    shown: Value = str(cited.value)
    with suppress(ValueError, TypeError):
        shown = cited.number if value is None else value
    return Node(
        label=label,
        value=shown,
        unit=cited.unit,
        symbol=symbol,
        citation=cited.citation,
        confidence=cited.confidence,
        note=cited.note,
        subject=cited.name,
    )


def rounded(value: Fraction, rounding: str) -> Fraction:
    """Return a value under a named rounding: "", "floor", "half_up N"."""
    name, _, places = rounding.partition(" ")
    if name == "":
        return value
    if name == "floor":
        return Fraction(floor(value))
    assert name == "half_up", f"rounding {rounding!r} is not one of ours"
    return half_up(value, int(places or 0))


_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(formula: str, inputs: tuple[Node, ...]) -> Fraction:
    """Return what a formula gives over the inputs' values, exactly (powers to 50 digits)."""
    if formula == "sum":
        return sum((Fraction(n.value) for n in inputs), Fraction(0))
    symbols = {n.symbol: Fraction(n.value) for n in inputs if n.symbol and not isinstance(n.value, str)}
    return _evaluate(ast.parse(formula, mode="eval").body, symbols)


def _evaluate(tree: ast.expr, symbols: Mapping[str, Fraction]) -> Fraction:
    match tree:
        case ast.Constant(value=int() as number):
            return Fraction(number)
        case ast.Name(id=name):
            return symbols[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, symbols)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return power(_evaluate(left, symbols), _evaluate(right, symbols))
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_evaluate(left, symbols), _evaluate(right, symbols))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _FUNCTIONS[name](*(_evaluate(a, symbols) for a in args))
    raise ValueError(f"a formula may not contain {ast.dump(tree)}")


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return base ** exponent to 50 significant digits; exact where the exponent is a whole number."""
    from decimal import Context, Decimal, localcontext

    if exponent.denominator == 1:
        return Fraction(base**exponent.numerator)
    with localcontext(Context(prec=60)):
        real = Decimal(base.numerator) / Decimal(base.denominator)
        raised = real ** (Decimal(exponent.numerator) / Decimal(exponent.denominator))
    with localcontext(Context(prec=50)):
        return Fraction(+raised)


def exponential(exponent: Fraction) -> Fraction:
    """Return e ** exponent to 50 significant digits; exact at 0."""
    from decimal import Context, Decimal, localcontext

    if exponent == 0:
        return Fraction(1)
    with localcontext(Context(prec=60)):
        raised = (Decimal(exponent.numerator) / Decimal(exponent.denominator)).exp()
    with localcontext(Context(prec=50)):
        return Fraction(+raised)


_FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {"min": min, "max": max, "exp": exponential}

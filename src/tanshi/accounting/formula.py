"""Formulas of guides as exact arithmetic, compiled: over pairs of whole numbers, no fraction reduced until the end.

The language is that of `rules.trace`, which defines it and which a tree is checked with: + - * /, whole numbers,
`min` and `max`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

#: A number as numerator and denominator; the denominator is above 0.
Pair = tuple[int, int]

Compiled = Callable[..., Pair]


class NotAFormula(ValueError):
    """The text is no formula of a guide."""


@lru_cache(maxsize=4096)
def compiled(formula: str, symbols: tuple[str, ...], constants: tuple[tuple[str, Pair], ...] = ()) -> Compiled:
    """Return a function of pairs, one for each symbol in their order; `constants` are known already.

    The function raises `ZeroDivisionError` where the formula divides by nought. Raises `NotAFormula`.
    """
    code = _Code({name: (f"{name}_n", f"{name}_d") for name in symbols} | {n: _whole(p) for n, p in constants})
    result = code.of(_parsed(formula))
    unpacked = [f"    {name}_n, {name}_d = {name}" for name in symbols]
    body = "\n".join([f"def f({', '.join(symbols)}):", *unpacked, *code.lines, f"    return {result[0]}, {result[1]}"])
    space: dict[str, Compiled] = {}
    exec(body, {"_over": _over, "_lesser": _lesser, "_greater": _greater}, space)
    return space["f"]


def symbols_of(formula: str) -> tuple[str, ...]:
    """Return the names in a formula, in the order in which they first stand there."""
    calls = {id(node.func) for node in ast.walk(_parsed(formula)) if isinstance(node, ast.Call)}
    names = [n for n in ast.walk(_parsed(formula)) if isinstance(n, ast.Name) and id(n) not in calls]
    return tuple(dict.fromkeys(n.id for n in sorted(names, key=lambda n: (n.lineno, n.col_offset))))


def pair(value: Fraction | int) -> Pair:
    """Return a number as a pair."""
    return value.numerator, value.denominator


def sum_of(pairs: Sequence[Pair]) -> Fraction:
    """Return the exact sum of many pairs: few denominators occur, so each is summed apart."""
    sums: dict[int, int] = {}
    for n, d in pairs:
        sums[d] = sums.get(d, 0) + n
    return sum((Fraction(n, d) for d, n in sums.items()), Fraction(0))


@lru_cache(maxsize=4096)
def _parsed(formula: str) -> ast.expr:
    try:
        return ast.parse(formula, mode="eval").body
    except SyntaxError as error:
        raise NotAFormula(f"{formula!r} is no formula: {error.msg}") from None


def _whole(value: Pair) -> tuple[str, str]:
    return f"({value[0]})", str(value[1])


class _Code:
    """Lines of a function under way; a number is the pair of expressions of its numerator and denominator."""

    def __init__(self, names: Mapping[str, tuple[str, str]]) -> None:
        self.lines: list[str] = []
        self._names = names
        self._made = 0

    def of(self, tree: ast.expr) -> tuple[str, str]:
        match tree:
            case ast.Constant(value=int() as number) if not isinstance(number, bool):
                return f"({number})", "1"
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                n, d = self.of(operand)
                return self._kept(f"-{n}", d)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _RULES:
                return self._kept(*_RULES[type(op)](*self.of(left), *self.of(right)))
            case ast.Call(func=ast.Name(id="min" | "max" as name), args=args, keywords=[]) if args:
                chosen = [f"({n}, {d})" for n, d in map(self.of, args)]
                return self._unpacked(f"{'_lesser' if name == 'min' else '_greater'}({', '.join(chosen)})")
        raise NotAFormula(f"a formula may not contain {ast.unparse(tree)}")

    def _kept(self, n: str, d: str) -> tuple[str, str]:
        if not d:  # of a quotient, whose sign goes to the numerator
            return self._unpacked(n)
        return self._unpacked(f"{n}, {d}")

    def _unpacked(self, expression: str) -> tuple[str, str]:
        self._made += 1
        name = f"t{self._made}"
        self.lines.append(f"    {name}_n_, {name}_d_ = {expression}")
        return f"{name}_n_", f"{name}_d_"


def _add(an: str, ad: str, bn: str, bd: str) -> tuple[str, str]:
    return (f"{an} + {bn}", ad) if ad == bd else (f"{an} * {bd} + {bn} * {ad}", f"{ad} * {bd}")


def _subtract(an: str, ad: str, bn: str, bd: str) -> tuple[str, str]:
    return (f"{an} - {bn}", ad) if ad == bd else (f"{an} * {bd} - {bn} * {ad}", f"{ad} * {bd}")


def _multiply(an: str, ad: str, bn: str, bd: str) -> tuple[str, str]:
    return f"{an} * {bn}", f"{ad} * {bd}"


def _divide(an: str, ad: str, bn: str, bd: str) -> tuple[str, str]:
    return f"_over({an} * {bd}, {ad} * {bn})", ""


_RULES: Mapping[type[ast.operator], Callable[[str, str, str, str], tuple[str, str]]] = {
    ast.Add: _add,
    ast.Sub: _subtract,
    ast.Mult: _multiply,
    ast.Div: _divide,
}


def _over(n: int, d: int) -> Pair:
    if d == 0:
        raise ZeroDivisionError("a formula divides by nought")
    return (n, d) if d > 0 else (-n, -d)


def _lesser(*pairs: Pair) -> Pair:
    found = pairs[0]
    for n, d in pairs[1:]:
        if n * found[1] < found[0] * d:
            found = (n, d)
    return found


def _greater(*pairs: Pair) -> Pair:
    found = pairs[0]
    for n, d in pairs[1:]:
        if n * found[1] > found[0] * d:
            found = (n, d)
    return found

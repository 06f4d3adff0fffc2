"""Checks asked of many rows at once: a float with its error bound passes what passes clearly.

`judge_one`, the exact arithmetic that decides, is asked about the rest, so bulk and single find the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from tanshi.accounting.formula import Pair
from tanshi.mrv.plausibility.check import Catalogue, Check
from tanshi.mrv.plausibility.columns import Flags, Floats, Frame, Whole, estimate
from tanshi.mrv.plausibility.judging import Odd, Verdict, judge_one, reference

#: For each law symbol: a code for each asked row, and the exact and the float number of each code.
_Numbers = Mapping[str, tuple[Whole, Sequence[Pair], Floats]]


def judge(catalogue: Catalogue, checks: Sequence[Check], frame: Frame) -> Verdict:
    """Return what checks of one kind of rows find; the findings by row, within it in the catalogue's order."""
    found = Verdict()
    per_entity = np.zeros(len(frame.entities), dtype=np.int64)
    odd: list[tuple[int, int, Odd]] = []
    for order, check in enumerate(checks):
        rows, numbers = _asked(catalogue, check, frame)
        if not len(rows):
            continue
        per_entity += np.bincount(frame.entity[rows], minlength=len(frame.entities))
        found.asked_by_check[check.code] = len(rows)
        unclear = _unclear(check, frame, rows, numbers)
        for at in unclear:
            row = int(rows[at])
            given = {s: pairs[int(codes[at])] for s, (codes, pairs, _) in numbers.items()}
            given |= {name: frame.columns[name].at(row) for name in check.variables()}
            if (judged := judge_one(check, given)) is not None:
                value, least, most = judged
                inputs = {name: Fraction(*p) for name, p in given.items()}
                odd.append((row, order, Odd(check, frame.entities[frame.entity[row]], frame.where[row],
                                            frame.days[frame.day[row]], value, least, most, inputs)))  # fmt: skip
    found.odd = [o for _, _, o in sorted(odd, key=lambda o: o[:2])]
    found.asked = {frame.entities[e]: int(n) for e, n in enumerate(per_entity) if n}
    return found


def _asked(catalogue: Catalogue, check: Check, frame: Frame) -> tuple[Whole, _Numbers]:
    """Return the rows a check is asked of, and the law's numbers for them."""
    mask = np.ones(len(frame), dtype=bool) if frame.asked is None else frame.asked.copy()
    for word, allowed in check.when.items():
        if word not in frame.words:
            return np.empty(0, dtype=np.int64), {}
        codes, names = frame.words[word]
        mask &= np.array([n in allowed for n in names], dtype=bool)[codes]
    for name in check.variables():
        if name not in frame.columns:
            return np.empty(0, dtype=np.int64), {}
        known = frame.columns[name].known
        if known is not None:
            mask &= known
    for name in check.needs:
        mask &= frame.columns[name].numerators > 0
    rows = np.nonzero(mask)[0]
    found: dict[str, tuple[Whole, Sequence[Pair], Floats]] = {}
    sets = np.ones(len(rows), dtype=bool)
    for symbol, said in check.law.items():
        codes, pairs, known = _of_law(catalogue, said, frame, rows)
        found[symbol] = (codes, pairs, np.array([n / d for n, d in pairs]))
        sets &= known[codes]
    if not sets.all():
        rows = rows[sets]
        found = {s: (codes[sets], pairs, floats) for s, (codes, pairs, floats) in found.items()}
    return rows, found


def _of_law(catalogue: Catalogue, said: str, frame: Frame, rows: Whole) -> tuple[Whole, list[Pair], Flags]:
    """Return for rows a code of day and key, and for each code the law's number and whether there is one."""
    parameter, key, word = reference(said)
    codes, names = frame.words[word] if word else (np.zeros(len(frame), dtype=np.int64), [key])
    both = frame.day[rows] * len(names) + codes[rows]
    distinct, at = np.unique(both, return_inverse=True)
    numbers = [
        catalogue.number(parameter, frame.days[int(b) // len(names)], names[int(b) % len(names)]) for b in distinct
    ]
    return at.astype(np.int64), [n or (0, 1) for n in numbers], np.array([n is not None for n in numbers], dtype=bool)


def _unclear(check: Check, frame: Frame, rows: Whole, numbers: _Numbers) -> Iterator[int]:
    """Yield which of the asked rows do not pass clearly."""
    values: dict[str, Floats | float] = {n: frame.columns[n].floats(rows) for n in check.variables()}
    values |= {s: floats[codes] for s, (codes, _, floats) in numbers.items()}
    value, off = estimate(check.value, values)
    clear = np.isfinite(value) & np.ones(len(rows), dtype=bool)
    for formula, sign in ((check.least, 1), (check.most, -1)):
        if formula:
            bound, of_bound = estimate(formula, values)
            with np.errstate(invalid="ignore"):
                inside, slack = (value - bound) * sign, off + of_bound
                clear &= (inside > slack) | ((inside == 0) & (slack == 0))  # nought beside nought is exact
    yield from (int(at) for at in np.nonzero(~clear)[0])

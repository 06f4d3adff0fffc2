"""Plots of land or sea by their corners, in millionths of a degree: do two of them share ground?

Exact over whole numbers and fractions. Plots that only touch share none. A plot of one corner is a point; a point lies
in a plot if it is within it or on its edge. Corners of a plot go round it once without crossing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

Corner = tuple[int, int]  # longitude, latitude
_Point = tuple[Fraction | int, Fraction | int]
_Edge = tuple[Corner, Corner]

#: Millionths of a degree a side of a cell has, by which plots that may overlap are found.
CELL = 100_000

_EAST, _NORTH = 180_000_000, 90_000_000

#: A box around China with its seas: west, south, east, north. Latitude written before longitude lies outside.
_CHINA = (73_000_000, 3_000_000, 136_000_000, 54_000_000)


def is_plot(corners: Sequence[Corner]) -> bool:
    """Tell whether corners are a plot: on the globe, one or at least three, none twice, no edge crossing another."""
    if not all(-_EAST <= x <= _EAST and -_NORTH <= y <= _NORTH for x, y in corners):
        return False
    if len(corners) == 1:
        return True
    if len(corners) < 3 or len(set(corners)) != len(corners):
        return False
    edges = list(_edges(corners))
    for n, first in enumerate(edges):
        for m in range(n + 1, len(edges)):
            shared = set(first) & set(edges[m])
            if not shared and _meet(first, edges[m]):
                return False
            if shared and _folds_back(first, edges[m]):
                return False
    return True


def near_china(corners: Sequence[Corner]) -> bool:
    """Tell whether all of a plot lies in the box around China."""
    west, south, east, north = box(corners)
    return _CHINA[0] <= west and east <= _CHINA[2] and _CHINA[1] <= south and north <= _CHINA[3]


def overlap(one: Sequence[Corner], other: Sequence[Corner]) -> bool:
    """Tell whether two plots share ground."""
    if not _boxes_meet(one, other):
        return False
    if len(one) == 1 or len(other) == 1:
        point, plot = (one[0], other) if len(one) == 1 else (other[0], one)
        return tuple(plot) == (point,) if len(plot) == 1 else _side(point, plot) >= 0
    if any(_side(middle, other) > 0 for middle in _pieces(one, other)):
        return True
    if any(_side(middle, one) > 0 for middle in _pieces(other, one)):
        return True
    return _side(_inside(one), other) > 0  # then no edge goes through the other: it is all of it, or nothing


def cells(corners: Sequence[Corner]) -> list[str]:
    """Return the names of the cells a plot's box touches."""
    west, south, east, north = box(corners)
    return [f"{x}/{y}" for x in range(west // CELL, east // CELL + 1) for y in range(south // CELL, north // CELL + 1)]


def box(corners: Sequence[Corner]) -> tuple[int, int, int, int]:
    """Return west, south, east, north."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _boxes_meet(one: Sequence[Corner], other: Sequence[Corner]) -> bool:
    a, b = box(one), box(other)
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _edges(corners: Sequence[Corner]) -> Iterator[_Edge]:
    yield from zip(corners, [*corners[1:], corners[0]], strict=True)


def _turn(a: _Point, b: _Point, c: _Point) -> int:
    """Return 1 if c is left of a → b, -1 if right, 0 if on the line."""
    value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (value > 0) - (value < 0)


def _between(a: _Point, b: _Point, c: _Point) -> bool:
    """Tell whether c, on the line of a and b, lies from a to b."""
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _meet(one: _Edge, other: _Edge) -> bool:
    (a, b), (c, d) = one, other
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    on = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(turn == 0 and _between(*line) for turn, line in zip(turns, on, strict=True))


def _folds_back(one: _Edge, other: _Edge) -> bool:
    """Tell whether two edges with a corner in common lie on each other."""
    (corner,) = set(one) & set(other)
    (a,), (b,) = set(one) - {corner}, set(other) - {corner}
    return _turn(corner, a, b) == 0 and (_between(corner, a, b) or _between(corner, b, a))


def _side(point: _Point, plot: Sequence[Corner]) -> int:
    """Return 1 if a point is within a plot, 0 if on its edge, -1 if outside."""
    inside = False
    for a, b in _edges(plot):
        if _turn(a, b, point) == 0 and _between(a, b, point):
            return 0
        if (a[1] > point[1]) != (b[1] > point[1]):
            low, high = (a, b) if a[1] < b[1] else (b, a)
            inside ^= _turn(low, high, point) > 0
    return 1 if inside else -1


def _pieces(plot: Sequence[Corner], other: Sequence[Corner]) -> Iterator[_Point]:
    """Yield the middles of the pieces into which another plot's edges cut the edges of a plot."""
    for a, b in _edges(plot):
        cuts = sorted({Fraction(0), Fraction(1), *(t for edge in _edges(other) for t in _cuts((a, b), edge))})
        for first, last in pairwise(cuts):
            t = (first + last) / 2
            yield a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])


def _cuts(edge: _Edge, other: _Edge) -> Iterator[Fraction]:
    """Yield where along an edge, from 0 to 1, another meets it."""
    (a, b), (c, d) = edge, other
    (ux, uy), (vx, vy) = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1])
    across = ux * vy - uy * vx
    if across:
        t = Fraction((c[0] - a[0]) * vy - (c[1] - a[1]) * vx, across)
        s = Fraction((c[0] - a[0]) * uy - (c[1] - a[1]) * ux, across)
        if 0 <= t <= 1 and 0 <= s <= 1:
            yield t
        return
    for corner in (c, d):
        if _turn(a, b, corner) == 0 and _between(a, b, corner):
            yield Fraction((corner[0] - a[0]) * ux + (corner[1] - a[1]) * uy, ux * ux + uy * uy)


def _inside(plot: Sequence[Corner]) -> _Point:
    """Return a point within a plot: on a line between the heights of its two lowest corners."""
    heights = sorted({y for _, y in plot})
    y = Fraction(heights[0] + heights[1], 2)
    crossings = sorted(
        a[0] + (y - a[1]) * Fraction(b[0] - a[0], b[1] - a[1]) for a, b in _edges(plot) if (a[1] > y) != (b[1] > y)
    )
    return (crossings[0] + crossings[1]) / 2, y

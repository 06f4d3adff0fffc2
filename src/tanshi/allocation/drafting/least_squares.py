"""Linear least squares in floats, for statistics only: estimates, their standard errors, residuals.

A column that says nothing beside those before it (a coefficient no unit shows) is left out and has no estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

#: A column whose part that is new has less than this share of its length says nothing.
_NOTHING_NEW = 1e-9


@dataclass(frozen=True, slots=True)
class LeastSquares:
    """Estimates and standard errors by column (None where the data say nothing), and what is left unexplained."""

    estimates: tuple[float | None, ...]
    errors: tuple[float | None, ...]
    residuals: tuple[float, ...]


def least_squares(
    columns: Sequence[Sequence[float]], y: Sequence[float], weights: Sequence[float] | None = None
) -> LeastSquares:
    """Return the coefficients of the columns that leave the least squares of `y`, each square times its weight.

    By orthogonal columns, one after the other (Gram-Schmidt, twice for accuracy). Residuals are those of `y` itself.
    """
    if weights is not None:
        roots = [sqrt(w) for w in weights]
        found = least_squares([_times(roots, c) for c in columns], _times(roots, y))
        return LeastSquares(
            found.estimates, found.errors, tuple(r / w for r, w in zip(found.residuals, roots, strict=True))
        )
    kept: list[int] = []
    basis: list[list[float]] = []  # orthonormal
    upper: list[list[float]] = []  # each kept column in terms of the basis
    for number, column in enumerate(columns):
        rest, parts = list(column), [0.0] * len(basis)
        for _ in range(2):
            for n, axis in enumerate(basis):
                along = _dot(axis, rest)
                parts[n] += along
                rest = [r - along * a for r, a in zip(rest, axis, strict=True)]
        length, whole = sqrt(_dot(rest, rest)), sqrt(_dot(column, column))
        if whole == 0 or length <= _NOTHING_NEW * whole:
            continue
        kept.append(number)
        basis.append([r / length for r in rest])
        upper.append([*parts, length])
    residuals, along_axes = list(y), []
    for axis in basis:
        along = _dot(axis, residuals)
        along_axes.append(along)
        residuals = [r - along * a for r, a in zip(residuals, axis, strict=True)]
    inverse = _inverse(upper)
    freedom = len(y) - len(kept)
    variance = _dot(residuals, residuals) / freedom if freedom > 0 else 0.0
    estimates: list[float | None] = [None] * len(columns)
    errors: list[float | None] = [None] * len(columns)
    for place, number in enumerate(kept):
        estimates[number] = _dot(inverse[place], along_axes)
        errors[number] = sqrt(variance * _dot(inverse[place], inverse[place])) if freedom > 0 else None
    return LeastSquares(tuple(estimates), tuple(errors), tuple(residuals))


def _inverse(upper: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return the inverse of the triangle whose column k is `upper[k]`, row by row."""
    size = len(upper)
    rows = [[0.0] * size for _ in range(size)]
    for column in range(size):
        rows[column][column] = 1 / upper[column][column]
        for row in range(column - 1, -1, -1):
            above = sum(upper[k][row] * rows[k][column] for k in range(row + 1, column + 1))
            rows[row][column] = -above / upper[row][row]
    return rows


def _times(a: Sequence[float], b: Sequence[float]) -> list[float]:
    return [x * y for x, y in zip(a, b, strict=True)]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))

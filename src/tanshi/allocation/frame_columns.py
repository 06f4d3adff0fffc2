"""Columns of a frame as whole numbers, and which rows these say exactly.

A row is taken here only where its whole numbers are beyond doubt what its cells say; every other row, wrong or merely
unusual, is left to the plain reader of cells. So nothing here judges: it is fast where it is sure.

A float stands for its shortest decimal. With k = round(x 10^p) below 2^40, the decimal k / 10^p has at most 13
digits, and
decimals of up to 15 digits are told apart by their floats: if k / 10^p and x are the same float, it is the shortest
decimal of x. The same holds of a text of at most 15 digits, read as a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import narwhals as nw
import numpy as np
import numpy.typing as npt

from tanshi.allocation.bulk import Ints
from tanshi.allocation.kernel_plain import BITS, STEPS
from tanshi.core.sheets import cell_text

Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]

#: Texts of at most 15 digits, zeros at the end not counted; and shares with any digits.
_SIMPLE = r"^[0-9]{1,9}(?:\.[0-9]{1,6}0*)?$"
_SHARE = r"^0(?:\.[0-9]{1,40})?$"

#: A load factor this near to a tie of its rounding, in steps, is left to the plain reader.
_TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column as whole numbers; where `sure` is false the number means nothing."""

    values: Ints
    sure: Bools


@dataclass(frozen=True, slots=True)
class _Read:
    """A column as floats. `simple`: the float tells the cell's decimal; `share`: near enough to round a share."""

    x: Floats
    simple: Bools
    share: Bools
    null: Bools


def absent(size: int, *, needed: bool) -> Parsed:
    """Return a column that a frame does not have."""
    return Parsed(np.zeros(size, np.int64), np.full(size, not needed))


def amounts(series: Any, places: int, *, needed: bool | Bools, most: int = (1 << BITS) - 1) -> Parsed:
    """Return a column of numbers from 0 to `most` in units of their last decimal place.

    `needed`: whether, or in which rows, the plan cannot do without it.
    """
    read = _read(series)
    return _or_nothing(read, _exactly(read, places, most), needed=needed)


def load_factors(series: Any, *, needed: bool | Bools) -> Parsed:
    """Return load factors in steps, rounded half-up as the plain path rounds them; `needed` as of amounts."""
    read = _read(series)
    exact = _exactly(read, len(str(STEPS)) - 1, STEPS)
    with np.errstate(invalid="ignore"):
        y = read.x * STEPS
        rounds = read.share & (y >= 0) & (y < STEPS - 1) & (np.abs(y - np.floor(y) - 0.5) > _TIE)
        values = np.where(exact.sure, exact.values, np.where(rounds, np.floor(y + 0.5), 0)).astype(np.int64)
    return _or_nothing(read, Parsed(values, exact.sure | rounds), needed=needed)


def not_read(series: Any, *, share: bool = False) -> Parsed:
    """Return zeros, sure where the cell is empty or a number that may stand there: the plan does not use the column."""
    read = _read(series)
    with np.errstate(invalid="ignore"):
        sure = (read.simple & (read.x >= 0) & (read.x <= 1)) if share else (read.simple & (read.x >= 0))
    return _or_nothing(read, Parsed(np.zeros(len(series), np.int64), sure), needed=False)


def _or_nothing(read: _Read, found: Parsed, *, needed: bool | Bools) -> Parsed:
    """Let an empty cell be 0 where the plan can do without it."""
    values = np.where(found.sure, found.values, 0)
    return Parsed(values, np.where(needed, found.sure & ~read.null, found.sure | read.null))


def _exactly(read: _Read, places: int, most: int) -> Parsed:
    scale = float(10**places)
    with np.errstate(invalid="ignore", over="ignore"):
        k = np.rint(read.x * scale)
        sure = read.simple & (k >= 0) & (k <= most) & (k / scale == read.x)
    return Parsed(np.where(sure, k, 0).astype(np.int64), sure)


def _read(series: Any) -> _Read:
    null = series.is_null().to_numpy().astype(bool)
    dtype = series.dtype
    if dtype.is_integer():
        values = (series.fill_null(0) if null.any() else series).to_numpy()
        simple = ~null & (values <= 2**53) & (values >= 0)
        return _Read(values.astype(np.float64), simple, simple, null)
    if dtype == nw.Float64:
        x = (series.fill_null(0.0) if null.any() else series).to_numpy().astype(np.float64)
        simple = np.isfinite(x) & ~null
        return _Read(x, simple, simple, null)
    if series.implementation.is_pyarrow() and series.dtype.is_decimal():
        return _read_decimals(series.to_native(), null)
    return _read_texts(series, null)


def _read_decimals(native: Any, null: Bools) -> _Read:
    """Read Arrow's decimals from their digits: below 10^15 these and the power of ten are exact floats, and their
    quotient is the float nearest to the decimal.
    """
    import pyarrow as pa

    digits = np.zeros(len(null), dtype=np.int64)
    fits = np.zeros(len(null), dtype=bool)
    begin = 0
    for chunk in native.cast(pa.decimal128(38, native.type.scale)).chunks:
        halves = np.frombuffer(chunk.buffers()[1], dtype=np.int64)[2 * chunk.offset : 2 * (chunk.offset + len(chunk))]
        end = begin + len(chunk)
        digits[begin:end] = halves[::2]
        fits[begin:end] = halves[1::2] == 0
        begin = end
    simple = fits & ~null & (digits >= 0) & (digits < 10**15) & (0 <= native.type.scale <= 22)
    x = np.where(simple, digits, 0) / 10.0**native.type.scale
    return _Read(x, simple, simple, null)


def _read_texts(series: Any, null: Bools) -> _Read:
    texts = as_text(series).fill_null("")
    simple = texts.str.contains(_SIMPLE).to_numpy().astype(bool)
    share = simple | texts.str.contains(_SHARE).to_numpy().astype(bool)
    x = np.full(len(texts), np.nan)
    x[share] = texts.filter(share.tolist()).cast(nw.Float64).to_numpy()
    return _Read(x, simple, share, null)


def as_text(series: Any) -> Any:
    """Return a column as text: a frame's decimals by their digits, whatever it holds else as a cell says it."""
    if series.dtype == nw.String:
        return series
    if series.dtype.is_decimal() or series.dtype in (nw.Categorical, nw.Enum):
        return series.cast(nw.String)
    texts = [None if missing else cell_text(v) for v, missing in zip(series.to_list(), series.is_null(), strict=True)]
    return nw.new_series(series.name, texts, nw.String(), backend=series.implementation)


def ids(series: Any) -> Any:
    """Return a column of names without surplus spaces, as text or whole numbers; a float 3.0 is 3."""
    if series.dtype.is_integer():
        return series
    texts = as_text(series)
    if texts.fill_null("").str.contains(r"^\s|\s$|\s\s|[\t\n\r\f\v]").any():
        clean = [None if v is None else cell_text(v) for v in texts.to_list()]
        return nw.new_series(series.name, clean, nw.String(), backend=series.implementation)
    return texts


def blank(series: Any) -> Bools:
    """Tell which names are empty."""
    null = series.is_null()
    if series.dtype.is_integer():
        return np.asarray(null.to_numpy(), dtype=bool)
    return np.asarray((null | (series.fill_null("") == "")).to_numpy(), dtype=bool)


def codes(series: Any) -> tuple[Ints, list[Any]]:
    """Return a number for each cell, and the values the numbers stand for; -1 is an empty cell."""
    native = series.to_native()
    if series.implementation.is_pandas_like():
        numbers, values = series.implementation.to_native_namespace().factorize(native)
        return np.asarray(numbers, dtype=np.int64), list(values)
    if series.implementation.is_pyarrow():
        import pyarrow as pa

        encoded = native if pa.types.is_dictionary(native.type) else native.dictionary_encode()
        array = encoded.unify_dictionaries().combine_chunks()
        numbers = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return numbers.astype(np.int64), array.dictionary.to_pylist()
    values = series.drop_nulls().unique(maintain_order=True).to_list()
    if not values:
        return np.full(len(series), -1, dtype=np.int64), []
    known = series.fill_null(values[0]).replace_strict(values, list(range(len(values))), return_dtype=nw.Int64)
    return np.where(series.is_null().to_numpy(), -1, known.to_numpy()), values


def words(series: Any, meanings: Mapping[str, int], *, upper: bool = False) -> Ints:
    """Return what words mean, -1 where a word is none of them; an empty cell is the word ""."""
    numbers, values = codes(series)
    texts = [cell_text(v) for v in values]
    found = [meanings.get(t.upper() if upper else t.casefold(), -1) for t in texts]
    return np.array([*found, meanings.get("", -1)], dtype=np.int64)[numbers]

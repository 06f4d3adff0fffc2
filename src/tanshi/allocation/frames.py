"""Allocation of the units in somebody's own pandas, Polars or Arrow frame; what comes back is of the same kind.

Amounts in whole tonnes are integers. Exact figures (coefficients, allowances before rounding, the gap rate) are decimal
text as in `tanshi allocate --json`. A float in the frame stands for its shortest decimal: 0.1 is one tenth.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar

import narwhals as nw
import numpy as np

from tanshi.allocation import from_file
from tanshi.allocation.bulk import BulkPlan, Columns, Outcome
from tanshi.allocation.intake import Intake, Taken
from tanshi.core.exact import SHOWN_PLACES, show
from tanshi.core.finding import Finding, Problem
from tanshi.rules import Law

FrameT = TypeVar("FrameT")

_EXACT = ("load_coef", "heat_coef", "cooling_coef", "electricity_allowance", "heat_allowance")

#: Decimals of an allowance before rounding whose coefficient has no end.
_IRRATIONAL_PLACES = 6


class RowsLeftOut(UserWarning):
    """Some rows of a frame could not be used; `allocate_all` returns what is wrong with them."""


@dataclass(frozen=True, slots=True)
class FrameAllocation(Generic[FrameT]):
    """A plan applied to a frame: units that could be computed, their entities, and what is wrong with other rows.

    `units` are in the frame's order. `findings` has row (from 0), column, code, message, message_zh. `by_reference` is
    the number of rows computed one by one, because a cell has more decimals, or is larger, than columns hold.
    """

    plan: str
    units: FrameT
    entities: FrameT
    findings: FrameT
    by_reference: int


def allocate(frame: FrameT, plan: str, *, exact: bool = True) -> FrameT:
    """Return the units of a frame with what a plan gives them; warns where rows could not be used.

    `exact=False` leaves out the exact figures before rounding, which cost most of the time.
    """
    found = allocate_all(frame, plan, exact=exact)
    findings: Any = nw.from_native(found.findings, eager_only=True)
    if len(findings):
        first = findings.row(0)
        message = f"{len(findings)} findings; the first: row {first[0]}, {first[1]}: {first[3]}"
        warnings.warn(f"{message} allocate_all(frame, plan).findings has all.", RowsLeftOut, stacklevel=2)
    return found.units


def allocate_all(frame: FrameT, plan: str, *, exact: bool = True) -> FrameAllocation[FrameT]:
    """Return what a plan gives the units of a frame, and their entities.

    Columns are those of `tanshi allocate`, in English or Chinese. `Problem` if the plan is unknown, a column is missing
    or no row can be used.
    """
    wrapped: Any = nw.from_native(frame, eager_only=True)  # type: ignore[call-overload, unused-ignore]
    intake = Intake(Law("cn"), plan, wrapped.columns, sheet="frame", first_row=0)
    taken = intake.take(wrapped, each=True)
    if not len(taken.places) and not taken.plain:
        raise Problem(Finding("allocate.no_units", "frame"), *intake.rows.findings[:20])
    return FrameAllocation(
        plan,
        _units(wrapped, intake, taken, exact=exact),
        _entities(wrapped, intake),
        _findings(wrapped, intake),
        intake.bulk.by_reference,
    )


def _units(frame: Any, intake: Intake, taken: Taken, *, exact: bool) -> Any:
    """Return the units' frame: rows of the columns and of the plain path, in the frame's order."""
    assert taken.outcome is not None
    plain = [allocated for _, allocated in taken.plain.values()]
    every = np.concatenate([taken.places, np.array(list(taken.plain), dtype=np.int64)])
    order = np.argsort(every, kind="stable")
    used = np.zeros(len(frame), dtype=bool)
    used[every] = True
    unit = frame.columns[intake.places["unit_id"]]
    entity = frame.columns[intake.places.get("entity_id", intake.places["unit_id"])]
    chosen = frame.filter(used.tolist()).select(unit_id=nw.col(unit), entity_id=nw.col(entity))
    added = []
    if exact:
        shown = [from_file.unit_json("", a) for a in plain]
        figures = list(zip(*exact_figures(intake.plan, taken.columns), strict=True)) or [()] * len(_EXACT)
        for name, own in zip(_EXACT, figures, strict=True):
            texts = [*own, *(s[name] for s in shown)]
            added.append(_series(frame, name, [texts[n] for n in order.tolist()], nw.String()))
    for name, column in zip(Outcome._fields, taken.outcome, strict=True):
        values = np.concatenate([column, np.array([getattr(a, name) for a in plain], dtype=np.int64)])
        added.append(_series(frame, name, values[order], nw.Int64()))
    return chosen.with_columns(*added).to_native()


def _entities(frame: Any, intake: Intake) -> Any:
    names, found = intake.entities()
    amounts = {name: getattr(found, name) for name in found.__slots__}
    rates = [
        show(Fraction(gap, owed) if owed else Fraction(0))
        for gap, owed in zip(found.gap_t.tolist(), found.verified_t.tolist(), strict=True)
    ]
    limit = amounts.pop("borrow_limit_t")
    columns = [_series(frame, "entity_id", names, nw.String())]
    columns += [_series(frame, name, values, nw.Int64()) for name, values in amounts.items()]
    columns += [_series(frame, "gap_rate", rates, nw.String()), _series(frame, "borrow_limit_t", limit, nw.Int64())]
    return _frame(frame, columns)


def _findings(frame: Any, intake: Intake) -> Any:
    findings = [*intake.rows.findings, *intake.rows.closing("frame")]
    incomplete = [intake.rows.incomplete[str(f.params["entity"])] for f in intake.rows.closing("frame")]
    fields = [intake.places.get(str(f.params.get("field"))) for f in findings]
    texts = {
        "column": ["" if place is None else frame.columns[place] for place in fields],
        "code": [f.code for f in findings],
        "message": [f.message("en") for f in findings],
        "message_zh": [f.message("zh") for f in findings],
    }
    columns = [_series(frame, "row", [*intake.rows.at, *incomplete], nw.Int64())]
    return _frame(frame, [*columns, *(_series(frame, name, values, nw.String()) for name, values in texts.items())])


def _series(frame: Any, name: str, values: Sequence[Any] | np.ndarray, dtype: Any) -> Any:
    return nw.new_series(name, values, dtype, backend=frame.implementation)


def _frame(frame: Any, columns: list[Any]) -> Any:
    return nw.from_dict({c.name: c.to_native() for c in columns}, backend=frame.implementation).to_native()


def exact_figures(plan: BulkPlan, columns: Columns) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield each unit's coefficients, and its allowances before rounding, as `from_file` shows them."""
    numbers = plan.numbers
    cooled = [_cooling(plan, unit_class, cooling) for unit_class, cooling, _ in plan.kinds]
    kinds = list(
        zip(
            numbers.base.tolist(), numbers.slope.tolist(), numbers.has_load.tolist(), numbers.heat.tolist(), strict=True
        )
    )
    unscaled, loads = round(1 / numbers.per_tonne), _Loads(plan)
    rows = zip(
        *(c.tolist() for c in (columns.kind, columns.output, columns.heat, columns.heat_ratio, columns.load_factor)),
        strict=True,
    )
    for kind, output, heat, ratio, factor in rows:
        base, slope, has_load, heat_benchmark = kinds[kind]
        reduced = numbers.whole - slope * ratio
        load, n, d, places = loads.of(factor if has_load else len(plan.coefficients) - 1)
        product, scale = output * base * reduced * n, unscaled * d
        electricity = _quotient(product, scale, places) if places else _shortest(product, scale)
        yield (
            load,
            _shortest(reduced, numbers.whole),
            cooled[kind],
            electricity,
            _shortest(heat * heat_benchmark, numbers.heat_scale),
        )


class _Loads:
    """Load coefficients as text and as quotient, each made when it is first met."""

    def __init__(self, plan: BulkPlan) -> None:
        self._plan = plan
        self._known: dict[int, tuple[str, int, int, int]] = {}

    def of(self, step: int) -> tuple[str, int, int, int]:
        """Return text, numerator, denominator, and the decimals of a product with it where it has no end, else 0."""
        if step not in self._known:
            found = self._plan.coefficients[step]
            irrational = found.exponent is not None and found.exponent.denominator > 1
            n, d = found.value.numerator, found.value.denominator
            text = _quotient(n, d, SHOWN_PLACES) if irrational else _shortest(n, d)
            self._known[step] = (text, n, d, _IRRATIONAL_PLACES if irrational else 0)
        return self._known[step]


def _cooling(plan: BulkPlan, unit_class: str, cooling: str) -> str:
    names = plan.plan.coefficients[unit_class].value if unit_class in plan.plan.coefficients else ()
    return show(plan.plan.cooling[cooling].number) if "cooling" in names else "1"


def _quotient(n: int, d: int, places: int) -> str:
    """Return n / d, neither negative, half-up to so many decimals; as `show`, in a fifth of the time."""
    whole, rest = divmod((2 * n * 10**places + d) // (2 * d), 10**places)
    return f"{whole}.{rest:0{places}d}"


def _shortest(n: int, d: int) -> str:
    """Return n / d, neither negative, with the decimals it has, at most `SHOWN_PLACES`."""
    whole, rest = divmod(n, d)
    return _quotient(n, d, SHOWN_PLACES).rstrip("0").rstrip(".") if rest else str(whole)

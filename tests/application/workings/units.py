"""Units on whose allowances floats slip: products that are whole tonnes, or nearer to one than a float can tell."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from tanshi.allocation.from_file import FileAllocation, allocate_units, plan_named
from tanshi.allocation.power import PowerPlan, allocate_unit
from tanshi.allocation.units_file import UnitsFile, read_units
from tanshi.core.exact import show
from tanshi.rules import Law

LAW = Law("cn")
HEADER = (
    "unit_id", "entity_id", "year", "unit_class", "supply_mwh", "generation_mwh", "heat_gj", "heat_ratio",
    "load_factor", "cooling", "chp", "verified_t",
)  # fmt: skip
PLAIN = {
    "unit_class": "I", "heat_gj": "0", "heat_ratio": "0", "load_factor": "0.9", "cooling": "water", "chp": "false",
    "verified_t": "2000000",
}  # fmt: skip
#: Load factors at the knots and jumps of all plans, beside them, and with more decimals than the law has.
FACTORS = (
    "0", "0.0001", "0.45", "0.4999", "0.49995", "0.499949", "0.5", "0.55", "0.6", "0.6499", "0.64994", "0.64995",
    "0.649949999", "0.65", "0.7", "0.7499", "0.75", "0.7777", "0.7999", "0.8", "0.8499", "0.85", "1",
)  # fmt: skip


def edge_units(plan: PowerPlan) -> list[dict[str, str]]:
    """Return units at the edges of a plan."""
    units = [{"load_factor": factor, "output": "3000000"} for factor in FACTORS]
    units += [{"unit_class": "IV", "output": "1000000.5", "verified_t": v} for v in ("1", "400000", "400000.5")]
    units += [{"heat_gj": heat, "output": "0", "verified_t": "0"} for heat in ("10000", "9999.99", "7", "1234567.89")]
    shapes = (
        {"heat_ratio": "0.1234", "cooling": "air", "load_factor": "0.7777"},
        {"heat_ratio": "0.25", "unit_class": "II", "load_factor": "0.8123"},
        {"unit_class": "III", "heat_ratio": "0.0001", "cooling": "air"},
        {"unit_class": "IV", "heat_ratio": "0.3333"},
        {"load_factor": "0.6321"},
        {"load_factor": "0.4321", "chp": "true"},
        {"load_factor": "0.65", "unit_class": "II"},
    )
    units += [{**shape, "output": output} for shape in shapes for output in near_whole(factor_of(plan, shape))]
    if plan.given:
        units += [{"unit_class": "verified", "output": "7", "verified_t": v} for v in ("0", "99.499999", "1234567.5")]
    long = {"output": "1234567.1234567", "heat_ratio": "0.12345"}
    return [*units, long, {"output": "0.00001"}, {"output": "99999999.999999"}]


def random_units(seed: int, count: int) -> list[dict[str, str]]:
    """Return units with figures as firms have them, and with more or rounder ones."""
    dice = random.Random(seed)

    def amount(most: int) -> str:
        whole = dice.choice((dice.randrange(most), dice.randrange(most // 10**4) * 10**4))
        return show(Fraction(dice.randrange(most * 10**3), 10**3)) if dice.random() < 0.6 else str(whole)

    return [
        {
            "unit_class": dice.choice(("I", "II", "III", "IV")),
            "output": amount(9_000_000),
            "heat_gj": dice.choice(("0", amount(9_000_000))),
            "heat_ratio": dice.choice(("0", "0.12", f"{dice.random():.4f}", f"{dice.random():.7f}")),
            "load_factor": dice.choice((*FACTORS, f"{dice.random():.4f}", f"{dice.random():.6f}")),
            "cooling": dice.choice(("water", "air")),
            "chp": dice.choice(("true", "false")),
            "verified_t": dice.choice((amount(7_000_000), f"{dice.randrange(7_000_000)}.5")),
        }
        for _ in range(count)
    ]


def factor_of(plan: PowerPlan, shape: dict[str, str]) -> Fraction:
    """Return what an output is multiplied by, exactly or to 50 digits."""
    unit = next(iter(read(plan, [{**shape, "output": "1"}])[1].units))[1].unit
    return allocate_unit(plan, unit).electricity_allowance


def near_whole(factor: Fraction, most: int = 10**13) -> Iterator[str]:
    """Yield outputs, in millionths under `most`, whose product is a whole number or misses one by less than anything.

    The denominators of a number's continued fraction bring it nearest to a whole number, from both sides in turn.
    """
    rest, before, now = factor / 10**6, 0, 1
    found = []
    while now < most:
        found.append(now)
        if rest.denominator == 1:
            break
        rest = 1 / (rest - rest.numerator // rest.denominator)
        before, now = now, (rest.numerator // rest.denominator) * now + before
    yield from (show(Fraction(millionths, 10**6)) for millionths in found[-4:])


def read(plan: PowerPlan, units: list[dict[str, str]], folder: Path | None = None) -> tuple[UnitsFile, FileAllocation]:
    """Return units as a file of them is read, two of an entity, and what the plan gives them."""
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        path = (folder or Path(made)) / "units.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *(_row(plan, n, unit) for n, unit in enumerate(units))])
        found = read_units(path, plan)
    return found, allocate_units(LAW, plan, found, _name(plan))


def _name(plan: PowerPlan) -> str:
    return str(plan.plan.value["name"])


def _row(plan: PowerPlan, number: int, unit: dict[str, str]) -> list[str]:
    years = plan.period.years
    output = unit["output"]
    cells = {**PLAIN, **unit, "supply_mwh": output, "generation_mwh": output, "year": str(years[number % len(years)])}
    return [unit.get("unit_id", f"U{number}"), f"E{number // 2}", *(cells[name] for name in HEADER[2:])]


def slips(plan: PowerPlan, file: UnitsFile, found: FileAllocation) -> int:
    """Return how many electricity allowances a plain floor of the product of floats gets wrong."""
    wrong = 0
    for _, unit in found.units:
        if unit.unit.unit_class not in plan.electricity:
            continue
        factors = [unit.output_mwh, plan.electricity[unit.unit.unit_class].number]
        factors += [unit.cooling_coef, unit.heat_coef, unit.load.value]
        product = 1.0
        for factor in factors:
            product *= float(factor)
        wrong += int(product) != unit.electricity_t
    return wrong


__all__ = ["LAW", "edge_units", "plan_named", "random_units", "read", "slips"]

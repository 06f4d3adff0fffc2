"""Quantities: an exact number with a unit, and the units the trade uses.

Two quantities add only in the same unit. Tonnes of CO2-equivalent carry the metric they were made with
(`tCO2e[AR5]`): two metrics do not add, because 1 t of methane is 21, 25 or 28 t CO2e depending on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tanshi.core.exact import decimal, show


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one dimension: `per_base` of the dimension's base unit make one of this."""

    symbol: str
    dimension: str
    per_base: Fraction


class UnitError(ValueError):
    """Two units do not go together, or a unit is not known."""


def _units() -> dict[str, Unit]:
    rows: list[tuple[str, str, Fraction | int]] = [
        # dimension, base first; each unit is here because a form, a factor or a bulletin of the trade uses it
        ("mass", "t", 1),
        ("mass", "kg", Fraction(1, 1000)),
        ("mass", "10^4t", 10**4),
        ("mass", "Mt", 10**6),
        ("mass", "10^8t", 10**8),  # 亿吨, the unit of the ministry's statements
        ("energy", "GJ", 1),
        ("energy", "MJ", Fraction(1, 1000)),
        ("energy", "kJ", Fraction(1, 10**6)),
        ("energy", "TJ", 1000),
        ("energy", "tce", Fraction("29.3076")),  # 吨标准煤; 1 kgce = 29,307.6 kJ
        ("electricity", "MWh", 1),
        ("electricity", "kWh", Fraction(1, 1000)),
        ("electricity", "GWh", 1000),
        ("electricity", "10^8kWh", 10**5),  # 亿千瓦时, the unit of the national statistics
        ("power", "MW", 1),
        ("power", "10^4kW", 10),  # 万千瓦
        ("gas volume", "10^4Nm3", 1),
        ("gas volume", "Nm3", Fraction(1, 10**4)),
        ("money", "CNY", 1),
        ("money", "fen", Fraction(1, 100)),
        ("money", "10^4CNY", 10**4),
        ("money", "10^8CNY", 10**8),
        ("time", "h", 1),
        ("ratio", "1", 1),
        ("ratio", "%", Fraction(1, 100)),
        # compound units are dimensions of their own: nothing converts into them silently
        ("CO2", "tCO2", 1),
        ("CO2 per electricity", "tCO2/MWh", 1),
        ("CO2 per heat", "tCO2/GJ", 1),
        ("CO2 per mass", "tCO2/t", 1),
        ("CO2 per gas volume", "tCO2/10^4Nm3", 1),
        ("N2O per mass", "kgN2O/t", 1),
        ("gas per mass", "kg/t", 1),
        ("CH4 per COD", "kgCH4/kgCOD", 1),
        ("CH4 per BOD", "kgCH4/kgBOD", 1),
        ("gas per distance", "mg/km", 1),
        ("gas per animal", "kg/head", 1),
        ("gas per area", "kg/ha", 1),
        ("nitrogen per nitrogen", "kgN2O-N/kgN", 1),
        ("mass per mass", "t/t", 1),
        ("density", "t/10^4Nm3", 1),
        ("carbon per energy", "tC/GJ", 1),
        ("carbon per mass", "tC/t", 1),
        ("energy per mass", "GJ/t", 1),
        ("energy per gas volume", "GJ/10^4Nm3", 1),
        ("coal rate", "gce/kWh", 1),
        ("coal rate of heat", "kgce/GJ", 1),
        ("standard coal per mass", "tce/t", 1),
        ("standard coal per heat", "tce/GJ", 1),
        ("standard coal per electricity", "tce/MWh", 1),
        # footprints: CO2e whose metric their source does not name, so they add to nothing
        ("footprint per mass", "tCO2e/t", 1),
        ("footprint per electricity", "tCO2e/MWh", 1),
        ("footprint per heat", "kgCO2e/GJ", 1),
        ("footprint per volume", "kgCO2e/m3", 1),
        ("footprint per freight", "kgCO2e/tkm", 1),
        ("footprint per passenger", "kgCO2e/pkm", 1),
        ("price", "CNY/t", 1),
        ("count", "days", 1),
        ("count", "working days", 1),
        ("count", "multiple", 1),
        *((f"CO2e by {m}", f"tCO2e[{m}]", 1) for m in ("SAR", "AR4", "AR5", "AR6")),
    ]
    return {symbol: Unit(symbol, dimension, Fraction(size)) for dimension, symbol, size in rows}


UNITS = _units()


def unit(symbol: str) -> Unit:
    """Return the unit of that symbol; `UnitError` names the known ones."""
    try:
        return UNITS[symbol]
    except KeyError:
        raise UnitError(f"unit {symbol!r} is not known; known are {', '.join(sorted(UNITS))}") from None


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number of a unit, e.g. `Quantity.of("193353.06", "tCO2")`."""

    value: Fraction
    unit: str

    @staticmethod
    def of(text: str, symbol: str) -> Quantity:
        """Return the quantity a decimal text and a unit symbol stand for."""
        unit(symbol)
        return Quantity(decimal(text), symbol)

    def to(self, symbol: str) -> Quantity:
        """Return the same quantity in another unit of its dimension."""
        here, there = unit(self.unit), unit(symbol)
        if here.dimension != there.dimension:
            raise UnitError(f"{self.unit} ({here.dimension}) does not convert to {symbol} ({there.dimension})")
        return Quantity(self.value * here.per_base / there.per_base, symbol)

    def __add__(self, other: Quantity) -> Quantity:
        self._must_match(other)
        return Quantity(self.value + other.value, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        self._must_match(other)
        return Quantity(self.value - other.value, self.unit)

    def __mul__(self, factor: Fraction | int) -> Quantity:
        return Quantity(self.value * factor, self.unit)

    def __str__(self) -> str:
        return f"{show(self.value)} {self.unit}"

    def _must_match(self, other: Quantity) -> None:
        if self.unit != other.unit:
            raise UnitError(f"{self.unit} and {other.unit} do not add; convert one of them first")

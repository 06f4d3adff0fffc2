"""Provinces by GB/T 2260 code, found by any of their names; cities by their code only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tanshi.rules import Law

#: Digits of a province's code and of a city's.
PROVINCE, CITY = 2, 4


@dataclass(frozen=True, slots=True)
class Area:
    """A province, autonomous region or municipality."""

    code: str
    zh: str
    en: str
    full: str
    grid: str


@cache
def areas() -> dict[str, Area]:
    """Return the provinces by code."""
    rows = Law("cn").document("classifications/area_gb2260.yaml")
    return {code: Area(code, r["zh"], r["en"], r["full"], r["grid"]) for code, r in rows.items()}


@cache
def _by_name() -> dict[str, str]:
    rows = Law("cn").document("classifications/area_gb2260.yaml")
    found: dict[str, str] = {}
    for code, row in rows.items():
        for name in (code, row["zh"], row["full"], row["en"], *row["aliases"]):
            found[_plain(name)] = code
    return found


@cache
def abbreviation(code: str) -> str:
    """Return the character by which papers name a province (鲁)."""
    return str(Law("cn").document("classifications/area_gb2260.yaml")[code[:PROVINCE]]["abbr"])


def is_city(code: str) -> bool:
    """Tell whether a code can be a city's: four digits of a province."""
    return len(code) == CITY and code.isascii() and code.isdecimal() and code[:PROVINCE] in areas()


def area_code(name: str) -> str | None:
    """Return the code of a province by its Chinese or English name or its code, or None."""
    return _by_name().get(_plain(name))


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("-", "").casefold()

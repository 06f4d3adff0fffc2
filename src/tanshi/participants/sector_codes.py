"""Sectors by GB/T 4754 code, as far as the lists of reporting and covered sectors name them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class SectorCode:
    """A class (four digits) or group (three); `guide`: the sector of the guide its firms account by."""

    code: str
    zh: str
    en: str
    guide: str


@cache
def sector_codes() -> dict[str, SectorCode]:
    """Return the classes and groups by code."""
    rows = Law("cn").document("classifications/sector_gbt4754.yaml")
    return {code: SectorCode(code, r["zh"], r["en"], r["guide"]) for code, r in rows.items()}


def sector_code(code: str) -> SectorCode | None:
    """Return the class of a code, or the group it lies in; None if the lists name neither."""
    return sector_codes().get(code) or sector_codes().get(code[:3])


def is_class(code: str) -> bool:
    """Tell whether a code can be a class of GB/T 4754: four digits."""
    return len(code) == 4 and code.isascii() and code.isdecimal()

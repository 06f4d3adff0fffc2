"""The tile map of provinces (方格示意图): one equal square each, roughly in place; no borders, no areas.

Our own drawing; it is used by the pages and by the pictures.
"""

from __future__ import annotations

from fractions import Fraction

from tanshi.core.catalogue import Language, text
from tanshi.participants.areas import areas

#: Row and column of each province's square, by GB/T 2260 code; and the letters shown where a name is too long.
TILES: dict[str, tuple[int, int, str]] = {
    "23": (1, 8, "HL"),
    "15": (2, 4, "NM"), "21": (2, 7, "LN"), "22": (2, 8, "JL"),
    "65": (3, 1, "XJ"), "62": (3, 2, "GS"), "64": (3, 3, "NX"), "14": (3, 4, "SX"), "13": (3, 5, "HE"),
    "11": (3, 6, "BJ"), "12": (3, 7, "TJ"),
    "63": (4, 1, "QH"), "61": (4, 3, "SN"), "41": (4, 4, "HA"), "37": (4, 5, "SD"),
    "54": (5, 1, "XZ"), "51": (5, 2, "SC"), "50": (5, 3, "CQ"), "42": (5, 4, "HB"), "34": (5, 5, "AH"),
    "32": (5, 6, "JS"), "31": (5, 7, "SH"),
    "53": (6, 2, "YN"), "52": (6, 3, "GZ"), "43": (6, 4, "HN"), "36": (6, 5, "JX"), "33": (6, 6, "ZJ"),
    "45": (7, 3, "GX"), "44": (7, 4, "GD"), "35": (7, 5, "FJ"), "71": (7, 7, "TW"),
    "46": (8, 3, "HI"), "82": (8, 4, "MO"), "81": (8, 5, "HK"),
}  # fmt: skip

#: Bounds between the colour classes of a gap rate, in percent.
GAP_BOUNDS = (-10, -5, 0, 5, 10)


def area_name(code: str, language: Language) -> str:
    """Return the name of a province, also of those no entity of the market lies in."""
    if code not in areas():
        return text(f"area.{code}", language)
    return areas()[code].zh if language == "zh" else areas()[code].en


def plain_step(least: Fraction) -> Fraction:
    """Return the smallest of 1, 1.5, 2, 5, 10, 15 ... (or tenths) that is not below a number."""
    step = Fraction(1, 100)
    while True:
        for factor in (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(5)):
            if step * factor >= least:
                return step * factor
        step *= 10

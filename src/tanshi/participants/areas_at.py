"""The province of a point: that of the nearest place in a table of ours.

A guess for sources that give coordinates and no province. `places.yaml` says where its positions are from; how
often the guess is right is measured on units whose province is known, and the figure stands in docs/populations.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tanshi.participants.areas import areas
from tanshi.rules import Law

E4_PER_TENTH = 1000
#: No place of the table within about this many degrees x 10^4: the point is not in a province.
FARTHEST_E4 = 30_000


@cache
def _cells() -> dict[tuple[int, int], list[tuple[int, int, str]]]:
    """Return the places as (latitude, longitude, code) by cells of one degree."""
    found: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    for code, places in Law("cn").document("classifications/places.yaml").items():
        for latitude, longitude in places.values():
            place = (int(latitude) * E4_PER_TENTH, int(longitude) * E4_PER_TENTH, code)
            found.setdefault((place[0] // 10_000, place[1] // 10_000), []).append(place)
    return found


def area_at(latitude_e4: int, longitude_e4: int) -> str | None:
    """Return the GB/T 2260 code of the province of a point, in degrees x 10^4; None outside the provinces.

    Taiwan, Hong Kong and Macao have places in the table and are outside the market: None.
    """
    nearest = min(
        ((_distance2(latitude_e4, longitude_e4, place), place[2]) for place in _around(latitude_e4, longitude_e4)),
        default=(FARTHEST_E4**2, ""),
    )
    return nearest[1] if nearest[0] < FARTHEST_E4**2 and nearest[1] in areas() else None


def _around(latitude_e4: int, longitude_e4: int) -> Iterator[tuple[int, int, str]]:
    row, column = latitude_e4 // 10_000, longitude_e4 // 10_000
    for r in range(row - 3, row + 4):
        for c in range(column - 4, column + 5):
            yield from _cells().get((r, c), ())


def _distance2(latitude_e4: int, longitude_e4: int, place: tuple[int, int, str]) -> int:
    """Return the square of a distance in degrees of latitude x 10^4; a degree of longitude shrinks with latitude."""
    north = latitude_e4 - place[0]
    east = (longitude_e4 - place[1]) * _cosine_permille(latitude_e4) // 1000
    return north * north + east * east


def _cosine_permille(latitude_e4: int) -> int:
    """Return the cosine of a latitude, thousandths: 1 - x^2/2 + x^4/24 in degrees, right to 2 thousandths to
    55 degrees.
    """
    square = latitude_e4 * latitude_e4 // 10**6  # degrees^2 x 100
    return 1000 - square * 1523 // 10**6 + square * square * 387 // 10**12

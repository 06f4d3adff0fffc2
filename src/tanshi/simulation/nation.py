"""The reference nation: a roster of generating units drawn from a seed and published aggregates.

It has the shape of a roster that was read from a file, so that real units and the reference nation take one
path. Coal units
from 30 MW follow province, class and size band of `figures/nation_coal.yaml` unit by unit: counts are the
table's, capacity
is met in expectation. Gas plants follow `gas_by_province.yaml`, plants under 30 MW an assumption stated in
`nation.yaml`.
Nothing is scaled to hit a total. Every name says that it is a model (模型), every credit code lies in the model range.

`times` repeats every count, for tests of load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from tanshi.participants.areas import Area, areas
from tanshi.participants.credit_code import model_credit_code
from tanshi.participants.roster import RETIRED, RUNS, Roster, RosterUnit
from tanshi.simulation.chance import Chance
from tanshi.simulation.operation import CLASSES, MILLE, figures, is_heated

#: The layout of the roster, where a file has the name of its columns' source.
REFERENCE_NATION = "reference nation"

LAST_YEAR = 2024


@dataclass(frozen=True, slots=True)
class _Built:
    """A unit before it has a plant; `kind` is a class of coal units, "small" or "gas"; `retired` 0 where it runs on."""

    kind: str
    mw: int
    start: int
    retired: int = 0
    joins: int = 0  # the year by which the unit is placed among the plants of its class

    @property
    def placed(self) -> tuple[int, int]:
        return self.joins or self.start, self.mw


@dataclass(frozen=True, slots=True)
class _Plant:
    """A plant: what its units have in common; `kind` is that of its largest unit."""

    kind: str
    chp: bool
    captive: bool
    units: tuple[_Built, ...]


def reference_nation(seed: int, times: int = 1) -> Roster:
    """Return the nation of a seed; `times` 10 gives ten times its plants and units.

    About 6,000 units in 2,400 plants, those included that start until 2024 or retire from 2019 on.
    """
    assert times >= 1
    digest = sha256()
    late_starts = iter(_late_gas_starts(Chance(seed, "nation", "gas"), times))
    units: list[RosterUnit] = []
    number = 0
    for code, area in areas().items():
        chance = Chance(seed, "nation", code)
        for of_area, plant in enumerate(_plants(chance, code, late_starts, times), 1):
            number += 1
            units.extend(_roster_units(seed, area, of_area, number, plant, len(units)))
    for unit in units:
        digest.update(repr(unit).encode())
    return Roster(REFERENCE_NATION, REFERENCE_NATION, digest.hexdigest(), tuple(units), (), ())


def _plants(chance: Chance, code: str, late_starts: Iterator[int], times: int) -> Iterator[_Plant]:
    row = figures("nation_coal")["provinces"].get(code, {})
    classes = [kind for kind in CLASSES if kind in row]
    hosts = [kind for kind in classes if row[kind]["plants"]]
    for kind in hosts:
        # Units of a class that has no plants of its own stand beside larger ones.
        guests = [k for k in classes if k not in hosts] if kind == hosts[0] else []
        built = [unit for k in (kind, *guests) for unit in _coal_units(chance, code, k, row[k], times)]
        yield from _coal_plants(chance, code, kind, row[kind], built, times)
    yield from _retired_plants(chance, code, times)
    yield from _small_plants(chance, code, times)
    yield from _gas_plants(chance, code, late_starts, times)


# Coal units from 30 MW.


def _coal_units(chance: Chance, code: str, kind: str, row: Mapping[str, Any], times: int) -> Iterator[_Built]:
    """Return the units of a class in a province, those retired beside running ones among them."""
    sizes = [mw for band, count, total in row["bands"] for mw in _sizes(chance, f"{band}", count, total, times)]
    starts = _shuffled(chance, [int(y) for y, n in row["starts"].items() for _ in range(n * times)])
    yield from (_coal_unit(chance, kind, mw, cohort) for mw, cohort in zip(sizes, starts, strict=True))
    yield from (_retired_unit(chance, r) for r in _retired(code, kind, times) if r[2])


def _coal_plants(
    chance: Chance, code: str, kind: str, row: Mapping[str, Any], built: Sequence[_Built], times: int
) -> Iterator[_Plant]:
    """Return the plants whose largest unit is of a class, with their units by age."""
    units = sum(count for _, count, _ in row["bands"])
    for part in _parts(sorted(built, key=lambda u: u.placed), row["plants"] * times):
        captive = chance.below(units) < row["captive"]
        chp = chance.below(units) < row["chp"] or chance.happens(_chp_permille(code, part[-1].mw))
        yield _Plant(kind, chp, captive, part)


def _coal_unit(chance: Chance, kind: str, mw: int, cohort: int) -> _Built:
    joins = cohort >= 2019 and chance.happens(figures("nation")["joins_older_plant_permille"])
    return _Built(kind, mw, _year_in(chance, cohort), joins=chance.between(1995, 2015) if joins else 0)


def _chp_permille(code: str, mw: int) -> int:
    rows = figures("nation")["chp_of_unmarked_permille"]["north" if is_heated(code) else "south"]
    value: int = next(r["value"] for r in rows if mw >= r["from_mw"])
    return value


def _sizes(chance: Chance, band: str, count: int, total: int, times: int) -> list[int]:
    """Return the sizes of a band's units, MW, with the band's mean in expectation."""
    return [_around(chance, figures("nation")["sizes"][band], count, total) for _ in range(count * times)]


def _around(chance: Chance, sizes: Sequence[int], count: int, total: int) -> int:
    """Return one of the two sizes around total / count, so often that their mean is met."""
    if total <= sizes[0] * count:
        return sizes[0]
    if total >= sizes[-1] * count:
        return sizes[-1]
    above = next(s for s in sizes if s * count >= total)
    below = max(s for s in sizes if s * count <= total)
    if above == below:
        return above
    return above if chance.below(count * (above - below)) < total - below * count else below


#: Years a cohort of `starts` spans; from 2019 on a cohort is a year.
_SPANS = {
    1985: (1980, 1994),
    1995: (1995, 1999),
    2000: (2000, 2004),
    2005: (2005, 2009),
    2010: (2010, 2014),
    2015: (2015, 2018),
}


def _year_in(chance: Chance, cohort: int) -> int:
    return chance.between(*_SPANS[cohort]) if cohort in _SPANS else cohort


def _retired(code: str, kind: str, times: int) -> Iterator[tuple[int, int, bool]]:
    """Return the retired units of a province that belong to a class: (year, MW, stands beside running units)."""
    row = figures("nation_coal")["provinces"].get(code, {})
    f = figures("nation")
    present = [c for c in CLASSES if c in row]
    for year, (count, total) in row.get("retired", {}).items():
        for number in range(count * times):
            chance = Chance(0, "retired", code, year, number)  # the same in every seed: each class asks for them again
            mw = _around(chance, f["retired_sizes"], count, total)
            beside = chance.happens(f["retired_in_running_plant_permille"])
            wanted = "II_300" if mw >= 300 else "II_small"
            if kind == (wanted if wanted in present else present[0]):
                yield int(year), mw, beside


def _retired_unit(chance: Chance, found: tuple[int, int, bool]) -> _Built:
    year, mw, _ = found
    return _Built("II_small", mw, chance.between(*figures("nation")["retired_start"]), retired=year)


def _retired_plants(chance: Chance, code: str, times: int) -> Iterator[_Plant]:
    alone = [_retired_unit(chance, r) for kind in CLASSES for r in _retired(code, kind, times) if not r[2]]
    alone.sort(key=lambda u: (u.retired, u.mw))
    for part in _taken(chance, alone, figures("nation")["retired_units_per_plant"]):
        yield _Plant("II_small", chance.happens(_chp_permille(code, part[-1].mw)), False, part)


# Coal plants under 30 MW.


def _small_plants(chance: Chance, code: str, times: int) -> Iterator[_Plant]:
    f = figures("nation")["small"]
    years = f["starts"]
    for _ in range(small_plants(code) * times):
        start = _year_in(chance, int(list(years)[chance.pick(list(years.values()))]))
        retired = LAST_YEAR - 1 if chance.happens(f["leaving_2023_permille"]) else 0
        units = tuple(
            _Built("small", f["sizes"][chance.pick(f["size_weights"])], start, retired)
            for _ in range(chance.between(*f["units_per_plant"]))
        )
        chp, captive = chance.happens(f["chp_permille"]), chance.happens(f["captive_permille"])
        yield _Plant("small", chp, captive, units)


@cache
def _small_shares() -> dict[str, int]:
    """Return the provinces' units under 100 MW in the tracker, which the plants under 30 MW follow."""
    rows = figures("nation_coal")["provinces"]
    return {
        code: sum(count for c in CLASSES if c in row for band, count, _ in row[c]["bands"] if band < 100)
        for code, row in rows.items()
    }


@cache
def small_plants(code: str) -> int:
    """Return how many plants under 30 MW a province has: its share of their capacity over the mean plant."""
    f = figures("nation")["small"]
    weights = f["size_weights"]
    unit_e0 = sum(s * w for s, w in zip(f["sizes"], weights, strict=True))  # MW x weights
    per_plant_x2 = sum(f["units_per_plant"])
    plants = 2 * f["mw"] * sum(weights) // (unit_e0 * per_plant_x2)
    return _spread(_small_shares(), plants).get(code, 0)


# Gas plants.


def _gas_plants(chance: Chance, code: str, late_starts: Iterator[int], times: int) -> Iterator[_Plant]:
    f, gas = figures("nation")["gas"], figures("gas_by_province")
    for late in (False, True):
        for _ in range(gas_plants(late).get(code, 0) * times):
            start = next(late_starts) if late else chance.between(*f["start_early"])
            sizes = [_around(chance, f["sizes"], 1, f["mean_mw"]) for _ in range(f["units_per_plant"])]
            yield _Plant(
                "gas", chance.happens(gas["chp_permille"][late]), False, tuple(_Built("gas", mw, start) for mw in sizes)
            )


@cache
def gas_plants(late: bool) -> dict[str, int]:
    """Return the gas plants of the provinces that stood by 2015, or that came later until the series ends."""
    f, gas = figures("nation")["gas"], figures("gas_by_province")
    early_mw = sum(r[0] for r in gas["provinces"].values())
    total_mw = gas["national_mw"][str(LAST_YEAR)] - early_mw if late else early_mw
    plants = total_mw // (f["mean_mw"] * f["units_per_plant"])
    return _spread({code: r[late] for code, r in gas["provinces"].items()}, plants)


def _late_gas_starts(chance: Chance, times: int) -> list[int]:
    """Return the start years of the later gas plants, as many in each year as the nation's gas capacity grew in it."""
    f, gas = figures("nation")["gas"], figures("gas_by_province")
    series = gas["national_mw"]
    known = sorted(series)
    before = [sum(r[0] for r in gas["provinces"].values()), *(series[y] for y in known[:-1])]
    grown = {y: series[y] - b for y, b in zip(known, before, strict=True)}
    shares = _spread(grown, sum(gas_plants(True).values()))
    first = known[0]
    found = [
        chance.between(*f["start_late"]) if year == first else int(year)
        for year, plants in shares.items()
        for _ in range(plants * times)
    ]
    return _shuffled(chance, found)


# Helpers of drawing.


def _spread(shares: Mapping[str, int], total: int) -> dict[str, int]:
    """Return a total spread by shares in whole numbers: what stands before each share's end, less what stood before."""
    whole, seen, given = sum(shares.values()), 0, 0
    found = {}
    for code, share in shares.items():
        seen += share
        upto = (2 * total * seen + whole) // (2 * whole)
        found[code] = upto - given
        given = upto
    return found


def _shuffled(chance: Chance, items: list[int]) -> list[int]:
    for at in range(len(items) - 1, 0, -1):
        other = chance.below(at + 1)
        items[at], items[other] = items[other], items[at]
    return items


def _parts(items: Sequence[_Built], count: int) -> Iterator[tuple[_Built, ...]]:
    """Return the items in so many parts of equal length, one more or less."""
    count = min(count, len(items))
    for n in range(count):
        yield tuple(items[n * len(items) // count : (n + 1) * len(items) // count])


def _taken(chance: Chance, items: Sequence[_Built], between: Sequence[int]) -> Iterator[tuple[_Built, ...]]:
    at = 0
    while at < len(items):
        take = chance.between(*between)
        yield tuple(items[at : at + take])
        at += take


# Names and records.


def _roster_units(seed: int, area: Area, of_area: int, number: int, plant: _Plant, before: int) -> Iterable[RosterUnit]:
    key = f"M{area.code}-{of_area:04d}"
    chance = Chance(seed, "plant", key)
    name = f"{area.zh}模型{_name(of_area)}{_trade(plant)}有限公司"
    owner = _owner(chance)
    code = model_credit_code(area.code, number)
    for n, built in enumerate(plant.units, 1):
        yield RosterUnit(
            row=before + n,
            id=f"{key}-{n}",
            plant=key,
            plant_name_zh=name,
            plant_name_en=f"{area.en} model plant {of_area:04d}",
            unit_name=f"{n}号机组",
            owner=owner,
            area_gb2260=area.code,
            capacity_kw=built.mw * 1000,
            state=RETIRED if built.retired else RUNS,
            status="retired" if built.retired else "operating",
            start_year=built.start,
            retired_year=built.retired,
            fuel="gas" if built.kind == "gas" else "coal",
            technology=_technology(chance, built),
            coal_type=_coal(chance, built.kind, area.code),
            cooling="",
            chp=plant.chp,
            captive=plant.captive,
            credit_code=code,
            modelled="all",
        )


def _name(number: int) -> str:
    """Return two characters that no other plant of a province has, up to 1,600 plants; then a number follows."""
    characters = figures("nation")["name_characters"]
    size = len(characters)
    first, second, more = number % size, number // size % size, number // size**2
    return f"{characters[(first + second) % size]}{characters[second]}" + (f"{more}号" if more else "")


def _trade(plant: _Plant) -> str:
    if plant.kind == "gas":
        return "燃气热电" if plant.chp else "燃气发电"
    return "自备热电" if plant.captive else "热电" if plant.chp else "发电"


def _owner(chance: Chance) -> str:
    """Return an owner group, or "" for a plant of its own."""
    owners = figures("nation")["owners"]
    weights = list(owners.values())
    at = chance.pick([*weights, MILLE - sum(weights)])
    return list(owners)[at] if at < len(weights) else ""


def _technology(chance: Chance, built: _Built) -> str:
    if built.kind == "gas":
        return "combined cycle"
    if built.kind == "III":
        return "cfb"
    rows = figures("nation")["technology"]
    units = next(r["units"] for r in rows if built.mw >= r["from_mw"] and built.start >= r["from_year"])
    return str(list(units)[chance.pick(list(units.values()))])


def _coal(chance: Chance, kind: str, code: str) -> str:
    if kind == "gas":
        return ""
    if kind == "III":
        return "waste coal"
    known = figures("nation_coal")["provinces"].get(code, {}).get("coal") or {figures("nation")["coal_otherwise"]: 1}
    return str(list(known)[chance.pick(list(known.values()))])

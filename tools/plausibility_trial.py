"""How many planted errors the plausibility checks find, and how often they speak of honest records.

python -m tools.plausibility_trial [--seeds N] [--first S] [--year Y] [--most N] [--json]

Honest months are those of the model, two years, of the reference nation and of the roster of real units (of
`../shared/data`, left out where it is not there). In each entity one error of a kind is planted in one unit. `found`:
of 100 errors, those after which a check speaks that did not before, at that entity; `grave`: of these, by a check that
says impossible or asks to explain. `honest`: findings of each severity in a hundred honest entities' years, and how
many of a hundred entities have none but advice.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tanshi.core.period import Period
from tanshi.mrv.plausibility.check import SEVERITIES
from tanshi.mrv.plausibility.judging import Verdict
from tanshi.mrv.plausibility.records import FIGURES, Month, Records, Unit
from tanshi.mrv.plausibility.review import review
from tanshi.participants.roster import read_roster
from tanshi.rules import Law
from tanshi.simulation.chance import Chance
from tanshi.simulation.operation import months_of_unit
from tanshi.simulation.population import Population, from_roster, generated
from tools.populations import UNITS

Figures = dict[str, Any]

#: A unit's months: {month: {figure: value}}.
Months = dict[str, dict[str, int | None]]

#: Plants one error into a unit's months of a year, given the months of the year before; False if there is no place.
Plant = Callable[[Months, Months, Chance], bool]


def _times(figure: str, above: int, below: int, months: int = 1) -> Plant:
    """Return what multiplies a figure in so many months in a row."""

    def plant(of: Months, _: Months, chance: Chance) -> bool:
        running = [m for m, figures in sorted(of.items()) if figures[figure]]
        if not running:
            return False
        first = chance.below(max(1, len(running) - months + 1))
        for month in running[first : first + months]:
            value = of[month][figure]
            assert value is not None
            of[month][figure] = value * above // below
        return True

    return plant


def _hours(of: Months, _: Months, chance: Chance) -> bool:
    month = sorted(of)[chance.below(len(of))]
    of[month]["hours_e2"] = 76_000
    return True


def _repeated(of: Months, _: Months, chance: Chance) -> bool:
    """Hand in a month's figures for the next one."""
    running = sorted(m for m, f in of.items() if f["generation_mwh_e3"])
    if len(running) < 2:
        return False
    at = chance.below(len(running) - 1)
    of[running[at + 1]] = dict(of[running[at]])
    return True


def _last_year(of: Months, before: Months, chance: Chance) -> bool:
    """Hand in last year's figures for a month."""
    both = sorted(m for m in of if before.get(f"{int(m[:4]) - 1}{m[4:]}", {}).get("generation_mwh_e3"))
    if not both:
        return False
    month = both[chance.below(len(both))]
    of[month] = dict(before[f"{int(month[:4]) - 1}{month[4:]}"])
    return True


def _swapped(of: Months, _: Months, chance: Chance) -> bool:
    """Write own use where generation stands."""
    running = [m for m, f in sorted(of.items()) if f["generation_mwh_e3"] and f["own_use_mwh_e3"]]
    if not running:
        return False
    figures = of[running[chance.below(len(running))]]
    figures["generation_mwh_e3"], figures["own_use_mwh_e3"] = figures["own_use_mwh_e3"], figures["generation_mwh_e3"]
    return True


def _no_heat_fuel(of: Months, _: Months, __: Chance) -> bool:
    """Charge none of the fuel to the heat that is sold, the whole year."""
    sold = [f for f in of.values() if f["heat_gj_e2"] and f["fuel_for_heat_e2"]]
    for figures in sold:
        figures["fuel_for_heat_e2"] = 0
    return bool(sold)


#: Kinds of errors: slips of a hand, and what somebody gains by.
ERRORS: Mapping[str, Plant] = {
    "generation, comma one place off": _times("generation_mwh_e3", 10, 1),
    "fuel, comma one place off": _times("fuel_e2", 1, 10),
    "calorific value in Mcal": _times("ncv_e3", 2388, 10_000),
    "carbon, comma one place off": _times("carbon_e4", 1, 10),
    "heat, comma one place off": _times("heat_gj_e2", 10, 1),
    "own use, comma one place off": _times("own_use_mwh_e3", 1, 10),
    "760 hours in a month": _hours,
    "generation and own use exchanged": _swapped,
    "a month handed in twice": _repeated,
    "last year's month handed in": _last_year,
    "no fuel charged to heat, a year": _no_heat_fuel,
    "carbon 15 % low, a month": _times("carbon_e4", 85, 100),
    "carbon 15 % low, a year": _times("carbon_e4", 85, 100, 12),
    "carbon 8 % low, a year": _times("carbon_e4", 92, 100, 12),
    "fuel 20 % low, a month": _times("fuel_e2", 80, 100),
    "fuel 20 % low, a year": _times("fuel_e2", 80, 100, 12),
    "fuel 8 % low, a year": _times("fuel_e2", 92, 100, 12),
}


class Firms:
    """The honest months of a population."""

    def __init__(self, law: Law, population: Population, year: int, seed: int, most: int) -> None:
        self._law, self._year, self._seed = law, year, seed
        chosen = population.entities[:: max(1, len(population.entities) // most)][:most]
        self.units = [
            Unit(u.id, e.entity, u.fuel, u.technology, u.coal_type, u.capacity_kw, bool(u.chp), bool(u.captive),
                 u.cooling, u.start_year, u.retired_year)
            for e in chosen for u in e.units
        ]  # fmt: skip
        self._months = {
            (u.id, y): {
                month: {f: getattr(record, f) for f in FIGURES}
                for month, record in months_of_unit(seed, u, e.area_gb2260, y).items()
            }
            for e in chosen for u in e.units for y in (year - 1, year)
        }  # fmt: skip
        self.entities = [e.entity for e in chosen]

    def honest(self) -> Verdict:
        return self._review({})

    def with_error(self, plant: Plant, kind: str) -> tuple[Verdict, set[str]]:
        """Return what is found with an error in one unit of each entity, and the entities that have one."""
        changed: dict[str, Months] = {}
        planted = set()
        by_entity: dict[str, list[Unit]] = {}
        for unit in self.units:
            by_entity.setdefault(unit.entity, []).append(unit)
        for entity, units in by_entity.items():
            chance = Chance(self._seed, kind, entity)
            first = chance.below(len(units))
            for unit in (*units[first:], *units[:first]):
                of = {m: dict(f) for m, f in self._months[unit.id, self._year].items()}
                if of and plant(of, self._months[unit.id, self._year - 1], chance):
                    changed[unit.id] = of
                    planted.add(entity)
                    break
        return self._review(changed), planted

    def _review(self, changed: Mapping[str, Months]) -> Verdict:
        months: list[Month] = [
            (unit, month, tuple(figures[f] for f in FIGURES))
            for (unit, year), of in self._months.items()
            for month, figures in (changed.get(unit, of) if year == self._year else of).items()
        ]
        return review(self._law, Records(self._year, self.units, months))


def trial(populations: Mapping[str, Callable[[int], Population]], year: int, seeds: range, most: int) -> Figures:
    """Return figures by population: of honest records, and by kind of error."""
    law = Law("cn")
    found: Figures = {}
    for name, population in populations.items():
        honest: Counter[str] = Counter()
        count: dict[str, Counter[str]] = {kind: Counter() for kind in ERRORS}
        for seed in seeds:
            firms = Firms(law, population(seed), year, seed, most)
            before = firms.honest()
            _honest(honest, firms.entities, before)
            for kind, plant in ERRORS.items():
                _planted(count[kind], before, *firms.with_error(plant, kind))
        entities = honest.pop("entities")
        found[name] = {
            "entities": entities,
            "honest": {k: round(100 * n / entities, 1) for k, n in sorted(honest.items())},
            "errors": {
                kind: {"planted": c["planted"], "found": _percent(c["found"], c["planted"]),
                       "grave": _percent(c["grave"], c["planted"])}
                for kind, c in count.items()
            },
        }  # fmt: skip
    return found


def _honest(count: Counter[str], entities: Sequence[str], verdict: Verdict) -> None:
    count["entities"] += len(entities)
    for severity in SEVERITIES:
        count[severity] += sum(o.check.severity == severity for o in verdict.odd)
    spoken = {o.entity for o in verdict.odd if o.check.severity != "advice"}
    count["without any but advice"] += len(set(entities) - spoken)


def _planted(count: Counter[str], before: Verdict, after: Verdict, planted: set[str]) -> None:
    known = {(o.check.code, o.where) for o in before.odd}
    new = [o for o in after.odd if (o.check.code, o.where) not in known]
    count["planted"] += len(planted)
    count["found"] += len({o.entity for o in new} & planted)
    count["grave"] += len({o.entity for o in new if o.check.severity != "advice"} & planted)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def populations(year: int) -> dict[str, Callable[[int], Population]]:
    """Return the populations that are at hand."""
    law, period = Law("cn"), Period.named(str(year))
    found: dict[str, Callable[[int], Population]] = {"nation": lambda seed: generated(law, period, seed)}
    if UNITS.exists():
        roster = read_roster(Path(UNITS))
        found["real units"] = lambda seed: from_roster(law, roster, period, seed)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--year", type=int, default=2022)
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    found = trial(populations(options.year), options.year, seeds, options.most)
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return 0
    for name, figures in found.items():
        sys.stdout.write(
            f"{name}: {figures['entities']} entities' years; in a hundred honest ones {figures['honest']}\n"
        )
        for kind, of in figures["errors"].items():
            sys.stdout.write(f"  {kind:<36} {of['planted']:>6} {of['found']:>6} {of['grave']:>6}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

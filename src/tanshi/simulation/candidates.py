"""What a province proposes for the yearly list: by confirmed emissions where the books have them, else by
expectation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tanshi.core.period import Period
from tanshi.participants import commands as participants
from tanshi.participants.conditions import Conditions
from tanshi.participants.listing import ProposeListing
from tanshi.simulation.acts import Stage

#: Origin of what is taken over from no books but the model.
MODELLED = "modelled"


class Candidates:
    """The candidates of a period's list, as the books are when the province looks at them."""

    def __init__(self, market: Stage, period: Period) -> None:
        self._period = period
        conditions = Conditions(market.law)
        self._window = conditions.years(period)[0]
        self._threshold = conditions.threshold(period).integer
        with market.view() as view:
            before = view.fetch(
                "SELECT l.entity, e.area_gb2260, l.period, l.covered FROM participants_listing l"
                " JOIN participants_entity e ON e.id = l.entity WHERE l.period < ? ORDER BY l.period",
                [period.name],
            )
            years = [str(y) for y in self._window]
            marks = ", ".join("?" * len(years))
            confirmed = view.fetch(
                f"SELECT entity, period, verified_t FROM mrv_report WHERE state = 'confirmed' AND period IN ({marks})",
                years,
            )
            opened = view.fetch(
                "SELECT entity, year, SUM(emission_t) FROM mrv_opening_emission"
                f" WHERE origin <> ? AND year IN ({marks}) GROUP BY entity, year",
                [MODELLED, *years],
            )
            self._stopped = {
                e
                for (e,) in view.fetch(
                    "SELECT entity FROM participants_unit GROUP BY entity"
                    " HAVING MIN(retired_year) > 0 AND MAX(retired_year) < ?",
                    [period.first_year],
                )
            }
            sent = view.fetch("SELECT entity, covered FROM participants_proposal WHERE period = ?", [period.name])
        #: What was proposed before a break: whether the entity is to be covered.
        self.proposed = {entity: bool(covered) for entity, covered in sent}
        self._listed = {entity: (area, bool(covered)) for entity, area, _, covered in before}
        self._ever_covered = {entity for entity, _, _, covered in before if covered}
        self._confirmed: dict[str, dict[int, int]] = {}
        for entity, year, tonnes in (*opened, *confirmed):  # a report stands before what was taken over
            self._confirmed.setdefault(entity, {})[int(year)] = int(tonnes)

    @property
    def last_year(self) -> int:
        """The last year whose emissions decide."""
        return self._window[-1]

    def proposal(
        self, entity: participants.RegisterEntity, year: int, emission_t: int, expected_t: int
    ) -> ProposeListing:
        """Return what the province proposes.

        `emission_t`: of the units that ran in `year`, as expected; `expected_t`: with those that start later.
        """
        id, known = entity.entity, self._confirmed.get(entity.entity, {})
        if known:
            largest = max(known, key=lambda y: (known[y], y))
            if known[largest] >= self._threshold:
                return self._entry(id, "emission_at_threshold", known[largest], str(largest))
        elif emission_t >= self._threshold:
            return self._entry(id, "emission_at_threshold", emission_t, str(year))
        if expected_t >= self._threshold and any(u.start_year >= self.last_year for u in entity.units):
            return self._entry(id, "new_unit", expected_t, "")
        if id not in self._ever_covered:
            years = {year: emission_t, **known}
            return self._exit(id, "below_threshold", max(years.values()), _years(years))
        below = sorted(y for y in known if y - 1 in known)
        if below:
            pair = (below[-1] - 1, below[-1])
            return self._exit(id, "two_years_below", max(known[y] for y in pair), f"{pair[0]} {pair[1]}")
        return self._entry(id, "one_year_below", max(known.values(), default=emission_t), _years(known))

    def gone(self, here: Collection[str]) -> list[tuple[str, ProposeListing]]:
        """Return (area, proposal) for entities that were covered last and of which no unit runs any more."""
        return [
            (area, self._exit(entity, "shut", 0, ""))
            for entity, (area, covered) in sorted(self._listed.items())
            if covered and entity not in here and entity in self._stopped
        ]

    def _entry(self, entity: str, ground: str, emission_t: int, years: str) -> ProposeListing:
        return ProposeListing(entity, self._period.name, True, True, ground, emission_t, years)

    def _exit(self, entity: str, ground: str, emission_t: int, years: str) -> ProposeListing:
        return ProposeListing(entity, self._period.name, False, False, ground, emission_t, years)


def _years(known: Iterable[int]) -> str:
    return " ".join(map(str, sorted(known)))

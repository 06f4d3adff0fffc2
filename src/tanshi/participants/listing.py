"""The round of the yearly list (重点排放单位名录): proposal, the city's comment, publication, objection, decision.

A proposal is no listing. What the province proposes is checked against the conditions of the period and against the
confirmed emissions in the books; a listing that contradicts them is refused unless a ground is stated that does not
rest on emissions. Publication takes all proposals of an area; later than the rule says it is late, not void.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from tanshi.core.finding import Problem
from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.period import Period
from tanshi.core.working_days import add_working_days
from tanshi.journal.command import Act, Concern, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.participants.areas import areas
from tanshi.participants.commands import concern_of
from tanshi.participants.conditions import COVERED, REPORTING, Conditions, Finds, Ground
from tanshi.participants.coverage import in_two_markets
from tanshi.participants.events import (
    ListingCommented,
    ListingObjected,
    ListingProposed,
    ListPublished,
    ObjectionDecided,
)
from tanshi.participants.tables import (
    ACTIVE,
    OPEN,
    PROPOSED,
    SHUT,
    EntityRow,
    ListingRow,
    ObjectionRow,
    ProposalRow,
    SuccessionRow,
    UnitRow,
)
from tanshi.rules import Law

#: Entities of one fact, and of one act: a fact stays below 64 KiB, an act below half a second.
_OF_A_FACT, OF_AN_ACT = 150, 1_500

_YEARS = re.compile(r"([0-9]{4}( [0-9]{4})*)?\Z")


class ListingOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "listing.done"
    BAD_PERIOD = "listing.bad_period"
    ENTITY_NOT_FOUND = "listing.entity_not_found"
    UNKNOWN_AREA = "listing.unknown_area"
    ALREADY_LISTED = "listing.already_listed"
    NOT_PROPOSED = "listing.not_proposed"
    NOTHING_PROPOSED = "listing.nothing_proposed"
    NOT_LISTED = "listing.not_listed"
    ALREADY_OBJECTED = "listing.already_objected"
    NO_OBJECTION = "listing.no_objection"
    TOO_LATE = "listing.too_late"
    NO_REASON = "listing.no_reason"
    BAD_EVIDENCE = "listing.bad_evidence"
    COVERED_WITHOUT_REPORT = "listing.covered_without_report"
    UNKNOWN_GROUND = "listing.unknown_ground"
    GROUND_OF_OTHER_SIDE = "listing.ground_of_other_side"
    ENTITY_ENDED = "listing.entity_ended"
    OUTSIDE_REPORTING = "listing.outside_reporting"
    OUTSIDE_COVERAGE = "listing.outside_coverage"
    GROUND_DOES_NOT_HOLD = "listing.ground_does_not_hold"
    BAD_YEARS = "listing.bad_years"
    BAD_EMISSION = "listing.bad_emission"
    NOT_AS_CONFIRMED = "listing.not_as_confirmed"
    CONTRADICTS_EMISSION = "listing.contradicts_emission"
    NOT_AS_LISTED = "listing.not_as_listed"


@dataclass(frozen=True, slots=True)
class ProposeListing:
    """Propose what the list of a period says of an entity.

    `emission_t` is the largest of the years in `years` ("2020 2021"), which are years the notice names.
    """

    entity: str
    period: str
    reporting: bool
    covered: bool
    ground: str
    emission_t: int
    years: str


@dataclass(frozen=True, slots=True)
class CommentListing:
    """Say for the city whether a proposal is right; who disagrees says why."""

    entity: str
    period: str
    agrees: bool
    text: str


@dataclass(frozen=True, slots=True)
class PublishList:
    """Publish what is proposed for an area; where more waits than one act may take, the next act takes the rest."""

    area_gb2260: str
    period: str


@dataclass(frozen=True, slots=True)
class ObjectListing:
    """Object to what the list says of one's own entity."""

    entity: str
    period: str
    reason: str
    evidence_sha256: str = ""


@dataclass(frozen=True, slots=True)
class DecideObjection:
    """Decide on an objection: upheld with what the list is to say, or rejected with what it says."""

    entity: str
    period: str
    upheld: bool
    reporting: bool
    covered: bool
    ground: str
    text: str


class Emissions(Protocol):
    """Where confirmed yearly emissions are found; records and reports are a system of their own."""

    def touches(self, entity: str, years: Iterable[int]) -> Iterable[Touch]: ...

    def of(self, rows: Finds, entity: str, years: Iterable[int]) -> dict[int, int]: ...


Q = TypeVar("Q")

#: A further condition of a proposal.
Check = Callable[[ProposeListing, Rows, Act], Outcome | None]


class Laws(Protocol):
    """The law of a market by legal day: acts of rule making change it."""

    def on(self, rows: Rows, day: str) -> Law: ...


class ListingRound:
    """Judges the round under the law of a day."""

    def __init__(self, law: Law, emissions: Emissions, also: Sequence[Check] = ()) -> None:
        """Take further conditions in `also`; each refuses or says nothing."""
        self._law = law
        self._conditions = Conditions(law)
        self._emissions = emissions
        self._also = also

    # proposal

    def propose(self, request: ProposeListing, rows: Rows, act: Act) -> Outcome:
        period = period_named(request.period)
        if period is None:
            return act.refuse(ListingOutcome.BAD_PERIOD, period=request.period)
        entity = rows.get(EntityRow, request.entity)
        if entity is None:
            return act.refuse(ListingOutcome.ENTITY_NOT_FOUND, entity=request.entity)
        if rows.get(ListingRow, (entity.id, period.name)) is not None:
            return act.refuse(ListingOutcome.ALREADY_LISTED, entity=entity.id, period=period.name)
        if refused := self._not_lawful(request, period, entity, rows, act):
            return refused
        if refused := self._in_two_markets(request, period, entity, rows, act):
            return refused
        for check in self._also:
            if refused := check(request, rows, act):
                return refused
        cited = self._conditions.grounds(period)[request.ground].cited
        act.record(
            ListingProposed(
                entity.id, period.name, entity.area_gb2260, request.reporting, request.covered, request.ground,
                request.emission_t, request.years, str(cited.citation), self._conditions.threshold(period).integer,
                self._law.revision,
            )
        )  # fmt: skip
        return ListingOutcome.DONE

    # publication

    def publish(self, request: PublishList, rows: Rows, act: Act) -> Outcome:
        period = period_named(request.period)
        if period is None:
            return act.refuse(ListingOutcome.BAD_PERIOD, period=request.period)
        if request.area_gb2260 not in areas():
            return act.refuse(ListingOutcome.UNKNOWN_AREA, area=request.area_gb2260)
        waiting = rows.where(ProposalRow, area_gb2260=request.area_gb2260, period=period.name, state=PROPOSED)
        if not waiting:
            return act.refuse(ListingOutcome.NOTHING_PROPOSED, area=request.area_gb2260, period=period.name)
        waiting = waiting[:OF_AN_ACT]
        rows.prefetch(EntityRow, [p.entity for p in waiting])
        deadline, _ = self._conditions.deadline(period)
        late = act.day > deadline.isoformat()
        entries = [self._entry(p, period, rows) for p in waiting]
        for start in range(0, len(entries), _OF_A_FACT):
            part = entries[start : start + _OF_A_FACT]
            act.record(ListPublished(request.area_gb2260, period.name, deadline.isoformat(), late, part))
        return ListingOutcome.DONE

    def _entry(self, proposal: ProposalRow, period: Period, rows: Rows) -> dict[str, Any]:
        """Return what is published of a proposal; an entity that ended before the period is published as gone."""
        entity = rows.need(EntityRow, proposal.entity)
        found = {
            "entity": proposal.entity,
            "reporting": proposal.reporting,
            "covered": proposal.covered,
            "ground": proposal.ground,
            "emission_t": proposal.emission_t,
            "years": proposal.years,
            "citation": proposal.citation,
        }
        if _has_ended(entity, period) and proposal.reporting:
            ground = self._conditions.grounds(period)["shut" if entity.state == SHUT else "merged"]
            found |= {"reporting": 0, "covered": 0, "ground": ground.code, "citation": str(ground.cited.citation)}
        return found

    # objection

    def object(self, request: ObjectListing, rows: Rows, act: Act) -> Outcome:
        listing = rows.get(ListingRow, (request.entity, request.period))
        if listing is None:
            return act.refuse(ListingOutcome.NOT_LISTED, entity=request.entity, period=request.period)
        if rows.get(ObjectionRow, (request.entity, request.period)) is not None:
            return act.refuse(ListingOutcome.ALREADY_OBJECTED, entity=request.entity, period=request.period)
        today = date.fromisoformat(act.day)
        limit = self._conditions.days_to_object(today)
        last = add_working_days(date.fromisoformat(listing.published_on), limit.integer)
        if today > last:
            return act.refuse(
                ListingOutcome.TOO_LATE, published=listing.published_on, days=limit.value, last=last.isoformat()
            )
        if not request.reason.strip():
            return act.refuse(ListingOutcome.NO_REASON)
        if request.evidence_sha256 and not is_sha256(request.evidence_sha256):
            return act.refuse(ListingOutcome.BAD_EVIDENCE, evidence=request.evidence_sha256)
        until = add_working_days(today, self._conditions.days_to_decide(today).integer)
        act.record(
            ListingObjected(request.entity, request.period, request.reason, request.evidence_sha256, until.isoformat())
        )
        return ListingOutcome.DONE

    def decide(self, request: DecideObjection, rows: Rows, act: Act) -> Outcome:
        objection = rows.get(ObjectionRow, (request.entity, request.period))
        if objection is None or objection.state != OPEN:
            return act.refuse(ListingOutcome.NO_OBJECTION, entity=request.entity, period=request.period)
        if not request.text.strip():
            return act.refuse(ListingOutcome.NO_REASON)
        listing = rows.need(ListingRow, (request.entity, request.period))
        if not request.upheld:
            if (int(request.reporting), int(request.covered), request.ground) != (
                listing.reporting, listing.covered, listing.ground,
            ):  # fmt: skip
                return act.refuse(ListingOutcome.NOT_AS_LISTED, entity=request.entity, period=request.period)
            emission_t, years, citation = listing.emission_t, listing.years, listing.citation
        else:
            period, entity = Period.named(request.period), rows.need(EntityRow, request.entity)
            ground = self._conditions.grounds(period).get(request.ground)
            emission_t, years = self._restated(listing, period, ground, rows)
            proposed = ProposeListing(
                entity.id, period.name, request.reporting, request.covered, request.ground, emission_t, years
            )
            if refused := self._not_lawful(proposed, period, entity, rows, act):
                return refused
            if refused := self._in_two_markets(proposed, period, entity, rows, act):
                return refused
            assert ground is not None
            citation = str(ground.cited.citation)
        act.record(
            ObjectionDecided(
                request.entity, request.period, request.upheld, request.reporting, request.covered, request.ground,
                emission_t, years, citation, request.text, act.day > objection.until, self._law.revision,
            )
        )  # fmt: skip
        return ListingOutcome.DONE

    def _restated(self, listing: ListingRow, period: Period, ground: Ground | None, rows: Rows) -> tuple[int, str]:
        """Return the emission and years a decision rests on: what the books know by now, or what was listed."""
        known = self._emissions.of(rows, listing.entity, self._conditions.years(period)[0])
        if not known:
            return listing.emission_t, listing.years
        years = sorted(known)
        if ground is not None and ground.years > 1:
            years = years[-ground.years :]
        return max(known[y] for y in years), " ".join(map(str, years))

    # what a listing must agree with

    def _not_lawful(
        self, request: ProposeListing, period: Period, entity: EntityRow, rows: Rows, act: Act
    ) -> Outcome | None:
        if request.covered and not request.reporting:
            return act.refuse(ListingOutcome.COVERED_WITHOUT_REPORT, entity=entity.id)
        grounds = self._conditions.grounds(period)
        ground = grounds.get(request.ground)
        if ground is None:
            return act.refuse(ListingOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(grounds))
        if (request.covered and ground.side == "exit") or (not request.reporting and ground.side == "entry"):
            return act.refuse(ListingOutcome.GROUND_OF_OTHER_SIDE, ground=ground.code, entity=entity.id)
        if request.reporting and _has_ended(entity, period):
            return act.refuse(ListingOutcome.ENTITY_ENDED, entity=entity.id, year=entity.last_year)
        if refused := self._outside(request, period, entity, rows, act):
            return refused
        return self._not_by_emission(request, period, ground, rows, act) or self._not_by_books(
            request, period, ground, entity, rows, act
        )

    def _in_two_markets(
        self, request: ProposeListing, period: Period, entity: EntityRow, rows: Rows, act: Act
    ) -> Outcome | None:
        if not request.covered:
            return None
        own = not self._conditions.sector(COVERED, period, entity.sector_gbt4754)
        gases = self._conditions.gases(period, entity.sector_gbt4754, has_own_plant=own)
        return in_two_markets(entity.id, period.name, rows, act, gases)

    def _outside(
        self, request: ProposeListing, period: Period, entity: EntityRow, rows: Rows, act: Act
    ) -> Outcome | None:
        for wanted, scope, refusal in (
            (request.reporting, REPORTING, ListingOutcome.OUTSIDE_REPORTING),
            (request.covered, COVERED, ListingOutcome.OUTSIDE_COVERAGE),
        ):
            if wanted and not self._sector(scope, period, entity, rows):
                return act.refuse(refusal, entity=entity.id, sector=entity.sector_gbt4754, period=period.name)
        return None

    def _sector(self, scope: str, period: Period, entity: EntityRow, rows: Rows) -> str:
        found = self._conditions.sector(scope, period, entity.sector_gbt4754)
        if found:
            return found
        own = any(u.captive for u in rows.where(UnitRow, entity=entity.id))
        return self._conditions.sector(scope, period, entity.sector_gbt4754, has_own_plant=own)

    def _not_by_emission(
        self, request: ProposeListing, period: Period, ground: Ground, rows: Rows, act: Act
    ) -> Outcome | None:
        """Refuse what contradicts the years the notice names, or the emissions confirmed for them."""
        window, cited = self._conditions.years(period)
        stated = [int(y) for y in request.years.split()] if _YEARS.match(request.years) else [0]
        if any(year not in window for year in stated) or sorted(set(stated)) != stated:
            return act.refuse(
                ListingOutcome.BAD_YEARS, years=request.years, first=window[0], last=window[-1],
                citation=self._law.reference(cited.citation),
            )  # fmt: skip
        in_a_row = stated and stated[-1] - stated[0] + 1 == len(stated)
        if len(stated) < ground.years or (ground.years > 1 and not in_a_row):
            return act.refuse(
                ListingOutcome.BAD_YEARS, years=request.years, first=window[0], last=window[-1],
                citation=self._law.reference(ground.cited.citation),
            )  # fmt: skip
        if request.emission_t < 0 or (request.emission_t and not stated and ground.years):
            return act.refuse(ListingOutcome.BAD_EMISSION, emission=request.emission_t)
        known = self._emissions.of(rows, request.entity, window)
        of_stated = [known[year] for year in stated if year in known]
        differs = of_stated and (
            max(of_stated) > request.emission_t
            or (len(of_stated) == len(stated) and max(of_stated) < request.emission_t)
        )
        if differs:
            return act.refuse(
                ListingOutcome.NOT_AS_CONFIRMED, entity=request.entity, emission=request.emission_t,
                confirmed=max(of_stated), years=request.years,
            )  # fmt: skip
        return self._not_by_threshold(request, period, ground, known, act)

    def _not_by_threshold(
        self, request: ProposeListing, period: Period, ground: Ground, known: Mapping[int, int], act: Act
    ) -> Outcome | None:
        threshold = self._conditions.threshold(period)
        largest = request.emission_t
        if ground.emission == "below":  # two years below end a listing, whatever came before them
            years = [int(y) for y in request.years.split()] if ground.years > 1 else list(known)
            largest = max([largest, *(known[y] for y in years if y in known)])
        is_below = largest < threshold.integer
        if (ground.emission == "at_least" and is_below) or (ground.emission == "below" and not is_below):
            return act.refuse(
                ListingOutcome.CONTRADICTS_EMISSION, entity=request.entity, ground=ground.code, emission=largest,
                threshold=threshold.value, citation=self._law.reference(threshold.citation),
            )  # fmt: skip
        return None

    def _not_by_books(
        self, request: ProposeListing, period: Period, ground: Ground, entity: EntityRow, rows: Rows, act: Act
    ) -> Outcome | None:
        if ground.needs and not self._holds(ground.needs, period, entity, rows):
            return act.refuse(ListingOutcome.GROUND_DOES_NOT_HOLD, ground=ground.code, entity=entity.id)
        return None

    def _holds(self, needs: str, period: Period, entity: EntityRow, rows: Rows) -> bool:
        match needs:
            case "heir":
                return bool(rows.where(SuccessionRow, heir=entity.id))
            case "listed_before":
                return _was_listed(period, entity.id, rows)
            case "not_listed_before":
                return not _was_listed(period, entity.id, rows)
            case "new_unit":
                last = self._conditions.years(period)[0][-1]
                return any(u.start_year >= last for u in rows.where(UnitRow, entity=entity.id))
            case "ended":
                return entity.state not in (ACTIVE, SHUT)
            case "shut":
                units = rows.where(UnitRow, entity=entity.id)
                stopped = bool(units) and all(0 < u.retired_year < period.first_year for u in units)
                return entity.state == SHUT or stopped
            case "outside_sector":
                return not self._sector(COVERED, period, entity, rows)
        raise AssertionError(needs)


def comment(request: CommentListing, rows: Rows, act: Act) -> Outcome:
    """Note what the city says of a proposal."""
    proposal = rows.get(ProposalRow, (request.entity, request.period))
    if proposal is None or proposal.state != PROPOSED:
        return act.refuse(ListingOutcome.NOT_PROPOSED, entity=request.entity, period=request.period)
    if not request.agrees and not request.text.strip():
        return act.refuse(ListingOutcome.NO_REASON)
    act.record(ListingCommented(request.entity, request.period, request.agrees, request.text))
    return ListingOutcome.DONE


class ListingCommands:
    """Judges the commands, each under the law of its day."""

    def __init__(self, law: Law, laws: Laws, emissions: Emissions, also: Sequence[Check] = ()) -> None:
        """Take the shipped law, the law by day, and further conditions in `also`."""
        self._shipped = Conditions(law)
        self._laws = laws
        self._emissions = emissions
        self._also = also
        self._rounds: dict[str, ListingRound] = {}

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of all commands of the round."""
        done, on_the_day = ListingOutcome.DONE, self._on_the_day
        propose, decide = on_the_day(ListingRound.propose), on_the_day(ListingRound.decide)
        publish, object_ = on_the_day(ListingRound.publish), on_the_day(ListingRound.object)
        return (
            Handler("participants.propose_listing", ProposeListing, propose, done, self._touched, _of_entity),
            Handler(
                "participants.comment_listing",
                CommentListing,
                comment,
                done,
                lambda r: [(EntityRow, r.entity), (ProposalRow, (r.entity, r.period))],
                _of_entity,
            ),
            Handler(
                "participants.publish_list",
                PublishList,
                publish,
                done,
                concern=lambda r, rows: Concern("", r.area_gb2260),
            ),
            Handler("participants.object_listing", ObjectListing, object_, done, _touches_listing, _of_entity),
            Handler("participants.decide_objection", DecideObjection, decide, done, _touches_listing, _of_entity),
        )

    def _on_the_day(self, judge: Callable[[ListingRound, Q, Rows, Act], Outcome]) -> Callable[[Q, Rows, Act], Outcome]:
        def judged(request: Q, rows: Rows, act: Act) -> Outcome:
            return judge(self._round(self._laws.on(rows, act.day)), request, rows, act)

        return judged

    def _round(self, law: Law) -> ListingRound:
        if law.name not in self._rounds:
            self._rounds[law.name] = ListingRound(law, self._emissions, self._also)
        return self._rounds[law.name]

    def _touched(self, request: ProposeListing) -> Iterable[Touch]:
        key = (request.entity, request.period)
        yield from [(EntityRow, request.entity), (ListingRow, key), (ProposalRow, key)]
        if period := period_named(request.period):
            with suppress(Problem):  # no text: the judge says so
                yield from self._emissions.touches(request.entity, self._shipped.years(period)[0])


def period_named(name: str) -> Period | None:
    """Return the period of that name, or None."""
    try:
        found = Period.named(name)
    except ValueError:
        return None
    return found if found.first_year > 0 and found.name == name else None


def _has_ended(entity: EntityRow, period: Period) -> bool:
    return entity.state != ACTIVE and entity.last_year < period.first_year


def _was_listed(period: Period, entity: str, rows: Rows) -> bool:
    """Tell whether the last list before a period had the entity."""
    before = [
        (Period.named(row.period).last_year, row.reporting)
        for row in rows.where(ListingRow, entity=entity)
        if Period.named(row.period).last_year < period.first_year
    ]
    return bool(before) and max(before)[1] == 1


def _of_entity(request: ProposeListing | CommentListing | ObjectListing | DecideObjection, rows: Rows) -> Concern:
    return concern_of(request.entity, rows)


def _touches_listing(request: ObjectListing | DecideObjection) -> Iterable[Touch]:
    key = (request.entity, request.period)
    return [(EntityRow, request.entity), (ListingRow, key), (ObjectionRow, key)]

"""Review in three levels (市、省、国家三级审核): what waits at each, how long, and handing it on or back.

Which matters there are follows from the books: the kinds of tasks marked `review`. A matter begins with the city its
entity is placed in, else with the province. Handing it on or back with a note is a step kept beside the facts; what is
decided in the end - a verification, a confirmation, a penalty - is a command, and with it the matter leaves the queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tanshi.application.access import Known
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate
from tanshi.application.work.deadlines import age
from tanshi.application.work.reach import Reach, bound, reach
from tanshi.application.work.tables import ReviewRow, StepRow
from tanshi.application.work.tasks import KINDS, PAGE, TaskKind, newest_periods
from tanshi.core.outcome import Outcome
from tanshi.journal.engine import Reads
from tanshi.participants.areas import PROVINCE
from tanshi.participants.tables import ActorRow, EntityRow

#: From the first level to the last.
LEVELS = ("city", "province", "nation")

#: The right to see queues, and to hand on what waits at one's own level.
RIGHT = "see.reviews"

_NOTE = 1_000

_REVIEW, _STEP = ReviewRow.__table__, StepRow.__table__
_BEGINS = "CASE WHEN p.entity IS NULL THEN 'province' ELSE 'city' END"

#: The entity's city, else its province: the first two digits of a city's code are its province's.
_AREA = "coalesce(p.city_gb2260, e.area_gb2260)"


class ReviewOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "review.done"
    NOT_WAITING = "review.not_waiting"
    NOT_HERE = "review.not_here"
    NO_LEVEL = "review.no_level"
    NOTE_NEEDED = "review.note_needed"
    CHANGED = "review.changed"


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that waits at a level since a day, as seen on a day; `area_gb2260` is its city, else its province."""

    kind: str
    period: str
    seen_on: str
    entity: str
    name_zh: str
    name_en: str
    area_gb2260: str
    amount_t: int | None
    level: str
    since: str

    @property
    def subject(self) -> str:
        return f"{self.kind}/{self.period}/{self.entity}"

    @property
    def age_days(self) -> int | None:
        """Return the working days the matter has waited at its level, or None if a calendar is missing."""
        return age(self.since, date.fromisoformat(self.seen_on))


def review_kinds() -> list[TaskKind]:
    """Return the kinds of matters that go through the levels."""
    return [kind for kind in KINDS.values() if kind.review]


class Queues:
    """The queues as an official sees them on a day."""

    def __init__(self, view: Reads, rows: Known, actor: ActorRow | None, today: str) -> None:
        self._view, self._today = view, today
        self._reach: Reach | None = reach(actor, RIGHT, rows, today)

    def waiting(
        self, level: str, kind: str = "", area: str = "", after: str = "", limit: int = PAGE
    ) -> tuple[list[Matter], str]:
        """Return what waits at a level, by kind, period and entity, and where the next page begins ("" nowhere)."""
        found: list[Matter] = []
        for at, period in self._places(kind):
            begin = after.removeprefix(f"{at.id}/{period}/") if after.startswith(f"{at.id}/{period}/") else ""
            if after and not begin and f"{at.id}/{period}/" <= after:
                continue
            found += self._of(at, period, level, area, begin, limit + 1 - len(found))
            if len(found) > limit:
                return found[:limit], found[limit - 1].subject
        return found, ""

    def counts(self, most: int = 100) -> dict[str, int]:
        """Return how many matters wait at each level, counted up to a bound."""
        return {level: len(self.waiting(level, limit=most)[0]) for level in LEVELS}

    def matter(self, subject: str) -> Matter | None:
        """Return a matter that waits now, or None: it is done, or nobody of this actor's concern."""
        kind, _, rest = subject.partition("/")
        period, _, entity = rest.partition("/")
        if kind not in KINDS or not KINDS[kind].review:
            return None
        found = self._of(KINDS[kind], period, "", "", "", 1, entity)
        return found[0] if found else None

    def _places(self, kind: str) -> Iterator[tuple[TaskKind, str]]:
        """Yield kinds and periods in the order of their subjects."""
        for each in sorted(review_kinds(), key=lambda k: k.id):
            for period in sorted(newest_periods(self._view)):
                if kind in ("", each.id):
                    yield each, period

    def _of(
        self, kind: TaskKind, period: str, level: str, area: str, after: str, limit: int, entity: str = ""
    ) -> list[Matter]:
        if self._reach is None or limit <= 0:
            return []
        source = kind.source.replace(
            " WHERE ",
            " LEFT JOIN work_review AS v ON v.subject = :prefix || x.entity"
            " LEFT JOIN participants_entity_city AS p ON p.entity = e.id WHERE ",
            1,
        )
        where, at = "", f"coalesce(v.level, {_BEGINS})"
        where += f" AND {at} = :level" if level else ""
        where += f" AND substr({_AREA}, 1, :area_n) = :area" if area else ""
        where += " AND e.id = :entity" if entity else ""
        sql = (
            f"SELECT e.id, e.name_zh, e.name_en, {_AREA}, {kind.amount_t}, {at}, coalesce(v.since, {kind.since})"
            f" {source} AND ({self._reach.sql}){where} AND e.id > :after ORDER BY e.id LIMIT {limit}"
        )
        values = {
            **self._reach.values, "period": period, "today": self._today, "prefix": f"{kind.id}/{period}/",
            "level": level, "area": area, "area_n": len(area), "entity": entity, "after": after,
        }  # fmt: skip
        return [Matter(kind.id, period, self._today, *row) for row in self._view.fetch(*bound(sql, values))]


def hand(gate: Gate, caller: Caller, actor: ActorRow, matter: Matter, to: str, note: str, today: str) -> ReviewOutcome:
    """Hand a matter that waits at the actor's level to the level above or below, with a note for the way back."""
    if matter.level != actor.role:
        return ReviewOutcome.NOT_HERE
    if to not in neighbours(matter):
        return ReviewOutcome.NO_LEVEL
    said = "".join(c if c.isprintable() else " " for c in note).strip()[:_NOTE]
    if not said and LEVELS.index(to) < LEVELS.index(matter.level):
        return ReviewOutcome.NOTE_NEEDED
    now = gate.now()
    step = StepRow(
        gate.serial(now), matter.subject, now, today, caller.login, actor.id, actor.organisation, matter.level, to,
        said,
    )  # fmt: skip
    with gate.engine.aside() as writes:
        # whoever comes second to the same matter finds it at another level
        sql = (
            "INSERT INTO work_review (subject, level, since) VALUES (?, ?, ?) ON CONFLICT (subject) DO UPDATE"
            " SET level = excluded.level, since = excluded.since WHERE work_review.level = ? RETURNING 1"
        )
        if not writes.fetch(sql, [matter.subject, to, today, matter.level]):
            return ReviewOutcome.CHANGED
        writes.insert(_STEP, [_STEP.values(step)])
    return ReviewOutcome.DONE


def neighbours(matter: Matter) -> list[str]:
    """Return the levels a matter can be handed to: the one above, and the one below if the entity has one."""
    at = LEVELS.index(matter.level)
    lowest = 0 if len(matter.area_gb2260) > PROVINCE else 1
    return [LEVELS[n] for n in (at - 1, at + 1) if lowest <= n < len(LEVELS)]


def steps(view: Reads, subject: str, limit: int = 100) -> Sequence[StepRow]:
    """Return the newest steps of a matter, the newest first."""
    sql = _STEP.select_sql("subject = ?", [f"id DESC LIMIT {limit}"])
    return [StepRow(*row) for row in view.fetch(sql, [subject])]


def entity_of(rows: Known, subject: str) -> EntityRow | None:
    """Return the entity a matter is about."""
    return rows.get(EntityRow, subject.split("/", 2)[-1])

"""What the books themselves know of who belongs together on a day, and of what was made public when.

Relations: entities a group acts for by mandate, entities of one owner, holders one person is named for. Disclosures:
the exchange's announcements of the kinds law names (`exchange.surveillance_disclosures`), at the moment of their fact.
What a file says stands beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from tanshi.core.clock import CHINA, moment
from tanshi.exchange.announcements import Announced
from tanshi.exchange.surveillance.relations import Disclosure, Known, Relation
from tanshi.journal.engine import Reads
from tanshi.rules import Law

KINDS = "exchange.surveillance_disclosures"

_STANDS = "from_day <= ? AND (until_day = '' OR until_day >= ?)"
_MANDATES = f"SELECT organisation, entity FROM participants_mandate WHERE {_STANDS} ORDER BY organisation, entity"
_OWNERS = (
    "SELECT owner, id FROM participants_entity WHERE owner IN (SELECT owner FROM participants_entity"
    " WHERE owner <> '' GROUP BY owner HAVING COUNT(*) > 1) ORDER BY owner, id"
)
_NAMED = f"SELECT DISTINCT actor, holder FROM registry_representative WHERE {_STANDS} ORDER BY actor, holder"


def known_on(view: Reads, law: Law, day: str) -> Known:
    """Return what the books know of a day."""
    return Known(tuple(_relations(view, day)), tuple(_disclosures(view, law, day)))


def together(one: Known, other: Known) -> Known:
    """Return what both know."""
    return Known((*one.relations, *other.relations), (*one.disclosures, *other.disclosures))


def _relations(view: Reads, day: str) -> Iterator[Relation]:
    for group, members in _by_first(view.fetch(_MANDATES, [day, day])):
        yield Relation("group_mandate", (group, *members))
    for _, members in _by_first(view.fetch(_OWNERS)):
        yield Relation("controller", members)
    for _, members in _by_first(view.fetch(_NAMED, [day, day])):
        if len(members) > 1:
            yield Relation("operator", members)


def _by_first(rows: list[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the second values of rows by their first, in order."""
    found: dict[str, list[str]] = {}
    for first, second in rows:
        found.setdefault(first, []).append(second)
    for first, members in found.items():
        yield first, tuple(members)


def _disclosures(view: Reads, law: Law, day: str) -> Iterator[Disclosure]:
    kinds = law.value(KINDS, date.fromisoformat(day)).value
    sql = "SELECT position, body FROM journal_fact WHERE day = ? AND type = ? ORDER BY position"
    listed = {name for (name,) in view.fetch("SELECT id FROM registry_instrument")}
    for position, body in view.fetch(sql, [day, Announced.type]):
        data = json.loads(bytes(body))["data"]
        if data["kind"] in kinds:
            about = data["about"] if data["about"] in listed else ""
            yield Disclosure(day, _time_ns(view, position), about)


def _time_ns(view: Reads, position: int) -> int:
    """Return when a fact was recorded, in nanoseconds since midnight in China: its command's first fact says it."""
    sql = "SELECT body FROM journal_fact WHERE position <= ? ORDER BY position DESC LIMIT 8"
    acts = (json.loads(bytes(body)).get("act") for (body,) in view.fetch(sql, [position]))
    at = moment(next(act["at"] for act in acts if act)).astimezone(CHINA)
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 10**9

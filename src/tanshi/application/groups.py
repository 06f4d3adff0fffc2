"""A group (集团) and its firms: positions together, and which of them could give to which.

Who belongs to a group is what mandates say on the day. Units move by the acts of the registry alone; what stands here
is a reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tanshi.application.standings import Line, lines, obligations
from tanshi.compliance.progress import Tally, tally
from tanshi.compliance.status import NOT_SET
from tanshi.core.catalogue import Language
from tanshi.core.finding import problem
from tanshi.journal.engine import Reads, Snapshot
from tanshi.rules import Law


@dataclass(frozen=True, slots=True)
class Move:
    """Tonnes that one firm of a group has too much and another too little."""

    giver: str
    taker: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class Group:
    """The firms of a group with a period on a day, what they come to together, and moves that close gaps."""

    organisation: str
    period: str
    day: str
    lines: Sequence[Line]
    moves: Sequence[Move]
    position: int

    @property
    def tally(self) -> Tally:
        return tally(line.standing for line in self.lines)

    @property
    def held_t(self) -> int:
        return sum(line.held_t or 0 for line in self.lines)

    @property
    def due_t(self) -> int:
        return sum(line.standing.due_t for line in self.lines)

    def as_json(self, language: Language = "en") -> dict[str, Any]:
        """Return the group as the machine interface gives it; `short_t` is what the group lacks as a whole."""
        return {
            "organisation": self.organisation, "period": self.period, "day": self.day, "held_t": self.held_t,
            "due_t": self.due_t, "short_t": max(0, self.due_t - self.held_t), "total": self.tally.as_json(),
            "firms": [line.as_json(language) for line in self.lines],
            "moves": [{"giver": m.giver, "taker": m.taker, "amount_t": m.amount_t} for m in self.moves],
            "position": self.position,
        }  # fmt: skip


def members(view: Reads, organisation: str, day: str) -> list[str]:
    """Return the firms that gave a body a mandate which stands on a day."""
    rows = view.fetch(
        "SELECT entity FROM participants_mandate WHERE organisation = ? AND from_day <= ?"
        " AND (until_day = '' OR until_day >= ?) ORDER BY entity",
        [organisation, day, day],
    )
    return [entity for (entity,) in rows]


def group_of(law: Law, view: Snapshot, organisation: str, period: str, day: str) -> Group:
    """Return a group with a period on a day; `Problem` if nobody gave it a mandate."""
    firms = members(view, organisation, day)
    if not firms:
        raise problem("status.no_group", where=organisation, organisation=organisation, day=day)
    found = lines(law, view, obligations(law, view, period), day, firms)
    return Group(organisation, period, day, found, moves_of(found), view.head().size)


def moves_of(found: Sequence[Line]) -> list[Move]:
    """Return moves from firms with more than they owe to those with less, the largest gaps first.

    Whose obligation is not set yet may need what it holds, and gives nothing.
    """
    found = [line for line in found if line.standing.status != NOT_SET]
    spare = {line.standing.entity: (line.held_t or 0) - line.standing.due_t for line in found}
    givers = sorted(((n, e) for e, n in spare.items() if n > 0), key=lambda p: (-p[0], p[1]))
    takers = sorted(((-n, e) for e, n in spare.items() if n < 0), key=lambda p: (-p[0], p[1]))
    made: list[Move] = []
    for lacking, taker in takers:
        rest = lacking
        while rest and givers:
            has, giver = givers[0]
            amount = min(has, rest)
            made.append(Move(giver, taker, amount))
            rest -= amount
            givers[0] = (has - amount, giver)
            if has == amount:
                givers.pop(0)
    return made

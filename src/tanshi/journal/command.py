"""Commands: what may be asked, and the answer.

A command is plain data with an id chosen by the caller. The same id and body again gives the stored outcome, marked as
existing; the same id with another body is refused. A refused command is not stored, so its id may be sent again
once the cause is gone. A command is atomic: all its items are carried out or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, TypeVar

from tanshi.core.catalogue import Language, known, text
from tanshi.core.outcome import Outcome
from tanshi.core.said import said
from tanshi.journal.canonical import canonical, encoded
from tanshi.journal.fact import At, Fact, FactTypes
from tanshi.journal.request import plain
from tanshi.journal.rows import Rows
from tanshi.journal.table import Key, Row

Q = TypeVar("Q")


class CommandOutcome(Outcome):
    """Outcomes that every command can have, in the order in which they are checked."""

    MALFORMED = "command.malformed"
    UNKNOWN_COMMAND = "command.unknown"
    ACTOR_NOT_FOUND = "command.actor_not_found"
    ACTOR_OF_OTHER_ORGANISATION = "command.actor_of_other_organisation"
    NOT_PERMITTED = "command.not_permitted"
    OUT_OF_SCOPE = "command.out_of_scope"
    SECOND_MISSING = "command.second_missing"
    SECOND_IS_FIRST = "command.second_is_first"
    SECOND_NOT_PERMITTED = "command.second_not_permitted"
    ID_WITH_OTHER_BODY = "command.id_with_other_body"
    NO_TEXT_IN_FORCE = "command.no_text_in_force"


@dataclass(frozen=True, slots=True)
class Command:
    """One request of an actor for an organisation; `second` is who confirmed it, where four eyes are asked for."""

    id: str
    organisation: str
    actor: str
    kind: str
    items: Sequence[Mapping[str, Any]]
    second: str = ""

    @staticmethod
    def of(id: str, organisation: str, actor: str, kind: str, *requests: object, second: str = "") -> Command:
        """Return the command that carries typed requests."""
        return Command(id, organisation, actor, kind, [plain(r) for r in requests], second)

    def digest(self, *, read: bool = False) -> str:
        """Return the SHA-256 of what is asked: kind and items, not who sent it when.

        `read`: the items were read field by field, so nothing in them is without canonical form.
        """
        asked = {"kind": self.kind, "items": list(self.items)}
        return sha256(encoded(asked) if read else canonical(asked)).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a command."""

    id: str
    outcome: Outcome | str
    done: bool
    exists: bool = False
    position: int | None = None  # of its first fact
    item: int | None = None  # the item that was refused, counted from 0
    details: Mapping[str, object] = field(default_factory=dict)
    size: int = 0  # the journal's size when answered

    def message(self, language: Language = "en") -> str:
        """Return the outcome in words."""
        code = str(self.outcome)
        return text(code, language, _Blank(said(self.details, language))) if known(code) else code


class _Blank(dict[str, object]):
    """Details for a text: what a judge did not say stays visible as its name."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


class Act:
    """The command at hand, as its judge sees it: who, when, and the facts it records."""

    def __init__(
        self,
        command: Command,
        base: int,
        day: str,
        now: str,
        types: FactTypes,
        rows: Rows,
    ) -> None:
        self.command = command
        self.day = day
        self.now = now
        self.facts: list[tuple[str, Fact]] = []
        self.details: dict[str, object] = {}
        self._base = base
        self._types = types
        self._rows = rows

    @property
    def position(self) -> int:
        """The position the next fact of this act will have."""
        return self._base + len(self.facts)

    def record(self, fact: Fact, day: str | None = None) -> None:
        """Record a fact, on today's legal day unless the act says another; rows change at once."""
        on = day or self.day
        self._types.project(fact, At(self._base + len(self.facts), on, self.now), self._rows)
        self.facts.append((on, fact))

    def refuse(self, outcome: Outcome, **details: object) -> Outcome:
        """Return an outcome with the values its message names."""
        self.details = details
        return outcome


Touch = tuple[type[Row], Key]


def _touches_nothing(_: Any) -> Iterable[Touch]:
    return ()


def _concerns_all(_: Any, __: Rows) -> Concern:
    return Concern()


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a request concerns, for the access check: an entity, an area, an organisation; empty means the nation."""

    entity: str = ""
    area: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Handler(Generic[Q]):
    """How one kind of command is judged.

    `touch_all` and `judge_all` do for all items of a command what `touch` and `judge` do for one, and exactly the same,
    for the one kind of which a day brings a million; `judge_all` returns the outcome and the item it stopped at.
    """

    kind: str
    request: type[Q]
    judge: Callable[[Q, Rows, Act], Outcome]
    done: Outcome
    touch: Callable[[Q], Iterable[Touch]] = _touches_nothing
    concern: Callable[[Q, Rows], Concern] = _concerns_all
    touch_all: Callable[[Sequence[Q]], Mapping[type[Row], Iterable[Key]]] | None = None
    judge_all: Callable[[Sequence[Q], Rows, Act], tuple[Outcome, int]] | None = None

    def touches(self, items: Sequence[Q]) -> Mapping[type[Row], Iterable[Key]]:
        """Return the keys of the rows that judging these items is known to need."""
        if self.touch_all is not None:
            return self.touch_all(items)
        found: dict[type[Row], list[Key]] = {}
        for item in items:
            for kind, key in self.touch(item):
                found.setdefault(kind, []).append(key)
        return found

    def concerns(self, items: Sequence[Q], rows: Rows) -> list[Concern]:
        """Return whom these items concern."""
        if self.concern is _concerns_all:
            return [Concern()]
        return [self.concern(item, rows) for item in items]

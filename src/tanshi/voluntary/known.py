"""Projects other schemes registered (CDM, voluntary standards), and which of them are like one of ours.

A reduction is unique if no other scheme registered or credits it (Order 31, art. 48). Likeness is no proof: whoever
validates a project explains each match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from unicodedata import normalize

from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import R
from tanshi.voluntary.accounts import TEXT, is_text
from tanshi.voluntary.outcome import DONE, VoluntaryOutcome
from tanshi.voluntary.plots import CELL, Corner, box
from tanshi.voluntary.tables import KnownRow

#: Words that tell no project from another.
_COMMON = frozenset(
    ("project", "the", "of", "in", "and", "a", "an", "for", "p", "r", "china", "province", "county", "city", "prc")
)

_WORD = re.compile(r"\w+")


class Known(Protocol):
    """Where rows are found."""

    def where(self, kind: type[R], **equals: int | str) -> list[R]: ...


@dataclass(frozen=True, slots=True)
class NoteKnown:
    """Note a project another scheme registered; place in millionths of a degree, 0 and 0 if it is not known."""

    scheme: str
    number: str
    name: str
    capacity_kw: int
    longitude_e6: int = 0
    latitude_e6: int = 0


@dataclass(frozen=True, slots=True)
class KnownNoted(Fact):
    """Another scheme registered a project."""

    type: ClassVar[str] = "voluntary.known_noted/1"
    scheme: str
    number: str
    name: str
    name_key: str
    capacity_kw: int
    longitude_e6: int
    latitude_e6: int
    cell: str


def _noted(fact: KnownNoted, at: At, rows: Rows) -> None:
    rows.put(
        KnownRow(
            fact.scheme, fact.number, fact.name, fact.name_key, fact.capacity_kw, fact.longitude_e6, fact.latitude_e6,
            fact.cell, at.day,
        )
    )  # fmt: skip


FACTS = (FactType(KnownNoted, _noted),)


def _note(request: NoteKnown, rows: Rows, act: Act) -> Outcome:
    if not is_id(request.scheme) or not is_id(request.number):
        return act.refuse(VoluntaryOutcome.BAD_ID, id=f"{request.scheme} {request.number}"[:96])
    if not is_text(request.name):
        return act.refuse(VoluntaryOutcome.BAD_TEXT, most=TEXT)
    if request.capacity_kw < 0:
        return act.refuse(VoluntaryOutcome.BAD_AMOUNT, amount=request.capacity_kw)
    if rows.get(KnownRow, (request.scheme, request.number)) is not None:
        return act.refuse(VoluntaryOutcome.KNOWN_ALREADY, scheme=request.scheme, number=request.number)
    place = (request.longitude_e6, request.latitude_e6)
    act.record(
        KnownNoted(
            request.scheme, request.number, request.name, name_key(request.name), request.capacity_kw, *place,
            _cell(place) if place != (0, 0) else "",
        )
    )  # fmt: skip
    return DONE


def _touches(request: NoteKnown) -> Iterable[Touch]:
    return [(KnownRow, (request.scheme, request.number))]


HANDLERS: tuple[Handler[Any], ...] = (Handler("voluntary.note_known", NoteKnown, _note, DONE, _touches),)


def name_key(name: str) -> str:
    """Return a name as names are compared: its telling words in order of the alphabet."""
    plain = normalize("NFKC", name).casefold().replace("项目", " ")
    return " ".join(sorted(set(_WORD.findall(plain)) - _COMMON))[:TEXT]


def like(rows: Known, title: str, capacity_kw: int, plots: Sequence[Sequence[Corner]]) -> list[dict[str, str]]:
    """Return other schemes' projects like one of ours, and in what: the same name; the same capacity nearby."""
    found: dict[tuple[str, str], list[str]] = {}
    key = name_key(title)
    for row in rows.where(KnownRow, name_key=key) if key else ():
        found.setdefault((row.scheme, row.number), []).append("name")
    for cell in _cells_around(plots):
        for row in rows.where(KnownRow, cell=cell):
            if capacity_kw and row.capacity_kw == capacity_kw:
                found.setdefault((row.scheme, row.number), []).append("place and capacity")
    return [{"scheme": s, "number": n, "why": ", ".join(why)} for (s, n), why in sorted(found.items())]


def _cells_around(plots: Sequence[Sequence[Corner]]) -> list[str]:
    found = set()
    for plot in plots:
        west, south, east, north = box(plot)
        x, y = (west + east) // 2 // CELL, (south + north) // 2 // CELL
        found |= {f"{x + dx}/{y + dy}" for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    return sorted(found)


def _cell(place: Corner) -> str:
    return f"{place[0] // CELL}/{place[1] // CELL}"

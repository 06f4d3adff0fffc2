"""Articles that may fine the same act (竞合): one act is fined once, by the text with the higher fine.

So the Code (art. 1055), and the Law on Administrative Penalties (art. 29). Which of two ranges is the higher is said
where one is at no end below the other; ranges of which each is higher at one end stay open. Whether a competing article
reaches the act at all no text says: both readings are given, and where the own article holds in both, nothing is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.compliance.liability import Range
from tanshi.core.money import FEN_PER_YUAN, grouped
from tanshi.rules import Cited, Law, Node, NoTextInForce

OWN, OTHER, OPEN, UNKNOWN = "own", "other", "open", "base_not_known"


@dataclass(frozen=True, slots=True)
class Rival:
    """An article that may fine the act too, in a degree of it; `heavier`: which holds if it reaches the act."""

    article: str
    degree: str  # plain, fraud or serious
    fine: tuple[int, int]
    heavier: str
    cited: Cited


def rivals(law: Law, offence: str, on: date, own: Range) -> list[Rival]:
    """Return what may compete with an offence on a day, against the offence's own range."""
    try:
        cited = law.value("supervision.competing", on, offence.rpartition(".")[2])
    except NoTextInForce:
        return []
    return [
        Rival(one["article"], degree, fine, heavier(own, fine), cited)
        for one in cited.value["rivals"]
        for degree, fine in _degrees(one["degrees"])
    ]


def _degrees(said: dict[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    for degree, ends in said.items():
        yield degree, (int(ends["from"]) * FEN_PER_YUAN, int(ends["to"]) * FEN_PER_YUAN)


def heavier(own: Range, other: tuple[int, int]) -> str:
    """Return which of two ranges is the higher: at no end below the other, and alike ones are the own."""
    if own is None:
        return UNKNOWN
    if own[0] >= other[0] and own[1] >= other[1]:
        return OWN
    return OTHER if own[0] <= other[0] and own[1] <= other[1] else OPEN


def settled(found: Iterable[Rival]) -> str:
    """Return own where no reading leads elsewhere, open where one may, "" where nothing competes."""
    which = {rival.heavier for rival in found}
    return "" if not which else OWN if which == {OWN} else OPEN


def as_json(law: Law, found: Iterable[Rival]) -> list[dict[str, Any]]:
    """Return rivals as the machine interface gives them, fines in fen."""
    return [
        {"articles": [r.article], "degree": r.degree, "fine_fen": list(r.fine), "heavier": r.heavier,
         "citation": law.reference(r.cited.citation)}
        for r in found
    ]  # fmt: skip


def trees(found: Iterable[Rival]) -> tuple[Node, ...]:
    """Return rivals as leaves of the tree of a penalty."""
    return tuple(
        Node(
            "label.competing", " - ".join(map(grouped, r.fine)), "CNY", citation=r.cited.citation,
            confidence=r.cited.confidence, note=f"{r.article} {r.degree} {r.heavier}",
        )
        for r in found
    )  # fmt: skip

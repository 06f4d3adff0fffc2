"""Who belongs together (关联账户): accounts under one group mandate, controller, operator or client, as was given.

Relations join: two accounts that share a third are of one group.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

KINDS = ("group_mandate", "controller", "operator", "client")


@dataclass(frozen=True, slots=True)
class Relation:
    """Accounts that belong together, and by what."""

    kind: str
    accounts: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a relation is one of {', '.join(KINDS)}, not {self.kind!r}")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something was made public that moves prices: when (nanoseconds since midnight), and of what ("": of all)."""

    session: str
    time_ns: int
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known from outside a session."""

    relations: tuple[Relation, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()


def groups(accounts: Sequence[str], relations: Iterable[Relation]) -> list[int]:
    """Return the group of each account: the lowest place in `accounts` of its members; alone it is its own."""
    place = {name: number for number, name in enumerate(accounts)}
    above = list(range(len(accounts)))
    for relation in relations:
        members = [place[name] for name in relation.accounts if name in place]
        for member in members[1:]:
            first, second = sorted((_top(above, members[0]), _top(above, member)))
            above[second] = first
    return [_top(above, n) for n in range(len(accounts))]


def _top(above: list[int], place: int) -> int:
    while above[place] != place:
        above[place] = above[above[place]]
        place = above[place]
    return place

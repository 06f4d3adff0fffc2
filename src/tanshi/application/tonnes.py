"""The way of a tonne as people look at it: its block, each step, and what of it a holder may see.

Who may see all holdings sees the whole way. A holder sees the issue and the steps on accounts of its own; who had the
tonne before or has it now is a name it does not get.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tanshi.journal.engine import Reads
from tanshi.registry.events import SURRENDERED
from tanshi.registry.serials import BlockRow, Moved, Range, Ways, block_of, read_serial, serial
from tanshi.registry.tables import AccountRow, HoldingRow

#: What stands for an account that a reader gets no name of.
OTHER = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One transfer on the way; an account is `OTHER` where the reader gets no name of it."""

    number: int
    day: str
    kind: str
    debit: str
    credit: str
    amount_t: int
    reference: str


@dataclass(frozen=True, slots=True)
class Way:
    """A tonne's way from its issue to `account`, which has it or ended it; `hidden` steps are not for the reader."""

    serial: str
    instrument: str
    number: int
    block: BlockRow
    account: str
    steps: tuple[Step, ...]
    hidden: int = 0

    @property
    def whole(self) -> Range:
        """The block the tonne was issued in."""
        return Range(self.instrument, self.block.first, self.block.last)

    def as_json(self) -> dict[str, Any]:
        """Return the way as the machine interface gives it; accounts that are not for the reader are empty."""
        return {
            "serial": self.serial,
            "instrument": self.instrument,
            "block": {
                "first": serial(self.instrument, self.block.first), "last": serial(self.instrument, self.block.last),
                "amount_t": self.whole.amount_t, "account": self.steps[0].credit, "ground": self.block.ground,
                "position": self.block.position,
            },
            "account": self.account,
            "way": [
                {"number": s.number, "day": s.day, "kind": s.kind, "debit": s.debit, "credit": s.credit,
                 "amount_t": s.amount_t, "reference": s.reference}
                for s in self.steps
            ],
            "hidden": self.hidden,
        }  # fmt: skip


def way_of(view: Reads, text: str) -> Way | None:
    """Return the whole way of the tonne with a written serial number; None if no tonne has it."""
    named = read_serial(text)
    block = block_of(view, *named) if named is not None else None
    if named is None or block is None:
        return None
    instrument, number = named
    (piece,) = Ways(view, instrument, SURRENDERED).forward(Range(instrument, number, number))
    steps = tuple(_step(moved) for moved in piece.way)
    return Way(serial(instrument, number), instrument, number, block, piece.account, steps)


def holders_of(view: Reads, way: Way) -> list[str]:
    """Return the holders on whose accounts a tonne was, each once."""
    accounts = dict.fromkeys(a for s in way.steps for a in (s.debit, s.credit))
    found = [_holder(view, account) for account in accounts]
    return [*dict.fromkeys(holder for kind, holder in found if kind != "system")]


def as_seen(view: Reads, way: Way, holders: Collection[str]) -> Way:
    """Return what some holders may see of a way: the issue, and the steps on their accounts."""

    def shown(account: str) -> str:
        kind, holder = _holder(view, account)
        return account if kind == "system" or holder in holders else OTHER

    def of(step: Step) -> Step:
        theirs = OTHER in (shown(step.debit), shown(step.credit))
        reference = "" if theirs else step.reference
        return Step(
            step.number, step.day, step.kind, shown(step.debit), shown(step.credit), step.amount_t, reference
        )  # fmt: skip

    own = [s for s in way.steps if any(_holder(view, a)[1] in holders for a in (s.debit, s.credit))]
    seen = [*way.steps[:1], *(s for s in own if s is not way.steps[0])]
    return Way(
        way.serial, way.instrument, way.number, way.block, shown(way.account), tuple(map(of, seen)),
        len(way.steps) - len(seen),
    )  # fmt: skip


def held(view: Reads, account: str, instrument: str) -> list[Range]:
    """Return the numbers of the tonnes an account has of a vintage now."""
    return Ways(view, instrument, SURRENDERED).held(account)


def numbered(view: Reads, account: str) -> list[tuple[str, int]]:
    """Return the vintages with numbers that an account has tonnes of, with how many."""
    sql = (
        f"SELECT h.instrument, h.amount FROM {HoldingRow.__table__.name} AS h"
        " JOIN registry_serial AS s ON s.instrument = h.instrument"
        " WHERE h.account = ? AND h.amount > 0 ORDER BY h.instrument"
    )
    return [(instrument, int(amount)) for instrument, amount in view.fetch(sql, [account])]


def _step(moved: Moved) -> Step:
    return Step(moved.number, moved.day, moved.kind, moved.debit, moved.credit, moved.amount_t, moved.reference)


def _holder(view: Reads, account: str) -> tuple[str, str]:
    """Return kind and holder of an account."""
    sql = f"SELECT kind, holder FROM {AccountRow.__table__.name} WHERE id = ?"
    found = view.fetch(sql, [account])
    return (str(found[0][0]), str(found[0][1])) if found else ("system", "")

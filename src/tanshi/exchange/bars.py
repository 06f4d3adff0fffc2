"""What the books keep a holder from in trading: its admission, the sides of its kind, warnings, restrictions.

A `Standing` is read from the tables as they are, or follows facts one by one from the journal's beginning; both come to
the same. Which ground of a restriction at the registry binds trading is law data (`exchange.restrictions_bind`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tanshi.exchange.participant_tables import ADMITTED, ParticipantRow
from tanshi.exchange.participants import (
    ParticipantAdmitted,
    ParticipantClosed,
    ParticipantRefused,
    ParticipantResumed,
    ParticipantSuspended,
    TradingApplied,
)  # fmt: skip
from tanshi.exchange.positions import NO_BUY, NO_SELL
from tanshi.exchange.warnings import STANDING, ParticipantWarned, WarningLifted, WarningRow
from tanshi.registry.restrictions import STANDING as RESTRICTED
from tanshi.registry.restrictions import HolderRestricted, RestrictionLifted
from tanshi.registry.tables import RestrictionRow
from tanshi.rulemaking.law import Known
from tanshi.rules import Law

#: What each ground of a restriction stops: sides, by ground.
Binding = Mapping[str, Iterable[str]]

_BITS = {"buy": NO_BUY, "sell": NO_SELL}
_NOTHING = NO_BUY | NO_SELL


def binding(law: Law, day: date) -> Binding:
    """Return what restrictions at the registry stop in trading on a day."""
    return {ground: cited.value for ground, cited in law.table("exchange.restrictions_bind", day).items()}


@dataclass(slots=True)
class Standing:
    """How a holder stands. `admitted` None: the exchange knows no participant of that name."""

    admitted: bool | None = None
    sides: str = ""
    warnings: dict[int, str] = field(default_factory=dict)  # what each stops, with blanks between
    restrictions: dict[int, str] = field(default_factory=dict)  # ground of each

    def bits(self, binds: Binding, unknown: int = _NOTHING) -> int:
        """Return what the holder may not do (bits); `unknown`: what is so of who is no participant."""
        bits = unknown if self.admitted is None else self._of_participant()
        for ground in self.restrictions.values():
            bits |= _stopped(binds.get(ground, ()))
        return bits

    def _of_participant(self) -> int:
        if not self.admitted:
            return _NOTHING
        bits = _stopped(side for side in _BITS if side not in self.sides.split())
        for stops in self.warnings.values():
            bits |= _stopped(stops.split())
        return bits


def standing_of(holder: str, rows: Known) -> Standing:
    """Return how a holder stands in the books."""
    found = rows.get(ParticipantRow, holder)
    return Standing(
        admitted=None if found is None else found.state == ADMITTED,
        sides=found.sides if found is not None else "",
        warnings={w.number: w.stops for w in rows.where(WarningRow, holder=holder) if w.state == STANDING},
        restrictions={r.number: r.ground for r in rows.where(RestrictionRow, holder=holder) if r.state == RESTRICTED},
    )


def may_not(holder: str, rows: Known, binds: Binding) -> int:
    """Return what a holder may not do in a session that opens now (bits), for `positions.Participant`."""
    return standing_of(holder, rows).bits(binds)


def _stopped(sides: Iterable[str]) -> int:
    bits = 0
    for side in sides:
        bits |= _BITS[side]
    return bits


def _admitted(s: Standing, fact: Mapping[str, Any]) -> None:
    s.admitted, s.sides = True, fact["sides"]


def _not_admitted(s: Standing, fact: Mapping[str, Any]) -> None:
    s.admitted = False


def _resumed(s: Standing, fact: Mapping[str, Any]) -> None:
    s.admitted = True


def _warned(s: Standing, fact: Mapping[str, Any]) -> None:
    s.warnings[fact["number"]] = fact["stops"]


def _warning_lifted(s: Standing, fact: Mapping[str, Any]) -> None:
    s.warnings.pop(fact["number"], None)


def _restricted(s: Standing, fact: Mapping[str, Any]) -> None:
    s.restrictions[fact["number"]] = fact["ground"]


def _restriction_lifted(s: Standing, fact: Mapping[str, Any]) -> None:
    s.restrictions.pop(fact["number"], None)


#: What each type of fact changes of the standing of its `holder`.
FOLLOWS: Mapping[str, Callable[[Standing, Mapping[str, Any]], None]] = {
    TradingApplied.type: _not_admitted,
    ParticipantAdmitted.type: _admitted,
    ParticipantRefused.type: _not_admitted,
    ParticipantSuspended.type: _not_admitted,
    ParticipantResumed.type: _resumed,
    ParticipantClosed.type: _not_admitted,
    ParticipantWarned.type: _warned,
    WarningLifted.type: _warning_lifted,
    HolderRestricted.type: _restricted,
    RestrictionLifted.type: _restriction_lifted,
}

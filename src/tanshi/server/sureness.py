"""Who is sure enough: what waits for a second person, what needs a second factor shown of late, and what was tried.

A key or a session may propose; a proposal is a draft and moves nothing. What is confirmed, or done by one person below
the law's threshold, is done by a person who has signed in and shown a second factor within some minutes (law data):
neither a stolen key, nor a password, nor a session left open is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from tanshi.application import attempts
from tanshi.application.access import FOUR_EYES
from tanshi.application.identity.caller import recently_confirmed
from tanshi.application.identity.refusal import IdentityOutcome
from tanshi.journal.command import Command
from tanshi.server.platform import Visit
from tanshi.server.routing import Trouble

T = TypeVar("T")

#: Stops and returns nobody needs a second person for, but of which a refused attempt is worth knowing.
_WATCHED = FOUR_EYES | {
    "registry.cancel_transfer",
    "registry.freeze_transfer",
    "registry.carry_out_transfer",
    "registry.distrust_account",
}


def waits(visit: Visit, command: Command) -> bool:
    """Tell whether a command is kept until another person confirms it: it needs two, or a key asks it."""
    if command.kind not in FOUR_EYES:
        return False
    asked = visit.platform.thresholds.asks(command.kind, command.items, visit.rows, visit.today)
    return asked or visit.caller.how == "key"


def must_be_sure(visit: Visit) -> None:
    """Refuse whoever is no person with a second factor shown of late."""
    caller = visit.caller
    if caller.how not in ("session", "oidc"):
        raise _refused(IdentityOutcome.NOT_BY_KEY)
    if not caller.second_factor:
        raise _refused(IdentityOutcome.SECOND_FACTOR_NEEDED)
    minutes = _minutes(visit)
    if not recently_confirmed(caller, minutes, visit.platform.gate.now()):
        raise _refused(IdentityOutcome.NOT_CONFIRMED, minutes=minutes)


def is_sure(visit: Visit) -> bool:
    """Tell whether the caller may confirm now."""
    try:
        must_be_sure(visit)
    except Trouble:
        return False
    return True


def must_be_sure_alone(visit: Visit, commands: Sequence[Command]) -> None:
    """Refuse what only a sure person may do alone: of four eyes, and below the amount that needs two."""
    if any(command.kind in FOUR_EYES and not command.second for command in commands):
        must_be_sure(visit)


def watched(visit: Visit, kind: str, items: Any, serve: Callable[[], T]) -> T:
    """Serve a request; note it for its holder and the registry if it was refused."""
    try:
        return serve()
    except Trouble as trouble:
        if kind in _WATCHED:
            body = visit.actor.organisation if visit.actor else ""
            holder = attempts.holder_of(items)
            attempts.note(visit.platform.gate, visit.caller, body, kind, holder, trouble.code)
        raise


def _minutes(visit: Visit) -> int:
    return visit.platform.market.law.value("registry.step_up_minutes", date.fromisoformat(visit.today)).integer


def _refused(outcome: IdentityOutcome, **details: object) -> Trouble:
    return Trouble(403, str(outcome), details=details)

"""The caller: who sends a command or opens a page, how that is known, and within which scopes.

Organisation, role and area are the actor's and looked up where they are needed (`participants`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, Protocol

from tanshi.application.identity.gate import after

How = Literal["session", "key", "oidc", "console", "public"]

#: The scope that lets a key read; all others are kinds of commands, or a system's commands as `mrv.*`.
READ = "read"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `scopes` None: whatever the actor may ask; `session` is the id of the session or key, no secret."""

    login: str
    actor: str
    how: How
    scopes: frozenset[str] | None
    session: str
    confirmed_at: str  # when password or second factor was last shown; "" is never
    address: str
    second_factor: bool = False

    @property
    def is_public(self) -> bool:
        """Whether nobody has signed in."""
        return self.how == "public"

    def may_read(self) -> bool:
        """Tell whether the scopes let the caller read what the actor may see."""
        return self.scopes is None or READ in self.scopes

    def may_send(self, kind: str) -> bool:
        """Tell whether the scopes let the caller send a kind of command; `application.access` asks the rest."""
        return bool(self.actor) and (self.scopes is None or covers(self.scopes, kind))


def anonymous(address: str = "") -> Caller:
    """Return the public: no login, no actor, no scope."""
    return Caller("", "", "public", frozenset(), "", "", address)


def console() -> Caller:
    """Return whoever works on the machine itself, with the database at hand."""
    return Caller("console", "", "console", None, "", "", "", second_factor=True)


def covers(scopes: frozenset[str], kind: str) -> bool:
    """Tell whether one of the scopes names a kind of command."""
    return any(fnmatchcase(kind, scope) for scope in scopes if scope != READ)


class Confirmed(Protocol):
    """A caller or a session."""

    @property
    def confirmed_at(self) -> str: ...


def recently_confirmed(who: Confirmed, minutes: int, now: str) -> bool:
    """Tell whether password or second factor were shown within so many minutes: asked for before an approval."""
    return who.confirmed_at != "" and now < after(who.confirmed_at, 60 * minutes)

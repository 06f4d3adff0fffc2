"""The gate: what every act of identity needs - database, clock, chance, settings, keys - in one record.

Clock and chance come from outside, so tests repeat. `entropy(n)` returns n bytes; outside of tests it is the
operating system's.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from tanshi.application.identity.password import Hasher
from tanshi.application.identity.sealing import KeyRing, Sealed
from tanshi.application.identity.settings import Keys, Settings
from tanshi.application.practice import must_practise, process_clock
from tanshi.core.clock import Clock, PracticeClock, instant, moment
from tanshi.journal.engine import Engine

#: Given a number of bytes, so many bytes nobody can guess.
Entropy = Callable[[int], bytes]

#: Bytes of a token: 256 bits.
_TOKEN = 32

#: Longest address and agent that are kept.
_ADDRESS, _AGENT = 64, 200


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything identity works with; its functions take it first."""

    engine: Engine
    clock: Clock
    entropy: Entropy
    settings: Settings
    keys: KeyRing
    hasher: Hasher

    def now(self) -> str:
        """Return the instant it is."""
        return instant(self.clock.now())

    @property
    def outside(self) -> Clock:
        """The clock that authenticators and providers of logins go by: the computer's, also in practice."""
        return self.clock.computer if isinstance(self.clock, PracticeClock) else self.clock

    def token(self, prefix: str) -> str:
        """Return a new token with 256 bits of chance, safe in cookies and addresses."""
        return f"{prefix}_{base64.urlsafe_b64encode(self.entropy(_TOKEN)).rstrip(b'=').decode('ascii')}"

    def serial(self, at: str) -> str:
        """Return an id that sorts by time."""
        return f"{at}/{self.entropy(6).hex()}"

    def seal(self, plain: bytes, purpose: str) -> Sealed:
        """Return bytes sealed for a purpose."""
        return self.keys.seal(plain, purpose, self.entropy(12))


def open_gate(
    engine: Engine,
    keys: Keys,
    settings: Settings | None = None,
    clock: Clock | None = None,
    entropy: Entropy = os.urandom,
) -> Gate:
    """Return the gate of a market's database; `keys` as `settings.read_settings` or `sealing.key_file` give them."""
    chosen, clock = settings or Settings(), clock or process_clock()
    with engine.snapshot() as view:
        must_practise(view, engine.url, clock)
    return Gate(engine, clock, entropy, chosen, KeyRing(keys), Hasher(chosen, entropy))


def after(at: str, seconds: int) -> str:
    """Return the instant so many seconds later (or, below zero, earlier)."""
    return instant(moment(at) + timedelta(seconds=seconds))


def digest(secret: str) -> str:
    """Return the SHA-256 of a token, hexadecimal: what is stored of it."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def shown_address(address: str) -> str:
    """Return an address as it is kept."""
    return printable(address)[:_ADDRESS]


def shown_agent(agent: str) -> str:
    """Return a browser's name for itself as it is kept."""
    return printable(agent)[:_AGENT]


def printable(text: str) -> str:
    """Return a text that any database keeps and any log shows on one line: NUL, breaks and half characters as `?`."""
    return "".join(c if c.isprintable() else "?" for c in text)

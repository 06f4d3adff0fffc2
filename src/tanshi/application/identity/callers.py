"""Callers from credentials: a session's cookie or an API key, and what a process may remember of them.

A remembered caller is believed for `cache_s` seconds, and only while the revocation number is the one it was read
under; a page reads that number with its first query, in the same snapshot as everything else it shows.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from tanshi.application.identity import api_keys
from tanshi.application.identity.api_keys import key_caller
from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, after, digest
from tanshi.application.identity.refusal import Refused
from tanshi.application.identity.sessions import caller_of, revocation_number


def resolve(gate: Gate, credential: str, address: str = "") -> Caller | Refused:
    """Return who a cookie or a key belongs to."""
    if credential.startswith(f"{api_keys.PREFIX}_"):
        return key_caller(gate, credential, address)
    return caller_of(gate, credential, address)


@dataclass(frozen=True, slots=True)
class _Kept:
    caller: Caller
    number: int
    until: str


class CallerCache:
    """Callers remembered by one process, by the hash of their credential and their address."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._turn = threading.Lock()

    def remembered(self, credential: str, address: str, number: int) -> Caller | None:
        """Return the caller of a credential if the process may still believe what it knows; nothing is read."""
        kept = self._kept.get((digest(credential), address))  # atomic: needs no turn
        return kept.caller if kept is not None and kept.number == number and self._gate.now() < kept.until else None

    def caller(self, credential: str, address: str = "", number: int | None = None) -> Caller | Refused:
        """Return who a credential belongs to; `number` is the revocation number if the page has read it already."""
        if number is None:
            with self._gate.engine.snapshot() as view:
                number = revocation_number(view)
        if (known := self.remembered(credential, address, number)) is not None:
            return known
        now, key = self._gate.now(), (digest(credential), address)
        found = resolve(self._gate, credential, address)
        with self._turn:
            self._kept.pop(key, None)
            if isinstance(found, Caller):
                # the number was read before the caller: what is taken away in between raises it, and is seen
                self._kept[key] = _Kept(found, number, after(now, self._gate.settings.cache_s))
                while len(self._kept) > self._gate.settings.cache_entries:
                    self._kept.popitem(last=False)
        return found

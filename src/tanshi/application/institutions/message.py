"""A message between two institutions: numbered from 1 without gap for each pair, under a digest of all it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tanshi.journal.canonical import canonical


@dataclass(frozen=True, slots=True)
class Message:
    """What one institution tells another. Who sends it, and to whom, is known from where it is delivered."""

    number: int  # among all from this sender to this receiver
    position: int  # of the fact in the sender's journal
    day: str  # its legal day there
    kind: str  # the type of the fact, with its version
    body: dict[str, Any]
    files: tuple[str, ...]  # SHA-256 of the files that travel with it
    digest: str


def sealed(
    sender: str,
    receiver: str,
    number: int,
    position: int,
    day: str,
    kind: str,
    body: dict[str, Any],
    files: Sequence[str] = (),
) -> Message:
    """Return the message with its digest."""
    unsealed = Message(number, position, day, kind, body, tuple(files), "")
    return Message(number, position, day, kind, body, tuple(files), digest_of(sender, receiver, unsealed))


def digest_of(sender: str, receiver: str, message: Message) -> str:
    """Return the SHA-256 of a message's canonical form (RFC 8785), sender and receiver with it."""
    return sha256(canonical({"sender": sender, "receiver": receiver, **unsealed_of(message)})).hexdigest()


def unsealed_of(message: Message) -> Mapping[str, Any]:
    """Return what a message says, its digest left out."""
    return {
        "number": message.number,
        "position": message.position,
        "day": message.day,
        "kind": message.kind,
        "body": message.body,
        "files": list(message.files),
    }

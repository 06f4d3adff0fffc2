"""What an institution that is apart keeps of itself and of what it was told."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Row, table


@table(
    "institutions_self",
    key=["id"],
    checks=["id = 1", "institution IN ('authority', 'registry', 'exchange', 'voluntary')"],
)
@dataclass(slots=True)
class SelfRow(Row):
    """Whose books these are. No row: the institutions share them."""

    id: int
    institution: str


@table("institutions_peer", key=["sender"], checks=["number > 0"])
@dataclass(slots=True)
class PeerRow(Row):
    """How far the messages of another institution have come: the last number, and where its fact stands there."""

    sender: str
    number: int
    sent_position: int


@table("institutions_message", key=["sender", "number"], immutable=True, checks=["number > 0", "length(digest) = 64"])
@dataclass(slots=True)
class MessageRow(Row):
    """A message that was received."""

    sender: str
    number: int
    sent_position: int
    sent_day: str
    kind: str
    digest: str


@table("institutions_notice", key=["kind", "about"])
@dataclass(slots=True)
class NoticeRow(Row):
    """What another institution told about something, to judge one's own acts by; the last message about it counts."""

    kind: str
    about: str
    sender: str
    number: int
    sent_day: str
    content: str  # the body, canonical JSON


TABLES: tuple[type[Row], ...] = (SelfRow, PeerRow, MessageRow, NoticeRow)

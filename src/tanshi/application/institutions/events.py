"""Facts of institutions that are apart, and their projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tanshi.application.institutions.tables import MessageRow, NoticeRow, PeerRow, SelfRow
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows


@dataclass(frozen=True, slots=True)
class InstitutionBegun(Fact):
    """The books of one institution begin, apart from the others'."""

    type: ClassVar[str] = "institutions.begun/1"
    institution: str


@dataclass(frozen=True, slots=True)
class MessageReceived(Fact):
    """Another institution told something. What enters the receiver's own books follows as a fact of its kind;
    otherwise `content` keeps the body.
    """

    type: ClassVar[str] = "institutions.message_received/1"
    sender: str
    number: int
    sent_position: int
    sent_day: str
    kind: str
    about: str  # what the receiver finds it by; "" is not looked for
    content: str  # canonical JSON; "" where a fact of this kind follows
    files: list[str]
    digest: str


def _begun(fact: InstitutionBegun, at: At, rows: Rows) -> None:
    rows.put(SelfRow(1, fact.institution))


def _received(fact: MessageReceived, at: At, rows: Rows) -> None:
    rows.put(PeerRow(fact.sender, fact.number, fact.sent_position))
    rows.put(MessageRow(fact.sender, fact.number, fact.sent_position, fact.sent_day, fact.kind, fact.digest))
    if fact.about:
        rows.put(NoticeRow(fact.kind, fact.about, fact.sender, fact.number, fact.sent_day, fact.content))


FACTS = (FactType(InstitutionBegun, _begun), FactType(MessageReceived, _received))

"""What may be asked of an institution that is apart: begin its books, take messages of another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.application.institutions.bodies import INSTITUTIONS, ROLE
from tanshi.application.institutions.events import InstitutionBegun, MessageReceived
from tanshi.application.institutions.kinds import Body, Kind, kinds_of
from tanshi.application.institutions.message import Message, digest_of
from tanshi.application.institutions.tables import MessageRow, NoticeRow, PeerRow
from tanshi.core.identifier import is_id, is_sha256
from tanshi.core.outcome import Outcome
from tanshi.journal.canonical import MAX_BYTES, canonical
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.rows import Rows
from tanshi.participants.commands import ParticipantsOutcome
from tanshi.participants.events import ActorAdmitted
from tanshi.participants.tables import ActorRow

#: Bytes of a body as text within a fact, which has an envelope around it.
_LARGEST = MAX_BYTES - 2_048


class InstitutionOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    DONE = "institutions.done"
    NOT_OURS = "institutions.not_ours"
    NOT_APART = "institutions.not_apart"
    OTHER_INSTITUTION = "institutions.other_institution"
    ALREADY_BEGUN = "institutions.already_begun"
    UNKNOWN_SENDER = "institutions.unknown_sender"
    NOT_FROM_SENDER = "institutions.not_from_sender"
    DIGEST_DIFFERS = "institutions.digest_differs"
    OTHER_BODY = "institutions.other_body"
    GAP = "institutions.gap"
    OUT_OF_ORDER = "institutions.out_of_order"
    UNKNOWN_KIND = "institutions.unknown_kind"
    BODY_DOES_NOT_FIT = "institutions.body_does_not_fit"
    EXISTS = "institutions.exists"
    NOT_TOLD = "institutions.not_told"
    NOT_AS_TOLD = "institutions.not_as_told"


@dataclass(frozen=True, slots=True)
class FirstActor:
    """Somebody the books begin with: of the institution itself, or who delivers another one's messages."""

    actor: str
    organisation: str
    institution: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Begin the books of one institution, apart from the others'; the first act of its database."""

    institution: str
    actors: tuple[FirstActor, ...] = ()


@dataclass(frozen=True, slots=True)
class Receive:
    """Take messages of another institution, in the order of their numbers; known ones among them change nothing."""

    sender: str
    messages: tuple[Message, ...]


class InstitutionCommands:
    """Judges for one institution; for "" the institutions share the books and nothing of this can be asked."""

    def __init__(self, institution: str) -> None:
        self._institution = institution
        self._kinds = {
            sender: kinds_of(sender, institution) for sender in INSTITUTIONS if institution and sender != institution
        }

    def begin(self, request: Begin, rows: Rows, act: Act) -> Outcome:
        if not self._institution:
            return act.refuse(InstitutionOutcome.NOT_APART)
        if request.institution != self._institution:
            return act.refuse(
                InstitutionOutcome.OTHER_INSTITUTION, institution=request.institution, here=self._institution
            )
        if act.position != 0:
            return act.refuse(InstitutionOutcome.ALREADY_BEGUN)
        act.record(InstitutionBegun(request.institution))
        for first in request.actors:
            if not is_id(first.actor) or not is_id(first.organisation):
                return act.refuse(ParticipantsOutcome.BAD_ID, id=first.actor)
            if first.institution not in ROLE:
                return act.refuse(
                    InstitutionOutcome.OTHER_INSTITUTION, institution=first.institution, here=self._institution
                )
            act.record(ActorAdmitted(first.actor, first.organisation, ROLE[first.institution], "", ""))
        return InstitutionOutcome.DONE

    def receive(self, request: Receive, rows: Rows, act: Act) -> Outcome:
        if not self._institution:
            return act.refuse(InstitutionOutcome.NOT_APART)
        kinds = self._kinds.get(request.sender)
        if kinds is None:
            return act.refuse(InstitutionOutcome.UNKNOWN_SENDER, sender=request.sender, here=self._institution)
        if rows.need(ActorRow, act.command.actor).role != ROLE[request.sender]:
            return act.refuse(InstitutionOutcome.NOT_FROM_SENDER, actor=act.command.actor, sender=request.sender)
        for message in request.messages:
            if refused := self._take(request.sender, kinds, message, rows, act):
                return refused
        return InstitutionOutcome.DONE if act.facts else act.refuse(InstitutionOutcome.EXISTS)

    def _take(self, sender: str, kinds: dict[str, Kind], message: Message, rows: Rows, act: Act) -> Outcome | None:
        """Enter one message, or pass over one that is known; return the refusal otherwise."""
        if digest_of(sender, self._institution, message) != message.digest:
            return act.refuse(InstitutionOutcome.DIGEST_DIFFERS, sender=sender, number=message.number)
        known = rows.get(MessageRow, (sender, message.number))
        if known is not None:
            if known.digest == message.digest:
                return None
            return act.refuse(InstitutionOutcome.OTHER_BODY, sender=sender, number=message.number)
        last = rows.get(PeerRow, sender)
        following = last.number + 1 if last else 1
        if message.number != following:
            return act.refuse(InstitutionOutcome.GAP, sender=sender, number=message.number, next=following)
        if last is not None and message.position <= last.sent_position:
            return act.refuse(
                InstitutionOutcome.OUT_OF_ORDER, sender=sender, position=message.position, last=last.sent_position
            )
        kind = kinds.get(message.kind)
        if kind is None:
            return act.refuse(InstitutionOutcome.UNKNOWN_KIND, sender=sender, kind=message.kind)
        if not _is_whole(message) or not kind.fits(message.body) or message.files != kind.files_of(message.body):
            return act.refuse(InstitutionOutcome.BODY_DOES_NOT_FIT, sender=sender, number=message.number)
        return self._enter(sender, kind, message, rows, act)

    def _enter(self, sender: str, kind: Kind, message: Message, rows: Rows, act: Act) -> Outcome | None:
        content = "" if kind.entered else canonical(message.body).decode()
        act.record(
            MessageReceived(
                sender, message.number, message.position, message.day, kind.name, _about(kind, message.body, rows),
                content, list(message.files), message.digest,
            )
        )  # fmt: skip
        if kind.entered:
            try:
                act.record(kind.copy_of(message.body), message.day)
            except (AssertionError, KeyError, TypeError):  # it rests on what was never told: no lawful sender says so
                return act.refuse(InstitutionOutcome.BODY_DOES_NOT_FIT, sender=sender, number=message.number)
        return None

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of both commands."""
        done = InstitutionOutcome.DONE
        return (
            Handler("institutions.begin", Begin, self.begin, done),
            Handler("institutions.receive", Receive, self.receive, done, _touches),
        )


def _touches(request: Receive) -> Iterator[Touch]:
    yield PeerRow, request.sender
    for message in request.messages:
        yield MessageRow, (request.sender, message.number)


def _is_whole(message: Message) -> bool:
    """Tell whether position, day, files and size are such as a fact can have."""
    try:
        date.fromisoformat(message.day)
    except ValueError:
        return False
    size = len(canonical([canonical(message.body).decode()]))
    return message.position >= 0 and all(map(is_sha256, message.files)) and size <= _LARGEST


def _about(kind: Kind, body: Body, rows: Rows) -> str:
    """Return what the receiver finds a notice by."""
    about = kind.about(body)
    if not about or not kind.counted:
        return about
    number = 1
    while any(rows.get(NoticeRow, (name, f"{about}/{number}")) is not None for name in kind.counted):
        number += 1
    return f"{about}/{number}"

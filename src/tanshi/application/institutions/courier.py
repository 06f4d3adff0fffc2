"""The courier: carries messages and their files from one institution to another, each at least once.

It keeps nothing of its own. What the receiver has is asked of the receiver, what follows of the sender; a message that
is delivered again changes nothing. So it may stop anywhere, and several may run beside each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tanshi.application.institutions.commands import InstitutionOutcome, Receive
from tanshi.application.institutions.message import Message
from tanshi.application.institutions.outbox import Outbox
from tanshi.application.market import Market
from tanshi.core.finding import problem
from tanshi.journal.command import Answer, Command

#: Messages that are delivered at a time, as one command.
BATCH = 200


class Source(Protocol):
    """Where one institution's messages are read."""

    def after(self, receiver: str, number: int, most: int) -> Sequence[Message]:
        """Return what the receiver is told after a number, at most so many messages."""

    def file(self, receiver: str, number: int, name: str) -> bytes:
        """Return a file that the receiver's message of a number names."""


class Target(Protocol):
    """Where messages are delivered to one institution."""

    def received(self, sender: str) -> int:
        """Return the number of the last message of a sender, 0 if there is none."""

    def keep(self, sender: str, data: bytes) -> str:
        """Keep a file that a message of the sender is to name, and return its SHA-256."""

    def deliver(self, sender: str, messages: Sequence[Message]) -> Answer:
        """Hand over messages in the order of their numbers."""


def carry(source: Source, sender: str, target: Target, receiver: str) -> int:
    """Carry everything the receiver has not been told yet; return the number of the last message it has.

    Raises `Problem` if the receiver refuses what comes next: then one of the two journals is not the one it was.
    """
    number = target.received(sender)
    while messages := source.after(receiver, number, BATCH):
        for message in messages:
            for name in message.files:
                if target.keep(sender, source.file(receiver, message.number, name)) != name:
                    raise problem("institutions.other_file", where=sender, number=message.number, name=name)
        answer = target.deliver(sender, messages)
        if not answer.done and answer.outcome != str(InstitutionOutcome.EXISTS):
            raise problem(
                "institutions.broken", where=f"{sender} -> {receiver}", sender=sender, receiver=receiver,
                reason=answer.message(), number=number,
            )  # fmt: skip
        number = messages[-1].number
    return number


def delivery(sender: str, actor: str, organisation: str, messages: Sequence[Message]) -> Command:
    """Return the command that hands messages over; its id follows from them."""
    first, last = messages[0], messages[-1]
    id = f"message/{sender}/{first.number}-{last.number}/{last.digest[:16]}"
    return Command.of(id, organisation, actor, "institutions.receive", Receive(sender, tuple(messages)))


class Books:
    """Source and target over a market in this process. `actor`, `organisation`: who delivers, for a target."""

    def __init__(self, market: Market, actor: str = "", organisation: str = "") -> None:
        self._market = market
        self._who = (actor, organisation)
        self._outboxes: dict[str, Outbox] = {}

    def after(self, receiver: str, number: int, most: int) -> Sequence[Message]:
        if receiver not in self._outboxes:
            self._outboxes[receiver] = Outbox(self._market.engine, self._market.institution, receiver)
        return self._outboxes[receiver].after(number, most)

    def file(self, receiver: str, number: int, name: str) -> bytes:
        return self._market.evidence.read(name)

    def received(self, sender: str) -> int:
        with self._market.view() as view:
            known = view.fetch("SELECT number FROM institutions_peer WHERE sender = ?", [sender])
        return int(known[0][0]) if known else 0

    def keep(self, sender: str, data: bytes) -> str:
        return self._market.evidence.keep(data)

    def deliver(self, sender: str, messages: Sequence[Message]) -> Answer:
        (answer,) = self._market.execute([delivery(sender, *self._who, messages)])
        return answer

"""An institution's server as source and target of the courier, called with an API key."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from tanshi.application.institutions.courier import delivery
from tanshi.application.institutions.message import Message
from tanshi.client import Client, Refused
from tanshi.journal.command import Answer
from tanshi.journal.request import plain, read


class Server:
    """One institution's server, as the people of the sending institution may call it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def after(self, receiver: str, number: int, most: int) -> Sequence[Message]:
        told = self._client.messages_to(receiver, after=number, limit=most)
        return [read(Message, plain(item)) for item in told.items_]

    def file(self, receiver: str, number: int, name: str) -> bytes:
        return self._client.message_file(receiver, number, name).data

    def received(self, sender: str) -> int:
        return self._client.received_from(sender).number

    def keep(self, sender: str, data: bytes) -> str:
        return self._client.deliver_file(sender, {"data": b64encode(data).decode()}).name

    def deliver(self, sender: str, messages: Sequence[Message]) -> Answer:
        sent = delivery(sender, "-", "-", messages)
        try:
            answer = self._client.institutions_receive(*sent.items, id=sent.id)
        except Refused as trouble:
            return Answer(sent.id, trouble.outcome, False, details=trouble.answer.get("details", {}))
        return Answer(answer.id, answer.outcome, True, answer.exists, answer.position, size=answer.size)

"""Messages of institutions that are apart, for the courier: what this one tells, how far it was told, and the files.

A message is delivered by the command `institutions.receive`, like everything else that is asked of an institution.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any

from tanshi.application.institutions.bodies import INSTITUTIONS, ROLE
from tanshi.application.institutions.courier import BATCH
from tanshi.application.institutions.message import Message
from tanshi.application.institutions.outbox import Outbox
from tanshi.journal.request import plain
from tanshi.server.platform import Visit
from tanshi.server.routing import File, Param, Route, Trouble, status_of
from tanshi.server.schema import request_schema

RIGHT = "see.messages"

_RECEIVER = Param("receiver", "Institution that is told.", where="path", example="registry", choices=INSTITUTIONS)
_SENDER = Param("sender", "Institution that tells.", where="path", example="authority", choices=INSTITUTIONS)
_NUMBER = Param("number", "Number of the message.", where="path", kind="integer", example="1", least=1)
_NAME = Param("name", "SHA-256 of the file.", where="path", example="0" * 64)
_AFTER = Param("after", "Number of the last message that is known.", kind="integer", least=0, most=10**15)
_LIMIT = Param("limit", "Messages at most.", kind="integer", least=1, most=BATCH)
_TOLD = {
    "title": "Told",
    "description": "Messages in the order of their numbers.",
    "type": "object",
    "required": ["sender", "receiver", "items"],
    "properties": {
        "sender": {"type": "string"},
        "receiver": {"type": "string"},
        "items": {"type": "array", "items": request_schema(Message)},
    },
}
_RECEIVED = {
    "title": "Received",
    "description": "How far another institution's messages have come.",
    "type": "object",
    "required": ["sender", "receiver", "number"],
    "properties": {"sender": {"type": "string"}, "receiver": {"type": "string"}, "number": {"type": "integer"}},
}
_KEPT = {
    "title": "KeptFile",
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}},
}
_FILE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["data"],
    "properties": {"data": {"type": "string", "description": "The file in base64."}},
}


def _here(visit: Visit) -> str:
    """Return the institution that is served; one that shares its books with the others tells nothing."""
    institution = visit.platform.market.institution
    if not institution:
        raise Trouble(status_of("institutions.not_apart"), "institutions.not_apart")
    return institution


def _with(visit: Visit, other: str) -> str:
    """Return the institution that is served; only its own people and the other one's may see what passes."""
    here = _here(visit)
    role = visit.actor.role if visit.actor else ""
    if other not in INSTITUTIONS or other == here or role not in (ROLE[here], ROLE[other]):
        raise Trouble(
            403, "institutions.not_from_sender", details={"actor": visit.caller.actor or "-", "sender": other}
        )
    return here


def _outbox(visit: Visit) -> Outbox:
    receiver = visit.params["receiver"]
    here = _with(visit, receiver)
    outboxes = visit.platform.outboxes
    return outboxes.setdefault(receiver, Outbox(visit.platform.market.engine, here, receiver))


def _told(visit: Visit) -> Any:
    outbox = _outbox(visit)
    found = outbox.after(int(visit.params.get("after", "0")), int(visit.params.get("limit", str(BATCH))))
    return {"sender": outbox.sender, "receiver": outbox.receiver, "items": [plain(m) for m in found]}


def _file(visit: Visit) -> Any:
    """Return a file that a message names, and no other one."""
    outbox, asked = _outbox(visit), visit.params["number"]
    number = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
    if not number:
        raise Trouble(404, "http.not_found")
    named = [name for message in outbox.after(number - 1, 1) for name in message.files]
    if visit.params["name"] not in named:
        raise Trouble(404, "http.not_found")
    name = visit.params["name"]
    return File(visit.platform.market.evidence.read(name), "application/octet-stream", name)


def _received(visit: Visit) -> Any:
    sender = visit.params["sender"]
    here = _with(visit, sender)
    known = visit.view.fetch("SELECT number FROM institutions_peer WHERE sender = ?", [sender])
    return {"sender": sender, "receiver": here, "number": known[0][0] if known else 0}


def _keep(visit: Visit) -> Any:
    """Keep a file that a message to come names."""
    _with(visit, visit.params["sender"])
    if visit.platform.market.writer is None:
        raise Trouble(503, "http.read_only")
    try:
        data = b64decode(visit.body["data"], validate=True)
    except (TypeError, KeyError, ValueError, NotBase64) as error:
        raise Trouble(400, "http.not_json", details={"reason": "an object with `data` in base64"}) from error
    return {"name": visit.platform.market.evidence.keep(data)}


ROUTES = (
    Route(
        "GET", "/api/v1/messages/{receiver}", RIGHT, _told, "What this institution tells another one.",
        params=(_RECEIVER, _AFTER, _LIMIT), answer=_TOLD, tag="institutions", operation="messages_to",
    ),
    Route(
        "GET", "/api/v1/messages/{receiver}/{number}/files/{name}", RIGHT, _file, "A file that a message names.",
        params=(_RECEIVER, _NUMBER, _NAME), media=("application/octet-stream",), tag="institutions",
        operation="message_file",
    ),
    Route(
        "GET", "/api/v1/received/{sender}", RIGHT, _received, "How far the messages of another institution have come.",
        params=(_SENDER,), answer=_RECEIVED, tag="institutions", operation="received_from",
    ),
    Route(
        "POST", "/api/v1/received/{sender}/files", RIGHT, _keep, "Hand over a file before the message that names it.",
        params=(_SENDER,), body=_FILE, answer=_KEPT, tag="institutions", operation="deliver_file", takes="json",
    ),
)  # fmt: skip

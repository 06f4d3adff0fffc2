"""A line between processes of one machine: a local socket, over which an institution's books are asked and told.

Frames of four bytes of length and one JSON object, files as base64. The socket's permissions say who may come: it
stands in a folder that only the institution's own account and the courier's may enter. A question that was not
answered may have been carried out; all of them may be asked again.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tanshi.application.institutions.courier import Books
from tanshi.application.institutions.message import Message
from tanshi.core.finding import Problem, problem
from tanshi.journal.command import Answer
from tanshi.journal.request import plain, read

#: What is asked by name, and answered with something that JSON can say.
Asked = Mapping[str, Callable[..., Any]]

_LENGTH = struct.Struct(">I")


def asked_of(books: Books) -> Asked:
    """Return what a courier may ask of an institution's books."""
    return {
        "after": lambda receiver, number, most: [plain(m) for m in books.after(receiver, number, most)],
        "file": lambda receiver, number, name: b64encode(books.file(receiver, number, name)).decode(),
        "received": books.received,
        "keep": lambda sender, data: books.keep(sender, b64decode(data)),
        "deliver": lambda sender, messages: answer_body(
            books.deliver(sender, [read(Message, m) for m in messages]),
        ),
    }


def answer_body(answer: Answer) -> dict[str, Any]:
    """Return an answer as it travels."""
    return {
        "id": answer.id,
        "outcome": str(answer.outcome),
        "done": answer.done,
        "exists": answer.exists,
        "position": answer.position,
        "item": answer.item,
        "details": {k: v if isinstance(v, int) else str(v) for k, v in answer.details.items()},
        "size": answer.size,
    }


def serve(path: Path, asked: Asked) -> None:
    """Answer at a socket until the process ends; each caller has a thread, commands take turns at the writer."""
    with suppress(FileNotFoundError):
        path.unlink()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        path.chmod(0o600)
        listening.listen()
        while True:
            caller, _ = listening.accept()
            threading.Thread(target=_answer, args=(caller, asked), daemon=True).start()


def _answer(caller: socket.socket, asked: Asked) -> None:
    with caller, suppress(OSError):
        while (frame := _receive(caller)) is not None:
            name, arguments = frame["ask"], frame["with"]
            try:
                answer = {"answer": asked[name](**arguments)}
            except Problem as trouble:
                answer = {"problem": "; ".join(f.line() for f in trouble.findings)}
            _send(caller, answer)


class Line:
    """The caller's end: a source and a target for the courier, and whatever else is asked by name.

    Raises `Problem` (`institutions.gone`) if nobody answers; the next question tries again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None

    def ask(self, name: str, /, **arguments: Any) -> Any:
        """Ask something and return the answer."""
        try:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_UNIX)
                self._socket.connect(str(self._path))
            _send(self._socket, {"ask": name, "with": arguments})
            found = _receive(self._socket)
        except OSError as error:
            self.close()
            raise problem("institutions.gone", where=str(self._path), reason=error.strerror or str(error)) from error
        if found is None:
            self.close()
            raise problem("institutions.gone", where=str(self._path), reason="the connection broke off")
        if "problem" in found:
            raise problem("institutions.gone", where=str(self._path), reason=found["problem"])
        return found["answer"]

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def after(self, receiver: str, number: int, most: int) -> Sequence[Message]:
        return [read(Message, m) for m in self.ask("after", receiver=receiver, number=number, most=most)]

    def file(self, receiver: str, number: int, name: str) -> bytes:
        return b64decode(self.ask("file", receiver=receiver, number=number, name=name))

    def received(self, sender: str) -> int:
        return int(self.ask("received", sender=sender))

    def keep(self, sender: str, data: bytes) -> str:
        return str(self.ask("keep", sender=sender, data=b64encode(data).decode()))

    def deliver(self, sender: str, messages: Sequence[Message]) -> Answer:
        return Answer(**self.ask("deliver", sender=sender, messages=[plain(m) for m in messages]))


def _send(to: socket.socket, body: Any) -> None:
    data = json.dumps(body, separators=(",", ":")).encode()
    to.sendall(_LENGTH.pack(len(data)) + data)


def _receive(come: socket.socket) -> Any:
    """Return the next frame, or None if the other end hung up."""
    head = _exactly(come, _LENGTH.size)
    if head is None:
        return None
    data = _exactly(come, _LENGTH.unpack(head)[0])
    return None if data is None else json.loads(data)


def _exactly(come: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = come.recv(min(size - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)

"""Routes: each names the right it needs and whom it concerns, so none can be added that nobody thought about.

The handler of a route gets a `Visit`, works in one snapshot on one reader thread, and returns plain data or a page.
What is wrong becomes problem+json for programs and a page for people, with the outcome's name and its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal

from tanshi.core.catalogue import Language, known, text
from tanshi.core.finding import Finding
from tanshi.core.outcome import Outcome
from tanshi.core.said import said
from tanshi.journal.command import Concern
from tanshi.server.platform import Visit

_INTEGER = re.compile(r"-?[0-9]{1,19}\Z")

Method = Literal["GET", "POST", "PUT", "DELETE"]

#: A right that everybody has: pages about oneself, signing in, the state of the server.
OPEN = "open"

#: Signed in, as whatever; the handler looks at what belongs to the caller only.
SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter in the path or the query of a route."""

    name: str
    description: str
    where: Literal["path", "query"] = "query"
    kind: Literal["string", "integer", "boolean"] = "string"
    example: str = ""
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    def wrong(self, value: str) -> str:
        """Return why a value in the query is none, or "". What nobody understands is refused, never guessed."""
        if self.choices and value not in self.choices:
            return " | ".join(self.choices)
        if self.kind == "boolean" and value not in ("true", "false"):
            return "true | false"
        if self.kind != "integer":
            return ""
        if not _INTEGER.match(value):
            return "no whole number"
        least = -(2**63) if self.least is None else self.least
        most = 2**63 - 1 if self.most is None else self.most
        return "" if least <= int(value) <= most else f"{least} to {most}"


def _nobody(_: Visit) -> Sequence[Concern]:
    return [Concern()]


@dataclass(frozen=True, slots=True)
class Route:
    """A way into the server. `writes`: it changes something, so a browser's form must prove where it came from."""

    method: Method
    path: str
    right: str
    handler: Callable[[Visit], Any]
    summary: str
    concerns: Callable[[Visit], Sequence[Concern]] = _nobody
    params: tuple[Param, ...] = ()
    body: Mapping[str, Any] | None = None  # JSON schema
    answer: Mapping[str, Any] | None = None  # JSON schema
    tag: str = ""
    operation: str = ""  # the name of the client's method
    takes: Literal["json", "form", "none", "raw", "upload"] = "none"
    media: tuple[str, ...] = ()  # media types of answers that are files
    queues: bool = False  # asks only who calls, then waits for the writer (`Later`): many are let in together

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def writes(self) -> bool:
        return self.method != "GET"


class Trouble(Exception):
    """A request that cannot be served: status, stable name, words, and what they are about."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        details: Mapping[str, object] | None = None,
        findings: Sequence[Finding] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.details = dict(details or {})
        self.findings = findings
        self.headers = dict(headers or {})
        self.more = dict(more or {})
        super().__init__(code)

    def words(self, language: Language) -> str:
        """Return what happened and what to do."""
        if self.findings:
            return "\n".join(f.line(language) for f in self.findings)
        return text(self.code, language, said(self.details, language)) if known(self.code) else self.code

    def document(self, language: Language) -> dict[str, Any]:
        """Return the problem as RFC 9457 has it, with our outcome and citations."""
        found: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": self.code,
            "status": self.status,
            "detail": self.words(language),
            "outcome": self.code,
            **self.more,
        }
        if self.findings:
            found["findings"] = [f.as_json() for f in self.findings]
        return found


#: HTTP status of an outcome that is not in here: 409, the request conflicts with the state of the books.
_STATUS = {
    "command.malformed": 400,
    "command.unknown": 404,
    "command.actor_not_found": 403,
    "command.actor_of_other_organisation": 403,
    "command.not_permitted": 403,
    "command.out_of_scope": 403,
    "command.second_missing": 403,
    "command.second_is_first": 403,
    "command.second_not_permitted": 403,
}


def status_of(outcome: Outcome | str) -> int:
    """Return the HTTP status of a refusal."""
    return _STATUS.get(str(outcome), 409)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be rendered: the template's name and what it shows."""

    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """An answer that the writer still has to give: no thread and no view of the books waits with it.

    `then` makes the answer from the future's result; it runs on the event loop and reads nothing.
    """

    future: Future[Any]
    then: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """Another address to go to, with cookies to set or, if empty, to drop."""

    to: str
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with their media type."""

    data: bytes
    media_type: str
    name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

"""What a server refuses, as exceptions: one class a kind, each with the stable outcome name, findings and citations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a refusal: where (a cell, a member), what, and the text of the law that says so."""

    code: str
    where: str
    message: str
    message_zh: str
    citation: str | None


class ApiProblem(Exception):
    """A refusal. `outcome` is its stable name, `message` its words in the client's language."""

    def __init__(self, status: int, document: Mapping[str, Any], retry_after_s: int = 0, request: str = "") -> None:
        self.status = status
        self.outcome = str(document.get("outcome") or document.get("title") or status)
        self.message = str(document.get("detail", ""))
        self.findings = [_found(f) for f in document.get("findings", ())]
        self.answer: Mapping[str, Any] = document.get("answer") or {}
        self.document = document
        self.retry_after_s = retry_after_s
        self.request = request  # the number the operator finds in the log
        super().__init__(f"{self.outcome}: {self.message}" if self.message else self.outcome)

    @property
    def citations(self) -> list[str]:
        """The texts that the findings name, each once, in their order."""
        return list(dict.fromkeys(f.citation for f in self.findings if f.citation))


class NotUnderstood(ApiProblem):
    """400, 413, 422: what was sent is not what is asked for here."""


class NotSignedIn(ApiProblem):
    """401: no key, or one that is not valid (any more)."""


class NotPermitted(ApiProblem):
    """403: the caller may not ask this, or not about this subject."""


class NotFound(ApiProblem):
    """404: there is nothing of that name."""


class Refused(ApiProblem):
    """409: a lawful request that the state of the books does not allow."""


class TooMany(ApiProblem):
    """429: more calls than the server takes from one caller."""


class Unavailable(ApiProblem):
    """5xx, or no answer at all: sending the same again is safe where an id was sent."""


_KINDS: Mapping[int, type[ApiProblem]] = {
    400: NotUnderstood, 401: NotSignedIn, 403: NotPermitted, 404: NotFound, 409: Refused, 413: NotUnderstood,
    422: NotUnderstood, 429: TooMany,
}  # fmt: skip


def problem_of(status: int, document: Mapping[str, Any], retry_after_s: int = 0, request: str = "") -> ApiProblem:
    """Return the exception for an answer that is a refusal."""
    kind = _KINDS.get(status, Unavailable if status >= 500 else ApiProblem)
    return kind(status, document, retry_after_s, request)


def _found(plain: Mapping[str, Any]) -> Found:
    words = {name: str(plain.get(name) or "") for name in ("code", "where", "message", "message_zh")}
    return Found(**words, citation=plain.get("citation"))

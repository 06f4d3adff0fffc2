"""What a server writes down: a line for each request and for what broke, without anybody's data.

A line names the request's number, the route's template, status, milliseconds, bytes and the caller's organisation. It
never holds an address with ids, a query, a name, a body, a key or a cookie; what broke is told by the exception's class
and the places it came through, not by its words, because words of a driver or a parser may repeat what was sent.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

Form = Literal["json", "text", "none"]

#: Finished requests.
ACCESS = logging.getLogger("tanshi.access")

#: What broke, and what the operator should know.
TROUBLE = logging.getLogger("tanshi.server")


def set_up(form: Form, stream: TextIO | None = None) -> None:
    """Send our lines to a stream (standard error) in a form; `none` leaves out the finished requests."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger("tanshi")
    root.handlers = [handler]
    root.propagate = False
    root.setLevel(logging.INFO)
    ACCESS.setLevel(logging.CRITICAL if form == "none" else logging.INFO)


def access(fields: dict[str, Any]) -> None:
    """Write a finished request's line."""
    if ACCESS.isEnabledFor(logging.INFO):
        ACCESS.info("request", extra={"fields": fields})


def broken(error: BaseException, fields: dict[str, Any]) -> None:
    """Write what broke: its class and places, for the number that the caller was told."""
    TROUBLE.error("request failed", extra={"fields": {**fields, "error": type(error).__name__, "at": places(error)}})


def places(error: BaseException, most: int = 12) -> list[str]:
    """Return the last places an exception came through, as file:line function; no words, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-most:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(path: str) -> str:
    """Return a path from the package on, so that no machine's folders are told."""
    for mark in ("/site-packages/", "/src/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return path.rpartition("/")[2]


class _Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {})
        line = {"time": _time(record), "level": record.levelname.lower(), "event": record.getMessage(), **fields}
        return json.dumps(line, ensure_ascii=False)


class _Text(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{k}={v}" for k, v in getattr(record, "fields", {}).items())
        return f"{_time(record)} {record.levelname.lower()} {record.getMessage()} {fields}"


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""What every call of the client does: ids, retries, positions, refusals as exceptions, plain data as records.

A command gets an id when it is made, not when it is sent, so that sending it again after a lost answer finds what
became of it the first time. The client remembers the position of what it wrote and asks for at least that when it
reads; behind several processes it so reads its own writes.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import secrets
import time
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from urllib.parse import quote, urlencode

from tanshi.client.problems import ApiProblem, Unavailable, problem_of
from tanshi.client.transport import HttpTransport, Lost, Reply, Transport

if TYPE_CHECKING:
    import pyarrow

T = TypeVar("T")

#: Statuses after which the same request may be sent again.
_AGAIN = (429, 502, 503, 504)

#: Rows of one page when a whole list is read.
_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its bytes, the name the server gives it, its media type."""

    data: bytes
    name: str
    media_type: str


class Base:
    """A caller of one server. Safe to use from several threads."""

    def __init__(
        self,
        url: str = "",
        key: str = "",
        *,
        language: str = "en",
        retries: int = 4,
        timeout_s: float = 30.0,
        transport: Transport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Call the server at `url` with an API key (`tsk_…`; without one as the public).

        `retries`: how often a request is sent again that found the server busy or away; waiting doubles from half a
        second, or is what the server asks for.
        """
        self._transport = transport or HttpTransport(url, timeout_s)
        self._headers = {"Accept-Encoding": "gzip", "Accept-Language": language, "User-Agent": "tanshi-client"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._retries = retries
        self._sleep = sleep
        self.position = 0
        """Position of the newest thing this client wrote; reads wait for it."""

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def __enter__(self: T) -> T:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # what the generated methods call

    def _get(self, hint: Any, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return decode(hint, _plain(self._call("GET", path, query)))

    def _send(
        self,
        hint: Any,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        *,
        again: bool = False,
    ) -> Any:
        """Send something that writes; `again`: it may be repeated, because sending it twice does it once."""
        reply = self._call(method, path, query, body, again=again)
        self._wrote(reply)
        return decode(hint, _plain(reply))

    def _command(self, hint: Any, kind: str, items: Sequence[Any], id: str, dry_run: bool) -> Any:
        """Send a command under its id, again if its answer is lost."""
        body = {"id": id or new_id(), "items": [encode(item) for item in items]}
        query = {"dry_run": "true"} if dry_run else {}
        return self._send(hint, "POST", f"/api/v1/commands/{kind}", query, body, again=True)

    def _with_ids(self, commands: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return commands of a batch, each with its own id, so that the whole may be sent again."""
        return [{"id": new_id(), **encode(command)} for command in commands]

    def _encoded(self, body: Any) -> Any:
        return encode(body)

    def _download(self, method: str, path: str, query: Mapping[str, Any] | None = None) -> Download:
        reply = self._call(method, path, query)
        name = reply.headers.get("content-disposition", "").partition('filename="')[2].partition('"')[0]
        return Download(reply.body, name, reply.headers.get("content-type", ""))

    def _listing(self, row: type[T], path: str, query: Mapping[str, Any]) -> Listing[T]:
        return Listing(self, row, path, {k: v for k, v in query.items() if v is not None})

    # the way of a request

    def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        *,
        again: bool = False,
    ) -> Reply:
        target = quote(path, safe="/:.~-_")
        if asked := {k: _word(v) for k, v in (query or {}).items() if v is not None and v is not False}:
            target += f"?{urlencode(asked)}"
        headers, data = dict(self._headers), None
        if self.position and method == "GET":
            headers["Tanshi-Min-Position"] = str(self.position)
        if isinstance(body, bytes):
            headers["Content-Type"], data = "application/octet-stream", body
        elif body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body, ensure_ascii=False).encode()
        return self._until_answered(method, target, headers, data, again or method == "GET")

    def _until_answered(
        self, method: str, target: str, headers: Mapping[str, str], data: bytes | None, again: bool
    ) -> Reply:
        wait_s = 0.5
        for left in range(self._retries if again else 0, -1, -1):
            try:
                reply = _opened(self._transport.send(method, target, headers, data))
            except Lost as error:
                if not left:
                    raise Unavailable(0, {"outcome": "client.no_answer", "detail": str(error)}) from error
                self._sleep(wait_s)
            else:
                if reply.status < 300:
                    return reply
                refused = _refusal(reply)
                if not left or reply.status not in _AGAIN:
                    raise refused
                self._sleep(max(wait_s, min(refused.retry_after_s, 60)))
            wait_s *= 2
        raise AssertionError("the last try answers or raises")

    def _wrote(self, reply: Reply) -> None:
        told = reply.headers.get("tanshi-position", "")
        if told.isdecimal():
            self.position = max(self.position, int(told))


class Listing(Generic[T]):
    """A list as the caller may see it: iterate over its rows, or take it whole as a file or table.

    Pages are read when they are needed; `position` is the journal's position of the last one. Rows are ordered by key,
    and the next page begins after the last key, so that none is missed or met twice while others write.
    """

    def __init__(self, client: Base, row: type[T], path: str, query: Mapping[str, Any]) -> None:
        self._client = client
        self._row = row
        self._path = path
        self._query = dict(query)
        self.position = 0

    def __iter__(self) -> Iterator[T]:
        for page in self._pages("json"):
            yield from (decode(self._row, row) for row in json.loads(page.body)["items"])

    def first(self) -> T | None:
        """Return the first row, or None of an empty list."""
        return next(iter(Listing(self._client, self._row, self._path, {**self._query, "limit": 1})), None)

    def csv(self) -> bytes:
        """Return the whole list as CSV: one header, UTF-8, LF."""
        found: list[bytes] = []
        for page in self._pages("csv"):
            found.append(page.body if not found else page.body.partition(b"\n")[2])
        return b"".join(found)

    def table(self) -> pyarrow.Table:
        """Return the whole list as an Arrow table (needs pyarrow here and on the server)."""
        import pyarrow as pa

        parts = [pa.ipc.open_stream(page.body).read_all() for page in self._pages("arrow")]
        return pa.concat_tables(parts, promote_options="permissive")

    def frame(self) -> Any:
        """Return the whole list as a pandas frame (needs pandas and pyarrow)."""
        return self.table().to_pandas()

    def parquet(self) -> Iterator[bytes]:
        """Yield the list as Parquet files, one a page."""
        yield from (page.body for page in self._pages("parquet"))

    def _pages(self, format: str) -> Iterator[Reply]:
        query = {"limit": _ROWS, **self._query, "format": format}
        only = "limit" in self._query
        while True:
            page = self._client._call("GET", self._path, query)
            self.position = int(page.headers.get("tanshi-position", "0"))
            after = json.loads(page.body)["after"] if format == "json" else page.headers.get("tanshi-after", "")
            yield page
            if only or not after:
                return
            query["after"] = after


def new_id() -> str:
    """Return an id for a command that no other command has: by time, so that the index of ids grows at its end."""
    return f"c/{time.time_ns():016x}/{secrets.token_hex(8)}"


def encode(value: Any) -> Any:
    """Return a record as plain data; members that are None are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        members = ((f, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {f.metadata.get("name", f.name): encode(v) for f, v in members if v is not None}
    if isinstance(value, Mapping):
        return {k: encode(v) for k, v in value.items()}
    return [encode(v) for v in value] if isinstance(value, list | tuple) else value


def decode(hint: Any, plain: Any) -> Any:
    """Return plain data as what a hint says; members that a newer server adds are passed over."""
    if plain is None or hint is Any:
        return plain
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of([a for a in args if a is not type(None)], plain)
    if origin is list:
        return [decode(args[0], v) for v in plain]
    if origin is dict:
        return {k: decode(args[1], v) for k, v in plain.items()}
    if dataclasses.is_dataclass(hint):
        members = {name: decode(inner, plain[key]) for name, key, inner in _members(cast("type", hint)) if key in plain}
        return cast("type", hint)(**members)
    return plain


def _one_of(kinds: Sequence[Any], plain: Any) -> Any:
    """Return data as the first kind whose needed members it has."""
    for kind in kinds:
        if not dataclasses.is_dataclass(kind):
            return decode(kind, plain)
        needed = {f.metadata.get("name", f.name) for f in dataclasses.fields(kind) if _is_needed(f)}
        if needed <= set(plain):
            return decode(kind, plain)
    return plain


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is field.default_factory is dataclasses.MISSING


@cache
def _members(kind: type) -> tuple[tuple[str, str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((f.name, f.metadata.get("name", f.name), hints[f.name]) for f in dataclasses.fields(kind))


def _word(value: Any) -> str:
    return "true" if value is True else str(value)


def _plain(reply: Reply) -> Any:
    return json.loads(reply.body) if reply.body else None


def _opened(reply: Reply) -> Reply:
    if reply.headers.get("content-encoding") == "gzip" and reply.body[:2] == b"\x1f\x8b":
        return Reply(reply.status, reply.headers, gzip.decompress(reply.body))
    return reply


def _refusal(reply: Reply) -> ApiProblem:
    try:
        document = json.loads(reply.body)
    except ValueError:
        document = None
    told = reply.headers.get("retry-after", "")
    number = reply.headers.get("tanshi-request", "")
    plain = document if isinstance(document, dict) else {"outcome": f"http.{reply.status}"}
    return problem_of(reply.status, plain, int(told) if told.isdecimal() else 0, number)

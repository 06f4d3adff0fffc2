"""Statements that travel together: sent to PostgreSQL in one go, answered in one go.

The driver's own pipeline looks at every statement and sends it at once; for the writer's few statements, which are
always the same, that took longer than the server took to carry them out. Here they are prepared once a connection,
queued, and sent with one flush through the driver's low-level interface. Waiting lets other threads run.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import errors, pq

_BINARY = 1
_DONE = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)


def _integer(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)


def _text(data: bytes) -> str:
    return data.decode("utf-8")


#: How values of a type come in binary: smallint, integer, bigint; text and names; bytes.
_READ: Mapping[int, Callable[[bytes], Any]] = {
    21: _integer, 23: _integer, 20: _integer, 25: _text, 19: _text, 1043: _text, 17: bytes,
}  # fmt: skip


class Pipeline:
    """The statements waiting to be sent on a connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        connection.prepare_threshold = None  # the driver's own preparing would drop our statements on a rollback
        self._pg = connection.pgconn
        self._names: dict[str, bytes] = {}
        self._prepared = 0
        self._waiting: list[tuple[str, Sequence[Any]]] = []
        self._expected: list[bool] = []  # of each result to come: whether it is a statement's answer

    def __len__(self) -> int:
        return len(self._waiting) + len(self._expected)

    def add(self, sql: str, params: Sequence[Any] = ()) -> None:
        """Queue a statement written with `?`; it is sent by `run`."""
        self._waiting.append((sql, params))

    def push(self) -> None:
        """Send what waits without waiting for answers, so that the server works while the caller goes on."""
        if not self._expected:
            self._pg.enter_pipeline_mode()
        for sql, params in self._waiting:
            self._expected += self._send(sql, params)
        self._waiting.clear()
        self._pg.flush()

    def run(self) -> list[list[tuple[Any, ...]]]:
        """Send all and return the rows of each statement; raises the driver's error of the first that failed."""
        self.push()
        expected, self._expected = self._expected, []
        try:
            self._pg.pipeline_sync()
            results = self._gather(len(expected))
        finally:
            if self._pg.status == pq.ConnStatus.OK and self._pg.transaction_status != pq.TransactionStatus.ACTIVE:
                self._pg.exit_pipeline_mode()
        return [_rows(result) for result, answers in zip(results, expected, strict=True) if answers]

    def give_up(self) -> None:
        """Forget what was not sent, and take in the answers to what was."""
        self._waiting.clear()
        if self._expected:
            with suppress(psycopg.Error):
                self.run()

    def _send(self, sql: str, params: Sequence[Any]) -> tuple[bool, ...]:
        """Hand a statement to the driver; say for each result to come whether it is the statement's answer."""
        name = self._names.get(sql)
        first = name is None
        if name is None:
            self._prepared += 1
            name = self._names[sql] = f"tanshi_{self._prepared}".encode("ascii")
            self._pg.send_prepare(name, _numbered(sql).encode("utf-8"))
        self._pg.send_query_prepared(name, [_param(p) for p in params], result_format=_BINARY)
        return (False, True) if first else (True,)

    def _gather(self, expected: int) -> list[Any]:
        """Flush, wait, and return the results up to the synchronisation point."""
        found: list[Any] = []
        failed: Any = None
        pending = self._pg.flush()
        while True:
            while self._pg.is_busy() or pending:
                self._wait(pending)
                self._pg.consume_input()
                if pending:
                    pending = self._pg.flush()
            result = self._pg.get_result()
            if result is None:
                if self._pg.status != pq.ConnStatus.OK:
                    raise psycopg.OperationalError(self._pg.error_message.decode("utf-8", "replace") or "it is lost")
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                break
            if result.status in _DONE:
                found.append(result)
            elif failed is None and result.status != pq.ExecStatus.PIPELINE_ABORTED:
                failed = result
                if self._pg.status != pq.ConnStatus.OK:
                    break
        if failed is not None:
            self._names.clear()  # which of them were prepared is not known; they get new names
            raise errors.error_from_result(failed, encoding="utf-8")
        assert len(found) == expected, f"{expected} results were due, {len(found)} came"
        return found

    def _wait(self, pending: int) -> None:
        poll = select.poll()
        poll.register(self._pg.socket, select.POLLIN | (select.POLLOUT if pending else 0))
        poll.poll()


def _rows(result: Any) -> list[tuple[Any, ...]]:
    if not result.ntuples:
        return []
    read = [_READ[result.ftype(n)] for n in range(result.nfields)]
    get = result.get_value
    rows = []
    for row in range(result.ntuples):
        values = [get(row, n) for n in range(len(read))]
        rows.append(tuple([None if v is None else one(v) for one, v in zip(read, values, strict=True)]))
    return rows


def _param(value: Any) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode("ascii")
    return str(value).encode("utf-8")


_NUMBERED: dict[str, str] = {}


def _numbered(sql: str) -> str:
    """Return a statement with the server's placeholders."""
    found = _NUMBERED.get(sql)
    if found is None:
        head, *parts = sql.split("?")
        found = head + "".join(f"${n}{part}" for n, part in enumerate(parts, 1))
        _NUMBERED[sql] = found
    return found

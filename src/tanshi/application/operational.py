"""Operational tables on their way: what is not of the market, packed beside a journal and put back with it.

Logins, API keys, drafts, receipts, comments, waiting requests, reminders and the logs of looks and acts follow from no
fact. They travel in numbered parts. In a file every part is sealed with the operator's key (AES-256-GCM), bound to the
journal's root, its number, and to being the last one: a part that was changed, left out, moved or taken from another
backup does not open. Facts, evidence and the state hash know nothing of them.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tanshi.application.assembly import OPERATIONAL
from tanshi.application.identity.gate import Entropy
from tanshi.core.finding import problem
from tanshi.journal.engine import Snapshot, Writes
from tanshi.journal.table import TableSpec

#: The environment variable that holds the key of backups: 32 bytes in base64.
KEY = "TANSHI_BACKUP_KEY"

#: Left behind on purpose: sessions and sign-ons under way end with the place they were made at, failed attempts and
#: the revocation number are of the processes that run there, and indexes and daily jobs are made again. The exchange's
#: epoch is raised above those of its segments when it starts.
STAYS = frozenset(
    {
        "identity_session",
        "identity_oidc_flow",
        "identity_tally",
        "identity_revocation",
        "work_touched",
        "work_indexed",
        "work_job",
        "exchange_epoch",
    }
)

#: What travels.
TRAVELS = tuple(sorted((t.__table__ for t in OPERATIONAL if t.__table__.name not in STAYS), key=lambda s: s.name))

_ROWS = 2_000
_KEY_BYTES, _NONCE, _MARK = 32, 12, 8


def read_key(path: Path | None, environment: Mapping[str, str] = os.environ) -> bytes | None:
    """Return the key in a file, or the one of the environment, or None; `Problem` for one that is no key."""
    if path is None and not environment.get(KEY):
        return None
    try:
        text = path.read_text("ascii") if path is not None else environment[KEY]
        key = base64.b64decode(text.strip(), validate=True)
    except FileNotFoundError:
        raise problem("input.not_found", where=str(path)) from None
    except (OSError, UnicodeDecodeError, binascii.Error):
        key = b""
    if len(key) != _KEY_BYTES:
        raise problem("backup.bad_key", where=str(path or KEY))
    return key


# packed


class Packing:
    """The tables of a snapshot as parts; `rows` counts what was packed so far."""

    def __init__(self, view: Snapshot) -> None:
        self._view = view
        self.rows = 0

    def parts(self) -> Iterator[bytes]:
        """Yield the parts: each some rows of one table."""
        for spec in TRAVELS:
            rows: list[list[Any]] = []
            for stored in self._view.stream(spec.select_sql()):
                rows.append(
                    [bytes(v).hex() if c.type is bytes else v for c, v in zip(spec.columns, stored, strict=True)]
                )
                if len(rows) == _ROWS:
                    yield self._part(spec, rows)
                    rows = []
            if rows:
                yield self._part(spec, rows)

    def _part(self, spec: TableSpec, rows: list[list[Any]]) -> bytes:
        self.rows += len(rows)
        part = {"table": spec.name, "columns": list(spec.column_names), "rows": rows}
        return zlib.compress(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())


def put_back(parts: Iterable[bytes], writes: Writes, *, later: bool) -> int:
    """Write the rows of parts into empty tables and return how many they were.

    `later`: they are of a moment that is past, so that mail which waited then may have gone out since; it is not sent
    again. Raises `Problem` for tables of another version.
    """
    known = {spec.name: spec for spec in TRAVELS}
    rows = 0
    for part in parts:
        read = json.loads(zlib.decompress(part))
        spec = known.get(read["table"])
        if spec is None or list(spec.column_names) != read["columns"]:
            raise problem("backup.other_tables", table=str(read["table"]))
        writes.insert(spec, [tuple(_stored(spec, row)) for row in read["rows"]])
        rows += len(read["rows"])
    if later:
        writes.execute("UPDATE work_notice SET mail = 'unknown' WHERE mail IN ('pending', 'sending')")
    return rows


def _stored(spec: TableSpec, row: list[Any]) -> Iterator[Any]:
    for column, value in zip(spec.columns, row, strict=True):
        yield bytes.fromhex(value) if column.type is bytes else value


def are_empty(view: Snapshot) -> bool:
    """Tell whether a database has no operational rows."""
    return not any(view.fetch(f"SELECT 1 FROM {spec.name} LIMIT 1") for spec in TRAVELS)


# sealed


def seal(parts: Iterable[bytes], key: bytes, root: str, entropy: Entropy) -> Iterator[bytes]:
    """Yield the parts sealed for the backup of a journal's root, and a last one that ends them."""
    number = 0
    for number, part in enumerate(parts, 1):
        yield _sealed(part, key, _purpose(root, number), entropy)
    yield _sealed(b"", key, _purpose(root, number + 1, last=True), entropy)


def opened(parts: Iterable[bytes], key: bytes, root: str) -> Iterator[bytes]:
    """Yield the parts as they were before they were sealed.

    Raises `Problem`: it is another key, or something of the parts was changed.
    """
    waiting: bytes | None = None
    numbers = count(1)
    for part in parts:
        if waiting is not None:
            yield _opened(waiting, key, _purpose(root, next(numbers)))
        waiting = part
    if waiting is None or _opened(waiting, key, _purpose(root, next(numbers), last=True)) != b"":
        raise problem("backup.seal_broken")


def _purpose(root: str, number: int, *, last: bool = False) -> bytes:
    return f"tanshi operational tables/1/{root}/{number}{'/last' if last else ''}".encode()


def _mark(key: bytes) -> bytes:
    """Return what tells one key from another without telling the key."""
    return sha256(b"tanshi operational tables/key/" + key).digest()[:_MARK]


def _sealed(part: bytes, key: bytes, purpose: bytes, entropy: Entropy) -> bytes:
    nonce = entropy(_NONCE)
    return _mark(key) + nonce + AESGCM(key).encrypt(nonce, part, purpose)


def _opened(data: bytes, key: bytes, purpose: bytes) -> bytes:
    if data[:_MARK] != _mark(key):
        raise problem("backup.other_key")
    nonce, rest = data[_MARK : _MARK + _NONCE], data[_MARK + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, rest, purpose)
    except (InvalidTag, ValueError):
        raise problem("backup.seal_broken") from None

"""What was sent to a session: who asked what under which key, as which message, and what was said to it.

Written down before it is sent, so a key is one message, whichever side breaks. A message that never arrived, which is
known for certain when another connection has looked, is marked lost: nothing happened, and its key may be used again.
Numbers of a client are never used twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tanshi.journal.engine import Reads, Writes
from tanshi.journal.table import Row, table


@table(
    "exchange_sent",
    key=["session", "client", "number"],
    hashed=False,
    checks=["number > 0", "lost IN (0, 1)"],
    unique=[["session", "holder", "key"]],
)
@dataclass(slots=True)
class SentRow(Row):
    """A message: for whose account, by which actor and login, under the sender's key; its frame without client and
    number; the reply's frame, empty until it came.
    """

    session: str
    client: int
    number: int
    holder: str
    key: str
    actor: str
    login: str
    at: str
    message: bytes
    reply: bytes
    lost: int


TABLES: tuple[type[Row], ...] = (SentRow,)

_SPEC = SentRow.__table__
_COLUMNS = ", ".join(_SPEC.column_names)
_BY_KEY = f"SELECT {_COLUMNS} FROM exchange_sent WHERE session = ? AND holder = ? AND key = ?"
_OF_HOLDER = f"SELECT {_COLUMNS} FROM exchange_sent WHERE session = ? AND holder = ? ORDER BY at DESC, number DESC"
_LAST = "SELECT max(number) FROM exchange_sent WHERE session = ? AND client = ?"
_OPEN = "SELECT number FROM exchange_sent WHERE session = ? AND client = ? AND lost = 0 AND length(reply) = 0"
_OPERATORS = "SELECT DISTINCT holder, actor FROM exchange_sent WHERE session = ?"
_SET = "UPDATE exchange_sent SET reply = ? WHERE session = ? AND client = ? AND number = ?"
_LOSE = "UPDATE exchange_sent SET lost = 1 WHERE session = ? AND client = ? AND number = ?"
_DROP = "DELETE FROM exchange_sent WHERE session = ? AND holder = ? AND key = ? AND lost = 1"


def of_key(reads: Reads, session: str, holder: str, key: str) -> SentRow | None:
    """Return the message of a holder's key, or None; one that was lost counts for nothing."""
    found = reads.fetch(_BY_KEY, [session, holder, key])
    return SentRow(*found[0]) if found else None


def of_holder(reads: Reads, session: str, holder: str, most: int) -> list[SentRow]:
    """Return the last messages of a holder, the newest first."""
    return [SentRow(*row) for row in reads.fetch(f"{_OF_HOLDER} LIMIT {most:d}", [session, holder])]


def standing_of(reads: Reads, session: str, client: int) -> tuple[int, list[int]]:
    """Return a client's highest number, 0 for none, and the numbers without a reply."""
    ((last,),) = reads.fetch(_LAST, [session, client])
    return last or 0, [number for (number,) in reads.fetch(_OPEN, [session, client])]


def operators(reads: Reads, session: str) -> dict[str, set[str]]:
    """Return who sent messages for each holder."""
    found: dict[str, set[str]] = {}
    for holder, actor in reads.fetch(_OPERATORS, [session]):
        found.setdefault(holder, set()).add(actor)
    return found


def drop(writes: Writes, row: SentRow) -> None:
    """Forget a lost message, whose key is used again."""
    assert row.lost
    writes.execute(_DROP, [row.session, row.holder, row.key])


def add(writes: Writes, rows: Sequence[SentRow]) -> None:
    """Write messages down."""
    writes.insert(_SPEC, [_SPEC.values(row) for row in rows])


def settle(
    writes: Writes, session: str, client: int, replies: Mapping[int, bytes], lost: Iterable[int] = ()
) -> None:  # fmt: skip
    """Write down what was said to messages, by number, and which never arrived."""
    for number, reply in replies.items():
        writes.execute(_SET, [reply, session, client, number])
    for number in lost:
        writes.execute(_LOSE, [session, client, number])

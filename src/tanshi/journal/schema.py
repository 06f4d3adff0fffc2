"""The journal's own tables. Systems add theirs; `application.assembly` lists all."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Position, Row, table

#: Raised with every change of a table that an older program could not read.
SCHEMA = 1


@table(
    "journal_fact",
    key=["position"],
    append_only=True,
    hashed=False,
    checks=["position >= 0", "length(nonce) = 32", "length(leaf) = 32"],
)
@dataclass(slots=True)
class FactRow(Row):
    """A fact as stored: canonical bytes, nonce, and the hash of its leaf."""

    position: Position
    type: str
    day: str
    nonce: bytes
    body: bytes
    leaf: bytes


@table("journal_head", key=["id"], hashed=False, checks=["id = 1", "size >= 0"])
@dataclass(slots=True)
class HeadRow(Row):
    """The end of the journal; one row, the lock's counterpart."""

    id: int
    size: int
    recorded_at: str


@table("journal_command", key=["organisation", "id"], hashed=False)
@dataclass(slots=True)
class CommandRow(Row):
    """A command that was carried out; a refused one leaves no trace and its id may be sent again."""

    organisation: str
    id: str
    actor: str
    kind: str
    sha256: str
    outcome: str
    first_position: Position
    facts: int
    recorded_at: str


@table("journal_checkpoint", key=["size"], append_only=True, hashed=False)
@dataclass(slots=True)
class CheckpointRow(Row):
    """A root of the Merkle tree that was shown to somebody, and the peaks to go on from it."""

    size: int
    root: bytes
    peaks: bytes


@table("journal_meta", key=["name"], hashed=False)
@dataclass(slots=True)
class MetaRow(Row):
    """What this database is: schema, market, how its nonces are made."""

    name: str
    value: str


@table("journal_fact_type", key=["type"], hashed=False)
@dataclass(slots=True)
class FactTypeRow(Row):
    """A type of which the journal holds facts, so that an older program knows at once what it cannot read."""

    type: str


@table("journal_run", key=["id"], checks=["state IN ('open', 'closed')"])
@dataclass(slots=True)
class RunRow(Row):
    """A bulk act in chunks: visible and resumable while open, believed only when closed."""

    id: str
    kind: str
    state: str
    chunks: int
    items: int
    plan: str


TABLES: tuple[type[Row], ...] = (FactRow, HeadRow, CommandRow, CheckpointRow, MetaRow, FactTypeRow, RunRow)

#: Rebuilt from the facts and compared by an audit; the others are the journal itself.
PROJECTED: tuple[type[Row], ...] = (CommandRow, RunRow)

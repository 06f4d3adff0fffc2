"""The journal's own tables. Systems add theirs; `application.assembly` lists all."""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.journal.table import Position, Row, table

#: Raised with every change of a table that an older program could not read.
SCHEMA = 11


_FACT_GUARDS = {
    "sqlite": (
        """CREATE TRIGGER journal_fact_follows BEFORE INSERT ON journal_fact
WHEN NEW.position <> 1 + coalesce((SELECT position FROM journal_fact ORDER BY position DESC LIMIT 1), -1)
BEGIN SELECT RAISE(ABORT, 'journal_fact: not the next position'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION journal_fact_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE first bigint; last bigint; rows bigint;
BEGIN
  SELECT min(position), max(position), count(*) INTO first, last, rows FROM added;
  IF rows > 0 AND (last - first + 1 <> rows OR first <> 1 + coalesce(
      (SELECT position FROM journal_fact WHERE position < first ORDER BY position DESC LIMIT 1), -1)) THEN
    RAISE EXCEPTION 'journal_fact: not the next position' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$""",
        """CREATE TRIGGER journal_fact_follows AFTER INSERT ON journal_fact
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION journal_fact_follows()""",
    ),
}

_HEAD_GUARDS = {
    "sqlite": (
        """CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head
WHEN NEW.size <> 1 + coalesce((SELECT max(position) FROM journal_fact), -1) OR NEW.recorded_at < OLD.recorded_at
BEGIN SELECT RAISE(ABORT, 'journal_head: the head is where the facts end, and time does not go back'); END""",
        """CREATE TRIGGER journal_head_once BEFORE INSERT ON journal_head
WHEN EXISTS (SELECT 1 FROM journal_head) BEGIN SELECT RAISE(ABORT, 'journal_head: there is one'); END""",
        """CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head
BEGIN SELECT RAISE(ABORT, 'journal_head: does not go'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION journal_head_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR NEW.recorded_at < OLD.recorded_at
      OR NEW.size <> 1 + coalesce((SELECT position FROM journal_fact ORDER BY position DESC LIMIT 1), -1) THEN
    RAISE EXCEPTION 'journal_head: the head is where the facts end, and time does not go back'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$""",
        """CREATE TRIGGER journal_head_follows BEFORE UPDATE OR DELETE ON journal_head
FOR EACH ROW EXECUTE FUNCTION journal_head_follows()""",
        """CREATE TRIGGER journal_head_stays BEFORE TRUNCATE ON journal_head
FOR EACH STATEMENT EXECUTE FUNCTION journal_head_follows()""",
    ),
}


@table(
    "journal_fact",
    key=["position"],
    append_only=True,
    dense=True,
    hashed=False,
    checks=["position >= 0", "length(nonce) = 32", "length(leaf) = 32"],
    guards=_FACT_GUARDS,
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


@table("journal_head", key=["id"], hashed=False, checks=["id = 1", "size >= 0"], guards=_HEAD_GUARDS)
@dataclass(slots=True)
class HeadRow(Row):
    """The end of the journal; one row, the lock's counterpart."""

    id: int
    size: int
    recorded_at: str


@table("journal_command", key=["organisation", "id"], immutable=True, hashed=False)
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
    second: str  # who confirmed it; "" where one person is enough


@table("journal_day", key=["day"], hashed=False)
@dataclass(slots=True)
class DayRow(Row):
    """How far the journal was at the end of a legal day: what "as of that day" means."""

    day: str
    last_position: Position


@table("journal_checkpoint", key=["size"], append_only=True, hashed=False)
@dataclass(slots=True)
class CheckpointRow(Row):
    """A root of the Merkle tree that was shown to somebody, and the peaks to go on from it."""

    size: int
    root: bytes
    peaks: bytes


@table("journal_evidence", key=["name", "part"], immutable=True, hashed=False, checks=["length(name) = 64"])
@dataclass(slots=True)
class EvidenceRow(Row):
    """A part of a file of the evidence store, where the store is in the database."""

    name: str
    part: int
    data: bytes


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


TABLES: tuple[type[Row], ...] = (
    FactRow,
    HeadRow,
    CommandRow,
    DayRow,
    CheckpointRow,
    EvidenceRow,
    MetaRow,
    FactTypeRow,
    RunRow,
)

#: Rebuilt from the facts and compared by an audit; the others are the journal itself.
PROJECTED: tuple[type[Row], ...] = (CommandRow, DayRow, RunRow)

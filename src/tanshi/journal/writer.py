"""The writer: takes a group of commands through one transaction.

Order of every write: take the journal; read what the judgement needs; judge in memory, one command after the other;
write facts, changed rows and head in one transaction; answer. A refused command adds nothing and takes nothing with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from tanshi.core.clock import Clock, instant, legal_day
from tanshi.core.finding import Problem
from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.canonical import MAX_BYTES, NotCanonical, canonical
from tanshi.journal.command import Act, Answer, Command, CommandOutcome, Concern, Handler
from tanshi.journal.engine import Engine, Head, Transaction
from tanshi.journal.fact import At, Fact, FactTypes
from tanshi.journal.merkle import leaf_data, leaf_hash
from tanshi.journal.request import Malformed, read
from tanshi.journal.rows import Rows
from tanshi.journal.schema import CommandRow, FactRow, FactTypeRow

Entropy = Callable[[int], bytes]
Authorize = Callable[[Command, Sequence[Concern], Rows], Outcome | None]

_INSERT_FACT = FactRow.__table__.insert_sql
_INSERT_TYPE = FactTypeRow.__table__.upsert_sql
_UPDATE_HEAD = "UPDATE journal_head SET size = ?, recorded_at = ?"


def seeded_entropy(seed: str) -> Entropy:
    """Return nonces that follow from a seed and the position: for simulations, whose journals must be repeatable."""
    return lambda position: sha256(f"{seed}/{position}".encode()).digest()


@dataclass(frozen=True, slots=True)
class _Carried:
    """A command that was carried out, before its facts are written."""

    command: Command
    digest: str
    base: int
    now: str
    outcome: Outcome
    facts: Sequence[tuple[str, Fact]]


class Writer:
    """The one writer of a process on one database."""

    def __init__(
        self,
        engine: Engine,
        handlers: Iterable[Handler[Any]],
        types: FactTypes,
        clock: Clock,
        entropy: Entropy,
        authorize: Authorize,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self._handlers = {h.kind: h for h in handlers}
        self._types = types
        self._entropy = entropy
        self._authorize = authorize
        self._rows = Rows()
        self._noted_types: set[str] = set()
        self._known_size = -1  # the journal's size when the cached rows were true

    def execute(self, commands: Sequence[Command], *, dry_run: bool = False) -> list[Answer]:
        """Carry out commands in order, in one transaction, and return their answers.

        `dry_run` judges on the real state and changes nothing.
        """
        transaction = self.engine.begin()
        try:
            answers, carried, head = self._judge_all(commands, transaction, dry_run)
            if carried:
                self._write(carried, head, transaction)
                transaction.commit()
            else:
                transaction.rollback()
        except BaseException:
            transaction.rollback()
            self._rows.forget()
            self._noted_types.clear()
            self._known_size = -1
            raise
        self._rows.detach()
        return answers

    def _judge_all(
        self, commands: Sequence[Command], transaction: Transaction, dry_run: bool
    ) -> tuple[list[Answer], list[_Carried], Head]:
        head = transaction.head()
        if head.size != self._known_size:
            self._rows.forget()
            self._known_size = head.size
        self._rows.attach(transaction)
        read_items = self._prefetch(commands)
        answers: list[Answer] = []
        carried: list[_Carried] = []
        size, recorded_at = head.size, head.recorded_at
        for command, items in zip(commands, read_items, strict=True):
            self._rows.begin()
            moment = self.clock.now()
            now = max(instant(moment), recorded_at)
            result = self._judge(command, items, size, now, moment)
            if isinstance(result, Answer):
                self._rows.take_back()
                answers.append(result)
                continue
            answers.append(Answer(command.id, result.outcome, True, position=size, size=size + len(result.facts)))
            if dry_run:
                self._rows.take_back()
                continue
            carried.append(result)
            size += len(result.facts)
            recorded_at = now
        return answers, carried, head

    def _prefetch(self, commands: Sequence[Command]) -> list[list[Any] | Malformed]:
        """Read the items and, in a few statements, the rows they touch."""
        touched: dict[type, list[Any]] = {CommandRow: [(c.organisation, c.id) for c in commands]}
        found: list[list[Any] | Malformed] = []
        for command in commands:
            items = self._read(command)
            found.append(items)
            if isinstance(items, Malformed):
                continue
            handler = self._handlers.get(command.kind)
            for item in items if handler else ():
                for kind, key in handler.touch(item):  # type: ignore[union-attr]
                    touched.setdefault(kind, []).append(key)
        for kind, keys in touched.items():
            self._rows.prefetch(kind, keys)
        return found

    def _read(self, command: Command) -> list[Any] | Malformed:
        if not all(is_id(text) for text in (command.id, command.organisation, command.actor)):
            return Malformed("id", "id, organisation and actor are 1-96 letters, digits or . _ : / -")
        handler = self._handlers.get(command.kind)
        if handler is None:
            return []
        if not command.items:
            return Malformed("items", "is empty")
        try:
            return [read(handler.request, item, f"items[{n}]") for n, item in enumerate(command.items)]
        except Malformed as reason:
            return reason

    def _judge(
        self, command: Command, items: list[Any] | Malformed, base: int, now: str, moment: datetime
    ) -> Answer | _Carried:
        if isinstance(items, Malformed):
            return _refused(command, CommandOutcome.MALFORMED, base, where=items.where, reason=items.reason)
        handler = self._handlers.get(command.kind)
        if handler is None:
            return _refused(command, CommandOutcome.UNKNOWN_COMMAND, base, kind=command.kind)
        try:
            digest = command.digest()
        except NotCanonical as reason:
            return _refused(command, CommandOutcome.MALFORMED, base, where="items", reason=str(reason))
        concerns = [handler.concern(item, self._rows) for item in items]
        if (denied := self._authorize(command, concerns, self._rows)) is not None:
            return _refused(command, denied, base, actor=command.actor, kind=command.kind)
        if (earlier := self._rows.get(CommandRow, (command.organisation, command.id))) is not None:
            return _repeated(command, digest, earlier, base)
        act = Act(command, base, legal_day(moment).isoformat(), now, self._project)
        for number, item in enumerate(items):
            try:
                outcome = handler.judge(item, self._rows, act)
            except Problem as trouble:  # the law has no answer for the day: a refusal, not a breakdown
                words = "; ".join(f.message() for f in trouble.findings)
                outcome = act.refuse(CommandOutcome.NO_TEXT_IN_FORCE, reason=words)
            if outcome is not handler.done:
                return Answer(command.id, outcome, False, item=number, details=act.details, size=base)
        assert act.facts, f"{command.kind} was carried out and recorded nothing"
        self._rows.put(command_row(command.organisation, _act(command, digest, now, handler.done, act.facts), base))
        return _Carried(command, digest, base, now, handler.done, act.facts)

    def _project(self, fact: Fact, at: At) -> None:
        self._types.project(fact, at, self._rows)

    def _write(self, carried: Sequence[_Carried], head: Head, transaction: Transaction) -> None:
        rows = [row for done in carried for row in self._fact_rows(done)]
        transaction.executemany(_INSERT_FACT, rows)
        if new := {row[1] for row in rows} - self._noted_types:
            transaction.executemany(_INSERT_TYPE, [(name,) for name in sorted(new)])
            self._noted_types |= new
        self._rows.flush()
        size = head.size + len(rows)
        transaction.executemany(_UPDATE_HEAD, [(size, carried[-1].now)])
        self._known_size = size

    def _fact_rows(self, done: _Carried) -> list[tuple[Any, ...]]:
        """Return the stored form of a command's facts; the first one carries the act they belong to."""
        rows = []
        envelope: dict[str, Any] = {"act": _act(done.command, done.digest, done.now, done.outcome, done.facts)}
        for number, (day, fact) in enumerate(done.facts):
            position = done.base + number
            envelope["data"] = self._types.encode(fact)
            body = canonical(envelope)
            assert len(body) <= MAX_BYTES, f"{fact.type} is {len(body)} bytes; large input goes to the evidence store"
            nonce = self._entropy(position)
            leaf = leaf_hash(leaf_data(fact.type, position, day, nonce, body))
            rows.append((position, fact.type, day, nonce, body, leaf))
            envelope = {}
        return rows


def _act(
    command: Command, digest: str, now: str, outcome: Outcome, facts: Sequence[tuple[str, Fact]]
) -> dict[str, Any]:
    """Return the act as the first of its facts carries it: who, for whom, what, when, and how many facts follow."""
    return {
        "actor": command.actor,
        "at": now,
        "facts": len(facts),
        "id": command.id,
        "kind": command.kind,
        "organisation": command.organisation,
        "outcome": str(outcome),
        "sha256": digest,
    }


def command_row(organisation: str, act: dict[str, Any], position: int) -> CommandRow:
    """Return the row of a command that was carried out, from its act."""
    return CommandRow(
        organisation, act["id"], act["actor"], act["kind"], act["sha256"], act["outcome"], position,
        act["facts"], act["at"],
    )  # fmt: skip


def _repeated(command: Command, digest: str, earlier: CommandRow, size: int) -> Answer:
    if earlier.sha256 != digest:
        return _refused(command, CommandOutcome.ID_WITH_OTHER_BODY, size, id=command.id)
    return Answer(command.id, earlier.outcome, True, exists=True, position=earlier.first_position, size=size)


def _refused(command: Command, outcome: Outcome, size: int, **details: object) -> Answer:
    return Answer(command.id, outcome, False, details=details, size=size)

"""The writer: takes a group of commands through one transaction.

Order of every write: take the journal; read what the judgement needs; judge in memory, one command after the other;
write facts, changed rows and head in one transaction; answer. Facts and rows of the first commands are on their way to
the database while the rest of a large group is judged. A refused command adds nothing and takes nothing with it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from time import monotonic
from typing import Any

from tanshi.core.clock import Clock, instant, legal_day_of
from tanshi.core.finding import Problem
from tanshi.core.identifier import is_id
from tanshi.core.outcome import Outcome
from tanshi.journal.canonical import MAX_BYTES, NotCanonical, canonical
from tanshi.journal.collector import uncollected
from tanshi.journal.command import Act, Answer, Command, CommandOutcome, Concern, Handler
from tanshi.journal.engine import Engine, Transaction, Unavailable, Wanted
from tanshi.journal.fact import Fact, FactTypes
from tanshi.journal.merkle import leaf_data, leaf_hash
from tanshi.journal.request import Malformed, is_closed, read_all
from tanshi.journal.rows import Rows
from tanshi.journal.schema import CommandRow, DayRow, FactRow, FactTypeRow
from tanshi.journal.table import Key, Row

Entropy = Callable[[int], bytes]
Authorize = Callable[[Command, Sequence[Concern], Rows, str], Outcome | None]

_UPDATE_HEAD = "UPDATE journal_head SET size = ?, recorded_at = ?"

#: So many commands at most share a transaction, and so long at most are commands judged in it: nobody holds the
#: journal over half a second. What is left goes into the next transaction.
GROUP = 256
HOLD_S = 0.25

#: The facts of so many commands, or so many facts, are written at once, while the next are judged.
_AT_ONCE = 16
_FACTS_AT_ONCE = 500

#: Items of one command; more come as a run of chunks.
MAX_ITEMS = 1_000


def system_entropy(_: int) -> bytes:
    """Return a nonce from the operating system."""
    return os.urandom(32)


def seeded_entropy(seed: str) -> Entropy:
    """Return nonces that follow from a seed and the position: for simulations, whose journals must be repeatable."""
    return lambda position: sha256(f"{seed}/{position}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command as far as it can be looked at without the journal: its items, read, and its digest. Made by
    `Writer.prepare`, in the caller's own thread.
    """

    command: Command
    handler: Handler[Any] | None
    items: Sequence[Any]
    digest: str
    malformed: Malformed | None = None


@dataclass(frozen=True, slots=True)
class _Carried:
    """A command that was carried out, before its facts are written; `act` is what the first of them says of it."""

    act: Mapping[str, Any]
    base: int
    now: str
    outcome: Outcome
    facts: Sequence[tuple[str, Fact]]


class Writer:
    """The one writer of a process on one database. Threads take turns (`grouping` takes them along together)."""

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
        self.longest_hold_s = 0.0
        self._handlers = {h.kind: h for h in handlers}
        self._types = types
        self._entropy = entropy
        self._authorize = authorize
        self._turn = threading.Lock()
        self._rows = Rows()
        self._noted_types: set[str] = set()
        self._known_size = -1  # the journal's size when the cached rows were true
        self._alone = True  # nobody else wrote between the last two groups

    def execute(self, commands: Sequence[Command], *, dry_run: bool = False) -> list[Answer]:
        """Carry out commands in order, in as few transactions as the limits on holding the journal allow.

        `dry_run` judges on the real state and changes nothing. Raises `Unavailable` if the database cannot be worked
        with: what was answered before stands, and sending all again is safe.
        """
        answers: list[Answer] = []
        while len(answers) < len(commands):
            answers += self.execute_group(commands[len(answers) : len(answers) + GROUP], dry_run=dry_run)
        return answers

    def execute_group(self, commands: Sequence[Command], *, dry_run: bool = False) -> list[Answer]:
        """Carry out commands in order in one transaction; answers the first ones only if time runs out, at
        least one.
        """
        return self.execute_prepared([self.prepare(command) for command in commands], dry_run=dry_run)

    def execute_prepared(
        self, group: Sequence[Prepared], *, dry_run: bool = False, again: bool = False
    ) -> list[Answer]:
        """Like `execute_group`, of commands that `prepare` has looked at.

        `again`: they were judged in a transaction whose end is not known. One that was carried out then is answered
        so, even if another of that transaction took its actor's right away: a refusal would not be true.
        """
        with self._turn, uncollected():
            return self._carry_out(group, dry_run, again)

    def _carry_out(self, group: Sequence[Prepared], dry_run: bool, again: bool) -> list[Answer]:
        touched = self._touched(group)
        if not self._alone:
            self._rows.forget()
        wanted = self._rows.missing(touched)
        transaction = self.engine.begin(list(wanted.values()))
        since = monotonic()
        try:
            self._attach(transaction, touched, wanted)
            answers, last = self._judge_all(group, transaction, dry_run, again, since)
            if last is not None:
                self._known_size = last.base + len(last.facts)
                transaction.execute(_UPDATE_HEAD, [self._known_size, last.now])
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
        self.longest_hold_s = max(self.longest_hold_s, monotonic() - since)
        return answers

    def prepare(self, command: Command) -> Prepared:
        """Return a command with its items read and its digest; what is malformed is found here and refused later."""
        handler = self._handlers.get(command.kind)
        try:
            items = _read(command, handler)
            known = handler is not None and is_closed(handler.request)
            return Prepared(command, handler, items, command.digest(read=known))
        except Malformed as reason:
            return Prepared(command, handler, (), "", reason)
        except NotCanonical as reason:
            return Prepared(command, handler, (), "", Malformed("items", str(reason)))

    def _touched(self, group: Sequence[Prepared]) -> dict[type[Row], list[Key]]:
        """Return the keys of the rows the commands are known to need."""
        touched: dict[type[Row], list[Key]] = {CommandRow: []}
        for prepared in group:
            if prepared.malformed or prepared.handler is None:
                continue
            touched[CommandRow].append((prepared.command.organisation, prepared.command.id))
            for kind, keys in prepared.handler.touches(prepared.items).items():
                touched.setdefault(kind, []).extend(keys)
        return touched

    def _attach(
        self,
        transaction: Transaction,
        touched: Mapping[type[Row], Sequence[Key]],
        wanted: Mapping[type[Row], Wanted],
    ) -> None:
        """Take in what was read under the lock; if somebody else wrote meanwhile, nothing in memory counts."""
        self._rows.attach(transaction)
        self._alone = transaction.head.size == self._known_size
        if not self._alone:
            self._rows.forget()
            wanted_now = self._rows.missing(touched)
            if wanted_now.keys() == wanted.keys() and all(wanted_now[k][1] == wanted[k][1] for k in wanted):
                self._rows.learn(wanted, transaction.answers)
            else:
                self._rows.learn(wanted_now, [transaction.pick(spec, keys) for spec, keys in wanted_now.values()])
            self._rows.attach(transaction)
        else:
            self._rows.learn(wanted, transaction.answers)

    def _judge_all(
        self, group: Sequence[Prepared], transaction: Transaction, dry_run: bool, again: bool, since: float
    ) -> tuple[list[Answer], _Carried | None]:
        """Judge the group one after the other; return the answers and the last command that was carried out.

        Facts go to the database while the rest is judged: what was carried out stays so unless all is given up.
        """
        answers: list[Answer] = []
        carried: list[_Carried] = []
        last: _Carried | None = None
        size, recorded_at = transaction.head.size, transaction.head.recorded_at
        for prepared in group:
            if answers and monotonic() - since > HOLD_S:
                break
            self._rows.begin()
            now = max(instant(self.clock.now()), recorded_at)
            result = (again and self._carried_out(prepared, size)) or self._judge(prepared, size, now)
            if isinstance(result, Answer):
                self._rows.take_back()
                answers.append(result)
                continue
            done = Answer(prepared.command.id, result.outcome, True, position=size, size=size + len(result.facts))
            answers.append(done)
            if dry_run:
                self._rows.take_back()
                continue
            carried.append(last := result)
            size += len(result.facts)
            recorded_at = now
            if len(carried) == _AT_ONCE or size - carried[0].base >= _FACTS_AT_ONCE:
                self._record(carried, transaction)
                carried = []
        if carried:
            self._record(carried, transaction)
        return answers, last

    def _carried_out(self, prepared: Prepared, base: int) -> Answer | None:
        """Return the answer to a command that the journal has, word for word; None if it has not."""
        earlier = self._rows.get(CommandRow, (prepared.command.organisation, prepared.command.id))
        if earlier is None or earlier.sha256 != prepared.digest:
            return None
        return _repeated(prepared.command, prepared.digest, earlier, base)

    def _judge(self, prepared: Prepared, base: int, now: str) -> Answer | _Carried:
        command, handler, items = prepared.command, prepared.handler, prepared.items
        if (reason := prepared.malformed) is not None:
            return _refused(command, CommandOutcome.MALFORMED, base, where=reason.where, reason=reason.reason)
        if handler is None:
            return _refused(command, CommandOutcome.UNKNOWN_COMMAND, base, kind=command.kind)
        concerns = handler.concerns(items, self._rows)
        if (denied := self._authorize(command, concerns, self._rows, legal_day_of(now))) is not None:
            return _refused(command, denied, base, actor=command.actor, kind=command.kind, second=command.second)
        if (earlier := self._rows.get(CommandRow, (command.organisation, command.id))) is not None:
            return _repeated(command, prepared.digest, earlier, base)
        act = Act(command, base, legal_day_of(now), now, self._types, self._rows)
        outcome, number = self._judge_items(handler, items, act)
        if outcome is not handler.done:
            return Answer(command.id, outcome, False, item=number, details=act.details, size=base)
        assert act.facts, f"{command.kind} was carried out and recorded nothing"
        recorded = _act(command, prepared.digest, now, handler.done, act.facts)
        project_act(recorded, base, self._rows)
        return _Carried(recorded, base, now, handler.done, act.facts)

    def _judge_items(self, handler: Handler[Any], items: Sequence[Any], act: Act) -> tuple[Outcome, int]:
        """Judge the items of a command until one is refused; return the outcome and the last item looked at."""
        number = 0
        try:
            if handler.judge_all is not None:
                return handler.judge_all(items, self._rows, act)
            for number, item in enumerate(items):
                outcome = handler.judge(item, self._rows, act)
                if outcome is not handler.done:
                    return outcome, number
            return handler.done, number
        except Problem as trouble:  # the law has no answer for the day: a refusal, not a breakdown
            if isinstance(trouble, Unavailable):
                raise
            words = "; ".join(f.message() for f in trouble.findings)
            return act.refuse(CommandOutcome.NO_TEXT_IN_FORCE, reason=words), number

    def _record(self, carried: Sequence[_Carried], transaction: Transaction) -> None:
        """Write the facts of commands that were carried out, and the rows they changed.

        The rows go first: a server that checks them does so while the leaves of the facts are counted here.
        """
        self._rows.flush()
        rows = [row for done in carried for row in self._fact_rows(done)]
        transaction.insert(FactRow.__table__, rows)
        if new := {row[1] for row in rows} - self._noted_types:
            transaction.upsert(FactTypeRow.__table__, [(name,) for name in sorted(new)])
            self._noted_types |= new

    def _fact_rows(self, done: _Carried) -> list[tuple[Any, ...]]:
        """Return the stored form of a command's facts; the first one carries the act they belong to."""
        (_, first), *rest = done.facts
        bodies = [canonical({"act": done.act, "data": self._types.encode(first)})]
        bodies += self._types.stored(fact for _, fact in rest)
        nonces = self._nonces(done.base, len(bodies))
        rows = []
        for position, (day, fact), nonce, body in zip(count(done.base), done.facts, nonces, bodies):
            assert len(body) <= MAX_BYTES, f"{fact.type} is {len(body)} bytes; large input goes to the evidence store"
            leaf = leaf_hash(leaf_data(fact.type, position, day, nonce, body))
            rows.append((position, fact.type, day, nonce, body, leaf))
        return rows

    def _nonces(self, first: int, number: int) -> list[bytes]:
        if self._entropy is not system_entropy:
            return [self._entropy(position) for position in range(first, first + number)]
        drawn = os.urandom(32 * number)  # asked once: a question to the system costs more than the bytes
        return [drawn[n : n + 32] for n in range(0, len(drawn), 32)]


def _read(command: Command, handler: Handler[Any] | None) -> list[Any]:
    """Return the typed items of a command."""
    if not all(
        is_id(text) for text in (command.id, command.organisation, command.actor, command.second or command.actor)
    ):
        raise Malformed("id", "id, organisation and actor are 1-96 letters, digits or . _ : / -")
    if handler is None:
        return []
    if not command.items:
        raise Malformed("items", "is empty")
    if len(command.items) > MAX_ITEMS:
        raise Malformed("items", f"has more than {MAX_ITEMS} entries; send them in chunks")
    return read_all(handler.request, command.items)


def _act(
    command: Command, digest: str, now: str, outcome: Outcome, facts: Sequence[tuple[str, Fact]]
) -> dict[str, Any]:
    """Return the act as the first of its facts carries it: who, for whom, what, when, and how many facts follow."""
    confirmed = {"second": command.second} if command.second else {}
    return {
        "actor": command.actor,
        "at": now,
        "facts": len(facts),
        "id": command.id,
        "kind": command.kind,
        "organisation": command.organisation,
        "outcome": str(outcome),
        "sha256": digest,
        **confirmed,
    }


def project_act(act: Mapping[str, Any], position: int, rows: Rows) -> None:
    """Keep what an act says of itself: the command that was carried out, and how far the journal is on its day."""
    rows.put(
        CommandRow(
            act["organisation"], act["id"], act["actor"], act["kind"], act["sha256"], act["outcome"], position,
            act["facts"], act["at"], act.get("second", ""),
        )
    )  # fmt: skip
    rows.put(DayRow(legal_day_of(act["at"]), position + act["facts"] - 1))


def _repeated(command: Command, digest: str, earlier: CommandRow, size: int) -> Answer:
    if earlier.sha256 != digest:
        return _refused(command, CommandOutcome.ID_WITH_OTHER_BODY, size, id=command.id)
    return Answer(command.id, earlier.outcome, True, exists=True, position=earlier.first_position, size=size)


def _refused(command: Command, outcome: Outcome, size: int, **details: object) -> Answer:
    return Answer(command.id, outcome, False, details=details, size=size)

"""What a process keeps of the books between requests: the results of a period, until a fact that concerns them.

Results over the nation read every entity. They are reckoned once for each state of what they show: a fact that cannot
change them (a document, an order's funding, a run's bookkeeping) leaves them; any other, an unknown one too, drops
them. So a page shows what the books say at its own position, never an older state.
"""

from __future__ import annotations

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from tanshi.application.market import Market
from tanshi.disclosure.results import Results, results
from tanshi.journal.engine import Engine, Snapshot

#: Types of facts that results do not read, by how they begin. What is not named here counts.
NO_RESULT = (
    "documents.", "journal.run_", "mrv.evidence_", "participants.actor_", "participants.mandate_",
    "participants.delegat", "participants.entity_placed/", "registry.account_opened", "registry.cash_",
    "registry.instrument_listed", "registry.issued",
    "registry.opened", "registry.positions_", "registry.surrendered", "registry.taken_back", "registry.trading_",
)  # fmt: skip

#: Types of facts that neither tasks nor the yearly lists read.
NO_TASK = tuple(kind for kind in NO_RESULT if not kind.startswith(("documents.", "participants.")))

#: Values kept of one database: some periods, each with what pages make of it in two languages.
_MOST = 128

#: Facts between what was seen and a snapshot beyond which nobody looks at each: all is dropped.
_MANY = 5_000

T = TypeVar("T")

_TYPES = "SELECT DISTINCT type FROM journal_fact WHERE position >= ? AND position < ?"


class Kept:
    """Values made from one database's books, by name and by the last fact that concerned them.

    `without`: how the types of facts begin that concern none of the values.
    """

    def __init__(self, without: tuple[str, ...] = NO_RESULT, most: int = _MOST) -> None:
        self._without = without
        self._most = most
        self._turn = threading.Lock()
        self._making: dict[str, threading.Lock] = {}
        self._seen = 0  # facts below this position were looked at
        self._since = 0  # what is kept was made at or after this size of the journal
        self._values: OrderedDict[str, tuple[int, Any]] = OrderedDict()

    def get(self, view: Snapshot, name: str, make: Callable[[], T]) -> T:
        """Return the value as the snapshot has it, made anew where it has to be; only one thread makes it."""
        size = view.head().size
        with self._turn:
            since = self._follow(view, size)
            turn = self._making.setdefault(name, threading.Lock())
        if since is None:
            return make()  # an older snapshot than others have seen
        with turn:
            with self._turn:
                found = self._values.get(name)
            if found is not None and found[0] == since:
                return found[1]  # type: ignore[no-any-return]
            try:
                made = make()
            except BaseException:
                with self._turn:
                    self._making.pop(name, None)  # names come from addresses too: what is not there leaves nothing
                raise
            with self._turn:
                self._values[name] = (since, made)
                self._values.move_to_end(name)
                while len(self._values) > self._most:
                    dropped, _ = self._values.popitem(last=False)
                    self._making.pop(dropped, None)
            return made

    def known(self, view: Snapshot, name: str) -> Any:
        """Return the value if it is kept as the snapshot has it, or None."""
        with self._turn:
            since, found = self._follow(view, view.head().size), self._values.get(name)
        return found[1] if found is not None and found[0] == since else None

    def _follow(self, view: Snapshot, size: int) -> int | None:
        """Return the state's number: the size of the journal when the last fact that counts was seen."""
        if size < self._seen:
            return None
        if size - self._seen > _MANY or any(
            not kind.startswith(self._without) for (kind,) in view.fetch(_TYPES, [self._seen, size])
        ):
            self._since = size
        self._seen = size
        return self._since


_KEPT: WeakKeyDictionary[Engine, dict[tuple[str, ...], Kept]] = WeakKeyDictionary()


def kept(market: Market, without: tuple[str, ...] = NO_RESULT) -> Kept:
    """Return what this process keeps of a market's database, of what facts of these types do not concern."""
    return _KEPT.setdefault(market.engine, {}).setdefault(without, Kept(without))


def kept_results(market: Market, view: Snapshot, period: str) -> Results:
    """Return the result tables of a period at the snapshot's position; a period that is not there is not kept."""
    found = kept(market).get(view, f"results/{period}", lambda: results(view, period))
    return dataclasses.replace(found, position=view.head().size)

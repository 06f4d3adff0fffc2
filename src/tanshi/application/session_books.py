"""A session with a process of its own, from the books and back to them.

Begun: the opening must be what the registry's trading accounts hold; the accounts are handed over, the session is
opened, its folder made. Ended: the sealed segment goes to the evidence store, and the session is closed with what the
core makes of it. Settled: trade by trade from that record, fees are charged, then the accounts are taken back. Every
command has an id that follows from the day, so whoever is broken off does it all again, and what was done answers that
it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from tanshi.application.session_carrier import Carrier, Send
from tanshi.application.session_fees import KIND as CHARGE
from tanshi.application.session_fees import charges
from tanshi.application.void_trades import decisions
from tanshi.core.finding import Finding, Problem, problem
from tanshi.exchange import commands as exchange
from tanshi.exchange import segment
from tanshi.exchange.matching.book import Trade
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.ownership import current_epoch, must_own
from tanshi.exchange.played import Close, Played, play
from tanshi.exchange.process.cores import VERSION
from tanshi.exchange.process.journaled import found, segment_of
from tanshi.exchange.segments.reader import Sealed
from tanshi.exchange.segments.writer import ROOM, read_sealed
from tanshi.journal.canonical import canonical, parse
from tanshi.journal.engine import Reads
from tanshi.journal.request import plain
from tanshi.journal.run import CloseRun, OpenRun, chunked
from tanshi.registry import commands as registry
from tanshi.registry.account_ids import trading
from tanshi.registry.tables import CASH
from tanshi.rules import Law

#: Trades of one command.
_CHUNK = 100


class Files(Protocol):
    """An evidence store."""

    def keep(self, data: bytes) -> str: ...

    def read(self, name: str) -> bytes: ...


class Books(Protocol):
    """Books that know the registry and the exchange."""

    @property
    def law(self) -> Law: ...

    def view(self) -> AbstractContextManager[Reads]: ...

    def evidence_for(self, kind: str) -> Files: ...


class SessionBooks:
    """One day's session between its folder and the books."""

    def __init__(self, books: Books, send: Send, folder: Path, opening: Opening) -> None:
        self._books, self._send, self._folder, self._opening = books, send, folder, opening
        self._day = opening.session

    def begin(self, parameters: str, step: int = ROOM) -> None:
        """Hand over the accounts, open the session and make its folder. Raises as `hand_over` and `found`."""
        self.hand_over()
        self.found(parameters, step)

    def hand_over(self) -> None:
        """Hand over the accounts and open the session in the books.

        Raises `Problem`: the opening is not what the books hold, or a command was refused.
        """
        with self._books.view() as view:
            is_begun = view.fetch("SELECT 1 FROM exchange_session WHERE day = ?", [self._day])
            handed = view.fetch("SELECT 1 FROM registry_book WHERE session >= ?", [self._day])
            differ = [] if is_begun or handed else list(differences(view, self._opening))
        if differ:
            raise Problem(*differ)
        digest = self._books.evidence_for("registry.hand_over_positions").keep(self._opening.encode())
        previous = tuple(exchange.PreviousClose(p.instrument, p.previous_close_fen) for p in self._opening.products)
        self._do(
            f"positions/{self._day}", "registry.hand_over_positions", registry.HandOverPositions(self._day, digest)
        )
        self._do(
            f"session/{self._day}/open", "exchange.open_session", exchange.OpenSession(self._day, digest, previous)
        )

    def found(self, parameters: str, step: int = ROOM) -> None:
        """Make the session's folder; `parameters`: SHA-256 of those it goes by.

        Raises `Problem`: the folder is of another opening.
        """
        try:
            found(self._folder, self._opening, parameters, VERSION, 0, step)
        except FileExistsError:
            raise problem("exchange.other_opening", where=str(self._folder)) from None

    def end(self, close: Close, form: str = "") -> Played:
        """Answer what was asked of the session, keep the sealed segment and close the session with it; return what
        it came to.

        Raises `Problem`: it is not sealed, another process has the epoch, or the command was refused.
        """
        self._must_own()
        self._carry()
        data = segment_of(self._folder).read_bytes()
        played = play(data, form)
        assert played.opening == self._opening, "the folder is of this session"
        record = self._books.evidence_for("exchange.close_session").keep(data)
        sealed = self._must_own()
        assert record == sealed.sha256
        closed = exchange.CloseSession(self._day, len(played.trades), record, played.state_hash, played.quotes(close))
        self._do(f"session/{self._day}/close", "exchange.close_session", closed)
        return played

    def settle(self) -> int:
        """Settle the closed session from its record, void trades left out; take the accounts back; return how many
        trades it had.

        Raises `Problem`: another process has the epoch, or a command was refused.
        """
        self._must_own()
        with self._books.view() as view:
            ((trades, record),) = view.fetch("SELECT trades, segment FROM exchange_session WHERE day = ?", [self._day])
        if trades:
            self._settle_trades(record)
        self._charge()
        self._carry()  # who asked after the close gets nothing, and is told so
        back = registry.TakeBackPositions(self._day, trades, record)
        self._do(f"settle/{self._day}/end", "registry.take_back_positions", back)
        return int(trades)

    def _charge(self) -> None:
        """Charge the fees on the settled trades, if the law has any."""
        with self._books.view() as view:
            charged = charges(view, self._books.law, self._day)
        for id, request in charged:
            self._do(id, CHARGE, request)

    def _settle_trades(self, record: str) -> None:
        """Carry out the settlement as a run of chunks; its plan is kept, so that it is the same after a break."""
        run, kind = f"settle/{self._day}", "registry.settle_trade"
        with self._books.view() as view:
            known = view.fetch("SELECT state, plan FROM journal_run WHERE id = ?", [run])
        if known and known[0][0] == "closed":
            return
        items = parse(self._books.evidence_for(kind).read(known[0][1])) if known else self._plan(record)
        parts = list(chunked(items, _CHUNK))
        kept = self._books.evidence_for(kind).keep(canonical(items))
        self._do(f"{run}/open", "run.open", OpenRun(run, kind, len(parts), len(items), kept))
        for number, part in parts:
            self._do(f"{run}/{number:04d}", kind, *part)
        self._do(f"{run}/close", "run.close", CloseRun(run))

    def _plan(self, record: str) -> list[Any]:
        found = segment.read(self._books.evidence_for("registry.settle_trade").read(record))
        with self._books.view() as view:
            void = decisions(view, self._day, found, record)
        return [plain(_settlement(self._day, trade, void.get(trade.number, ""))) for trade in found.trades]

    def _must_own(self) -> Sealed:
        """Return the sealed record's digest. Raises `Problem`: it is not sealed, or of an epoch that is over."""
        sealed = read_sealed(segment_of(self._folder))
        with self._books.view() as view:
            if current_epoch(view):  # processes that were given no database raise it in their segments alone
                must_own(view, sealed.epoch)
        return sealed

    def _carry(self) -> None:
        """Carry what is left between the books and a session that is sealed."""
        Carrier(self._books, self._send, self._folder, self._opening).carry()

    def _do(self, id: str, kind: str, *items: object) -> None:
        answer = self._send(id, kind, [item if isinstance(item, dict) else plain(item) for item in items])
        if not answer.done:
            raise problem("exchange.refused", where=id, kind=kind, reason=answer.message())


def differences(view: Reads, opening: Opening) -> Iterator[Finding]:
    """Yield where an opening is not what the registry's trading accounts hold: tonnes of its products, and money."""
    held = {
        (account, instrument): amount
        for account, instrument, amount in view.fetch("SELECT account, instrument, amount FROM registry_holding")
        if amount
    }
    given = {(trading(who), CASH): fen for who, fen in zip(opening.accounts, opening.cash_fen, strict=True) if fen}
    for b in opening.balances:
        if amount := b.sellable_t + b.locked_t:
            given[trading(opening.accounts[b.account]), opening.products[b.instrument].instrument] = amount
    accounts = {trading(who) for who in opening.accounts}
    looked_at = {p.instrument for p in opening.products} | {CASH}
    ours = {key: amount for key, amount in held.items() if key[0] in accounts and key[1] in looked_at}
    for account, instrument in sorted({*ours, *given}):
        books, opened = ours.get((account, instrument), 0), given.get((account, instrument), 0)
        if books != opened:
            params = {"instrument": instrument, "books": books, "opening": opened}
            yield Finding("exchange.balance_differs", account, params)


def _settlement(day: str, t: Trade, void_by: str) -> registry.SettleTrade:
    return registry.SettleTrade(
        day, t.number, t.way, t.instrument, t.seller, t.buyer, t.price_fen, t.quantity_t, void_by
    )  # fmt: skip

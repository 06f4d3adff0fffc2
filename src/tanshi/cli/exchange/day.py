"""`tanshi exchange begin`, `carry`, `end` and `settle`: a day's session between its folder and the books."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from tanshi.application.access import ViewRows
from tanshi.application.auction_day import AuctionDay
from tanshi.application.market import Market, open_market
from tanshi.application.session_books import SessionBooks
from tanshi.application.session_carrier import Carried, Carrier, Send
from tanshi.application.session_opening import opening_of
from tanshi.cli import show
from tanshi.cli.asking import KEY
from tanshi.cli.exchange.sending import sender
from tanshi.core.clock import SystemClock, legal_day
from tanshi.core.finding import Problem, problem
from tanshi.core.working_days import YearNotAnnounced
from tanshi.exchange.client import Client, OtherSession, Refused, Unreachable, of_folder
from tanshi.exchange.matching.messages import Kind, message
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.matching.records import EXCHANGE
from tanshi.exchange.ownership import locked
from tanshi.exchange.process.journaled import header_of
from tanshi.exchange.process.run import china_ns
from tanshi.exchange.product_class import ProductClass
from tanshi.exchange.tables import days_of
from tanshi.journal.command import Answer, Command

_CARRIER = "carrier"
_MINUTE_NS = 60 * 10**9

#: What can only be judged when what goes before it is done.
_FOLLOW = ("exchange.open_session", "run.close", "registry.take_back_positions")


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts at the exchange, and who confirms what needs four eyes."""

    actor: str
    second: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that was asked for: database, day, folder, by whom; `dry_run`: tell what would be done, and do nothing."""

    db: str
    day: date
    folder: Path
    who: Who
    dry_run: bool
    as_json: bool


def begin_day(asked: Asked, kind: str, opening: Path | None) -> None:
    """Make the opening from the books (or take a file's), hand over the accounts, open the session and its folder."""
    with _books(asked) as (market, steps):
        _must_be_trading_day(market, asked.day)
        AuctionDay(steps.books, steps.send, asked.day.isoformat()).bring()
        made = _read(opening) if opening is not None else _made(market, asked.day, kind)
        _must_be_of(asked, made)
        books = SessionBooks(steps.books, steps.send, asked.folder, made)
        books.hand_over()
        steps.try_out()
        if not asked.dry_run:
            books.found(_parameters(market, made, kind))
        worth = {"accounts": len(made.accounts), "products": len(made.products), "opening": made.digest}
        _told(asked, "begun", {**worth, "barred": len(made.barred), "commands": steps.count})


def end_day(asked: Asked, core: str, patience_s: float) -> None:
    """End the session of a folder: carry what is left, let its process close, and close it in the books.

    Raises `Problem`: its hours are not over and nobody called it off.
    """
    made = _opening(asked)
    with _books(asked) as (market, steps):
        carrier = Carrier(steps.books, steps.send, asked.folder, made, patience_s)
        if not carrier.is_sealed():
            _must_be_over(market, made)
            if asked.dry_run:
                _told(asked, "would_close", {"commands": 0})
                return
            with locked(asked.folder, _CARRIER):
                _refused(carrier.carry())
                _Auctions(market, steps.send, made).tell(carrier, sys.maxsize)
                carrier.close()
                _close(asked.folder, carrier, patience_s)
        terms = ProductClass.of(market.law_on(made.session), _kind(market, made), asked.day)
        books = SessionBooks(steps.books, steps.send, asked.folder, made)
        played = books.end(lambda _, value, tonnes, previous: terms.close(value, tonnes, previous), core)
        worth = {"trades": len(played.trades), "state_hash": played.state_hash}
        if not asked.dry_run:
            worth["auctions"] = len(AuctionDay(steps.books, steps.send, made.session).conclude(core))
        steps.try_out()
        _told(asked, "ended", {**worth, "commands": steps.count})


def settle_day(asked: Asked) -> None:
    """Settle a closed session from its record and take the accounts back."""
    with _books(asked) as (_, steps):
        trades = SessionBooks(steps.books, steps.send, asked.folder, _opening(asked)).settle()
        AuctionDay(steps.books, steps.send, asked.day.isoformat()).give_back()
        steps.try_out()
        _told(asked, "settled", {"trades": trades, "commands": steps.count})


def carry(db: str, folder: Path, who: Who, server: str, every_s: float, as_json: bool) -> int:
    """Carry once, or again and again until the session is sealed and all is answered; return the exit code.

    `server`: commands go to this server instead of the database, which is then read alone.
    """
    made = Opening.decode(_header(folder))
    asked = Asked(db, date.fromisoformat(made.session), folder, who, False, as_json)
    with ExitStack() as closing:
        market = closing.enter_context(_market(db, write=not server))
        send = _to_server(server, closing) if server else sender(market, who.actor, who.second)
        closing.enter_context(locked(folder, _CARRIER))
        carrier = Carrier(market, send, folder, made)
        closing.callback(carrier.close)
        auctions = _Auctions(market, send, made)
        total, refused = 0, 0
        while True:
            try:
                carried = carrier.carry()
                auctions.tell(carrier, china_ns() // _MINUTE_NS)
            except Problem as trouble:
                if not every_s:
                    raise
                show.findings(trouble.findings)
            else:
                total, refused = total + carried.messages, refused + len(carried.refused)
                _refused(carried)
                if not every_s or carrier.is_sealed():
                    _told(asked, "carried", {"messages": total, "refused": refused})
                    return int(bool(refused))
            time.sleep(every_s)


class _Auctions:
    """The steps of a session's auctions, each told once by whoever carries; who carries next tells them anew."""

    def __init__(self, market: Market, send: Send, made: Opening) -> None:
        self._day, self._opening = AuctionDay(market, send, made.session), made
        self._told: set[tuple[int, int, bytes]] = set()

    def tell(self, carrier: Carrier, minute: int) -> None:
        """Tell the session what is due by a minute of its day."""
        due = [step for step in self._day.steps(self._opening) if step.minute <= minute]
        keys = {(step.minute, step.auction, step.frame.tobytes()): step for step in due}
        left = {key: step for key, step in keys.items() if key not in self._told}
        if left:
            carrier.tell(np.concatenate([step.frame for step in left.values()]))
            self._told |= left.keys()


# the books


class _Steps:
    """Sends a step's commands; of a dry run they are judged together at the end and nothing is kept."""

    def __init__(self, market: Market, who: Who, dry_run: bool) -> None:
        self.books: Any = _Unkept(market) if dry_run else market
        self._market, self._real, self._dry_run = market, sender(market, who.actor, who.second), dry_run
        self._who, self._commands = who, list[Command]()
        self.count = 0

    def send(self, id: str, kind: str, items: Sequence[Any]) -> Answer:
        self.count += 1
        if not self._dry_run:
            return self._real(id, kind, items)
        with self._market.view() as view:
            bodies = view.fetch("SELECT organisation FROM participants_actor WHERE id = ?", [self._who.actor])
        body = str(bodies[0][0]) if bodies else self._who.actor
        self._commands.append(Command(id, body, self._who.actor, kind, list(items), self._who.second))
        return Answer(id, "dry_run", True)

    def try_out(self) -> None:
        """Judge the commands of a dry run as the books are: the first of a kind, unless it can only follow others.

        Raises `Problem`: one would be refused.
        """
        first = {c.kind: c for c in reversed(self._commands)}
        judged = [c for c in first.values() if c.kind not in _FOLLOW or c is self._commands[0]]
        for command, answer in zip(judged, self._market.execute(judged, dry_run=True), strict=True):
            if not answer.done:
                raise problem("exchange.refused", where=command.id, kind=command.kind, reason=answer.message())


class _Unkept:
    """Books whose evidence store takes nothing: what is kept there has its name alone."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self.law, self.view = market.law, market.view

    def evidence_for(self, kind: str) -> Any:
        return self

    def keep(self, data: bytes) -> str:
        return sha256(data).hexdigest()

    def read(self, name: str) -> bytes:
        return self._market.evidence.read(name)


@contextmanager
def _market(db: str, *, write: bool) -> Iterator[Market]:
    market = open_market(db, write=write)
    try:
        yield market
    finally:
        market.close()


@contextmanager
def _books(asked: Asked) -> Iterator[tuple[Market, _Steps]]:
    with _market(asked.db, write=True) as market:
        yield market, _Steps(market, asked.who, asked.dry_run)


def _to_server(url: str, closing: ExitStack) -> Send:
    """Return what sends commands to a server with an API key of somebody at the exchange."""
    from tanshi.client import ApiProblem, Refused
    from tanshi.client import Client as Api

    key = os.environ.get(KEY, "")
    if not key:
        raise problem("forms.no_key", variable=KEY)
    api = closing.enter_context(Api(url, key))

    def send(id: str, kind: str, items: Sequence[Any]) -> Answer:
        try:
            answer = getattr(api, kind.replace(".", "_"))(*items, id=id)
        except Refused as trouble:
            return Answer(id, trouble.outcome, False, details=trouble.answer.get("details", {}))
        except ApiProblem as trouble:
            raise problem("institutions.gone", where=url, reason=str(trouble)) from trouble
        return Answer(answer.id, answer.outcome, True, answer.exists, answer.position, size=answer.size)

    return send


# openings


def _must_be_trading_day(market: Market, day: date) -> None:
    """Refuse before the accounts are handed over what the opening would be refused for after it."""
    with market.view() as view:
        days = days_of(ViewRows(view))
    try:
        trades = day in days
    except YearNotAnnounced:
        trades = False
    if not trades:
        raise problem("session.not_a_trading_day", where=day.isoformat(), day=day.isoformat())


def _made(market: Market, day: date, kind: str) -> Opening:
    with market.view() as view:
        return opening_of(view, market.law, day, kind)


def _read(path: Path) -> Opening:
    try:
        return Opening.decode(path.read_bytes())
    except FileNotFoundError:
        raise problem("input.not_found", where=str(path)) from None
    except (ValueError, KeyError, TypeError) as trouble:
        raise problem("exchange.bad_opening", where=str(path), reason=str(trouble)) from None


def _header(folder: Path) -> bytes:
    try:
        return header_of(folder).opening
    except FileNotFoundError:
        raise problem("exchange.no_session", where=str(folder)) from None


def _opening(asked: Asked) -> Opening:
    made = Opening.decode(_header(asked.folder))
    _must_be_of(asked, made)
    return made


def _must_be_of(asked: Asked, made: Opening) -> None:
    if made.session != asked.day.isoformat():
        raise problem("exchange.other_day", where=str(asked.folder), here=made.session, asked=asked.day.isoformat())


def _kind(market: Market, made: Opening) -> str:
    with market.view() as view:
        ((kind,),) = view.fetch("SELECT kind FROM registry_instrument WHERE id = ?", [made.products[0].instrument])
    return str(kind)


def _parameters(market: Market, made: Opening, kind: str) -> str:
    """Return the digest of the terms an opening goes by."""
    terms = ProductClass.of(market.law_on(made.session), kind, date.fromisoformat(made.session))
    return sha256(repr(terms.cited).encode()).hexdigest()


# the close


def _must_be_over(market: Market, made: Opening) -> None:
    """Refuse to end a session within its hours on its day, unless it was called off."""
    last = max(times[-1][1] for way, times in made.hours if times)
    if legal_day(SystemClock().now()).isoformat() > made.session or china_ns() >= last * _MINUTE_NS:
        return
    with market.view() as view:
        called_off = view.fetch(
            "SELECT 1 FROM exchange_interruption WHERE day = ? AND kind = 'call_off'", [made.session]
        )
    if not called_off:
        raise problem("exchange.hours_run", where=made.session, until=f"{last // 60:02d}:{last % 60:02d}")


def _close(folder: Path, carrier: Carrier, patience_s: float) -> None:
    """Let the process close the session, and wait until its record is sealed."""
    client = Client(of_folder(folder, EXCHANGE), EXCHANGE, patience_s)
    try:
        client.ask(message(Kind.CLOSE))
    except (Refused, Unreachable, OtherSession) as trouble:
        if not carrier.is_sealed():
            raise problem("exchange.not_reached", where=str(folder), reason=str(trouble)) from trouble
    finally:
        client.close()
    until = time.monotonic() + patience_s
    while not carrier.is_sealed():
        if time.monotonic() > until:
            raise problem("exchange.not_reached", where=str(folder), reason="not sealed")
        time.sleep(0.05)


# what is shown


def _refused(carried: Carried) -> None:
    if carried.refused:
        show.findings(carried.refused)


def _told(asked: Asked, what: str, document: dict[str, Any]) -> None:
    found = {"day": asked.day.isoformat(), "step": what, "dry_run": asked.dry_run, **document}
    if asked.as_json:
        show.json_document(found)
        return
    words = ", ".join(f"{name} {value}" for name, value in document.items())
    show.err.print(f"{show.word(f'exchange.step_{what}', day=asked.day)} {words}", markup=False)

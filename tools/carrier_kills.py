"""A session's process, the carrier and the books under kill -9: what the journal says reaches the session once.

python -m tools.carrier_kills [--kills N] [--seed S] [--core plain|compiled] [--db URL]

An office writes halts, bars, requests, freezes and their ends into a journal and carries them to a loaded session; it
and the session's process are killed at random moments, the one, the other or both, and started again. At the end the
session is closed and settled. Then its record has exactly the messages that follow from the journal, each once, in the
order of the facts; what it gave out is what both books say; registry and exchange agree.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market, open_market
from tanshi.application.reconciliation import reconcile
from tanshi.application.session_books import SessionBooks
from tanshi.application.session_carrier import Carrier, Send
from tanshi.core.clock import SimulatedClock
from tanshi.core.finding import Problem
from tanshi.exchange.bars import binding
from tanshi.exchange.instructions import Instructions, told
from tanshi.exchange.interruptions import HaltSession, ResumeSession
from tanshi.exchange.matching.messages import CODES, Kind
from tanshi.exchange.matching.opening import PRICE_TIME, Balance, Opening, Product
from tanshi.exchange.matching.outcome import ExchangeOutcome
from tanshi.exchange.matching.records import EXCHANGE
from tanshi.exchange.played import replies_of
from tanshi.exchange.process.cores import PLAIN
from tanshi.exchange.process.journaled import segment_of
from tanshi.exchange.segments.writer import lots_of
from tanshi.journal.command import Answer, Command
from tanshi.registry import commands as registry
from tanshi.registry.freeze import Freeze
from tanshi.registry.restrictions import LiftRestriction, RestrictHolder
from tanshi.registry.session_request import RequestFreeze, RequestMoney, RequestReturn
from tanshi.simulation.acts import EXCHANGE as EXCHANGE_PERSON
from tanshi.simulation.acts import REGISTRY, Who, command
from tanshi.simulation.workload import opening as market_opening
from tools.exchange_kills import Differs, Stage, must_end, must_work, trader

DAY, VINTAGE, SHA = date(2023, 6, 1), "CEA22", "a" * 64
HOLDERS = tuple(f"H{n}" for n in range(1, 5))
_CLIENTS = 2
_ALL_DAY = tuple((way, ((0, 24 * 60),)) for way in ("auction", "block", "listing", "move_out"))
_UNITS_T, _MONEY_FEN = 4_000, 10**8
_STEP = 1 << 20

#: A process may be killed so many seconds after the carrier has done something.
_LONGEST_S = 0.5

#: Within so many seconds the office must have carried something, however slowly processes start.
_CARRIED_S = 600.0


def sender(market: Market) -> Send:
    """Return how the exchange sends its commands."""

    def send(id: str, kind: str, items: Any) -> Answer:
        second = "exchange/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(id, "exchange", "exchange/1", kind, items, second)])
        return answer

    return send


def begun(url: str, folder: Path) -> None:
    """Give the holders units and money and begin a session of them."""
    with Books(url) as books:
        market = books.market
        for name in HOLDERS:
            bank = {"holder": name, "bank": "ICBC", "bank_account": "6222020200112233", "account_name": name}
            decided = {"holder": name, "accepted": True, "reason": ""}
            books.must(f"b/{name}", (f"{name}/1", name), "registry.file_bank_account", bank)
            books.must(f"ok/{name}", REGISTRY, "registry.decide_bank_account", decided)
            books.must(f"i/{name}", REGISTRY, "registry.issue", registry.Issue(name, VINTAGE, 5_000, "order", "p"))
            fund = registry.FundTrading(name, VINTAGE, _UNITS_T)
            books.must(f"f/{name}", (f"{name}/1", name), "registry.fund_trading", fund)
            deposit = registry.DepositCash(name, _MONEY_FEN, name)
            books.must(f"d/{name}", REGISTRY, "registry.deposit_cash", deposit)
        SessionBooks(market, sender(market), folder, opening()).begin("00" * 32, _STEP)


def opening() -> Opening:
    """Return the opening of the trial: four holders who may trade all day."""
    product = Product(VINTAGE, PRICE_TIME, 8000, 7200, 8800, 5600, 10400, 1, 1, 1, 100_000, 100_000, 5)
    balances = tuple(Balance(n, 0, _UNITS_T) for n in range(len(HOLDERS)))
    return Opening(DAY.isoformat(), HOLDERS, (product,), balances, (_MONEY_FEN,) * len(HOLDERS), _ALL_DAY)


class Books:
    """A market that is open for writing while it is needed, on the day of the trial."""

    def __init__(self, url: str) -> None:
        clock = SimulatedClock(datetime(2023, 6, 1, 2, 0, tzinfo=UTC))
        self.market = open_market(url, clock=clock)
        with self.market.view() as view:
            is_new = not view.fetch("SELECT 1 FROM registry_book")
        if is_new:
            assert all(answer.done for answer in self.market.execute(market_opening()))

    def __enter__(self) -> Books:
        return self

    def __exit__(self, *_: object) -> None:
        self.market.close()

    def must(self, id: str, who: Who, kind: str, item: Any) -> None:
        """Carry out a command that is lawful, or was carried out before."""
        sent = command(id, who, kind, item) if not isinstance(item, dict) else _plain(id, who, kind, item)
        if not self._execute(sent).done:
            raise Differs(f"{kind}: {self._execute(sent).message()}")

    def ask(self, id: str, who: Who, kind: str, item: Any) -> None:
        """Ask for what may be refused: a refusal is no fact."""
        self._execute(command(id, who, kind, item))

    def _execute(self, sent: Command) -> Answer:
        (answer,) = self.market.execute([sent])
        return answer


def _plain(id: str, who: Who, kind: str, item: dict[str, Any]) -> Command:
    second = f"{who[1]}/2" if kind in FOUR_EYES else ""
    return Command(id, who[1], who[0], kind, [item], second)


def act(books: Books, chance: Random) -> None:
    """Do one lawful thing a session has to hear of, as the books are."""
    with books.market.view() as view:
        at = view.head().size
        halts = view.fetch("SELECT number FROM exchange_interruption WHERE state = 'standing'")
        bars = view.fetch("SELECT holder, number FROM registry_restriction WHERE state = 'standing'")
        left = dict(
            view.fetch(
                "SELECT a.holder, h.amount FROM registry_holding AS h JOIN registry_account AS a ON a.id = h.account"
                " WHERE a.kind = 'trading' AND h.instrument = ?",
                [VINTAGE],
            )
        )
    id, who, day = f"act/{at}", chance.choice(HOLDERS), DAY.isoformat()
    barred = dict(bars)
    match chance.choice(("halt", "bar", "units", "units", "money", "freeze")):
        case "halt" if halts:
            going = ResumeSession(day, halts[0][0], "mended")
            books.must(id, EXCHANGE_PERSON, "exchange.resume_session", going)
        case "halt":
            halt = HaltSession(day, chance.choice(("", VINTAGE)), "accident", "why", SHA)
            books.must(id, EXCHANGE_PERSON, "exchange.halt_session", halt)
        case "bar" if who in barred:
            lift = LiftRestriction(who, barred[who], "over")
            books.must(id, REGISTRY, "registry.lift_restriction", lift)
        case "bar":
            restrict = RestrictHolder(who, "exchange_measure", "why")
            books.must(id, REGISTRY, "registry.restrict_holder", restrict)
        case "units" if who not in barred and left.get(who, 0):
            ask = RequestReturn(who, VINTAGE, min(left[who], chance.randint(1, 9)))
            books.ask(id, (f"{who}/1", who), "registry.request_return", ask)
        case "money" if who not in barred:
            books.ask(id, (f"{who}/1", who), "registry.request_money", RequestMoney(who, chance.randint(1, 999)))
        case "freeze":
            until = (DAY + timedelta(days=30)).isoformat()
            order = Freeze(who, "trading", VINTAGE, chance.randint(1, 9), "court", id, until)
            books.must(id, REGISTRY, "registry.freeze", order)
            with books.market.view() as view:
                ((number,),) = view.fetch("SELECT max(number) FROM registry_freeze WHERE holder = ?", [who])
            books.ask(f"{id}/ask", REGISTRY, "registry.request_freeze", RequestFreeze(who, number))


def office(url: str, folder: Path, seed: int, until: Any, carried: Any) -> None:
    """Do what a session has to hear of, and carry it there, until told to stop; tell when some was carried."""
    with Books(url) as books:
        with books.market.view() as view:
            chance = Random(f"{seed}/{view.head().size}")
        carrier = Carrier(books.market, sender(books.market), folder, opening(), 60.0)
        while not until.is_set():
            for _ in range(chance.randint(1, 4)):
                act(books, chance)
            try:
                carrier.carry()
            except Problem as trouble:  # the session is away longer than one waits for it: nothing is lost by that
                sys.stderr.write(f"{trouble}\n")
                continue
            carried.set()
        carrier.carry()  # what the last one left, before the session is closed
        carrier.close()


class Session(Stage):
    """The session of the trial, and its process, which takes its epoch from the books."""

    def __init__(self, folder: Path, core: str, seed: int, url: str) -> None:
        self._set(folder / "session", core, seed, ["--db", url])


def judge(url: str, folder: Path) -> dict[str, Any]:
    """Settle the session and compare its record with the journal. Raises `Differs`."""
    with Books(url) as books:
        market = books.market
        session = SessionBooks(market, sender(market), folder, opening())
        played = session.end(lambda _, value, tonnes, before: value // tonnes if tonnes else before, PLAIN)
        session.settle()
        record = segment_of(folder).read_bytes()
        with market.view() as view:
            instructions = Instructions(opening(), binding(market.law, DAY))
            due, _ = told(view, instructions, -1)
            requests = view.fetch("SELECT number, given FROM exchange_request ORDER BY number")
            found = reconcile(view, market.evidence, DAY.isoformat())
        if found.differences:
            raise Differs(f"registry and exchange differ: {found.differences[:3]}")
        came = [m for lot in lots_of(record) for m in lot.messages if m["client"] == EXCHANGE]
        close = [n for n, m in enumerate(came) if m["kind"] == Kind.CLOSE]
        if close != [len(came) - 1] or [m.tobytes() for m in came[:-1]] != [d.frame.tobytes() for d in due]:
            raise Differs(f"the journal says {len(due)} messages, the session has {len(came) - 1}, or others")
        _compare_answers(record, due, requests)
        if not market.audit().ok:
            raise Differs("the books are not what their facts lead to")
        kinds = Counter(Kind(int(d.frame["kind"][0])).name for d in due)
        return {
            "messages": played.messages, "trades": len(played.trades), "instructions": len(due),
            "requests": len(requests), **{k.lower(): n for k, n in sorted(kinds.items())},
            "state_hash": played.state_hash,
        }  # fmt: skip


def _compare_answers(record: bytes, due: list[Any], requests: list[tuple[Any, ...]]) -> None:
    replies = replies_of(record, EXCHANGE, PLAIN)
    asked = [d for d in due if d.request is not None]
    if len(asked) != len(requests):
        raise Differs(f"{len(asked)} requests, {len(requests)} answers")
    for one, (number, given) in zip(asked, requests, strict=True):
        if (one.request.number, int(replies[one.number]["value_fen"])) != (number, given):
            raise Differs(f"request {number} was answered with {given}, the session gave otherwise")
    strange = [d for d in due if replies[d.number]["outcome"] != CODES[ExchangeOutcome.ACCEPTED] and d.request is None]
    if strange:
        raise Differs(f"the session did not carry out {strange[0]}")


def trial(kills: int, seed: int, core: str = "compiled", url: str = "") -> dict[str, Any]:
    """Kill a session's process and the carrier so many times. Raises `Differs`."""
    context = multiprocessing.get_context("spawn")
    chance, until, stop, carried = Random(seed), context.Event(), context.Event(), context.Event()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        url = url or str(place / "market.db")
        begun(url, place / "session")
        stage = Session(place, core, seed, url)
        traders = {
            f"seed {seed}: client {n}": context.Process(target=trader, args=(stage.folder, n, seed, until, place))
            for n in range(1, _CLIENTS + 1)
        }
        for process in traders.values():
            process.start()

        def clerk() -> Any:
            process = context.Process(target=office, args=(url, stage.folder, seed, stop, carried))
            process.start()
            return process

        working, carriers = clerk(), 0
        try:
            stage.start()
            while stage.faults.kills + carriers < kills:
                if not carried.wait(_CARRIED_S):
                    raise Differs(f"seed {seed}: nothing was carried for {_CARRIED_S:.0f} s")
                time.sleep(chance.random() * _LONGEST_S)
                carried.clear()
                which = chance.choice(("session", "carrier", "both"))
                if which != "session":
                    working.kill()
                    working.join()
                    carriers += 1
                if which != "carrier":
                    stage.kill()
                    stage.start()
                if which != "session":
                    working = clerk()
                sys.stderr.write(f"\r{stage.faults.kills} + {carriers} kills ")
                must_work(traders)
            until.set()
            must_end(traders)
            stop.set()
            must_end({f"seed {seed}: the office": working})
            stage.close()
        finally:
            for process in (*traders.values(), working):
                if process.is_alive():
                    process.kill()
        sys.stderr.write("\n")
        return {"kills": stage.faults.kills, "carrier_kills": carriers} | judge(url, stage.folder)


def main() -> int:
    """Run the trial and print what it came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20231229)
    parser.add_argument("--core", choices=["plain", "compiled"], default="compiled")
    parser.add_argument("--db", default="", help="URL of an empty database; default: SQLite in a folder of its own")
    options = parser.parse_args()
    found = trial(options.kills, options.seed, options.core, options.db)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

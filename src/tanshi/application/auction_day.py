"""The auctions of a day between the books and the session: brought to it before it opens, recorded after it closed.

What is set aside for the day's auctions is freed into trading before the positions are handed over; after the close
the result of each follows from the session's sealed record, with its ranked bids as a file without names. What is set
aside for auctions that are not held goes back. Every command has an id that follows from the auction, so it can all be
done again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from tanshi.application.access import ViewRows
from tanshi.core.catalogue import LANGUAGES, Language, text
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.exchange.matching.opening import Opening
from tanshi.exchange.one_way.book_file import RankedBid, write_book
from tanshi.exchange.one_way.registry_side import RegistryRows
from tanshi.exchange.one_way.results import RecordAuctionResult
from tanshi.exchange.one_way.session import Held, Step, auctions_of_day, results_of
from tanshi.exchange.one_way.tables import ANNOUNCED, CALLED_OFF, LAPSED, REFUSED, WITHDRAWN, AuctionRow
from tanshi.exchange.tables import SessionRow
from tanshi.journal.command import Answer
from tanshi.journal.engine import Reads
from tanshi.journal.request import plain
from tanshi.registry.auction_offers import BACK, HELD, TO_TRADING, FreeFromAuction, OfferRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law

#: Sends a command of the exchange: (id, kind, items as plain data) → answer.
Send = Callable[[str, str, Sequence[Any]], Answer]

#: States in which nothing is sold any more.
_OVER = (WITHDRAWN, REFUSED, LAPSED, CALLED_OFF)


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


class AuctionDay:
    """The auctions of one trading day."""

    def __init__(self, books: Books, send: Send, day: str) -> None:
        self._books, self._send, self._day = books, send, day

    def bring(self) -> None:
        """Free what is set aside for the day's auctions into trading. Raises `Problem`: a command was refused."""
        for row in self._auctions(ANNOUNCED):
            self._free(row, TO_TRADING)

    def give_back(self) -> None:
        """Free what is set aside for auctions that are over without having been held. Raises `Problem`."""
        with self._books.view() as view:
            rows = ViewRows(view)
            held = rows.where(OfferRow, state=HELD)
            over = [a for o in held if (a := rows.get(AuctionRow, o.auction)) and a.holder == o.holder]
        for row in over:
            if row.state in _OVER:
                self._free(row, BACK)

    def steps(self, opening: Opening) -> tuple[Step, ...]:
        """Return what the session of the day is told, and when."""
        with self._books.view() as view:
            rows = ViewRows(view)
            return auctions_of_day(rows, LawBook(self._books.law).on(rows, self._day), RegistryRows(), opening)

    def conclude(self, form: str = "") -> tuple[int, ...]:
        """Record and announce the results of the day's auctions, and return their numbers.

        An auction that the session did not hold to its end is left, to be called off. Raises `Problem`: a command was
        refused.
        """
        with self._books.view() as view:
            session = ViewRows(view).get(SessionRow, self._day)
        if session is None or not session.segment:
            return ()
        record = self._books.evidence_for("exchange.close_session").read(session.segment)
        held = {h.number: h for h in results_of(record, form)}
        ended = [(row, held[row.number]) for row in self._auctions(ANNOUNCED) if row.number in held]
        for row, found in ended:
            kind = "exchange.record_auction_result"
            self._do(f"auction/{row.number}/result", kind, self._result(row, found))
        return tuple(row.number for row, _ in ended)

    def _result(self, row: AuctionRow, held: Held) -> RecordAuctionResult:
        files = self._books.evidence_for("exchange.record_auction_result")
        low, high = held.prices
        bids = [RankedBid(b.price_fen, b.quantity_t, b.filled_t) for b in held.bids]
        words = {
            "number": row.number, "day": row.day, "instrument": row.instrument, "offered": f"{row.quantity_t:,}",
            "bids": len(held.bids), "bidders": held.bidders, "demand": f"{held.demand_t:,}",
            "sold": f"{held.sold_t:,}", "value": yuan(held.value_fen), "low": yuan(low), "high": yuan(high),
        }  # fmt: skip
        said = "\n\n".join(text("auction.result_text", language, words) for language in LANGUAGES)
        return RecordAuctionResult(
            row.number, len(held.bids), held.bidders, held.demand_t, held.sold_t, held.value_fen, low, high,
            files.keep(write_book(held.number, bids)), _title("zh", row.number), _title("en", row.number),
            files.keep(said.encode()),
        )  # fmt: skip

    def _auctions(self, state: str) -> list[AuctionRow]:
        with self._books.view() as view:
            return ViewRows(view).where(AuctionRow, day=self._day, state=state)

    def _free(self, row: AuctionRow, target: str) -> None:
        request = FreeFromAuction(row.holder, row.number, target)
        self._do(f"auction/{row.number}/{target}", "registry.free_from_auction", request)

    def _do(self, id: str, kind: str, request: object) -> None:
        answer = self._send(id, kind, [plain(request)])
        if not answer.done:
            raise problem("exchange.refused", where=id, kind=kind, reason=answer.message())


def _title(language: Language, number: int) -> str:
    return text("auction.result_title", language, {"number": number})

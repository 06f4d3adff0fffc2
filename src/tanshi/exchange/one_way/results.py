"""The result of an auction, as the session's record has it, and its announcement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.exchange.announcements import announced, unreadable
from tanshi.exchange.one_way.applications import concern_of, in_state
from tanshi.exchange.one_way.notices import KIND
from tanshi.exchange.one_way.outcome import AuctionOutcome
from tanshi.exchange.one_way.tables import ANNOUNCED, FAILED, PARTLY_SOLD, SOLD, UNIFORM, AuctionRow
from tanshi.exchange.outcome import DONE
from tanshi.exchange.tables import SessionRow
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows


@dataclass(frozen=True, slots=True)
class RecordAuctionResult:
    """Record what an auction came to, and announce it. `book_sha256`: its ranked bids, a file of the evidence store.

    `demand_t` is of all valid bids, `low_fen` and `high_fen` the lowest and highest price at which was dealt.
    """

    number: int
    bids: int
    bidders: int
    demand_t: int
    sold_t: int
    value_fen: int
    low_fen: int
    high_fen: int
    book_sha256: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class AuctionEnded(Fact):
    """An auction ended: all was sold (or bought), a part, or nothing. `unsold`: what becomes of the rest."""

    type: ClassVar[str] = "exchange.auction_ended/1"
    number: int
    holder: str
    instrument: str
    session: str
    state: str
    bids: int
    bidders: int
    demand_t: int
    sold_t: int
    value_fen: int
    low_fen: int
    high_fen: int
    book_sha256: str
    unsold: str
    notice: str


def _record(request: RecordAuctionResult, rows: Rows, act: Act) -> Outcome:
    found = in_state(request.number, (ANNOUNCED,), rows, act)
    if isinstance(found, Outcome):
        return found
    session = rows.get(SessionRow, found.day)
    if session is None or session.state != "closed":
        return act.refuse(AuctionOutcome.SESSION_GOES_ON, number=found.number, day=found.day)
    if not _is_sound(request, found):
        return act.refuse(AuctionOutcome.BAD_RESULT, number=found.number)
    if refused := unreadable(request, act):
        return refused
    published = announced(request, KIND, f"auction/{found.number}", rows, act)
    act.record(published)
    act.record(
        AuctionEnded(
            found.number, found.holder, found.instrument, found.day, _state(request.sold_t, found.quantity_t),
            request.bids, request.bidders, request.demand_t, request.sold_t, request.value_fen, request.low_fen,
            request.high_fen, request.book_sha256, found.unsold, f"{published.year}/{published.number}",
        )
    )  # fmt: skip
    return DONE


def _is_sound(r: RecordAuctionResult, found: AuctionRow) -> bool:
    """Tell whether figures fit each other and the auction: bids are filled until the offer is used up."""
    least, most = r.low_fen * r.sold_t, r.high_fen * r.sold_t
    return (
        r.sold_t == min(r.demand_t, found.quantity_t)
        and 0 <= r.bidders <= r.bids <= r.demand_t
        and (r.demand_t > 0) == (r.bidders > 0)
        and (r.sold_t > 0) == (r.low_fen > 0)
        and 0 <= r.low_fen <= r.high_fen
        and least <= r.value_fen <= most
        and (found.mode != UNIFORM or r.low_fen == r.high_fen)
        and (r.sold_t > 0 or r.high_fen == 0)
        and is_sha256(r.book_sha256)
    )


def _state(sold_t: int, quantity_t: int) -> str:
    return SOLD if sold_t == quantity_t else PARTLY_SOLD if sold_t else FAILED


def _ended(fact: AuctionEnded, at: At, rows: Rows) -> None:
    row = rows.edit(AuctionRow, fact.number)
    row.state, row.decided_on, row.result_notice = fact.state, at.day, fact.notice
    row.bids, row.bidders, row.demand_t, row.sold_t = fact.bids, fact.bidders, fact.demand_t, fact.sold_t
    row.value_fen, row.low_fen, row.high_fen = fact.value_fen, fact.low_fen, fact.high_fen
    row.book_sha256 = fact.book_sha256


def _touches(r: RecordAuctionResult) -> Iterable[Touch]:
    yield AuctionRow, r.number


FACTS = (FactType(AuctionEnded, _ended),)

HANDLERS: tuple[Handler[Any], ...] = (
    Handler("exchange.record_auction_result", RecordAuctionResult, _record, DONE, _touches, concern_of),
)

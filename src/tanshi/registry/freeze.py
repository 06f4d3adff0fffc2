"""Judicial freeze (司法冻结): units of a holder stand still by the paper of a court or another organ, until a day.

A freeze orders an amount on one of the holder's accounts. What is there is frozen at once; the rest waits (轮候冻结).
What a freeze gives up, by release or because its day came, goes to those that wait on the same account in the order in
which they were ordered, and only then back to the holder. What came to the account later is taken by an act (fill).
While the exchange has the trading accounts a freeze on one waits whole, and is filled when the positions are back.

Forced deduction (强制划扣) takes units out of a freeze, to a named holder or to the operator's enforcement account.
`until_day` is the last day of a freeze; it can be renewed until then and is ended by an act after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from tanshi.core.outcome import Outcome
from tanshi.core.working_days import is_day
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.engine import Reads
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.journal.table import Row, table
from tanshi.registry.account_ids import frozen, registration, trading
from tanshi.registry.events import move, open_on_need
from tanshi.registry.moves import cannot_move, holding, not_for, own, stopped, touch_pair
from tanshi.registry.outcome import DONE, RegistryOutcome
from tanshi.registry.tables import AccountRow, BookRow, HoldingRow

#: The operator's account for what is deducted to nobody in particular.
ENFORCEMENT = "system/enforcement"

#: Accounts of a holder on which units can be frozen.
REGISTRATION, TRADING = "registration", "trading"
PLACES = (REGISTRATION, TRADING)

#: Why a freeze gave units up.
BY_PAPER, BY_DAY = "paper", "day"


class FreezeOutcome(Outcome):
    """Outcomes of freezes, in the order in which they are checked."""

    UNKNOWN_PLACE = "registry.unknown_place"
    NO_PAPER = "registry.no_freeze_paper"
    BAD_UNTIL = "registry.bad_until"
    FREEZE_NOT_FOUND = "registry.freeze_not_found"
    FREEZE_OVER = "registry.freeze_over"
    FREEZE_STANDS = "registry.freeze_stands"
    NOT_LATER = "registry.freeze_not_later"
    EXCEEDS_FREEZE = "registry.exceeds_freeze"
    NOTHING_WAITS = "registry.nothing_waits"
    NOTHING_THERE = "registry.nothing_to_freeze"
    OTHERS_BEFORE = "registry.others_before"


@dataclass(frozen=True, slots=True)
class Freeze:
    """Freeze an amount of a product on a holder's `registration` or `trading` account until the end of a day."""

    holder: str
    place: str
    instrument: str
    amount_t: int
    organ: str
    paper: str
    until_day: str


@dataclass(frozen=True, slots=True)
class FillFreeze:
    """Freeze what is there now of what a freeze still waits for."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class RenewFreeze:
    """Let a freeze stand until a later day, by another paper of its organ."""

    holder: str
    number: int
    paper: str
    until_day: str


@dataclass(frozen=True, slots=True)
class ReleaseFreeze:
    """Release so much of what a freeze ordered, by a paper of its organ; what waits is released first."""

    holder: str
    number: int
    amount_t: int
    paper: str


@dataclass(frozen=True, slots=True)
class EndFreeze:
    """End a freeze whose last day has passed."""

    holder: str
    number: int


@dataclass(frozen=True, slots=True)
class Deduct:
    """Take frozen units away by a paper: to `taker`, or if that is "" to the operator's enforcement account."""

    holder: str
    number: int
    amount_t: int
    taker: str
    paper: str


@dataclass(frozen=True, slots=True)
class FreezeOrdered(Fact):
    """An organ ordered a freeze; `frozen_t` was there, the rest waits."""

    type: ClassVar[str] = "registry.freeze_ordered/1"
    holder: str
    number: int
    account: str
    instrument: str
    amount_t: int
    frozen_t: int
    organ: str
    paper: str
    until_day: str


@dataclass(frozen=True, slots=True)
class FreezeFilled(Fact):
    """What a freeze waited for was there and is frozen."""

    type: ClassVar[str] = "registry.freeze_filled/1"
    holder: str
    number: int
    account: str
    instrument: str
    amount_t: int


@dataclass(frozen=True, slots=True)
class FreezeRenewed(Fact):
    """A freeze stands until a later day."""

    type: ClassVar[str] = "registry.freeze_renewed/1"
    holder: str
    number: int
    paper: str
    until_day: str


@dataclass(frozen=True, slots=True)
class FreezeReleased(Fact):
    """A freeze was lessened by a paper, or ended by its day.

    `amount_t` of its order is gone, `freed_t` of that was frozen: of it `passed` went to freezes that waited (number,
    amount_t), `returned_t` back to the account.
    """

    type: ClassVar[str] = "registry.freeze_released/1"
    holder: str
    number: int
    account: str
    instrument: str
    amount_t: int
    freed_t: int
    returned_t: int
    passed: list[dict[str, Any]]
    ground: str
    paper: str


@dataclass(frozen=True, slots=True)
class Deducted(Fact):
    """Frozen units were taken away by force."""

    type: ClassVar[str] = "registry.deducted/1"
    holder: str
    number: int
    instrument: str
    amount_t: int
    taker: str
    paper: str


@table(
    "registry_freeze",
    key=["holder", "number"],
    checks=["number > 0", "frozen_t >= 0", "frozen_t <= amount_t"],
    indexes=[["until_day"]],
)
@dataclass(slots=True)
class FreezeRow(Row):
    """A freeze as it stands: what is still ordered, and how much of it is frozen; nothing ordered: it is over."""

    holder: str
    number: int  # from 1 in the order in which they were ordered
    account: str
    instrument: str
    amount_t: int
    frozen_t: int
    organ: str
    paper: str
    until_day: str
    ordered_on: str

    @property
    def waits_t(self) -> int:
        return self.amount_t - self.frozen_t


TABLES: tuple[type[Row], ...] = (FreezeRow,)


def due(view: Reads, day: str) -> list[tuple[str, int]]:
    """Return the freezes, by holder and number, whose last day is before a day: they are to be ended."""
    rows = view.fetch(
        "SELECT holder, number FROM registry_freeze WHERE amount_t > 0 AND until_day < ? ORDER BY holder, number", [day]
    )
    return [(holder, int(number)) for holder, number in rows]


def fillable(view: Reads, day: str) -> list[tuple[str, int]]:
    """Return the freezes, by holder and number, that are the first to wait for units which are there on a day."""
    rows = view.fetch(
        "SELECT f.holder, MIN(f.number) FROM registry_freeze AS f JOIN registry_holding AS h ON h.account = f.account"
        " AND h.instrument = f.instrument AND h.amount > 0 WHERE f.frozen_t < f.amount_t AND f.until_day >= ?"
        " AND NOT (f.account LIKE '%/trading' AND EXISTS (SELECT 1 FROM registry_book WHERE state = 'open'))"
        " GROUP BY f.holder, f.account, f.instrument ORDER BY 1, 2",
        [day],
    )
    return [(holder, int(number)) for holder, number in rows]


def _freeze(request: Freeze, rows: Rows, act: Act) -> Outcome:
    if refused := not_for("freeze", request.instrument, rows, act):
        return refused
    if request.place not in PLACES:
        return act.refuse(FreezeOutcome.UNKNOWN_PLACE, place=request.place, known=", ".join(PLACES))
    if not request.organ.strip() or not request.paper.strip():
        return act.refuse(FreezeOutcome.NO_PAPER, holder=request.holder)
    if not is_day(request.until_day) or request.until_day < act.day:
        return act.refuse(FreezeOutcome.BAD_UNTIL, until=request.until_day, day=act.day)
    account = _place(request.holder, request.place)
    held = holding(rows, account, request.instrument)
    if held is None:
        return act.refuse(RegistryOutcome.ACCOUNT_NOT_FOUND, account=account)
    if request.amount_t <= 0:
        return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=request.amount_t)
    now = (
        0 if _is_away(account, rows) else _left_for(rows, act, request.holder, account, request.instrument, held.amount)
    )
    number = len(rows.where(FreezeRow, holder=request.holder)) + 1
    act.record(
        FreezeOrdered(
            request.holder, number, account, request.instrument, request.amount_t, min(request.amount_t, now),
            request.organ, request.paper, request.until_day,
        )
    )  # fmt: skip
    return DONE


def _fill(request: FillFreeze, rows: Rows, act: Act) -> Outcome:
    found, refused = standing(request.holder, request.number, rows, act)
    if found is None:
        return refused
    if not found.waits_t:
        return act.refuse(FreezeOutcome.NOTHING_WAITS, holder=found.holder, number=found.number)
    if _is_away(found.account, rows):
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=rows.need(BookRow, 1).session)
    if before := waits_before(found, rows, act):
        return act.refuse(FreezeOutcome.OTHERS_BEFORE, holder=found.holder, number=found.number, first=before[0])
    held = holding(rows, found.account, found.instrument)
    there = min(held.amount if held is not None else 0, found.waits_t)
    if not there:
        return act.refuse(FreezeOutcome.NOTHING_THERE, account=found.account, instrument=found.instrument)
    act.record(FreezeFilled(found.holder, found.number, found.account, found.instrument, there))
    return DONE


def _renew(request: RenewFreeze, rows: Rows, act: Act) -> Outcome:
    found, refused = standing(request.holder, request.number, rows, act)
    if found is None:
        return refused
    if not request.paper.strip():
        return act.refuse(FreezeOutcome.NO_PAPER, holder=request.holder)
    if not is_day(request.until_day):
        return act.refuse(FreezeOutcome.BAD_UNTIL, until=request.until_day, day=act.day)
    if request.until_day <= found.until_day:
        return act.refuse(FreezeOutcome.NOT_LATER, until=request.until_day, now=found.until_day)
    act.record(FreezeRenewed(found.holder, found.number, request.paper, request.until_day))
    return DONE


def _release(request: ReleaseFreeze, rows: Rows, act: Act) -> Outcome:
    found, refused = standing(request.holder, request.number, rows, act)
    if found is None:
        return refused
    if not request.paper.strip():
        return act.refuse(FreezeOutcome.NO_PAPER, holder=request.holder)
    if (beyond := _not_of(found, request.amount_t, found.amount_t, act)) is not None:
        return beyond
    if found.frozen_t and _is_away(found.account, rows):
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=rows.need(BookRow, 1).session)
    act.record(_released(found, request.amount_t, rows, act, BY_PAPER, request.paper))
    return DONE


def _end(request: EndFreeze, rows: Rows, act: Act) -> Outcome:
    found = rows.get(FreezeRow, (request.holder, request.number))
    if found is None or not found.amount_t:
        return act.refuse(FreezeOutcome.FREEZE_NOT_FOUND, holder=request.holder, number=request.number)
    if act.day <= found.until_day:
        return act.refuse(FreezeOutcome.FREEZE_STANDS, holder=found.holder, number=found.number, until=found.until_day)
    if found.frozen_t and _is_away(found.account, rows):
        return act.refuse(RegistryOutcome.POSITIONS_WITH_EXCHANGE, session=rows.need(BookRow, 1).session)
    act.record(_released(found, found.amount_t, rows, act, BY_DAY, found.paper))
    return DONE


def _deduct(request: Deduct, rows: Rows, act: Act) -> Outcome:
    found, refused = standing(request.holder, request.number, rows, act)
    if found is None:
        return refused
    if not request.paper.strip():
        return act.refuse(FreezeOutcome.NO_PAPER, holder=request.holder)
    if (beyond := _not_of(found, request.amount_t, found.frozen_t, act)) is not None:
        return beyond
    taker = registration(request.taker) if request.taker else ENFORCEMENT
    if request.taker == request.holder:
        return act.refuse(RegistryOutcome.SAME_PARTY, holder=request.holder)
    if request.taker:
        stuck = stopped("receive", taker, rows, act) or cannot_move(
            rows, act, frozen(found.holder), taker, found.instrument, request.amount_t
        )
        if stuck is not None:
            return stuck
    act.record(Deducted(found.holder, found.number, found.instrument, request.amount_t, taker, request.paper))
    return DONE


def standing(holder: str, number: int, rows: Rows, act: Act) -> tuple[FreezeRow | None, Outcome]:
    """Return a freeze that stands today, or None and why not."""
    found = rows.get(FreezeRow, (holder, number))
    if found is None or not found.amount_t:
        return None, act.refuse(FreezeOutcome.FREEZE_NOT_FOUND, holder=holder, number=number)
    if found.until_day < act.day:
        return None, act.refuse(FreezeOutcome.FREEZE_OVER, holder=holder, number=number, until=found.until_day)
    return found, DONE


def _not_of(found: FreezeRow, amount_t: int, most_t: int, act: Act) -> Outcome | None:
    if amount_t <= 0:
        return act.refuse(RegistryOutcome.AMOUNT_NOT_POSITIVE, amount=amount_t)
    if amount_t > most_t:
        return act.refuse(FreezeOutcome.EXCEEDS_FREEZE, number=found.number, asked=amount_t, most=most_t)
    return None


def _released(found: FreezeRow, amount_t: int, rows: Rows, act: Act, ground: str, paper: str) -> FreezeReleased:
    """Return the fact of a release: what waits goes first, what was frozen passes on before it returns."""
    freed = max(0, amount_t - found.waits_t)
    passed, left = [], freed
    for each in _queue(rows, act, found.holder, found.account, found.instrument):
        if each.number != found.number and (now := min(left, each.waits_t)):
            passed.append({"number": each.number, "amount_t": now})
            left -= now
    return FreezeReleased(
        found.holder, found.number, found.account, found.instrument, amount_t, freed, left, passed, ground, paper
    )


def _queue(rows: Rows, act: Act, holder: str, account: str, instrument: str) -> list[FreezeRow]:
    """Return the freezes that stand today and wait for units of an account, in their order."""
    return [
        f
        for f in rows.where(FreezeRow, holder=holder)
        if f.account == account and f.instrument == instrument and f.waits_t and f.until_day >= act.day
    ]


def waits_before(found: FreezeRow, rows: Rows, act: Act) -> list[int]:
    """Return the numbers of the freezes that wait for the same units before this one."""
    queue = _queue(rows, act, found.holder, found.account, found.instrument)
    return [f.number for f in queue if f.number < found.number]


def _left_for(rows: Rows, act: Act, holder: str, account: str, instrument: str, there: int) -> int:
    """Return what an account has for one more freeze after those that wait already."""
    return max(0, there - sum(f.waits_t for f in _queue(rows, act, holder, account, instrument)))


def _is_away(account: str, rows: Rows) -> bool:
    """Tell whether the exchange has an account now."""
    book = rows.get(BookRow, 1)
    return account.endswith(f"/{TRADING}") and book is not None and book.state == "open"


def _place(holder: str, place: str) -> str:
    return registration(holder) if place == REGISTRATION else trading(holder)


def _ordered(fact: FreezeOrdered, at: At, rows: Rows) -> None:
    rows.put(
        FreezeRow(
            fact.holder, fact.number, fact.account, fact.instrument, fact.amount_t, fact.frozen_t, fact.organ,
            fact.paper, fact.until_day, at.day,
        )
    )  # fmt: skip
    if fact.frozen_t:
        _to_frozen(fact.holder, fact.account, fact.instrument, fact.frozen_t, fact.paper, at, rows)


def _filled(fact: FreezeFilled, at: At, rows: Rows) -> None:
    row = rows.edit(FreezeRow, (fact.holder, fact.number))
    row.frozen_t += fact.amount_t
    _to_frozen(fact.holder, fact.account, fact.instrument, fact.amount_t, row.paper, at, rows)


def _to_frozen(holder: str, account: str, instrument: str, amount_t: int, paper: str, at: At, rows: Rows) -> None:
    open_on_need(rows, frozen(holder), "frozen", holder)
    move(rows, at, "freeze", account, frozen(holder), instrument, amount_t, paper)


def _renewed(fact: FreezeRenewed, at: At, rows: Rows) -> None:
    rows.edit(FreezeRow, (fact.holder, fact.number)).until_day = fact.until_day


def _given_up(fact: FreezeReleased, at: At, rows: Rows) -> None:
    row = rows.edit(FreezeRow, (fact.holder, fact.number))
    row.amount_t -= fact.amount_t
    row.frozen_t -= fact.freed_t
    for each in fact.passed:
        rows.edit(FreezeRow, (fact.holder, each["number"])).frozen_t += each["amount_t"]
    if fact.returned_t:
        move(rows, at, "release", frozen(fact.holder), fact.account, fact.instrument, fact.returned_t, fact.paper)


def _deducted(fact: Deducted, at: At, rows: Rows) -> None:
    row = rows.edit(FreezeRow, (fact.holder, fact.number))
    row.amount_t -= fact.amount_t
    row.frozen_t -= fact.amount_t
    if fact.taker == ENFORCEMENT:
        open_on_need(rows, ENFORCEMENT, "system", "registry")
    move(rows, at, "deduction", frozen(fact.holder), fact.taker, fact.instrument, fact.amount_t, fact.paper)


FACTS = (
    FactType(FreezeOrdered, _ordered),
    FactType(FreezeFilled, _filled),
    FactType(FreezeRenewed, _renewed),
    FactType(FreezeReleased, _given_up),
    FactType(Deducted, _deducted),
)


def _touches(r: Any) -> Iterable[Touch]:
    yield FreezeRow, (r.holder, r.number)
    yield AccountRow, frozen(r.holder)


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(
        "registry.freeze",
        Freeze,
        _freeze,
        DONE,
        lambda r: [
            *touch_pair(_place(r.holder, r.place), frozen(r.holder), r.instrument),
            (HoldingRow, (frozen(r.holder), r.instrument)),
        ],
        own,
    ),
    Handler("registry.fill_freeze", FillFreeze, _fill, DONE, _touches, own),
    Handler("registry.renew_freeze", RenewFreeze, _renew, DONE, _touches, own),
    Handler("registry.release_freeze", ReleaseFreeze, _release, DONE, _touches, own),
    Handler("registry.end_freeze", EndFreeze, _end, DONE, _touches, own),
    Handler("registry.deduct", Deduct, _deduct, DONE, _touches, own),
)

"""Carry-over (结转): how much of its old vintages an entity may turn into a later one, by what it sold on the market.

Only the amount is computed here, of all holders by `carry_overs` and of one by `CarryOverLimits`; the acts of applying,
freezing and converting are the registry's. A trade that was moved back counts for neither side. Who has not met an
obligation of one of the periods though its deadline is over counts as late before anybody assessed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tanshi.compliance.tables import ObligationRow
from tanshi.core.exact import decimal, floor
from tanshi.journal.engine import Reads
from tanshi.registry.account_ids import trading
from tanshi.registry.money_tables import FailureRow
from tanshi.registry.tables import AccountRow, HoldingRow, TransferRow
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Cited, Law


@dataclass(frozen=True, slots=True)
class CarryOverTerms:
    """The terms of a carry-over: days are legal days, both ends included."""

    base_t: int
    times: Fraction
    sold_from: str
    sold_to: str
    held_on: str
    vintages: tuple[str, ...]
    into: str
    not_late_for: tuple[str, ...]
    apply_until: str
    batches: tuple[tuple[str, str], ...]  # applied until, carried out by
    cited: Cited

    @property
    def source(self) -> str:
        """Where the terms are written."""
        return str(self.cited.citation)

    @staticmethod
    def newest(law: Law) -> CarryOverTerms:
        """Return the terms of the newest carry-over there is."""
        return CarryOverTerms.of(law, max(e.from_day for e in law.parameter("compliance.carry_over").entries))

    @staticmethod
    def of(law: Law, on: date) -> CarryOverTerms:
        """Return the terms that hold on a day; `NoTextInForce` if there is no carry-over then."""
        cited = law.value("compliance.carry_over", on)
        v = cited.value
        return CarryOverTerms(
            int(v["base_t"]), decimal(v["times"]), v["sold_from"], v["sold_to"], v["held_on"], tuple(v["vintages"]),
            v["into"], tuple(v["not_late_for"]), v["apply_until"],
            tuple((b["applied_until"], b["done_by"]) for b in v["batches"]), cited,
        )  # fmt: skip

    def done_by(self, applied_on: str) -> str:
        """Return the day by which what is applied for on a day is to be carried out."""
        return next(by for until, by in self.batches if applied_on <= until)

    def most_t(self, sold_t: int, bought_t: int, held_t: int) -> int:
        """Return the most that is carried over, in whole tonnes."""
        net = max(0, sold_t - bought_t)
        return min(held_t, self.base_t + floor(net * self.times))


@dataclass(frozen=True, slots=True)
class CarryOver:
    """What an entity may carry over. `late_for`: periods for which it was late, which bar it; amounts in tonnes."""

    entity: str
    sold_t: int
    bought_t: int
    held_t: int
    late_for: tuple[str, ...]
    most_t: int


def carry_overs(terms: CarryOverTerms, view: Reads) -> list[CarryOver]:
    """Return what every holder of the old vintages may carry over by these books, by entity.

    Held is what stood on both accounts at the end of the day: the balance after the last transfer up to it.
    """
    sold, bought = (_traded(terms, view, side) for side in ("seller", "buyer"))
    held = _held(terms, view)
    late = _late(terms, view)
    found = []
    for entity in sorted(held):
        sold_t, bought_t, barred = sold.get(entity, 0), bought.get(entity, 0), late.get(entity, ())
        most = 0 if barred else terms.most_t(sold_t, bought_t, held[entity])
        found.append(CarryOver(entity, sold_t, bought_t, held[entity], barred, most))
    return found


def _marks(terms: CarryOverTerms) -> str:
    return ", ".join("?" * len(terms.vintages))


def _traded(terms: CarryOverTerms, view: Reads, side: str) -> Mapping[str, int]:
    rows = view.fetch(
        f"SELECT {side}, SUM(quantity_t) FROM registry_trade AS t WHERE session >= ? AND session <= ?"
        f" AND instrument IN ({_marks(terms)}) AND NOT EXISTS (SELECT 1 FROM registry_trade_reversal AS r"
        f" WHERE r.session = t.session AND r.number = t.number) GROUP BY {side}",
        [terms.sold_from, terms.sold_to, *terms.vintages],
    )
    return {entity: int(tonnes) for entity, tonnes in rows}


def _held(terms: CarryOverTerms, view: Reads) -> dict[str, int]:
    """Return what each holder's accounts had of the vintages at the end of the day: what came less what went."""
    found: dict[str, int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = view.fetch(
            f"SELECT a.holder, SUM(t.amount) FROM registry_transfer AS t JOIN registry_account AS a ON a.id = t.{side}"
            f" WHERE a.kind <> 'system' AND t.day <= ? AND t.instrument IN ({_marks(terms)}) GROUP BY a.holder",
            [terms.held_on, *terms.vintages],
        )
        for holder, tonnes in rows:
            found[holder] = found.get(holder, 0) + sign * int(tonnes)
    return {holder: tonnes for holder, tonnes in found.items() if tonnes}


def _late(terms: CarryOverTerms, view: Reads) -> Mapping[str, tuple[str, ...]]:
    marks = ", ".join("?" * len(terms.not_late_for))
    rows = view.fetch(
        "SELECT entity, period FROM compliance_obligation WHERE (state = 'short' OR (state = 'open' AND deadline <= ?"
        f" AND surrendered_t < obligation_t)) AND period IN ({marks}) ORDER BY entity, period",
        [terms.held_on, *terms.not_late_for],
    )
    found: dict[str, tuple[str, ...]] = {}
    for entity, period in rows:
        found[entity] = (*found.get(entity, ()), period)
    return found


class CarryOverLimits:
    """Terms and limits for the registry's judgement: of one holder, by its transfers as they stand."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def terms(self, rows: Known, day: str) -> CarryOverTerms:
        """Return the terms of a legal day; `NoTextInForce` if there is no carry-over then."""
        return CarryOverTerms.of(self._laws.on(rows, day), date.fromisoformat(day))

    def of(self, terms: CarryOverTerms, holder: str, rows: Known) -> CarryOver:
        """Return what a holder may carry over: the same as `carry_overs` has for it."""
        late = tuple(p for p in terms.not_late_for if _is_late(rows.get(ObligationRow, (holder, p)), terms))
        accounts = [a.id for a in rows.where(AccountRow, holder=holder) if a.kind != "system"]
        held = sum(_held_on(a, v, rows, terms.held_on) for a in accounts for v in terms.vintages)
        sold, bought = _handed_in(holder, rows, terms), 0
        for vintage in terms.vintages:
            given, taken = _delivered(trading(holder), vintage, rows, terms)
            sold, bought = sold + given, bought + taken
        return CarryOver(holder, sold, bought, held, late, 0 if late else terms.most_t(sold, bought, held))


def _is_late(obligation: ObligationRow | None, terms: CarryOverTerms) -> bool:
    if obligation is None or obligation.state == "met":
        return False
    unmet = obligation.surrendered_t < obligation.obligation_t and obligation.deadline <= terms.held_on
    return obligation.state == "short" or unmet


def _walked(account: str, instrument: str, rows: Known) -> Iterator[TransferRow]:
    """Yield the transfers of an account in an instrument, the newest first."""
    held = rows.get(HoldingRow, (account, instrument))
    number = held.last_transfer if held is not None else 0
    while number:
        (found,) = rows.where(TransferRow, number=number)
        yield found
        number = found.debit_before if found.debit == account else found.credit_before


def _held_on(account: str, instrument: str, rows: Known, day: str) -> int:
    """Return what an account had at the end of a day."""
    for t in _walked(account, instrument, rows):
        if t.day <= day:
            return t.debit_after if t.debit == account else t.credit_after
    return 0


def _delivered(account: str, instrument: str, rows: Known, terms: CarryOverTerms) -> tuple[int, int]:
    """Return the tonnes of trades that left an account and that came, less what was moved back.

    A trade's transfers name its session and number; they are not settled before the day of the session.
    """
    sold = bought = 0
    for t in _walked(account, instrument, rows):
        if t.day < terms.sold_from:
            break
        sign = {"trade_delivery": 1, "trade_reversed": -1}.get(t.kind, 0)
        if sign and terms.sold_from <= t.reference.partition("/")[0] <= terms.sold_to:
            gave = (t.debit == account) == (sign == 1)
            sold, bought = (sold + sign * t.amount, bought) if gave else (sold, bought + sign * t.amount)
    return sold, bought


def _handed_in(holder: str, rows: Known, terms: CarryOverTerms) -> int:
    """Return what a holder sold in trades that its buyer topped up: its units went by the clearing account."""
    return sum(
        f.quantity_t
        for f in rows.where(FailureRow, seller=holder, state="topped_up", failing="buyer")
        if terms.sold_from <= f.session <= terms.sold_to and f.instrument in terms.vintages
    )

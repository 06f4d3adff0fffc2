"""What the API and the pages list: tables by rights, filters and pages, each column as its table declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from tanshi.allocation.tables import TABLES as ALLOCATION
from tanshi.application.access import in_area_sql, rights_of
from tanshi.compliance.offsets import TABLES as OFFSETS
from tanshi.compliance.tables import TABLES as COMPLIANCE
from tanshi.exchange.error_trades import ErrorTradeRow
from tanshi.exchange.incidents import IncidentStepRow
from tanshi.exchange.interruptions import InterruptionRow
from tanshi.exchange.large_holders import LargeHolderRow
from tanshi.exchange.one_way.tables import AuctionPaperRow, AuctionRow, BidderRow
from tanshi.exchange.participant_tables import ParticipantPaperRow, ParticipantRow
from tanshi.exchange.risk_reserve import ReserveRow
from tanshi.exchange.surveillance.alerts import AlertRow, ExplanationRow
from tanshi.exchange.tables import AnnouncementRow, CheckRow, QuoteRow, SessionRow
from tanshi.exchange.tables import DayRow as TradingDayRow
from tanshi.exchange.warnings import WarningRow
from tanshi.journal.table import Row, TableSpec
from tanshi.mrv.publication import TABLES as PUBLISHED
from tanshi.mrv.round import TABLES as ROUND
from tanshi.mrv.tables import TABLES as MRV
from tanshi.participants.tables import EntityCityRow, EntityRow, ListingRow, MandateRow, UnitRow
from tanshi.registry.auction_offers import OfferRow
from tanshi.registry.cancellation import CancellationRow, CertificateRow
from tanshi.registry.carryover import CarryOverRow
from tanshi.registry.freeze import FreezeRow
from tanshi.registry.money_tables import (
    BankFileRow,
    BankLineRow,
    BookingRow,
    ClaimRow,
    DayFileRow,
    DayRow,
    FailureRow,
    InvoiceLineRow,
    InvoiceRow,
    SettlementObjectionRow,
    TradeFeeRow,
    WithdrawalRow,
)
from tanshi.registry.paid_allocation import PaidAllocationRow
from tanshi.registry.pledge import PledgeRow
from tanshi.registry.recovery_tables import RecoveryRow
from tanshi.registry.session_request import SessionRequestRow
from tanshi.registry.tables import (
    AccountRow,
    BankAccountRow,
    BarredRow,
    HolderChangeRow,
    HolderPaperRow,
    HolderRow,
    HoldingRow,
    InstrumentRow,
    RepresentativeRow,
    RestrictionRow,
    TradeRow,
    TransferRow,
)
from tanshi.registry.transfer_tables import OrderRow, TrustedRow
from tanshi.rulemaking.factors.tables import FactorRow, FactorTestRow
from tanshi.server.platform import Visit
from tanshi.server.routing import Trouble
from tanshi.supervision.person_tables import PersonFineRow
from tanshi.supervision.revision_tables import CreditMarkRow, HearingRow, RefundRow, RevisionRow, WriteOffRow
from tanshi.supervision.tables import AppealRow, CaseRow, CreditRow, DoubtRow, PaymentRow, PenaltyRow
from tanshi.voluntary import invoice_tables as voluntary_invoices
from tanshi.voluntary import sessions as voluntary_sessions
from tanshi.voluntary import tables as voluntary
from tanshi.voluntary import unit_tables as voluntary_units

#: Words of the query that are no column; a column of that name is not a filter.
RESERVED = frozenset({"after", "back", "row", "limit", "format", "lang", "collection", "at"})

#: Rows of one answer, and the most that can be asked for.
PAGE, MOST = 100, 10_000

#: Rows of a list are counted up to here; more are shown as "more than".
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Collection:
    """A table that can be listed: the right it needs, and how a row belongs to an entity, if it does."""

    name: str
    row: type[Row]
    right: str
    entity: str = ""  # SQL that gives the entity of a row; "" belongs to the nation
    within: str = "{}"  # SQL that puts a condition on the entity to the rows, where the entity is another table's
    only: str = ""  # SQL of the rows that are on the list; "" all of the table

    def of(self, condition: str) -> str:
        """Return the condition on rows that follows from one on their entity."""
        return self.within.format(condition)

    @property
    def spec(self) -> TableSpec:
        return self.row.__table__

    @property
    def description(self) -> str:
        return self.spec.description.splitlines()[0]


_INVOICED = "registry_invoice_line.invoice IN (SELECT id FROM registry_invoice WHERE {})"
_HELD = "registry_holding.account IN (SELECT id FROM registry_account WHERE {})"
_AUCTIONED = "exchange_auction_paper.auction IN (SELECT number FROM exchange_auction WHERE {})"
_CERTIFIED = "registry_certificate.transfer IN (SELECT transfer FROM registry_cancellation WHERE {})"

#: A pledge is its holder's and its creditor's.
_PLEDGED = (
    "(registry_pledge.holder, registry_pledge.number) IN (SELECT side.holder, side.number FROM"
    " (SELECT holder, number, holder AS party FROM registry_pledge"
    " UNION ALL SELECT holder, number, pledgee FROM registry_pledge) AS side WHERE {})"
)


#: What everybody may see of the voluntary market, and what a holder's own is.
_VOLUNTARY = (
    voluntary.BodyRow, voluntary.KnownRow, voluntary.ProjectRow, voluntary.FigureRow, voluntary.PlotRow,
    voluntary.MatchRow, voluntary.ReductionRow, voluntary.AmountRow, voluntary.CommentRow, voluntary.HandledRow,
    voluntary.StepRow, voluntary.GreenCertificateRow, voluntary_units.InstrumentRow, voluntary_units.OrderRow,
    voluntary_units.ReplacementRow, voluntary_units.EnforcementRow, voluntary_sessions.SessionRow,
    voluntary_sessions.QuoteRow,
)  # fmt: skip
_VOLUNTARY_OWN = (
    voluntary_units.AccountRow, voluntary_units.HoldingRow, voluntary_units.UseRow, voluntary_invoices.InvoiceRow,
)  # fmt: skip

#: Where a project or reduction stands: the last of its steps; none while it is in notice.
_UNDER_WAY = "SELECT 1 FROM voluntary_step AS s WHERE s.project = {0}.project AND s.reduction = {1}"
_STANDS = (
    "(SELECT s.step FROM voluntary_step AS s WHERE s.project = {0}.project AND s.reduction = {1}"
    " ORDER BY s.number DESC LIMIT 1) = 'registered'"
)
_PROJECT, _REDUCTION = ("voluntary_project", "0"), ("voluntary_reduction", "voluntary_reduction.number")


def _voluntary() -> Iterator[Collection]:
    """Yield the lists of the voluntary market: five that are published as its rules say, and what they rest on."""
    notice = f"NOT EXISTS ({_UNDER_WAY})"
    for name, row, where, only in (
        ("projects-in-notice", voluntary.ProjectRow, _PROJECT, notice),
        ("registered-projects", voluntary.ProjectRow, _PROJECT, _STANDS),
        ("reductions-in-notice", voluntary.ReductionRow, _REDUCTION, notice),
        ("registered-reductions", voluntary.ReductionRow, _REDUCTION, _STANDS),
    ):
        yield Collection(name, row, "see.results", only=only.format(*where))
    for table in _VOLUNTARY:
        yield Collection(table.__table__.name.replace("_", "-"), table, "see.results")
    for own in _VOLUNTARY_OWN:
        spec = own.__table__
        yield Collection(spec.name.replace("_", "-"), own, "see.units", f"{spec.name}.holder")
    for part in (voluntary_invoices.InvoiceLineRow, voluntary_invoices.PaymentRow):
        spec = part.__table__
        within = f"{spec.name}.invoice IN (SELECT id FROM voluntary_invoice WHERE {{}})"
        yield Collection(spec.name.replace("_", "-"), part, "see.units", "voluntary_invoice.holder", within)


def _of(tables: Sequence[type[Row]], right: str) -> Iterator[Collection]:
    """Yield the tables of a system; what has an entity, or a unit, belongs to it."""
    for row in tables:
        spec = row.__table__
        entity, within = "", "{}"
        if "entity" in spec.column_names:
            entity = f"{spec.name}.entity"
        elif "unit" in spec.column_names:
            entity, within = (
                "participants_unit.entity",
                f"{spec.name}.unit IN (SELECT id FROM participants_unit WHERE {{}})",
            )
        yield Collection(spec.name.replace("_", "-"), row, right if entity else "see.results", entity, within)


#: A penalty its subject was told of.
_TOLD = (
    "EXISTS (SELECT 1 FROM supervision_step AS s WHERE s.docket = supervision_penalty.docket AND s.step ="
    " CASE supervision_penalty.stage WHEN 'notice' THEN 'notice_served' ELSE 'served' END)"
)


def _cases() -> Iterator[Collection]:
    """Yield the lists of case files, what their subjects are told of them, and the credit record, which is public."""
    yield Collection("cases", CaseRow, "see.cases", "supervision_case.subject")
    yield Collection("credit-record", CreditRow, "see.results", only="supervision_credit.published = 1")
    yield Collection("credit-marks", CreditMarkRow, "see.results", only="supervision_credit_mark.published = 1")
    for name, row, right, only in (
        ("case-persons", PersonFineRow, "see.cases", ""),
        ("case-hearings", HearingRow, "see.cases", ""),
        ("case-revisions", RevisionRow, "see.cases", ""),
        ("case-refunds", RefundRow, "see.cases", ""),
        ("case-write-offs", WriteOffRow, "see.cases", ""),
        ("case-doubts", DoubtRow, "see.cases", ""),
        ("case-penalties", PenaltyRow, "see.cases", ""),
        ("case-payments", PaymentRow, "see.cases", ""),
        ("case-appeals", AppealRow, "see.cases", ""),
        ("own-doubts", DoubtRow, "see.own_cases", ""),
        ("own-penalties", PenaltyRow, "see.own_cases", _TOLD),
    ):
        within = f"{row.__table__.name}.docket IN (SELECT docket FROM supervision_case WHERE {{}})"
        yield Collection(name, row, right, "supervision_case.subject", within, only)


COLLECTIONS: dict[str, Collection] = {
    c.name: c
    for c in (
        *_voluntary(),
        *_cases(),
        Collection("entities", EntityRow, "see.results", "participants_entity.id"),
        Collection("entity-cities", EntityCityRow, "see.entity", "participants_entity_city.entity"),
        Collection("units", UnitRow, "see.entity", "participants_unit.entity"),
        Collection("listings", ListingRow, "see.results", "participants_listing.entity"),
        Collection("mandates", MandateRow, "see.entity", "participants_mandate.entity"),
        Collection("accounts", AccountRow, "see.holdings", "registry_account.holder"),
        *(
            Collection(name, row, "see.holdings", f"{row.__table__.name}.{holder}")
            for name, row, holder in (
                ("holders", HolderRow, "id"),
                ("holder-papers", HolderPaperRow, "holder"),
                ("holder-changes", HolderChangeRow, "holder"),
                ("restrictions", RestrictionRow, "holder"),
                ("representatives", RepresentativeRow, "holder"),
                ("barred", BarredRow, "holder"),
                ("bank-accounts", BankAccountRow, "holder"),
            )
        ),
        Collection("instruments", InstrumentRow, "see.results"),
        Collection("holdings", HoldingRow, "see.holdings", "registry_account.holder", _HELD),
        Collection("transfers", TransferRow, "see.holdings"),
        Collection("transfer-orders", OrderRow, "see.holdings", "registry_transfer_order.holder"),
        Collection("carry-overs", CarryOverRow, "see.holdings", "registry_carry_over.holder"),
        Collection("recoveries", RecoveryRow, "see.holdings", "registry_recovery.holder"),
        Collection("trusted-accounts", TrustedRow, "see.holdings", "registry_trusted.holder"),
        Collection("freezes", FreezeRow, "see.holdings", "registry_freeze.holder", only="amount_t > 0"),
        Collection("waiting-freezes", FreezeRow, "see.holdings", "registry_freeze.holder", only="frozen_t < amount_t"),
        Collection("pledges", PledgeRow, "see.holdings", "side.party", _PLEDGED),
        Collection("cancellations", CancellationRow, "see.holdings", "registry_cancellation.holder"),
        Collection("certificates", CertificateRow, "see.holdings", "registry_cancellation.holder", _CERTIFIED),
        Collection("session-requests", SessionRequestRow, "see.holdings", "registry_session_request.holder"),
        Collection("trades", TradeRow, "see.holdings"),
        Collection("failures", FailureRow, "see.holdings"),
        Collection("claims", ClaimRow, "see.holdings"),
        Collection("settlement-objections", SettlementObjectionRow, "see.holdings"),
        *(
            Collection(name, row, "see.holdings", f"{row.__table__.name}.holder")
            for name, row in (
                ("withdrawals", WithdrawalRow),
                ("invoices", InvoiceRow),
                ("bank-lines", BankLineRow),
                ("bookings", BookingRow),
            )
        ),
        Collection("invoice-lines", InvoiceLineRow, "see.holdings", "registry_invoice.holder", _INVOICED),
        Collection("bank-files", BankFileRow, "see.holdings"),
        Collection("days", DayRow, "see.holdings"),
        Collection("day-files", DayFileRow, "see.holdings"),
        *_of([t for t in (*MRV, *ROUND) if t not in PUBLISHED], "see.records"),
        *_of(PUBLISHED, "see.results"),
        *_of(ALLOCATION, "see.entity"),
        *_of((*COMPLIANCE, *OFFSETS), "see.entity"),
        *_of((SessionRow, QuoteRow, AnnouncementRow, TradingDayRow, InterruptionRow), "see.results"),
        *(
            Collection(name, row, "see.trading", f"{row.__table__.name}.holder")
            for name, row in (
                ("trading-participants", ParticipantRow),
                ("trading-papers", ParticipantPaperRow),
                ("trading-warnings", WarningRow),
            )
        ),
        Collection("trading-checks", CheckRow, "see.trading"),
        Collection("error-trades", ErrorTradeRow, "see.trading"),
        Collection("auctions", AuctionRow, "see.results", only="notice <> ''"),
        Collection("auction-applications", AuctionRow, "see.trading", "exchange_auction.holder"),
        Collection("auction-papers", AuctionPaperRow, "see.trading", "exchange_auction.holder", _AUCTIONED),
        Collection("auction-bidders", BidderRow, "see.trading", "exchange_bidder.holder"),
        Collection("auction-offers", OfferRow, "see.holdings", "registry_auction_offer.holder"),
        Collection("paid-allocations", PaidAllocationRow, "see.results"),
        Collection("factor-proposals", FactorRow, "see.factors"),
        Collection("factor-tests", FactorTestRow, "see.factors"),
        Collection("large-holders", LargeHolderRow, "see.trading", "exchange_large_holder.holder"),
        Collection("incident-steps", IncidentStepRow, "see.trading"),
        Collection("risk-reserve", ReserveRow, "see.trading"),
        Collection("trade-fees", TradeFeeRow, "see.holdings", "registry_trade_fee.holder"),
        Collection("alerts", AlertRow, "see.alerts"),
        Collection("explanations", ExplanationRow, "see.explanations", "exchange_explanation.holder"),
    )
}


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a collection, where the next page begins and where the one before ends ("" there is none)."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    after: str
    binary: tuple[str, ...] = ()
    back: str = ""

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as objects; bytes are hex."""
        found = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        for name in self.binary:
            for record in found:
                record[name] = None if record[name] is None else record[name].hex()
        return found


def listed(visit: Visit, collection: Collection, most: int = PAGE) -> Listed:
    """Return a page of a collection as the caller may see it: filters by column, `after` the last key seen.

    `back` in its place gives the page that ends before a key.
    """
    spec = collection.spec
    where, values = _asked(visit, collection)
    after, back = visit.params.get("after", ""), visit.params.get("back", "")
    order = spec.key
    if key := after or back:
        where, values = [*where, _beyond(spec, "<" if back and not after else ">")], [*values, *_key(spec, key)]
    if back and not after:
        order = tuple(f"{name} DESC" for name in spec.key)
    rows = visit.view.fetch(spec.select_sql(" AND ".join(where), order) + f" LIMIT {most + 1}", values)
    more = len(rows) > most
    rows = rows[:most]
    if order is not spec.key:
        rows.reverse()
    goes_on, begins_later = (True, more) if order is not spec.key else (more, bool(after))
    return Listed(
        spec.column_names,
        rows,
        _shown_key(spec, rows[-1]) if goes_on and rows else "",
        tuple(c.name for c in spec.columns if c.type is bytes),
        _shown_key(spec, rows[0]) if begins_later and rows else "",
    )


def count(visit: Visit, collection: Collection) -> int:
    """Return how many rows a list has under its filters; `COUNTED` + 1 is more than that."""
    where, values = _asked(visit, collection)
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    inner = f"SELECT 1 FROM {collection.spec.name}{condition} LIMIT {COUNTED + 1}"
    return int(visit.view.fetch(f"SELECT count(*) FROM ({inner}) AS counted", values)[0][0])


def paging(visit: Visit, collection: Collection, found: Listed, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return which rows of how many a page of a list shows, and the addresses of the pages beside it.

    The link to a page says the number of its first row; counting the rows before it would read them.
    """
    total, rows = count(replace(visit, params=asked), collection), len(found.rows)
    given = visit.params.get("row", "")
    first = int(given) if found.back and given.isascii() and given.isdigit() and len(given) <= 12 else 1
    before = {**asked, "back": found.back, "row": max(1, first - PAGE), "lang": visit.language}
    after = {**asked, "after": found.after, "row": first + rows, "lang": visit.language}
    return {
        "first": first if rows else 0,
        "last": first + rows - 1 if rows else 0,
        "total": min(total, COUNTED),
        "more": total > COUNTED,
        "previous": f"{path}?{urlencode(before)}" if found.back else "",
        "next": f"{path}?{urlencode(after)}" if found.after else "",
    }


def _asked(visit: Visit, collection: Collection) -> tuple[list[str], list[Any]]:
    """Return the conditions of the filters and of what the caller may see."""
    where, values = _filters(visit, collection.spec)
    scope, scope_values = _scope(visit, collection)
    only = [collection.only] if collection.only else []
    return only + where + scope, values + scope_values


def _beyond(spec: TableSpec, sign: str) -> str:
    return f"({', '.join(spec.key)}) {sign} ({', '.join('?' * len(spec.key))})"


def _key(spec: TableSpec, shown: str) -> list[Any]:
    keys = shown.split("|")
    if len(keys) != len(spec.key):
        raise Trouble(400, "http.bad_parameter", details={"name": "after", "value": shown, "reason": "no key here"})
    return [_typed(spec, name, key) for name, key in zip(spec.key, keys, strict=True)]


def _shown_key(spec: TableSpec, row: tuple[Any, ...]) -> str:
    return "|".join(str(row[spec.column_names.index(name)]) for name in spec.key)


def _filters(visit: Visit, spec: TableSpec) -> tuple[list[str], list[Any]]:
    where, values = [], []
    for name, value in visit.params.items():
        if name in spec.column_names and name not in RESERVED:
            where.append(f"{name} = ?")
            values.append(_typed(spec, name, value))
        elif name not in RESERVED:
            raise Trouble(
                400, "http.bad_parameter", details={"name": name, "value": value, "reason": "no column of this list"}
            )
    return where, values


def _typed(spec: TableSpec, name: str, value: str) -> Any:
    kind = next(c.type for c in spec.columns if c.name == name)
    if kind is not int:
        return value.replace("\0", "")
    try:
        number = int(value)
    except ValueError:
        number = 2**63
    if not -(2**63) <= number < 2**63:
        raise Trouble(400, "http.bad_parameter", details={"name": name, "value": value, "reason": "no whole number"})
    return number


def _scope(visit: Visit, collection: Collection) -> tuple[list[str], list[Any]]:
    """Return what keeps a caller to its own part of a list."""
    if visit.may(collection.right):
        return [], []
    actor = visit.actor
    if actor is not None and collection.entity and visit.caller.may_read():
        scope = rights_of(actor.role).get(collection.right)
        if scope == "own" and actor.entity:
            return [collection.of(f"{collection.entity} = ?")], [actor.entity]
        if scope == "body":
            return [collection.of(f"{collection.entity} = ?")], [actor.organisation]
        if scope == "area" and actor.area_gb2260:
            return [collection.of(in_area_sql(actor.area_gb2260, collection.entity))], [actor.area_gb2260]
        if scope == "group":
            today = visit.today
            mandates = (
                "SELECT entity FROM participants_mandate WHERE organisation = ? AND from_day <= ? "
                "AND (until_day = '' OR until_day >= ?)"
            )
            return [collection.of(f"{collection.entity} IN ({mandates})")], [actor.organisation, today, today]
    refused = visit.refusal(collection.right, [])
    if visit.caller.is_public:
        raise Trouble(401, "http.sign_in_first")
    raise Trouble(
        403, str(refused or "command.not_permitted"), details={"actor": visit.caller.actor, "kind": collection.right}
    )

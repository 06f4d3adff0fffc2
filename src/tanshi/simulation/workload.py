"""A seeded workload of lawful and unlawful commands.

Mixed on purpose: amounts of zero, below zero and beyond every balance, unknown accounts and instruments,
actors without mandate
or of another body, fields missing or of the wrong type, ids sent again with the same and with another body. What the
generator knows of the state is only a rough guess, so that lawful requests are common; what is right is the auditor's
business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tanshi.journal.command import Command
from tanshi.simulation.application_work import FIRST as APPLICANTS
from tanshi.simulation.application_work import OF_HOLDERS as APPLICATIONS_OF_HOLDERS
from tanshi.simulation.application_work import WEIGHTS as APPLICATION_WEIGHTS
from tanshi.simulation.application_work import ApplicationWork
from tanshi.simulation.chance import Chance
from tanshi.simulation.failure_work import CONFIRMED as FAILURES_CONFIRMED
from tanshi.simulation.failure_work import OF_HOLDERS as FAILURES_OF_HOLDERS
from tanshi.simulation.failure_work import WEIGHTS as FAILURE_WEIGHTS
from tanshi.simulation.failure_work import FailureWork
from tanshi.simulation.holder_work import CONFIRMED as HOLDERS_CONFIRMED
from tanshi.simulation.holder_work import OF_HOLDERS, HolderWork
from tanshi.simulation.holder_work import WEIGHTS as HOLDER_WEIGHTS
from tanshi.simulation.invoice_work import CONFIRMED as INVOICES_CONFIRMED
from tanshi.simulation.invoice_work import OUT_OF_SESSION as INVOICES_OUT_OF_SESSION
from tanshi.simulation.invoice_work import WEIGHTS as INVOICE_WEIGHTS
from tanshi.simulation.invoice_work import InvoiceWork
from tanshi.simulation.law_work import CONFIRMED as BY_LAW_CONFIRMED
from tanshi.simulation.law_work import OF_HOLDERS as BY_LAW_OF_HOLDERS
from tanshi.simulation.law_work import WEIGHTS as BY_LAW_WEIGHTS
from tanshi.simulation.law_work import LawWork
from tanshi.simulation.money_work import CONFIRMED as MONEY_CONFIRMED
from tanshi.simulation.money_work import OF_HOLDERS as MONEY_OF_HOLDERS
from tanshi.simulation.money_work import OUT_OF_SESSION as MONEY_OUT_OF_SESSION
from tanshi.simulation.money_work import WEIGHTS as MONEY_WEIGHTS
from tanshi.simulation.money_work import MoneyWork
from tanshi.simulation.offer_work import AUTHORITY, OfferWork
from tanshi.simulation.offer_work import CONFIRMED as OFFERS_CONFIRMED
from tanshi.simulation.offer_work import OF_EXCHANGE as OFFERS_OF_EXCHANGE
from tanshi.simulation.offer_work import OF_HOLDERS as OFFERS_OF_HOLDERS
from tanshi.simulation.offer_work import OUT_OF_SESSION as OFFERS_OUT_OF_SESSION
from tanshi.simulation.offer_work import WEIGHTS as OFFER_WEIGHTS
from tanshi.simulation.project_work import CONFIRMED as PROJECTS_CONFIRMED
from tanshi.simulation.project_work import ProjectWork
from tanshi.simulation.reversal_work import CONFIRMED as REVERSALS_CONFIRMED
from tanshi.simulation.reversal_work import ELSEWHERE, OFFICIAL, PROVINCE, Numbers, ReversalWork
from tanshi.simulation.reversal_work import WEIGHTS as REVERSAL_WEIGHTS
from tanshi.simulation.session_work import CONFIRMED as SESSIONS_CONFIRMED
from tanshi.simulation.session_work import IN_SESSION as ASKED_IN_SESSION
from tanshi.simulation.session_work import OF_EXCHANGE as SESSIONS_OF_EXCHANGE
from tanshi.simulation.session_work import OF_HOLDERS as SESSIONS_OF_HOLDERS
from tanshi.simulation.session_work import WEIGHTS as SESSION_WEIGHTS
from tanshi.simulation.session_work import SessionWork
from tanshi.simulation.tie_work import CONFIRMED as TIES_CONFIRMED
from tanshi.simulation.tie_work import OF_CREDITORS, TieWork
from tanshi.simulation.tie_work import OF_HOLDERS as TIES_OF_HOLDERS
from tanshi.simulation.tie_work import WEIGHTS as TIE_WEIGHTS
from tanshi.simulation.trade_fee_work import OF_EXCHANGE as TRADE_FEES_OF_EXCHANGE
from tanshi.simulation.trade_fee_work import OUT_OF_SESSION as TRADE_FEES_OUT_OF_SESSION
from tanshi.simulation.trade_fee_work import WEIGHTS as TRADE_FEE_WEIGHTS
from tanshi.simulation.trade_fee_work import TradeFeeWork
from tanshi.simulation.voluntary_work import CONFIRMED as UNITS_CONFIRMED
from tanshi.simulation.voluntary_work import VoluntaryWork

HOLDERS = tuple(f"H{n}" for n in range(1, 9))
INSTRUMENTS = ("CEA21", "CEA22")
MINISTRY, REGISTRY, EXCHANGE = ("mee/1", "mee"), ("registry/1", "registry"), ("exchange/1", "exchange")
NOBODY = ("nobody/1", "nobody")

#: What needs a second person of the body that asks; it is called BODY/2.
CONFIRMED = (
    "registry.issue",
    "registry.take_back",
    "registry.deposit_cash",
    "registry.withdraw_cash",
    "registry.surrender",
    "registry.settle_trade",
    "registry.order_transfer",
    "registry.release_transfer",
    "registry.trust_account",
    *HOLDERS_CONFIRMED,
    *FAILURES_CONFIRMED,
    *TIES_CONFIRMED,
    *BY_LAW_CONFIRMED,
    *MONEY_CONFIRMED,
    *SESSIONS_CONFIRMED,
    *REVERSALS_CONFIRMED,
    *INVOICES_CONFIRMED,
    *OFFERS_CONFIRMED,
    *UNITS_CONFIRMED,
    *PROJECTS_CONFIRMED,
)
CONFIRMS = "registry/2"

#: How often each kind is asked, by weight.
_WEIGHTS: Mapping[str, int] = {
    "registry.issue": 14,
    "registry.take_back": 5,
    "registry.deposit_cash": 10,
    "registry.withdraw_cash": 5,
    "registry.fund_trading": 14,
    "registry.return_from_trading": 8,
    "registry.surrender": 10,
    "registry.order_transfer": 6,
    "registry.carry_out_transfer": 5,
    "registry.cancel_transfer": 2,
    "registry.freeze_transfer": 1,
    "registry.release_transfer": 1,
    "registry.trust_account": 1,
    "registry.distrust_account": 1,
    "registry.hand_over_positions": 5,
    "registry.settle_trade": 26,
    "registry.take_back_positions": 9,
    "registry.open_account": 2,
    "registry.list_instrument": 1,
    "participants.admit_actor": 4,
    "participants.dismiss_actor": 1,
    "run.open": 2,
    "run.close": 2,
    **HOLDER_WEIGHTS,
    **FAILURE_WEIGHTS,
    **TIE_WEIGHTS,
    **BY_LAW_WEIGHTS,
    **MONEY_WEIGHTS,
    **SESSION_WEIGHTS,
    **APPLICATION_WEIGHTS,
    **REVERSAL_WEIGHTS,
    **INVOICE_WEIGHTS,
    **OFFER_WEIGHTS,
    **TRADE_FEE_WEIGHTS,
}

#: What is lawful only while the exchange has the trading accounts, and only while it has not; asked rarely otherwise.
_IN_SESSION = {"registry.settle_trade", "registry.fail_trade", "registry.take_back_positions", *ASKED_IN_SESSION}
_OUT_OF_SESSION = {
    "registry.deposit_cash",
    "registry.withdraw_cash",
    "registry.fund_trading",
    "registry.return_from_trading",
    "registry.hand_over_positions",
    *MONEY_OUT_OF_SESSION,
    *INVOICES_OUT_OF_SESSION,
    *OFFERS_OUT_OF_SESSION,
    *TRADE_FEES_OUT_OF_SESSION,
    "registry.succeed",
}


#: What a holder's own people ask, and the request names it.
_OF_HOLDERS = {
    "registry.fund_trading",
    "registry.return_from_trading",
    "registry.surrender",
    "registry.order_transfer",
    "registry.trust_account",
    "registry.distrust_account",
    *OF_HOLDERS,
    *FAILURES_OF_HOLDERS,
    *TIES_OF_HOLDERS,
    *BY_LAW_OF_HOLDERS,
    *MONEY_OF_HOLDERS,
    *SESSIONS_OF_HOLDERS,
    *APPLICATIONS_OF_HOLDERS,
    *OFFERS_OF_HOLDERS,
}


_ABOUT_TRANSFERS = {
    "registry.order_transfer",
    "registry.carry_out_transfer",
    "registry.cancel_transfer",
    "registry.freeze_transfer",
    "registry.release_transfer",
    "registry.trust_account",
    "registry.distrust_account",
}
_OF_TRADES = ("registry.settle_trade", "registry.fail_trade")
_OF_EXCHANGE = frozenset(
    {
        "registry.hand_over_positions", "registry.take_back_positions", *_OF_TRADES, *SESSIONS_OF_EXCHANGE,
        *OFFERS_OF_EXCHANGE, *TRADE_FEES_OF_EXCHANGE,
    }
)  # fmt: skip


def _weights(unlikely: set[str]) -> tuple[int, ...]:
    return tuple(weight if kind in unlikely else 12 * weight for kind, weight in _WEIGHTS.items())


_KINDS = tuple(_WEIGHTS)
_BY_STATE = {True: _weights(_OUT_OF_SESSION), False: _weights(_IN_SESSION)}


#: What puts units or money into the books.
_PUT_OUT = ("registry.issue", "registry.deposit_cash", "registry.fund_reserve", "registry.take_bank_file")


def opening() -> list[Command]:
    """Return the commands that set the stage; all of them are lawful."""
    found = {"jurisdiction": "cn", "origin": "workload", "actor": "mee/1", "organisation": "mee"}
    commands = [
        _command("found", MINISTRY, "participants.found", found),
        _admit("registry/1", "registry", "registry"),
        _admit(CONFIRMS, "registry", "registry"),
        _admit("exchange/1", "exchange", "exchange"),
        _admit("exchange/2", "exchange", "exchange"),
        _command("open", REGISTRY, "registry.open", {"name": "national"}),
    ]
    for name in INSTRUMENTS:
        listed = {"instrument": name, "approved_by": "plan"}
        commands.append(_command(f"list/{name}", REGISTRY, "registry.list_instrument", listed))
    for holder in HOLDERS:
        commands += [
            _command(f"entity/{holder}", MINISTRY, "participants.register_entity", _entity(holder)),
            _admit(f"{holder}/1", holder, "entity", holder),
            _admit(f"{holder}/2", holder, "entity", holder),
            _command(f"account/{holder}", REGISTRY, "registry.open_account", {"holder": holder}),
        ]
    commands += [
        _command(f"entity/{ELSEWHERE}", MINISTRY, "participants.register_entity", _entity(ELSEWHERE, "11")),
        _admit(OFFICIAL, PROVINCE, "province", area="37"),
        _admit(f"{PROVINCE}/2", PROVINCE, "province", area="37"),
        *(_admit(f"{name}/1", name, "participant") for name in APPLICANTS),
    ]
    return commands


def _admit(actor: str, organisation: str, role: str, entity: str = "", area: str = "") -> Command:
    item = {"actor": actor, "organisation": organisation, "role": role, "entity": entity, "area_gb2260": area}
    return _command(f"admit/{actor}", MINISTRY, "participants.admit_actor", item)


def _entity(holder: str, area: str = "37") -> dict[str, Any]:
    return {
        "entity": holder, "name_zh": holder, "name_en": holder, "area_gb2260": area, "sector_gbt4754": "4411",
        "source": "workload", "units": [],
    }  # fmt: skip


def _command(id: str, who: tuple[str, str], kind: str, *items: Mapping[str, Any]) -> Command:
    return Command(id, who[1], who[0], kind, items, confirms(who[1], kind))


def confirms(organisation: str, kind: str) -> str:
    """Return who of a body confirms a kind of command, "" where nobody has to."""
    return f"{organisation}/2" if kind in CONFIRMED else ""


class Workload:
    """Draws one command after the other; `days` are those it may close, which ends what is asked of them.

    `known`: whoever knows the numbers of transfers, which answers do not tell: the auditor. `first`: the number of the
    first session's day, of 336 a year from 2023-01-01 on. `units`, `projects`: most of what is asked is the
    voluntary registry's, about units or about projects.
    """

    def __init__(
        self,
        seed: int,
        days: Sequence[str] = (),
        known: Numbers | None = None,
        first: int = 0,
        *,
        units: bool = False,
        projects: bool = False,
    ) -> None:
        self.seed = seed
        self._chance = Chance(seed, "workload")
        self._number = 0
        self._sent: list[Command] = []
        self._day = first
        self._trade = 0
        self._open_session = ""
        self._is_open = False
        self._guess: dict[tuple[str, str], int] = {}
        self._brought: list[tuple[str, str, int]] = []  # to trading of late
        self._orders: dict[str, int] = {}  # orders of transfer by holder
        self._about_holders = HolderWork(self._chance, HOLDERS)
        self._about_failures = FailureWork(self._chance)
        self._about_ties = TieWork(self._chance)
        self._by_law = LawWork(self._chance, HOLDERS)
        self._about_money = MoneyWork(self._chance, days)
        self._about_sessions = SessionWork(self._chance)
        self._about_applications = ApplicationWork(self._chance)
        self._about_reversals = ReversalWork(self._chance, known)
        self._about_invoices = InvoiceWork(self._chance)
        self._about_offers = OfferWork(self._chance)
        self._about_trade_fees = TradeFeeWork(self._chance)
        self.about_units: VoluntaryWork | ProjectWork | None = VoluntaryWork(self._chance) if units else None
        if projects:
            self.about_units = ProjectWork(self._chance)

    def next(self) -> Command:
        """Return the next command."""
        chance = self._chance
        if self._sent and chance.happens(40):
            return self._again()
        kind = _KINDS[chance.pick(_BY_STATE[self._is_open])]
        if self.about_units and chance.happens(800):
            kind = self.about_units.kind()
        self._number += 1
        count = 1 if chance.happens(850) else chance.between(2, 4)
        items = [self._asked(kind) for _ in range(count)]
        who = self._who(kind, items[0])
        if chance.happens(15):
            items = [self._spoilt(items[0])]
        sent = _command(f"w/{self.seed}/{self._number:08d}", who, kind, *items)
        command = replace(sent, second=self._second(who[1], kind))
        self._sent.append(command)
        if len(self._sent) > 500:
            del self._sent[:250]
        return command

    def noticed(self, command: Command, done: bool) -> None:
        """Let the generator improve its guess of the state after an answer."""
        if not done:
            return
        for item in command.items:
            self._notice(command.kind, item)

    def _notice(self, kind: str, item: Mapping[str, Any]) -> None:
        if kind == "registry.hand_over_positions":
            self._trade, self._open_session, self._is_open = 0, item["session"], True
            self._day += 2
        elif kind == "registry.take_back_positions":
            self._is_open = False
        elif kind in ("registry.settle_trade", "registry.fail_trade"):
            self._trade = item["number"]
        elif kind == "registry.fund_trading":
            self._brought = [*self._brought[-11:], (item["holder"], item["instrument"], item["amount_t"])]
        elif kind == "registry.order_transfer":
            self._orders[item["holder"]] = self._orders.get(item["holder"], 0) + 1
        self._about_holders.notice(kind, item)
        self._about_failures.noticed(kind, item)
        self._about_ties.noticed(kind, item)
        self._by_law.noticed(kind, item)
        self._about_money.noticed(kind, item)
        self._about_sessions.noticed(kind, item)
        self._about_applications.noticed(kind, item)
        self._about_invoices.noticed(kind, item)
        self._about_offers.noticed(kind, item)
        self._about_trade_fees.noticed(kind, item)
        if self.about_units:
            self.about_units.noticed(kind, item)
        amount = item.get("amount_t", item.get("amount_fen", 0))
        holder, instrument = item.get("holder"), item.get("instrument", "CNY")
        if isinstance(holder, str) and isinstance(amount, int):
            sign = 1 if kind in ("registry.issue", "registry.deposit_cash") else -1
            key = (holder, str(instrument))
            self._guess[key] = max(0, self._guess.get(key, 0) + sign * amount)

    def _again(self) -> Command:
        """Send an earlier command again: the same, or another body under its id."""
        earlier = self._sent[self._chance.below(len(self._sent))]
        if self._chance.happens(700):
            return earlier
        return replace(earlier, items=[self._asked(earlier.kind)])

    def _second(self, organisation: str, kind: str) -> str:
        """Return who confirms; now and then nobody, the same person, or somebody who may not."""
        if not self._chance.happens(30):
            return confirms(organisation, kind)
        return ("", REGISTRY[0], CONFIRMS, "H1/1", "nobody/1")[self._chance.below(5)]

    def _who(self, kind: str, item: Mapping[str, Any]) -> tuple[str, str]:
        chance = self._chance
        if chance.happens(30):
            everybody = [MINISTRY, REGISTRY, EXCHANGE, NOBODY, ("H1/1", "H2"), *((f"{h}/1", h) for h in HOLDERS)]
            return everybody[chance.below(len(everybody))]
        if self.about_units and kind in self.about_units.weights:
            return self.about_units.who(kind, item)
        if kind in _OF_HOLDERS:
            return f"{item['holder']}/1", item["holder"]
        if kind in OF_CREDITORS:
            return f"{item['pledgee']}/1", item["pledgee"]
        if kind == "registry.cancel_transfer" or (kind == "registry.freeze_transfer" and chance.happens(500)):
            holder = item["transfer"].partition("/")[0]
            return f"{holder}/1", holder
        if kind == "registry.release_held":
            return OFFICIAL, PROVINCE
        if kind in ("registry.reverse_surrender", "registry.certify_cancellation") and chance.happens(500):
            return f"{item['holder']}/1", item["holder"]
        if kind == "registry.pay_invoice":
            holder = item["invoice"].partition("/")[0]
            return f"{holder}/1", holder
        if kind == "registry.cancel_withdrawal":
            holder = item["withdrawal"].partition("/")[0]
            return f"{holder}/1", holder
        if kind in _OF_EXCHANGE:
            return EXCHANGE
        return MINISTRY if kind.startswith(("participants.", "run.")) else REGISTRY

    def _asked(self, kind: str) -> dict[str, Any]:
        if self.about_units and kind in self.about_units.weights:
            return self.about_units.item(kind)
        return self._item(kind)

    def _item(self, kind: str) -> dict[str, Any]:
        chance = self._chance
        holder = HOLDERS[chance.below(len(HOLDERS))] if chance.happens(985) else "H99"
        instrument = INSTRUMENTS[chance.below(2)] if chance.happens(980) else ("CNY", "CEA99")[chance.below(2)]
        if kind in HOLDER_WEIGHTS:
            return self._about_holders.item(kind, holder)
        if kind in _ABOUT_TRANSFERS:
            return self._about_transfers(kind, holder, instrument)
        if kind in FAILURE_WEIGHTS:
            amount = self._amount(holder, instrument, kind)
            return self._about_failures.item(kind, holder, self._trade_of(holder, instrument, amount), amount)
        if kind in MONEY_WEIGHTS:
            return self._about_money.item(kind, holder, self._amount(holder, "CNY", "registry.withdraw_cash"))
        if kind in TIE_WEIGHTS:
            other = HOLDERS[chance.below(len(HOLDERS))]
            return self._about_ties.item(kind, holder, other, instrument, self._amount(holder, instrument, kind))
        if kind in BY_LAW_WEIGHTS:
            return self._by_law.item(kind, holder, instrument, self._amount(holder, instrument, kind))
        if kind in SESSION_WEIGHTS:
            amount = self._amount(holder, instrument, kind)
            return self._about_sessions.item(kind, holder, instrument, amount, self._session())
        if kind in APPLICATION_WEIGHTS:
            return self._about_applications.item(kind, holder)
        if kind in REVERSAL_WEIGHTS:
            return self._about_reversals.item(kind, holder, instrument, self._amount(holder, instrument, kind))
        if kind in INVOICE_WEIGHTS:
            return self._about_invoices.item(kind, holder)
        if kind in OFFER_WEIGHTS:
            of = self._about_offers.whose(holder)
            return self._about_offers.item(kind, of, instrument, self._amount(of, instrument, kind), self._session())
        if kind in TRADE_FEE_WEIGHTS:
            return self._about_trade_fees.item(kind, holder, self._session())
        return self._plain_item(kind, holder, instrument)

    def _plain_item(self, kind: str, holder: str, instrument: str) -> dict[str, Any]:
        chance = self._chance
        match kind:
            case "registry.issue" | "registry.take_back":
                ground = "order" if chance.happens(960) else ("settle_up", "favour")[chance.below(2)]
                of = holder if chance.happens(880) else (PROVINCE, AUTHORITY)[chance.below(2)]
                return {
                    "holder": of, "instrument": instrument, "amount_t": self._amount(holder, instrument, kind),
                    "ground": ground, "instruction": f"i/{self._number}",
                }  # fmt: skip
            case "registry.deposit_cash" | "registry.withdraw_cash":
                fen = self._amount(holder, "CNY", kind) * 100
                return {"holder": holder, "amount_fen": fen, "reference": f"r/{self._number}"}
            case "registry.fund_trading" | "registry.return_from_trading":
                return {"holder": holder, "instrument": instrument, "amount_t": self._amount(holder, instrument, kind)}
            case "registry.surrender":
                amount = self._amount(holder, instrument, kind)
                return {"holder": holder, "instrument": instrument, "amount_t": amount, "period": self._period()}
            case "registry.hand_over_positions":
                return {"session": self._session(self._day + chance.below(3)), "digest": "d"}
            case "registry.settle_trade":
                return self._trade_of(*self._offered(holder, instrument))
            case "registry.take_back_positions":
                trades = self._trade if chance.happens(800) else chance.below(9)
                return {"session": self._session(), "trades": trades, "segment": "s"}
            case "registry.open_account":
                return {"holder": holder if chance.happens(300) else f"N{self._number}"}
            case "registry.list_instrument":
                return {
                    "instrument": (instrument, "CEA25", f"CEA-{self._number}")[chance.below(10) // 4],
                    "approved_by": "plan",
                }
            case "participants.admit_actor":
                theirs = {"actor": f"{holder}/1", "organisation": holder, "role": "entity", "entity": holder}
                return theirs if chance.happens(600) else self._about_applications.newcomer()
            case "participants.dismiss_actor":
                return {"actor": f"{holder}/1", "ground": "drill"}
            case "run.open":
                return {"run": f"run/{chance.below(60)}", "kind": "drill", "chunks": 1, "items": 1, "plan": ""}
        assert kind == "run.close", kind
        return {"run": f"run/{chance.below(60)}"}

    def _about_transfers(self, kind: str, holder: str, instrument: str) -> dict[str, Any]:
        chance = self._chance
        match kind:
            case "registry.order_transfer":
                return self._transfer(holder, instrument)
            case "registry.cancel_transfer" | "registry.freeze_transfer" | "registry.release_transfer":
                return {"transfer": self._order(), "reason": "why" if chance.happens(970) else " "}
            case "registry.carry_out_transfer":
                return {"transfer": self._order()}
            case "registry.trust_account":
                return {"holder": holder, "receiver": HOLDERS[chance.below(len(HOLDERS))], "reason": "why"}
        assert kind == "registry.distrust_account", kind
        return {"holder": holder, "receiver": HOLDERS[chance.below(len(HOLDERS))]}

    def _trade_of(self, seller: str, instrument: str, quantity_t: int) -> dict[str, Any]:
        chance = self._chance
        buyer = HOLDERS[chance.below(len(HOLDERS))]
        number = self._trade + 1 if chance.happens(900) else chance.below(self._trade + 4)
        return {
            "session": self._session(), "number": number, "method": self._method(seller), "instrument": instrument,
            "seller": seller, "buyer": buyer, "price_fen": chance.between(-2, 9000), "quantity_t": quantity_t,
        }  # fmt: skip

    def _method(self, seller: str) -> str:
        if seller == AUTHORITY:
            return "auction"
        return ("listing", "listing", "block", "auction")[self._chance.below(4)]

    def _offered(self, holder: str, instrument: str) -> tuple[str, str, int]:
        """Return seller, instrument and tonnes: mostly of who brought some to trading, however much is left of it."""
        freed = self._about_offers.freed
        if freed and self._chance.happens(350):
            seller, what, amount = freed[self._chance.below(len(freed))]
            return seller, what, self._chance.between(1, 1 + min(amount // 4, 40_000))
        if not self._brought or self._chance.happens(300):
            return holder, instrument, self._amount(holder, instrument, "registry.settle_trade") // 4
        seller, what, brought = self._brought[self._chance.below(len(self._brought))]
        return seller, what, self._chance.between(1, 1 + min(brought // 4, 40_000))

    def _transfer(self, holder: str, instrument: str) -> dict[str, Any]:
        chance = self._chance
        ground = ("within_group", "gift", "favour")[chance.below(3)] if chance.happens(200) else "surrender_help"
        return {
            "holder": holder, "receiver": HOLDERS[chance.below(len(HOLDERS))] if chance.happens(980) else "H98",
            "instrument": instrument, "amount_t": self._amount(holder, instrument, "registry.order_transfer"),
            "ground": ground, "reference": "p/1" if chance.happens(960) else "",
        }  # fmt: skip

    def _order(self) -> str:
        """Return the number of an order of transfer, mostly one of the last of its holder, now and then none."""
        chance = self._chance
        with_orders = sorted(self._orders) or [HOLDERS[0]]
        holder = with_orders[chance.below(len(with_orders))]
        last = self._orders.get(holder, 0)
        return f"{holder}/T{max(1, last + 1 - chance.below(4))}"

    def _period(self) -> str:
        """Return the period that is surrendered for; now and then one that no law knows."""
        return "2022" if self._chance.happens(970) else "2017"

    def _session(self, day: int | None = None) -> str:
        """Return a day's session; without a day the one last opened, now and then another."""
        if day is None and self._chance.happens(960):
            return self._open_session or "2023-01-01"
        at = self._day if day is None else day
        return f"{2023 + at // 336}-{at // 28 % 12 + 1:02d}-{at % 28 + 1:02d}"

    def _amount(self, holder: str, instrument: str, kind: str) -> int:
        """Return an amount: usually possible, sometimes at an edge, sometimes absurd."""
        chance = self._chance
        if chance.happens(25):
            absurd = (0, -1, -100, 2**53, 2**53 - 1, 10**15)[chance.below(6)]
            # who puts out all there can be leaves nothing for anybody else: seldom
            return absurd if absurd <= 0 or kind not in _PUT_OUT or chance.happens(50) else 10**12
        if kind in ("registry.issue", "registry.deposit_cash"):
            return chance.between(1, 50_000)
        held = self._guess.get((holder, instrument), 0)
        return held if chance.happens(60) else chance.between(1, max(2, min(held, 40_000)))

    def _spoilt(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return an item that cannot be read: a field missing, unknown, or of the wrong type."""
        spoilt = dict(item)
        names = list(spoilt)
        name = names[self._chance.below(len(names))]
        match self._chance.below(4):
            case 0:
                del spoilt[name]
            case 1:
                spoilt["unheard_of"] = 1
            case 2:
                spoilt[name] = 1.5
            case _:
                spoilt[name] = None
        return spoilt

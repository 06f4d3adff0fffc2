"""The auditor: a second, plain opinion on every answer of the workload, sharing no code with the systems it judges.

It keeps balances in a dictionary, decides for each command what the outcome must be, applies what was carried out, and
compares the books with its own. A disagreement is a sentence with the command in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NoReturn, Protocol

from tanshi.journal.command import Answer, Command
from tanshi.simulation import (
    application_audit,
    failure_audit,
    holder_audit,
    invoice_audit,
    law_audit,
    money_audit,
    offer_audit,
    project_audit,
    reversal_audit,
    session_audit,
    tie_audit,
    trade_fee_audit,
    voluntary_audit,
)
from tanshi.simulation.application_audit import ApplicationAudit
from tanshi.simulation.failure_audit import FailureAudit
from tanshi.simulation.holder_audit import HolderAudit
from tanshi.simulation.invoice_audit import InvoiceAudit
from tanshi.simulation.law_audit import LawAudit
from tanshi.simulation.money_audit import MoneyAudit
from tanshi.simulation.offer_audit import OfferAudit
from tanshi.simulation.project_audit import ProjectAudit
from tanshi.simulation.reversal_audit import ReversalAudit
from tanshi.simulation.session_audit import SessionAudit
from tanshi.simulation.trade_fee_audit import TradeFeeAudit
from tanshi.simulation.voluntary_audit import VoluntaryAudit

_CASH = "CNY"

#: Whose accounts may be below zero.
_OVERDRAWN = ("system/issuance", "system/bank", "system/carry_in")
_FIELDS: Mapping[str, dict[str, type]] = {
    "registry.issue": {"holder": str, "instrument": str, "amount_t": int, "ground": str, "instruction": str},
    "registry.take_back": {"holder": str, "instrument": str, "amount_t": int, "ground": str, "instruction": str},
    "registry.deposit_cash": {"holder": str, "amount_fen": int, "reference": str},
    "registry.withdraw_cash": {"holder": str, "amount_fen": int, "reference": str},
    "registry.fund_trading": {"holder": str, "instrument": str, "amount_t": int},
    "registry.return_from_trading": {"holder": str, "instrument": str, "amount_t": int},
    "registry.surrender": {"holder": str, "instrument": str, "amount_t": int, "period": str},
    "registry.order_transfer": {
        "holder": str, "receiver": str, "instrument": str, "amount_t": int, "ground": str, "reference": str,
    },
    "registry.cancel_transfer": {"transfer": str, "reason": str},
    "registry.freeze_transfer": {"transfer": str, "reason": str},
    "registry.release_transfer": {"transfer": str, "reason": str},
    "registry.carry_out_transfer": {"transfer": str},
    "registry.trust_account": {"holder": str, "receiver": str, "reason": str},
    "registry.distrust_account": {"holder": str, "receiver": str},
    "registry.hand_over_positions": {"session": str, "digest": str},
    "registry.settle_trade": {
        "session": str, "number": int, "method": str, "instrument": str, "seller": str, "buyer": str,
        "price_fen": int, "quantity_t": int,
    },
    "registry.take_back_positions": {"session": str, "trades": int, "segment": str},
    "registry.open_account": {"holder": str},
    "registry.list_instrument": {"instrument": str, "approved_by": str},
    "registry.open": {"name": str},
    "participants.found": {"jurisdiction": str, "origin": str, "actor": str, "organisation": str},
    "participants.admit_actor": {"actor": str, "organisation": str, "role": str, "area_gb2260": str, "entity": str},
    "participants.dismiss_actor": {"actor": str, "ground": str},
    "participants.register_entity": {
        "entity": str, "name_zh": str, "name_en": str, "area_gb2260": str, "sector_gbt4754": str, "source": str,
        "units": list,
    },
    "run.open": {"run": str, "kind": str, "chunks": int, "items": int, "plan": str},
    "run.close": {"run": str},
    **holder_audit.FIELDS,
    **failure_audit.FIELDS,
    **tie_audit.FIELDS,
    **law_audit.FIELDS,
    **money_audit.FIELDS,
    **session_audit.FIELDS,
    **application_audit.FIELDS,
    **reversal_audit.FIELDS,
    **invoice_audit.FIELDS,
    **offer_audit.FIELDS,
    **trade_fee_audit.FIELDS,
    **voluntary_audit.FIELDS,
    **project_audit.FIELDS,
}  # fmt: skip
#: What a kind of command may leave out.
_LEFT_OUT = {
    "participants.admit_actor": {"area_gb2260", "entity"},
    "registry.order_transfer": {"reference"}, **holder_audit.OPTIONAL, **session_audit.OPTIONAL, **law_audit.OPTIONAL,
    **application_audit.OPTIONAL,
}  # fmt: skip
_CONFIRMED = {
    "registry.issue",
    "registry.take_back",
    "registry.deposit_cash",
    "registry.withdraw_cash",
    "registry.surrender",
    "registry.settle_trade",
    "registry.order_transfer",
    "registry.release_transfer",
    "registry.trust_account",
    *holder_audit.CONFIRMED,
    *failure_audit.CONFIRMED,
    *tie_audit.CONFIRMED,
    *law_audit.CONFIRMED,
    *money_audit.CONFIRMED,
    *session_audit.CONFIRMED,
    *reversal_audit.CONFIRMED,
    *invoice_audit.CONFIRMED,
    *offer_audit.CONFIRMED,
    *voluntary_audit.CONFIRMED,
    *project_audit.CONFIRMED,
}
#: Of these one tonne or fen is the least that needs a second person, so that nothing needs none.
_FROM_ONE_ON = {
    "registry.surrender", "registry.order_transfer", "registry.withdraw_cash", "registry.deposit_cash",
}  # fmt: skip
_RUNS = {"run.open", "run.close"}
_ROLES = {
    "nation": {
        "participants.admit_actor", "participants.dismiss_actor", "participants.register_entity",
        *law_audit.OF_NATION, *offer_audit.OF_AUTHORITY, *voluntary_audit.OF_NATION, *_RUNS,
    },
    "registry": {
        "registry.open", "registry.list_instrument", "registry.open_account", "registry.issue", "registry.take_back",
        "registry.deposit_cash", "registry.withdraw_cash", "registry.freeze_transfer", "registry.release_transfer",
        "registry.carry_out_transfer", *holder_audit.OF_REGISTRY, *failure_audit.OF_REGISTRY,
        *tie_audit.OF_REGISTRY, *money_audit.OF_REGISTRY, *session_audit.OF_REGISTRY,
        *law_audit.OF_REGISTRY, *application_audit.OF_REGISTRY, *reversal_audit.OF_REGISTRY,
        *invoice_audit.OF_REGISTRY, *offer_audit.OF_REGISTRY, *trade_fee_audit.OF_REGISTRY, *_RUNS,
    },
    "exchange": {
        "registry.hand_over_positions", "registry.settle_trade", "registry.take_back_positions",
        *failure_audit.OF_EXCHANGE, *session_audit.OF_EXCHANGE, *offer_audit.OF_EXCHANGE,
        *trade_fee_audit.OF_EXCHANGE, *_RUNS,
    },
    "entity": {
        "registry.fund_trading", "registry.return_from_trading", "registry.surrender", "registry.order_transfer",
        "registry.cancel_transfer", "registry.freeze_transfer", "registry.trust_account", "registry.distrust_account",
        *holder_audit.OF_ENTITIES, *failure_audit.OF_ENTITIES, *tie_audit.OF_ENTITIES, *money_audit.OF_ENTITIES,
        *session_audit.OF_ENTITIES, *law_audit.OF_ENTITIES, *application_audit.OF_APPLICANTS,
        *reversal_audit.OF_ENTITIES, *invoice_audit.OF_ENTITIES, *offer_audit.OF_ENTITIES, *voluntary_audit.OF_HOLDERS,
        *project_audit.OF_HOLDERS,
    },
    "participant": application_audit.OF_APPLICANTS | voluntary_audit.OF_HOLDERS | project_audit.OF_HOLDERS,
    "voluntary": voluntary_audit.OF_REGISTRY | project_audit.OF_REGISTRY,
    "verifier": project_audit.OF_BODIES,
    "voluntary_exchange": voluntary_audit.OF_EXCHANGE,
    "province": reversal_audit.OF_PROVINCES,
}  # fmt: skip


class Books(Protocol):
    def fetch(self, sql: str) -> list[tuple[Any, ...]]: ...


class _No(Exception):
    """The command must be refused with this outcome."""


class Auditor(
    HolderAudit, FailureAudit, ApplicationAudit, ReversalAudit, InvoiceAudit, LawAudit, MoneyAudit, SessionAudit,
    OfferAudit, TradeFeeAudit, VoluntaryAudit, ProjectAudit,
):  # fmt: skip
    """What the books must be, by somebody else's reckoning."""

    def __init__(self) -> None:
        self.balances: dict[tuple[str, str], int] = {}
        self.done: dict[tuple[str, str], str] = {}
        self.actors: dict[str, tuple[str, str, bool]] = {}
        self.bound_to: dict[str, str] = {}  # an entity's actor to its entity
        self.entities: set[str] = set()
        self.areas: dict[str, str] = {}  # of entities
        self.transfers = 0
        self.accounts: set[str] = set()
        self.instruments: set[str] = set()
        self.runs: dict[str, str] = {}
        self.orders: dict[str, tuple[str, str, str, str, int]] = {}  # state, holder, receiver, instrument, tonnes
        self.trusted: set[tuple[str, str]] = set()
        self.answered = self.actor = self.second = ""
        self.begin_holders()
        self.begin_failures()
        self.begin_ties()
        self.begin_by_law()
        self.begin_money()
        self.begin_sessions()
        self.begin_applications()
        self.begin_reversals()
        self.begin_invoices()
        self.begin_offers()
        self.begin_trade_fees()
        self.begin_units()
        self.begin_projects()
        self.session, self.is_open, self.settled, self.is_founded = "", False, 0, False

    def expect(self, command: Command, answered: str = "") -> str:
        """Return the outcome a command must have now, and apply it if it is carried out.

        What a clock decides - whether an order of transfer is due - the auditor takes from what was `answered`.
        """
        self.answered = answered
        try:
            return self._expect(command)
        except _No as no:
            return str(no)

    def check(self, command: Command, answer: Answer) -> list[str]:
        """Return what is wrong with an answer; an empty list is agreement."""
        found = "exists" if answer.exists else "done" if answer.done else str(answer.outcome)
        expected = self.expect(command, found)
        return [] if found == expected else [f"{command}: expected {expected}, answered {found}"]

    def compare(self, view: Books) -> list[str]:
        """Return where the books are not what they must be."""
        wrong = []
        held = {(a, i): n for a, i, n in view.fetch("SELECT account, instrument, amount FROM registry_holding")}
        for key in sorted({*held, *self.balances}):
            if held.get(key, 0) != self.balances.get(key, 0):
                wrong.append(f"{key}: books {held.get(key, 0)}, auditor {self.balances.get(key, 0)}")
        for instrument in sorted({i for _, i in held}):
            total = sum(n for (_, i), n in held.items() if i == instrument)
            if total:
                wrong.append(f"{instrument}: balances sum to {total}, not to zero")
        wrong += self._rows_that_differ(view)
        commands = {(o, i): s for o, i, s in view.fetch("SELECT organisation, id, sha256 FROM journal_command")}
        if commands != self.done:
            wrong.append(f"commands differ: {sorted(commands.keys() ^ self.done.keys())[:5]}")
        return wrong

    def _rows_that_differ(self, view: Books) -> list[str]:
        expected = {
            **self.rows_of_holders(), **self.rows_of_applications(), **self.rows_of_reversals(),
            **self.rows_of_invoices(), **self.rows_of_offers(), **self.rows_of_trade_fees(), **self.rows_of_units(),
            **self.rows_of_projects(),
        }  # fmt: skip
        found = {sql: {tuple(row) for row in view.fetch(sql)} for sql in expected}
        return [
            f"{sql}: books {sorted(found[sql] - rows)[:5]}, auditor {sorted(rows - found[sql])[:5]}"
            for sql, rows in expected.items()
            if found[sql] != rows
        ]

    def _expect(self, command: Command) -> str:
        fields = _FIELDS[command.kind]
        if not command.items or not all(_readable(item, fields, command.kind) for item in command.items):
            raise _No("command.malformed")
        digest = _digest(command)
        self.actor, self.second = command.actor, command.second
        self._may(command)
        key = (command.organisation, command.id)
        if key in self.done:
            if self.done[key] != digest:
                raise _No("command.id_with_other_body")
            return "exists"
        before = self._copy() if len(command.items) > 1 else {}  # one item alone checks all before it changes anything
        try:
            for item in command.items:
                getattr(self, "_" + command.kind.replace(".", "_"))(item)
        except _No:
            self.__dict__.update(before)
            raise
        self.done[key] = digest
        return "done"

    def _copy(self) -> dict[str, Any]:
        return {k: v.copy() if isinstance(v, dict | set) else v for k, v in self.__dict__.items() if k != "done"}

    def refuse(self, outcome: str) -> NoReturn:
        raise _No(outcome)

    def _may(self, command: Command) -> None:
        if command.kind == "participants.found":
            return
        self._may_be(command, command.actor)
        if command.kind in _CONFIRMED:
            if not command.second:
                if command.kind in _FROM_ONE_ON and not any(_amounts(command)):
                    return
                raise _No("command.second_missing")
            if command.second == command.actor:
                raise _No("command.second_is_first")
            try:
                self._may_be(command, command.second)
            except _No:
                raise _No("command.second_not_permitted") from None

    def _may_be(self, command: Command, actor: str) -> None:
        organisation, role, active = self.actors.get(actor, ("", "", False))
        if not active:
            raise _No("command.actor_not_found")
        if organisation != command.organisation:
            raise _No("command.actor_of_other_organisation")
        if command.kind in project_audit.OF_ANYBODY:
            return
        if command.kind not in _ROLES[role]:
            raise _No("command.not_permitted")
        bound = self.bound_to.get(actor, "")
        own = {"entity": bound, "participant": organisation, "province": organisation, "verifier": organisation}
        if command.kind in offer_audit.OF_AUTHORITY:
            own["nation"] = organisation
        if role in own and any(not own[role] or self._whose(item) != own[role] for item in command.items):
            raise _No("command.out_of_scope")

    def _whose(self, item: Mapping[str, Any]) -> str:
        """Return whose matter an item is: it names its holder, or an order of a holder."""
        known = self.orders.get(item.get("transfer", ""))
        if "owner" in item:
            return str(item["owner"])
        if "handled" in item:
            return str(item["body"])
        if "invoice" in item:
            return self.invoices.get(item["invoice"], ("",))[0]
        if "withdrawal" in item:
            return self.withdrawals.get(item["withdrawal"], ("", 0, ""))[0]
        if "pledgee" in item and "contract" not in item:
            return str(item["pledgee"])
        return str(item["holder"]) if "holder" in item else known[1] if known else ""

    # participants and runs

    def _participants_found(self, item: Mapping[str, Any]) -> None:
        if self.is_founded:
            raise _No("participants.already_founded")
        self.is_founded = True
        self.actors[item["actor"]] = (item["organisation"], "nation", True)

    def _participants_admit_actor(self, item: Mapping[str, Any]) -> None:
        if item.get("entity") and item["entity"] not in self.entities:
            raise _No("participants.entity_not_found")
        if self.actors.get(item["actor"], ("", "", False))[2]:
            raise _No("participants.actor_exists")
        self.actors[item["actor"]] = (item["organisation"], item["role"], True)
        self.bound_to[item["actor"]] = item.get("entity", "")

    def _participants_dismiss_actor(self, item: Mapping[str, Any]) -> None:
        organisation, role, active = self.actors.get(item["actor"], ("", "", False))
        if not active:
            raise _No("participants.actor_not_active")
        self.actors[item["actor"]] = (organisation, role, False)

    def _participants_register_entity(self, item: Mapping[str, Any]) -> None:
        if item["entity"] in self.entities:
            raise _No("participants.entity_exists")
        self.entities.add(item["entity"])
        self.areas[item["entity"]] = item["area_gb2260"]

    def _run_open(self, item: Mapping[str, Any]) -> None:
        if item["run"] in self.runs:
            raise _No("run.already_open")
        self.runs[item["run"]] = "open"

    def _run_close(self, item: Mapping[str, Any]) -> None:
        if self.runs.get(item["run"]) != "open":
            raise _No("run.not_open")
        self.runs[item["run"]] = "closed"

    # registry

    def _registry_open(self, item: Mapping[str, Any]) -> None:
        if self.accounts:
            raise _No("registry.already_opened")
        self.accounts |= {"system/issuance", "system/surrendered", "system/bank"}

    def _registry_list_instrument(self, item: Mapping[str, Any]) -> None:
        if item["instrument"] in {*self.instruments, _CASH}:
            raise _No("registry.instrument_exists")
        self.instruments.add(item["instrument"])

    def _registry_open_account(self, item: Mapping[str, Any]) -> None:
        holder = item["holder"]
        if f"{holder}/registration" in self.accounts:
            raise _No("registry.holder_has_account")
        self.accounts |= {f"{holder}/registration", f"{holder}/trading"}

    def _registry_issue(self, item: Mapping[str, Any]) -> None:
        self._ground(item)
        self._allowance(item["instrument"])
        self.not_stopped(item["holder"], "issue")
        self._move("system/issuance", f"{item['holder']}/registration", item["instrument"], item["amount_t"])

    def _registry_take_back(self, item: Mapping[str, Any]) -> None:
        self._ground(item)
        self._allowance(item["instrument"])
        self._move(f"{item['holder']}/registration", "system/issuance", item["instrument"], item["amount_t"])

    def _registry_deposit_cash(self, item: Mapping[str, Any]) -> None:
        self._free()
        self.not_stopped(item["holder"], "deposit")
        self._may_move("system/bank", f"{item['holder']}/trading", _CASH, item["amount_fen"])
        self.not_told(item["reference"])
        self._move("system/bank", f"{item['holder']}/trading", _CASH, item["amount_fen"])
        self.book("in", item)

    def _registry_withdraw_cash(self, item: Mapping[str, Any]) -> None:
        self._free()
        self.not_stopped(item["holder"], "withdraw")
        self._move(f"{item['holder']}/trading", "system/bank", _CASH, item["amount_fen"])
        self.book("out", item)

    def _registry_fund_trading(self, item: Mapping[str, Any]) -> None:
        self._allowance(item["instrument"])
        self._free()
        holder = item["holder"]
        self.by_holder(holder, "fund")
        self._move(f"{holder}/registration", f"{holder}/trading", item["instrument"], item["amount_t"])

    def _registry_return_from_trading(self, item: Mapping[str, Any]) -> None:
        self._allowance(item["instrument"])
        self._free()
        holder = item["holder"]
        self.by_holder(holder, "return")
        self._move(f"{holder}/trading", f"{holder}/registration", item["instrument"], item["amount_t"])

    def _registry_surrender(self, item: Mapping[str, Any]) -> None:
        self._allowance(item["instrument"])
        self.by_holder(item["holder"], "surrender")
        self._move(f"{item['holder']}/registration", "system/surrendered", item["instrument"], item["amount_t"])
        self.surrendered(item)

    def _registry_order_transfer(self, item: Mapping[str, Any]) -> None:
        if item["ground"] not in ("within_group", "surrender_help", "gift", "own_account"):
            raise _No("registry.unknown_transfer_ground")
        if item["ground"] in ("surrender_help", "gift") and not item.get("reference", "").strip():
            raise _No("registry.transfer_paper_missing")
        holder, receiver = item["holder"], item["receiver"]
        self._other_account(holder, receiver)
        self._allowance(item["instrument"])
        self.by_holder(holder, "transfer")
        self.not_stopped(receiver, "receive")
        self._may_move(f"{holder}/registration", f"{receiver}/registration", item["instrument"], item["amount_t"])
        self.accounts.add(f"{holder}/pending")
        self._move(f"{holder}/registration", f"{holder}/pending", item["instrument"], item["amount_t"])
        number = 1 + sum(of == holder for _, of, *_ in self.orders.values())
        order = ("waiting", holder, receiver, item["instrument"], item["amount_t"])
        self.orders[f"{holder}/T{number}"] = order

    def _registry_cancel_transfer(self, item: Mapping[str, Any]) -> None:
        _, holder, _, instrument, amount = self._open_order(item)
        self._move(f"{holder}/pending", f"{holder}/registration", instrument, amount)
        self._set_order(item, "cancelled")

    def _registry_freeze_transfer(self, item: Mapping[str, Any]) -> None:
        if self._open_order(item)[0] == "frozen":
            raise _No("registry.order_frozen")
        self._set_order(item, "frozen")

    def _registry_release_transfer(self, item: Mapping[str, Any]) -> None:
        if self._open_order(item)[0] != "frozen":
            raise _No("registry.order_not_frozen")
        self._set_order(item, "waiting")

    def _registry_carry_out_transfer(self, item: Mapping[str, Any]) -> None:
        state, holder, receiver, instrument, amount = self._open_order(item)
        if state == "frozen":
            raise _No("registry.order_frozen")
        if self.answered == "registry.order_not_due":
            raise _No(self.answered)
        if cause := self.stopped(holder, "transfer") or self.stopped(receiver, "receive"):
            if state == f"held up: {cause}":
                raise _No("registry.order_held_up")
            self._set_order(item, f"held up: {cause}")
            return
        self._move(f"{holder}/pending", f"{receiver}/registration", instrument, amount)
        self._set_order(item, "carried out")

    def _registry_trust_account(self, item: Mapping[str, Any]) -> None:
        if not item["reason"].strip():
            raise _No("registry.transfer_reason_missing")
        self._other_account(item["holder"], item["receiver"])
        if f"{item['holder']}/registration" not in self.accounts:
            raise _No("registry.receiver_not_found")
        self.by_holder(item["holder"], "trust")
        if (item["holder"], item["receiver"]) in self.trusted:
            raise _No("registry.already_trusted")
        self.trusted.add((item["holder"], item["receiver"]))

    def _registry_distrust_account(self, item: Mapping[str, Any]) -> None:
        if (item["holder"], item["receiver"]) not in self.trusted:
            raise _No("registry.not_trusted")
        self.trusted.remove((item["holder"], item["receiver"]))

    def _open_order(self, item: Mapping[str, Any]) -> tuple[str, str, str, str, int]:
        if not item.get("reason", "why").strip():
            raise _No("registry.transfer_reason_missing")
        if item["transfer"] not in self.orders:
            raise _No("registry.order_not_found")
        if self.orders[item["transfer"]][0] in ("cancelled", "carried out"):
            raise _No("registry.order_ended")
        return self.orders[item["transfer"]]

    def _set_order(self, item: Mapping[str, Any], state: str) -> None:
        _, holder, receiver, instrument, amount = self.orders[item["transfer"]]
        self.orders[item["transfer"]] = (state, holder, receiver, instrument, amount)

    def _other_account(self, holder: str, receiver: str) -> None:
        if receiver == holder:
            raise _No("registry.transfer_to_oneself")
        if f"{receiver}/registration" not in self.accounts:
            raise _No("registry.receiver_not_found")

    def _registry_hand_over_positions(self, item: Mapping[str, Any]) -> None:
        self._free()
        self.opens_after_closing()
        if item["session"] <= self.session:
            raise _No("registry.session_not_later")
        self.session, self.is_open, self.settled = item["session"], True, 0

    def _registry_settle_trade(self, item: Mapping[str, Any]) -> None:
        seller, buyer = self.next_trade(item)
        self._may_move(seller, buyer, item["instrument"], item["quantity_t"])
        self._may_move(buyer, seller, _CASH, item["quantity_t"] * item["price_fen"])
        self._move(seller, buyer, item["instrument"], item["quantity_t"])
        self._move(buyer, seller, _CASH, item["quantity_t"] * item["price_fen"])
        self.settled = item["number"]
        self.trades[item["session"], item["number"]] = dict(item)

    def next_trade(self, item: Mapping[str, Any]) -> tuple[str, str]:
        """Return the trading accounts of a trade that is the next to settle."""
        self._allowance(item["instrument"])
        self._in_session(item)
        if item["seller"] == item["buyer"]:
            raise _No("registry.same_party")
        if item["price_fen"] <= 0:
            raise _No("registry.price_not_positive")
        if item["number"] <= self.settled:
            raise _No("registry.already_settled")
        if item["number"] > self.settled + 1:
            raise _No("registry.out_of_order")
        return f"{item['seller']}/trading", f"{item['buyer']}/trading"

    def is_under_way(self, holder: str) -> bool:
        """Tell whether orders, failed trades, claims, objections, requests for money or pledges of a holder wait."""
        return (
            self.waits_by_law(holder)
            or any(o[0] not in ("cancelled", "carried out") and holder in o[1:3] for o in self.orders.values())
            or self.has_open_invoice(holder)
            or self.owes_fees(holder)
            or self.offers_something(holder)
            or any(holder in (f["seller"], f["buyer"]) for f in self.failures.values())
            or any(c["who"] == holder and c["left"] for c in self.claims.values())
            or any(of == holder and state == "open" for (of, _), state in self.objections.items())
            or any(of == holder and state in ("waiting", "paid") for of, _, state in self.withdrawals.values())
            or any(
                (state == "offered" and holder in (of, by)) or (state == "asked" and holder == of)
                for (of, _), (by, _, _, state) in self.pledges.items()
            )
        )

    def why_not_move(self, debit: str, credit: str, instrument: str, amount: int) -> str:
        """Return why a movement is not possible, or ""."""
        try:
            self._may_move(debit, credit, instrument, amount)
        except _No as no:
            return str(no)
        return ""

    def free(self) -> None:
        """Refuse what waits while the exchange has the trading accounts."""
        self._free()

    def move(self, debit: str, credit: str, instrument: str, amount: int) -> None:
        """Move what may be moved."""
        self._move(debit, credit, instrument, amount)

    def _registry_take_back_positions(self, item: Mapping[str, Any]) -> None:
        self._in_session(item)
        if item["trades"] != self.settled:
            raise _No("registry.trades_missing")
        self.none_unanswered()
        self.is_open = False

    def _ground(self, item: Mapping[str, Any]) -> None:
        """Nobody instructs in the workload, so only papers carry an issue."""
        if item["ground"] in ("preallocation", "settle_up", "correction", "borrowing", "hardship"):
            raise _No("registry.not_instructed")
        if item["ground"] != "order":
            raise _No("registry.unknown_ground")

    def _allowance(self, instrument: str) -> None:
        if instrument == _CASH:
            raise _No("registry.not_an_allowance")
        if instrument not in self.instruments:
            raise _No("registry.instrument_not_found")

    def is_unit(self, instrument: str) -> None:
        """Refuse money and what is not listed."""
        self._allowance(instrument)

    def _free(self) -> None:
        if self.is_open:
            raise _No("registry.positions_with_exchange")

    def _in_session(self, item: Mapping[str, Any]) -> None:
        if not self.is_open or item["session"] != self.session:
            raise _No("registry.session_other")

    def _may_move(self, debit: str, credit: str, instrument: str, amount: int) -> None:
        if amount <= 0:
            raise _No("registry.amount_not_positive")
        if amount >= 2**53:
            raise _No("registry.amount_too_large")
        if debit not in self.accounts or credit not in self.accounts:
            raise _No("registry.account_not_found")
        enough = self.balances.get((debit, instrument), 0) >= amount or debit.startswith(_OVERDRAWN)
        if not enough:
            raise _No("registry.exceeds_cash" if instrument == _CASH else "registry.exceeds_holding")
        if self.balances.get((debit, instrument), 0) - amount <= -(2**53):
            raise _No("registry.amount_too_large")
        if self.listed.get(credit.rpartition("/")[0], ("",))[0] == "group":
            raise _No("registry.may_not_hold")

    def _move(self, debit: str, credit: str, instrument: str, amount: int) -> None:
        self._may_move(debit, credit, instrument, amount)
        self.transfers += 1
        self.balances[debit, instrument] = self.balances.get((debit, instrument), 0) - amount
        self.balances[credit, instrument] = self.balances.get((credit, instrument), 0) + amount


def _readable(item: Mapping[str, Any], fields: Mapping[str, type], kind: str) -> bool:
    required = set(fields) - _LEFT_OUT.get(kind, set())
    return (
        required <= set(item) <= set(fields)
        and all(
            type(value) in (fields[name], tuple if fields[name] is list else fields[name])
            for name, value in item.items()
        )
        and all(abs(v) < 2**53 for v in item.values() if type(v) is int)
    )


def _amounts(command: Command) -> list[int]:
    return [item.get("amount_t", item.get("amount_fen")) for item in command.items]


def _digest(command: Command) -> str:
    body = {"kind": command.kind, "items": list(command.items)}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def disagreements(auditor: Auditor, commands: Iterable[Command], answers: Iterable[Answer]) -> list[str]:
    """Return where the auditor disagrees with answers, in order."""
    return [line for c, a in zip(commands, answers, strict=True) for line in auditor.check(c, a)]

"""Tables of acts about holders: `day`, or `who: word holder field=value … -> outcome`, one line each."""

from __future__ import annotations

from datetime import date

from tools.holders_made import credit_code

from tanshi.application.access import FOUR_EYES
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening
from tests.act_table import lines_of, must_be_answered

__all__ = ["ALL", "SHA", "Stage", "credit_code"]

SHA = "a" * 64
ALL = "application_form licence legal_representative authorisation"


#: word → command kind, what its fields are if a line does not say.
WORDS = {
    "apply": (
        "registry.apply_account",
        {"kind": "organisation", "name": "碳信", "identity": credit_code(1), "identity_until": "", "papers": ALL},
    ),
    "papers": ("registry.file_papers", {"papers": "licence"}),
    "ask_papers": ("registry.ask_papers", {"missing": "licence", "reason": "illegible"}),
    "admit": ("registry.admit_holder", {}),
    "refuse": ("registry.refuse_holder", {"reason": "no such firm"}),
    "bring": ("registry.bring_holder", {"kind": "province", "name": "山东"}),
    "open_account": ("registry.open_account", {}),
    "change": (
        "registry.change_holder",
        {"name": "碳信", "identity": credit_code(1), "identity_until": "", "evidence_sha256": SHA},
    ),
    "decide_change": ("registry.decide_holder_change", {"accepted": True, "reason": ""}),
    "name": ("registry.name_representatives", {"named": "T/1=initiator T/2=approver", "from": "2023-05-04"}),
    "end": ("registry.end_representatives", {"representatives": "T/1 T/2", "ground": "left"}),
    "restrict": ("registry.restrict_holder", {"ground": "data_invalid", "text": "licence expired"}),
    "lift": ("registry.lift_restriction", {"number": 1, "text": "repaired"}),
    "object": ("registry.object_restriction", {"number": 1, "reason": "it is valid"}),
    "answer": ("registry.answer_restriction_objection", {"number": 1, "upheld": True, "text": "so it is"}),
    "bar": ("registry.note_barred", {"ground": "joined the exchange"}),
    "report": ("registry.report_disposal", {"evidence_sha256": SHA}),
    "ask_closing": ("registry.ask_closing", {"reason": "no more trading"}),
    "close": ("registry.close_holder", {"ground": "own_wish"}),
    "bank": ("registry.file_bank_account", {"bank": "ICBC", "bank_account": "6222000000001", "account_name": "碳信"}),
    "decide_bank": ("registry.decide_bank_account", {"accepted": True, "reason": ""}),
    "list": ("registry.list_instrument", {"approved_by": "notice", "kind": "allowance"}),
    "issue": ("registry.issue", {"instrument": "CEA22", "amount_t": 100, "ground": "order", "instruction": "i"}),
    "fund": ("registry.fund_trading", {"instrument": "CEA22", "amount_t": 10}),
    "return": ("registry.return_from_trading", {"instrument": "CEA22", "amount_t": 1}),
    "surrender": ("registry.surrender", {"instrument": "CEA22", "amount_t": 1, "period": "2022"}),
    "deposit": ("registry.deposit_cash", {"amount_fen": 1000, "reference": "r"}),
    "withdraw": ("registry.withdraw_cash", {"amount_fen": 1, "reference": "r"}),
    "hand_over": ("registry.hand_over_positions", {"digest": "d"}),
    "settle": (
        "registry.settle_trade",
        {"number": 1, "method": "listing", "instrument": "CEA22", "price_fen": 10, "quantity_t": 5},
    ),
    "back": ("registry.take_back_positions", {"trades": 1, "segment": "s"}),
    "order": (
        "registry.order_transfer",
        {"receiver": "H2", "instrument": "CEA22", "amount_t": 1, "ground": "within_group", "reference": ""},
    ),
    "carry_out": ("registry.carry_out_transfer", {}),
    "admit_actor": ("participants.admit_actor", {}),
    "dismiss_actor": ("participants.dismiss_actor", {"ground": "left"}),
    "merge": ("participants.merge_entities", {}),
}
FIRST = {
    "list": "instrument", "hand_over": "session", "settle": "session", "back": "session", "admit_actor": "actor",
    "dismiss_actor": "actor", "carry_out": "transfer",
}  # fmt: skip
WHOLE = {"number", "amount_t", "amount_fen", "price_fen", "quantity_t", "trades"}


class Stage:
    """A market with its people, and a clock that a table puts on days."""

    def __init__(self, market, clock) -> None:
        self.market, self.clock, self._number = market, clock, 0
        market.execute(opening())
        for actor, body, role, entity in (
            ("T/1", "T", "participant", ""),
            ("T/2", "T", "participant", ""),
            ("T/3", "T", "participant", ""),
            ("U/1", "U", "participant", ""),
            ("V/1", "V", "verifier", ""),
            ("H1/2", "H1", "entity", "H1"),
        ):
            item = {"actor": actor, "organisation": body, "role": role, "entity": entity}
            (answer,) = market.execute([Command(f"s/{actor}", "mee", "mee/1", "participants.admit_actor", [item])])
            assert answer.done or str(answer.outcome) == "participants.actor_exists"

    def run(self, table: str) -> None:
        """Carry a table out, and hold each outcome against what its line says."""
        for line in lines_of(table):
            if line.startswith("day "):
                self.clock.put_day(date.fromisoformat(line.split()[1]))
                continue
            request, _, expected = line.partition(" -> ")
            must_be_answered(self.ask(request), expected, line)

    def ask(self, request: str):
        who, _, rest = request.partition(": ")
        word, first, *fields = rest.split()
        kind, known = WORDS[word]
        item = {FIRST.get(word, "holder"): first, **known, **_given(fields)}
        if "papers" in item:
            item["papers"] = [{"paper": p, "sha256": SHA} for p in str(item["papers"]).replace("+", " ").split()]
        if "named" in item:
            pairs = [pair.split("=") for pair in str(item["named"]).replace("+", " ").split()]
            day = item.pop("from")
            item["named"] = [{"actor": actor, "role": role, "from_day": day} for actor, role in pairs]
        actor, _, second = who.partition("+")
        self._number += 1
        organisation = {"x/1": "H1"}.get(actor, actor.partition("/")[0])
        second = second or (f"{organisation}/2" if kind in FOUR_EYES else "")
        (answer,) = self.market.execute([Command(f"t/{self._number}", organisation, actor, kind, [item], second)])
        return answer

    def rows(self, sql: str):
        with self.market.view() as view:
            return view.fetch(sql)


def _given(fields):
    found = {}
    for field in fields:
        name, _, value = field.partition("=")
        if name in WHOLE:
            found[name] = int(value)
        elif name in ("accepted", "upheld"):
            found[name] = value == "yes"
        else:
            found[name] = "" if value == "-" else value.replace("+", " ")
    return found

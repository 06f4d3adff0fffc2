"""What the workload asks about money and the day: bank accounts, withdrawals, the bank's lines, closings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from tanshi.simulation.chance import Chance

#: How often each kind is asked, by weight; days are closed only where somebody says which.
WEIGHTS: Mapping[str, int] = {
    "registry.file_bank_account": 3,
    "registry.decide_bank_account": 4,
    "registry.request_withdrawal": 24,
    "registry.cancel_withdrawal": 2,
    "registry.refuse_withdrawal": 2,
    "registry.pay_withdrawal": 8,
    "registry.take_bank_file": 4,
    "registry.assign_money": 3,
    "registry.return_money": 1,
    "registry.close_day": 1,
    "registry.note_day_file": 1,
}
OF_HOLDERS = frozenset({"registry.file_bank_account", "registry.request_withdrawal"})
CONFIRMED = (
    "registry.file_bank_account",
    "registry.request_withdrawal",
    "registry.pay_withdrawal",
    "registry.take_bank_file",
    "registry.assign_money",
    "registry.return_money",
    "registry.close_day",
)
OUT_OF_SESSION = frozenset(
    {
        "registry.request_withdrawal", "registry.cancel_withdrawal", "registry.refuse_withdrawal",
        "registry.take_bank_file", "registry.assign_money",
    }
)  # fmt: skip


class MoneyWork:
    """Draws these requests; what it knows of accounts, withdrawals and references is a rough guess."""

    def __init__(self, chance: Chance, days: Sequence[str]) -> None:
        self._chance = chance
        self._days = days
        self._filed: list[str] = []
        self._asked: list[str] = []
        self._counts: dict[str, int] = {}
        self._references: list[tuple[str, str, str, int]] = []  # direction, reference, holder, fen
        self._nobodys: list[str] = []
        self._files = 0
        self._invoice = ""  # the one last asked for

    def noticed(self, kind: str, item: Mapping[str, Any]) -> None:
        """Remember what was carried out."""
        if kind == "registry.file_bank_account":
            self._filed = [*self._filed[-5:], item["holder"]]
        elif kind == "registry.request_withdrawal":
            holder = item["holder"]
            self._counts[holder] = self._counts.get(holder, 0) + 1
            self._asked = [*self._asked[-9:], f"{holder}/W{self._counts[holder]}"]
            self._remember("out", self._asked[-1], "", item["amount_fen"])
        elif kind in ("registry.deposit_cash", "registry.withdraw_cash"):
            direction = "in" if kind == "registry.deposit_cash" else "out"
            self._remember(direction, item["reference"], item["holder"], item["amount_fen"])
        elif kind == "registry.issue_invoice":
            self._invoice = f"{item['holder']}/I1"
        elif kind == "registry.take_bank_file":
            named = [line["reference"] for line in item["lines"] if line["direction"] == "in" and not line["holder"]]
            self._nobodys = [*self._nobodys[-9:], *named]

    def _remember(self, direction: str, reference: str, holder: str, amount: int) -> None:
        self._references = [*self._references[-9:], (direction, reference, holder, amount)]

    def item(self, kind: str, holder: str, amount: int) -> dict[str, Any]:
        """Return a request of a kind; `amount` is what it may be about, in fen."""
        chance = self._chance
        words = "why" if chance.happens(960) else " "
        match kind:
            case "registry.file_bank_account":
                account = f"62220000{chance.below(40):02d}" if chance.happens(960) else "62-2"
                name = holder if chance.happens(960) else "somebody"
                return {"holder": holder, "bank": "B", "bank_account": account, "account_name": name}
            case "registry.decide_bank_account":
                of = self._filed[chance.below(len(self._filed))] if self._filed else holder
                return {"holder": of, "accepted": chance.happens(900), "reason": words}
            case "registry.request_withdrawal":
                return {"holder": holder, "amount_fen": amount}
            case "registry.cancel_withdrawal" | "registry.refuse_withdrawal":
                return {"withdrawal": self._withdrawal(holder), "reason": words}
            case "registry.pay_withdrawal":
                return {"withdrawal": self._withdrawal(holder)}
            case "registry.take_bank_file":
                return self._file(holder, amount)
            case "registry.assign_money":
                return {"reference": self._nobody(), "holder": holder, "paper": words.strip()}
            case "registry.return_money":
                return {"reference": self._nobody(), "paper": words.strip()}
            case "registry.close_day":
                return {"day": self._days[chance.below(len(self._days))] if self._days else "someday"}
        assert kind == "registry.note_day_file", kind
        file = ("payments", "statements", "receipts")[chance.below(3)]
        return {"day": f"2022-0{chance.between(1, 9)}-01", "file": file, "sha256": sha256(words.encode()).hexdigest()}

    def _withdrawal(self, holder: str) -> str:
        """Return one of the last withdrawals, now and then none."""
        if not self._asked or self._chance.happens(60):
            return f"{holder}/W{self._chance.between(1, 99)}"
        return self._asked[self._chance.below(len(self._asked))]

    def _nobody(self) -> str:
        return self._nobodys[self._chance.below(len(self._nobodys))] if self._nobodys else "b/0"

    def _file(self, holder: str, amount: int) -> dict[str, Any]:
        """Return a file of a few lines: of what was booked or paid, new ones, and sometimes one of before."""
        chance = self._chance
        self._files += 1
        lines = []
        for number in range(chance.below(5)):
            new = ("in", f"b/{self._files}/{number}", ("", holder, f"62220000{chance.below(40):02d}")[chance.below(3)])
            known = self._references[chance.below(len(self._references))] if self._references else (*new, amount)
            direction, reference, named, fen = known if chance.happens(350) else (*new, amount)
            purpose = self._invoice if chance.happens(200) else ""
            fen = min(fen + (1 if chance.happens(60) else 0), 2**53 - 1)
            lines.append(
                {
                    "direction": direction,
                    "reference": reference,
                    "holder": named,
                    "amount_fen": fen,
                    "purpose": purpose,
                }
            )
        if lines and chance.happens(40):
            lines[-1] = {**lines[0], "direction": ("in", "up")[chance.below(2)]}
        name = self._files if chance.happens(960) else 1
        return {"day": "2021-01-04", "sha256": sha256(f"file {name}".encode()).hexdigest(), "lines": lines}

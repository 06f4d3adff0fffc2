"""Kinds of accounts, products and grounds as the law gives them: the registry asks for properties, never for a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tanshi.core.working_days import add_working_days
from tanshi.rulemaking.law import Known, LawBook
from tanshi.rules import Law
from tanshi.rules.parameter import Cited

#: How an account of a kind comes about.
APPLICATION, AUTHORITY, SYSTEM = "application", "authority", "system"

#: Kind of the account from which an authority sells: paid allocation, adjustment of the market.
RESERVE_KIND = "reserve"

#: What says who a holder is: a unified social credit code, a paper, nothing.
CREDIT_CODE, PAPER, NONE = "credit_code", "paper", "none"


@dataclass(frozen=True, slots=True)
class AccountKind:
    """A kind of accounts (账户种类)."""

    code: str
    opens: str
    bodies: tuple[str, ...]  # roles whose bodies may hold one
    identity: str
    trading: bool
    representatives: int  # at most so many
    papers: tuple[str, ...]
    review_days: int
    change_days: int


@dataclass(frozen=True, slots=True)
class ProductKind:
    """A kind of products (产品种类): whole units, what may be done with them, and who may hold them."""

    code: str
    unit: str
    acts: tuple[str, ...]
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of restricting or closing an account, with its citation."""

    code: str
    value: Any
    citation: str


class RegistryLaw:
    """The registry's law by day, with the acts of the journal in force."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def account_kinds(self, rows: Known, day: str) -> dict[str, AccountKind]:
        return {code: _account_kind(code, cited.value) for code, cited in self._table("account_kinds", rows, day)}

    def product_kinds(self, rows: Known, day: str) -> dict[str, ProductKind]:
        return {
            code: ProductKind(code, cited.value["unit"], tuple(cited.value["acts"]), tuple(cited.value["holders"]))
            for code, cited in self._table("product_kinds", rows, day)
        }

    def grounds(self, name: str, rows: Known, day: str) -> dict[str, Ground]:
        """Return the grounds of a parameter, `restriction_grounds` or `closing_grounds`."""
        law = self._laws.on(rows, day)
        found = law.table(f"registry.{name}", date.fromisoformat(day))
        return {code: Ground(code, cited.value, law.reference(cited.citation)) for code, cited in found.items()}

    def barred_roles(self, rows: Known, day: str) -> tuple[tuple[str, ...], str]:
        """Return the roles whose bodies and staff may not hold or trade, and where that is written."""
        law = self._laws.on(rows, day)
        cited = law.value("registry.barred_roles", date.fromisoformat(day))
        return tuple(cited.value), law.reference(cited.citation)

    def days(self, name: str, rows: Known, day: str) -> tuple[int, str]:
        """Return a number of working days, and where it is written."""
        law = self._laws.on(rows, day)
        cited = law.value(f"registry.{name}", date.fromisoformat(day))
        return cited.integer, law.reference(cited.citation)

    def _table(self, name: str, rows: Known, day: str) -> list[tuple[str, Cited]]:
        return list(self._laws.on(rows, day).table(f"registry.{name}", date.fromisoformat(day)).items())


def after_working_days(day: str, days: int) -> str:
    """Return the last day of a limit that begins after a legal day."""
    return add_working_days(date.fromisoformat(day), days).isoformat()


def _account_kind(code: str, value: Any) -> AccountKind:
    return AccountKind(
        code, value["opens"], tuple(value["bodies"]), value["identity"], value["trading"] == "true",
        int(value["representatives"]), tuple(value["papers"]), int(value["review_days"]), int(value["change_days"]),
    )  # fmt: skip

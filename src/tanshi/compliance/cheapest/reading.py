"""Assumptions of a plan as a YAML or JSON document, and positions out of an allocation's result.

price_cny: "95.00"            # of allowances today
offset_cny: "82.00"           # of credits; left out: none to be had
offset_most_t: 5000
keep_share: "0"               # of next year's price that a kept tonne is worth; left out: 1 if a text lets it be kept
net_sold_t: 0                 # sold less bought so far, beside what the books have: what may be carried over
fee_share: "0.001"
scenarios:
  - {name: low, weight: "0.5", price_cny: "85.00", next_cny: "88.00"}
  - {name: high, weight: "0.5", price_cny: "110.00", next_cny: "115.00"}
measures:
  - {name: biomass, most_t: 2000, cost_cny: "60.00", fixed_cny: "100000", least_t: 500, entity: E1, lost_share: "0.9"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tanshi.compliance.cheapest.terms import Measure, Position, Scenario, Terms
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.finding import Finding, Problem, problem
from tanshi.core.money import FEN_PER_YUAN
from tanshi.core.period import Period
from tanshi.rules import Cited

_KNOWN = {
    "": {"price_cny", "offset_cny", "offset_most_t", "keep_share", "fee_share", "scenarios", "measures", "net_sold_t"},
    "scenarios": {"name", "weight", "price_cny", "next_cny"},
    "measures": {"name", "most_t", "cost_cny", "fixed_cny", "least_t", "entity", "lost_share"},
}

#: Tonnes and fen a plan may deal with: what the solver counts exactly.
_MOST_T, _MOST_FEN = 10**9, 10**9


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a document and names what is wrong by its place, e.g. `scenarios[2].weight`."""

    document: Mapping[str, Any]

    def terms(self, offset_share: Cited, price_fen: int | None) -> Terms:
        """Return the terms; `price_fen`: today's price where the document says none. Raises `Problem`."""
        if not isinstance(self.document, dict):
            raise problem("gap.bad_document")
        self._known("", self.document)
        own = self._fen("price_cny", self.document, None)
        price = price_fen if own is None else own
        if price is None:
            raise problem("gap.no_price")
        scenarios = tuple(self._scenarios(price))
        if sum((s.weight for s in scenarios), Fraction(0)) != 1:
            raise problem("gap.bad_weights", where="scenarios")
        keep = self._share("keep_share", self.document) if self.document.get("keep_share") is not None else None
        fee = self._share("fee_share", self.document)
        most = self.document.get("offset_most_t")
        return Terms(
            price, scenarios, offset_share, self._fen("offset_cny", self.document, None),
            None if most is None else self._whole("offset_most_t", self.document, 0), keep, fee,
            tuple(self._measures()),
        )  # fmt: skip

    def _scenarios(self, price_fen: int) -> Iterator[Scenario]:
        rows = self._rows("scenarios")
        if not rows:
            yield Scenario("price", Fraction(1), price_fen, price_fen)
        for place, row in rows:
            weight = self._share("weight", row, place) if "weight" in row else Fraction(1, len(rows))
            price = self._fen("price_cny", row, price_fen, place)
            assert price is not None
            following = self._fen("next_cny", row, price, place)
            assert following is not None
            yield Scenario(str(row.get("name", place)), weight, price, following)

    def _measures(self) -> Iterator[Measure]:
        for place, row in self._rows("measures"):
            most, least = self._whole("most_t", row, None, place), self._whole("least_t", row, 0, place)
            if least > most:
                raise problem("gap.bad_field", where=f"{place}.least_t", value=least)
            cost, fixed = self._fen("cost_cny", row, 0, place), self._fen("fixed_cny", row, 0, place)
            assert cost is not None
            assert fixed is not None
            yield Measure(
                str(row.get("name", place)),
                most,
                cost,
                fixed,
                least,
                str(row.get("entity", "")),
                self._share("lost_share", row, place),
            )

    def net_sold_t(self) -> int:
        """Return what was sold less what was bought beside what the books have. Raises `Problem`."""
        said = str(self.document.get("net_sold_t") or 0).strip()
        sold = self._whole("net_sold_t", {"net_sold_t": said.removeprefix("-")}, 0)
        return -sold if said.startswith("-") else sold

    def _rows(self, name: str) -> list[tuple[str, Mapping[str, Any]]]:
        rows = self.document.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            raise problem("gap.bad_field", where=name, value=str(rows)[:40])
        for n, row in enumerate(rows, 1):
            self._known(f"{name}[{n}]", row)
        return [(f"{name}[{n}]", row) for n, row in enumerate(rows, 1)]

    def _known(self, place: str, row: Mapping[str, Any]) -> None:
        unknown = sorted(set(map(str, row)) - _KNOWN[place.partition("[")[0]])
        if unknown:
            known = ", ".join(sorted(_KNOWN[place.partition("[")[0]]))
            raise problem("gap.unknown_field", where=f"{place}.{unknown[0]}".lstrip("."), known=known)

    def _fen(self, name: str, row: Mapping[str, Any], default: int | None, place: str = "") -> int | None:
        if row.get(name) is None:
            return default
        found = self._number(name, row, place) * FEN_PER_YUAN
        if found.denominator != 1 or not 0 <= found <= _MOST_FEN:
            raise problem("gap.bad_field", where=f"{place}.{name}".lstrip("."), value=row[name])
        return int(found)

    def _whole(self, name: str, row: Mapping[str, Any], default: int | None, place: str = "") -> int:
        if row.get(name) is None and default is not None:
            return default
        found = self._number(name, row, place)
        if found.denominator != 1 or not 0 <= found <= _MOST_T:
            raise problem("gap.bad_field", where=f"{place}.{name}".lstrip("."), value=row.get(name, ""))
        return int(found)

    def _share(self, name: str, row: Mapping[str, Any], place: str = "") -> Fraction:
        if row.get(name) is None:
            return Fraction(0)
        found = self._number(name, row, place)
        if not 0 <= found <= 1:
            raise problem("gap.bad_field", where=f"{place}.{name}".lstrip("."), value=row[name])
        return found

    def _number(self, name: str, row: Mapping[str, Any], place: str) -> Fraction:
        try:
            return decimal(str(row.get(name, "")))
        except NotADecimal:
            raise problem("gap.bad_field", where=f"{place}.{name}".lstrip("."), value=row.get(name, "")) from None


def positions_of(document: Any) -> tuple[list[Position], list[Finding]]:
    """Return the positions in the result of an allocation (`tanshi allocate --json`), and the rows that are none.

    Raises `Problem`: it is no such document.
    """
    rows = document.get("entities") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise problem("gap.no_result")
    found: list[Position] = []
    wrong: list[Finding] = []
    for n, row in enumerate(rows, 1):
        try:
            found.append(_position(row, f"entities[{n}]"))
        except Problem as bad:
            wrong += bad.findings
    return found, wrong


def period_of(document: Any) -> str:
    """Return the period whose plan a result is of, "" if it does not say: `2025-draft` is 2025."""
    plan = str(document.get("plan", "")).removesuffix("-draft") if isinstance(document, dict) else ""
    try:
        return str(Period.named(plan))
    except ValueError:
        return ""


def _position(row: Any, place: str) -> Position:
    if not isinstance(row, dict) or not isinstance(row.get("entity_id"), str) or not row["entity_id"]:
        raise problem("gap.bad_row", where=f"{place}.entity_id")
    whole = {}
    for name, needed in (("obligation_t", True), ("approved_t", True), ("borrow_limit_t", False)):
        value = row.get(name, None if needed else 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_T:
            raise problem("gap.bad_row", where=f"{place}.{name}", value=str(value)[:40])
        whole[name] = value
    return Position(row["entity_id"], whole["obligation_t"], whole["approved_t"], whole["borrow_limit_t"])

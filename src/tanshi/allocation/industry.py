"""Allowances of steel, cement and aluminium under their plans (钢铁、水泥、铝冶炼行业配额核定).

2024: the allowance is the verified emission. From 2025 on it is the verified emission raised or lowered by up to 3 %
according to how far a line's intensity lies under or over the balance value of its sector; the balance value is the
one at which the sector's allowances equal its verified emissions. A line is what the plan looks at: a firm's iron
making, a clinker line, an electrolysis process. Special lines get their verified emission and take no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tanshi.core.exact import decimal, floor
from tanshi.core.period import Period
from tanshi.rules import Cited, Law, Node
from tanshi.rules.trace import law as law_node
from tanshi.rules.trace import rounded

#: The method under which a line's intensity counts; under the other the allowance is the verified emission.
INTENSITY = "intensity"


@dataclass(frozen=True, slots=True)
class IndustryPlan:
    """The texts of a sector's allocation in a year, looked up once."""

    sector: str
    period: Period
    method: Cited
    special: Mapping[str, Cited]
    rounding: Mapping[str, Cited]

    @staticmethod
    def of(law: Law, sector: str, period: Period, *, drafts: bool = False) -> IndustryPlan:
        """Return the plan of a sector and year; `Problem` if no text covers it."""
        on = period.first_day
        return IndustryPlan(
            sector=sector,
            period=period,
            method=law.value("allocation.industry_method", on, sector, drafts=drafts),
            special=law.table("allocation.industry_special", on, drafts=drafts),
            rounding=law.table("allocation.industry_rounding", on, drafts=drafts),
        )

    @property
    def by_intensity(self) -> bool:
        """Whether allowances follow from intensity."""
        return bool(self.method.value["method"] == INTENSITY)

    def _number(self, name: str) -> Fraction:
        return decimal(self.method.value[name])

    @property
    def slope(self) -> Fraction:
        return self._number("slope")

    @property
    def reach(self) -> Fraction:
        return self._number("reach")

    @property
    def cap(self) -> Fraction:
        return self._number("cap")

    def adjustment(self, over: Fraction) -> Fraction:
        """Return the share by which an emission is raised, for how far the intensity lies under the balance value."""
        if over >= self.reach:
            return self.cap
        if over <= -self.reach:
            return -self.cap
        return self.slope * over

    def is_special(self, case: str, share: Fraction | None = None) -> bool:
        """Tell whether a line with a special case gets its verified emission; a share must pass the case's limit."""
        cited = self.special.get(case)
        if cited is None:
            return False
        limit = cited.value["over"]
        return limit == "" or (share is not None and share > decimal(limit))


@dataclass(frozen=True, slots=True)
class Line:
    """What a line brings: verified emission in whole tonnes, and intensity in t CO2 per t of product, exactly.

    `special` names the plan's case, `share` the share that case asks for (of carbide slag, say).
    """

    line_id: str
    verified_t: int
    intensity: Fraction
    special: str = ""
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class LineAllocation:
    """A line's allowance in whole tonnes; `adjustment` is None where the verified emission is given."""

    line: Line
    approved_t: int
    adjustment: Fraction | None


def intensity_of(emission_t: Fraction, output_t: Fraction) -> Fraction:
    """Return t CO2 per t of product; ValueError without output."""
    if output_t <= 0:
        raise ValueError("a line without output has no intensity; its special case is new_or_shut")
    return emission_t / output_t


def takes_part(plan: IndustryPlan, line: Line) -> bool:
    """Tell whether a line is allocated by intensity and so counts for the balance value."""
    return plan.by_intensity and not plan.is_special(line.special, line.share)


def balance_value(plan: IndustryPlan, lines: Iterable[Line]) -> Fraction | None:
    """Return the intensity at which the allowances of the lines that take part sum to their verified emissions.

    Exact. In terms of u = 1/B the sum of E x a is linear between the points where a line reaches the cap, falls as u
    grows, and is zero on one stretch; of several zeros (all lines at a cap) the smallest B is taken, which changes no
    allowance. None if nobody takes part.
    """
    taking = [line for line in lines if takes_part(plan, line) and line.verified_t > 0]
    if not taking:
        return None
    assert all(line.intensity > 0 for line in taking), "an intensity is above zero where something was emitted"
    lows = [((1 - plan.reach) / line.intensity, line) for line in taking]  # up to here the line is at +cap
    highs = [((1 + plan.reach) / line.intensity, line) for line in taking]  # from here on at -cap
    points = sorted([*((u, 0, line) for u, line in lows), *((u, 1, line) for u, line in highs)], key=lambda p: p[:2])
    constant = plan.cap * sum(line.verified_t for line in taking)
    falling = Fraction(0)  # the sum is constant - falling x u on the present stretch
    left: Fraction | None = None
    for u, ends, line in points:
        if left is not None and constant - falling * left < 0:  # slope and cap do not meet: it jumps below zero here
            break
        if constant - falling * u < 0:
            return falling / constant
        step, jump = plan.slope * line.verified_t, plan.cap * line.verified_t
        if ends:
            constant -= step + jump
            falling -= step * line.intensity
        else:
            constant += step - jump
            falling += step * line.intensity
        left = u
    assert left is not None
    return 1 / left


def allocate_lines(
    plan: IndustryPlan, lines: Sequence[Line], balance: Fraction | None = None
) -> tuple[list[LineAllocation], Fraction | None]:
    """Return the allowance of every line and the balance value used; `balance` is a value fixed by the authority."""
    if balance is None:
        exact = balance_value(plan, lines)
        balance = None if exact is None else rounded(exact, plan.rounding["balance_value"].value)
    return [allocate_line(plan, line, balance) for line in lines], balance


def allocate_line(plan: IndustryPlan, line: Line, balance: Fraction | None) -> LineAllocation:
    """Return a line's allowance under a balance value."""
    if not takes_part(plan, line) or line.verified_t == 0:
        return LineAllocation(line, line.verified_t, None)
    assert balance is not None, "a line by intensity needs its sector's balance value"
    adjustment = plan.adjustment((balance - line.intensity) / balance)
    exact = line.verified_t * (1 + adjustment)
    return LineAllocation(line, floor(rounded(exact, plan.rounding["approved"].value)), adjustment)


def explain_balance(plan: IndustryPlan, lines: Iterable[Line], balance: Fraction) -> Node:
    """Return the tree of a balance value that was solved over lines: those between the caps, and those at either."""
    sides: dict[str, list[Line]] = {"between": [], "above": [], "below": []}
    for line in lines:
        if takes_part(plan, line) and line.verified_t:
            sides[_side(plan, line, balance)].append(line)
    between, method = sides["between"], plan.method
    weighted = sum((line.verified_t * line.intensity for line in between), Fraction(0))
    inputs = (
        Node("label.intensity_weighted", weighted, "", "W"),
        *(
            Node(f"label.emissions_{side}", sum(n.verified_t for n in of), "t", symbol, note=str(len(of)))
            for symbol, (side, of) in zip(("M", "H", "L"), sides.items(), strict=True)
        ),
        law_node(method, "label.industry_slope", "k", plan.slope),
        law_node(method, "label.industry_cap", "c", plan.cap),
    )
    return Node(
        "label.balance_value",
        balance,
        "tCO2/t",
        "B",
        "k * W / (k * M + c * (H - L))" if between else "",  # with every line at a cap it is the least that closes
        plan.rounding["balance_value"].value,
        citation=method.citation,
        confidence=method.confidence,
        inputs=inputs,
    )


def _side(plan: IndustryPlan, line: Line, balance: Fraction) -> str:
    """Return whether a line is between the caps, or at which one."""
    over = (balance - line.intensity) / balance
    if abs(over) < plan.reach:
        return "between"
    return "above" if over > 0 else "below"


def explain_line(plan: IndustryPlan, found: LineAllocation, balance: Node | None, subject: str = "") -> Node:
    """Return the tree of a line's allowance; `balance` is the tree of the balance value used."""
    line = found.line
    emission = Node("label.verified_emission", line.verified_t, "tCO2", "E")
    if found.adjustment is None:
        cited = plan.special[line.special] if plan.is_special(line.special, line.share) else plan.method
        return Node(
            "label.approved_t", found.approved_t, "t", "A", "E", inputs=(emission,), note=line.special, subject=subject,
            citation=cited.citation, confidence=cited.confidence,
        )  # fmt: skip
    assert balance is not None
    used = Fraction(balance.value)
    gap = (used - line.intensity) / used
    over = Node(
        "label.intensity_gap",
        gap,
        "",
        "X",
        "(B - I) / B",
        inputs=(
            balance,
            Node("label.intensity", line.intensity, "tCO2/t", "I"),
        ),
    )
    within = abs(gap) < plan.reach
    cap = law_node(plan.method, "label.industry_cap", "c", plan.cap)
    slope = law_node(plan.method, "label.industry_slope", "k", plan.slope)
    adjustment = Node(
        "label.intensity_adjustment", found.adjustment, symbol="a",
        formula="k * X" if within else "c" if found.adjustment > 0 else "-c", inputs=(over, slope if within else cap),
    )  # fmt: skip
    return Node(
        "label.approved_t", found.approved_t, "t", "A", "E * (1 + a)",
        rounding=plan.rounding["approved"].value, inputs=(emission, adjustment), subject=subject,
        citation=plan.method.citation, confidence=plan.rounding["approved"].confidence,
    )  # fmt: skip

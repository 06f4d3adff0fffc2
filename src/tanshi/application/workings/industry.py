"""The sheets of industry lines: inputs, the balance value solved over them, each line's adjustment, the entities.

The sum of what the lines gain or lose rises with the balance value B, and bends where a line leaves a cap: at
I / (1 + reach) and I / (1 - reach) of each line. The sheet finds the two bends between which the sum changes its sign;
between them it is a straight line in 1 / B, so that B is a quotient of sums. A float decides a whole tonne where it is
farther from one than its error can be; if not, the row says so and takes tanshi's figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tanshi.allocation.industry import IndustryPlan, LineAllocation
from tanshi.allocation.lines_file import LineRow, LinesAllocation
from tanshi.application.workings.grid import HEADING_ROWS, Column, Content, Formula, Grid
from tanshi.application.workings.parameters import Parameters
from tanshi.application.workings.pieces import MOST, PIECE
from tanshi.core.catalogue import text

#: Farther than this from a whole tonne a float under 10^8 decides: a sum of some thousand lines, two quotients and two
#: products are wrong by less than 3e-13 of the adjustment, which is at most 0.03.
MARGIN = "0.00001"

#: Nearer than this to the reach a float cannot say on which side an intensity lies; the margin then decides.
_NEAR = "0.000000000001"

#: Part of the emissions within which a sum of gains and losses is zero.
_ZERO = "0.000000000000001"

#: Caps are whole numbers of ten-thousandths, so that a product with one is a quotient of whole numbers.
_SHARES = 10_000

#: How a line was decided: as whole numbers, by the margin, not by the sheet.
_WHOLE, _BY_MARGIN, _NOT = 1, 2, 3


#: Steps to a balance value that is solved, in the order of their rows.
_STEPS = (
    "lines_taking", "emitted", "zero", "losing", "gaining", "between", "emitted_between", "weighted_between",
    "emitted_above", "emitted_below", "flat", "balance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfLine:
    """A line of a file: whose it is, what its row says, what the plan gives it."""

    entity_id: str
    row: LineRow
    found: LineAllocation


@dataclass(frozen=True, slots=True)
class OfEntity:
    """An entity and its lines' rows on the sheet, with what tanshi says of it in whole tonnes."""

    entity_id: str
    first: int
    last: int
    verified_t: int
    approved_t: int


@dataclass(frozen=True, slots=True)
class Step:
    """A step to the balance value: what it is called, and its formula or figure."""

    name: str
    content: Content


def lines_of(found: LinesAllocation) -> list[OfLine]:
    """Return the lines of a file, entity by entity."""
    every = [OfLine(entity, row, of) for (entity, of), row in zip(found.lines, found.rows, strict=True)]
    place = {entity: n for n, entity in enumerate(found.by_entity())}
    return sorted(every, key=lambda line: place[line.entity_id])


class LineSheets:
    """The grids of a sector's lines, of the steps to its balance value (None where none is used), and of entities."""

    def __init__(self, plan: IndustryPlan, parameters: Parameters, found: LinesAllocation) -> None:
        assert plan.rounding["approved"].value == "floor", "the sheet rounds allowances down"
        self._p = parameters
        self._found = found
        self._lines = lines_of(found)
        self._adjusts = plan.by_intensity and found.balance is not None
        if self._adjusts:
            _assert_numbers(plan)
        self.lines: Grid[OfLine] = Grid(text("workings.sheet_lines", "en"), self._columns(), self._lines)
        self.balance: Grid[Step] | None = self._balance_grid() if self._adjusts else None
        self.entities: Grid[OfEntity] = Grid(text("workings.sheet_entities", "en"), self._of_entity(), self._entities())

    def _u(self, name: str, row: int) -> str:
        return self.lines.cell(name, row)

    def _span(self, name: str) -> str:
        return self.lines.span(name, HEADING_ROWS + 1, self.lines.last)

    # lines

    def _columns(self) -> Sequence[Column[OfLine]]:
        columns = [
            _given("line_id", lambda x: x.found.line.line_id, "text"),
            _given("entity_id", lambda x: x.entity_id, "text"),
            _given("verified", lambda x: _number(x.row.verified_t), "amount"),
            _given("special", lambda x: x.found.line.special, "text"),
        ]
        own = [_own("approved_t", lambda x: x.found.approved_t, "tonnes")]
        verified = _step("verified_t", lambda r: f"INT(ROUND({self._u('verified', r)}*{PIECE},0)/{PIECE}+0.5)")
        if not self._adjusts:
            given = _step("approved_t", lambda r: self._u("verified_t", r))
            return [*columns, verified, given, *own, Column("check", self._check, "word", "check")]
        columns += [
            _given("special_share", lambda x: _number(x.found.line.share), "word"),
            _given("output_t", lambda x: _number(x.row.output_t), "amount"),
            _given("intensity_emission_t", lambda x: _number(x.row.intensity_emission_t), "amount"),
        ]
        own.insert(0, _own("adjustment", lambda x: _number(x.found.adjustment) or 0, "coefficient"))
        words = ",".join(f'"{text(f"workings.decided_{n}", "en")}"' for n in ("whole", "by_margin", "not"))
        return [
            *columns,
            verified,
            *self._steps(),
            *own,
            Column("decided", lambda r, _: Formula(f"=CHOOSE({self._u('decided_by', r)},{words})"), "word", "check"),
            Column("check", self._check, "word", "check"),
        ]

    def _steps(self) -> Sequence[Column[OfLine]]:
        bends = () if self._found.published else (("lower", "+"), ("upper", "-"))
        return [
            _step("takes_part", self._takes_part, "whole"),
            _step("intensity", self._intensity, "coefficient"),
            _step("taking_t", lambda r: f"{self._u('takes_part', r)}*{self._u('verified_t', r)}"),
            *(_step(f"bend_{name}", self._bend(sign), "coefficient") for name, sign in bends),
            *(_step(f"gained_{name}_t", self._gained(f"bend_{name}"), "exact") for name, _ in bends),
            _step("over", self._over, "coefficient"),
            _step("adjustment", self._adjustment, "coefficient"),
            _step("product", lambda r: f"{self._u('verified_t', r)}*(1+{self._u('adjustment', r)})", "exact"),
            Column("decided_by", lambda r, _: Formula(f"={self._decided_by(r)}"), "whole"),
            Column("approved_t", lambda r, _: Formula(f"={self._approved(r)}")),
        ]

    def _value(self, name: str) -> str:
        return self._p.value(f"industry_{name}")

    def _takes_part(self, row: int) -> str:
        """Return 1 for a line whose intensity counts: it emitted, and meets no special case of the plan."""
        special, share = self._u("special", row), self._u("special_share", row)
        place = f"MATCH({special},{self._p.keys('industry_special')},0)"
        over = f"INDEX({self._p.values('industry_special')},{place})"
        met = f"IF({over}<0,1,IF({share}>{over},1,0))"
        return f'IF({self._u("verified_t", row)}=0,0,IF({special}="",1,1-{met}))'

    def _intensity(self, row: int) -> str:
        quotient = f"{self._u('intensity_emission_t', row)}/{self._u('output_t', row)}"
        return f"IF({self._u('takes_part', row)}=1,{quotient},0)"

    def _bend(self, sign: str) -> Callable[[int], str]:
        """Return the balance value at which a line leaves a cap; 1 for a line that takes no part."""
        return lambda r: f"IF({self._u('takes_part', r)}=1,{self._u('intensity', r)}/(1{sign}{self._value('reach')}),1)"

    def _gained(self, bend: str) -> Callable[[int], str]:
        """Return what the lines together would gain at a line's bend."""

        def formula(row: int) -> str:
            over = f"(1-{self._span('intensity')}/{self._u(bend, row)})"
            reach, cap, slope = (self._value(n) for n in ("reach", "cap", "slope"))
            adjusted = f"(({over}>={reach})-({over}<=-{reach}))*{cap}+(ABS({over})<{reach})*{slope}*{over}"
            return f"IF({self._u('takes_part', row)}=1,SUMPRODUCT({self._span('taking_t')}*({adjusted})),0)"

        return formula

    def _over(self, row: int) -> str:
        balance = self._of_balance("balance")
        return f"IF({self._u('takes_part', row)}=1,({balance}-{self._u('intensity', row)})/{balance},0)"

    def _adjustment(self, row: int) -> str:
        over, reach, cap = self._u("over", row), self._value("reach"), self._value("cap")
        return f"IF({over}>={reach},{cap},IF({over}<=-{reach},-{cap},{self._value('slope')}*{over}))"

    def _decided_by(self, row: int) -> str:
        over, product, emitted = (self._u(n, row) for n in ("over", "product", "verified_t"))
        capped = f"ABS({over})>={self._value('reach')}+{_NEAR}"
        far = f"ABS({product}-ROUND({product},0))>{MARGIN}"
        by_float = f"IF(AND({emitted}<{MOST},{far}),{_BY_MARGIN},{_NOT})"
        return f"IF(OR({self._u('takes_part', row)}=0,AND({emitted}<{MOST},{capped})),{_WHOLE},{by_float})"

    def _approved(self, row: int) -> str:
        emitted, product, own = (self._u(n, row) for n in ("verified_t", "product", "own_approved_t"))
        shares = f"({_SHARES}+SIGN({self._u('over', row)})*ROUND({self._value('cap')}*{_SHARES},0))"
        whole = f"IF({self._u('takes_part', row)}=0,{emitted},INT({emitted}*{shares}/{_SHARES}))"
        nearest = f"IF(ABS(ROUND({product},0)-{own})<=1,{own},INT({product}))"
        decided = self._u("decided_by", row)
        return f"IF({decided}={_WHOLE},{whole},IF({decided}={_BY_MARGIN},INT({product}),{nearest}))"

    def _check(self, row: int, _: OfLine) -> Content:
        same = f"{self._u('approved_t', row)}={self._u('own_approved_t', row)}"
        if self._adjusts:
            same += f",ABS({self._u('adjustment', row)}-{self._u('own_adjustment', row)})<=0.000000000001"
        return _same(same)

    # the balance value

    def _of_balance(self, name: str) -> str:
        """Return the address of a step to the balance value, as formulas of any sheet write it."""
        row = _STEPS.index(name) + HEADING_ROWS + 1 if not self._found.published else HEADING_ROWS + 1
        return f"'{text('workings.sheet_balance', 'en')}'!$C${row}"

    def _balance_steps(self) -> list[Step]:
        if self._found.published:
            return [Step("balance", _number(self._found.balance))]
        losing, gaining = self._of_balance("losing"), self._of_balance("gaining")
        over = f"(1-{self._span('intensity')}/{self._of_balance('between')})"
        reach = self._value("reach")
        between = f"ABS({over})<{reach}"
        made = (
            f"SUM({self._span('takes_part')})",
            f"SUM({self._span('taking_t')})",
            f"{self._of_balance('emitted')}*{_ZERO}",
            self._last_bend("({gained}<-{zero})*{bend}"),
            f"1/{self._last_bend('({gained}>{zero})/{bend}')}",
            f"({losing}+{gaining})/2",
            self._emitted(between),
            self._emitted(between, f"*{self._span('intensity')}"),
            self._emitted(f"{over}>={reach}"),
            self._emitted(f"{over}<=-{reach}"),
            self._last_bend("({bend}<{between})*{bend}*{taking}"),
            self._balance(),
        )
        return [Step(name, Formula(f"={formula}")) for name, formula in zip(_STEPS, made, strict=True)]

    def _emitted(self, condition: str, times: str = "") -> str:
        return f"SUMPRODUCT({self._span('taking_t')}*({condition}){times})"

    def _last_bend(self, wanted: str) -> str:
        """Return the largest of an expression over both bends of all lines."""
        of_bends = [
            wanted.format(
                gained=self._span(f"gained_{name}_t"),
                bend=self._span(f"bend_{name}"),
                taking=self._span("takes_part"),
                zero=self._of_balance("zero"),
                between=self._of_balance("between"),
            )
            for name in ("lower", "upper")
        ]
        return f"MAX({','.join(f'SUMPRODUCT(MAX({one}))' for one in of_bends)})"

    def _balance(self) -> str:
        middle, weighted, above, below = (
            self._of_balance(n) for n in ("emitted_between", "weighted_between", "emitted_above", "emitted_below")
        )
        slope, cap = self._value("slope"), self._value("cap")
        closed = f"{slope}*{weighted}/({slope}*{middle}+{cap}*({above}-{below}))"
        return f"IF({middle}=0,{self._of_balance('flat')},{closed})"

    def _balance_grid(self) -> Grid[Step]:
        steps = self._balance_steps()
        last, own = steps[-1].name, _number(self._found.balance)
        part = "input" if self._found.published else "step"
        balance = self._of_balance("balance")

        def check(_: int, step: Step) -> Content:
            return _same(f"ABS({balance}-{own!r})<={own!r}*0.000000000001") if step.name == last else None

        columns: Sequence[Column[Step]] = [
            Column("name_zh", lambda _, s: text(f"workings.balance_{s.name}", "zh"), "text", "law"),
            Column("name_en", lambda _, s: text(f"workings.balance_{s.name}", "en"), "text", "law"),
            Column("value", lambda _, s: s.content, "word", part),
            Column("own_balance", lambda _, s: own if s.name == last else None, "word", "own"),
            Column("check", check, "word", "check"),
        ]
        return Grid(text("workings.sheet_balance", "en"), columns, steps)

    # entities

    def _entities(self) -> list[OfEntity]:
        rows: dict[str, list[int]] = {}
        for row, line in enumerate(self._lines, HEADING_ROWS + 1):
            rows.setdefault(line.entity_id, []).append(row)
        sums = self._found.by_entity()
        return [OfEntity(entity, of[0], of[-1], *sums[entity]) for entity, of in rows.items()]

    def _of_entity(self) -> Sequence[Column[OfEntity]]:
        def summed(name: str) -> Column[OfEntity]:
            return Column(name, lambda _, e: Formula(f"=SUM({self.lines.span(name, e.first, e.last)})"))

        def at(name: str, row: int) -> str:
            return self.entities.cell(name, row)

        def check(row: int, _: OfEntity) -> Content:
            names = ("verified_t", "approved_t", "gap_t")
            return _same(",".join(f"{at(name, row)}={at(f'own_{name}', row)}" for name in names))

        return [
            Column("entity_id", lambda _, e: e.entity_id, "text", "input"),
            Column("lines_count", lambda _, e: e.last - e.first + 1, "whole", "input"),
            summed("verified_t"),
            summed("approved_t"),
            Column("gap_t", lambda r, _: Formula(f"={at('verified_t', r)}-{at('approved_t', r)}")),
            Column("own_verified_t", lambda _, e: e.verified_t, "tonnes", "own"),
            Column("own_approved_t", lambda _, e: e.approved_t, "tonnes", "own"),
            Column("own_gap_t", lambda _, e: e.verified_t - e.approved_t, "tonnes", "own"),
            Column("check", check, "word", "check"),
        ]


def _assert_numbers(plan: IndustryPlan) -> None:
    """Assert what the formulas take for given of a plan's numbers."""
    assert plan.rounding["balance_value"].value == "", "the sheet leaves the balance value as it is"
    assert plan.slope * plan.reach == plan.cap, "the adjustment has no jump at the reach"
    assert (plan.cap * _SHARES).denominator == 1, "a cap is a whole number of ten-thousandths"


def _given(name: str, of: Callable[[OfLine], Content], kind: str) -> Column[OfLine]:
    return Column(name, lambda _, line: of(line), kind, "input")


def _own(name: str, of: Callable[[OfLine], Content], kind: str) -> Column[OfLine]:
    return Column(f"own_{name}", lambda _, line: of(line), kind, "own")


def _step(name: str, formula: Callable[[int], str], kind: str = "tonnes") -> Column[OfLine]:
    return Column(name, lambda row, _: Formula(f"={formula(row)}"), kind)


def _same(conditions: str) -> Formula:
    return Formula(f'=IF(AND({conditions}),"{text("workings.same", "en")}","{text("workings.differs", "en")}")')


def _number(value: Fraction | None) -> float | None:
    """Return the float nearest to a value, as a cell holds it."""
    return None if value is None else float(value)

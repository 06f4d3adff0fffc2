"""The sheets of units: inputs, values looked up, each step as a formula, and tanshi's exact figures beside.

Where a product has up to six decimals an input it is rounded down in pieces, without error. Where it is irrational (a
power of the load coefficient) or an input has more decimals, the float decides if it is farther from a whole tonne
than its error can be; if not, the row says that the sheet cannot decide and takes tanshi's figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from tanshi.allocation.power import PowerPlan, UnitAllocation
from tanshi.application.workings.grid import HEADING_ROWS, Column, Content, Formula, Grid
from tanshi.application.workings.lines import UnitLine
from tanshi.application.workings.load import LoadFormula
from tanshi.application.workings.parameters import RAISES, Parameters
from tanshi.application.workings.pieces import MOST, PIECE, Product, product
from tanshi.core.catalogue import text
from tanshi.core.exact import half_up

#: Farther than this from a whole tonne a float under 10^8 decides: five factors, a power and four products are wrong
#: by less than 2e-15 of it, that is 2e-7.
MARGIN = "0.000001"

#: How a step was decided: in pieces, by the margin, not by the sheet.
_IN_PIECES, _BY_MARGIN, _NOT = 1, 2, 3


class UnitSheets:
    """Two grids with the same rows: the unit's steps as people read them, and the products in pieces."""

    def __init__(self, plan: PowerPlan, parameters: Parameters, lines: Sequence[UnitLine]) -> None:
        self._plan = plan
        self._p = parameters
        self._load = LoadFormula(plan, parameters)
        self._cooling, self._heat = bool(plan.cooling), bool(plan.heat_slope)
        self._joint = len(plan.period.years) > 1
        electricity: Product[UnitLine] = product("pieces_electricity", "output_u", self._factors(), self._far)
        heat: Product[UnitLine] = product("pieces_heat", "heat_u", ["heat_benchmark_u"], self._far)
        self._whole = {"electricity": electricity.whole, "heat": heat.whole}
        self.exact: Grid[UnitLine] = Grid(
            text("workings.sheet_exact", "en"),
            [*self._scaled(), *electricity.columns, *heat.columns, *self._decided()],
            lines,
        )
        self.units: Grid[UnitLine] = Grid(
            text("workings.sheet_units", "en"),
            [*self._inputs(), *self._looked_up(), *self._steps(), *self._own()],
            lines,
        )

    def _factors(self) -> list[str]:
        middle = (("cooling_u", self._cooling), ("heat_coef_u", self._heat))
        return ["electricity_benchmark_u", *(name for name, used in middle if used), "load_coef_u"]

    # addresses: of a column of units on its own sheet, from the other one, and of a column of pieces from anywhere

    def _u(self, name: str, row: int) -> str:
        return self.units.cell(name, row)

    def _from(self, name: str, row: int) -> str:
        return self.units.far(name, row)

    def _far(self, name: str, row: int) -> str:
        return self.exact.far(name, row)

    # the sheet of units

    def _inputs(self) -> list[Column[UnitLine]]:
        def given(name: str, of: Callable[[UnitLine], Content], kind: str) -> Column[UnitLine]:
            return Column(name, lambda _, line: of(line), kind, "input")

        columns = [
            given("unit_id", lambda x: x.unit.output.unit_id, "text"),
            given("entity_id", lambda x: x.unit.entity_id, "text"),
            *([given("year", lambda x: x.unit.year, "text")] if self._joint else []),
            given("unit_class", lambda x: x.unit.output.unit_class, "text"),
            given(f"output_{self._plan.basis.value}", lambda x: _number(x.found.output_mwh), "amount"),
            given("heat_gj", lambda x: _number(x.unit.output.heat_gj), "amount"),
            *([given("heat_ratio", lambda x: _number(x.unit.output.heat_ratio), "word")] if self._heat else []),
            given("load_factor", lambda x: _number(x.unit.output.load_factor), "word"),
            *([given("cooling", lambda x: x.unit.output.cooling, "text")] if self._cooling else []),
            given("chp", lambda x: int(x.unit.output.chp), "whole"),
            given("verified", lambda x: _number(x.unit.verified_t), "amount"),
        ]
        self._output = f"output_{self._plan.basis.value}"
        return columns

    def _by_class(self, name: str, row: int) -> str:
        return f"INDEX({self._p.values(name)},{self._far('class_place', row)})"

    def _looked_up(self) -> list[Column[UnitLine]]:
        def looked_up(name: str, formula: Callable[[int], str]) -> Column[UnitLine]:
            return Column(name, lambda row, _: Formula(f"={formula(row)}"), "ratio", "law")

        return [
            looked_up("electricity_benchmark", lambda r: self._by_class("electricity_benchmark", r)),
            looked_up("heat_benchmark", lambda r: self._by_class("heat_benchmark", r)),
            *([looked_up("cooling_coef", self._cooling_coefficient)] if self._cooling else []),
            *([looked_up("heat_slope", lambda r: self._by_class("heat_slope", r))] if self._heat else []),
        ]

    def _cooling_coefficient(self, row: int) -> str:
        kinds, values = self._p.keys("cooling_coefficient"), self._p.values("cooling_coefficient")
        found = f"INDEX({values},MATCH({self._u('cooling', row)},{kinds},0))"
        return f"IF({self._by_class('cooling_applies', row)}=1,{found},1)"

    def _steps(self) -> list[Column[UnitLine]]:
        def step(name: str, formula: Callable[[int, UnitLine], str], kind: str = "tonnes") -> Column[UnitLine]:
            return Column(name, lambda row, line: Formula(f"={formula(row, line)}"), kind)

        return [
            step("load_used", lambda r, _: f"{self._far('load_steps', r)}/{self._load.steps}", "ratio"),
            step("load_coef", self._load_coefficient, "coefficient"),
            *([step("heat_coef", self._heat_coefficient, "exact")] if self._heat else []),
            step("electricity", self._electricity_product, "exact"),
            step("electricity_t", lambda r, x: self._floor(r, "electricity", x.found.electricity_t)),
            step("heat", lambda r, _: f"{self._u('heat_gj', r)}*{self._u('heat_benchmark', r)}", "exact"),
            step("heat_t", lambda r, x: self._floor(r, "heat", x.found.heat_t)),
            step("verified_t", lambda r, _: f"INT({self._far('verified_u', r)}/{PIECE}+0.5)"),
            step("initial_t", self._initial),
            step("gas_gap_t", self._gas_gap),
            step("relief_t", lambda r, _: f'IF({self._p.value("gas_form")}="{RAISES}",{self._u("gas_gap_t", r)},0)'),
            step("approved_t", lambda r, _: f"{self._u('initial_t', r)}+{self._u('relief_t', r)}"),
        ]

    def _load_coefficient(self, row: int, _: UnitLine) -> str:
        applies = (
            f"AND({self._by_class('load_applies', row)}=1,"
            f"OR({self._u('chp', row)}=0,{self._p.value('load_applies_chp')}=1))"
        )
        return f"IF({applies},{self._load.value(self._far('load_steps', row))},1)"

    def _heat_coefficient(self, row: int, _: UnitLine) -> str:
        return f"1-{self._u('heat_slope', row)}*{self._u('heat_ratio', row)}"

    def _electricity_product(self, row: int, _: UnitLine) -> str:
        names = [self._output, "electricity_benchmark", *(["cooling_coef"] if self._cooling else [])]
        names += [*(["heat_coef"] if self._heat else []), "load_coef"]
        return "*".join(self._u(name, row) for name in names)

    def _floor(self, row: int, step: str, own_t: int) -> str:
        """Return the whole tonnes of a product: its pieces, or the float, or tanshi's figure where it is the
        nearest.
        """
        decided, product_ = self._far(f"{step}_decided", row), self._u(step, row)
        whole = self._far(self._whole[step], row)
        own = self._u(f"own_{step}_t", row)
        nearest = f"IF(ABS(ROUND({product_},0)-{own})<=1,{own},INT({product_}))"
        return f"IF({decided}={_IN_PIECES},{whole},IF({decided}={_BY_MARGIN},INT({product_}),{nearest}))"

    def _initial(self, row: int, _: UnitLine) -> str:
        """Sum the two allowances; where the plan gives some units their emission, that in their place."""
        by_benchmark = f"{self._u('electricity_t', row)}+{self._u('heat_t', row)}"
        if not self._p.has("gives_verified"):
            return by_benchmark
        return f"IF({self._by_class('gives_verified', row)}=1,{self._u('verified_t', row)},{by_benchmark})"

    def _gas_gap(self, row: int, _: UnitLine) -> str:
        short = f"MAX(0,{self._u('verified_t', row)}-{self._u('initial_t', row)})"
        return f"IF({self._by_class('gas_class', row)}=1,{short},0)"

    def _own(self) -> list[Column[UnitLine]]:
        def own(name: str, of: Callable[[UnitAllocation], Fraction | int], kind: str = "tonnes") -> Column[UnitLine]:
            return Column(f"own_{name}", lambda _, line: _number(of(line.found)), kind, "own")

        compared = ("electricity_t", "heat_t", "initial_t", "relief_t", "approved_t")

        def check(row: int, _: UnitLine) -> Content:
            same = ",".join(f"{self._u(name, row)}={self._u(f'own_{name}', row)}" for name in compared)
            same += f",ABS({self._u('load_coef', row)}-{self._u('own_load_coef', row)})<=0.000000000001"
            return Formula(f'=IF(AND({same}),"{text("workings.same", "en")}","{text("workings.differs", "en")}")')

        def decided(row: int, _: UnitLine) -> Content:
            worst = f"MAX({self._far('electricity_decided', row)},{self._far('heat_decided', row)})"
            words = [f'"{text(f"workings.decided_{n}", "en")}"' for n in ("in_pieces", "by_margin", "not")]
            return Formula(f"=CHOOSE({worst},{','.join(words)})")

        return [
            own("load_coef", lambda f: f.load.value, "coefficient"),
            own("electricity", lambda f: f.electricity_allowance, "exact"),
            own("electricity_t", lambda f: f.electricity_t),
            own("heat_t", lambda f: f.heat_t),
            own("initial_t", lambda f: f.initial_t),
            own("relief_t", lambda f: f.relief_t),
            own("approved_t", lambda f: f.approved_t),
            Column("decided", decided, "word", "check"),
            Column("check", check, "word", "check"),
        ]

    # the sheet of pieces

    def _scaled(self) -> list[Column[UnitLine]]:
        def scaled(name: str, formula: Callable[[int], str]) -> Column[UnitLine]:
            return Column(name, lambda row, _: Formula(f"={formula(row)}"), "whole")

        def millionths(name: str, of: str) -> Column[UnitLine]:
            return scaled(name, lambda r: f"ROUND({self._from(of, r)}*{PIECE},0)")

        classes = self._p.keys("electricity_benchmark")
        steep = f"({PIECE}-ROUND({{slope}}*100,0)*ROUND({{ratio}}*{PIECE // 100},0))"
        return [
            Column("unit_id", lambda r, _: Formula(f"={self._from('unit_id', r)}"), "word"),
            scaled("class_place", lambda r: f"MATCH({self._from('unit_class', r)},{classes},0)"),
            Column("output_u", lambda r, _: Formula(f"=ROUND({self._from(self._output, r)}*{PIECE},0)"), "whole"),
            millionths("heat_u", "heat_gj"),
            millionths("verified_u", "verified"),
            millionths("electricity_benchmark_u", "electricity_benchmark"),
            millionths("heat_benchmark_u", "heat_benchmark"),
            *([millionths("cooling_u", "cooling_coef")] if self._cooling else []),
            *(
                [
                    scaled(
                        "heat_coef_u",
                        lambda r: steep.format(slope=self._from("heat_slope", r), ratio=self._from("heat_ratio", r)),
                    )
                ]
                if self._heat
                else []
            ),
            scaled("load_steps", lambda r: self._load.in_steps(self._from("load_factor", r))),
            millionths("load_coef_u", "load_coef"),
            scaled("load_exact", self._load_is_exact),
        ]

    def _load_is_exact(self, row: int) -> str:
        one = f"{self._from('load_coef', row)}=1"
        return f"IF({one},1,{self._load.is_exact(self._far('load_steps', row))})"

    def _decided(self) -> list[Column[UnitLine]]:
        def own(name: str, fits: Callable[[UnitLine], bool]) -> Column[UnitLine]:
            return Column(name, lambda _, line: int(fits(line)), "whole", "own")

        def decided(step: str, conditions: Callable[[int], list[str]]) -> Column[UnitLine]:
            def formula(row: int, _: UnitLine) -> Content:
                product_ = self._from(step, row)
                by_float = f"AND({product_}<{MOST},ABS({product_}-ROUND({product_},0))>{MARGIN})"
                inner = f"IF({by_float},{_BY_MARGIN},{_NOT})"
                return Formula(f"=IF(AND({','.join(conditions(row))}),{_IN_PIECES},{inner})")

            return Column(f"{step}_decided", formula, "whole", "check")

        return [
            own("electricity_fits", self._electricity_fits),
            own("heat_fits", lambda x: _fits(x.unit.output.heat_gj)),
            decided("electricity", self._electricity_conditions),
            decided("heat", lambda r: [f"{self._far('heat_fits', r)}=1", *self._as_typed("heat_gj", "heat_u", r)]),
        ]

    def _electricity_fits(self, line: UnitLine) -> bool:
        return _fits(line.found.output_mwh) and (not self._heat or _fits(line.unit.output.heat_ratio * 100))

    def _electricity_conditions(self, row: int) -> list[str]:
        found = [f"{self._far('electricity_fits', row)}=1", f"{self._far('load_exact', row)}=1"]
        found += self._as_typed(self._output, "output_u", row)
        if self._heat:
            ratio = f"{self._from('heat_ratio', row)}*{PIECE // 100}"
            found.append(f"ABS({ratio}-ROUND({ratio},0))<{MARGIN}")
        return found

    def _as_typed(self, name: str, millionths: str, row: int) -> list[str]:
        """Return the conditions that an amount, also one typed over ours, has no more than six decimals."""
        amount, whole = self._from(name, row), self._far(millionths, row)
        return [f"{amount}<{MOST}", f"ABS({amount}*{PIECE}-{whole})<0.0001+{whole}*0.000000000000004"]


def rows_of(sheets: UnitSheets) -> dict[str, tuple[int, int]]:
    """Return the first and last row of each entity's units, which stand together."""
    found: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(sheets.units.items, HEADING_ROWS + 1):
        first, _ = found.get(line.unit.entity_id, (row, row))
        found[line.unit.entity_id] = (first, row)
    return found


def _fits(amount: Fraction) -> bool:
    """Tell whether an amount is a whole number of millionths that a spreadsheet holds with room to spare."""
    return amount < MOST and half_up(amount, 6) == amount


def _number(value: Fraction | int) -> float:
    """Return the float nearest to a value, as a cell holds it."""
    return float(value)

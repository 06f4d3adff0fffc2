"""The sheet of entities: sums of their units, the 20 % rule in either form, gap, gap rate, what may be borrowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tanshi.allocation.from_file import OfEntity
from tanshi.application.workings.grid import Column, Content, Formula, Grid
from tanshi.application.workings.parameters import RAISES, Parameters
from tanshi.application.workings.pieces import PIECE
from tanshi.application.workings.units import UnitSheets, rows_of
from tanshi.core.catalogue import text

#: Shares of the law are whole numbers of ten-thousandths, so that comparing them is comparing whole numbers.
_SHARES = 10_000

#: What tanshi says of an entity, beside the formula of the same name.
_OWN = ("verified_t", "units_t", "relief_t", "approved_t", "obligation_t", "gap_t", "borrow_limit_t")


def entity_grid(parameters: Parameters, sheets: UnitSheets, entities: Sequence[OfEntity]) -> Grid[OfEntity]:
    """Return the sheet of entities over the sheets of their units."""
    return _Entities(parameters, sheets, entities).grid


class _Entities:
    def __init__(self, parameters: Parameters, sheets: UnitSheets, entities: Sequence[OfEntity]) -> None:
        self._p = parameters
        self._sheets = sheets
        self._rows = rows_of(sheets)
        columns: list[Column[OfEntity]] = [
            Column("entity_id", lambda _, e: e.entity_id, "text", "input"),
            Column("units_count", lambda _, e: len(e.found.units), "whole", "input"),
            *(Column(name, self._step(formula), kind) for name, formula, kind in self._steps()),
            *(Column(f"own_{name}", _own(name), "tonnes", "own") for name in _OWN if self._has(name)),
            Column("check", self._check, "word", "check"),
        ]
        self.grid: Grid[OfEntity] = Grid(text("workings.sheet_entities", "en"), columns, entities)

    def _has(self, name: str) -> bool:
        return name != "borrow_limit_t" or self._p.has("borrow_from")

    def _at(self, name: str, row: int) -> str:
        return self.grid.cell(name, row)

    def _share(self, name: str) -> str:
        return f"ROUND({self._p.value(name)}*{_SHARES},0)"

    @staticmethod
    def _step(formula: Callable[[int, OfEntity], str]) -> Callable[[int, OfEntity], Content]:
        return lambda row, entity: Formula(f"={formula(row, entity)}")

    def _steps(self) -> list[tuple[str, Callable[[int, OfEntity], str], str]]:
        steps: list[tuple[str, Callable[[int, OfEntity], str], str]] = [
            ("units_t", self._of_units("approved_t"), "tonnes"),
            ("verified_t", self._verified, "tonnes"),
            ("raised_t", self._raised, "tonnes"),
            ("approved_t", self._approved, "tonnes"),
            ("relief_t", lambda r, _: f"{self._at('approved_t', r)}-{self._at('units_t', r)}", "tonnes"),
            ("most_owed_t", self._most_owed, "tonnes"),
            ("obligation_t", self._obligation, "tonnes"),
            ("gap_t", lambda r, _: f"{self._at('obligation_t', r)}-{self._at('approved_t', r)}", "tonnes"),
            ("gap_rate", self._gap_rate, "exact"),
            ("gap_percent", self._gap_percent, "percent"),
        ]
        if self._has("borrow_limit_t"):
            steps.append(("borrow_limit_t", self._borrow_limit, "tonnes"))
        return steps

    def _of_units(self, name: str) -> Callable[[int, OfEntity], str]:
        return lambda _, e: f"SUM({self._sheets.units.span(name, *self._rows[e.entity_id])})"

    def _verified(self, _: int, entity: OfEntity) -> str:
        """Sum exactly, round once."""
        span = self._sheets.exact.span("verified_u", *self._rows[entity.entity_id])
        return f"INT(SUM({span})/{PIECE}+0.5)"

    def _by_form(self, raises: str, limits: str) -> str:
        return f'IF({self._p.value("gap_form")}="{RAISES}",{raises},{limits})'

    def _raised(self, row: int, _: OfEntity) -> str:
        """The least allocation: what remains of the verified emissions after the limit."""
        return self._by_form(
            f"INT(({_SHARES}-{self._share('gap_limit')})*{self._at('verified_t', row)}/{_SHARES})", "0"
        )

    def _approved(self, row: int, _: OfEntity) -> str:
        units, verified = self._at("units_t", row), self._at("verified_t", row)
        below = f"{units}*{_SHARES}<({_SHARES}-{self._share('gap_limit')})*{verified}"
        return self._by_form(f"IF({below},{self._at('raised_t', row)},{units})", units)

    def _most_owed(self, row: int, _: OfEntity) -> str:
        """The most that is owed: the emissions, or the free allocation and the limit's share of the emissions."""
        verified, units = self._at("verified_t", row), self._at("units_t", row)
        return self._by_form(verified, f"{units}+INT({self._share('gap_limit')}*{verified}/{_SHARES})")

    def _obligation(self, row: int, entity: OfEntity) -> str:
        spared = self._of_units("gas_gap_t")(row, entity)
        of_gas = f'IF({self._p.value("gas_form")}="{RAISES}",0,{spared})'
        verified = self._at("verified_t", row)
        return self._by_form(verified, f"MIN({self._at('most_owed_t', row)},{verified}-{of_gas})")

    def _gap_rate(self, row: int, _: OfEntity) -> str:
        verified = self._at("verified_t", row)
        return f"IF({verified}=0,0,{self._at('gap_t', row)}/{verified})"

    def _gap_percent(self, row: int, _: OfEntity) -> str:
        """Round half-up to hundredths of a percent for showing, over whole numbers."""
        gap, verified = self._at("gap_t", row), self._at("verified_t", row)
        shown = f"SIGN({gap})*INT((ABS({gap})*{2 * _SHARES}+{verified})/(2*{verified}))/100"
        return f"IF({verified}=0,0,{shown})"

    def _borrow_limit(self, row: int, _: OfEntity) -> str:
        gap, verified = self._at("gap_t", row), self._at("verified_t", row)
        reached = f"AND({gap}>0,{gap}*{_SHARES}>={self._share('borrow_from')}*{verified})"
        return f"IF({reached},INT({gap}*{self._share('borrow_share')}/{_SHARES}),0)"

    def _check(self, row: int, _: OfEntity) -> Content:
        compared = [name for name in _OWN if self._has(name)]
        same = ",".join(f"{self._at(name, row)}={self._at(f'own_{name}', row)}" for name in compared)
        return Formula(f'=IF(AND({same}),"{text("workings.same", "en")}","{text("workings.differs", "en")}")')


def _own(name: str) -> Callable[[int, OfEntity], Content]:
    def content(_: int, entity: OfEntity) -> Content:
        if name == "borrow_limit_t":
            return entity.borrow_limit_t
        return int(getattr(entity.found, "initial_t" if name == "units_t" else name))

    return content

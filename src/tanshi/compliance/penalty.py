"""What unpaid allowances cost (未清缴的法律责任), by the text that holds on the day of the breach.

The breach is on the day after the deadline. A text gives stages: a fixed range, or a multiple of unpaid tonnes
times the mean
market price of the month before the deadline. Amounts are fen; a multiple of a price in fen is whole fen already.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tanshi.core.exact import decimal, half_up, scaled
from tanshi.core.money import FEN_PER_YUAN
from tanshi.rules import Cited, Law


@dataclass(frozen=True, slots=True)
class Stage:
    """One fine of a penalty: from-to in fen, on what condition, with which measures. None: the price is not known."""

    min_fen: int | None
    max_fen: int | None
    condition: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a shortfall carries."""

    article: str
    stages: tuple[Stage, ...]
    deduction_t: int
    deduction: str
    measures_if_refused: tuple[str, ...]
    cited: Cited


def breach_day(deadline: date) -> date:
    """Return the day on which an obligation not met by its deadline is a breach."""
    return deadline + timedelta(days=1)


def unpaid_penalty(law: Law, on: date, unpaid_t: int, mean_price_fen: Fraction | None) -> Penalty:
    """Return what `unpaid_t` tonnes not surrendered carry under the text of a day.

    `mean_price_fen`: the mean price of the month before the deadline; fixed ranges need none.
    """
    assert unpaid_t > 0, "a penalty needs a shortfall"
    cited = law.value("compliance.unpaid_penalty", on)
    text = cited.value
    return Penalty(
        article=text["article"],
        stages=tuple(_stage(s, unpaid_t, mean_price_fen) for s in text["stages"]),
        deduction_t=0 if text["deduction"] == "none" else unpaid_t,
        deduction=text["deduction"],
        measures_if_refused=tuple(text.get("measures_if_refused", ())),
        cited=cited,
    )


def _stage(stage: dict[str, str], unpaid_t: int, mean_price_fen: Fraction | None) -> Stage:
    measures = tuple(stage.get("measures", ()))
    low, high = decimal(stage["from"]), decimal(stage["to"])
    condition = stage.get("if", "")
    if stage["form"] == "fixed":
        return Stage(scaled(low * FEN_PER_YUAN, 0), scaled(high * FEN_PER_YUAN, 0), condition, measures)
    assert stage["form"] == "multiple", stage
    if mean_price_fen is None:
        return Stage(None, None, condition, measures)
    base = unpaid_t * mean_price_fen
    return Stage(scaled(half_up(base * low), 0), scaled(half_up(base * high), 0), condition, measures)

"""What unpaid allowances cost (未清缴的法律责任), by the text that holds on the day of the breach.

The breach is on the day after the deadline.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tanshi.compliance.liability import UNPAID, Circumstances, Liability, liability
from tanshi.rules import Law


def breach_day(deadline: date) -> date:
    """Return the day on which an obligation not met by its deadline is a breach."""
    return deadline + timedelta(days=1)


def unpaid_penalty(law: Law, on: date, unpaid_t: int, mean_price_fen: Fraction | None) -> Liability:
    """Return what `unpaid_t` tonnes not surrendered carry under the text of a day.

    `mean_price_fen`: the mean price of the month before the deadline; fixed ranges need none.
    """
    assert unpaid_t > 0, "a penalty needs a shortfall"
    return liability(law, UNPAID, on, Circumstances(unpaid_t=unpaid_t, mean_price_fen=mean_price_fen))


def penalty_bodies(penalty: Liability) -> list[dict[str, Any]]:
    """Return a penalty's stages as the fact of the assessment carries them; None where the price is not known."""
    cut_t = penalty.cut_t[1] if penalty.cut_t else 0
    return [
        {
            "stage": number,
            "instrument": penalty.cited.citation.instrument,
            "article": penalty.article,
            "condition": stage.condition,
            "min_fen": stage.fine[0] if stage.fine else None,
            "max_fen": stage.fine[1] if stage.fine else None,
            "deduction_t": cut_t,
            "deduction": penalty.cited.value["deduction"],
            "measures": ", ".join(stage.measures),
        }
        for number, stage in enumerate(penalty.stages, 1)
    ]

"""`tanshi penalty`: what an article fines on a day, with its trace; and the lighter of two texts."""

from __future__ import annotations

from tanshi.application.penalties import Asked, answer, circumstances
from tanshi.cli import show
from tanshi.compliance.liability import Circumstances
from tanshi.core.money import yuan
from tanshi.rules import Law

__all__ = ["Asked", "circumstances", "run_penalty"]


def run_penalty(asked: Asked, known: Circumstances, as_json: bool) -> int:
    """Print what an article fines; return the exit code. Raises `Problem`: it fines nothing on the day."""
    found = answer(Law("cn"), asked, known)
    if as_json:
        show.json_document(found.document)
        return 0
    for one in found.offences:
        show.out.print(one.label[show.language()], markup=False)
    show.tree(found.node)
    for code, measures in (
        ("measures", found.first.measures), ("measures_if_refused", found.first.measures_if_refused),
        ("measures_if_serious", found.first.measures_if_serious),
    ):  # fmt: skip
        if measures:
            told = "; ".join(show.word(f"measure.{m}") for m in measures)
            show.out.print(f"{show.word(f'penalty.{code}')}: {told}", markup=False, soft_wrap=True)
    if missing := found.document["missing"]:
        show.out.print(show.word("penalty.missing", options=", ".join(missing)), markup=False, soft_wrap=True)
    if lighter := found.document["lighter"]:
        show.out.print(show.word(f"penalty.lighter_{lighter['which']}", now=lighter["citation"]), soft_wrap=True)
    for other in found.document["competing"]:
        low, high = map(yuan, other["fine_fen"])
        degree = show.word(f"penalty.degree_{other['degree']}")
        told = show.word("penalty.competing", citation=other["citation"], degree=degree, low=low, high=high)
        show.out.print(f"{told} {show.word('penalty.heavier_' + other['heavier'])}", markup=False, soft_wrap=True)
    if settled := found.document["competing_settled"]:
        show.out.print(show.word(f"penalty.settled_{settled}"), soft_wrap=True)
    return 0

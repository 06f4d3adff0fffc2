"""What an act carries (法律责任), as people ask for it: by article and day, with the lighter text and the trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.compliance.liability import (
    Circumstances,
    Liability,
    Range,
    Stage,
    lighter_of,
    of_article,
)
from tanshi.compliance.liability_trace import tree_of
from tanshi.core.catalogue import text
from tanshi.core.exact import NotADecimal, decimal
from tanshi.core.finding import problem
from tanshi.core.money import FEN_PER_YUAN, yuan
from tanshi.rules import Law, Node, NoTextInForce
from tanshi.supervision import competing


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: an article on the day of the act; decided on another day, mended in time or not."""

    article: str
    on: date
    instrument: str = ""
    offence: str = ""
    decided_on: date | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What an article fines: the offences it names, all alike, the tree of the fine, the machine's document."""

    offences: tuple[Liability, ...]
    node: Node
    document: dict[str, Any]

    @property
    def first(self) -> Liability:
        return self.offences[0]


def circumstances(
    illegal_income: str, unpaid_t: int | None, mean_price: str, value: str, next_allocation_t: int | None,
    unreported_t: int | None,
) -> Circumstances:  # fmt: skip
    """Return circumstances from what people write, in CNY. Raises `Problem`: no amount."""
    return Circumstances(
        illegal_income_fen=int(_amount("--illegal-income", illegal_income) or 0),
        unpaid_t=unpaid_t,
        mean_price_fen=_amount("--mean-price", mean_price),
        value_traded_fen=None if not value else int(_amount("--value", value) or 0),
        next_allocation_t=next_allocation_t,
        unreported_t=unreported_t,
    )


def _amount(option: str, given: str) -> Fraction | None:
    """Return an amount of CNY in fen, as exact as it was written; None if nothing was given."""
    if not given:
        return None
    try:
        found = decimal(given) * FEN_PER_YUAN
    except NotADecimal:
        found = Fraction(-1)
    if found < 0 or (option != "--mean-price" and found.denominator != 1):
        raise problem("penalty.bad_number", where=option, text=given)
    return found


def answer(law: Law, asked: Asked, known: Circumstances) -> Answered:
    """Return what an article fines. Raises `Problem`: it fines nothing on the day, or several acts differently."""
    found = of_article(law, asked.article, asked.on, known, asked.instrument)
    if asked.decided_on is not None and asked.decided_on < asked.on:
        decided = asked.decided_on.isoformat()
        raise problem("penalty.decided_before", where="--decided-on", day=decided, act=asked.on.isoformat())
    if known.unpaid_t == 0 and any(one.cut == "unpaid" or _base(one) == UNPAID_BASE for one in found):
        raise problem("penalty.nothing_unpaid", where="--short-t", article=asked.article)
    if asked.offence and asked.offence not in (known_acts := [_name(one) for one in found]):
        raise problem("penalty.no_offence", where=asked.offence, article=asked.article, known=", ".join(known_acts))
    if asked.offence:
        found = [one for one in found if _name(one) == asked.offence]
    if len({_fines(one) for one in found}) > 1 or len({one.cited.citation for one in found}) > 1:
        names = ", ".join(f"{_name(one)} ({law.reference(one.cited.citation)} {one.article})"
                          for one in of_article(law, asked.article, asked.on, known, asked.instrument))  # fmt: skip
        raise problem("penalty.which", where=asked.instrument, article=asked.article, offences=names)
    first, node = found[0], tree_of(found[0], known)
    rivals = competing.rivals(law, first.offence, asked.on, first.at_once)
    node = replace(node, inputs=(*node.inputs, *competing.trees(rivals)))
    others = [{"offence": _name(o), "label": o.label["en"], "label_zh": o.label["zh"]} for o in found]
    document = {
        "article": first.article, "on": asked.on.isoformat(), **_plain(law, first), "offences": others,
        "lighter": _lighter(law, first, asked, known), "competing": competing.as_json(law, rivals),
        "missing": _missing(first), "competing_settled": competing.settled(rivals),
        "trace": node.as_json(),
    }  # fmt: skip
    return Answered(tuple(found), node, document)


#: What a fine is a multiple of, and by which options it is given.
UNPAID_BASE = "unpaid_times_mean_price"
_OPTIONS = {UNPAID_BASE: "--short-t, --mean-price", "value_traded": "--value", "illegal_income": "--illegal-income"}


def _base(one: Liability) -> str:
    """Return what the last stage's fine is a multiple of, "" for a fixed one."""
    return one.stages[-1].base if one.stages else ""


def _missing(one: Liability) -> list[str]:
    """Return the options without which a fine or a cut is not known."""
    found = [_OPTIONS[s.base] for s in one.stages if s.fine is None and s.base]
    if one.cut_t is None:
        found.append({"share": "--next-allocation-t", "equal": "--unreported-t"}.get(one.cut, "--short-t"))
    return list(dict.fromkeys(", ".join(found).split(", "))) if found else []


def _name(one: Liability) -> str:
    return one.offence.rpartition(".")[2]


def _fines(one: Liability) -> tuple[object, ...]:
    return one.stages, one.persons, one.confiscated_fen


def _lighter(law: Law, one: Liability, asked: Asked, known: Circumstances) -> dict[str, Any]:
    """Return by which text the act is judged on the day of the decision; {} if none was given."""
    if asked.decided_on is None:
        return {}
    try:
        found = lighter_of(law, one.offence, asked.on, asked.decided_on, known, asked.corrected)
    except NoTextInForce:
        return {"which": "gone", "reason": "no_text_on_the_day_of_the_decision", "citation": ""}
    return {
        "which": found.lighter, "reason": found.reason, "decided_on": asked.decided_on.isoformat(),
        "corrected": asked.corrected, "citation": law.reference(found.now.cited.citation),
        "then": _plain(law, found.then), "now": _plain(law, found.now),
    }  # fmt: skip


def _plain(law: Law, one: Liability) -> dict[str, Any]:
    return {
        "offence": _name(one),
        "who": one.who,
        "entity_fine_cny": _cny(one.at_once),
        "person_fine_cny": _cny(one.persons),
        "confiscate_cny": yuan(one.confiscated_fen),
        "deduction_t": None if one.cut_t is None else list(one.cut_t),
        "deduction": one.cut,
        "deduction_if": one.cut_if,
        "stages": [_stage(number, s) for number, s in enumerate(one.stages, 1)],
        "measures": list(one.measures),
        "measures_if_refused": list(one.measures_if_refused),
        "measures_if_serious": list(one.measures_if_serious),
        "citation": law.reference(one.cited.citation),
        "instrument": one.cited.citation.instrument,
        "source": one.cited.citation.source,
        "confidence": str(one.cited.confidence),
        "note": one.cited.note,
    }


def _stage(number: int, stage: Stage) -> dict[str, Any]:
    return {
        "stage": number, "fine_cny": _cny(stage.fine), "form": stage.form, "from": stage.low, "to": stage.high,
        "of": stage.base, "if": stage.condition, "measures": list(stage.measures),
        "condition": text(f"penalty.if_{stage.condition}", "en") if stage.condition else "",
    }  # fmt: skip


def _cny(ends: Range) -> list[str] | None:
    return None if ends is None else [yuan(fen) for fen in ends]

"""What an act against the duties of the market carries (法律责任): fines, what is taken, cuts, measures, by text.

An offence is a parameter `compliance.liability.NAME`, or `compliance.unpaid_penalty`; its value is what the text of a
day says. Amounts are fen, exact. What a text leaves open is in the value's note and stays open here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.core.exact import decimal, half_up, scaled
from tanshi.core.finding import problem
from tanshi.core.money import FEN_PER_YUAN
from tanshi.rules import Cited, Law, NoTextInForce

UNPAID = "compliance.unpaid_penalty"

_OFFENCES = "compliance.liability."

#: From-to; None where what it is a multiple of is not known.
Range = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of an act. `illegal_income_fen` is 0 where none was found; None elsewhere: not known."""

    illegal_income_fen: int = 0
    unpaid_t: int | None = None
    mean_price_fen: Fraction | None = None  # of the month before the deadline
    value_traded_fen: int | None = None
    next_allocation_t: int | None = None
    unreported_t: int | None = None

    def base_fen(self, of: str) -> Fraction | None:
        """Return what a fine is a multiple of."""
        match of:
            case "illegal_income":
                return Fraction(self.illegal_income_fen)
            case "value_traded":
                return None if self.value_traded_fen is None else Fraction(self.value_traded_fen)
            case "unpaid_times_mean_price":
                if self.unpaid_t is None or self.mean_price_fen is None:
                    return None
                return self.unpaid_t * self.mean_price_fen
        raise AssertionError(f"no base {of}")


@dataclass(frozen=True, slots=True)
class Stage:
    """One fine: its range in fen, on what condition, with which measures, and how the range came about."""

    fine: Range
    condition: str
    measures: tuple[str, ...]
    form: str  # fixed, multiple, or instead: the base is below the threshold
    low: str  # as the text has it: CNY or times the base
    high: str
    base: str = ""
    base_fen: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Liability:
    """What an offence carries on a day. Cuts are in t; `cut_if`: the condition, "" for at once."""

    offence: str
    label: Mapping[str, str]
    article: str
    who: str
    stages: tuple[Stage, ...]
    persons: Range
    confiscated_fen: int
    cut_t: Range
    cut: str  # what is cut: none, unpaid, share, equal
    cut_if: str
    measures: tuple[str, ...]
    measures_if_refused: tuple[str, ...]
    measures_if_serious: tuple[str, ...]
    cited: Cited

    @property
    def at_once(self) -> Range:
        """The fine of the first stage: what is due without anything more happening; nothing where there is no fine."""
        return self.stages[0].fine if self.stages else (0, 0)

    def in_the_end(self, add: bool) -> Range:
        """Return the fine if nothing is mended: of all stages where they add, else of the last."""
        fines = [s.fine for s in self.stages]
        known = [f for f in fines if f is not None]
        if len(known) < len(fines):
            return None
        chosen = known if add else known[-1:]
        return sum(low for low, _ in chosen), sum(high for _, high in chosen)


def offences(law: Law) -> list[str]:
    """Return the names of all offences of a law, sorted."""
    return [name for name in law.names() if name == UNPAID or name.startswith(_OFFENCES)]


def liability(law: Law, offence: str, on: date, known: Circumstances) -> Liability:
    """Return what an offence carries on a day. Raises `NoTextInForce`: no text fined it then."""
    cited = law.value(offence, on)
    said: Mapping[str, Any] = cited.value
    cut, cut_t, cut_if = _cut(said.get("deduction", "none"), known)
    taken = known.illegal_income_fen if said.get("confiscate") == "illegal_income" else 0
    return Liability(
        offence=offence,
        label=law.parameter(offence).label,
        article=said["article"],
        who=said.get("who", "entity"),
        stages=tuple(_stage(s, known) for s in said["stages"]),
        persons=_fixed(said["persons"]) if "persons" in said else None,
        confiscated_fen=taken,
        cut_t=cut_t,
        cut=cut,
        cut_if=cut_if,
        measures=tuple(said.get("measures", ())),
        measures_if_refused=tuple(said.get("measures_if_refused", ())),
        measures_if_serious=tuple(said.get("measures_if_serious", ())),
        cited=cited,
    )


def _stage(said: Mapping[str, Any], known: Circumstances) -> Stage:
    condition, measures = said.get("if", ""), tuple(said.get("measures", ()))
    if said["form"] == "fixed":
        return Stage(_fixed(said), condition, measures, "fixed", said["from"], said["to"])
    assert said["form"] == "multiple", said
    base = known.base_fen(said["of"])
    if base is not None and "below" in said and base < decimal(said["below"]) * FEN_PER_YUAN:
        instead = said["instead"]
        return Stage(_fixed(instead), condition, measures, "instead", instead["from"], instead["to"], said["of"], base)
    fine = None if base is None else (_fen(base * decimal(said["from"])), _fen(base * decimal(said["to"])))
    return Stage(fine, condition, measures, "multiple", said["from"], said["to"], said["of"], base)


def _fixed(said: Mapping[str, str]) -> tuple[int, int]:
    return scaled(decimal(said["from"]) * FEN_PER_YUAN, 0), scaled(decimal(said["to"]) * FEN_PER_YUAN, 0)


def _fen(value: Fraction) -> int:
    return scaled(half_up(value), 0)


def _cut(said: Any, known: Circumstances) -> tuple[str, Range, str]:
    """Return what is cut from the next allocation, how much of it, and on what condition."""
    if said == "none":
        return "none", (0, 0), ""
    if isinstance(said, str):  # unpaid_if_…
        what, _, condition = said.partition("_if_")
        return what, None if known.unpaid_t is None else (known.unpaid_t, known.unpaid_t), condition
    if said["form"] == "equal":
        amount = known.unreported_t
        return "equal", None if amount is None else (amount, amount), said.get("if", "")
    assert said["form"] == "share", said
    next_t = known.next_allocation_t
    shares = [decimal(said[end]) for end in ("from", "to")]
    found = None if next_t is None else (scaled(half_up(next_t * shares[0]), 0), scaled(half_up(next_t * shares[1]), 0))
    return "share", found, said.get("if", "")


def of_article(law: Law, article: str, on: date, known: Circumstances, instrument: str = "") -> list[Liability]:
    """Return the offences an article fines on a day: 23 means 23.1 and 23.2 too.

    Raises `Problem`: none does, named with the days on which one did and what fines the same offence on the day.
    """
    found = [
        one for one in _on(law, on, known)
        if _is_of(one.article, article) and (not instrument or _is_text(law, one.cited, instrument))
    ]  # fmt: skip
    if found:
        return found
    texts = {text.id: text for text in law.instruments().values()}
    if instrument and not any(instrument in (t.id, t.number, t.title_zh, t.title_en) for t in texts.values()):
        raise problem("penalty.no_instrument", where="--instrument", text=instrument, known=", ".join(sorted(texts)))
    told = "; ".join(_elsewhere(law, article, on, known))
    if not told:
        fining = sorted({one.article for one in _on(law, on, known)}, key=decimal)
        raise problem("penalty.unknown_article", where=instrument, article=article or "–", day=on.isoformat(),
                      known=", ".join(fining) or "–")  # fmt: skip
    raise problem("penalty.no_article", where=instrument, article=article, day=on.isoformat(), told=told)


def _on(law: Law, on: date, known: Circumstances) -> Iterator[Liability]:
    for offence in offences(law):
        try:
            yield liability(law, offence, on, known)
        except NoTextInForce:
            continue


def _is_of(article: str, asked: str) -> bool:
    return article == asked or article.partition(".")[0] == asked


def _is_text(law: Law, cited: Cited, asked: str) -> bool:
    text = law.instruments()[cited.citation.instrument]
    return asked in (text.id, text.number, text.title_zh, text.title_en)


def _elsewhere(law: Law, article: str, on: date, known: Circumstances) -> Iterator[str]:
    """Yield where an article did hold, and which one fines the same on the day."""
    for offence in offences(law):
        parameter = law.parameter(offence)
        for entry in parameter.entries:
            cited = parameter.cited(entry, "")
            if cited is None or not _is_of(cited.value["article"], article):
                continue
            days = f"{entry.from_day} – {entry.to_day or ''}".strip()
            try:
                now = f" → {law.reference(liability(law, offence, on, known).cited.citation)}"
            except NoTextInForce:
                now = ""
            yield f"{law.reference(cited.citation)} {days}{now}"


@dataclass(frozen=True, slots=True)
class Compared:
    """An act under the text of its day and under that of the decision: which is lighter, if that can be said."""

    then: Liability
    now: Liability
    lighter: str  # then, now, same, open
    reason: str


def lighter_of(law: Law, offence: str, act: date, decision: date, known: Circumstances, corrected: bool) -> Compared:
    """Return by which text an act is judged that is decided later: of its day, or newer if lighter (从旧兼从轻).

    `corrected`: it was mended in the time the order set, so that later stages do not come. Compared are the fine's
    least and greatest, then the cut; where they point in different directions the answer stays open.
    """
    then = liability(law, offence, act, known)
    now = liability(law, offence, decision, known)
    if then.cited.citation == now.cited.citation:
        return Compared(then, now, "same", "")
    fines = [(x.at_once if corrected else x.in_the_end(_add(law, x, decision))) for x in (then, now)]
    if any(f is None for f in fines):
        return Compared(then, now, "open", "base_not_known")
    (a, b), cuts = fines, [_cut_size(x, corrected) for x in (then, now)]
    assert a is not None
    assert b is not None
    signs = {_sign(b[0] - a[0]), _sign(b[1] - a[1]), _sign(cuts[1] - cuts[0])} - {0}
    if len(signs) > 1:
        return Compared(then, now, "open", "points_both_ways")
    return Compared(then, now, "now" if signs == {-1} else "then" if signs == {1} else "same", "")


def _add(law: Law, one: Liability, on: date) -> bool:
    """Tell whether the fines of several stages add."""
    return len(one.stages) > 1 and bool(law.value("compliance.stages_add", on).value == "true")


def _cut_size(one: Liability, corrected: bool) -> int:
    """Return the greatest cut in t where it is known, 1 where there is one of unknown size."""
    if one.cut == "none" or (one.cut_if and corrected):
        return 0
    return 1 if one.cut_t is None else one.cut_t[1]


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)

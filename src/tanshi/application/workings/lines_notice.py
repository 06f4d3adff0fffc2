"""An entity's lines of industry as a paper: the tables of an allocation notice, marked as one's own computation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tanshi.allocation.industry import IndustryPlan
from tanshi.allocation.lines_file import LinesAllocation, special_name
from tanshi.application.documents import Composed, IssuingBody, Paper, compose
from tanshi.application.documents.amounts import Data, cited_row, title_of
from tanshi.application.workings.industry import OfLine, lines_of
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import show
from tanshi.core.finding import problem
from tanshi.rules import Cited, Law

#: Ids named to who asks for one that is not in the file.
_NAMED = 5

#: Decimals of intensities and what follows from them, on paper.
_PLACES = 6


def lines_notice(
    law: Law, plan: IndustryPlan, found: LinesAllocation, entity: str, file: str, day: str, language: Language
) -> Composed:
    """Return an entity of a file as a paper without issuing body, number or code; `Problem` if it is not in the file.

    `file` is the file's name as the paper says it, `day` the ISO day it bears.
    """
    own = [line for line in lines_of(found) if line.entity_id == entity]
    if not own:
        known = ", ".join(list(found.by_entity())[:_NAMED])
        raise problem("allocate.no_entity_in_file", id=entity, known=known)
    verified, approved = found.by_entity()[entity]
    rate = Fraction(verified - approved, verified) if verified else Fraction(0)
    data = {
        "entity_id": entity,
        "period": plan.period.name,
        "sector": text(f"industry.sector_{plan.sector}", language),
        "basis": title_of(law, plan.method, language),
        "file": file,
        "method": text(f"industry.by_{plan.method.value['method']}", language),
        **_balance(plan, found, language),
        "approved_t": approved,
        "verified_t": verified,
        "gap_t": verified - approved,
        "gap_rate": f"{show(100 * rate, 2)}%",
        "incomplete": text("amounts.yes", language) if found.findings else "",
        "lines": [_row(line, found.balance, language) for line in own],
        "parameters": _parameters(law, plan, own, language),
    }
    body = IssuingBody(text("amounts.own_body", "zh"), text("amounts.own_body", "en"), "")
    paper = compose(Paper("own_lines", language, body, entity, data, day))
    return replace(paper, mark=text("amounts.own", language))


def _balance(plan: IndustryPlan, found: LinesAllocation, language: Language) -> Data:
    if not plan.by_intensity or found.balance is None:
        nothing = text("industry.no_balance", language)
        return {"balance": nothing, "balance_from": nothing}
    taking = sum(of.adjustment is not None for _, of in found.lines)
    how = "balance_published" if found.published else "balance_solved"
    return {
        "balance": show(found.balance, _PLACES),
        "balance_from": text(f"industry.{how}", language, {"count": taking}),
    }


def _row(line: OfLine, balance: Fraction | None, language: Language) -> Data:
    """Return a line's row; what the plan does not look at is left empty."""
    of, row = line.found, line.row
    over = None if of.adjustment is None or balance is None else (balance - of.line.intensity) / balance
    return {
        "line": of.line.line_id,
        "cell": row.where.rpartition("!")[2],
        "verified_t": of.line.verified_t,
        "output_t": _said(row.output_t),
        "intensity_emission_t": _said(row.intensity_emission_t),
        "special": special_name(of.line.special, language),
        "special_share": _said(of.line.share),
        "intensity": "" if over is None else show(of.line.intensity, _PLACES),
        "over": "" if over is None else show(over, _PLACES),
        "adjustment": "" if of.adjustment is None else show(of.adjustment, _PLACES),
        "approved_t": of.approved_t,
    }


def _said(figure: Fraction | None) -> str:
    return "" if figure is None else show(figure)


def _parameters(law: Law, plan: IndustryPlan, lines: Sequence[OfLine], language: Language) -> list[Data]:
    """Return the parameters that were applied: the method with its numbers, the lines' special cases, the rounding."""
    rows = [cited_row(law, plan.method, language, "", text(f"industry.by_{plan.method.value['method']}", language))]
    if plan.by_intensity:
        for name, number in (("slope", plan.slope), ("reach", plan.reach), ("cap", plan.cap)):
            words = text(f"workings.value_industry_{name}", language)
            rows.append(cited_row(law, plan.method, language, words, show(number)))
        for case in dict.fromkeys(line.found.line.special for line in lines if line.found.line.special):
            cited = plan.special[case]
            rows.append(cited_row(law, cited, language, special_name(case, language), _case(cited, language)))
    for step in ("balance_value", "approved") if plan.by_intensity else ("approved",):
        rows.append(cited_row(law, plan.rounding[step], language))
    return rows


def _case(cited: Cited, language: Language) -> str:
    over = cited.value["over"]
    return f"> {over}" if over else text("industry.by_verified", language)

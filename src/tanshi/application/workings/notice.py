"""An entity of a file as a paper: the tables of an allocation notice, marked as one's own computation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tanshi.allocation.commands import unit_bodies
from tanshi.allocation.from_file import FileAllocation
from tanshi.allocation.power import PowerPlan
from tanshi.application.documents import Composed, IssuingBody, Paper, compose
from tanshi.application.documents.amounts import Data, basis_of, entity_figures, parameter_rows, unit_row
from tanshi.application.workings.lines import UnitLine
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import problem
from tanshi.rules import Law

#: Ids named to who asks for one that is not in the file.
_NAMED = 5


def own_notice(
    law: Law, plan: PowerPlan, lines: Sequence[UnitLine], found: FileAllocation, entity: str, file: str, day: str,
    language: Language,
) -> Composed:  # fmt: skip
    """Return an entity of a file as a paper without issuing body, number or code; `Problem` if it is not in the file.

    `file` is the file's name as the paper says it, `day` the ISO day it bears.
    """
    of = next((e for e in found.entities if e.entity_id == entity), None)
    if of is None:
        known = ", ".join(e.entity_id for e in found.entities[:_NAMED])
        raise problem("allocate.no_entity_in_file", id=entity, known=known)
    own = [line for line in lines if line.unit.entity_id == entity]
    amounts = of.found
    lacks = any(f.code == "allocate.entity_incomplete" and f.params["entity"] == entity for f in found.findings)
    data = {
        "entity_id": entity,
        "period": plan.period.name,
        "basis": basis_of(law, plan, language),
        "file": file,
        **entity_figures(amounts.initial_t, amounts.approved_t, amounts.verified_t, amounts.obligation_t),
        "borrow_limit_t": of.borrow_limit_t,
        "incomplete": text("amounts.yes", language) if lacks else "",
        "units": [_row(plan, line, language) for line in own],
        "parameters": parameter_rows(law, plan, (line.unit.output.unit_class for line in own), language),
    }
    body = IssuingBody(text("amounts.own_body", "zh"), text("amounts.own_body", "en"), "")
    return replace(
        compose(Paper("own_allocation", language, body, entity, data, day)), mark=text("amounts.own", language)
    )


def _row(plan: PowerPlan, line: UnitLine, language: Language) -> Data:
    year = line.unit.year or plan.period.name
    (figures,) = unit_bodies(plan.period, {year: [line.found]})
    return unit_row(plan, figures, year, line.unit.where.rpartition("!")[2], language)

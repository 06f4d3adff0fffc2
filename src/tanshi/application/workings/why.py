"""The tree of a unit, a line or an entity of a file: from its amount, or its gap, down to the cells and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tanshi.allocation.borrowing import BorrowingTerms
from tanshi.allocation.from_file import FileAllocation, OfEntity
from tanshi.allocation.industry import IndustryPlan, explain_balance, explain_line
from tanshi.allocation.lines_file import LinesAllocation
from tanshi.allocation.power import GAS_CLASS, EntityAllocation, PowerPlan, explain_entity, explain_unit
from tanshi.application.workings.lines import UnitLine
from tanshi.application.workings.parameters import RAISES
from tanshi.core.catalogue import text
from tanshi.core.exact import decimal, show
from tanshi.core.finding import problem
from tanshi.rules import Law, Node
from tanshi.rules.trace import law as law_node

#: Ids named to who asks for one that is not in the file.
_NAMED = 5


def why_of_file(law: Law, plan: PowerPlan, lines: Sequence[UnitLine], found: FileAllocation, id: str) -> Node:
    """Return the tree of an entity's gap or, where no entity has the id, of a unit's amount; `Problem` for neither."""
    entity = next((e for e in found.entities if e.entity_id == id), None)
    if entity is not None:
        of_entity = [line for line in lines if line.unit.entity_id == id]
        return _gap(BorrowingTerms.of(law, plan.period), plan, of_entity, entity)
    trees = [_unit(plan, line) for line in lines if line.unit.output.unit_id == id]
    if not trees:
        known = ", ".join(e.entity_id for e in found.entities[:_NAMED])
        raise problem("allocate.not_in_file", id=id, known=known)
    if len(trees) == 1:
        return trees[0]
    total = sum((Fraction(tree.value) for tree in trees), Fraction(0))
    return Node("label.approved_amount", total, "t", formula="sum", inputs=tuple(trees), note=id)


def why_of_lines(plan: IndustryPlan, found: LinesAllocation, id: str) -> Node:
    """Return the tree of a line's allowance or the sum of an entity's; `Problem` if the file has neither."""
    every = [(entity, of, row) for (entity, of), row in zip(found.lines, found.rows, strict=True)]
    own = [one for one in every if one[1].line.line_id == id] or [one for one in every if one[0] == id]
    if not own:
        raise problem("allocate.not_in_file", id=id, known=", ".join(list(found.by_entity())[:_NAMED]))
    balance = _balance(plan, found)
    trees = [
        replace(explain_line(plan, of, balance, of.line.line_id), note=f"{of.line.special} {row.where}".strip())
        for _, of, row in own
    ]
    if own[0][1].line.line_id == id:
        return trees[0]
    total = sum((Fraction(tree.value) for tree in trees), Fraction(0))
    return Node("label.approved_t", total, "t", formula="sum", inputs=tuple(trees), note=id)


def _balance(plan: IndustryPlan, found: LinesAllocation) -> Node | None:
    """Return the tree of the balance value used: of a published one the figure, of a solved one how it closes."""
    if found.balance is None:
        return None
    if found.published:
        return Node("label.balance_value", found.balance, "tCO2/t", "B", note=text("industry.balance_published", "en"))
    return explain_balance(plan, (of.line for _, of in found.lines), found.balance)


def _unit(plan: PowerPlan, line: UnitLine) -> Node:
    node = explain_unit(plan, line.found)
    return replace(node, note=f"{node.note} {line.unit.year} {line.unit.where}".replace("  ", " ").strip())


def _gap(terms: BorrowingTerms | None, plan: PowerPlan, lines: Sequence[UnitLine], of: OfEntity) -> Node:
    found = of.found
    approved = explain_entity(plan, found, [_unit(plan, line) for line in lines])
    gap = Node("label.gap_t", found.gap_t, "t", "G")
    inputs = [replace(_obligation(plan, found), symbol="O"), replace(approved, symbol="A")]
    if found.verified_t:
        emitted = Node("label.verified_emission", found.verified_t, "tCO2", "E")
        shown = f"{show(100 * found.gap_rate, 2)} %"
        inputs.append(Node("label.gap_rate", found.gap_rate, "1", formula="G / E", inputs=(gap, emitted), note=shown))
    if terms is not None:
        inputs.append(_borrowing(terms, gap, of.borrow_limit_t))
    return Node("label.gap_t", found.gap_t, "t", formula="O - A", inputs=tuple(inputs), note=of.entity_id)


def _borrowing(terms: BorrowingTerms, gap: Node, limit_t: int) -> Node:
    citation, confidence = terms.cited.citation, terms.cited.confidence
    least = law_node(terms.cited, "label.borrow_from", "r", terms.gap_rate_from)
    if not limit_t:
        return Node("label.borrow_limit_t", 0, "t", citation=citation, confidence=confidence, inputs=(least,))
    share = law_node(terms.cited, "label.borrow_share", "h", terms.share_of_gap)
    return Node(
        "label.borrow_limit_t", limit_t, "t", formula="h * G", rounding="floor", citation=citation,
        confidence=confidence, inputs=(gap, share, least),
    )  # fmt: skip


def _obligation(plan: PowerPlan, found: EntityAllocation) -> Node:
    """Return the obligation; under a plan that limits it, with what limits it."""
    emitted = Node("label.verified_emission", found.verified_t, "tCO2", "E")
    if plan.gap.value["form"] == RAISES:
        return Node("label.obligation_t", found.obligation_t, "t", formula="E", inputs=(emitted,))
    units = Node("label.units_total", found.initial_t, "t", "U")
    limit = decimal(plan.gap.value["limit"])
    citation, confidence = plan.gap.citation, plan.gap.confidence
    most = Node("label.gap_limit", limit, "1", "L", citation=citation, confidence=confidence)
    share = Node(
        "label.gap_share", plan.round("approved", limit * found.verified_t), "t", "M", "L * E",
        plan.rounding["approved"].value, inputs=(emitted, most), citation=citation,
        confidence=confidence,
    )  # fmt: skip
    spared = _spared(plan, found)
    return Node(
        "label.obligation_t", found.obligation_t, "t", formula="min(E - X, U + M)",
        inputs=(emitted, spared, units, share), citation=citation, confidence=confidence,
    )  # fmt: skip


def _spared(plan: PowerPlan, found: EntityAllocation) -> Node:
    """Return what the gas units need not surrender beyond their free amount."""
    gas = [u for u in found.units if u.unit.unit_class == GAS_CLASS and plan.gas.value != RAISES]
    short = [
        Node("label.gas_gap", max(0, u.unit.verified_t - u.initial_t), "t", note=u.unit.unit_id)
        for u in gas
        if u.unit.verified_t > u.initial_t
    ]
    return Node(
        "label.gas_gap", sum(int(n.value) for n in short), "t", "X", "sum", inputs=tuple(short),
        citation=plan.gas.citation, confidence=plan.gas.confidence,
    )  # fmt: skip

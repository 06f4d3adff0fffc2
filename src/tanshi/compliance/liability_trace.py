"""The tree of what an offence carries: how each end of each fine came about, and by which text."""

from __future__ import annotations

from fractions import Fraction

from tanshi.compliance.liability import Circumstances, Liability, Range, Stage
from tanshi.core.exact import decimal
from tanshi.core.money import FEN_PER_YUAN, grouped, yuan
from tanshi.rules import Node


def tree_of(found: Liability, known: Circumstances) -> Node:
    """Return the tree of an offence: its fines, the fine of persons, what is taken, what is cut."""
    parts = [_stage(number, stage, found, known) for number, stage in enumerate(found.stages, 1)]
    if found.persons:
        parts.append(_range("label.fine_of_persons", found.persons))
    if found.confiscated_fen:
        parts.append(Node("label.illegal_income", Fraction(found.confiscated_fen, FEN_PER_YUAN), "CNY"))
    if found.cut != "none":
        cut = "?" if found.cut_t is None else f"{found.cut_t[0]:,} - {found.cut_t[1]:,}"
        parts.append(Node("label.cut", cut, "t", note=f"{found.cut} {found.cut_if}".strip()))
    return Node(
        "label.penalty", _shown(found.at_once), "CNY", inputs=tuple(parts), citation=found.cited.citation,
        confidence=found.cited.confidence, note=found.cited.note,
    )  # fmt: skip


def _stage(number: int, stage: Stage, found: Liability, known: Circumstances) -> Node:
    note = " ".join(filter(None, (str(number), stage.condition, *stage.measures)))
    if stage.form == "fixed" or stage.fine is None:
        return _range("label.fine", stage.fine, note)
    if stage.form == "instead":
        return _range("label.fine", stage.fine, f"{note} {stage.base} {yuan(int(stage.base_fen or 0))} <")
    base = _base(stage, known)
    ends = tuple(
        Node(
            label, Fraction(fen, FEN_PER_YUAN), "CNY", formula="B * m", rounding="half_up 2",
            inputs=(base, Node("label.multiple", decimal(times), "1", "m", citation=found.cited.citation)),
        )
        for label, fen, times in zip(
            ("label.fine_least", "label.fine_most"), stage.fine, (stage.low, stage.high), strict=True
        )
    )  # fmt: skip
    return Node("label.fine", _shown(stage.fine), "CNY", inputs=ends, note=note)


def _base(stage: Stage, known: Circumstances) -> Node:
    assert stage.base_fen is not None
    value = stage.base_fen / FEN_PER_YUAN
    if stage.base != "unpaid_times_mean_price":
        return Node(f"label.{stage.base}", value, "CNY", "B")
    assert known.unpaid_t is not None
    assert known.mean_price_fen is not None
    return Node(
        "label.unpaid_times_mean_price", value, "CNY", "B", formula="T * P",
        inputs=(
            Node("label.unpaid", known.unpaid_t, "t", "T"),
            Node("label.mean_price", known.mean_price_fen / FEN_PER_YUAN, "CNY/t", "P"),
        ),
    )  # fmt: skip


def _range(label: str, ends: Range, note: str = "") -> Node:
    return Node(label, _shown(ends), "CNY", note=note)


def _shown(ends: Range) -> str:
    return "?" if ends is None else " - ".join(map(grouped, ends))

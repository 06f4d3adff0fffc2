"""What monitored figures come to: reductions of a project by production year, whole tonnes, with their tree.

Each year's terms are exact sums; the year's result is rounded down once, so no part of a tonne is ever issued.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tanshi.accounting.formula import symbols_of
from tanshi.accounting.ways import both
from tanshi.core.exact import floor, show
from tanshi.core.finding import Finding, problem
from tanshi.rules import Law, Node
from tanshi.rules.trace import evaluate
from tanshi.voluntary.methodology import Figure, Methodology, filled, methodology
from tanshi.voluntary.monitoring_file import Monitored, MonitoringFile, read_monitoring

#: Reductions below 0 are none: nothing is issued, and nothing is taken from another year.
_NONE = 0


@dataclass(frozen=True, slots=True)
class ReductionYear:
    """Reductions of a project generated in one year: terms exactly, the result in whole tonnes."""

    project: str
    year: int
    terms: Mapping[str, Fraction]
    reduction_t: int
    tree: Node


@dataclass(frozen=True, slots=True)
class Computed:
    """What a file comes to under a methodology, and what is wrong with rows that do not count."""

    methodology: Methodology
    years: tuple[ReductionYear, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result as the machine interface gives it."""
        return {
            "methodology": self.methodology.code,
            "unverified": self.methodology.unverified,
            "confidence": str(self.methodology.confidence),
            "citation": str(self.methodology.citation),
            "reductions": [
                {
                    "project_id": y.project,
                    "year": y.year,
                    "terms_t": {term: show(value) for term, value in y.terms.items()},
                    "reduction_t": y.reduction_t,
                }
                for y in self.years
            ],
            "findings": [f.as_json() for f in self.findings],
        }

    def why(self, project: str, year: int = 0) -> Node:
        """Return the tree of a project's reductions in a year, the first if 0; `Problem` if there is none."""
        found = [y for y in self.years if y.project == project and year in (0, y.year)]
        if not found:
            known = ", ".join(f"{y.project} {y.year}" for y in self.years[:20])
            raise problem("voluntary.no_such_project_year", value=f"{project} {year or ''}".strip(), known=known)
        return found[0].tree


def compute(law: Law, path: Path | str, code: str, unverified: bool = False) -> Computed:
    """Return what a monitoring file comes to under a methodology.

    Raises `Problem`: the file or methodology cannot be used, or its formulas are unverified and were not asked for.
    """
    pack = usable(law, code, unverified)
    return computed(law, pack, read_monitoring(pack, path))


def usable(law: Law, code: str, unverified: bool) -> Methodology:
    """Return a methodology to compute by; `Problem` if it is unverified and was not asked for as such."""
    pack = methodology(law, code)
    if pack.unverified and not unverified:
        raise problem("voluntary.unverified", methodology=pack.code, source=pack.citation.source)
    return pack


def computed(law: Law, pack: Methodology, read: MonitoringFile) -> Computed:
    """Return what rows that were read come to."""
    findings, left_out = list(read.findings), set(read.left_out)
    rows: dict[tuple[str, int], list[Node]] = {}
    for row in read.rows:
        try:
            node = _row(law, pack, row, findings)
        except ZeroDivisionError:
            left_out.add((row.project, row.year, row.stream))
            findings.append(Finding("emissions.divides_by_nought", row.where, {"stream": row.stream}))
            continue
        rows.setdefault((row.project, row.year), []).append(node)
        if not node.inputs:
            left_out.add((row.project, row.year, row.stream))
    years = [_year(pack, project, year, nodes) for (project, year), nodes in sorted(rows.items())]
    short = _short(pack, left_out)
    findings += [Finding("voluntary.year_incomplete", f"{p} {y}", {"project": p, "year": y}) for p, y in sorted(short)]
    counted = (y for y in years if y.tree.inputs and (y.project, y.year) not in short)
    return Computed(pack, tuple(counted), tuple(findings))


def _short(pack: Methodology, left_out: set[tuple[str, int, str]]) -> set[tuple[str, int]]:
    """Return the projects and years of which a row that would lower the reductions does not count."""
    lowering = {code for code, stream in pack.streams.items() if _lowers(pack, stream.term)}
    return {(project, year) for project, year, code in left_out if code in lowering or (not code and lowering)}


def _lowers(pack: Methodology, term: str) -> bool:
    """Tell whether more of a term means fewer reductions."""
    leaves = [Node("label.said", Fraction(name == term), pack.result_unit, name) for name in pack.terms]
    return evaluate(pack.result, (*leaves, *pack.fill.values())) < 0


def _row(law: Law, pack: Methodology, row: Monitored, findings: list[Finding]) -> Node:
    """Return what a row adds to its term; a check that is not met is a finding and the row does not count."""
    stream = pack.streams[row.stream]
    leaves = {f.name: _leaf(law, pack, f, row) for f in stream.inputs.values() if f.name in row.values or f.fill}
    values = {name: Fraction(node.value) for name, node in leaves.items()}
    for check in stream.checks:
        if not check.met(values):
            findings.append(Finding("voluntary.check_not_met", row.where, {"check": both(check.label)}))
            return Node("label.reduction_row", Fraction(0), stream.unit, stream.term, note=f"{row.where} x")
    for step in stream.steps:
        inputs = _inputs(step.formula, leaves)
        leaves[step.symbol] = Node(
            "label.said", evaluate(step.formula, inputs), step.unit, step.symbol, step.formula, inputs=inputs,
            note=both(step.label),
        )  # fmt: skip
    inputs = _inputs(stream.formula, leaves)
    return Node(
        "label.reduction_row", evaluate(stream.formula, inputs), stream.unit, stream.term, stream.formula,
        citation=pack.citation, confidence=stream.confidence, inputs=inputs,
        note=" ".join(filter(None, (both(stream.label), row.month, row.where))),
    )  # fmt: skip


def _inputs(formula: str, leaves: Mapping[str, Node]) -> tuple[Node, ...]:
    return tuple(leaves[s] for s in symbols_of(formula))


def _leaf(law: Law, pack: Methodology, figure: Figure, row: Monitored) -> Node:
    if figure.name in row.values:
        value = row.values[figure.name]
        return Node("label.said", value, figure.unit, figure.name, note=both(figure.label))
    return filled(law, figure.fill, figure.name, date.fromisoformat(pack.in_force))


def _year(pack: Methodology, project: str, year: int, rows: Iterable[Node]) -> ReductionYear:
    counted = [node for node in rows if node.inputs]
    terms = []
    for term in pack.terms:
        of_term = tuple(node for node in counted if node.symbol == term)
        total = sum((Fraction(node.value) for node in of_term), Fraction(0))
        terms.append(Node("label.reduction_term", total, pack.result_unit, term, "sum", inputs=of_term, note=term))
    inputs = (*terms, *pack.fill.values())
    exact = evaluate(pack.result, inputs)
    tree = Node(
        "label.reduction", Fraction(max(floor(exact), _NONE)), pack.result_unit, formula=f"max({pack.result}, 0)",
        rounding="floor", citation=pack.citation, confidence=pack.confidence, inputs=inputs if counted else (),
        note=" ".join(filter(None, (f"{project} {year}", pack.result_note))),
    )  # fmt: skip
    return ReductionYear(
        project, year, {t.symbol: Fraction(t.value) for t in terms}, max(floor(exact), _NONE), tree
    )  # fmt: skip

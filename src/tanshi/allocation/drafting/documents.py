"""Answers of the bench as plain data: what `tanshi draft … --json` prints, and what API and pages show.

Tonnes are whole numbers; benchmarks, shares and money are texts, exact or with the decimals said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tanshi.allocation.cap_path import CapYear
from tanshi.allocation.drafting.balance import Balance, published_surplus
from tanshi.allocation.drafting.bench import PLACES, Bench, is_relieved
from tanshi.allocation.drafting.estimate import Estimate
from tanshi.allocation.drafting.fit import Fit, Fits
from tanshi.allocation.drafting.impact import EntityImpact, Impact
from tanshi.allocation.drafting.observed import Observed
from tanshi.allocation.drafting.solve import Solution
from tanshi.allocation.drafting.steps import Step
from tanshi.core import exact
from tanshi.core.catalogue import text
from tanshi.core.finding import Finding
from tanshi.core.money import yuan

Document = dict[str, Any]


def benchmark(value: Fraction | None) -> str:
    """Return a benchmark with the decimals plans write."""
    return "" if value is None else exact.show(value, PLACES)


def findings_json(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Return findings as the machine interface gives them."""
    return [f.as_json() for f in findings]


def head(plan: str, observed: Observed) -> Document:
    """Return what every document says of its source."""
    return {
        "plan": plan,
        "origin": observed.origin,
        "position": observed.position,
        "units": len(observed.units),
        "entities": len(observed.entities),
        "verified_t": sum(e.verified_t for e in observed.entities.values()),
    }


# balance values


def balance_document(plan: str, bench: Bench, found: Balance) -> Document:
    """Return balance values beside the published ones."""
    return {
        **head(plan, bench.observed),
        "method": text("draft.balance_method", "en"),
        "lines": [
            {
                "line": line.line,
                "units": line.units,
                "emission_t": exact.show(line.emission),
                "weight": exact.show(line.weight),
                "balance_value": None if line.value is None else exact.show(line.value),
                "balance_value_4": benchmark(line.value) or None,
                "published": line.published.value if line.published else None,
                "difference": None if line.difference is None else exact.show(line.difference, 6),
            }
            for line in found.lines
        ],
        "together": {c: exact.show(share, 6) for c, share in found.together.items()},
        "surplus_under_published_t": published_surplus(bench, found),
        "findings": findings_json((*bench.observed.findings, *found.findings)),
    }


# fits


def fits_document(plan: str, observed: Observed, found: Fits, *, by_output: bool) -> Document:
    """Return fitted coefficients beside the plan's."""
    return {
        **head(plan, observed),
        "by_output": by_output,
        "fits": [_fit(f) for f in found.fits],
        "findings": findings_json((*observed.findings, *found.findings)),
    }


def _fit(found: Fit) -> Document:
    def plain(value: float | None) -> float | None:
        return None if value is None else round(value, 9)

    return {
        "fuel": found.fuel,
        "n": found.n,
        "r2": plain(found.r2),
        "residual_spread": plain(found.spread),
        "residual_spread_plan": plain(found.spread_plan),
        "bases": {c: plain(v) for c, v in found.bases.items()},
        "terms": [
            {
                "name": t.name, "at": t.at, "estimate": plain(t.estimate), "standard_error": plain(t.error),
                "plan": plain(t.plan), "units": t.units,
            }
            for t in found.terms
        ],
        "furthest": [
            {
                "unit_id": p.unit_id, "entity_id": p.entity_id, "unit_class": p.unit_class,
                "intensity": plain(p.intensity), "residual": plain(p.residual),
            }
            for p in found.furthest()
        ],
    }  # fmt: skip


# benchmarks for a target


def solution_document(plan: str, observed: Observed, found: Solution, findings: Sequence[Finding]) -> Document:
    """Return benchmarks for a target surplus, and what they give."""
    sector = found.sector
    return {
        **head(plan, observed),
        "target_t": found.target_t,
        "after_relief": found.after_relief,
        "factor": exact.show(found.factor, 12),
        "lines": [
            {
                "line": n.line, "start": exact.show(n.base), "strictness": exact.show(n.strictness),
                "change": exact.show(n.change, 6), "benchmark": benchmark(n.value),
            }
            for n in found.lines
        ],
        "initial_t": sector.initial_t,
        "approved_t": sector.approved_t,
        "obligation_t": sector.obligation_t,
        "surplus_before_relief_t": sector.surplus_t(after_relief=False),
        "surplus_after_relief_t": sector.surplus_t(after_relief=True),
        "off_target_t": found.surplus_t - found.target_t,
        "rounding_t": exact.show(found.rounding_t, 0),
        "relieved_entities": sector.relieved,
        "findings": findings_json(findings),
    }  # fmt: skip


# the steps of past plans


def steps_document(found: Sequence[Step]) -> Document:
    """Return past benchmarks computed again beside the published ones."""
    return {"steps": [_step(s) for s in found]}


def _step(step: Step) -> Document:
    return {
        "plan": step.plan,
        "line": step.line,
        "of": step.change.value["of"],
        "at": step.change.value["at"],
        "start": step.start.value,
        "step": step.change.value["change"],
        "computed": benchmark(step.computed),
        "published": step.published.value,
        "difference": benchmark(step.difference),
        "from_unrounded": benchmark(step.chained),
        "implied": exact.show(step.implied, 6),
        "confidence": str(step.change.confidence),
        "source": step.change.citation.source,
    }


# impact


def impact_document(plan: str, found: Impact) -> Document:
    """Return what a draft does to all firms, to provinces, classes, and each firm."""
    return {
        **head(plan, found.observed),
        "draft": found.after,
        "price_cny": None if found.price_fen is None else yuan(found.price_fen),
        "all": _money(found.row()),
        "provinces": [_money(r) for r in found.by_area()],
        "classes": found.by_class(),
        "firms": [firm_row(e, found.price_fen) for e in found.entities],
        "findings": findings_json(found.observed.findings),
    }


def firm_row(impact: EntityImpact, price_fen: int | None) -> Document:
    """Return a firm's figures under both plans."""
    entity = impact.entity
    return {
        "entity_id": entity.entity_id,
        "name_zh": entity.name_zh,
        "name_en": entity.name_en,
        "area_gb2260": entity.area_gb2260,
        "verified_t": entity.verified_t,
        "approved_before_t": impact.before.approved_t,
        "approved_after_t": impact.after.approved_t,
        "obligation_before_t": impact.before.obligation_t,
        "obligation_after_t": impact.after.obligation_t,
        "gap_before_t": impact.before.gap_t,
        "gap_after_t": impact.after.gap_t,
        "relief_before_t": impact.before.relief_t,
        "relief_after_t": impact.after.relief_t,
        "change_t": impact.change_t,
        "cost_cny": None if price_fen is None else yuan(-impact.change_t * price_fen),
        "relieved_before": is_relieved(impact.before),
        "relieved_after": is_relieved(impact.after),
    }


def _money(row: Mapping[str, Any]) -> Document:
    """Return a row with its cost as money."""
    found = dict(row)
    cost = found.pop("cost_fen")
    found["cost_cny"] = None if cost is None else yuan(cost)
    return found


# an estimate


def estimate_document(found: Estimate) -> Document:
    """Return what a running year may come to."""
    low, high = found.scenario("low"), found.scenario("high")
    return {
        "estimate": True,
        "plan": found.plan,
        "origin": found.projected.origin,
        "position": found.projected.position,
        "steps": [
            {"year": s.year, "draft": s.draft, "changes": {n: exact.show(c, 6) for n, c in s.changes.items()}}
            for s in found.steps
        ],
        "scenarios": [
            {
                "name": s.name, "draft": s.draft, "benchmarks": {n: benchmark(v) for n, v in s.benchmarks.items()},
                "emission_t": s.sector.verified_t, "approved_t": s.sector.approved_t,
                "obligation_t": s.sector.obligation_t,
            }
            for s in found.scenarios
        ],
        "units": [
            {
                "unit_id": u.output.unit_id, "entity_id": u.entity_id, "supply_mwh": exact.show(u.output.supply_mwh, 3),
                "generation_mwh": exact.show(u.output.generation_mwh, 3), "heat_gj": exact.show(u.output.heat_gj, 2),
                "load_factor": exact.show(u.output.load_factor, 6), "heat_ratio": exact.show(u.output.heat_ratio, 6),
                "emission_t": u.output.verified_t,
            }
            for u in found.projected.units
        ],
        "entities": [
            {
                "entity_id": id,
                "emission_t": e.verified_t,
                "approved_low_t": low.sector.entities[id].approved_t,
                "approved_high_t": high.sector.entities[id].approved_t,
                "gap_low_t": high.sector.entities[id].gap_t,
                "gap_high_t": low.sector.entities[id].gap_t,
            }
            for id, e in found.projected.entities.items()
        ],
        "findings": findings_json(found.projected.findings),
    }  # fmt: skip


# a cap and a paid share


def path_document(plan: str, base_t: int, entities: int, years: Sequence[CapYear], observed: Observed) -> Document:
    """Return the years of a scenario; nothing of it is in force."""
    return {
        "plan": plan,
        "origin": observed.origin,
        "position": observed.position,
        "entities": entities,
        "in_force": False,
        "base_t": base_t,
        "years": [_path_year(y) for y in years],
        "findings": findings_json(observed.findings),
    }


def _path_year(year: CapYear) -> Document:
    return {
        "year": year.year, "cap_t": year.cap_t, "paid_share": exact.show(year.paid_share), "free_t": year.free_t,
        "auction_t": year.auction_t, "factor": exact.show(year.factor, 12),
    }  # fmt: skip

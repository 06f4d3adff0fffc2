"""What papers say of allowances: each unit with its inputs, coefficients and amounts, the entity, the texts applied.

The same rows serve a notice from the books and a computation over somebody's own file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tanshi.allocation.power import GAS_CLASS, VERIFIED_CLASS, PowerPlan, flat, texts_of_class
from tanshi.allocation.rounding import rounding_words
from tanshi.core.catalogue import Language, text
from tanshi.core.exact import decimal, show
from tanshi.rules import Cited, Law

Data = dict[str, Any]

#: Messages that name the keys of a parameter.
_KEYS = {
    "rounding": "rounding.step",
    "industry_rounding": "rounding.line",
    "cooling_coefficient": "amounts.cooling",
    "heat_coefficient_slope": "amounts.fuel",
}

#: Decimals of a coefficient on paper; an irrational one has no end.
_COEFFICIENT = 6


def unit_row(plan: PowerPlan, figures: Mapping[str, Any], year: str, name: str, language: Language) -> Data:
    """Return a unit's row. `figures`: as `allocation.commands.unit_bodies` and `UnitAllocationRow` name them."""
    unit_class = figures["unit_class"]
    given = unit_class == VERIFIED_CLASS  # its amount is its emission: it has neither benchmark nor coefficient
    coefficients = ("load_coef", "cooling_coef", "heat_coef")
    return {
        "unit": figures["unit"],
        "name": name,
        "year": year,
        "unit_class": text("classify.verified", language) if given else unit_class,
        "chp": text("amounts.yes" if figures["chp"] else "amounts.no", language),
        "cooling": text(f"amounts.cooling_{figures['cooling']}", language),
        "output_mwh": figures["output_mwh"],
        "heat_gj": figures["heat_gj"],
        "heat_ratio": figures["heat_ratio"],
        "load_factor": figures["load_factor"],
        "verified_t": figures["verified_t"],
        "electricity_benchmark": "" if given else show(plan.electricity[unit_class].number),
        "heat_benchmark": "" if given else show(plan.heat[unit_class].number),
        **{name: "" if given else _short(figures[name]) for name in coefficients},
        **{name: figures[name] for name in ("electricity_t", "heat_t", "initial_t", "relief_t", "approved_t")},
    }


def _short(coefficient: str) -> str:
    """Return a coefficient with at most six decimals, half-up."""
    exact = decimal(coefficient)
    return coefficient if len(coefficient.partition(".")[2]) <= _COEFFICIENT else show(exact, _COEFFICIENT)


def entity_figures(units_t: int, approved_t: int, verified_t: int, obligation_t: int) -> Data:
    """Return an entity's figures in whole tonnes, with what either form of the 20 % rule gave it, and its gap."""
    gap_t = obligation_t - approved_t
    rate = Fraction(gap_t, verified_t) if verified_t else Fraction(0)
    return {
        "units_t": units_t,
        "relief_t": approved_t - units_t,
        "approved_t": approved_t,
        "verified_t": verified_t,
        "obligation_cut_t": verified_t - obligation_t,
        "obligation_t": obligation_t,
        "gap_t": gap_t,
        "gap_rate": f"{show(100 * rate, 2)}%",
    }


def basis_of(law: Law, plan: PowerPlan, language: Language) -> str:
    """Return the plan as a paper names it."""
    return title_of(law, plan.plan, language)


def title_of(law: Law, cited: Cited, language: Language) -> str:
    """Return the text that sets a value as a paper names it: title and number, and that it is a draft if it is."""
    found = law.instruments()[cited.citation.instrument]
    title = f"《{found.title_zh}》" if language == "zh" else found.title_en
    drafted = text("amounts.draft", language) if cited.status == "draft" else ""
    number = f"（{found.number}）" if language == "zh" else f" ({found.number})"
    return f"{title}{number if found.number else ''}{drafted}"


def parameter_rows(law: Law, plan: PowerPlan, classes: Iterable[str], language: Language) -> list[Data]:
    """Return the parameters that were applied to units of some classes, each with its text and confidence."""
    return [_parameter(law, cited, language) for cited in _applied(plan, sorted(set(classes)))]


def advance_rows(law: Law, plan: PowerPlan, language: Language) -> list[Data]:
    """Return the parameters that were applied to a pre-allocation."""
    cited = (plan.share, plan.base, plan.rounding["preallocation"])
    return [_parameter(law, c, language) for c in cited]


def _applied(plan: PowerPlan, classes: Sequence[str]) -> list[Cited]:
    benchmarked = [c for c in classes if c != VERIFIED_CLASS]
    used = {name for unit_class in benchmarked for name in plan.coefficients[unit_class].value}
    found = [plan.basis, *(plan.electricity[c] for c in benchmarked), *(plan.heat[c] for c in benchmarked)]
    if VERIFIED_CLASS in classes:
        found += texts_of_class(plan, VERIFIED_CLASS)
    if "load" in used:
        found += [plan.load, plan.load_scope, plan.load_decimals, plan.rounding["load_coefficient"]]
    if "cooling" in used:
        found += plan.cooling.values()
    if "heat" in used:
        kinds = {"gas" if c == GAS_CLASS else "coal" for c in benchmarked}
        found += [plan.heat_slope[kind] for kind in sorted(kinds)]
    found += [plan.rounding[step] for step in ("electricity_allowance", "heat_allowance", "approved")]
    return [*found, *([plan.gas] if GAS_CLASS in classes else []), plan.gap]


def _parameter(law: Law, cited: Cited, language: Language) -> Data:
    return cited_row(law, cited, language, _key(cited, language), _said(cited, language))


def cited_row(law: Law, cited: Cited, language: Language, key: str | None = None, value: str | None = None) -> Data:
    """Return a parameter's row on a paper, with what it says in words where these are given."""
    return {
        "name": law.parameter(cited.parameter).label[language],
        "key": _key(cited, language) if key is None else key,
        "value": _said(cited, language) if value is None else value,
        "text": law.reference(cited.citation),
        "confidence": str(cited.confidence),
    }


def _key(cited: Cited, language: Language) -> str:
    """Return a parameter's key in words: a class of units as it is, a step, a kind of cooling, a fuel."""
    name = cited.parameter.removeprefix("allocation.")
    return text(f"{_KEYS[name]}_{cited.key}", language) if name in _KEYS else cited.key


def _said(cited: Cited, language: Language) -> str:
    """Return a parameter's value in words; of the load coefficient's pieces only how many there are."""
    name = cited.parameter.removeprefix("allocation.")
    if name in ("rounding", "industry_rounding"):
        return rounding_words(cited.value, cited.key, language)
    if name == "output_basis":
        return text("label.net_supply" if cited.value == "net_supply" else "label.gross_generation", language)
    if name == "load_coefficient":
        return text("amounts.pieces", language, {"count": len(cited.value)})
    if name == "load_coefficient_scope":
        chp = text("amounts.with_chp" if cited.value["chp"] == "true" else "amounts.without_chp", language)
        return f"{' '.join(cited.value['classes'])}{chp}"
    if name == "unit_exclusions":
        return text("classify.verified", language)
    if name == "gas_exemption":
        return text(f"amounts.{cited.value}", language)
    if name == "gap_relief":
        form = text(f"amounts.{cited.value['form']}", language)
        return f"{show(100 * decimal(cited.value['limit']))}% {form}"
    if name == "preallocation_base":
        return base_words(cited, language)
    return str(flat(cited)["value"])


def base_words(base: Cited, language: Language) -> str:
    """Return what a pre-allocation is a share of, in words."""
    return text(f"amounts.base_{base.value['of']}", language, {"year": base.value["year"]})

"""The page of the plausibility checks: of each its value and range, when it is asked, text, confidence, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from tanshi.core.exact import show
from tanshi.mrv.plausibility.check import LEVELS, SEVERITIES, Catalogue, Check, Example
from tanshi.rules import Law

Table = Callable[[list[str], Any], str]


def page(table: Table) -> str:
    """Return the page under its title."""
    catalogue = Catalogue.of(Law("cn"))
    counts = Counter(check.severity for check in catalogue.checks)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES)
    text = f"\n{len(catalogue.checks)} checks: {told}. Nothing they find holds a filing up. How well they find errors: "
    text += "[plausibility](../plausibility.md). Confidence as in [the parameters](rules.md); what a check reads is "
    text += "explained in `rules/cn/checks/variables.yaml`.\n"
    heads = ["check", "severity", "asked of", "value", "at least", "at most", "text", "confidence", "fails", "passes"]
    for level in LEVELS:
        checks = [check for check in catalogue.checks if check.level == level]
        text += f"\n## {level} ({len(checks)})\n\n" + table(heads, [_row(catalogue, check) for check in checks])
    return text


def _row(catalogue: Catalogue, check: Check) -> tuple[object, ...]:
    when = "; ".join(f"{word}: {', '.join(values)}" for word, values in check.when.items()) or "all"
    law = "; ".join(f"{symbol} = `{said}`" for symbol, said in check.law.items())
    text = f"{catalogue.law.reference(check.citation)}{f' ({law})' if law else ''}"
    said = check.said
    return (
        f"`{check.code}` {check.label['en']} {check.label['zh']}", check.severity, when,
        _formula(said.get("value", "")), _formula(said.get("least", "")), _formula(said.get("most", "")), text,
        check.confidence, _example(check.fails, check.passes), _example(check.passes, check.fails),
    )  # fmt: skip


def _formula(said: str) -> str:
    return f"`{said}`" if said else ""


def _example(example: Example, other: Example) -> str:
    """Return what of an example is not so in the other one."""
    words = [f"{n} {v}" for n, v in example.words.items() if other.words.get(n) != v]
    values = [f"{n} {show(v)}" for n, v in example.values.items() if other.values.get(n) != v]
    days = [example.day.isoformat()] if example.day != other.day else []
    return ", ".join((*words, *values, *days))

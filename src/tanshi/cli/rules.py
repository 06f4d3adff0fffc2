"""`tanshi rules show|diff|check|conflicts|acts`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.rules import Cited, Law
from tanshi.rules.check import check, check_today, diff
from tanshi.rules.conflicts import conflicts
from tanshi.rules.law import UnknownParameter
from tanshi.rules.parameter import Parameter


def law_of(jurisdiction: str, db: str, on: date | None, draft: str = "") -> Law:
    """Return the law to show: shipped texts, and with a database the acts of its journal in force on a day."""
    if not db:
        return Law(jurisdiction)
    from tanshi.application.market import open_market

    market = open_market(db, write=False)
    try:
        return market.law_on((on or legal_today()).isoformat(), draft)
    finally:
        market.close()


def show_rules(name: str, on: date | None, law: Law, as_json: bool, *, drafts: bool = False) -> None:
    """Show all parameters, one parameter, or one instrument."""
    if not name:
        _list(law, as_json)
    elif name in law.instruments():
        found = asdict(law.instruments()[name])
        if as_json:
            show.json_document(found)
        else:
            show.table(name, ["", ""], [(k, str(v)) for k, v in found.items() if v], left=2)
    else:
        _parameter(law, name, on, as_json, drafts)


def _list(law: Law, as_json: bool) -> None:
    parameters = [law.parameter(name) for name in law.names()]
    if as_json:
        show.json_document([{"parameter": p.name, "label": p.label, "unit": p.unit} for p in parameters])
        return
    rows = [(p.name, p.label["zh"], p.label["en"], p.unit) for p in parameters]
    edition = f", acts {law.edition}" if law.edition else ""
    show.table(
        f"rules/{law.jurisdiction}, revision {law.revision}{edition}", ["parameter", "", "", "unit"], rows, left=4
    )


def _parameter(law: Law, name: str, on: date | None, as_json: bool, drafts: bool) -> None:
    try:
        parameter = law.parameter(name)
    except UnknownParameter:
        raise problem("rules.unknown_parameter", where=name) from None
    if on is not None:
        values = list(law.table(name, on, drafts=drafts).values())
    else:
        found = ((line, e, k) for line in law.lines(name) for e in line.entries for k in e.by_key)
        values = [c for line, e, k in found if (c := line.cited(e, k)) is not None]
    if as_json:
        show.json_document(
            {
                "parameter": name,
                "label": dict(parameter.label),
                "unit": parameter.unit,
                "values": [_as_json(c) for c in values],
            }
        )
        return
    show.table(
        _title(parameter),
        ["from", "to", "key", "value", "confidence", "text", "source", "rev"],
        map(_row, values),
        left=8,
    )
    if on is not None:
        for note in dict.fromkeys(cited.note for cited in values if cited.note):
            show.out.print(note, markup=False, soft_wrap=True)


def show_rounding(plan: str, as_json: bool) -> None:
    """Show how each plan, or one, rounds each step, and how well that is known."""
    from tanshi.allocation.rounding import rounding_of, rounding_words

    law, language = Law("cn"), show.language()
    steps = rounding_of(law, plan)
    if as_json:
        show.json_document(
            [
                {"plan": s.plan, "sector": s.sector, "step": s.step, "rounding": s.rounding, **_cited(law, s.cited)}
                for s in steps
            ]
        )
        return
    rows = [
        (
            s.plan,
            show.word(f"rounding.sector_{s.sector}"),
            show.word(s.label),
            rounding_words(s.rounding, s.step, language),
            str(s.cited.confidence),
            law.reference(s.cited.citation),
        )
        for s in steps
    ]
    heads = [show.word(f"rounding.{n}") for n in ("plan", "sector", "step", "rounded", "confidence", "text")]
    show.table(show.word("rounding.title"), heads, rows, left=6)


def _cited(law: Law, cited: Cited) -> dict[str, str]:
    return {
        "confidence": str(cited.confidence),
        "text": law.reference(cited.citation),
        "source": cited.citation.source,
        "status": cited.status,
    }


def _title(parameter: Parameter) -> str:
    return f"{parameter.name}  {parameter.label['zh']}  {parameter.label['en']}  ({parameter.unit})"


def _as_json(cited: Cited) -> dict[str, Any]:
    return {
        "key": cited.key,
        "value": cited.value,
        "from": cited.from_day.isoformat(),
        "to": cited.to_day.isoformat() if cited.to_day else None,
        "confidence": str(cited.confidence),
        "instrument": cited.citation.instrument,
        "place": cited.citation.place,
        "source": cited.citation.source,
        "status": cited.status,
        "revision": cited.revision,
        "note": cited.note,
    }


def _row(cited: Cited) -> tuple[str, ...]:
    value = cited.value if isinstance(cited.value, str) else words(cited.value)
    status = " (draft)" if cited.status == "draft" else ""
    return (
        cited.from_day.isoformat(),
        cited.to_day.isoformat() if cited.to_day else "",
        cited.key,
        value + status,
        str(cited.confidence),
        str(cited.citation),
        cited.citation.source,
        str(cited.revision),
    )


def words(value: Any) -> str:
    """Return a value of the law in a line: mappings as name and value, lists with bars."""
    if isinstance(value, dict):
        return "; ".join(f"{k} {words(v)}" for k, v in value.items())
    return " | ".join(words(v) for v in value) if isinstance(value, list) else str(value)


def show_diff(before: date, after: date, as_json: bool) -> None:
    """Show which values differ between two days."""
    found = diff(Law("cn"), before, after)
    if as_json:
        show.json_document(found)
        return
    rows = [(d["parameter"], d["key"], words(d["before"]) or "-", words(d["after"]) or "-", d["unit"]) for d in found]
    show.table(f"{before} → {after}", ["parameter", "key", str(before), str(after), "unit"], rows, left=5)


def show_conflicts(law: Law, drafts: bool, every: bool, as_json: bool) -> None:
    """Show values that several texts set for the same days, which prevails and why."""
    found = list(conflicts(law, drafts=drafts))
    shown = [c for c in found if every or c.differs]
    if as_json:
        show.json_document([{**asdict(c), "from_day": str(c.from_day), "to_day": str(c.to_day or "")} for c in shown])
        return
    if not found:
        show.out.print(show.word("conflicts.none"), markup=False)
        return
    rows = [
        (
            f"{c.parameter}[{c.key}]" if c.key else c.parameter, f"{c.from_day} – {c.to_day or '…'}",
            f"{c.prevails} {words(c.prevailing_value)}", f"{c.yields} {words(c.yielding_value)}",
            show.word(f"conflicts.{c.ground}"), c.answers,
        )
        for c in shown
    ]  # fmt: skip
    show.table(law.name, ["parameter", "days", "prevails", "yields", "why", "the law answers by"], rows, left=6)
    differing = sum(c.differs for c in found)
    show.out.print(show.word("conflicts.differ", differing=differing, all=len(found)), markup=False)


def show_acts(db: str, as_json: bool) -> None:
    """Show the acts of a journal with their states, and what plans state of vintages."""
    from tanshi.application.market import open_market
    from tanshi.core.exact import half_up
    from tanshi.core.exact import show as shown
    from tanshi.journal.table import read_rows
    from tanshi.rulemaking.tables import ActRow, VintageRow

    market = open_market(db, write=False)
    with market.view() as view:
        acts, vintages = read_rows(view, ActRow), read_rows(view, VintageRow)
    market.close()
    if as_json:
        show.json_document({"acts": [asdict(a) for a in acts], "vintages": [asdict(v) for v in vintages]})
        return
    if not acts and not vintages:
        show.out.print(show.word("acts.none"), markup=False)
        return
    rows = [
        (
            a.id, a.kind, a.state, f"{a.opens} – {a.closes}" if a.opens else "", f"{a.answers}/{a.comments}", a.number,
            a.in_force, a.until or a.replaced_by,
        )
        for a in acts
    ]  # fmt: skip
    columns = ["act", "kind", "state", "consultation", "answered", "number", "in force", "until"]
    show.table(f"{len(acts)} acts", columns, rows, left=8)
    for v in vintages:
        if v.total_t is not None and v.verified_t:
            ratio = shown(half_up(Fraction(100 * v.total_t, v.verified_t), 2))
            line = show.word(
                "acts.ratio", vintage=v.vintage, total=f"{v.total_t:,}", ratio=ratio, verified=f"{v.verified_t:,}",
                year=v.verified_of, free=f"{v.free_t:,}", reserve=f"{v.reserve_t:,}", paid=f"{v.paid_t:,}",
                adjustment=f"{v.adjustment_t:,}", plan=v.plan,
            )  # fmt: skip
            show.out.print(line, markup=False, soft_wrap=True)


def show_check(today: bool, jurisdiction: str, as_json: bool) -> int:
    """Show what is wrong with the rules; exit code 1 if the data are wrong."""
    law = Law(jurisdiction)
    wrong = check(law)
    missing = check_today(law, legal_today()) if today else []
    if as_json:
        show.json_document({"ok": not wrong, "wrong": wrong, "not_covered_today": missing})
        return 1 if wrong else 0
    for line in (*wrong, *missing):
        show.out.print(line, markup=False, soft_wrap=True)
    show.out.print(
        f"{len(law.names())} parameters, {len(law.instruments())} instruments: {len(wrong)} wrong", markup=False
    )
    return 1 if wrong else 0

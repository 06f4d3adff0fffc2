"""`tanshi rules show|diff|check`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from tanshi.cli import show
from tanshi.core.clock import legal_day
from tanshi.core.finding import problem
from tanshi.rules import Cited, Law
from tanshi.rules.check import check, check_today, diff
from tanshi.rules.law import UnknownParameter
from tanshi.rules.parameter import Parameter


def show_rules(name: str, on: date | None, as_json: bool) -> None:
    """Show all parameters, one parameter, or one instrument."""
    law = Law("cn")
    if not name:
        _list(law, as_json)
    elif name in law.instruments():
        found = asdict(law.instruments()[name])
        if as_json:
            show.json_document(found)
        else:
            show.table(name, ["", ""], [(k, str(v)) for k, v in found.items() if v], left=2)
    else:
        _parameter(law, name, on, as_json)


def _list(law: Law, as_json: bool) -> None:
    parameters = [law.parameter(name) for name in law.names()]
    if as_json:
        show.json_document([{"parameter": p.name, "label": p.label, "unit": p.unit} for p in parameters])
        return
    rows = [(p.name, p.label["zh"], p.label["en"], p.unit) for p in parameters]
    show.table(f"rules/{law.jurisdiction}, revision {law.revision}", ["parameter", "", "", "unit"], rows, left=4)


def _parameter(law: Law, name: str, on: date | None, as_json: bool) -> None:
    try:
        parameter = law.parameter(name)
    except UnknownParameter:
        raise problem("rules.unknown_parameter", where=name) from None
    if on is not None:
        values = list(law.table(name, on).values())
    else:
        values = [c for e in parameter.entries for k in e.by_key if (c := parameter.cited(e, k)) is not None]
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


def show_check(today: bool, as_json: bool) -> int:
    """Show what is wrong with the rules; exit code 1 if the data are wrong."""
    law = Law("cn")
    wrong = check(law)
    missing = check_today(law, legal_day(datetime.now(UTC))) if today else []
    if as_json:
        show.json_document({"ok": not wrong, "wrong": wrong, "not_covered_today": missing})
        return 1 if wrong else 0
    for line in (*wrong, *missing):
        show.out.print(line, markup=False, soft_wrap=True)
    show.out.print(
        f"{len(law.names())} parameters, {len(law.instruments())} instruments: {len(wrong)} wrong", markup=False
    )
    return 1 if wrong else 0

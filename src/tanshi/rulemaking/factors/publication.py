"""How a factor becomes law: as an act of its own, by the facts of rule making.

What a publication sets is read where acts are (`LawBook`), so there is one law, and institutions that are apart are
told of it as of any act. The act is special over the texts it takes the place of: of two of one rank it prevails.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from tanshi.journal.canonical import canonical
from tanshi.journal.command import Act
from tanshi.journal.rows import Rows
from tanshi.rulemaking.events import ActDrafted, ActIssued, ActWithdrawn, ValuesProposed
from tanshi.rulemaking.factors.events import FactorPublished
from tanshi.rulemaking.factors.tables import FactorRow
from tanshi.rulemaking.law import edition_after
from tanshi.rulemaking.tables import FACTOR, ActRow, LawRow
from tanshi.rules import Law
from tanshi.rules.act import ActText
from tanshi.rules.law import Instrument
from tanshi.rules.parameter import Cited

#: The parameter with the procedure.
PROCEDURE = "rulemaking.factors"

_TITLE = 300


def act_of(factor: str) -> str:
    """Return the id of the act that carries a factor."""
    return f"factor/{factor}"


def values_of(row: FactorRow) -> dict[str, Any]:
    """Return what a factor sets of its parameter, in the form of the files in rules/."""
    value = {"by": {row.key: row.value}} if row.key else {"value": row.value}
    return {row.from_day: {**value, **({"to": row.to_day} if row.to_day else {}), "cite": {"place": row.source}}}


def text_of(row: FactorRow, law: Law, day: str, procedure: Cited) -> ActText:
    """Return a factor as the act it is, or would be if it were published on a day."""
    title_zh, title_en = titles(law, row)
    instrument = Instrument(
        act_of(row.id), title_zh, title_en, row.number or row.id, row.organisation, procedure.value["rank"],
        day, row.in_force or day,
    )  # fmt: skip
    return ActText(instrument, {row.parameter: values_of(row)}, frozenset(special_over(law, row)))


def titles(law: Law, row: FactorRow) -> tuple[str, str]:
    """Return what the act of a factor is called, in both languages."""
    label = law.parameter(row.parameter).label
    zh, en = (f"（{row.key}）", f" [{row.key}]") if row.key else ("", "")
    return f"排放因子：{label['zh']}{zh}"[:_TITLE], f"Factor: {label['en']}{en}"[:_TITLE]


def special_over(law: Law, row: FactorRow) -> list[str]:
    """Return the texts a factor takes the place of: all that set its parameter and key within its validity."""
    last = row.to_day or "9999-12-31"
    found = {
        entry.by_key[row.key][2].instrument
        for line in law.lines(row.parameter)
        for entry in line.entries
        if row.key in entry.by_key
        and entry.from_day.isoformat() <= last
        and (entry.to_day is None or entry.to_day.isoformat() >= row.from_day)
    }
    replaced = {act_of(row.replaces)} if row.replaces else set()  # it may not be in force yet
    return sorted((found | replaced) - {act_of(row.id)})


def publish(law: Law, row: FactorRow, number: str, in_force: str, procedure: Cited, rows: Rows, act: Act) -> None:
    """Record a factor's publication and the act that carries it."""
    name, replaced = act_of(row.id), rows.need(FactorRow, row.replaces) if row.replaces else None
    values = values_of(row)
    digest = sha256(canonical({"text": row.document_sha256, "values": {row.parameter: values}})).hexdigest()
    older = [] if replaced is None else [_replaced(rows.need(ActRow, replaced.act), in_force)]
    act.record(
        ActDrafted(
            name, FACTOR, *titles(law, row), procedure.value["rank"], act.command.organisation,
            " ".join(special_over(law, row)), row.document_sha256, digest, [],
        )
    )  # fmt: skip
    act.record(ValuesProposed(name, digest, row.parameter, canonical(values).decode()))
    edition = edition_after(_edition(rows), act.day, name, digest, number, in_force, *_shown(older))
    reference = law.reference(procedure.citation)
    act.record(ActIssued(name, number, digest, in_force, "", older, [], reference, edition))
    revision = 1 if replaced is None else replaced.revision + 1
    act.record(FactorPublished(row.id, name, number, in_force, revision, row.replaces))


def withdraw(row: FactorRow, last_day: str, ground: str, rows: Rows, act: Act) -> None:
    """Record the last day of the act that carries a factor."""
    edition = edition_after(_edition(rows), act.day, row.act, "withdrawn", last_day)
    act.record(ActWithdrawn(row.act, last_day, ground, [], edition))


def _replaced(older: ActRow, in_force: str) -> dict[str, Any]:
    last = (date.fromisoformat(in_force) - timedelta(days=1)).isoformat()
    return {"older": older.id, "until": min(last, older.until or last)}


def _shown(older: list[dict[str, Any]]) -> list[str]:
    return [f"{r['older']} {r['until']}" for r in older]


def _edition(rows: Rows) -> str:
    known = rows.get(LawRow, 1)
    return known.edition if known else ""

"""Certificates of cancelled voluntary units (核证自愿减排量注销证明): a paper, and what whoever has its code is shown.

The books keep number, code and serials (`voluntary.used`), so the paper is made anew whenever it is printed and always
says the same; one that was altered is found out by its code.
"""

from __future__ import annotations

from typing import Any

from tanshi.application.documents import Composed, IssuingBody, Paper, compose, read_code, template
from tanshi.core.catalogue import Language, text
from tanshi.journal.engine import Reads, Snapshot
from tanshi.journal.fact_proof import proof_of
from tanshi.journal.table import read_rows
from tanshi.participants.tables import EntityRow
from tanshi.voluntary.tables import ProjectRow
from tanshi.voluntary.unit_tables import AccountRow, InstrumentRow, UseRow
from tanshi.voluntary.use import Used

TEMPLATE = "voluntary_certificate"

#: What is told, in the order of the paper.
_TOLD = ("name", "beneficiary", "purpose", "period", "project", "year", "instrument", "amount_t", "reason", "used_on")


def use_by_number(view: Reads, number: int) -> UseRow | None:
    """Return a cancellation, or None."""
    return next(iter(read_rows(view, UseRow, number=number)), None)


def use_by_code(view: Reads, typed: str) -> UseRow | None:
    """Return the cancellation whose certificate has a proof code, however it was typed, or None."""
    code = read_code(typed)
    return next(iter(read_rows(view, UseRow, code=code)), None) if code else None


def proof_of_use(view: Snapshot, number: int) -> dict[str, Any] | None:
    """Return the offline proof that a cancellation is in the journal, or None if there is no such cancellation."""
    sql = "SELECT position FROM journal_fact WHERE type = ? ORDER BY position LIMIT 1 OFFSET ?"
    found = view.fetch(sql, [Used.type, number - 1])  # cancellations are numbered from 1, each by one fact
    return proof_of(view, found[0][0]) if found else None


def certificate_paper(view: Reads, row: UseRow, language: Language, site: str = "") -> Composed:
    """Return a certificate in words; the cancellation has one."""
    assert row.code
    body = IssuingBody(text("voluntary.registry_body", "zh"), text("voluntary.registry_body", "en"), "")
    paper = Paper(
        TEMPLATE, language, body, row.holder, _data(view, row, language), row.used_on, row.certificate, row.code, site
    )
    return compose(paper)


def told(view: Reads, row: UseRow, language: Language) -> dict[str, Any]:
    """Return what whoever has the code is shown: what stands on the paper."""
    data = _data(view, row, language)
    first, last = data["serials"][0]["first"], data["serials"][0]["last"]
    return {
        "state": "valid", "kind": "certificate", "code": row.code, "number": row.certificate,
        "title": template(TEMPLATE).title[language], "body": text("voluntary.registry_body", language),
        "day": row.used_on, "withdrawn_on": "", "ground": "", "replaced_by_number": "", "same_file": None,
        "says": {name: data[name] for name in _TOLD}, "ranges": [f"{first} – {last}" if first != last else first],
    }  # fmt: skip


def _data(view: Reads, row: UseRow, language: Language) -> dict[str, Any]:
    product = read_rows(view, InstrumentRow, instrument=row.instrument)[0]
    project = read_rows(view, ProjectRow, project=product.project)[0]
    return {
        "holder": row.holder, "name": _name(view, row.holder, language),
        "beneficiary": _name(view, row.beneficiary, language),
        "purpose": text(f"voluntary.purpose.{row.purpose}", language), "period": row.period or "–",
        "project": project.title, "year": str(product.year), "instrument": row.instrument, "amount_t": row.amount_t,
        "reason": row.reason, "used_on": row.used_on,
        "serials": [
            {
                "first": serial(row.instrument, row.first_serial), "last": serial(row.instrument, row.last_serial),
                "amount_t": row.amount_t,
            }
        ],
    }  # fmt: skip


def serial(instrument: str, number: int) -> str:
    """Return a serial as people write it."""
    return f"{instrument}-{number:09d}"


def _name(view: Reads, holder: str, language: Language) -> str:
    """Return a holder's name; what is nobody's id stays as it is."""
    for entity in read_rows(view, EntityRow, id=holder):
        first, second = (entity.name_zh, entity.name_en) if language == "zh" else (entity.name_en, entity.name_zh)
        return first or second or holder
    return next((a.name for a in read_rows(view, AccountRow, holder=holder)), holder)

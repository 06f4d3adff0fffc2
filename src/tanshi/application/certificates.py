"""Certificates of voluntary cancellation (自愿注销证明): what the books say of one, as a paper and to whoever asks.

The books give a certificate its number and proof code (`registry.certify_cancellation`); the paper is made from them
whenever somebody prints it, in either language, and always says the same. Whoever has the code is shown what the books
say, so that a paper that was altered is found out by comparing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanshi.application.documents import Composed, IssuingBody, Paper, compose, read_code, template
from tanshi.core.catalogue import Language, text
from tanshi.journal.engine import Reads
from tanshi.journal.table import read_rows
from tanshi.participants.tables import EntityRow
from tanshi.registry.cancellation import CancellationRow, CertificateRow
from tanshi.registry.events import SURRENDERED
from tanshi.registry.serials import Range, Ways, serial
from tanshi.registry.tables import HolderRow

TEMPLATE = "cancellation_certificate"


@dataclass(frozen=True, slots=True)
class Certified:
    """A cancellation with its certificate, None until it is made."""

    row: CancellationRow
    certificate: CertificateRow | None


def cancellations(view: Reads, holder: str) -> list[Certified]:
    """Return what a holder cancelled, the newest first."""
    rows = read_rows(view, CancellationRow, holder=holder)
    made = {c.transfer: c for row in rows for c in read_rows(view, CertificateRow, transfer=row.transfer)}
    return [Certified(row, made.get(row.transfer)) for row in sorted(rows, key=lambda r: -r.transfer)]


def cancellation(view: Reads, transfer: int) -> Certified | None:
    """Return the cancellation a transfer made, or None."""
    row = next(iter(read_rows(view, CancellationRow, transfer=transfer)), None)
    return _with_certificate(view, row) if row is not None else None


def by_code(view: Reads, typed: str) -> Certified | None:
    """Return the cancellation whose certificate has a proof code, however it was typed, or None."""
    code = read_code(typed)
    made = next(iter(read_rows(view, CertificateRow, code=code)), None) if code else None
    return cancellation(view, made.transfer) if made is not None else None


def ranges_of(view: Reads, row: CancellationRow) -> list[Range]:
    """Return the serial numbers of the tonnes that were cancelled."""
    return Ways(view, row.instrument, SURRENDERED).moved_by(row.transfer)


def certificate_paper(view: Reads, found: Certified, language: Language, site: str = "") -> Composed:
    """Return a certificate in words; `found` has one."""
    row, made = found.row, found.certificate
    assert made is not None
    body = IssuingBody(text("statement.body", "zh"), text("statement.body", "en"), "")
    paper = Paper(
        TEMPLATE, language, body, row.holder, _data(view, row, language), made.certified_on, made.number, made.code,
        site,
    )  # fmt: skip
    return compose(paper)


def told(view: Reads, found: Certified, language: Language) -> dict[str, Any]:
    """Return what whoever has the code is shown: what stands on the paper."""
    row, made = found.row, found.certificate
    assert made is not None
    data = _data(view, row, language)
    body = text("statement.body", language)
    return {
        "state": "valid", "kind": "certificate", "code": made.code, "number": made.number,
        "title": template(TEMPLATE).title[language], "body": body, "day": made.certified_on, "withdrawn_on": "",
        "ground": "", "replaced_by_number": "", "same_file": None,
        "says": {name: data[name] for name in _TOLD},
        "ranges": [f"{r['first']} – {r['last']}" if r["first"] != r["last"] else r["first"] for r in data["ranges"]],
    }  # fmt: skip


#: What is told beside the ranges, in the order of the paper.
_TOLD = ("name", "beneficiary", "instrument", "amount_t", "reason", "cancelled_on")


def _data(view: Reads, row: CancellationRow, language: Language) -> dict[str, Any]:
    ranges = [
        {"first": serial(r.instrument, r.first), "last": serial(r.instrument, r.last), "amount_t": r.amount_t}
        for r in ranges_of(view, row)
    ]
    return {
        "holder": row.holder, "name": _name(view, row.holder, language),
        "beneficiary": _name(view, row.beneficiary, language), "instrument": row.instrument, "amount_t": row.amount_t,
        "reason": row.reason, "cancelled_on": row.day, "ranges": ranges,
    }  # fmt: skip


def _with_certificate(view: Reads, row: CancellationRow) -> Certified:
    return Certified(row, next(iter(read_rows(view, CertificateRow, transfer=row.transfer)), None))


def _name(view: Reads, holder: str, language: Language) -> str:
    """Return a holder's name in a language; a name that is nobody's id stays as it is."""
    for entity in read_rows(view, EntityRow, id=holder):
        first, second = (entity.name_zh, entity.name_en) if language == "zh" else (entity.name_en, entity.name_zh)
        return first or second or holder
    return next((h.name for h in read_rows(view, HolderRow, id=holder) if h.name), holder)

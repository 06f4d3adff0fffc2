"""Receipts: what was handed in, when, and how much of it could be used, with a proof code that anybody can verify.

The file itself goes to the evidence store under its digest. A receipt is no official act - the acts are the commands
that follow, each with its own fact - so it is kept beside the journal and printed by template `receipt` on demand.
"""

from __future__ import annotations

from dataclasses import dataclass

from tanshi.application.documents.paper import IssuingBody, Paper
from tanshi.application.documents.proof_code import proof_code, read_code
from tanshi.application.forms.definition import form as form_named
from tanshi.application.forms.intake import Intake
from tanshi.application.forms.tables import ReceiptRow
from tanshi.core.catalogue import Language
from tanshi.core.clock import CHINA, legal_day_of, moment
from tanshi.core.finding import Finding
from tanshi.journal.engine import Engine, Impossible, Reads
from tanshi.journal.evidence import Evidence

#: Findings that are printed on a receipt.
MOST_PRINTED = 100

_TRIES = 5


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file and by whom it was handed in, at an instant (UTC text)."""

    data: bytes
    file_name: str
    subject: str
    owner: str
    at: str


def hand_in(engine: Engine, evidence: Evidence, handed: HandedIn, intake: Intake, salt: str) -> ReceiptRow:
    """Store what was handed in and return its receipt. `salt`: 128 secret bits or more, as hex.

    Without a file, `handed.data` is `intake.bytes_of(given)`: the receipt and the intake name the same digest.
    """
    digest = evidence.keep(handed.data)
    assert digest == intake.sha256, "the receipt is for what was taken in, not for something else"
    for attempt in range(_TRIES):
        try:
            with engine.aside() as writes:
                ((last,),) = writes.fetch("SELECT coalesce(max(number), 0) FROM forms_receipt")
                row = ReceiptRow(
                    last + 1, intake.form.id, intake.form.version, handed.subject, handed.owner,
                    _name(handed.file_name), digest, handed.at, intake.good_rows, intake.bad_rows,
                    proof_code(salt, str(last + 1), digest, handed.at, handed.subject),
                )  # fmt: skip
                spec = ReceiptRow.__table__
                writes.insert(spec, [spec.values(row)])
            return row
        except Impossible:  # somebody else took the number at the same moment
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("every try ends above")


def verify_receipt(view: Reads, typed: str) -> ReceiptRow | None:
    """Return the receipt with a code somebody typed, or None. Show of it number, time, digest and counts only."""
    code = read_code(typed)
    if code is None:
        return None
    found = view.fetch(ReceiptRow.__table__.select_sql("code = ?"), [code])
    return ReceiptRow(*found[0]) if found else None


def receipt_paper(
    row: ReceiptRow,
    body: IssuingBody,
    language: Language,
    *,
    subject_name: str = "",
    findings: tuple[Finding, ...] = (),
    site: str = "",
) -> Paper:
    """Return the receipt as a paper to be printed."""
    form = form_named(row.form)
    received = moment(row.received_at).astimezone(CHINA)
    data = {
        "form": form.title.in_language(language),
        "subject_name": subject_name or row.subject,
        "handed_in_at": received.strftime("%Y-%m-%d %H:%M:%S"),
        "file_name": row.file_name,
        "file_sha256": row.file_sha256,
        "good_rows": row.good_rows,
        "bad_rows": row.bad_rows,
        "findings": [{"where": f.where, "message": f.message(language)} for f in findings[:MOST_PRINTED]],
    }
    day = legal_day_of(row.received_at)
    number = f"{day[:4]}-{row.number:08d}"
    return Paper("receipt", language, body, row.subject, data, day, number=number, code=row.code, site=site)


def _name(text: str) -> str:
    """Return a file name without path and without what cannot be kept."""
    last = text.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:200]

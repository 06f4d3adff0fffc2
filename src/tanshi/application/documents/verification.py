"""What the public may ask of a proof code: whether the paper exists and stands, and whether a file is that paper.

The content of a paper is not shown: whoever holds the paper has it, and whoever does not shall not get it by a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from tanshi.application.documents.proof_code import read_code
from tanshi.application.documents.tables import PaperRow
from tanshi.journal.engine import Snapshot
from tanshi.journal.table import read_rows

State = Literal["valid", "withdrawn", "unknown", "mistyped"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What the public may see of a paper. Unknown and mistyped codes have nothing but their state.

    `replaced_by_number`: the number of the paper that stands instead of a withdrawn one.
    """

    state: State
    code: str
    number: str = ""
    body_zh: str = ""
    body_en: str = ""
    title: str = ""
    day: str = ""
    pdf_sha256: str = ""
    xlsx_sha256: str = ""
    withdrawn_on: str = ""
    ground: str = ""
    replaced_by_number: str = ""


def verify(view: Snapshot, typed: str) -> Verification:
    """Return what the public may see of the paper with a code; never raises for what people type."""
    code = read_code(typed)
    if code is None:
        return Verification("mistyped", typed[:40])
    row = _by_code(view, code)
    if row is None:
        return Verification("unknown", code)
    replaced = next(iter(read_rows(view, PaperRow, id=row.replaced_by)), None) if row.replaced_by else None
    return Verification(
        state="valid" if row.state == "issued" else "withdrawn",
        code=code,
        number=row.number,
        body_zh=row.body_zh,
        body_en=row.body_en,
        title=row.title,
        day=row.issued_on,
        pdf_sha256=row.pdf_sha256,
        xlsx_sha256=row.xlsx_sha256,
        withdrawn_on=row.withdrawn_on,
        ground=row.ground,
        replaced_by_number=replaced.number if replaced else "",
    )


def matches(view: Snapshot, typed: str, data: bytes) -> bool:
    """Tell whether a file is, byte for byte, the PDF or the workbook that was issued under a code."""
    code = read_code(typed)
    row = _by_code(view, code) if code else None
    return row is not None and sha256(data).hexdigest() in (row.pdf_sha256, row.xlsx_sha256)


def _by_code(view: Snapshot, code: str) -> PaperRow | None:
    return next(iter(read_rows(view, PaperRow, code=code)), None)

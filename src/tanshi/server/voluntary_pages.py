"""The certificate of cancelled voluntary units as a file: for its holder; whether it is genuine anybody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tanshi.application import voluntary_certificates as certificates
from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.journal.command import Concern
from tanshi.server.platform import Visit
from tanshi.server.receipts import XLSX
from tanshi.server.routing import File, Param, Route, Trouble
from tanshi.voluntary.unit_tables import UseRow

_MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "xlsx": XLSX}


def _asked(visit: Visit) -> UseRow | None:
    text = visit.params["number"]
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    return certificates.use_by_number(visit.view, int(text))


def _whose(visit: Visit) -> Sequence[Concern]:
    found = _asked(visit)
    if found is None:
        return [Concern()]
    return [Concern(found.holder, visit.concern(found.holder).area, found.holder)]


def _certificate(visit: Visit) -> File:
    """Return a certificate as a file, in the reader's language."""
    found, form = _asked(visit), visit.params.get("form", "pdf")
    if found is None or not found.code or form not in _MEDIA or (form == "pdf" and not can_typeset()):
        raise Trouble(404, "http.not_found")
    paper = certificates.certificate_paper(visit.view, found, visit.language, visit.site)
    data = pdf(paper).data if form == "pdf" else xlsx(paper)
    return File(data, _MEDIA[form], f"{found.certificate}.{form}")


ROUTES = [
    Route(
        "GET", "/voluntary/certificates/{number}", "see.holdings", _certificate,
        "The certificate of cancelled voluntary units as a file.", _whose,
        (Param("number", "Number of the cancellation.", "path", example="1"),
         Param("form", "Form of the file.", choices=tuple(_MEDIA))),
        media=tuple(_MEDIA.values()),
    ),
]  # fmt: skip

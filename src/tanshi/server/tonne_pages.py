"""The way of a tonne, and the certificate of what was cancelled: pages, files and API.

Whoever may see all holdings sees a whole way; a holder sees what is its own of it (`application.tonnes`). Only the
holder and the registry make and print a certificate; whether one is genuine anybody asks on the page for papers.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tanshi.application import certificates, tonnes
from tanshi.application.certificates import Certified
from tanshi.application.documents import can_typeset, pdf, xlsx
from tanshi.core.catalogue import known
from tanshi.journal.command import Concern
from tanshi.registry.serials import read_serial
from tanshi.registry.tables import AccountRow
from tanshi.server import api
from tanshi.server.platform import Visit
from tanshi.server.routing import File, Moved, Page, Param, Route, Trouble

_SEE, _CERTIFY = "see.holdings", "registry.certify_cancellation"

#: Forms a certificate is printed in, with their media types.
_MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

#: Ranges of serial numbers that are shown of an account.
_RANGES = 200


# the way of a tonne


def _holder(visit: Visit) -> str:
    """Return the holder a way is looked at for: who is named, else the caller's entity or body."""
    actor = visit.actor
    own = (actor.entity or actor.organisation) if actor else ""
    return visit.params.get("holder", "").strip()[:96] or own


def _for_whom(visit: Visit) -> Sequence[Concern]:
    holder = _holder(visit)
    return [Concern(holder, visit.concern(holder).area, holder)]


def _way(visit: Visit, text: str) -> tonnes.Way:
    """Return what the caller may see of a tonne's way; 404 if there is no such tonne, or nothing of it is its own."""
    found = tonnes.way_of(visit.view, text)
    if found is None:
        raise Trouble(404, "registry_cli.not_issued", details={"serial": text[:80]})
    if visit.may(_SEE):
        return found
    holder = _holder(visit)
    if holder not in tonnes.holders_of(visit.view, found):
        raise Trouble(404, "registry_cli.not_issued", details={"serial": text[:80]})
    return tonnes.as_seen(visit.view, found, {holder})


def _page(visit: Visit) -> Page:
    """Show a tonne's way, or the numbers an account has of a vintage; ask for a number without either."""
    text, account = visit.params.get("serial", "").strip()[:80], visit.params.get("account", "").strip()[:120]
    content: dict[str, Any] = {"asked": text, "way": None, "trouble": "", "account": "", "held": [], "more": 0}
    content["known_word"] = known
    if account and not text:
        return Page("block", {**content, **_held(visit, account)})
    if not text:
        return Page("block", content)
    if read_serial(text) is None:
        wrong = Trouble(400, "registry_cli.no_serial", details={"serial": text})
        return Page("block", {**content, "trouble": wrong.words(visit.language)}, wrong.status)
    try:
        return Page("block", {**content, "way": _way(visit, text)})
    except Trouble as wrong:
        return Page("block", {**content, "trouble": wrong.words(visit.language)}, wrong.status)


def _held(visit: Visit, account: str) -> dict[str, Any]:
    """Return the numbers of the tonnes an account has, by vintage; of another's account nothing is said."""
    found = visit.rows.get(AccountRow, account)
    if found is None or not (visit.may(_SEE) or found.holder == _holder(visit)):
        raise Trouble(404, "http.not_found")
    held = [
        (instrument, amount, tonnes.held(visit.view, account, instrument))
        for instrument, amount in tonnes.numbered(visit.view, account)
    ]
    shown = [
        (instrument, amount, ranges[:_RANGES], max(0, len(ranges) - _RANGES)) for instrument, amount, ranges in held
    ]
    return {"account": account, "held": shown}


def _api_way(visit: Visit) -> Any:
    text = visit.params["serial"]
    if read_serial(text) is None:
        raise Trouble(400, "registry_cli.no_serial", details={"serial": text[:80]})
    return _way(visit, text).as_json()


# certificates


def _asked(visit: Visit) -> Certified | None:
    text = visit.params["transfer"]
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    return certificates.cancellation(visit.view, int(text))


def _whose(visit: Visit) -> Sequence[Concern]:
    found = _asked(visit)
    if found is None:
        return [Concern()]
    return [Concern(found.row.holder, visit.concern(found.row.holder).area, found.row.holder)]


def _certificate(visit: Visit) -> File:
    """Return a certificate as a file, in the reader's language."""
    found, form = _asked(visit), visit.params.get("form", "pdf")
    if found is None or found.certificate is None or form not in _MEDIA or (form == "pdf" and not can_typeset()):
        raise Trouble(404, "http.not_found")
    paper = certificates.certificate_paper(visit.view, found, visit.language, visit.site)
    data = pdf(paper).data if form == "pdf" else xlsx(paper)
    return File(data, _MEDIA[form], f"{found.certificate.number}.{form}")


def _make(visit: Visit) -> Moved:
    """Have a certificate made, and go back to the holder's file."""
    found = _asked(visit)
    if found is None:
        raise Trouble(404, "http.not_found")
    item = {"holder": found.row.holder, "transfer": found.row.transfer, "salt": secrets.token_hex(16)}
    api.send(visit, _CERTIFY, {"items": [item]})
    return Moved(f"/holder?holder={quote(found.row.holder)}&lang={visit.language}#cancellations")


_LANG = Param("lang", "Language of messages.", choices=("zh", "en"))
_FOR = Param("holder", "For which holder; left out, the caller itself.", example="H1")
_TRANSFER = Param("transfer", "Number of the transfer that cancelled.", "path", example="12")
_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


_STEP = {"number": _WHOLE, **dict.fromkeys(("day", "kind", "debit", "credit", "reference"), _TEXT), "amount_t": _WHOLE}
_BLOCK = {**dict.fromkeys(("first", "last", "account", "ground"), _TEXT), "amount_t": _WHOLE, "position": _WHOLE}
_ANSWER = _object(
    {
        "serial": _TEXT, "instrument": _TEXT, "block": _object(_BLOCK), "account": _TEXT,
        "way": {"type": "array", "items": _object(_STEP)}, "hidden": _WHOLE,
    }
)  # fmt: skip

ROUTES = [
    Route(
        "GET", "/registry/block", _SEE, _page, "The way of a tonne.", _for_whom,
        (Param("serial", "Serial number.", example="CEA22-000000123"), _FOR,
         Param("account", "In place of a number: the numbers an account has.", example="H1/registration")),
    ),
    Route(
        "GET", "/api/v1/registry/blocks/{serial}", _SEE, _api_way, "The way of a tonne from its issue to where it is.",
        _for_whom, (Param("serial", "Serial number.", "path", example="CEA22-000000123"), _FOR, _LANG),
        answer=_ANSWER, tag="registry", operation="way_of_a_tonne",
    ),
    Route(
        "GET", "/registry/certificates/{transfer}", _SEE, _certificate, "The certificate of a cancellation as a file.",
        _whose, (_TRANSFER, Param("form", "Form of the file.", choices=tuple(_MEDIA))), media=tuple(_MEDIA.values()),
    ),
    Route(
        "POST", "/registry/certificates/{transfer}", _CERTIFY, _make, "Have the certificate of a cancellation made.",
        _whose, (_TRANSFER,), takes="form",
    ),
]  # fmt: skip

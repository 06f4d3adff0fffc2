"""`tanshi registry certificate`: the certificate of a cancellation, written as a file; made first if somebody asks."""

from __future__ import annotations

import secrets
from pathlib import Path

from tanshi.application import certificates
from tanshi.application.certificates import Certified
from tanshi.application.documents import pdf, xlsx
from tanshi.application.market import Market, open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.journal.command import Command
from tanshi.participants.tables import ActorRow
from tanshi.registry.cancellation import CertifyCancellation


def run_certificate(db: str, transfer: int, out: Path | None, actor: str, site: str, as_json: bool) -> int:
    """Write a certificate, or print what it says; `actor` has it made if there is none. Return the exit code."""
    market = open_market(db, write=bool(actor))
    try:
        found = _certified(market, transfer, actor)
        with market.view() as view:
            if out is not None:
                form = out.suffix.removeprefix(".")
                if form not in ("pdf", "xlsx"):
                    raise problem("statement.bad_form", where="--out", form=form or "–", known="pdf, xlsx")
                paper = certificates.certificate_paper(view, found, show.language(), site)
                out.write_bytes(pdf(paper).data if form == "pdf" else xlsx(paper))
                return 0
            said = certificates.told(view, found, show.language())
    finally:
        market.close()
    if as_json:
        show.json_document({name: said[name] for name in ("number", "code", "day", "says", "ranges")})
        return 0
    rows = [(show.word(f"certificate.{name}"), _shown(value)) for name, value in said["says"].items()]
    rows += [(show.word("certificate.ranges"), each) for each in said["ranges"]]
    heads = [show.word("registry_cli.item"), show.word("registry_cli.said")]
    show.table(f"{said['title']} {said['number']} · {said['code']}", heads, rows, left=2)
    return 0


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _certified(market: Market, transfer: int, actor: str) -> Certified:
    """Return a cancellation with its certificate, which `actor` has made if there is none yet."""
    with market.view() as view:
        found = certificates.cancellation(view, transfer)
        bodies = view.fetch(f"SELECT organisation FROM {ActorRow.__table__.name} WHERE id = ?", [actor])
    if found is None:
        raise problem("registry_cli.no_cancellation", where=str(transfer), transfer=transfer)
    if found.certificate is None and actor:
        request = CertifyCancellation(found.row.holder, transfer, secrets.token_hex(16))
        body = str(bodies[0][0]) if bodies else actor
        command = Command.of(f"certificate/{transfer}", body, actor, "registry.certify_cancellation", request)
        (answer,) = market.execute([command])
        if not answer.done:
            raise problem("registry_cli.not_made", where=str(transfer), reason=answer.message(show.language()))
        with market.view() as view:
            found = certificates.cancellation(view, transfer)
    if found is None or found.certificate is None:
        raise problem("registry_cli.no_certificate", where=str(transfer), transfer=transfer)
    return found

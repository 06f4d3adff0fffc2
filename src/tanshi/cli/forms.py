"""`tanshi forms list|template|check|send|confirm`: forms without a browser; the same kit, the same findings,
the same path.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tanshi.application.forms import Context, Form, forms, take, template
from tanshi.application.forms import form as form_named
from tanshi.cli import show
from tanshi.cli.forms_server import to_server
from tanshi.core.catalogue import Language
from tanshi.core.finding import Finding, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tanshi.application.market import Market
    from tanshi.server.intake import Filed
    from tanshi.server.platform import Visit

#: The command whose form files an annual report: what it comes to is shown.
FILES_REPORT = "mrv.file_report"


def list_forms(as_json: bool) -> None:
    """List the forms with what they become and who fills them in."""
    found = list(forms().values())
    if as_json:
        show.json_document(
            [
                {"form": f.id, "version": f.version, "title": f.title.both(), "command": f.command,
                 "filled_by": list(f.filled_by)}
                for f in found
            ]
        )  # fmt: skip
        return
    rows = [
        (f.id, str(f.version), f.title.in_language(show.language()), f.command, ", ".join(f.filled_by)) for f in found
    ]
    show.table("", ["form", "version", "", "command", "filled by"], rows, left=5)


def write_template(name: str, out: Path | None, language: str, db: str, entity: str, period: str) -> None:
    """Write a form's workbook; with a database and an entity, what is known is filled in."""
    form = form_named(name)
    chosen = cast("Language", language) if language in ("zh", "en") else show.language()
    if db:
        from tanshi.server.intake import context_of, prefilled

        with _visit(db, "", {"entity": entity, "period": period}, chosen, write=False) as visit:
            known = context_of(visit, form, entity).known
            header, rows = prefilled(visit, form, entity, period)
        data = template(form, language=chosen, header=header, rows=rows, known=known)
    else:
        data = template(form, language=chosen)
    file = out or Path(f"{form.id}.xlsx")
    try:
        file.write_bytes(data)
    except OSError as error:
        raise problem("forms.cannot_write", where=str(file), reason=error.strerror or str(error)) from error
    show.out.print(show.word("forms.template_written", file=file), markup=False)


def check(name: str, file: Path, db: str, entity: str, as_json: bool) -> int:
    """Show what a filled form comes to; nothing is sent. Return 1 if something is wrong."""
    form, data = form_named(name), file_bytes(file)
    if db:
        from tanshi.server.intake import context_of

        with _visit(db, "", {"entity": entity}, show.language(), write=False) as visit:
            known: Mapping[str, Any] = context_of(visit, form, entity).known
    else:
        known = {}
    settled = {"entity": entity} if entity and any(f.name == "entity" for f in form.header) else {}
    context = Context(entity, known, settled)
    intake = take(form, data, context, name=file.name, digest=sha256(data).hexdigest())
    if as_json:
        document = {
            "form": form.id, "file": file.name, "sha256": intake.sha256, "good_rows": intake.good_rows,
            "bad_rows": intake.bad_rows, "commands": len(intake.requests), "totals": dict(intake.totals),
            "findings": [f.as_json() for f in intake.findings], "remarks": [f.as_json() for f in intake.remarks],
        }  # fmt: skip
        show.json_document(document)
    else:
        _print(intake.findings, intake.remarks)
        counts = {"good": intake.good_rows, "bad": intake.bad_rows, "commands": len(intake.requests)}
        show.out.print(show.word("forms.checked", **counts), markup=False)
    return 0 if intake.is_clean else 1


def _print(findings: Sequence[Finding], remarks: Sequence[Finding]) -> None:
    """Print findings, then remarks, to standard output: they are what was asked for."""
    for found in (*findings, *remarks):
        show.out.print(found.line(show.language()), markup=False, soft_wrap=True)


def send(name: str, file: Path, server: str, db: str, actor: str, entity: str, as_json: bool) -> int:
    """Hand a filled form in, to a server or on this machine's database. Return 1 if something is left to correct."""
    form, data = form_named(name), file_bytes(file)
    if bool(server) == bool(db):
        raise problem("forms.server_or_db")
    filed = to_server(form, data, file.name, server, entity) if server else _to_db(form, data, file, db, actor, entity)
    if as_json:
        show.json_document(filed)
    else:
        _report(filed)
    return 1 if filed["findings"] or filed["open_rows"] else 0


def _report(filed: Mapping[str, Any]) -> None:
    words = "message_zh" if show.language() == "zh" else "message"
    for found in (*filed["findings"], *filed["remarks"], *filed.get("plausibility", ())):
        show.out.print(f"{found['where']}: {found[words]}", markup=False, soft_wrap=True)
    counts = {"taken": filed["taken"], "same": filed["same"], "open": len(filed["open_rows"])}
    show.out.print(show.word("forms.sent", **counts), markup=False)
    if receipt := filed.get("receipt"):
        show.out.print(show.word("forms.receipt_line", number=receipt["number"], proof=receipt["code"]), markup=False)
    if report := filed.get("report"):
        show.out.print(
            show.word("forms.reported", **{**report, "reported_t": f"{report['reported_t']:,}"}), markup=False,
            soft_wrap=True,
        )  # fmt: skip


def _to_db(form: Form, data: bytes, file: Path, db: str, actor: str, entity: str) -> dict[str, Any]:
    from tanshi.server.filing_api import shown
    from tanshi.server.intake import carry_out, concerns, read, subject_of
    from tanshi.server.uploads import Upload

    with _visit(db, actor, {"entity": entity} if entity else {}, show.language(), write=True) as visit:
        refused = visit.refusal(form.command, concerns(form)(visit))
        if refused is not None:
            raise problem(str(refused), actor=actor or "-", kind=form.command)
        subject = subject_of(visit, form)
        intake, kept = read(visit, form, subject, Upload((), data, file.name))
        done = carry_out(visit, subject, intake, kept, file.name)
        return {**shown(visit, done), **_report_of(visit.platform.market, done, db)}


def confirm(entity: str, period: str, db: str, actor: str) -> int:
    """Confirm a verified report of trial books as their province; return 1 if the market refuses.

    Books that are not modelled are refused: there a province signs in and confirms on the report's page.
    """
    from tanshi.journal.command import Command

    kind = "mrv.confirm_emission"
    with _visit(db, actor, {}, show.language(), write=True) as visit:
        if not visit.platform.modelled(visit.view):
            raise problem("forms.trial_only", where=db)
        refused = visit.refusal(kind, [visit.concern(entity)])
        if refused is not None or visit.actor is None or visit.platform.grouping is None:
            raise problem(str(refused), actor=actor or "-", kind=kind)
        item = {"entity": entity, "period": period}
        command = Command(f"trial/confirm/{period}/{entity}", visit.actor.organisation, actor, kind, [item])
        (answer,) = visit.platform.grouping.execute([command])
    if not answer.done:
        for language in show.message_languages():
            show.err.print(answer.message(language), markup=False)
        return 1
    show.out.print(show.word("forms.trial_confirmed", entity=entity, period=period, actor=actor), markup=False)
    return 0


def publish(entity: str, period: str, db: str, actor: str, out: Path | None) -> int:
    """Publish an entity's emission information as itself, and write it as a file; return 1 if the market refuses."""
    from tanshi.application.publications import publication
    from tanshi.server import api

    kind = "mrv.publish_emission"
    with _visit(db, actor, {}, show.language(), write=True) as visit:
        refused = visit.refusal(kind, [visit.concern(entity)])
        if refused is not None:
            raise problem(str(refused), actor=actor or "-", kind=kind)
        (answer,) = api.send_each(visit, kind, [{"entity": entity, "period": period}])
        if not answer.done:
            for language in show.message_languages():
                show.err.print(answer.message(language), markup=False)
            return 1
        with visit.platform.market.view() as view:
            found = publication(visit.platform.market.law, view, entity, period, show.language())
            paper = found.paper()
    show.out.print(found.title(), markup=False)
    for word, value in found.figures():
        show.out.print(f"{word}: {value}", markup=False, soft_wrap=True)
    if out is not None:
        from tanshi.application.documents import pdf, xlsx

        try:
            out.write_bytes(xlsx(paper, by_heading=True) if out.suffix == ".xlsx" else pdf(paper).data)
        except OSError as error:
            raise problem("forms.cannot_write", where=str(out), reason=error.strerror or str(error)) from error
        show.out.print(show.word("forms.template_written", file=out), markup=False)
    return 0


def _report_of(market: Market, done: Filed, db: str) -> dict[str, Any]:
    """Return the annual report that a form filed, where it filed one: whose, for when, and what it comes to."""
    from tanshi.application.access import ViewRows
    from tanshi.mrv.tables import ReportRow

    if done.intake.form.command != FILES_REPORT or not done.taken + done.same:
        return {}
    entity, period = str(done.intake.header["entity"]), str(done.intake.header["period"])
    with market.view() as view:
        row = ViewRows(view).get(ReportRow, (entity, period))
    if row is None:
        return {}
    return {"report": {"entity": entity, "period": period, "reported_t": row.reported_t, "state": row.state, "db": db}}


def record_activity(file: Path, sector: str, db: str, actor: str, as_json: bool) -> int:
    """Record the good rows of a file for the actor's own entity; return 1 if a row is left to correct."""
    from tanshi.server.activity_pages import RECORDS, take

    data = file_bytes(file)
    with _visit(db, actor, {}, show.language(), write=True) as visit:
        entity = visit.actor.entity if visit.actor else ""
        refused = visit.refusal(RECORDS, [visit.concern(entity)])
        if refused is not None:
            raise problem(str(refused), actor=actor or "-", kind=RECORDS)
        taken = take(visit, entity, sector, file.name, data)
    if as_json:
        show.json_document(taken.as_json())
    else:
        _print(taken.findings, (*taken.remarks, *taken.odd))
        show.out.print(show.word("activity.taken", count=taken.rows), markup=False)
    return 1 if taken.findings else 0


@contextmanager
def _visit(db: str, actor: str, params: Mapping[str, str], language: Language, *, write: bool) -> Iterator[Visit]:
    """Open a database as somebody who works on the machine itself and acts as an actor."""
    from tanshi.application.identity.caller import Caller
    from tanshi.application.market import open_market
    from tanshi.server.platform import Visit
    from tanshi.server.run import platform_of

    open_market(db, write=False).close()  # a database is made by founding a market, not by filing to it
    platform = platform_of(open_market(db, write=write))
    caller = Caller("console", actor, "console", None, "", "", "")
    try:
        with platform.market.view() as view:
            yield Visit(platform, caller, language, dict(params), view, view.head().size, False)
    finally:
        platform.close()


def file_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise problem("forms.cannot_read", where=str(file), reason=error.strerror or str(error)) from error

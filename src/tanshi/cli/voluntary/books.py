"""`tanshi voluntary known`, `projects`, `certificate`: the voluntary registry's books on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tanshi.application import voluntary_certificates as certificates
from tanshi.application.access import ViewRows
from tanshi.application.documents import pdf, xlsx
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.core.finding import problem
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.participants.tables import ActorRow
from tanshi.voluntary.known_file import read_known
from tanshi.voluntary.standing import state_of
from tanshi.voluntary.tables import KnownRow, ProjectRow, ReductionRow
from tanshi.voluntary.unit_tables import InstrumentRow

#: Projects noted at a time, as one command.
_BATCH = 200


def run_known(file: Path, scheme: str, db: str, actor: str, as_json: bool) -> int:
    """Note the projects of a file that are not noted yet; 1 if rows were left out."""
    read = read_known(file, scheme)
    market = open_market(db)
    try:
        with market.view() as view:
            there = {row.number for row in read_rows(view, KnownRow, scheme=scheme)}
            bodies = view.fetch(f"SELECT organisation FROM {ActorRow.__table__.name} WHERE id = ?", [actor])
        body = str(bodies[0][0]) if bodies else actor
        new = list({p.number: p for p in read.projects if p.number not in there}.values())
        for start in range(0, len(new), _BATCH):
            part = new[start : start + _BATCH]
            id = f"known/{scheme}/{part[0].number}-{part[-1].number}"
            (answer,) = market.execute([Command.of(id, body, actor, "voluntary.note_known", *part)])
            if not answer.done:
                raise problem("registry_cli.not_made", where=file.name, reason=answer.message(show.language()))
    finally:
        market.close()
    told = {"noted": len(new), "there": len(read.projects) - len(new), "left": len(read.findings)}
    if as_json:
        show.json_document({**told, "findings": [f.as_json() for f in read.findings]})
    else:
        show.out.print(show.word("voluntary.known_done", **told), markup=False, soft_wrap=True)
    show.findings(read.findings)
    return 1 if read.findings else 0


def run_projects(db: str, as_json: bool) -> None:
    """Print projects and reductions with where they stand."""
    market = open_market(db, write=False)
    with market.view() as view:
        rows = ViewRows(view)
        found: list[dict[str, Any]] = []
        for project in read_rows(view, ProjectRow):
            parts = read_rows(view, ReductionRow, project=project.project)
            issued = {i.year: i.issued_t - i.used_t for i in read_rows(view, InstrumentRow, project=project.project)}
            found.append(
                {
                    "project": project.project, "title": project.title, "owner": project.owner,
                    "methodology": project.methodology, "state": state_of(rows, project.project, 0),
                    "notice_until": project.notice_until,
                    "reductions": [
                        {"number": p.number, "first_day": p.first_day, "last_day": p.last_day,
                         "state": state_of(rows, project.project, p.number)}
                        for p in parts
                    ],
                    "left_t": {str(year): amount for year, amount in issued.items()},
                }
            )  # fmt: skip
    market.close()
    if as_json:
        show.json_document({"projects": found})
        return
    heads = [show.word(f"list_column.{n}") for n in ("project", "title", "methodology", "state", "notice_until")]
    lines: list[tuple[str, ...]] = []
    for each in found:
        state = show.word(f"voluntary.state.{each['state']}")
        lines.append((each["project"], each["title"], each["methodology"], state, each["notice_until"]))
        for part in each["reductions"]:
            state = show.word(f"voluntary.state.{part['state']}")
            lines.append(
                (f"{each['project']}/{part['number']}", f"{part['first_day']} – {part['last_day']}", "", state, "")
            )
    show.table(show.word("list.voluntary_project"), heads, lines, left=5)


def run_certificate(db: str, number: int, out: Path | None, site: str, as_json: bool) -> None:
    """Write a certificate, or print what it says."""
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            row = certificates.use_by_number(view, number)
            if row is None or not row.code:
                raise problem("voluntary.no_use", where=str(number), number=number)
            if out is not None:
                form = out.suffix.removeprefix(".")
                if form not in ("pdf", "xlsx"):
                    raise problem("statement.bad_form", where="--out", form=form or "–", known="pdf, xlsx")
                paper = certificates.certificate_paper(view, row, show.language(), site)
                out.write_bytes(pdf(paper).data if form == "pdf" else xlsx(paper))
                return
            said = certificates.told(view, row, show.language())
    finally:
        market.close()
    if as_json:
        show.json_document({name: said[name] for name in ("number", "code", "day", "says", "ranges")})
        return
    lines = [(show.word(f"certificate.{n}"), f"{v:,}" if isinstance(v, int) else v) for n, v in said["says"].items()]
    lines += [(show.word("certificate.ranges"), each) for each in said["ranges"]]
    heads = [show.word("registry_cli.item"), show.word("registry_cli.said")]
    show.table(f"{said['title']} {said['number']} · {said['code']}", heads, lines, left=2)

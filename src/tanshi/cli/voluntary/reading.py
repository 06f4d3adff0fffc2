"""`tanshi voluntary project` and `bulletin`: where a project stands, and the market of a span of days."""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.access import ViewRows
from tanshi.application.market import open_market
from tanshi.application.practice import legal_today
from tanshi.cli import show
from tanshi.core.catalogue import known
from tanshi.core.finding import problem
from tanshi.core.money import yuan
from tanshi.core.working_days import is_day
from tanshi.voluntary.bulletin import bulletin
from tanshi.voluntary.next_acts import PUBLIC, REGISTRY, Desk, as_json
from tanshi.voluntary.rules import Book
from tanshi.voluntary.standing import state_of
from tanshi.voluntary.tables import ProjectRow, ReductionRow, StepRow


def run_project(db: str, project: str, on: str, as_json_too: bool) -> None:
    """Print a project's steps and what is open of it."""
    today = _day(on) if on else legal_today().isoformat()
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            rows = ViewRows(view)
            found = rows.get(ProjectRow, project)
            rules = Book(market.law).on(rows, today)
            if found is None or rules is None:
                raise problem("voluntary.project_not_found", where=project, project=project)
            desk = Desk(rules, rows, found)
            parts = [0, *(part.number for part in rows.where(ReductionRow, project=project))]
            told: list[dict[str, Any]] = [
                {
                    "reduction": n,
                    "state": state_of(rows, project, n),
                    "steps": [
                        [s.step, s.done_on, bool(s.late)] for s in rows.where(StepRow, project=project, reduction=n)
                    ],
                    "next": [as_json(act, today) for act in (*desk.acts(n), *(() if n else desk.orders()))],
                }
                for n in parts
            ]
    finally:
        market.close()
    if as_json_too:
        show.json_document({"project": project, "title": found.title, "today": today, "matters": told})
        return
    lines = []
    for each in told:
        name = f"{project}/{each['reduction']}" if each["reduction"] else project
        lines.append((name, show.word(f"voluntary.state.{each['state']}"), "", "", "", ""))
        lines += [("", _act(a), _who(a["who"]), a["since"] or "–", a["until"] or "–", _left(a)) for a in each["next"]]
    heads = [show.word(f"voluntary.{name}") for name in ("project", "next", "who", "from", "until", "left")]
    show.table(f"{project} {found.title} · {today}", heads, lines, left=5)


def run_bulletin(db: str, first: str, last: str, as_json_too: bool) -> None:
    """Print the bulletin of the days from first to last."""
    span = _day(first), _day(last)
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = bulletin(view, *span)
    finally:
        market.close()
    if as_json_too:
        show.json_document(found.as_json())
        return
    codes = ("list_column.instrument", "list_column.issued_t", "list_column.used_t", "column.turnover_t",
             "column.value_cny", "list_column.base_fen")  # fmt: skip
    rows = [
        (line.instrument, f"{line.issued_t:,}", f"{line.used_t:,}", f"{line.traded_t:,}", yuan(line.value_fen),
         yuan(line.base_fen) if line.base_fen else "–")
        for line in found.lines
    ]  # fmt: skip
    show.table(f"{show.word('voluntary.bulletin')} {first} – {last}", [show.word(c) for c in codes], rows, left=1)
    if found.fees:
        heads = ("list_column.body", "voluntary.fees_invoiced", "voluntary.fees_left")
        charged = [(show.word(f"voluntary.body_{f.body}"), yuan(f.invoiced_fen), yuan(f.left_fen)) for f in found.fees]
        show.table(show.word("voluntary.fees_nav"), [show.word(c) for c in heads], charged, left=1)


def _act(act: dict[str, Any]) -> str:
    code = f"act.{act['command']}"
    return show.word(code) if known(code) else str(act["command"])


def _who(who: str) -> str:
    return (
        show.word({PUBLIC: "voluntary.who_public", REGISTRY: "role.voluntary"}[who])
        if who in (PUBLIC, REGISTRY)
        else who
    )


def _left(act: dict[str, Any]) -> str:
    left = act["left"]
    if left is None:
        return "–"
    if left < 0:
        return show.word("voluntary.working_over" if act["working_days"] else "voluntary.over_by", days=-left)
    return show.word("voluntary.working_left" if act["working_days"] else "voluntary.days_left", days=left)


def _day(text: str) -> str:
    if not is_day(text):
        raise problem("voluntary.bad_days", where=text[:40], day=text[:40])
    return date.fromisoformat(text).isoformat()

"""An entity's papers (文书), and issuing one about its period: what it will say, what the issuer adds, the button.

The paper is made and recorded by `documents.issue` like any other; the page only gathers what the command needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tanshi.application.documents import Draft, Issuer, IssuingBody, Paper, Template, issue, templates
from tanshi.application.documents.drafting import ASKED, About, can_issue, drafted, last_head, next_id
from tanshi.core.catalogue import LANGUAGES, Language, text
from tanshi.core.finding import Problem
from tanshi.journal.command import Concern
from tanshi.participants.listing import period_named
from tanshi.participants.tables import EntityRow
from tanshi.server.console import csrf
from tanshi.server.papers import ENTITY, SEE_ENTITY, papers_about, whose
from tanshi.server.platform import Visit
from tanshi.server.routing import Moved, Page, Param, Route, Trouble

RIGHT = "documents.issue"

#: Periods whose papers are offered on the page of an entity's papers.
_PERIODS = 2

#: Longest text an issuer may add.
_LONGEST = 2_000


def buttons(visit: Visit, entity: str, period: str) -> list[tuple[str, str]]:
    """Return address and title of each paper the caller may issue about an entity's period now."""
    actor, row = visit.actor, visit.rows.get(EntityRow, entity)
    if actor is None or row is None or not visit.may(RIGHT, Concern(entity, row.area_gb2260)):
        return []
    about = About(visit.view, visit.platform.market.law, row, period, visit.language, visit.today)
    found = can_issue(actor.role, about)
    return [(f"/papers/{entity}/issue/{kind.id}/{period}", _title(kind, period, row, visit.language)) for kind in found]


def _title(kind: Template, period: str, entity: EntityRow, language: Language) -> str:
    name = (entity.name_zh if language == "zh" else entity.name_en) or entity.id
    return kind.title[language].format(period=period, entity_name=name)


def _list(visit: Visit) -> Page:
    """Show an entity's papers, and those the caller may issue about its newest periods."""
    entity = visit.rows.get(EntityRow, visit.params["entity"])
    if entity is None:
        raise Trouble(404, "http.not_found")
    sql = "SELECT period FROM participants_listing WHERE entity = ? ORDER BY period DESC LIMIT ?"
    issuable = [
        b for (period,) in visit.view.fetch(sql, [entity.id, _PERIODS]) for b in buttons(visit, entity.id, period)
    ]
    return Page("papers", {"entity": entity, "papers": papers_about(visit, entity.id), "issuable": issuable})


def _asked(visit: Visit, language: Language) -> tuple[Template, About, dict[str, Any]]:
    """Return the paper a request is about with what the books say; 404 while they say nothing."""
    entity = visit.rows.get(EntityRow, visit.params["entity"])
    kind, period = templates().get(visit.params["template"]), visit.params["period"]
    if entity is None or kind is None or period_named(period) is None:
        raise Trouble(404, "http.not_found")
    if visit.actor is None or visit.actor.role not in kind.issuers:
        raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": RIGHT})
    about = About(visit.view, visit.platform.market.law, entity, period, language, visit.today)
    data = drafted(kind.id, about)
    if data is None:
        raise Trouble(404, "http.not_found")
    return kind, about, data


def _page(visit: Visit) -> Page:
    return _form(visit, {}, "")


def _form(visit: Visit, given: Mapping[str, str], trouble: str, status: int = 200) -> Page:
    kind, about, data = _asked(visit, visit.language)
    actor = visit.actor
    assert actor is not None, "the route's right needs an actor"
    head = last_head(visit.view, actor.organisation)
    content = {
        "kind": kind,
        "title": _title(kind, about.period, about.entity, visit.language),
        "about": kind.about[visit.language],
        "entity": about.entity,
        "period": about.period,
        "figures": [
            (kind.labels[name][visit.language], _shown(data[name])) for name in kind.fields if _is_figure(data, name)
        ],
        "asked": [(name, kind.labels[name][visit.language], given.get(name, "")) for name in ASKED.get(kind.id, ())],
        "word": given.get("word", head.word),
        "body_zh": given.get("body_zh", head.name_zh),
        "body_en": given.get("body_en", head.name_en),
        "language": given.get("language", visit.language),
        "csrf": csrf(visit),
        "trouble": trouble,
    }
    return Page("issue", content, status)


def _is_figure(data: Mapping[str, Any], name: str) -> bool:
    return name in data and not isinstance(data[name], list)


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _issue(visit: Visit) -> Page | Moved:
    """Issue the paper, or show the form again with the reason."""
    given = {name: str(value).strip()[:_LONGEST] for name, value in visit.body.items()}
    language: Language = "en" if given.get("language") == LANGUAGES[1] else "zh"
    kind, about, data = _asked(visit, language)
    wrong = _add(kind, data, given, visit.language)
    if wrong:
        return _form(visit, given, wrong, 400)
    actor = visit.actor
    assert actor is not None, "the route's right needs an actor"
    if visit.platform.grouping is None:
        raise Trouble(503, "http.read_only")
    body = IssuingBody(given.get("body_zh", ""), given.get("body_en", ""), given.get("word", ""))
    paper = Paper(kind.id, language, body, about.entity.id, data, visit.today, site=visit.site)
    draft = Draft(next_id(kind.id, about), paper)
    try:
        found = issue(visit.platform.market, Issuer(actor.organisation, actor.id), draft)
    except Problem as trouble:
        return _form(visit, given, "\n".join(f.line(visit.language) for f in trouble.findings), 409)
    if not found.done:
        said = found.answer.message(visit.language) if found.answer is not None else ""
        return _form(visit, given, said or "\n".join(f.line(visit.language) for f in found.findings), 409)
    return Moved(f"/papers/{about.entity.id}?lang={visit.language}")


def _add(kind: Template, data: dict[str, Any], given: Mapping[str, str], language: Language) -> str:
    """Add what the issuer says to a paper's data, and return what is wrong with it, or ""."""
    for name in ASKED.get(kind.id, ()):
        said, label = given.get(name, ""), kind.labels[name][language]
        if not said:
            return text("issue.missing", language, {"label": label})
        if kind.fields[name] == "whole":
            if not (said.isascii() and said.isdigit() and len(said) <= 9):
                return text("issue.not_whole", language, {"label": label})
            data[name] = int(said)
        else:
            data[name] = said
    return ""


_TEMPLATE = Param("template", "Kind of paper.", "path", example="approval_notice")
_PERIOD = Param("period", "Compliance period.", "path", example="2022")
_PATH = "/papers/{entity}/issue/{template}/{period}"

ROUTES = [
    Route("GET", "/papers/{entity}", SEE_ENTITY, _list, "Papers about an entity.", whose, (ENTITY,)),
    Route("GET", _PATH, RIGHT, _page, "A paper to be issued.", whose, (ENTITY, _TEMPLATE, _PERIOD)),
    Route("POST", _PATH, RIGHT, _issue, "Issue a paper.", whose, (ENTITY, _TEMPLATE, _PERIOD), takes="form"),
]

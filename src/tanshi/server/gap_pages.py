"""The cheapest way to fulfil an obligation as a form, with its chart and the paper for the board, and as an API.

What is asked for is not kept. A position comes from the books; prices, scenarios and measures are the asker's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tanshi.application.documents import can_typeset
from tanshi.application.gap_paper import decision_paper
from tanshi.compliance.cheapest.books import keepings, last_close, last_period, positions
from tanshi.compliance.cheapest.plan import binding
from tanshi.compliance.cheapest.reading import Reader
from tanshi.compliance.cheapest.solving import Solved, can_solve, cheapest
from tanshi.compliance.cheapest.terms import Terms, must_serve, offset_share
from tanshi.compliance.cheapest.told import cny, document, rule_source
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import Problem, problem
from tanshi.journal.command import Concern
from tanshi.rules import Law
from tanshi.server.charts import Figure
from tanshi.server.console import csrf
from tanshi.server.platform import Visit
from tanshi.server.routing import SIGNED_IN, File, Page, Param, Route, Trouble

_RIGHT = "see.entity"

#: Fields of the form that go into the assumptions as they are.
_PLAIN = ("price_cny", "offset_cny", "offset_most_t", "keep_share", "net_sold_t", "fee_share")

#: What a line of the two lists of the form says, in order; the first two are needed.
_LISTS: Mapping[str, tuple[str, ...]] = {
    "scenarios": ("name", "weight", "price_cny", "next_cny"),
    "measures": ("name", "most_t", "cost_cny", "fixed_cny", "least_t", "lost_share"),
}

#: Lines of a list at most: a firm's curve has a few.
_LINES = 40


def _solved(
    visit: Visit, entity: str, period: str, assumed: Mapping[str, Any], worst: bool
) -> tuple[Law, Solved, Terms, str]:
    """Return the cheapest plan of a firm; raises `Problem` where something cannot be used."""
    if not can_solve():
        raise problem("gap.no_solver")
    law = visit.platform.market.law_on(visit.today)
    asked = period or last_period(visit.view)
    found = positions(law, visit.view, asked, entity) if asked and entity else []
    if not found:
        raise problem("gap.no_firm", where=entity or "-")
    reader, today = Reader(assumed), date.fromisoformat(visit.today)
    terms = reader.terms(offset_share(law, today), last_close(visit.view))
    must_serve(law, terms, asked)
    (position,) = keepings(law, visit.view, found, asked, today, reader.net_sold_t())
    return law, cheapest(position, terms, worst=worst), terms, asked


def _own(visit: Visit) -> str:
    return visit.actor.entity if visit.actor else ""


def _asks_for(visit: Visit, entity: str) -> None:
    """Refuse a firm that the caller's right does not cover."""
    concern: Concern = visit.concern(entity)
    if not visit.may(_RIGHT, concern):
        raise Trouble(403, "command.not_permitted", details={"actor": visit.caller.actor or "-", "kind": _RIGHT})


def _form(visit: Visit) -> Page:
    given = {"entity": visit.params.get("entity", "") or _own(visit), "period": visit.params.get("period", "")}
    return _page(visit, given)


def _page(visit: Visit, given: Mapping[str, str], trouble: str = "", found: Any = None, status: int = 200) -> Page:
    close = last_close(visit.view)
    content = {
        "given": given, "trouble": trouble, "csrf": csrf(visit), "close": None if close is None else cny(close),
        "last": last_period(visit.view), "found": found, "lists": _LISTS, "printable": can_typeset(),
    }  # fmt: skip
    return Page("gap", content, status)


def _assumed(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the assumptions a form was filled with; lines of its lists are read as fields apart by commas."""
    made: dict[str, Any] = {name: given[name] for name in _PLAIN if given.get(name)}
    for name, columns in _LISTS.items():
        rows = list(_rows(given.get(name, ""), name, columns))
        if rows:
            made[name] = rows
    return made


def _rows(said: str, name: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    filled = [line for line in said.splitlines() if line.strip()]
    if len(filled) > _LINES:
        raise problem("gap.bad_field", where=name, value=f"{len(filled)} > {_LINES}")
    for n, line in enumerate(filled, 1):
        cells = [cell.strip() for cell in line.replace("，", ",").split(",")]
        if not 2 < len(cells) <= len(columns):
            raise problem("gap.bad_field", where=f"{name}[{n}]", value=line[:40])
        yield {column: cell for column, cell in zip(columns, cells, strict=False) if cell}


def _ask(visit: Visit) -> Page | File:
    """Show the cheapest plan, or return it as the paper for the board."""
    given = {name: str(value).strip() for name, value in visit.body.items()}
    entity, worst = given.get("entity", ""), given.get("worst", "") == "yes"
    _asks_for(visit, entity)
    try:
        law, solved, terms, period = _solved(visit, entity, given.get("period", ""), _assumed(given), worst)
        if given.get("want") == "paper":
            data = decision_paper(law, solved, terms, period, visit.today, visit.language, worst=worst)
            return File(data, "application/pdf", f"plan-{entity}-{period}.pdf")
    except Problem as trouble:
        return _page(visit, given, "\n".join(f.line(visit.language) for f in trouble.findings), None, 422)
    shown = {
        "told": document(law, solved, terms), "period": period, "worst": worst,
        "binding": [
            text(f"gap.binding_{b}", visit.language, {"citation": rule_source(law, solved, terms, b)})
            for b in binding(solved.plan, solved.position, terms)
        ],
        "drawn": lambda language: cost_chart(solved, terms, language),
    }  # fmt: skip
    return _page(visit, given, found=shown)


def cost_chart(solved: Solved, terms: Terms, language: Language) -> Figure:
    """Return what the plan costs under each scenario, in CNY."""
    names = [s.name for s in terms.scenarios]
    head = text("gap.cost", language)
    return Figure(
        kind="bars",
        title=text("gap.chart_costs", language),
        unit=head,
        data={
            "categories": names,
            "series": [{"name": head, "values": [float(c) / 100 for c in solved.costs], "tone": "accent"}],
            "horizontal": True, "divide": 1, "unit": head,
        },
        heads=(text("gap.scenario", language), head),
        rows=[(name, cny(cost)) for name, cost in zip(names, solved.costs, strict=True)],
    )  # fmt: skip


def _api(visit: Visit) -> Any:
    """Return the plan of a firm as `tanshi gap --json` gives it."""
    body: Mapping[str, Any] = visit.body
    entity = str(body.get("entity", ""))
    _asks_for(visit, entity)
    assumed = body.get("assumptions") or {}
    if not isinstance(assumed, Mapping):
        raise Trouble(422, "gap.bad_document")
    try:
        law, solved, terms, period = _solved(
            visit, entity, str(body.get("period", "")), assumed, body.get("worst") is True
        )
    except Problem as trouble:
        raise Trouble(422, trouble.findings[0].code, findings=trouble.findings) from trouble
    return {"period": period, "position": visit.view.head().size, **document(law, solved, terms)}


_TEXT = {"type": "string"}
_ASKED = {
    "type": "object", "required": ["entity"], "additionalProperties": False,
    "properties": {"entity": _TEXT, "period": _TEXT, "assumptions": {"type": "object"}, "worst": {"type": "boolean"}},
}  # fmt: skip
_WHOLE = {"type": "integer"}


def _record(title: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": title, "type": "object", "required": list(properties), "properties": properties}


def _many(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


_OPTION = _record("GapOption", option=_TEXT, scenario=_TEXT, price_cny=_TEXT, most_t=_WHOLE, citation=_TEXT)
_STEP = _record("GapStep", option=_TEXT, scenario=_TEXT, name=_TEXT, t=_WHOLE, cost_cny=_TEXT)
_COST = _record("GapCost", scenario=_TEXT, weight=_TEXT, cost_cny=_TEXT)
_ANSWER = _record(
    "Gap", period=_TEXT, position=_WHOLE, entity_id=_TEXT, obligation_t=_WHOLE, held_t=_WHOLE, gap_t=_WHOLE,
    due_t=_WHOLE, options=_many(_OPTION), plan=_many(_STEP), cost_cny=_TEXT, plain_cost_cny=_TEXT,
    cost_by_scenario=_many(_COST), binding=_many(_TEXT),
)  # fmt: skip

ROUTES = [
    Route(
        "GET", "/gap", SIGNED_IN, _form, "The cheapest way to fulfil an obligation: what is assumed.",
        params=(Param("entity", "Id of a firm.", example="H1"), Param("period", "Period.", example="2022")),
    ),
    Route("POST", "/gap", SIGNED_IN, _ask, "Compute the cheapest plan, or its paper.", takes="form",
          media=("application/pdf",)),
    Route(
        "POST", "/api/v1/gap", SIGNED_IN, _api, "The cheapest way of a firm to fulfil its obligation. Nothing is kept.",
        params=(Param("lang", "Language of messages.", choices=("zh", "en")),), body=_ASKED, answer=_ANSWER,
        tag="compliance", operation="gap", takes="json",
    ),
]  # fmt: skip

"""The bench for drafting by API: a question over a year of the books, or over a file in the body.

Long questions are waited for without a thread; the same question again is answered from what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tanshi.allocation.drafting.documents import steps_document
from tanshi.allocation.drafting.steps import steps
from tanshi.server import drafting
from tanshi.server.platform import Visit
from tanshi.server.routing import Later, Param, Route
from tanshi.server.schema import FINDING
from tanshi.server.uploads import Upload
from tanshi.server.workbench import Work


def _question(name: str) -> Callable[[Visit], Any]:
    """Return the handler of a question."""

    def handle(visit: Visit) -> Any:
        upload: Upload | None = visit.body
        body = None
        if upload is not None:
            body = drafting.body_of(visit, upload.data, upload.name or visit.params.get("name", ""))
        called, found = drafting.ask(visit, drafting.asked_of(visit, name, body))
        if not isinstance(found, Work):
            return dict(found.document)
        work = found

        def then(_: Any) -> dict[str, Any]:
            made = visit.platform.workbench.fetch(called, work)
            return dict(drafting.outcome(made, handed_in=body is not None).document)

        return Later(work.future, then)

    return handle


def _hold(visit: Visit) -> Any:
    upload: Upload = visit.body
    file = drafting.body_of(visit, upload.data, upload.name or visit.params.get("name", ""))
    return {"source": drafting.hold(visit, file)}


def _steps(visit: Visit) -> Any:
    return steps_document(steps(visit.platform.market.law))


# what is asked

_LINES = "for instance I=0.7770,heat.coal=0.1030; lines are I II III IV heat.coal heat.gas"
_SOURCE = Param("source", "A year of the books, or a held file as `POST /api/v1/drafting/files` names it; default: the "
                "newest year.", example="2022")  # fmt: skip
_AREA = Param("area", "One province's firms only, by GB/T 2260.", example="37")
_PARAMS = {
    "plan": Param("plan", "Plan whose form counts; default: of the year, for a file the newest.", example="2023"),
    "draft": Param("draft", "What is compared: a plan, draft:ID, or `balance` (the units' balance values).",
                   example="2023"),
    "benchmarks": Param("benchmarks", f"Other benchmarks of the draft: LINE=VALUE, {_LINES}.", example="I=0.7770"),
    "price": Param("price", "Price in CNY/t for what the change costs.", example="80"),
    "by_output": Param("by_output", "Units count by their electricity.", kind="boolean"),
    "surplus": Param("surplus", "Target: whole tonnes, or percent of verified emissions; below 0 a deficit.",
                     example="-0.5%"),
    "from": Param("from", "Where the lines start.", choices=("plan", "balance")),
    "start": Param("start", f"Another start for lines: LINE=VALUE, {_LINES}.", example="IV=0.3400"),
    "strict": Param("strict", "Relative cuts of lines: LINE=NUMBER, 0 keeps a line; default 1 each.", example="II=2"),
    "after_relief": Param("after_relief", "Meet the target after gas and 20 % relief.", kind="boolean"),
    "months": Param("months", "Months that count: 8 in September.", kind="integer", least=1, most=12, example="8"),
    "entity": Param("entity", "One firm of the books; a firm asks for itself.", example="H1"),
    "until": Param("until", "Last year of the path.", kind="integer", least=2000, most=2200, example="2035"),
    "first_year": Param("first_year", "First year with a cap.", kind="integer", least=2000, most=2200),
    "cut": Param("cut", "Share of the first total by which the cap falls a year.", example="0.03"),
    "paid_from": Param("paid_from", "First year with a paid share.", kind="integer", least=2000, most=2200),
    "paid_first": Param("paid_first", "Paid share of that year.", example="0.05"),
    "paid_step": Param("paid_step", "By how much it rises a year.", example="0.05"),
    "paid_most": Param("paid_most", "Where it ends.", example="0.50"),
}  # fmt: skip
_LAST_YEAR = Param("last_year", "A held file: the same units' months of the year before.", example="file:x")
_NAME = Param("name", "Name of the file, for findings.", example="units.csv")

# what is answered

_INT, _TEXT, _FLAG = {"type": "integer"}, {"type": "string"}, {"type": "boolean"}
_MAYBE_INT, _MAYBE = {"type": ["integer", "null"]}, {"type": ["string", "null"]}
_NUMBER, _MAYBE_NUMBER = {"type": "number"}, {"type": ["number", "null"]}
_PLAIN = {"type": "object"}


def _record(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_FINDINGS = _list(FINDING)
_HEAD: dict[str, Mapping[str, Any]] = {
    "plan": _TEXT, "origin": _TEXT, "position": _MAYBE_INT, "units": _INT, "entities": _INT, "verified_t": _INT,
}  # fmt: skip

_FLAGS = ("relieved_before", "relieved_after")
_SUMS = _record(
    **dict.fromkeys(
        ("entities", "verified_t", "approved_before_t", "approved_after_t", "surplus_before_t", "surplus_after_t",
         "change_t", "winners", "won_t", "losers", "lost_t", *_FLAGS, "short_before", "short_after"), _INT,
    ),
    cost_cny=_MAYBE,
)  # fmt: skip
_PROVINCE = _record(area_gb2260=_TEXT, **_SUMS["properties"])
_CLASS = {"title": "DraftingImpactClass"} | _record(
    unit_class=_TEXT,
    **dict.fromkeys(
        ("units", "verified_t", "initial_before_t", "initial_after_t", "approved_before_t", "approved_after_t",
         "surplus_before_t", "surplus_after_t", "change_t", "units_gaining", "units_losing"), _INT,
    ),
)  # fmt: skip
_FIRM = _record(
    **dict.fromkeys(("entity_id", "name_zh", "name_en", "area_gb2260"), _TEXT),
    **dict.fromkeys(
        ("verified_t", "approved_before_t", "approved_after_t", "obligation_before_t", "obligation_after_t",
         "gap_before_t", "gap_after_t", "relief_before_t", "relief_after_t", "change_t"), _INT,
    ),
    cost_cny=_MAYBE, **dict.fromkeys(_FLAGS, _FLAG),
)  # fmt: skip
_BALANCE_LINE = _record(
    line=_TEXT, units=_INT, emission_t=_TEXT, weight=_TEXT, balance_value=_MAYBE, balance_value_4=_MAYBE,
    published=_MAYBE, difference=_MAYBE,
)  # fmt: skip
_TERM = _record(name=_TEXT, at=_TEXT, estimate=_MAYBE_NUMBER, standard_error=_MAYBE_NUMBER, plan=_MAYBE_NUMBER,
                units=_INT)  # fmt: skip
_FAR = _record(unit_id=_TEXT, entity_id=_TEXT, unit_class=_TEXT, intensity=_NUMBER, residual=_NUMBER)
_FIT = {"title": "DraftingFitOfFuel"} | _record(
    fuel=_TEXT, n=_INT, r2=_NUMBER, residual_spread=_NUMBER, residual_spread_plan=_NUMBER, bases=_PLAIN,
    terms=_list(_TERM), furthest=_list(_FAR),
)  # fmt: skip
_SOLVED_LINE = _record(line=_TEXT, start=_TEXT, strictness=_TEXT, change=_TEXT, benchmark=_TEXT)
_SCENARIO = _record(name=_TEXT, draft=_FLAG, benchmarks=_PLAIN, emission_t=_INT, approved_t=_INT, obligation_t=_INT)
_ESTIMATED = _record(
    entity_id=_TEXT,
    **dict.fromkeys(("emission_t", "approved_low_t", "approved_high_t", "gap_low_t", "gap_high_t"), _INT),
)
_SEEN = _record(year=_TEXT, draft=_FLAG, changes=_PLAIN)
_CARRIED = _record(
    **dict.fromkeys(
        ("unit_id", "entity_id", "supply_mwh", "generation_mwh", "heat_gj", "load_factor", "heat_ratio"), _TEXT,
    ),
    emission_t=_INT,
)  # fmt: skip
_PATH_YEAR = _record(year=_INT, cap_t=_INT, paid_share=_TEXT, free_t=_INT, auction_t=_INT, factor=_TEXT)
_STEP = _record(
    **dict.fromkeys(
        ("plan", "line", "of", "at", "start", "step", "computed", "published", "difference", "from_unrounded",
         "implied", "confidence", "source"), _TEXT,
    )
)  # fmt: skip

_ANSWERS = {
    "impact": _record(
        **_HEAD, draft=_TEXT, price_cny=_MAYBE, all=_SUMS, provinces=_list(_PROVINCE), classes=_list(_CLASS),
        firms=_list(_FIRM), findings=_FINDINGS,
    ),
    "balance": _record(
        **_HEAD, method=_TEXT, lines=_list(_BALANCE_LINE), together=_PLAIN, surplus_under_published_t=_MAYBE_INT,
        findings=_FINDINGS,
    ),
    "fit": _record(**_HEAD, by_output=_FLAG, fits=_list(_FIT), findings=_FINDINGS),
    "solve": _record(
        **_HEAD, target_t=_INT, after_relief=_FLAG, factor=_TEXT, lines=_list(_SOLVED_LINE), initial_t=_INT,
        approved_t=_INT, obligation_t=_INT, surplus_before_relief_t=_INT, surplus_after_relief_t=_INT,
        off_target_t=_INT, rounding_t=_TEXT, relieved_entities=_INT, values=_list(_PLAIN), findings=_FINDINGS,
    ),
    "estimate": _record(
        estimate=_FLAG, plan=_TEXT, origin=_TEXT, position=_MAYBE_INT, steps=_list(_SEEN), scenarios=_list(_SCENARIO),
        units=_list(_CARRIED), entities=_list(_ESTIMATED), findings=_FINDINGS,
    ),
    "path": _record(
        plan=_TEXT, origin=_TEXT, position=_MAYBE_INT, entities=_INT, in_force=_FLAG, base_t=_INT,
        years=_list(_PATH_YEAR), findings=_FINDINGS,
    ),
}  # fmt: skip

_SAYS = {
    "impact": "What a draft does to all firms against the plan in force: provinces, classes, each firm, relief, cost.",
    "balance": "Balance values of units beside the published ones.",
    "fit": "Load, heat and cooling coefficients fitted to units, with residuals.",
    "solve": "Benchmarks for a target surplus with a chosen strictness.",
    "estimate": "A running year before its plan exists: emission, and allowance over plausible benchmarks.",
    "path": "A scenario, not in force: a cap that falls and a paid share.",
}


def _routes(name: str) -> list[Route]:
    path, answer = f"/api/v1/drafting/{name}", _ANSWERS[name]
    terms = tuple(_PARAMS[term] for term in drafting.TERMS[name])
    of_file = tuple(p for p in terms if p.name != "entity") + ((_LAST_YEAR,) if name == "estimate" else ())
    right, whom = (drafting.OWN, None) if name == "estimate" else (drafting.RIGHT, drafting.concerns)
    more: dict[str, Any] = {"concerns": whom} if whom else {}
    books = (_SOURCE, _AREA, *terms, *((_LAST_YEAR,) if name == "estimate" else ()))
    return [
        Route("GET", path, right, _question(name), _SAYS[name], params=books, answer=answer, tag="drafting",
              operation=f"drafting_{name}", **more),
        Route("POST", path, right, _question(name), f"{_SAYS[name]} Of a file (CSV, XLSX or Parquet) as the body.",
              params=(_NAME, *of_file), answer=answer, tag="drafting", operation=f"drafting_{name}_of_file",
              takes="upload", **more),
    ]  # fmt: skip


ROUTES = [
    Route(
        "POST", "/api/v1/drafting/files", drafting.OWN, _hold,
        "Hold a file of units in the server's memory for several questions; it goes when others take its place.",
        params=(_NAME,), answer=_record(source=_TEXT), tag="drafting", operation="drafting_hold", takes="upload",
    ),
    Route(
        "GET", "/api/v1/drafting/steps", "see.law", _steps,
        "Benchmarks of past plans by their stated steps, beside the published ones.",
        answer=_record(steps=_list(_STEP)), tag="drafting", operation="drafting_steps",
    ),
    *(route for name in drafting.TERMS for route in _routes(name)),
]  # fmt: skip

"""A firm's plan of fulfilment as a paper for its board."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from tanshi.application.documents import IssuingBody, Paper, Part, compose, pdf
from tanshi.compliance.cheapest.solving import Solved
from tanshi.compliance.cheapest.terms import Terms
from tanshi.compliance.cheapest.told import cny, document, rule_source
from tanshi.core.catalogue import Language, text
from tanshi.rules import Law

TEMPLATE = "compliance_plan"


def decision_paper(
    law: Law, solved: Solved, terms: Terms, period: str, day: str, language: Language, *, worst: bool = False
) -> bytes:
    """Return the paper as PDF; `day`: the ISO day it bears."""
    told = document(law, solved, terms)

    def word(code: str, rule: str = "") -> str:
        return text(f"gap.{code}", language, {"citation": rule_source(law, solved, terms, rule)})

    data: dict[str, Any] = {
        "entity_id": told["entity_id"], "period": period, "obligation_t": told["obligation_t"],
        "held_t": told["held_t"], "gap_t": told["gap_t"], "due_t": told["due_t"], "cost_cny": told["cost_cny"],
        "plain_cost_cny": told["plain_cost_cny"],
        "price_cny": cny(terms.price_fen), "aim": word("aim_worst" if worst else "aim_expected"),
        "binding": " ".join(word(f"binding_{b}", b) for b in told["binding"]) or word("binding_none"),
        "steps": [
            {"step": f"{word(s['option'])} {s['name']}".strip(), "scenario": s["scenario"], "tonnes": s["t"],
             "cost": s["cost_cny"]}
            for s in told["plan"]
        ],
        "scenarios": [
            {"scenario": s.name, "weight": str(s.weight), "price": cny(s.price_fen), "next": cny(s.next_fen),
             "cost": c["cost_cny"]}
            for s, c in zip(terms.scenarios, told["cost_by_scenario"], strict=True)
        ],
        "options": [
            {"option": f"{word(o['option'])} {o.get('name', '')}".strip(), "scenario": o["scenario"],
             "price": o["price_cny"], "most": o["most_t"], "citation": o["citation"]}
            for o in told["options"]
        ],
    }  # fmt: skip
    body = IssuingBody(text("amounts.own_body", "zh"), text("amounts.own_body", "en"), "")
    paper = Paper(TEMPLATE, language, body, told["entity_id"], data, day)
    composed = compose(paper)
    parts = [*composed.parts, *_pictures(solved, terms, language)]
    return pdf(replace(composed, parts=parts, mark=text("amounts.own", language))).data


def _pictures(solved: Solved, terms: Terms, language: Language) -> list[Part]:
    if find_spec("matplotlib") is None:
        return []
    from tanshi.disclosure.gap_charts import picture

    return [Part("picture", picture(solved, terms, language))]

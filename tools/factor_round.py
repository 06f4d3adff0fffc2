"""A factor that is proposed, tested, reviewed, published and retired, for the corpus."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command

_PAPER = b"report"
_SHA = sha256(_PAPER).hexdigest()
_PEOPLE = (
    ("mee/2", "mee", "nation"), ("mee/3", "mee", "nation"), ("lab/1", "lab", "laboratory"),
    ("institute/1", "institute", "verifier"),
)  # fmt: skip
_PROPOSED = {
    "factor": "F", "parameter": "accounting.power.default_carbon", "key": "coal", "value": "0.02950", "unit": "tC/GJ",
    "from_day": "2022-01-01", "to_day": "2022-12-31", "source": "研究报告 表3", "source_year": 2025,
    "document_sha256": _SHA, "uncertainty": "0.02",
}  # fmt: skip
_TESTED = {"factor": "F", "samples": 30, "mean": "0.0294", "tested_on": "2026-11-20", "document_sha256": _SHA}


def hold_factor_round(market: Market, clock: SimulatedClock) -> None:
    """Bring a factor from its proposal to its end."""
    market.evidence.keep(_PAPER)
    for actor, organisation, role in _PEOPLE:
        _do(market, "mee/1", "participants.admit_actor", {"actor": actor, "organisation": organisation, "role": role})
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("institute/1", "propose_factor", _PROPOSED),
        ("lab/1", "test_factor", _TESTED),
        ("mee/3", "review_factor", {"factor": "F", "accepted": True, "reasons": "合格"}),
        ("mee/1", "publish_factors", {"factors": ["F"], "number": "公告 2026-9", "in_force": "2026-12-01"}),
    ]
    for who, name, item in acts:
        _do(market, who, f"rulemaking.{name}", item)
    clock.put_day(date(2026, 12, 20))
    _do(market, "mee/1", "rulemaking.retire_factor", {"factor": "F", "ground": "不再适用", "last_day": "2026-12-31"})


def _do(market: Market, who: str, kind: str, item: dict[str, Any]) -> None:
    body = who.partition("/")[0]
    second = f"{body}/2" if kind in FOUR_EYES else ""
    id = f"factors/{kind}/{item.get('actor', item.get('factor', ''))}"
    (answer,) = market.execute([Command(id, body, who, kind, [item], second)])
    assert answer.done or str(answer.outcome) == "participants.actor_exists", (kind, answer.message("en"))

"""Acts of rule making and coverage for samples and mutations: every fact of them, each table with rows."""

from __future__ import annotations

from typing import Any

from tanshi.application.market import Market
from tanshi.core.clock import instant, legal_day_of
from tanshi.journal.command import Command

_BAND, _SHARE = "exchange.listing_band", "allocation.preallocation_share"
_THRESHOLD = "participants.listing_threshold_t"


def make_rules(market: Market) -> None:
    """Take drafts through all steps: one is issued and replaced, one withdrawn, one consented to; note coverage."""
    assert market.writer is not None
    today = legal_day_of(instant(market.writer.clock.now()))
    with market.view() as view:
        today = max(today, legal_day_of(view.head().recorded_at))
    text = market.evidence.keep("样例文件".encode())

    def draft(act: str, kind: str, parameter: str, rows: dict[str, Any]) -> dict[str, Any]:
        return {
            "act": act, "kind": kind, "title_zh": f"样例{act}", "title_en": f"Sample {act}", "text_sha256": text,
            "rank": "normative document", "values": [{"parameter": parameter, "values": rows}],
        }  # fmt: skip

    def named(act: str, **more: Any) -> dict[str, Any]:
        return {"act": act, **more}

    band = {"2099-01-01": {"value": "0.05", "cite": {"place": "二"}}}
    plan = {"2098-01-01": {"value": {"name": "2098", "instrument": "m/plan", "period": "2098", "vintage": "CEA98"}}}
    amended = {"text_sha256": text, "values": [{"parameter": _SHARE, "values": {"2098-01-01": {"value": "0.50"}}}]}
    total = {
        "vintage": "CEA22", "plan": "plan-2021-2022", "total_t": 9_000_000_000_000, "reserve_t": 30, "paid_t": 20,
        "adjustment_t": 10, "verified_t": 4_500_000_000, "verified_of": "2022",
    }  # fmt: skip
    elsewhere = {"gas": "N2O", "sector_gbt4754": "2619"}
    noted = {**elsewhere, "entity": "M1", "market": "beijing", "from_day": "2020-01-01", "source": "样例名单"}
    plant = {
        "entity": "M1", "name_zh": "样例厂", "name_en": "Sample", "area_gb2260": "11", "sector_gbt4754": "2619",
        "source": "sample", "units": [],
    }  # fmt: skip
    acts: list[tuple[str, dict[str, Any]]] = [
        ("participants.admit_actor", {"actor": "mee/2", "organisation": "mee", "role": "nation"}),
        ("rulemaking.draft", draft("m/one", "parameters", _BAND, band)),
        ("rulemaking.consult", named("m/one", opens=today, closes=today)),
        ("rulemaking.comment", named("m/one", words="建议放宽", place=_BAND)),
        ("rulemaking.comment", named("m/one", words="同意")),
        ("rulemaking.answer", named("m/one", number=1, answer="不采纳", taken=False)),
        ("rulemaking.draft", draft("m/two", "parameters", _BAND, {"2099-01-01": {"value": "0.15"}})),
        ("rulemaking.issue", named("m/two", number="样例〔2〕号", in_force="2099-01-01")),
        ("rulemaking.draft", draft("m/three", "parameters", _BAND, {"2099-07-01": {"value": "0.20"}})),
        ("rulemaking.issue", named("m/three", number="样例〔3〕号", in_force="2099-07-01", replaces=["m/two"])),
        ("rulemaking.draft", draft("m/plan", "plan", "allocation.plans", plan)),
        ("rulemaking.draft", draft("m/share", "plan", _SHARE, {"2098-01-01": {"value": "0.60"}})),
        ("rulemaking.amend", named("m/share", **amended)),
        ("rulemaking.withdraw", named("m/share", ground="另行安排")),
        ("rulemaking.draft", draft("m/scope", "scope", _THRESHOLD, {"2098-01-01": {"value": "13000"}})),
        ("rulemaking.note_consent", named("m/scope", body="state_council", document="样例函", given_on=today)),
        ("rulemaking.state_total", total),
        ("participants.register_entity", plant),
        ("participants.note_other_coverage", noted),
        ("participants.end_other_coverage", {**elsewhere, "entity": "M1", "last_day": "2023-12-31", "ground": "样例"}),
    ]
    for number, (kind, item) in enumerate(acts):
        (answer,) = market.execute([Command(f"made/{number}", "mee", "mee/1", kind, [item], "mee/2")])
        assert answer.done or str(answer.outcome) == "participants.actor_exists", (kind, answer.message())


def move_a_sector(market: Market) -> None:
    """Found a local market and move a sector out of it."""
    found = {"jurisdiction": market.law.jurisdiction, "origin": "sample", "actor": "bureau/1", "organisation": "bureau"}
    move = {"sector_gbt4754": "4411", "gas": "CO2", "market": "cn", "from_day": "2021-01-01", "document": "样例函"}
    for number, (kind, item) in enumerate((("participants.found", found), ("participants.move_sector", move))):
        (answer,) = market.execute([Command(f"local/{number}", "bureau", "bureau/1", kind, [item])])
        assert answer.done, answer.message()

"""A voluntary project from its design document to certificates and an order on false units, for the corpus."""

from __future__ import annotations

from datetime import date
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command

WIND = "CCER-01-002-V01"
SHA = "ab" * 32
SQUARE = "121000000,31000000 121010000,31000000 121010000,31010000 121000000,31010000"
DESIGN = {
    "project": "WIND1", "owner": "owner", "title": "东海一期海上风电项目", "methodology": WIND, "area_gb2260": "31",
    "construction_on": "2019-05-01", "crediting_from": "2021-01-01", "crediting_until": "2030-12-31",
    "capacity_kw": 500_000, "under_quota": False, "legal_duty": False, "additional": "",
    "figures": [{"name": n, "value": v} for n, v in (("connected", "1"), ("distance_km", "45"), ("depth_m", "22"))],
    "plots": [SQUARE], "body": "validator", "file_name": "设计文件.pdf", "file_sha256": SHA,
}  # fmt: skip
REPORT = {
    "owner": "owner", "project": "WIND1", "first_day": "2024-01-01", "last_day": "2024-12-31",
    "amounts": [{"year": 2024, "amount_t": 550_000}], "body": "verifier", "file_name": "核算报告.pdf",
    "file_sha256": SHA,
}  # fmt: skip
KNOWN = {
    "scheme": "CDM", "number": "1001", "name": "Donghai Wind Farm", "capacity_kw": 500_000,
    "longitude_e6": 121_004_000, "latitude_e6": 31_004_000,
}  # fmt: skip
BODY = {
    "methodologies": [WIND], "able": 10, "experienced": 5, "last_dishonest_on": "", "approval": "国认〔2024〕1号",
    "evidence_sha256": SHA,
}  # fmt: skip
ABOUT = {"project": "WIND1", "reduction": 0}
CONCLUDED = {**ABOUT, "body": "validator", "positive": True, "amounts": [], "handled": [], "file_sha256": SHA}
APPLIED = {**ABOUT, "owner": "owner", "amounts": [], "declared": True, "file_sha256": SHA}
UNITS = {"holder": "owner", "instrument": "CCER-WIND1-2024", "amount_t": 1_000}
USED = {
    **UNITS, "purpose": "own_emissions", "beneficiary": "", "period": "", "reason": "抵销2024年度自身排放",
    "salt": "5a" * 16,
}  # fmt: skip
ACTORS = (
    *((f"{b}/1", b, role, "") for b, role in (
        ("owner", "participant"), ("trader", "participant"), ("validator", "verifier"), ("verifier", "verifier"),
        ("third", "verifier"), ("ncsc", "voluntary"), ("ncsc2", "voluntary"), ("cbgex", "voluntary_exchange"),
    )),
    ("ncsc/2", "ncsc", "voluntary", ""), ("cbgex/2", "cbgex", "voluntary_exchange", ""), ("mee/2", "mee", "nation", ""),
    ("shanghai/1", "shanghai", "province", "31"), ("shanghai/2", "shanghai", "province", "31"),
)  # fmt: skip


def enrol(market: Market) -> None:
    """Admit those who take part; the market is founded."""
    for actor, organisation, role, area in ACTORS:
        item = {"actor": actor, "organisation": organisation, "role": role, "area_gb2260": area}
        do(market, "mee", "participants.admit_actor", item, f"admit/{actor}")


def do(market: Market, who: str, kind: str, item: dict[str, Any], id: str) -> None:
    """Carry out one act that must be done, or was."""
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(f"voluntary/{id}", who, f"{who}/1", kind, [item], second)])
    assert answer.done or str(answer.outcome) == "participants.actor_exists", (kind, answer.message("en"))


def steps() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return the acts of the round: day, who, what, with which values."""
    amounts = [{"year": 2024, "amount_t": 548_000}]
    first, second = {"project": "WIND1", "reduction": 1}, {"project": "WIND1", "reduction": 2}
    account = {"papers_on": "2026-01-05", "evidence_sha256": SHA}
    court = {"holder": "trader", "instrument": "CCER-WIND1-2024", "amount_t": 500, "text": "法执1号"}
    trade = {"session": "2026-04-20", "number": 1, "seller": "owner", "buyer": "trader"}
    return [
        ("2026-01-05", "ncsc", "open_account", {**account, "holder": "owner", "kind": "owner", "name": "业主公司"}),
        ("2026-01-05", "ncsc", "open_account", {**account, "holder": "trader", "kind": "trader", "name": "贸易公司"}),
        ("2026-01-05", "mee", "admit_body", {**BODY, "body": "validator"}),
        ("2026-01-05", "mee", "admit_body", {**BODY, "body": "verifier"}),
        ("2026-01-05", "mee", "admit_body", {**BODY, "body": "third"}),
        ("2026-01-06", "third", "declare_tie", {"body": "third", "owner": "owner", "text": "咨询服务"}),
        ("2026-01-06", "mee", "strike_body", {"body": "third", "reason": "资质到期"}),
        ("2026-01-06", "ncsc", "note_known", KNOWN),
        ("2026-01-07", "owner", "deposit_design", DESIGN),
        ("2026-01-08", "trader", "comment", {**ABOUT, "text": "与既有项目相邻"}),
        ("2026-02-10", "validator", "conclude", {**CONCLUDED, "handled": [
            {"about": "comment/1", "text": "边界不同"}, {"about": "CDM/1001", "text": "已注销"}]}),
        ("2026-02-11", "owner", "apply", APPLIED),
        ("2026-02-12", "ncsc", "decide", {**ABOUT, "accepted": True, "text": ""}),
        ("2026-02-13", "owner", "report_reduction", REPORT),
        ("2026-03-20", "verifier", "conclude", {**CONCLUDED, **first, "body": "verifier", "amounts": amounts}),
        ("2026-03-21", "owner", "apply", {**APPLIED, **first, "amounts": amounts}),
        ("2026-03-23", "ncsc", "decide", {**first, "accepted": False, "text": "缺核查报告附件"}),
        ("2026-03-24", "owner", "apply", {**APPLIED, **first, "amounts": amounts}),
        ("2026-03-25", "ncsc", "decide", {**first, "accepted": True, "text": ""}),
        ("2026-03-26", "owner", "report_reduction", {**REPORT, "first_day": "2023-01-01", "last_day": "2023-12-31",
                                                     "amounts": [{"year": 2023, "amount_t": 1}]}),
        ("2026-03-27", "owner", "withdraw", {"owner": "owner", **second, "text": "数据更正"}),
        ("2026-03-27", "ncsc", "note_certificate",
         {"certificate": "GEC-1", "project": "WIND1", "month": "2023-05", "mwh_e3": 1_000}),
        ("2026-04-20", "owner", "move_in", {**UNITS, "amount_t": 400_000}),
        ("2026-04-20", "cbgex", "open_session", {"session": "2026-04-20"}),
        ("2026-04-20", "cbgex", "close_session", {"session": "2026-04-20", "trades": 1, "quotes": [
            {"instrument": UNITS["instrument"], "listing_t": 0, "listing_fen": 0, "block_t": 300_000,
             "block_fen": 21_000_000_00}]}),
        ("2026-04-20", "cbgex", "book_trade", {
            **trade, "instrument": UNITS["instrument"], "amount_t": 300_000, "method": "block",
            "value_fen": 21_000_000_00}),
        ("2026-04-21", "trader", "move_out", {**UNITS, "holder": "trader", "amount_t": 300_000}),
        ("2026-04-21", "owner", "move_out", {**UNITS, "amount_t": 50_000}),
        ("2026-04-22", "ncsc", "freeze", {**court, "evidence_sha256": SHA}),
        ("2026-04-23", "ncsc", "release", {**court, "amount_t": 200, "evidence_sha256": SHA}),
        ("2026-04-24", "ncsc", "transfer", {**UNITS, "to": "trader", "ground": "merger", "evidence_sha256": SHA}),
        ("2026-04-27", "owner", "use", USED),
        ("2026-04-28", "owner", "use", {**USED, "amount_t": 50, "purpose": "voluntary", "salt": ""}),
        ("2026-04-29", "owner", "certify", {"holder": "owner", "number": 2, "salt": "7e" * 16}),
        ("2026-05-06", "shanghai", "order_cancellation", {
            "project": "WIND1", "amount_t": 200_000, "deceit": True, "cancel_until": "2026-06-30",
            "evidence_sha256": SHA}),
        ("2026-05-07", "owner", "cancel_false", {
            "owner": "owner", "project": "WIND1", "order": 1, "instrument": UNITS["instrument"], "amount_t": 1_000}),
        ("2026-07-01", "ncsc", "enforce_order", {"project": "WIND1", "order": 1}),
    ]  # fmt: skip


def set_fees(market: Market) -> None:
    """Set fees of both bodies by an act; the amounts are a sample's."""
    once = {
        way: {"way": way, "rate": "20000", "rounding": "half_up", "article": "sample"} for way in ("once", "yearly")
    }
    share = {**once["once"], "way": "share", "rate": "0.0003", "methods": ["listing", "block"]}
    both = {"opening": once["once"], "yearly": once["yearly"]}
    tables = {"voluntary.fees": both, "voluntary.exchange_fees": {**both, "trade": share}}
    act = {
        "act": "fees", "kind": "parameters", "title_zh": "样例收费", "title_en": "Sample fees",
        "rank": "normative document", "text_sha256": market.evidence.keep("收费".encode()),
        "values": [{"parameter": name, "values": {"2026-01-05": {"by": by}}} for name, by in tables.items()],
    }  # fmt: skip
    do(market, "mee", "rulemaking.draft", act, "fees/draft")
    do(
        market,
        "mee",
        "rulemaking.issue",
        {"act": "fees", "number": "样例〔5〕号", "in_force": "2026-01-05"},
        "fees/issue",
    )


def charge(market: Market) -> None:
    """Invoice the fees of both bodies, note payments, credit a part."""
    days = {"holder": "owner", "from_day": "2026-01-05", "until_day": "2026-06-30"}
    paid = {"amount_fen": 10_000, "reference": "b/1", "paid_on": "2026-07-01"}
    do(market, "ncsc", "voluntary.issue_invoice", {**days, "body": "registry"}, "fees/1")
    do(market, "cbgex", "voluntary.issue_invoice", {**days, "body": "exchange"}, "fees/2")
    do(market, "ncsc", "voluntary.note_payment", {**paid, "invoice": "owner/V1"}, "fees/3")
    do(
        market,
        "ncsc",
        "voluntary.credit_invoice",
        {"invoice": "owner/V1", "amount_fen": 500, "reason": "多收"},
        "fees/4",
    )


def hold_voluntary_round(market: Market, clock: SimulatedClock) -> None:
    """Go all the steps on a market that is founded."""
    enrol(market)
    set_fees(market)
    for number, (day, who, name, item) in enumerate(steps()):
        clock.put_day(date.fromisoformat(day))
        do(market, who, f"voluntary.{name}", item, f"{number}")
    charge(market)

"""Acts on holdings, one of every kind: freezes, pledges, cancellation, reversal, and what a province holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tanshi.application.access import FOUR_EYES
from tanshi.application.market import Market
from tanshi.journal.command import Command
from tools.openings import SECOND, take_over

_ORDER = {"ground": "order", "instruction": "paper/1"}
_FREEZE = {"holder": "H1", "place": "registration", "instrument": "CEA22", "organ": "court"}

#: Who asks, for what, with which item; the workload's opening set the stage.
ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("registry", "registry.issue", {"holder": "H1", "instrument": "CEA22", "amount_t": 100, **_ORDER}),
    ("registry", "registry.freeze", {**_FREEZE, "amount_t": 80, "paper": "f/1", "until_day": "2023-12-31"}),
    ("registry", "registry.freeze", {**_FREEZE, "amount_t": 40, "paper": "f/2", "until_day": "2023-12-31"}),
    ("registry", "registry.release_freeze", {"holder": "H1", "number": 1, "amount_t": 30, "paper": "f/3"}),
    ("registry", "registry.issue", {"holder": "H1", "instrument": "CEA22", "amount_t": 100, **_ORDER}),
    ("registry", "registry.freeze", {**_FREEZE, "amount_t": 130, "paper": "f/4", "until_day": "2023-12-31"}),
    ("registry", "registry.issue", {"holder": "H1", "instrument": "CEA22", "amount_t": 50, **_ORDER}),
    ("registry", "registry.fill_freeze", {"holder": "H1", "number": 3}),
    ("registry", "registry.renew_freeze", {"holder": "H1", "number": 2, "paper": "f/5", "until_day": "2024-12-31"}),
    ("registry", "registry.deduct", {"holder": "H1", "number": 1, "amount_t": 20, "taker": "H2", "paper": "f/6"}),
    ("registry", "registry.deduct", {"holder": "H1", "number": 1, "amount_t": 5, "taker": "", "paper": "f/7"}),
    ("H1", "registry.offer_pledge", {
        "holder": "H1", "pledgee": "H2", "instrument": "CEA22", "amount_t": 10, "contract": "c/1"}),
    ("H2", "registry.accept_pledge", {"pledgee": "H2", "holder": "H1", "number": 1}),
    ("H1", "registry.ask_pledge_release", {"holder": "H1", "number": 1, "reason": "repaid"}),
    ("H2", "registry.release_pledge", {"pledgee": "H2", "holder": "H1", "number": 1}),
    ("H1", "registry.offer_pledge", {
        "holder": "H1", "pledgee": "H3", "instrument": "CEA22", "amount_t": 10, "contract": "c/2"}),
    ("H1", "registry.withdraw_pledge", {"holder": "H1", "number": 2}),
    ("H1", "registry.offer_pledge", {
        "holder": "H1", "pledgee": "H2", "instrument": "CEA22", "amount_t": 6, "contract": "c/3"}),
    ("H2", "registry.accept_pledge", {"pledgee": "H2", "holder": "H1", "number": 3}),
    ("registry", "registry.enforce_pledge", {
        "holder": "H1", "number": 3, "amount_t": 4, "taker": "H3", "ground": "court", "paper": "e/1"}),
    ("H1", "registry.cancel", {
        "holder": "H1", "instrument": "CEA22", "amount_t": 7, "reason": "会议碳中和", "beneficiary": "会议"}),
    ("H1", "registry.surrender", {"holder": "H1", "instrument": "CEA22", "amount_t": 12, "period": "2022"}),
    ("H1", "registry.surrender_for", {
        "holder": "H1", "entity": "H2", "instrument": "CEA22", "amount_t": 3, "period": "2022", "consent": "a/1"}),
)  # fmt: skip


#: What a province holds for an entity, and what of a surrender is told and taken back.
_PROVINCE = "province/37"
LAST: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("registry", "registry.bring_holder", {"holder": _PROVINCE, "kind": "province", "name": "山东"}),
    ("registry", "registry.issue", {"holder": _PROVINCE, "instrument": "CEA22", "amount_t": 30, **_ORDER}),
    ("sd", "registry.surrender_for", {
        "holder": _PROVINCE, "entity": "H3", "instrument": "CEA22", "amount_t": 20, "period": "2022",
        "consent": "鲁环〔2023〕1号"}),
    ("sd", "registry.release_held", {
        "holder": _PROVINCE, "entity": "H3", "instrument": "CEA22", "amount_t": 10, "paper": "鲁环〔2023〕2号"}),
    ("registry", "compliance.note_surrender", {
        "entity": "H3", "period": "2022", "number": 1, "instrument": "CEA22", "amount_t": 20,
        "surrendered_on": "2023-05-04"}),
    ("registry", "compliance.note_reversal", {
        "entity": "H3", "period": "2022", "number": 1, "surrender": 1, "amount_t": 5, "reversed_on": "2023-05-04"}),
)  # fmt: skip


def do_acts(market: Market, folder: Path) -> None:
    """Do one of every act; `folder` is for the sheets of an opening that brings an obligation."""
    for actor in ("sd/1", "sd/2"):
        official = {"actor": actor, "organisation": "sd", "role": "province", "area_gb2260": "37"}
        _do(market, f"acts/{actor}", "mee", "participants.admit_actor", official)
    second = {"actor": SECOND, "organisation": "mee", "role": "nation"}
    _do(market, "acts/second", "mee", "participants.admit_actor", second)
    owed = {"entity": "H3", "period": "2022", "obligation_t": 90, "surrendered_t": 10, "deadline": "2023-12-31"}
    take_over(market, {"obligations": [owed]}, folder)
    for number, (who, kind, item) in enumerate(LAST):
        _do(market, f"last/{number}", who, kind, item)
    for number, (who, kind, item) in enumerate(ACTS):
        _do(market, f"acts/{number}", who, kind, item)
    with market.view() as view:
        ((cancelled,),) = view.fetch("SELECT transfer FROM registry_cancellation WHERE holder = 'H1'")
        ((surrender,),) = view.fetch(
            "SELECT min(number) FROM registry_transfer WHERE debit = 'H1/registration' AND kind = 'surrender'"
        )
    certified = {"holder": "H1", "transfer": int(cancelled), "salt": "5e" * 16}
    _do(market, "acts/certify", "H1", "registry.certify_cancellation", certified)
    reversed_ = {"holder": "H1", "transfer": int(surrender), "amount_t": 5, "reason": "typed twice"}
    _do(market, "acts/reverse", "H1", "registry.reverse_surrender", reversed_)


def _do(market: Market, id: str, who: str, kind: str, item: dict[str, Any]) -> None:
    second = f"{who}/2" if kind in FOUR_EYES else ""
    (answer,) = market.execute([Command(id, who, f"{who}/1", kind, [item], second)])
    assert answer.done, (kind, answer.message("en"))

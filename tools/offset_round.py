"""The whole way of a reduction: monitored figures, project, units, trade, and a certificate that offsets an obligation.

For samples and tests: `acts` says who does what on which day, with the reductions that were computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tanshi.application.market import Market
from tanshi.core.clock import SimulatedClock
from tanshi.journal.command import Command
from tanshi.rules import Law
from tanshi.voluntary.methodology import methodology
from tanshi.voluntary.monitoring_file import template_rows
from tanshi.voluntary.reduction import compute
from tools.openings import SECOND, take_over
from tools.voluntary_round import ABOUT, APPLIED, BODY, CONCLUDED, DESIGN, REPORT, SHA, UNITS, USED, WIND, do, enrol

#: The firm, what it owes for 2025, and what of it may be offset: 5 %.
FIRM, PERIOD, OWED_T, ROOM_T = "H1", "2025", 40_000, 2_000

#: What the meters of 2024 say, as a monitoring workbook has it: MWh and tCO2/MWh.
METERS = {"上网电量": 1_203_450.5, "下网电量": 812.25, "电量边际排放因子": 0.7921, "容量边际排放因子": 0.2854}

SESSION = "2026-04-20"


def write_monitored(file: Path) -> Path:
    """Write the monitoring workbook of the project's year 2024, from the template of its methodology."""
    heads, row = template_rows(methodology(Law("cn"), WIND), "zh")
    said: dict[str, Any] = {"项目编号": "WIND1", "减排量产生年度": 2024, **METERS}
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("监测数据")
    for column, (head, cell) in enumerate(zip(heads, row, strict=True)):
        sheet.write(0, column, head)
        sheet.write(1, column, said.get(head.partition("（")[0], cell))
    book.close()
    return file


def reduction_t(file: Path) -> int:
    """Return what a monitoring workbook comes to, in whole tonnes."""
    (year,) = compute(Law("cn"), file, WIND).years
    return year.reduction_t


def owes(market: Market, folder: Path) -> None:
    """Have the firm owe an obligation of earlier books, which is still open."""
    second = {"actor": SECOND, "organisation": "mee", "role": "nation"}
    do(market, "mee", "participants.admit_actor", second, "admit/second")
    owed = {
        "entity": FIRM, "period": PERIOD, "obligation_t": OWED_T, "surrendered_t": OWED_T - ROOM_T,
        "deadline": "2026-12-31",
    }  # fmt: skip
    take_over(market, {"obligations": [owed]}, folder / "sheets")


def acts(amount_t: int) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Yield the acts from the design document to the offset: day, who, what, with which values."""
    amounts = [{"year": 2024, "amount_t": amount_t}]
    first, register = {"project": "WIND1", "reduction": 1}, {"accepted": True, "text": ""}
    account = {"papers_on": "2026-01-05", "evidence_sha256": SHA}
    trade = {"session": SESSION, "number": 1, "seller": "owner", "buyer": FIRM, "instrument": UNITS["instrument"]}
    quote = {
        "instrument": UNITS["instrument"], "listing_t": ROOM_T, "listing_fen": ROOM_T * 70_76, "block_t": 0,
        "block_fen": 0,
    }  # fmt: skip
    open_account, offset = "voluntary.open_account", {"entity": FIRM, "period": PERIOD}
    used = {"holder": FIRM, "amount_t": ROOM_T, "purpose": "surrender", "period": PERIOD, "reason": "抵销2025年度清缴"}
    yield "2026-01-05", "ncsc", open_account, {**account, "holder": "owner", "kind": "owner", "name": "业主公司"}
    yield "2026-01-05", "ncsc", open_account, {**account, "holder": FIRM, "kind": "emitter", "name": "样例电厂"}
    yield "2026-01-05", "mee", "voluntary.admit_body", {**BODY, "body": "validator"}
    yield "2026-01-05", "mee", "voluntary.admit_body", {**BODY, "body": "verifier"}
    yield "2026-01-07", "owner", "voluntary.deposit_design", DESIGN
    yield "2026-02-10", "validator", "voluntary.conclude", CONCLUDED
    yield "2026-02-11", "owner", "voluntary.apply", APPLIED
    yield "2026-02-12", "ncsc", "voluntary.decide", {**ABOUT, **register}
    yield "2026-02-13", "owner", "voluntary.report_reduction", {**REPORT, "amounts": amounts}
    yield (
        "2026-03-20", "verifier", "voluntary.conclude",
        {**CONCLUDED, **first, "body": "verifier", "amounts": amounts},
    )  # fmt: skip
    yield "2026-03-24", "owner", "voluntary.apply", {**APPLIED, **first, "amounts": amounts}
    yield "2026-03-25", "ncsc", "voluntary.decide", {**first, **register}
    yield SESSION, "owner", "voluntary.move_in", {**UNITS, "amount_t": ROOM_T}
    yield SESSION, "cbgex", "voluntary.open_session", {"session": SESSION}
    yield SESSION, "cbgex", "voluntary.close_session", {"session": SESSION, "trades": 1, "quotes": [quote]}
    yield SESSION, "cbgex", "voluntary.book_trade", {**trade, "amount_t": ROOM_T}
    yield "2026-04-21", FIRM, "voluntary.move_out", {**UNITS, "holder": FIRM, "amount_t": ROOM_T}
    yield "2026-11-02", FIRM, "compliance.allow_offset", {**offset, "amount_t": ROOM_T}
    yield "2026-11-03", FIRM, "voluntary.use", {**USED, **used}
    yield (
        "2026-11-03", "ncsc", "compliance.count_offset",
        {**offset, "number": 1, "use": 1, "instrument": UNITS["instrument"], "amount_t": ROOM_T,
         "used_on": "2026-11-03"},
    )  # fmt: skip


def hold_offset_round(market: Market, clock: SimulatedClock, folder: Path) -> int:
    """Go the whole way on a market that is founded, and return the tonnes issued."""
    enrol(market)
    owes(market, folder)
    issued = reduction_t(write_monitored(folder / "monitored.xlsx"))
    for number, (day, who, kind, item) in enumerate(acts(issued)):
        clock.put_day(date.fromisoformat(day))
        do(market, who, kind, dict(item), f"way/{number}")
    return issued


def assess(market: Market, clock: SimulatedClock) -> None:
    """Assess the firm once its deadline is over."""
    clock.put_day(date(2027, 1, 4))
    province = {"actor": "sd/1", "organisation": "sd", "role": "province", "area_gb2260": "37"}
    do(market, "mee", "participants.admit_actor", province, "admit/sd")
    item = {"entity": FIRM, "period": PERIOD, "mean_price_fen": "8000"}
    (answer,) = market.execute([Command("way/assess", "sd", "sd/1", "compliance.assess", [item])])
    assert answer.done, answer.message("en")

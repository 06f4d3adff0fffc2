"""Openings for samples and tests: sheets with a row of everything, proposed by one and signed by another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tanshi.application.identity.caller import Caller
from tanshi.application.identity.gate import Gate, open_gate
from tanshi.application.identity.settings import Settings
from tanshi.application.market import Market
from tanshi.application.opening import taking
from tanshi.application.opening.sheets import Rows, write_sheets

#: The two who sign.
FIRST, SECOND = "mee/1", "mee/2"


def gate_of(market: Market) -> Gate:
    """Return a gate under the market's own clock; nobody signs in at it, so its passwords cost nothing."""
    assert market.writer is not None
    cheap = Settings(argon2_time=1, argon2_memory_kib=8, argon2_lanes=1)
    return open_gate(market.engine, [("test", bytes(32))], cheap, market.writer.clock)


def signer(actor: str) -> Caller:
    """Return who signs on the machine itself."""
    return Caller(f"console {actor}", actor, "console", None, "", "", "")


def everything(entity: str, unit: str, year: str, vintage: str) -> dict[str, list[dict[str, Any]]]:
    """Return sheets with a row of each kind about one entity; numbers as forms use them."""
    papers = {"ground": "司法冻结", "document": "冻字1号"}
    return {
        "holdings": [{"holder": entity, "instrument": vintage, "registration_t": 900, "trading_t": 100}],
        "cash": [{"holder": entity, "cash_yuan": 1_234_567}],
        "emissions": [
            {"entity": entity, "unit": unit, "year": year, "verified_t": 5_000, "supply_mwh": 6_000_001, "heat_gj": 70}
        ],
        "obligations": [
            {"entity": entity, "period": year, "obligation_t": 5_000, "surrendered_t": 4_000, "deadline": "2023-12-31"}
        ],
        "freezes": [{"holder": entity, "instrument": vintage, "amount": 5_000, **papers}],
        "cases": [{"entity": entity, "ground": "未按时足额清缴", "stage": "立案", "document": "立案1号"}],
    }


def take_over(market: Market, rows: Rows, folder: Path) -> taking.Signed:
    """Write sheets to a folder, propose and sign them, and return what became of it."""
    write_sheets(folder, rows)
    gate = gate_of(market)
    taking.propose(market, gate, signer(FIRST), folder)
    return taking.sign(market, gate, signer(SECOND), folder)

"""Settlement statements (结算单) as papers: one holder's as PDF or workbook, everybody's of a day into a folder.

A statement rests on the books alone and says up to which position. All holders' statements are made one file after the
other; a file is written under another name first, so what stands under its own is complete, and making them again
makes only what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from tanshi.application.documents import Composed, IssuingBody, Paper, can_typeset, compose, pdf, xlsx
from tanshi.application.fees import fee_words
from tanshi.core.catalogue import Language, known, text
from tanshi.core.clock import CHINA
from tanshi.core.progress import Progress
from tanshi.core.working_days import next_trading_day
from tanshi.journal.engine import Reads
from tanshi.registry.history import Movement
from tanshi.registry.statement import Balance, StatedFee, StatedTrade, Statement, stated_holders, statement
from tanshi.registry.tables import CASH
from tanshi.rules import Law

__all__ = ["FORMS", "can_typeset", "made", "objections_until", "statement_paper", "write_all"]

TEMPLATE = "settlement_statement"

#: Forms a statement is made in.
FORMS = ("pdf", "xlsx")


def statement_paper(law: Law, view: Reads, found: Statement, language: Language) -> Composed:
    """Return a statement in words."""
    data: dict[str, Any] = {
        "holder": found.holder,
        "name": _name(view, found.holder, language),
        "day_of": found.day,
        "position": found.position,
        "objections": objections_until(law, found.day).strftime("%Y-%m-%d %H:%M"),
        "balances": [_balance(b) for b in found.balances if b.instrument != CASH],
        "money": [_balance(b) for b in found.balances if b.instrument == CASH],
        "trades": [_trade(t, language) for t in found.trades],
        "fees": [_fee(f, language) for f in found.fees],
        "movements": [_movement(m, language) for m in found.movements if m.instrument != CASH],
        "payments": [_movement(m, language) for m in found.movements if m.instrument == CASH],
    }
    body = IssuingBody(text("statement.body", "zh"), text("statement.body", "en"), "")
    return replace(compose(Paper(TEMPLATE, language, body, found.holder, data, found.day)), mark=_mark(found))


def objections_until(law: Law, day: str) -> datetime:
    """Return the moment up to which a settlement can be objected to: when the next trading day opens, China time."""
    following = next_trading_day(date.fromisoformat(day))
    hours = law.table("exchange.sessions", following)
    opens = min(first for cited in hours.values() for first, _ in cited.value)
    return datetime.combine(following, time.fromisoformat(opens), CHINA)


def made(law: Law, view: Reads, holder: str, day: str, language: Language, form: str) -> bytes:
    """Return a holder's statement of a day as a file."""
    paper = statement_paper(law, view, statement(view, holder, day), language)
    return pdf(paper).data if form == "pdf" else xlsx(paper)


def write_all(
    law: Law, view: Reads, day: str, folder: Path, language: Language, form: str, progress: Progress | None = None
) -> Iterator[tuple[str, Path, str]]:
    """Write the statements of all holders that are not in a folder yet; yield holder, file and its SHA-256."""
    holders = stated_holders(view)
    shown = progress or Progress()
    shown.step("statements", len(holders))
    folder.mkdir(parents=True, exist_ok=True)
    for holder in holders:
        file = folder / f"{day}-{holder.replace('/', '_').replace(':', '_')}.{form}"
        if not file.exists():
            begun = file.with_name(f".{file.name}.part")
            begun.write_bytes(made(law, view, holder, day, language, form))
            begun.replace(file)
        shown.advance(1)
        yield holder, file, sha256(file.read_bytes()).hexdigest()


def _mark(found: Statement) -> str:
    return f"{found.holder} {found.day}"


def _name(view: Reads, holder: str, language: Language) -> str:
    for zh, en in view.fetch("SELECT name_zh, name_en FROM participants_entity WHERE id = ?", [holder]):
        return str((zh or en) if language == "zh" else (en or zh)) or holder
    return holder


def _balance(b: Balance) -> dict[str, Any]:
    found: dict[str, Any] = {"account": b.account, "before": b.before, "got": b.got, "gave": b.gave, "after": b.after}
    return found if b.instrument == CASH else {**found, "instrument": b.instrument}


def _trade(t: StatedTrade, language: Language) -> dict[str, Any]:
    return {
        "number": t.number, "side": text(f"statement.{t.side}", language), "instrument": t.instrument,
        "quantity_t": t.quantity_t, "price_fen": t.price_fen, "value_fen": t.value_fen, "other": t.other,
        "state": text(f"statement.state_{t.state}", language),
    }  # fmt: skip


def _fee(f: StatedFee, language: Language) -> dict[str, Any]:
    return {
        "number": f.number, "side": text(f"statement.{f.side}", language),
        "body": text(f"statement.body_{f.body}", language), "fee": fee_words(f.fee, language),
        "value_fen": f.value_fen, "rate": f.rate, "amount_fen": f.amount_fen, "paid_fen": f.paid_fen,
        "citation": f.citation,
    }  # fmt: skip


def _movement(m: Movement, language: Language) -> dict[str, Any]:
    found: dict[str, Any] = {
        "number": m.number, "kind": kind_words(m.kind, language), "account": m.account, "change": m.change,
        "balance": m.balance, "reference": m.reference,
    }  # fmt: skip
    return found if m.instrument == CASH else {**found, "instrument": m.instrument}


def kind_words(kind: str, language: Language) -> str:
    """Return a kind of movement in words; one that has none stands as its code."""
    code = f"list_value.kind.{kind}"
    return text(code, language) if known(code) else kind

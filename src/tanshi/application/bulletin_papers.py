"""Bulletins of the market (行情公告) as papers, and their publication as numbered announcements of the exchange.

A paper rests on trades alone, so the same trades give the same bytes. It is published once; after a correction of the
books the same span is announced again with its new text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Protocol

from tanshi.application.access import ViewRows
from tanshi.application.documents import Composed, IssuingBody, Paper, compose, pdf, xlsx
from tanshi.core.catalogue import Language, text
from tanshi.core.finding import problem
from tanshi.disclosure.bulletins import ALL, Bulletin, Line, bulletin, sentence
from tanshi.disclosure.composite import composite_on
from tanshi.disclosure.spans import Span
from tanshi.disclosure.traded import Turnover, yuan_per_t
from tanshi.exchange.announcements import Announce
from tanshi.exchange.tables import AnnouncementRow, days_of
from tanshi.journal.command import Answer
from tanshi.journal.engine import Snapshot
from tanshi.journal.request import plain
from tanshi.rules import Law

TEMPLATE = "market_bulletin"

#: Forms a bulletin is made in.
FORMS = ("pdf", "xlsx")

#: Kind of its announcements, and the language of the text that is announced.
KIND = "bulletin"
ANNOUNCED_IN: Language = "zh"

_BOTH: tuple[Language, Language] = ("zh", "en")

#: Sends a command of the exchange: (id, kind, items as plain data) → answer.
Send = Callable[[str, str, Sequence[Any]], Answer]

_PRICES = ("previous_close", "open", "high", "low", "close", "change", "change_percent")


class Books(Protocol):
    """Books that know the exchange's sessions and the registry's trades."""

    @property
    def law(self) -> Law: ...

    def view(self) -> AbstractContextManager[Snapshot]: ...

    def evidence_for(self, kind: str) -> Files: ...


class Files(Protocol):
    """An evidence store."""

    def keep(self, data: bytes) -> str: ...


@dataclass(frozen=True, slots=True)
class Published:
    """An announcement of a bulletin: its year and number, and the SHA-256 of its text."""

    year: int
    number: int
    text_sha256: str


def is_modelled(view: Snapshot) -> bool:
    """Tell whether the books are a simulation's, which a paper of them says."""
    return any(origin for (origin,) in view.fetch("SELECT origin FROM participants_market"))


def bulletin_paper(law: Law, found: Bulletin, language: Language, modelled: bool) -> Composed:
    """Return a bulletin in words."""
    data: dict[str, Any] = {
        "which": found.span.name, "first_day": found.days[0], "last_day": found.days[-1],
        "trading_days": len(found.days), "since": found.since, "said": sentence(found, language),
        "modelled": text("market.modelled", language) if modelled else "",
        "note": text(_note(law, found.days[0]), language), "prices": [_prices(n, language) for n in found.lines],
        "turnover": [_turnover(n, language) for n in found.lines], "ways": _ways(found.all.turnover, language),
    }  # fmt: skip
    body = IssuingBody(text("bulletin.body", "zh"), text("bulletin.body", "en"), "")
    paper = Paper(TEMPLATE, language, body, f"{found.span.kind} {found.span.name}", data, found.days[-1])
    return replace(compose(paper), mark=found.span.name)


def made(law: Law, found: Bulletin, language: Language, form: str, modelled: bool) -> bytes:
    """Return a bulletin as a file."""
    paper = bulletin_paper(law, found, language, modelled)
    return pdf(paper).data if form == "pdf" else xlsx(paper)


def publish(books: Books, send: Send, span: Span) -> Published:
    """Announce the bulletin of a span that is over; one that is announced with the same text is not announced again.

    Raises `Problem`: no trading day or a session still to come in the span, or the announcement was refused.
    """
    with books.view() as view:
        found = bulletin(view, books.law, span)
        days, modelled = days_of(ViewRows(view)), is_modelled(view)
    if following := [day for day in _rest(found) if day in days]:
        raise problem("bulletin.not_over", which=span.name, next=following[0].isoformat())
    data = made(books.law, found, ANNOUNCED_IN, "pdf", modelled)
    digest = sha256(data).hexdigest()
    if (known := _announced(books, span, digest)) is not None:
        return known
    kept = books.evidence_for("exchange.announce").keep(data)
    assert kept == digest
    zh, en = (text("bulletin.announced", language, {"which": span.name}) for language in _BOTH)
    request = Announce(KIND, zh, en, digest, about(span))
    id = f"bulletin/{span.name}/{digest}"
    answer = send(id, "exchange.announce", [plain(request)])
    if not answer.done:
        raise problem("exchange.refused", where=id, kind="exchange.announce", reason=answer.message())
    announced = _announced(books, span, digest)
    assert announced is not None
    return announced


def about(span: Span) -> str:
    """Return what the announcement of a span's bulletin is about."""
    return f"{span.kind} {span.name}"


def _rest(found: Bulletin) -> list[date]:
    """Return the days of a bulletin's span after its last trading day in the books."""
    last, end = date.fromisoformat(found.days[-1]), date.fromisoformat(found.span.last)
    return [last + timedelta(days=n) for n in range(1, (end - last).days + 1)]


def _announced(books: Books, span: Span, digest: str) -> Published | None:
    """Return the announcement of a text, the last one if there are several."""
    with books.view() as view:
        rows = ViewRows(view).where(AnnouncementRow, about=about(span))
    last = max((r for r in rows if r.kind == KIND), key=lambda r: (r.year, r.number), default=None)
    if last is None or last.text_sha256 != digest:
        return None
    return Published(last.year, last.number, digest)


def _note(law: Law, day: str) -> str:
    """Return the code of what is said of the composite of a span's first day."""
    composite = composite_on(law, day)
    if composite is None:
        return "bulletin.no_composite"
    return "bulletin.hint" if composite.is_published else "bulletin.hint_before"


def _instrument(line: Line, language: Language) -> str:
    return text("bulletin.all", language) if line.instrument == ALL else line.instrument


def _prices(line: Line, language: Language) -> dict[str, Any]:
    row = line.row()
    return {"instrument": _instrument(line, language)} | {name: row[name] or "" for name in _PRICES}


def _turnover(line: Line, language: Language) -> dict[str, Any]:
    t = line.turnover
    return {
        "instrument": _instrument(line, language), "trades": t.trades, "listed_t": t.listed_t, "block_t": t.block_t,
        "auction_t": t.auction_t, "traded_t": t.traded_t, "value_fen": t.value_fen,
        "cumulated_t": line.cumulated.traded_t, "cumulated_fen": line.cumulated.value_fen,
    }  # fmt: skip


def _ways(of: Turnover, language: Language) -> list[dict[str, Any]]:
    return [
        {
            "way": text(f"bulletin.{way}", language), "traded_t": tonnes, "value_fen": fen,
            "mean_price": yuan_per_t(fen, tonnes) or "", "share_percent": of.share_percent(way) or "",
        }
        for way, (tonnes, fen) in of.ways().items()
    ]  # fmt: skip

"""Announcements of the exchange (公告), numbered by year, and what two of their kinds do to the calendar.

A trading day is called off, or another day opened, by an announcement; the later one of a day counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from tanshi.core.identifier import is_sha256
from tanshi.core.outcome import Outcome
from tanshi.core.working_days import YearNotAnnounced, is_day
from tanshi.exchange.outcome import DONE, SessionOutcome
from tanshi.exchange.tables import CALLED_OFF, OPENED, AnnouncementRow, DayRow, SessionRow, days_of
from tanshi.journal.command import Act, Handler, Touch
from tanshi.journal.fact import At, Fact, FactType
from tanshi.journal.rows import Rows
from tanshi.rulemaking.law import LawBook
from tanshi.rules import Law


class AnnouncementOutcome(Outcome):
    """Outcomes, in the order in which they are checked."""

    UNKNOWN_KIND = "exchange.unknown_announcement"
    NO_TITLE = "exchange.no_title"
    NO_TEXT = "exchange.no_text"
    BAD_DAY = "exchange.bad_day"
    DAY_PAST = "exchange.day_past"
    UNKNOWN_GROUND = "exchange.unknown_ground"
    IS_NO_TRADING_DAY = "exchange.is_no_trading_day"
    IS_TRADING_DAY = "exchange.is_trading_day"


@dataclass(frozen=True, slots=True)
class Announce:
    """Publish an announcement of a kind; `text_sha256` is of its file, `about` what it is about, "" of nothing."""

    kind: str
    title_zh: str
    title_en: str
    text_sha256: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class CallOffDay:
    """Announce that there is no session on a trading day."""

    day: str
    ground: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Announce that there is a session on a day the calendar has none for."""

    day: str
    ground: str
    title_zh: str
    title_en: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Announced(Fact):
    """The exchange published an announcement, the `number`th of its year."""

    type: ClassVar[str] = "exchange.announced/1"
    year: int
    number: int
    kind: str
    title_zh: str
    title_en: str
    text_sha256: str
    about: str


@dataclass(frozen=True, slots=True)
class DayChanged(Fact):
    """A day is called off, or opened, for trading by an announcement."""

    type: ClassVar[str] = "exchange.day_changed/1"
    day: str
    state: str  # called_off, opened
    ground: str
    year: int
    number: int


class AnnouncementCommands:
    """Judges announcements under a law."""

    def __init__(self, law: Law) -> None:
        self._laws = LawBook(law)

    def announce(self, request: Announce, rows: Rows, act: Act) -> Outcome:
        kinds = self._list("announcement_kinds", rows, act.day)
        if request.kind not in kinds:
            return act.refuse(AnnouncementOutcome.UNKNOWN_KIND, kind=request.kind, known=", ".join(kinds))
        if refused := unreadable(request, act):
            return refused
        act.record(announced(request, request.kind, request.about, rows, act))
        return DONE

    def call_off(self, request: CallOffDay, rows: Rows, act: Act) -> Outcome:
        return self._change(request, CALLED_OFF, rows, act)

    def open(self, request: OpenDay, rows: Rows, act: Act) -> Outcome:
        return self._change(request, OPENED, rows, act)

    def _change(self, request: CallOffDay | OpenDay, state: str, rows: Rows, act: Act) -> Outcome:
        if not is_day(request.day):
            return act.refuse(AnnouncementOutcome.BAD_DAY, day=request.day)
        if request.day < act.day:
            return act.refuse(AnnouncementOutcome.DAY_PAST, day=request.day)
        if rows.get(SessionRow, request.day) is not None:
            return act.refuse(SessionOutcome.SESSION_EXISTS, day=request.day)
        grounds = self._list("suspension_grounds", rows, act.day)
        if request.ground not in grounds:
            return act.refuse(AnnouncementOutcome.UNKNOWN_GROUND, ground=request.ground, known=", ".join(grounds))
        try:
            trading = date.fromisoformat(request.day) in days_of(rows)
        except YearNotAnnounced:
            return act.refuse(AnnouncementOutcome.BAD_DAY, day=request.day)
        if trading and state == OPENED:
            return act.refuse(AnnouncementOutcome.IS_TRADING_DAY, day=request.day)
        if not trading and state == CALLED_OFF:
            return act.refuse(AnnouncementOutcome.IS_NO_TRADING_DAY, day=request.day)
        if refused := unreadable(request, act):
            return refused
        published = announced(request, "calendar", request.day, rows, act)
        act.record(published)
        act.record(DayChanged(request.day, state, request.ground, published.year, published.number))
        return DONE

    def _list(self, name: str, rows: Rows, day: str) -> list[str]:
        found: list[str] = self._laws.on(rows, day).value(f"exchange.{name}", date.fromisoformat(day)).value
        return found

    def handlers(self) -> tuple[Handler[Any], ...]:
        """Return the handlers of announcements."""
        return (
            Handler("exchange.announce", Announce, self.announce, DONE),
            Handler("exchange.call_off_day", CallOffDay, self.call_off, DONE, _touches),
            Handler("exchange.open_day", OpenDay, self.open, DONE, _touches),
        )


def announced(request: Any, kind: str, about: str, rows: Rows, act: Act) -> Announced:
    """Return the fact of an announcement with the next number of the legal day's year."""
    year = int(act.day[:4])
    number = len(rows.where(AnnouncementRow, year=year)) + 1
    return Announced(year, number, kind, request.title_zh, request.title_en, request.text_sha256, about)


def unreadable(request: Any, act: Act) -> Outcome | None:
    """Refuse an announcement without a title in both languages or without a text."""
    if not request.title_zh.strip() or not request.title_en.strip():
        return act.refuse(AnnouncementOutcome.NO_TITLE)
    if not is_sha256(request.text_sha256):
        return act.refuse(AnnouncementOutcome.NO_TEXT, sha256=request.text_sha256)
    return None


def _published(fact: Announced, at: At, rows: Rows) -> None:
    rows.put(
        AnnouncementRow(
            fact.year, fact.number, fact.kind, fact.title_zh, fact.title_en, fact.text_sha256, fact.about, at.day
        )
    )


def _changed(fact: DayChanged, at: At, rows: Rows) -> None:
    rows.put(DayRow(fact.day, fact.state, fact.ground, fact.year, fact.number))


def _touches(r: CallOffDay | OpenDay) -> Iterable[Touch]:
    yield SessionRow, r.day
    yield DayRow, r.day


FACTS = (FactType(Announced, _published), FactType(DayChanged, _changed))

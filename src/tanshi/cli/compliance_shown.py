"""What `tanshi compliance …` reads and prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from tanshi.application.access import ViewRows
from tanshi.application.groups import group_of
from tanshi.application.market import Market, open_market
from tanshi.application.progress_paper import FORMS, made, percent
from tanshi.application.standings import Line, last_day, lines, obligations, one, period_of, timeline
from tanshi.cli import show
from tanshi.compliance.commands import behind_emission
from tanshi.compliance.progress import Progress, Tally, progress, tally
from tanshi.compliance.status import STATUSES
from tanshi.core.finding import problem
from tanshi.disclosure.tiles import area_name
from tanshi.journal.engine import Snapshot
from tanshi.rules import Law

#: Firms and weeks shown on the screen; --json has all.
_SHOWN = 12


@contextmanager
def _books(db: str) -> Iterator[tuple[Market, Snapshot]]:
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            yield market, view
    finally:
        market.close()


def _day(view: Snapshot, asked: str) -> str:
    """Return the day asked for, or the last one of the books."""
    try:
        return date.fromisoformat(asked).isoformat() if asked else last_day(view)
    except ValueError:
        raise problem("rules.bad_day", value=asked) from None


def run_status(db: str, firm: str, on: str, period: str, only: str, as_json: bool) -> None:
    """Print where firms stand; `Problem`: no such period, firm or status."""
    if only and only not in STATUSES:
        raise problem("status.no_status", where=only, status=only, known=", ".join(STATUSES))
    with _books(db) as (market, view):
        day, asked = _day(view, on), period_of(view, period)
        law = market.law_on(day)
        position = view.head().size
        if firm:
            line = one(law, view, asked, firm, day)
            _one(line, law, view, as_json, position)
            return
        found = lines(law, view, obligations(law, view, asked), day)
    shown = [line for line in found if only in ("", line.standing.status)]
    if as_json:
        show.json_document({
            "period": asked, "day": day, "position": position, "total": tally(s.standing for s in found).as_json(),
            "firms": [line.as_json(show.language()) for line in shown],
        })  # fmt: skip
        return
    largest = sorted(shown, key=lambda line: (-line.standing.due_t, line.standing.entity))[:_SHOWN]
    rows = [_cells(line) for line in largest]
    whole = tally(line.standing for line in shown)
    held = sum(line.held_t or 0 for line in shown)
    rows.append((
        show.word("status.all", count=len(shown)), "", f"{whole.obligation_t:,}", f"{whole.surrendered_t:,}",
        f"{held:,}", f"{sum(line.standing.due_t for line in shown):,}", "", "",
    ))  # fmt: skip
    _table(show.word("status.title", period=asked, day=day), _FIRM, rows, left=2)
    _table(show.word("status.firms"), ("status", "count"), _by_status(whole))


_FIRM = ("firm", "status", "owed", "given", "held", "missing", "deadline", "days_left")


def _cells(line: Line) -> tuple[str, ...]:
    s = line.standing
    held = "–" if line.held_t is None else f"{line.held_t:,}"
    left = "–" if s.days_left is None else str(s.days_left)
    return (
        s.entity, show.word(f"status.{s.status}"), f"{s.obligation_t:,}", f"{s.surrendered_t:,}", held,
        f"{s.due_t:,}", s.deadline or "–", left,
    )  # fmt: skip


def _one(line: Line, law: Law, view: Snapshot, as_json: bool, position: int) -> None:
    s = line.standing
    happened = timeline(obligations(law, view, s.period, s.entity), s.entity, s.day)
    behind = behind_emission(ViewRows(view), s.entity, s.period)
    if as_json:
        said = [{"day": h.day, "step": h.code, "amount_t": h.amount_t, "note": h.note} for h in happened]
        show.json_document({
            **line.as_json(show.language()), "surplus_t": s.surplus_t, "behind": behind, "timeline": said,
            "position": position,
        })  # fmt: skip
        return
    _table(show.word("status.title", period=s.period, day=s.day), _FIRM, [_cells(line)], left=2)
    for words in (line.why(show.language()), show.word(f"status.do_{line.next}")):
        show.out.print(words, markup=False, soft_wrap=True)
    if behind:
        show.out.print(show.word("emission_correction.behind", day=behind), markup=False, soft_wrap=True)
    if s.surplus_t:
        show.out.print(show.word("emission_correction.surplus", amount=f"{s.surplus_t:,}"), markup=False)
    show.out.print()
    rows = [(h.day, show.word(f"status.step_{h.code}"), f"{h.amount_t:,}", h.note) for h in happened]
    show.table(show.word("status.timeline"), [show.word(f"status.{n}") for n in ("day", "step", "tonnes")] + [""],
               rows, left=2)  # fmt: skip


def run_progress(db: str, on: str, period: str, chart: Path | None, paper: Path | None, as_json: bool) -> None:
    """Print compliance week by week; draw it; write it as a paper."""
    form = paper.suffix.removeprefix(".").lower() if paper else ""
    if form and form not in FORMS:
        raise problem("status.bad_form", where=str(paper), form=form, known=", ".join(FORMS))
    with _books(db) as (market, view):
        day, asked = _day(view, on), period_of(view, period)
        law = market.law_on(day)
        found = progress(view, obligations(law, view, asked), day, view.head().size)
        ((origin,),) = view.fetch("SELECT coalesce(max(origin), '') FROM participants_market")
    if chart:
        _chart(found, origin, chart)
    if paper:
        _write(paper, made(found, show.language(), form, bool(origin)))
    if as_json:
        show.json_document(found.as_json())
        return
    heads = ("week", "count", "met", "rate_by_count", "owed", "given", "rate")
    step = max(1, len(found.weeks) // _SHOWN)
    weeks = [*found.weeks[:-1:step], found.weeks[-1]]
    _table(show.word("status.chart", period=found.period, day=day), heads, [(on, *_row(t)) for on, t in weeks])
    provinces = [(area_name(code, show.language()), *_row(t)) for code, t in found.provinces.items()]
    _table(show.word("status.area"), ("area", *heads[1:]), provinces)
    _table(show.word("status.firms"), ("status", "count"), _by_status(found.nation))


def run_group(db: str, organisation: str, on: str, period: str, as_json: bool) -> None:
    """Print the firms of a group together."""
    with _books(db) as (market, view):
        day, asked = _day(view, on), period_of(view, period)
        found = group_of(market.law_on(day), view, organisation, asked, day)
    if as_json:
        show.json_document(found.as_json(show.language()))
        return
    title = show.word("status.group", organisation=organisation, period=asked, day=day)
    _table(title, _FIRM, [_cells(line) for line in found.lines], left=2)
    _table(show.word("status.moves"), ("giver", "taker", "tonnes"), [
        (m.giver, m.taker, f"{m.amount_t:,}") for m in found.moves
    ], left=2)  # fmt: skip


def _row(of: Tally) -> tuple[str, ...]:
    return (
        f"{of.firms:,}", f"{of.by_status['met']:,}", percent(of.rate_by_count), f"{of.obligation_t:,}",
        f"{of.surrendered_t:,}", percent(of.rate),
    )  # fmt: skip


def _by_status(of: Tally) -> list[tuple[str, ...]]:
    return [(show.word(f"status.{s}"), f"{of.by_status[s]:,}") for s in STATUSES if of.by_status[s]]


def _table(title: str, heads: Iterable[str], rows: Iterable[tuple[str, ...]], left: int = 1) -> None:
    show.table(title, [show.word(f"status.{name}") for name in heads], rows, left)


def _chart(found: Progress, origin: str, path: Path) -> None:
    from tanshi.cli.draft.words import must_draw, written
    from tanshi.disclosure.progress_charts import draw_progress

    must_draw(path)
    written(path, lambda: draw_progress(found, origin, path, show.language()))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise problem("output.cannot_write", where=str(path), reason=error.strerror or str(error)) from error

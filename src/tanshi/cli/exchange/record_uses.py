"""`tanshi exchange watch` and `tanshi exchange data`: what a session's record is read for."""

from __future__ import annotations

import json
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanshi.application.alerts_raised import raise_alerts
from tanshi.application.market import open_market
from tanshi.cli import show
from tanshi.cli.exchange.sending import sender
from tanshi.core.finding import problem
from tanshi.rules import Law

if TYPE_CHECKING:
    from tanshi.exchange.surveillance.alert import Alert
    from tanshi.exchange.surveillance.relations import Known
    from tanshi.exchange.surveillance.tape import Tape


def watch_source(source: str, db: str, known: Path | None, as_json: bool, actor: str = "") -> int:
    """Print the alerts of a day or a segment; 1 if there are any. `actor`: who raises them in the books of the
    database. Raises `Problem`.
    """
    _must_have_extra()
    from tanshi.exchange.surveillance.known_books import together
    from tanshi.exchange.surveillance.watch import watch

    if actor and not db:
        raise problem("surveillance.raise_needs_db")
    tape, law, of_books = _tape(source, db)
    alerts = watch(law, tape, together(of_books, _known(known)), _day(tape.session))
    raised = _raise(db, actor, alerts) if actor else None
    if as_json:
        said = {} if raised is None else {"raised": raised}
        show.json_document({"session": tape.session, "alerts": [alert.as_json() for alert in alerts], **said})
    else:
        _print(tape, alerts)
        if raised is not None:
            show.out.print(show.word("surveillance.raised", count=raised))
    return 1 if alerts else 0


def _raise(db: str, actor: str, alerts: list[Alert]) -> int:
    """Raise the alerts that are not in the books yet; return how many there are now."""
    market = open_market(db)
    try:
        return raise_alerts(market.evidence_for("exchange.raise_alert"), sender(market, actor), alerts)
    finally:
        market.close()


def data_of(source: str, db: str, out: Path, form: str, as_json: bool) -> None:
    """Write the market data of a day or a segment. Raises `Problem`."""
    _must_have_extra()
    from tanshi.exchange.day_files.tables import tables_of
    from tanshi.exchange.day_files.writing import write

    tables = tables_of(_segment(source, db), source)
    files = write(tables, out, form)
    said = {name: {"file": str(file), "rows": len(tables[name])} for name, file in files.items()}
    if as_json:
        show.json_document({"tables": said})
        return
    sys.stdout.write("".join(f"{one['rows']:>9}  {one['file']}\n" for one in said.values()))


def _must_have_extra() -> None:
    if find_spec("numpy") is None or find_spec("google_crc32c") is None:
        raise problem("exchange.needs_extra", extra="exchange")


def _tape(source: str, db: str) -> tuple[Tape, Law, Known]:
    """Return the tape, the law it is held against, and what the books know of the day."""
    from tanshi.exchange.surveillance.books import tape_of_day
    from tanshi.exchange.surveillance.known_books import known_on
    from tanshi.exchange.surveillance.reading import bytes_of, played, tape_of
    from tanshi.exchange.surveillance.relations import Known

    if not db:
        return tape_of(played(bytes_of(Path(source)), where=source)), Law("cn"), Known()
    market = open_market(db, write=False)
    try:
        day = str(_day(source))
        law = market.law_on(day)
        with market.view() as view:
            return tape_of_day(view, market.evidence.read, law, day), law, known_on(view, law, day)
    finally:
        market.close()


def _segment(source: str, db: str) -> bytes:
    from tanshi.exchange.surveillance.books import record_of
    from tanshi.exchange.surveillance.reading import bytes_of

    if not db:
        return bytes_of(Path(source))
    market = open_market(db, write=False)
    try:
        with market.view() as view:
            found = record_of(view, market.evidence.read, str(_day(source)))
    finally:
        market.close()
    if found is None:
        raise problem("exchange.trades_alone", day=source)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise problem("exchange.not_a_day", day=text) from None


def _known(file: Path | None) -> Known:
    from tanshi.exchange.surveillance.relations import Disclosure, Known, Relation

    if file is None:
        return Known()
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return Known(
            tuple(Relation(r["kind"], tuple(r["accounts"])) for r in found.get("relations", [])),
            tuple(
                Disclosure(d["session"], _ns(d["time"]), d.get("instrument", "")) for d in found.get("disclosures", [])
            ),
        )
    except FileNotFoundError:
        raise problem("input.not_found", where=str(file)) from None
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise problem("exchange.bad_known", where=str(file), reason=str(trouble)) from None


def _ns(text: str) -> int:
    hour, minute = text.split(":")
    return (int(hour) * 60 + int(minute)) * 60 * 10**9


def _print(tape: Tape, alerts: list[Alert]) -> None:
    for number, alert in enumerate(alerts, 1):
        title = show.word(f"surveillance.{alert.detector}")
        evidence = f"{len(alert.messages)} / {len(alert.trades) + len(alert.earlier)}"
        show.out.print(f"{number:>3}  {_clock(alert.from_ns)}-{_clock(alert.to_ns)}  {title}  ({alert.article})")
        show.out.print(f"     {alert.words(show.language())}")
        show.out.print(f"     {show.word('surveillance.evidence', counts=evidence)}")
    show.out.print(show.word("surveillance.alerts", session=tape.session, count=len(alerts)))


def _clock(time_ns: int) -> str:
    if time_ns < 0:
        return "--:--:--"
    seconds = time_ns // 10**9
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"

"""What a serving process may do each day: remind people, carry out transfers that are due, propose what is due of
freezes, check the books at night.

All are off until the settings file gives them a time, in China: `[reminders] at = "07:30"`, `[check] at = "02:15"`,
there with `mail` for whom to tell if the books differ, `[transfers] at = "09:05"` with `actor` who carries out what is
due, `[freezes] at = "09:10"` with `actor` who asks for it. Reminders go out on working days. The check is the one of
`tanshi audit --sql`: it reads one snapshot and shares nothing with what wrote the tables.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from tanshi.application.identity.gate import Gate
from tanshi.application.identity.settings import read_part
from tanshi.application.market import Market
from tanshi.application.second_check import SecondCheck, second_check
from tanshi.application.work.freezes import propose_freezes
from tanshi.application.work.jobs import DIFFERS, DONE, FAILED, Ended, Job, Jobs
from tanshi.application.work.mail import Delivery, MailSettings, connected, message, read_mail
from tanshi.application.work.reminders import remind
from tanshi.application.work.transfers import carry_out_due
from tanshi.core.catalogue import LANGUAGES, Language, text
from tanshi.core.finding import problem

#: Names of the jobs.
REMINDERS, CHECK, TRANSFERS, FREEZES = "reminders", "check", "transfers", "freezes"

#: Places that are told of books that differ; `tanshi audit --sql` lists all.
_TOLD = 20


@dataclass(frozen=True, slots=True)
class DailySettings:
    """When jobs begin, China time as HH:MM, "" never; in which language mail is; who is told if the books differ."""

    reminders_at: str = ""
    reminders_language: str = "zh"
    check_at: str = ""
    check_mail: str = ""
    transfers_at: str = ""
    transfers_actor: str = ""  # the registry's actor who carries out what is due
    freezes_at: str = ""
    freezes_actor: str = ""  # the registry's actor who asks for what another one confirms


def read_daily(path: Path | None) -> DailySettings:
    """Return the parts `[reminders]`, `[check]`, `[transfers]` and `[freezes]` of a settings file; None or a file
    without them does nothing.

    Raises `Problem` for an unknown name, a time that is none, or an address without a mail server to reach it.
    """
    where, values = str(path or "settings"), dict[str, str]()
    known = {f.name for f in dataclasses.fields(DailySettings)}
    for part in (REMINDERS, CHECK, TRANSFERS, FREEZES) if path else ():
        for name, value in read_part(cast("Path", path), part).items():
            if f"{part}_{name}" not in known:
                raise problem("identity.unknown_setting", where=where, name=f"{part}.{name}")
            wrong_time = name == "at" and (not isinstance(value, str) or (value and _time(value) is None))
            if wrong_time or not isinstance(value, str) or (name == "language" and value not in LANGUAGES):
                raise problem("identity.bad_setting", where=where, name=f"{part}.{name}")
            values[f"{part}_{name}"] = value
    found = DailySettings(**values)
    if found.check_mail and ("@" not in found.check_mail or not read_mail(path).host):
        raise problem("identity.bad_setting", where=where, name="check.mail")
    return found


def _time(value: str) -> time | None:
    """Return a time of the day as HH:MM, or None."""
    try:
        found = time.fromisoformat(value)
    except ValueError:
        return None
    return found if value == found.strftime("%H:%M") else None


def daily_jobs(gate: Gate, market: Market, settings: DailySettings, mail: MailSettings) -> Jobs:
    """Return the jobs of a process over a market; who only reads has none."""
    jobs = []
    language = cast("Language", settings.reminders_language)
    if market.writer is not None and (at := _time(settings.reminders_at)):
        jobs.append(Job(REMINDERS, at, lambda: reminded(gate, market, mail, language), True, timedelta(hours=10)))
    if market.writer is not None and (at := _time(settings.check_at)):
        jobs.append(Job(CHECK, at, lambda: checked(gate, market, mail, settings.check_mail, language)))
    if market.writer is not None and (at := _time(settings.transfers_at)):
        job = partial(carry_out_due, gate, market, settings.transfers_actor)
        jobs.append(Job(TRANSFERS, at, job, True, timedelta(hours=8)))
    if market.writer is not None and (at := _time(settings.freezes_at)):
        job = partial(propose_freezes, gate, market, settings.freezes_actor)
        jobs.append(Job(FREEZES, at, job, True, timedelta(hours=8)))
    return Jobs(market.engine, gate.clock, jobs)


def reminded(gate: Gate, market: Market, mail: MailSettings, language: Language) -> Ended:
    """Remind people of their tasks, as `tanshi remind` does."""
    found = remind(gate, market.law, mail, language)
    said = {"notices": found.notices, "tasks": found.tasks, **found.mails, "unreachable": int(found.unreachable)}
    return Ended(FAILED if found.unreachable else DONE, said)


def checked(gate: Gate, market: Market, mail: MailSettings, to: str, language: Language) -> Ended:
    """Check the books, and tell somebody if they differ from their facts."""
    published = market.witness.read() if market.witness is not None else {}
    found = second_check(market.engine, published=published)
    count = len(found.differences) + found.more
    said: dict[str, Any] = {"facts": found.facts, "root": found.root, "differences": count}
    if found.ok:
        return Ended(DONE, said)
    said["places"] = [f"{d.table} {d.key}" for d in found.differences[:_TOLD]]
    if to:
        said["mail"] = _tell(gate, mail, to, found, said, language).state
    return Ended(DIFFERS, said)


def _tell(
    gate: Gate, mail: MailSettings, to: str, found: SecondCheck, said: dict[str, Any], language: Language
) -> Delivery:
    params = {
        "count": said["differences"], "facts": f"{found.facts:,}", "root": found.root,
        "places": "\n".join(said["places"]), "site": f"{mail.site.rstrip('/')}/console",
    }  # fmt: skip
    id = gate.serial(gate.now()).replace(":", "").replace("/", ".")
    words = message(
        mail, id, to, text("check.mail_subject", language, params), text("check.mail_words", language, params)
    )
    with connected(mail) as post:
        return post.deliver(words) if post is not None else Delivery("pending", "unreachable")

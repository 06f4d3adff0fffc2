"""A day watched from the books: its trades with those before, who belongs together, what was announced; raised once."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from tanshi.application.market import open_market
from tanshi.cli.exchange.record_uses import watch_source
from tanshi.core.clock import CHINA
from tanshi.core.finding import Problem
from tanshi.exchange.surveillance.books import tape_of_day
from tanshi.exchange.surveillance.known_books import known_on
from tanshi.exchange.surveillance.watch import watch
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.rules import Law
from tests.exchange.clerk_day import HOLDERS, funded, must, session
from tests.exchange.day_table import run

BEFORE, DAY = "2026-11-25", "2026-11-26"
CLOSES = {"CEA21": 7000, "CEA22": 8000}
THERE_AND_BACK = "\n".join(["listing CEA22 H1 H2 500 8000", "listing CEA22 H2 H1 500 8000"] * 3)
FIRST = f"{THERE_AND_BACK}\nblock CEA21 H3 H1 100000 7000"


def hold(market, clock):
    """Two sessions: there and back between H1 and H2 on both, a block on the first; both are of group G on the second.

    The exchange announces its fees at 14:05 of the second day.
    """
    funded(market, clock, BEFORE, vintages=("CEA21", "CEA22"))
    session(market, clock, BEFORE, FIRST, CLOSES)
    for who in HOLDERS:
        item = {"actor": f"{who}/2", "organisation": who, "role": "entity", "entity": who}
        market.execute([Command(f"second/{who}", "mee", "mee/1", "participants.admit_actor", [item])])
    clock.put(datetime(2026, 11, 26, 8, 30, tzinfo=CHINA))
    for who in ("H1", "H2"):
        item = {"organisation": "G", "entity": who, "ground": "集团统一管理"}
        must(market, Command(f"m/{who}", who, f"{who}/1", "participants.grant_mandate", [item], f"{who}/2"))
    session(market, clock, DAY, THERE_AND_BACK, CLOSES, settled=True)
    run(market, clock, """
        at 2026-11-26 15:20
        announce fees -> done
        announce other -> done
    """)  # fmt: skip
    return market


@pytest.fixture
def books(market, clock):
    return hold(market, clock)


def test_the_tape_of_a_day_is_its_trades_and_those_of_the_sessions_before(books):
    with books.view() as view:
        tape = tape_of_day(view, books.evidence.read, books.law, DAY)
        first = tape_of_day(view, books.evidence.read, books.law, BEFORE)
        trades = dict(view.fetch("SELECT session, COUNT(*) FROM registry_trade GROUP BY session"))
    assert (tape.sessions, first.sessions) == ((BEFORE, DAY), (BEFORE,))
    assert (len(tape.deals), len(tape.earlier)) == (trades[DAY], trades[BEFORE])
    assert (len(first.deals), len(first.earlier)) == (trades[BEFORE], 0)
    assert [(p.instrument, p.previous_close_fen) for p in tape.products] == [("CEA21", 7000), ("CEA22", 8000)]
    names = [(tape.accounts[d["seller"]], tape.accounts[d["buyer"]], int(d["quantity_t"])) for d in tape.deals]
    assert names == [("H1", "H2", 500), ("H2", "H1", 500)] * 3
    assert int(tape.earlier["quantity_t"].sum()) == 103_000


class Short(Law):
    """A law by which nobody looks back."""

    def value(self, name, *rest, **more):
        found = super().value(name, *rest, **more)
        return replace(found, value="0") if name == "exchange.surveillance_sessions_back" else found


@pytest.mark.parametrize("market", ["sqlite"], indirect=True)
def test_how_far_back_is_law(books):
    with books.view() as view:
        assert tape_of_day(view, books.evidence.read, Short("cn"), DAY).sessions == (DAY,)


def test_the_books_know_who_belongs_together_and_what_was_announced(books):
    with books.view() as view:
        found, before = known_on(view, books.law, DAY), known_on(view, books.law, BEFORE)
    assert [(r.kind, r.accounts) for r in found.relations if r.kind == "group_mandate"] == [
        ("group_mandate", ("G", "H1", "H2"))
    ]
    assert [r for r in before.relations if r.kind == "group_mandate"] == [], "the mandate was given a day later"
    (said,) = found.disclosures
    assert (said.session, said.time_ns) == (DAY, (15 * 60 + 20) * 60 * 10**9)
    with books.view() as view:
        tape = tape_of_day(view, books.evidence.read, books.law, DAY)
    seen = {a.detector for a in watch(books.law, tape, found, date.fromisoformat(DAY))}
    assert {"related_trades", "reverse_trades"} <= seen


def test_alerts_of_a_day_are_raised_once_by_a_command(tmp_path, law, clock, capsys):
    path = str(tmp_path / "m.db")
    hold(open_market(path, law=law, clock=clock, entropy=seeded_entropy("test")), clock).close()

    def watched():
        assert watch_source(DAY, path, None, True, "exchange/1") == 1
        return json.loads(capsys.readouterr().out)

    first, again = watched(), watched()
    assert first["raised"] == again["raised"] == len(first["alerts"]) > 1
    market = open_market(path, write=False)
    with market.view() as view:
        rows = view.fetch("SELECT number, detector, holders, state FROM exchange_alert WHERE day = ? ORDER BY 1", [DAY])
    assert [(d, h, s) for _, d, h, s in rows] == [
        (a["detector"], " ".join(sorted(a["accounts"])), "raised") for a in first["alerts"]
    ]
    market.close()
    with pytest.raises(Problem) as told:
        watch_source(DAY, path, None, True, "H1/1")
    assert told.value.findings[0].code == "exchange.refused"
    with pytest.raises(Problem) as told:
        watch_source("segment", "", None, True, "exchange/1")
    assert told.value.findings[0].code == "surveillance.raise_needs_db"

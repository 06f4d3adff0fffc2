"""Alerts of detectors on the journal, each once."""

import json
from dataclasses import replace
from datetime import date

import pytest
from tools.surveillance_made import made

from tanshi.application.access import ViewRows
from tanshi.application.alerts_raised import raise_alerts
from tanshi.core.finding import Problem
from tanshi.exchange.surveillance.alerts import AlertRow
from tanshi.exchange.surveillance.watch import watch
from tanshi.journal.command import Command
from tanshi.rules import Law
from tests.exchange.day_table import opened, run


def test_what_was_seen_is_on_the_journal_once_with_its_file(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:20
        hand_over 2026-11-30 -> done
        open 2026-11-30 -> done
    """)  # fmt: skip
    found = made(2, "odd_blocks", "gross")
    seen = watch(Law("cn"), found.tape, found.known, date(2026, 11, 30))
    alerts = [replace(a, session="2026-11-30", accounts=("H1", "H2")) for a in seen]
    assert alerts

    def send(id, kind, items):
        (answer,) = market.execute([Command(id, "exchange", "exchange/1", kind, list(items))])
        return answer

    with pytest.raises(Problem):
        raise_alerts(market.evidence, send, alerts)
    run(market, clock, "end 2026-11-30 -> done")
    assert raise_alerts(market.evidence, lambda i, k, x: send(i + "/2", k, x), alerts) == len(alerts)
    assert raise_alerts(market.evidence, lambda i, k, x: send(i + "/3", k, x), alerts) == len(alerts)
    with market.view() as view:
        rows = ViewRows(view).where(AlertRow, day="2026-11-30")
    assert [(r.number, r.detector, r.state) for r in rows] == [
        (n, a.detector, "raised") for n, a in enumerate(alerts, 1)
    ]
    assert json.loads(market.evidence.read(rows[0].evidence_sha256))["trades"] == list(alerts[0].trades)

"""Where firms stand on each day: tables, and a plain model over the journal's facts under seeded acts."""

import json
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from tools.allocation_round import PERIOD
from tools.compliance_round import Emitted, approved, emitting

from tanshi.application.market import open_market
from tanshi.compliance.progress import WEEKS, progress, tally, week_ends
from tanshi.compliance.status import (
    DEFAULTED,
    DEFERRED,
    LATE,
    MET,
    NOT_SET,
    OPEN,
    PARTLY,
    STATUSES,
    Obligations,
    article,
    next_step,
    vintages_of,
)
from tanshi.core.catalogue import text
from tanshi.core.clock import CHINA, SimulatedClock
from tanshi.rules import Law
from tanshi.simulation.workload import opening
from tests.act_table import run
from tests.compliance.test_correction import ask, standing

LAW = Law("cn")


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2023, 8, 1, 2, tzinfo=UTC))


@pytest.fixture
def province(clock):
    market = open_market(":memory:", clock=clock)
    market.execute(opening())
    with emitting(found := Emitted(1_000)):
        made = approved(market)
        made.found = found
        yield made
    market.close()


def on(province, *days, entity="N1"):
    """Return (status, reason, owed, surrendered, made good, days left) of a firm on days."""
    with province.market.view() as view:
        found = Obligations(view, PERIOD, vintages_of(LAW, PERIOD), entity)
    said = [found.of(entity, day) for day in days]
    return [(s.status, s.reason, s.obligation_t, s.surrendered_t, s.made_good_t, s.days_left) for s in said]


def test_a_firm_from_the_list_to_its_default_and_what_makes_it_good(province, clock):
    run("""
        at 2023-08-10 09:00
        set                       -> done
        surrender 1 600 2023-09-01 -> done
        reverse 1 1 100 2023-09-05 -> done
        at 2024-01-02 09:00
        assess                    -> done
        at 2024-01-08 09:00
        surrender 2 200 2024-01-05 -> done
        at 2024-01-10 09:00
        surrender 3 300 2024-01-10 -> done
    """, clock, ask(province))  # fmt: skip
    expected = {
        "2023-08-09": (NOT_SET, "not_approved", 0, 0, 0, None),
        "2023-08-10": (OPEN, "nothing_surrendered", 1000, 0, 0, 143),
        "2023-09-01": (PARTLY, "some_surrendered", 1000, 600, 0, 121),
        "2023-09-05": (PARTLY, "some_surrendered", 1000, 500, 0, 117),
        "2023-12-31": (PARTLY, "some_surrendered", 1000, 500, 0, 0),  # the deadline itself is in time
        "2024-01-01": (LATE, "not_assessed", 1000, 500, 0, -1),
        "2024-01-02": (DEFAULTED, "short", 1000, 500, 0, -2),
        "2024-01-08": (DEFAULTED, "partly_made_good", 1000, 500, 200, -8),
        "2024-01-10": (LATE, "made_good", 1000, 500, 500, -10),
    }
    assert dict(zip(expected, on(province, *expected), strict=True)) == expected


def test_a_firm_that_is_corrected_late_is_deferred(province, clock):
    run("""
        set                       -> done
        surrender 1 1000 2023-08-01 -> done
        at 2024-01-02 09:00
        assess                    -> done
        at 2024-01-03 09:00
        emitted 1200              -> done
        correct                   -> done
        surrender 2 200 2024-01-20 -> done
    """, clock, ask(province))  # fmt: skip
    assert on(province, "2024-01-02", "2024-01-03", "2024-01-20") == [
        (MET, "assessed", 1000, 1000, 0, -2),
        (DEFERRED, "corrected_late", 1200, 1000, 0, 28),
        (MET, "in_full", 1200, 1200, 0, 11),
    ]


def test_who_owes_nothing_has_met_it(province, clock):
    province.found.t = 0
    run("emitted 0 -> done\n set -> done", clock, ask(province))
    assert on(province, "2023-08-01") == [(MET, "nothing_due", 0, 0, 0, 152)]


def test_firms_that_are_listed_and_owe_nothing_yet_are_there(province):
    assert on(province, "2023-08-01", entity="N3") == [(NOT_SET, "not_approved", 0, 0, 0, None)]


def test_every_status_reason_and_next_step_has_words_and_an_article(province, clock):
    run("""
        set                       -> done
        surrender 1 900 2023-08-01 -> done
        at 2024-01-02 09:00
        assess                    -> done
        surrender 2 100 2024-01-02 -> done
    """, clock, ask(province))  # fmt: skip
    with province.market.view() as view:
        found = Obligations(view, PERIOD, vintages_of(LAW, PERIOD))
    for day in ("2023-07-31", "2023-08-01", "2024-01-01", "2024-01-02"):
        one = found.of("N1", day)
        cited = article(LAW, one)
        assert cited is not None
        for language in ("en", "zh"):
            for code in (f"status.{one.status}", f"status.{one.reason}", f"status.do_{next_step(one, 0)}"):
                words = text(code, language, {"due": 1, "deadline": "x", "article": LAW.reference(cited), "day": "y"})
                assert "<" not in words, code


class Plain:
    """What the facts of one firm say of a day, told one after the other."""

    def __init__(self, facts):
        self.facts = facts  # (legal day, type, data) in the order of the journal

    def on(self, day):  # noqa: PLR0912 - one branch for each fact and each status, as a reader would go
        due = deadline = first = short = None
        moved, given, good = False, 0, 0
        for told, kind, data in self.facts:
            recorded = told <= day
            if kind == "obligation_set" and recorded:
                due, deadline, first = data["obligation_t"], data["deadline"], data["deadline"]
            elif kind == "obligation_corrected" and recorded:
                due, deadline, short = data["obligation_t"], data["deadline"], None
                moved = deadline > first
                given, good = given + good, 0
            elif kind == "assessed" and recorded:
                short = data["shortfall_t"]
            elif kind == "surrender_noted" and data["surrendered_on"] <= day:
                given += data["amount_t"]
            elif kind == "reversal_noted" and data["reversed_on"] <= day:
                given -= data["amount_t"]
            elif kind == "shortfall_made_good" and recorded:
                good += data["amount_t"]
        if due is None:
            return NOT_SET, 0, 0, 0
        if given >= due:
            status = MET
        elif short is not None:
            status = LATE if good >= short else DEFAULTED
        elif day > deadline:
            status = LATE
        elif moved:
            status = DEFERRED
        else:
            status = PARTLY if given else OPEN
        return status, due, given, good


def facts_of(market, entity):
    with market.view() as view:
        rows = view.fetch("SELECT day, type, body FROM journal_fact WHERE type LIKE 'compliance.%' ORDER BY position")
    found = []
    for day, kind, body in rows:
        data = json.loads(body)["data"]
        if data["entity"] == entity:
            found.append((day, kind.partition(".")[2].partition("/")[0], data))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_on_every_day_the_books_say_what_a_plain_model_of_the_journal_says(province, clock, seed):
    chance, act = random.Random(f"status/{seed}"), ask(province)
    number, backs = 1, 1
    day = date(2023, 8, 1)
    for _ in range(45):
        if chance.random() < 0.4:
            day += timedelta(days=chance.choice([1, 1, 7, 40]))
            clock.put(datetime(day.year, day.month, day.day, 9, tzinfo=CHINA))
        if day > date(2025, 6, 1):
            break
        word = chance.choice(["set", "surrender", "surrender", "surrender", "reverse", "emitted", "correct", "assess"])
        if word == "surrender":
            said = day - timedelta(days=chance.choice([0, 0, 3]))
            number += act(word, [number, chance.choice([100, 250, 600]), said.isoformat()]).done
        elif word == "reverse":
            taken = [backs, chance.randrange(1, number + 1), chance.choice([50, 100]), day.isoformat()]
            backs += act(word, taken).done
        else:
            act(word, [chance.choice([400, 900, 1_000, 1_300])])
    plain = Plain(facts_of(province.market, "N1"))
    with province.market.view() as view:
        found = Obligations(view, PERIOD, vintages_of(LAW, PERIOD))
    seen, at = set(), date(2023, 7, 30)
    while at <= day + timedelta(days=30):
        one = found.of("N1", at.isoformat())
        assert (one.status, one.obligation_t, one.surrendered_t, one.made_good_t) == plain.on(at.isoformat()), at
        assert sum(one.by_kind.values()) == one.surrendered_t
        seen.add(one.status)
        at += timedelta(days=1)
    assert len(seen) > 1
    kept = standing(province) if plain.on(at.isoformat())[0] != NOT_SET else None
    if kept is not None:  # the row says of the last day what the reading does
        due, _, given, state, short = kept
        one = found.of("N1", at.isoformat())
        assert (one.obligation_t, one.surrendered_t, one.shortfall_t) == (due, given, short)
        assert state == "short" or one.status in (MET, LATE, PARTLY, OPEN, DEFERRED)
        assert state != "short" or one.status == DEFAULTED or one.reason == "made_good"


def test_weeks_end_on_sundays_and_with_the_day_asked_for():
    assert week_ends("2023-08-01", "2023-08-21") == ["2023-08-06", "2023-08-13", "2023-08-20", "2023-08-21"]
    assert week_ends("2023-08-20", "2023-08-20") == ["2023-08-20"]
    assert week_ends("2023-08-20", "2023-08-01") == ["2023-08-01"]
    assert week_ends("2023-08-14", "2023-08-21") == ["2023-08-20", "2023-08-21"]
    assert len(week_ends("2023-08-01", "9999-12-31")) == WEEKS + 1


def test_progress_counts_firms_and_tonnes_week_by_week(province, clock):
    run("""
        set                       -> done
        surrender 1 250 2023-08-05 -> done
        surrender 2 800 2023-08-10 -> done
    """, clock, ask(province))  # fmt: skip
    with province.market.view() as view:
        found = Obligations(view, PERIOD, vintages_of(LAW, PERIOD))
        report = progress(view, found, "2023-08-14", view.head().size)
    shown = [(day, t.surrendered_t, t.rate, t.rate_by_count, t.firms) for day, t in report.weeks]
    assert shown == [
        ("2023-08-06", 250, "0.250000", "0.000000", 3),
        ("2023-08-13", 1050, "1.000000", "0.333333", 3),  # 50 t too many fulfil nothing more
        ("2023-08-14", 1050, "1.000000", "0.333333", 3),
    ]
    assert report.nation.by_status == {MET: 1, NOT_SET: 2}
    assert [(code, t.firms, t.obligation_t) for code, t in report.provinces.items()] == [("62", 3, 1000)]
    assert [(code, t.firms) for code, t in report.sectors.items()] == [("44", 3)]
    assert tally([]).rate is None
    assert set(report.nation.by_status) <= set(STATUSES)

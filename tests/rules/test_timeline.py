"""The timeline explains every value of the law, and tells what held on a day and what was known then."""

from datetime import date

import pytest

from tanshi.core.finding import Problem
from tanshi.rules import Law, timeline
from tests.texts import copied, source_text

LAW = Law("cn")
EVENTS = timeline.events(LAW)


def event(id):
    return next(e for e in EVENTS if e.id == id)


def test_every_value_is_set_by_one_event_and_every_claim_is_true():
    assert timeline.unexplained(LAW) == []


def test_the_values_of_all_events_are_all_values():
    told = {(c.cited.name, c.cited.from_day) for e in EVENTS for c in timeline.changes(LAW, e)}
    held = {
        (f"{n}[{k}]" if k else n, e.from_day)
        for n in LAW.names()
        for e in LAW.parameter(n).entries
        for k in e.by_key
    }  # fmt: skip
    assert told == held


class _Law(Law):
    """A law whose timeline is another one."""

    def __init__(self, rows):
        super().__init__("cn")
        self._rows = rows

    def document(self, path):
        return self._rows if path == "timeline.yaml" else super().document(path)


def test_what_is_missing_or_claimed_too_much_is_named():
    rows = LAW.document("timeline.yaml")
    without = [r for r in rows if r["id"] != "code_in_force"]
    missing = timeline.unexplained(_Law(without))
    assert any(m.startswith("compliance.unpaid_penalty from 2026-08-15 is set by code") for m in missing)
    assert all(" from 2026-08-15 is set by code" in m for m in missing)
    row = next(r for r in rows if r["id"] == "code_in_force")
    twice = [*rows, {**row, "id": "again"}, {**row, "id": "claims", "sets": ["2001-01-01"]}]
    wrong = "\n".join(timeline.unexplained(_Law([*twice, {**row, "id": "empty", "instrument": "qa-2023"}])))
    assert "set by two events: code_in_force, again" in wrong
    assert "event claims claims to set values of code and sets none" in wrong
    assert "event empty claims to set values of qa-2023 and sets none" in wrong
    assert "not in instruments.yaml" in "\n".join(timeline.unexplained(_Law([*rows, {**row, "instrument": "nil"}])))


def test_events_are_as_many_as_one_reads_in_order_and_have_words_in_both_languages():
    assert 30 <= len(EVENTS) <= 70
    assert len({e.id for e in EVENTS}) == len(EVENTS)
    assert [e.first_day for e in EVENTS] == sorted(e.first_day for e in EVENTS)
    for e in EVENTS:
        assert {*e.title} == {*e.what} == {"zh", "en"}, e.id
        assert e.kind in ("text", "market", "deadline", "statement", "own"), e.id
        assert e.source, e.id
        assert e.confidence in ("S", "F", "F2", "F-low", "D", "M+", "M", "choice"), e.id
        assert len(e.what["en"].split()) <= 30, e.id


def test_words_of_events_are_ours():
    source = source_text()
    assert [c for e in EVENTS for c in copied(e.title["zh"] + "。" + e.what["zh"], source)] == []


@pytest.mark.parametrize(
    ("shown", "precision", "first"),
    [
        ("2021-07-16", "day", date(2021, 7, 16)),
        ("2011-10", "month", date(2011, 10, 1)),
        ("2021", "year", date(2021, 1, 1)),
    ],
)
def test_a_day_is_known_as_far_as_it_is_written(shown, precision, first):
    e = timeline.Event("x", shown, "text", "", (), {}, {}, "", "")
    assert (e.precision, e.first_day) == (precision, first)


def test_an_event_shows_values_before_and_after():
    found = {
        (c.cited.name, str(c.cited.from_day)): (c.before, c.cited.value)
        for c in timeline.changes(LAW, event("plan_2021_2022"))
    }
    assert found["allocation.electricity_benchmark[I]", "2021-01-01"] == ("0.877", "0.8218")
    assert found["allocation.electricity_benchmark[I]", "2022-01-01"] == ("0.8218", "0.8177")
    assert found["allocation.preallocation_share", "2021-01-01"] == ("0.70", "0.70")
    assert found["allocation.borrowing", "2021-01-01"][0] == ""


def test_a_value_set_again_is_not_new():
    share = next(
        c
        for c in timeline.changes(LAW, event("plan_2021_2022"))
        if c.cited.parameter == "allocation.preallocation_share"
    )
    assert not share.is_new


def test_drafts_are_marked_and_no_text_before_them_is_lost():
    drafted = timeline.changes(LAW, event("draft_plan_2025_2026"))
    assert {c.cited.status for c in drafted} == {"draft"}
    first = next(c for c in drafted if c.cited.name == "allocation.electricity_benchmark[I]")
    assert (first.before, first.cited.value) == ("0.7910", "0.7902")
    second = [c for c in drafted if c.cited.name == "allocation.electricity_benchmark[I]"][1]
    assert second.before == "0.7910"  # a draft is no value before another


def test_what_holds_on_a_day_may_have_been_issued_later():
    held = {h.cited.name: h for h in timeline.held_on(LAW, date(2022, 6, 1))}
    benchmark = held["allocation.electricity_benchmark[I]"]
    assert (benchmark.cited.value, benchmark.issued, benchmark.known_then) == ("0.8177", "2023-03-13", False)
    assert held["compliance.ccer_share"].known_then
    assert "allocation.electricity_benchmark[I]" not in {h.cited.name for h in timeline.held_on(LAW, date(2018, 1, 1))}


@pytest.mark.parametrize(
    ("day", "holds", "does_not"),
    [
        ("2021-01-31", {"plan-2019-2020"}, {"o19", "r775"}),
        ("2021-02-01", {"o19"}, {"r775"}),
        ("2022-04-01", {"guide-power-2022"}, {"guide-power-2021"}),
        ("2024-04-30", {"o19"}, {"r775"}),
        ("2024-05-01", {"r775", "o19"}, {"code"}),
        ("2026-08-15", {"code", "r775"}, {"plan-2025-2026-draft", "r775-draft-2021"}),
    ],
)
def test_texts_in_force_on_a_day(day, holds, does_not):
    found = {i.id for i in timeline.texts_on(LAW, date.fromisoformat(day))}
    assert holds <= found
    assert not does_not & found
    assert not {"tanshi", "market-record", "qa-2023"} & found


def test_texts_in_force_stand_by_rank_and_the_later_first():
    found = [i.id for i in timeline.texts_on(LAW, date(2026, 8, 15))]
    assert found[:5] == ["code", "penalties-law-2021", "r775", "o31", "mee-penalties-2023"]
    assert found.index("plan-2023-2024") < found.index("plan-2021-2022")


def test_a_day_is_written_as_a_day():
    assert timeline.day_of("2022-06-01") == date(2022, 6, 1)
    with pytest.raises(Problem, match="is not a day"):
        timeline.day_of("June")

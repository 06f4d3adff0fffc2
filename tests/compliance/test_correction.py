"""Obligations that follow a corrected allocation, before and after the deadline, and shortfalls that are made good."""

from datetime import UTC, datetime

import pytest
from tools.allocation_round import PROVINCE
from tools.compliance_round import Emitted, approved, emitting

from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.compliance.correction import ObligationCorrectionOutcome
from tanshi.core.clock import SimulatedClock
from tanshi.simulation.workload import opening
from tests.act_table import run


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2023, 8, 1, 2, tzinfo=UTC))


@pytest.fixture
def province(clock):
    """N1 with a confirmed year; what it emitted comes out as the test says it was found to be."""
    market = open_market(":memory:", clock=clock)
    market.execute(opening())
    with emitting(found := Emitted(1_000)):
        made = approved(market)
        made.found = found
        yield made
    check = second_check(market.engine)
    assert check.ok, check.differences
    market.close()


def ask(province):
    """Return what does one act of the tables about N1; `emitted 900` corrects the allocation to that."""

    def act(word, values):
        if word == "emitted":
            province.found.t = int(values[0])
            corrected = {"stage": "settle_up", "ground": "emission_changed", "reason": "核查结果更正"}
            return province.ask(PROVINCE, "allocation.correct", province.of("N1", **corrected))
        body, kind, item = {
            "set": (PROVINCE, "set_obligation", {}),
            "correct": (PROVINCE, "correct_obligation", {"reason": "核查结果更正"}),
            "no-reason": (PROVINCE, "correct_obligation", {"reason": " "}),
            "firm": ("N1", "correct_obligation", {"reason": "too much"}),
            "assess": (PROVINCE, "assess", {"mean_price_fen": "8000"}),
            "surrender": ("registry", "note_surrender", ("number", "amount_t", "surrendered_on")),
            "reverse": ("registry", "note_reversal", ("number", "surrender", "amount_t", "reversed_on")),
        }[word]
        if isinstance(item, tuple):
            item = {n: v if n.endswith("_on") else int(v) for n, v in zip(item, values, strict=True)}
        if word == "surrender":
            item["instrument"] = "CEA22"
        return province.ask(body, f"compliance.{kind}", province.of("N1", **item))

    return act


def standing(province):
    with province.market.view() as view:
        return view.fetch(
            "SELECT obligation_t, deadline, surrendered_t, state, shortfall_t FROM compliance_obligation"
            " WHERE entity = 'N1' AND period = '2022'"
        )[0]


def steps(province):
    with province.market.view() as view:
        return view.fetch("SELECT kind, obligation_t, amount_t FROM compliance_step ORDER BY position")


REFUSED = """
    correct                       -> nothing to correct
    set                           -> done
    no-reason                     -> correction without reason
    firm                          -> not permitted
    correct                       -> correction changes nothing
"""

#: What happens, and (due, deadline, surrendered, state, shortfall) after it.
TABLES = {
    "less before the deadline": ("""
        set                       -> done
        surrender 1 900 2023-08-01 -> done
        emitted 900               -> done
        correct                   -> done
        correct                   -> correction changes nothing
        at 2024-01-02 09:00
        assess                    -> done
    """, (900, "2023-12-31", 900, "met", 0)),
    "more before the deadline is due with the rest": ("""
        set                       -> done
        surrender 1 1000 2023-08-01 -> done
        emitted 1200              -> done
        correct                   -> done
        surrender 2 200 2023-08-01 -> done
        at 2024-01-02 09:00
        assess                    -> done
    """, (1200, "2023-12-31", 1200, "met", 0)),
    "more a week before the deadline is due later": ("""
        set                       -> done
        surrender 1 1000 2023-08-01 -> done
        at 2023-12-25 09:00
        emitted 1200              -> done
        correct                   -> done
        at 2024-01-02 09:00
        assess                    -> before deadline
        surrender 2 200 2024-01-02 -> done
        at 2024-01-24 09:00
        assess                    -> done
    """, (1200, "2024-01-23", 1200, "met", 0)),
    "less than was surrendered": ("""
        set                       -> done
        surrender 1 1000 2023-08-01 -> done
        emitted 700               -> done
        correct                   -> done
        reverse 1 1 300 2023-08-02 -> done
    """, (700, "2023-12-31", 700, "open", 0)),
    "met, then more": ("""
        set                       -> done
        surrender 1 1000 2023-08-01 -> done
        at 2024-01-02 09:00
        assess                    -> done
        surrender 2 1 2024-01-02  -> already assessed
        emitted 1100              -> done
        correct                   -> done
        surrender 2 60 2024-01-03 -> done
        at 2024-02-01 09:00
        assess                    -> done
    """, (1100, "2024-01-30", 1060, "short", 40)),
    "short, made good, then less": ("""
        set                       -> done
        surrender 1 600 2023-08-01 -> done
        at 2024-01-02 09:00
        surrender 2 100 2024-01-02 -> after deadline
        assess                    -> done
        surrender 2 100 2024-01-02 -> done
        surrender 2 100 2024-01-02 -> out of order
        surrender 3 50 2024-01-02 -> done
        emitted 800               -> done
        correct                   -> done
        assess                    -> done
        surrender 4 50 2024-01-02 -> done
    """, (800, "2023-12-31", 750, "short", 50)),
}  # fmt: skip


def test_what_is_refused(province, clock):
    run(REFUSED, clock, ask(province))


def test_every_refusal_is_in_the_tables_or_below():
    met = REFUSED + "".join(table for table, _ in TABLES.values())
    missing = [o for o in ObligationCorrectionOutcome if f"-> {o.partition('.')[2].replace('_', ' ')}\n" not in met]
    assert missing == [ObligationCorrectionOutcome.DONE, ObligationCorrectionOutcome.NOT_APPROVED]


@pytest.mark.parametrize("name", TABLES)
def test_an_obligation_follows_its_allocation(province, clock, name):
    table, expected = TABLES[name]
    run(table, clock, ask(province))
    assert standing(province) == expected


def test_every_step_is_kept(province, clock):
    run(TABLES["short, made good, then less"][0], clock, ask(province))
    assert steps(province) == [
        ("set", 1000, 0), ("assessed", 1000, 400), ("made_good", 1000, 100), ("made_good", 1000, 50),
        ("corrected", 800, 1000), ("assessed", 800, 50), ("made_good", 800, 50),
    ]  # fmt: skip


def test_a_correction_takes_the_fines_away_that_the_assessment_named(province, clock):
    run("""
        set                       -> done
        at 2024-01-02 09:00
        assess                    -> done
        emitted 900               -> done
        correct                   -> done
    """, clock, ask(province))  # fmt: skip
    with province.market.view() as view:
        assert view.fetch("SELECT condition, max_fen, deduction_t FROM compliance_penalty") == [("void", 0, 0)]
    run("assess -> done", clock, ask(province))
    with province.market.view() as view:
        assert view.fetch("SELECT condition, max_fen, deduction_t FROM compliance_penalty") == [("", 3_000_000, 900)]


def test_an_obligation_of_earlier_books_has_nothing_to_follow(province, tmp_path):
    from tools.openings import SECOND, take_over

    market = province.market
    second = {"actor": SECOND, "organisation": "mee", "role": "nation"}
    province.ask("mee", "participants.admit_actor", second)
    owed = {"entity": "N2", "period": "2021", "obligation_t": 90, "surrendered_t": 10, "deadline": "2023-12-31"}
    take_over(market, {"obligations": [owed]}, tmp_path)
    corrected = {"entity": "N2", "period": "2021", "reason": "x"}
    answer = province.ask(PROVINCE, "compliance.correct_obligation", corrected)
    assert str(answer.outcome) == "compliance.correction_not_approved", answer.message("en")

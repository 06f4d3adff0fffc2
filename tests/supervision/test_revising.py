"""A decision that is changed or annulled: what it caused is undone, before and after the next allocation bore it."""

from datetime import date

import pytest
from tools.case_round import ACTS, FINE_FEN, PLANT, UNPAID_T, go, must, withhold

from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tests.supervision import case_table
from tests.supervision.case_table import TO_SERVED, rows

TO_REFUSED = (
    TO_SERVED
    + """
day 2025-04-01
sd/1: refused                                          -> done
"""
)
LIFTED = "SELECT amount_t FROM allocation_deduction_lift ORDER BY lift"
ISSUED = "SELECT stage, deducted_t, amount_t FROM allocation_instruction WHERE entity = 'K1'"
CREDIT = (
    "SELECT c.fine_fen, m.result, m.fine_fen, m.cut_t FROM supervision_credit AS c"
    " LEFT JOIN supervision_credit_mark AS m ON m.docket = c.docket ORDER BY m.number"
)
BACK = "SELECT deducted_t, amount_t FROM allocation_instruction WHERE stage = 'correction'"


def test_who_may_change_a_decision_and_how(played):
    played(
        TO_SERVED,
        """
        sd/1: revise                                           -> same person
        sd/2: revise text=-                                    -> without text
        sd/2: revise result=upheld                             -> unknown word
        sd/2: revise fine_fen=1                                -> heavier
        sd/2: revise result=changed fine_fen=42399700001       -> heavier
        sd/2: revise result=changed cut_less_t=865301          -> bad cut less
        sd/2: revise result=changed cut_less_t=-1              -> bad cut less
        sd/2: revise result=changed persons=王五/厂长/1          -> heavier
        K1/1: revise                                           -> not permitted
        K1/1: appeal                                           -> done
        sd/1: ended result=changed fine_fen=1 cut_less_t=865301 -> bad cut less
        sd/1: ended result=changed fine_fen=1 cut_less_t=5     -> done
        sd/2: revise                                           -> done
        """,
    )


def test_annulled_before_the_next_allocation_it_is_given_whole(played, clock):
    market = played(TO_REFUSED, "sd/1: pay paid_on=2025-03-18 -> done", "sd/2: revise -> done")
    withhold(market, clock)
    assert rows(market, LIFTED) == [(UNPAID_T,)]
    assert rows(market, ISSUED) == [("preallocation", 0, 700_000)]
    assert rows(market, CREDIT) == [(FINE_FEN, "annulled", 0, 0)], "the entry stays and is marked"
    played(
        """
        K1/1: correct                                          -> done
        sd/1: refused                                          -> time runs
        sd/2: close                                            -> not refunded
        sd/1: refund paid_on=2025-09-01                        -> done
        sd/2: close                                            -> done
        """
    )


def test_changed_after_the_next_allocation_bore_it_on_both_engines(books, clock):
    go(books, clock, ACTS, "walk")
    withhold(books, clock)
    assert rows(books, ISSUED) == [("preallocation", 700_000, 0)]
    clock.put_day(date(2025, 9, 2))
    case_table.run(
        books,
        clock,
        f"""
        K1/1: appeal kind=suit                                 -> done
        sd/1: ended number=2 result=changed fine_fen={FINE_FEN - 100} cut_less_t=665300 -> done
        K1/1: correct                                          -> done
        sd/3: verify                                           -> not made up
        sd/2: revise result=changed fine_fen={FINE_FEN - 100} cut_less_t=0 -> done
        sd/2: close                                            -> not corrected
        sd/2: revise                                           -> done
        sd/2: close                                            -> not refunded
        sd/1: refund amount_fen={FINE_FEN} paid_on=2025-09-02  -> done
        sd/2: close                                            -> not given back
        """,
    )
    correction = {"entity": PLANT, "period": "2024", "stage": "correction"}
    must(books, "back", "sd/1", "allocation.instruct", correction)
    assert rows(books, BACK) == [(0, 700_000)], "the difference is allocated"
    case_table.run(books, clock, "sd/2: close -> done")
    assert rows(books, LIFTED) == [(665_300,), (200_000,)]
    assert [c[1:] for c in rows(books, CREDIT)] == [
        ("changed", FINE_FEN - 100, 200_000), ("changed", FINE_FEN - 100, 200_000), ("annulled", 0, 0),
    ]  # fmt: skip
    assert books.audit().ok
    check = second_check(books.engine)
    assert check.ok, check.differences


def test_a_smaller_cut_takes_back_only_what_is_too_much(played, clock):
    market = played(TO_REFUSED)
    withhold(market, clock)
    played(f"sd/2: revise result=changed fine_fen={FINE_FEN} cut_less_t=265300 -> done")
    correction = {"entity": PLANT, "period": "2024", "stage": "correction"}
    must(market, "back", "sd/1", "allocation.instruct", correction)
    assert rows(market, BACK) == [(600_000, 100_000)], "600,000 t of 700,000 are cut still"


BARS = [
    ("H1", "barred_trading", "trading", "value_traded_fen=500", "fine_fen=0",
     "SELECT state FROM registry_barred", ("to_sell",), ("lifted",)),
    ("check", "false_service", "review", "illegal_income_fen=100", "fine_fen=20000000",
     "SELECT struck_on, listed_on FROM mrv_body", ("2025-01-20", "2025-01-06"), ("", "2025-02-10")),
    ("check", "voluntary_body_false", "voluntary", "illegal_income_fen=0", "fine_fen=0",
     "SELECT struck_on, admitted_on FROM voluntary_body", ("2025-01-20", "2025-01-06"), ("", "2025-02-10")),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "offence", "bar", "known", "fine", "sql", "barred", "free"), BARS)
def test_a_bar_is_lifted_from_the_day_its_decision_falls(played, subject, offence, bar, known, fine, sql, barred, free):
    market = played("day 2025-01-06")
    sha = "6" * 64
    acts = [
        ("participants.admit_actor", {"actor": "check/1", "organisation": "check", "role": "verifier"}),
        ("mrv.list_body", {"body": "check", "scope": "review", "certificate": "1", "until_day": "2026-12-31",
                           "evidence_sha256": sha}),
        ("voluntary.admit_body", {"body": "check", "methodologies": ["CCER-01-002-V01"], "able": 12, "experienced": 6,
                                  "last_dishonest_on": "", "approval": "批准", "evidence_sha256": sha}),
    ]  # fmt: skip
    for kind, item in acts:
        (answer,) = market.execute([Command(kind, "mee", "mee/1", kind, [item], "mee/2")])
        assert answer.done, answer.message("en")
    nothing = "cut_t=0 from_period=- correct_until=2025-03-01"
    played(
        f"""
        mee/1: tip subject={subject} docket=B1                 -> done
        mee/1: file docket=B1 offence={offence} act_day=2025-01-03 period=-  -> done
        mee/1: notice docket=B1 bar={bar} {fine} {known} {nothing} -> done
        mee/1: serve docket=B1 served_on=2025-01-06            -> done
        day 2025-01-20
        mee/2: decide docket=B1 bar={bar} {fine} cut_t=0 correct_until=2025-03-01 -> done
        mee/1: serve docket=B1 paper=decision served_on=2025-01-20 -> done
        """
    )
    assert rows(market, sql) == [barred]
    played(f"day 2025-02-10\nmee/2: revise docket=B1 result=changed {fine} bar_lifted=yes -> done")
    assert rows(market, sql) == [free]
    assert rows(market, "SELECT bar, fine_fen > 0 FROM supervision_penalty WHERE stage = 'decision'")[0][0] == ""
    assert market.audit().ok

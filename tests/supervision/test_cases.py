"""Case files: the three refusals, who may do what when, amounts inside the range, and a breach walked to the cut."""

import json
from types import SimpleNamespace

import pytest
from tools.case_round import ACTS, FILE, OWED, PLANT, TO_CLOSE, UNPAID_T, go, prepare, withhold

from tanshi.application.access import ViewRows
from tanshi.application.case_files import case_file
from tanshi.application.institutions.kinds import KINDS
from tanshi.application.market import open_market
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening
from tanshi.supervision.effects import Effects
from tanshi.supervision.penalty_events import CreditNoted
from tanshi.supervision.steps import is_decided
from tests.supervision import case_table
from tests.supervision.case_table import TO_FILED, TO_NOTICE, TO_SERVED, rows


def test_the_three_refusals(played):
    played(
        """
        day 2025-01-06
        sd/1: clue                                             -> done
        sd/1: tip                                              -> done
        """,
        # a clue not without conclusion and evidence
        """
        sd/2: dismiss docket=SD-2025-002 text=-                -> without text
        sd/2: dismiss docket=SD-2025-002 evidence_sha256=-     -> without evidence
        sd/1: dismiss docket=SD-2025-002                       -> same person
        sd/2: dismiss docket=SD-2025-002                       -> done
        """,
        # a doubt not without an explanation that another level checked
        """
        day 2025-01-10
        sd/1: inspect doubts=去向+凭证                          -> done
        sd/2: dismiss                                          -> doubt open
        sd/1: file                                             -> doubt open
        mee/1: check                                           -> not explained
        K1/1: explain evidence_sha256=-                        -> without evidence
        K1/1: explain                                          -> done
        K1/1: explain                                          -> no doubt
        sd/2: check                                            -> same level
        K1/1: check                                            -> not permitted
        sd/1: file                                             -> doubt open
        mee/1: check result=returned                           -> done
        mee/1: check                                           -> not explained
        sd/1: explain                                          -> done
        city/1: check result=maybe                             -> unknown word
        city/1: check                                          -> done
        city/1: check                                          -> no doubt
        sd/1: file                                             -> doubt open
        K1/1: explain number=2                                 -> done
        mee/1: check number=2 result=cleared                   -> done
        sd/1: file                                             -> done
        """,
        # no closure before the correction is verified
        """
        day 2025-02-08
        sd/1: notice                                           -> done
        sd/1: close                                            -> out of order
        day 2025-02-10
        sd/1: serve                                            -> done
        day 2025-02-28
        sd/2: decide                                           -> done
        day 2025-03-03
        sd/1: serve paper=decision served_on=2025-03-03        -> done
        sd/2: close                                            -> not corrected
        K1/1: correct                                          -> done
        sd/2: close                                            -> not corrected
        sd/1: verify                                           -> same person
        sd/3: verify                                           -> not made up
        sd/3: verify passed=no                                 -> done
        sd/2: close                                            -> not corrected
        day 2025-04-01
        sd/1: refused                                          -> done
        sd/3: verify                                           -> done
        sd/2: close                                            -> not paid
        """,
    )


def test_a_clue_names_what_the_books_hold(played):
    played("""
        day 2025-01-06
        K1/1: clue                                             -> not permitted
        mee/1: clue subject=nobody                             -> no subject
        sd/1: clue docket=a/b                                  -> bad id
        sd/1: clue source=rumour                               -> unknown word
        sd/1: clue about=2022                                  -> nothing behind
        sd/1: clue source=alert about=2025-01-03/1             -> nothing behind
        sd/1: clue source=alert about=soon                     -> nothing behind
        sd/1: clue source=look about=2024-12                   -> nothing behind
        sd/1: clue source=departure about=2024                 -> nothing behind
        sd/1: clue source=case about=SD-2024-001               -> nothing behind
        sd/1: clue text=-                                      -> without text
        mee/1: file                                            -> case not found
        city/1: clue                                           -> done
        sd/1: clue                                             -> case exists
        exchange/1: tip                                        -> done
        sd/1: inspect officials=钱二 inspected_on=2025-01-06    -> too few officials
        sd/1: inspect inspected_on=2025-01-09                  -> bad day
        sd/1: file offence=theft                               -> unknown offence
        sd/1: file act_day=2025-01-07                          -> bad day
        sd/1: file period=2022                                 -> not assessed
        sd/1: file act_day=2023-01-05                          -> too late
        sd/1: file act_day=2023-01-05 harm=yes                 -> done
    """)


def test_an_amount_is_inside_the_range_and_not_above_the_notice(played):
    played(
        TO_FILED,
        """
        day 2025-02-08
        sd/1: notice fine_fen=42399699999                      -> out of range
        sd/1: notice fine_fen=84799400001                      -> out of range
        sd/1: notice mean_price=-                              -> base missing
        sd/1: notice mean_price=cheap                          -> bad amount
        sd/1: notice fine_fen=-1                               -> bad amount
        sd/1: notice cut_t=865299                              -> bad cut
        sd/1: notice from_period=-                             -> bad cut
        sd/1: notice persons_fen=100                           -> out of range
        sd/1: notice false_t=5                                 -> no such units
        sd/1: notice bar=review                                -> no such measure
        sd/1: notice correct_until=2025-02-08                  -> no correction day
        sd/1: notice fine_fen=84799400000                      -> done
        sd/1: serve paper=decision                             -> out of order
        sd/1: serve served_on=2025-02-07                       -> bad day
        sd/1: serve way=pigeon                                 -> unknown word
        day 2025-02-10
        sd/1: serve                                            -> done
        day 2025-02-17
        sd/2: decide                                           -> time runs
        K1/1: state                                            -> done
        day 2025-02-18
        K1/1: state                                            -> time over
        sd/1: decide                                           -> same person
        sd/2: decide fine_fen=84799400001                      -> heavier
        sd/2: decide fine_fen=42399699999                      -> out of range
        sd/2: decide cut_t=1                                   -> bad amount
        sd/2: decide bar=trading                               -> heavier
        sd/2: decide collective=甲+乙                           -> not collective
        sd/2: decide penalize=no                               -> heavier
        sd/2: decide correct_until=-                           -> no correction day
        sd/2: decide                                           -> done
        """,
    )


def test_who_asks_for_a_hearing_is_called_days_before_and_heard_first(played):
    played(
        TO_NOTICE,
        """
        K1/1: state hearing=yes                                -> done
        sd/2: hear                                             -> out of order
        sd/1: call hear_on=2025-02-18                          -> called too late
        sd/1: call hear_on=soon                                -> called too late
        sd/1: call place=-                                     -> without text
        sd/1: call hear_on=2025-02-19                          -> done
        sd/1: call hear_on=2025-02-25                          -> done
        day 2025-02-28
        sd/2: decide                                           -> hearing open
        sd/2: hear heard_on=2025-02-24                         -> bad day
        sd/2: hear conclusion=perhaps                          -> unknown word
        sd/2: hear chair=钱二 conclusion=in_part                -> done
        sd/2: decide                                           -> done
        """,
    )


def test_an_inspector_does_not_preside(played):
    played(
        """
        day 2025-01-06
        sd/1: clue                                             -> done
        day 2025-01-10
        sd/1: inspect doubts=-                                 -> done
        sd/1: file                                             -> done
        day 2025-02-08
        sd/1: notice                                           -> done
        day 2025-02-10
        sd/1: serve                                            -> done
        K1/1: state hearing=yes                                -> done
        sd/1: call chair=孙三                                   -> chair inspected
        sd/1: call                                             -> done
        day 2025-02-25
        sd/2: hear heard_on=2025-02-26                         -> bad day
        sd/2: hear chair=孙三                                   -> chair inspected
        sd/2: hear                                             -> done
        """
    )


def test_a_decision_may_be_not_to_penalize(played):
    market = played(
        TO_NOTICE,
        """
        day 2025-02-28
        sd/2: decide penalize=no fine_fen=0 cut_t=0 correct_until=-  -> done
        sd/2: close                                            -> out of order
        day 2025-03-03
        sd/1: serve paper=decision served_on=2025-03-03        -> done
        sd/1: pay amount_fen=1 paid_on=2025-03-03              -> bad amount
        sd/1: refused                                          -> time runs
        sd/2: close                                            -> done
        """,
    )
    assert rows(market, "SELECT count(*) FROM supervision_credit") == [(0,)]
    assert rows(market, "SELECT count(*) FROM allocation_deduction") == [(0,)]


def test_money_and_appeals(played):
    market = played(
        TO_SERVED,
        """
        day 2025-03-04
        sd/1: pay paid_on=2025-03-02                           -> bad day
        sd/1: pay amount_fen=42399700001 paid_on=2025-03-04    -> bad amount
        K1/1: parts                                            -> not permitted
        sd/2: parts                                            -> done
        sd/2: parts                                            -> bad instalments
        day 2025-03-18
        sd/1: pay                                              -> done
        K1/1: appeal kind=petition                             -> unknown word
        K1/1: appeal                                           -> done
        K1/1: appeal kind=suit                                 -> appeal open
        sd/1: ended result=changed fine_fen=42399700001        -> heavier
        sd/1: ended number=2                                   -> no appeal
        sd/1: ended result=changed fine_fen=30000000000        -> done
        K1/1: appeal                                           -> appeal open
        day 2025-03-31
        sd/1: refused                                          -> time runs
        day 2025-04-01
        sd/1: refused                                          -> done
        sd/3: verify                                           -> done
        day 2025-06-30
        sd/1: pay paid_on=2025-06-30 amount_fen=10000000001    -> bad amount
        sd/1: pay paid_on=2025-06-30 amount_fen=9999999999     -> done
        sd/2: close                                            -> not paid
        sd/1: pay paid_on=2025-06-30 amount_fen=1              -> done
        day 2025-09-03
        K1/1: appeal kind=suit                                 -> done
        sd/2: close                                            -> appeal open
        sd/1: ended number=2 result=annulled fine_fen=0        -> done
        sd/2: close                                            -> not refunded
        sd/1: refund amount_fen=30000000001 paid_on=2025-09-03 -> bad amount
        sd/1: refund amount_fen=30000000000 paid_on=2025-06-29 -> bad day
        sd/1: refund amount_fen=30000000000 paid_on=2025-09-03 -> done
        sd/2: close                                            -> done
        sd/2: close                                            -> out of order
        """,
    )
    decision = "SELECT fine_fen FROM supervision_penalty WHERE stage = 'decision'"
    assert rows(market, decision) == [(0,)]
    assert market.audit().ok


def test_a_breach_from_its_clue_to_the_deduction(played, clock):
    books = played()
    go(books, clock, ACTS, "walk")
    assert rows(books, "SELECT entity, kind, from_period, amount_t, noted_on FROM allocation_deduction") == [
        (PLANT, "unpaid", "2024", UNPAID_T, "2025-04-01")
    ]
    withhold(books, clock)
    instruction = "SELECT due_t, deducted_t, amount_t FROM allocation_instruction WHERE entity = 'K1'"
    assert rows(books, instruction) == [(700_000, 700_000, 0)], "865,300 t were cut: 700,000 now, the rest waits"
    go(books, clock, TO_CLOSE, "end")
    assert rows(books, f"SELECT step FROM supervision_step WHERE docket = '{FILE}' ORDER BY number DESC LIMIT 1") == [
        ("closed",)
    ]
    assert rows(books, "SELECT article, fine_fen, published FROM supervision_credit") == [("24", 42_399_700_000, 1)]
    assert books.audit().ok


def test_what_is_surrendered_since_makes_up_for_the_shortfall(played):
    market = played(TO_SERVED)
    made_good = {"entity": PLANT, "period": "2023", "number": 1, "instrument": "CEA23", "amount_t": UNPAID_T,
                 "surrendered_on": "2025-03-03"}  # fmt: skip
    (answer,) = market.execute([Command("made", "registry", "registry/1", "compliance.note_surrender", [made_good])])
    assert answer.done, answer.message("en")
    played(
        """
        K1/1: correct                                          -> done
        sd/3: verify                                           -> done
        sd/1: pay amount_fen=42399700000 paid_on=2025-03-03    -> done
        sd/2: close                                            -> done
        """
    )
    assert rows(market, "SELECT count(*) FROM allocation_deduction") == [(0,)], "nothing is cut that was made good"


def test_a_correction_of_an_emission_rests_on_a_decided_file_about_the_firm(played):
    asked = [(FILE, PLANT), (FILE, "K2"), ("another file", PLANT)]
    for table, expected in (
        (TO_NOTICE, [False, False, False]),
        (TO_SERVED[len(TO_NOTICE) :], [True, False, False]),
        ("sd/2: revise -> done", [False, False, False]),
    ):
        with played(table).view() as view:
            assert [is_decided(ViewRows(view), *of) for of in asked] == expected


def test_what_is_surrendered_before_the_refusal_is_cut_no_more(played):
    """300,000 t late: the order that was not followed cuts the rest; whether the fine is less no text says."""
    market = played(TO_SERVED)
    late = {"entity": PLANT, "period": "2023", "number": 1, "instrument": "CEA23", "amount_t": 300_000,
            "surrendered_on": "2025-03-03"}  # fmt: skip
    (answer,) = market.execute([Command("late", "registry", "registry/1", "compliance.note_surrender", [late])])
    assert answer.done, answer.message("en")
    played("day 2025-04-01\nsd/1: refused -> done\nsd/3: verify -> done")
    assert rows(market, "SELECT amount_t FROM allocation_deduction") == [(UNPAID_T - 300_000,)]
    with market.view() as view:
        found = case_file(view, market.law, FILE, "2025-04-01").made_up
    assert (found.short_t, found.since_t, found.cut_t, found.left_t) == (UNPAID_T, 300_000, UNPAID_T - 300_000, 0)
    assert found.open == ("late_surrender",)


def test_a_notice_after_a_late_surrender_cuts_what_is_left_or_more(played):
    market = played(TO_FILED)
    late = {"entity": PLANT, "period": "2023", "number": 1, "instrument": "CEA23", "amount_t": 300_000,
            "surrendered_on": "2025-01-20"}  # fmt: skip
    (answer,) = market.execute([Command("late", "registry", "registry/1", "compliance.note_surrender", [late])])
    assert answer.done, answer.message("en")
    played("""
        day 2025-02-08
        sd/1: notice cut_t=565299                              -> bad cut
        sd/1: notice cut_t=865301                              -> bad cut
        sd/1: notice cut_t=565300                              -> done
    """)


def test_nobody_is_fined_twice_for_one_act(played):
    played(
        TO_SERVED,
        """
        sd/1: tip                                              -> done
        sd/1: file docket=SD-2025-002                          -> fined already
        sd/1: file docket=SD-2025-002 act_day=2025-01-02       -> done
        sd/1: clue docket=B2 source=case about=SD-2025-001     -> nothing behind
        day 2025-04-01
        sd/1: refused                                          -> done
        sd/1: clue docket=B2 source=case about=SD-2025-001     -> done
        sd/1: file docket=B2                                   -> done
        sd/1: notice docket=B2 correct_until=2025-05-01        -> fined already
        """,
    )


def test_a_later_stage_is_a_file_of_its_own(law, clock, tmp_path):
    """100,000 t at 80.00 under the Code: 1 to 5 million first, the multiple when the order was not followed."""
    market = open_market(":memory:", law=law, clock=clock)
    assert all(a.done for a in market.execute(opening()))
    owed = {**OWED, "period": "2024", "deadline": "2026-08-20", "obligation_t": 900_000, "surrendered_t": 800_000}
    prepare(market, clock, tmp_path / "sheets", owed)
    fined = "fine_fen={} cut_t=0 from_period=- mean_price=80 correct_until={}"
    case_table.run(
        market,
        clock,
        f"""
        day 2026-08-24
        sd/1: clue docket=C1 about=2024                        -> done
        sd/1: file docket=C1 act_day=2026-08-21 period=2024    -> done
        sd/1: notice docket=C1 {fined.format(500_000_001, "2026-09-10")} -> out of range
        sd/1: notice docket=C1 {fined.format(500_000_000, "2026-09-10")} cut_t=1 -> bad cut
        sd/1: notice docket=C1 {fined.format(100_000_000, "2026-09-10")} -> done
        sd/1: serve docket=C1 served_on=2026-08-24             -> done
        day 2026-09-01
        sd/2: decide docket=C1 fine_fen=100000000 cut_t=0 correct_until=2026-09-10 -> done
        sd/1: serve docket=C1 paper=decision served_on=2026-09-01 -> done
        day 2026-09-11
        sd/1: refused docket=C1                                -> done
        sd/1: clue docket=C2 source=case about=C1              -> done
        sd/1: file docket=C2 act_day=2026-08-21 period=2024    -> done
        sd/1: notice docket=C2 {fined.format(3_999_999_999, "2026-10-10")} -> out of range
        sd/1: notice docket=C2 {fined.format(4_000_000_000, "2026-10-10")} -> done
        """,
    )
    market.close()


BARS = [
    ("H1", "barred_trading", "trading", "value_traded_fen=500", "fine_fen=0",
     "SELECT holder, ground FROM registry_barred", ("H1", "B1")),
    ("check", "false_service", "review", "illegal_income_fen=100", "fine_fen=20000000",
     "SELECT body, struck_on FROM mrv_body", ("check", "2025-01-20")),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "offence", "bar", "known", "fine", "sql", "expected"), BARS)
def test_a_decision_bars(played, subject, offence, bar, known, fine, sql, expected):
    market = played("day 2025-01-06")
    listed = {"body": "check", "scope": "review", "certificate": "1", "until_day": "2026-12-31",
              "evidence_sha256": "6" * 64}  # fmt: skip
    admitted = {"actor": "check/1", "organisation": "check", "role": "verifier"}
    for kind, item in (("participants.admit_actor", admitted), ("mrv.list_body", listed)):
        (answer,) = market.execute([Command(kind, "mee", "mee/1", kind, [item])])
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
        """
    )
    assert rows(market, sql) != [expected], "a decision has no effect before it is served"
    played("mee/1: serve docket=B1 paper=decision served_on=2025-01-20 -> done")
    assert rows(market, sql) == [expected]
    assert rows(market, "SELECT subject, bar FROM supervision_credit") == [(subject, bar)]
    assert market.audit().ok


def test_a_fact_carries_no_reporter(played):
    market = played("day 2025-01-06", "sd/1: tip -> done")
    with market.view() as view:
        ((body,),) = view.fetch("SELECT body FROM journal_fact WHERE type = 'supervision.clue_deposited/1'")
    assert set(json.loads(bytes(body))["data"]) == {
        "docket", "subject", "area_gb2260", "source", "about", "text", "evidence_sha256", "authority",
    }  # fmt: skip


@pytest.mark.parametrize("bar", ["trading", "voluntary"])
def test_apart_a_bar_is_told_and_noted_by_whose_books_it_is_in(bar, law):
    assert Effects(law, apart=True).bar(None, SimpleNamespace(bar=bar), "", None, None) is None
    told = {(k.receiver, k.tells) for k in KINDS if k.fact is CreditNoted}
    assert {receiver for receiver, _ in told} == {"registry", "exchange", "voluntary"}
    assert all("bar" in tells for _, tells in told)

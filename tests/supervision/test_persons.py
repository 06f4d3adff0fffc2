"""Fines of persons: each is told, served, pays or is let go by a reasoned order; a file waits for all of them."""

from datetime import date

from tools.case_round import DONE, must

from tanshi.application.case_papers import case_paper
from tanshi.rules import Law
from tests.supervision.case_table import rows

FINED = """
day 2025-01-06
sd/1: tip docket=P1                                    -> done
sd/1: file docket=P1 offence=false_report act_day=2025-01-03 period=- -> done
"""
NOTICE = "sd/1: notice docket=P1 fine_fen=50000000 cut_t=0 from_period=- correct_until=2025-03-31"
TWO = "persons_fen=15000000 persons=王五/厂长/10000000+赵六/核算员/5000000"


def test_persons_are_named_in_their_range(played):
    played(
        FINED,
        f"""
        {NOTICE} persons_fen=10000000                          -> bad persons
        {NOTICE} persons_fen=4999999 persons=王五/厂长/4999999   -> out of range
        {NOTICE} persons_fen=20000001 persons=王五/厂长/20000001 -> out of range
        {NOTICE} persons_fen=10000000 persons=王五/厂长/5000000+王五/厂长/5000000 -> bad persons
        {NOTICE} persons_fen=5000000 persons=王五//5000000      -> bad persons
        {NOTICE} persons_fen=9 {TWO.split()[1]}                -> bad persons
        {NOTICE} {TWO}                                         -> done
        sd/1: serve docket=P1 served_on=2025-01-06 person=无名   -> no person
        sd/1: serve docket=P1 served_on=2025-01-06             -> done
        sd/1: serve docket=P1 served_on=2025-01-06 person=王五  -> done
        sd/1: serve docket=P1 served_on=2025-01-06 person=王五  -> no person
        K1/1: state docket=P1 hearing=yes                      -> done
        """,
    )


def test_a_file_waits_for_each_person(played):
    decide = "sd/2: decide docket=P1 fine_fen=50000000 cut_t=0 correct_until=2025-03-31"
    market = played(
        FINED,
        f"""
        {NOTICE} {TWO}                                         -> done
        sd/1: serve docket=P1 served_on=2025-01-06             -> done
        sd/1: serve docket=P1 served_on=2025-01-06 person=王五  -> done
        day 2025-01-20
        {decide} {TWO}                                         -> person not told
        sd/1: serve docket=P1 served_on=2025-01-20 person=赵六  -> done
        {decide} {TWO}                                         -> time runs
        day 2025-02-10
        {decide}                                               -> bad persons
        {decide} persons_fen=10000000 persons=王五/厂长/10000000 -> bad persons
        {decide} persons_fen=15000001 persons=王五/厂长/10000001+赵六/核算员/5000000 -> heavier
        {decide} persons_fen=10000001 persons=王五/厂长/10000000+赵六/核算员/1 -> out of range
        {decide} {TWO}                                         -> done
        sd/1: pay docket=P1 person=王五 amount_fen=1 paid_on=2025-02-10 -> no person
        sd/1: serve docket=P1 paper=decision served_on=2025-02-10 -> done
        sd/1: serve docket=P1 paper=decision served_on=2025-02-10 person=王五 -> done
        sd/1: pay docket=P1 amount_fen=50000000 paid_on=2025-02-10 -> done
        K1/1: correct docket=P1                                -> done
        sd/3: verify docket=P1                                 -> done
        sd/2: close docket=P1                                  -> not paid
        sd/1: serve docket=P1 paper=decision served_on=2025-02-10 person=赵六 -> done
        sd/1: write_off docket=P1 person=赵六                   -> same person
        sd/2: write_off docket=P1 person=赵六 text=-            -> without text
        sd/2: write_off docket=P1 person=赵六                   -> done
        sd/2: write_off docket=P1 person=赵六                   -> bad amount
        sd/1: pay docket=P1 person=王五 amount_fen=10000001 paid_on=2025-02-10 -> bad amount
        sd/1: pay docket=P1 person=王五 amount_fen=4000000 paid_on=2025-02-11 -> bad day
        sd/1: pay docket=P1 person=王五 amount_fen=4000000 paid_on=2025-02-10 -> done
        sd/2: close docket=P1                                  -> not paid
        day 2025-02-27
        sd/1: pay docket=P1 person=王五 amount_fen=6360000 paid_on=2025-02-27 -> done
        sd/2: close docket=P1                                  -> done
        """,
    )
    paid = "SELECT person, amount_fen, paid_on FROM supervision_person_payment ORDER BY number"
    assert rows(market, paid) == [("王五", 4_000_000, "2025-02-10"), ("王五", 6_360_000, "2025-02-27")], "two days late"
    assert rows(market, "SELECT person, amount_fen FROM supervision_write_off") == [("赵六", 5_000_000)]
    assert market.audit().ok


def test_a_person_pays_in_parts_and_gets_back_what_is_annulled(played, clock):
    decide = "sd/2: decide docket=P1 fine_fen=50000000 cut_t=0 correct_until=2025-03-31"
    market = played(
        FINED,
        f"""
        {NOTICE} {TWO}                                         -> done
        sd/1: serve docket=P1 served_on=2025-01-06             -> done
        sd/1: serve docket=P1 served_on=2025-01-06 person=王五  -> done
        sd/1: serve docket=P1 served_on=2025-01-06 person=赵六  -> done
        day 2025-03-03
        {decide} persons_fen=10000000 persons=王五/厂长/10000000+赵六/核算员/0 -> done
        sd/1: serve docket=P1 paper=decision served_on=2025-03-03 -> done
        sd/1: serve docket=P1 paper=decision served_on=2025-03-03 person=赵六 -> no person
        sd/2: parts docket=P1 person=王五                       -> no person
        sd/1: serve docket=P1 paper=decision served_on=2025-03-03 person=王五 -> done
        sd/2: parts docket=P1 person=王五                       -> bad instalments
        """,
    )
    clock.put_day(date(2025, 3, 4))
    parts = [{"due": "2025-03-18", "amount_fen": 4_000_000}, {"due": "2025-06-30", "amount_fen": 6_000_000}]
    must(market, "parts", "sd/2", "supervision.grant_instalments",
         {**DONE, "docket": "P1", "person": "王五", "instalments": parts})  # fmt: skip
    played("""
        day 2025-03-18
        sd/1: pay docket=P1 person=王五 amount_fen=4000000 paid_on=2025-03-18 -> done
        day 2025-05-01
        sd/2: revise docket=P1                                 -> done
        sd/1: refund docket=P1 amount_fen=1 paid_on=2025-05-01 -> bad amount
        sd/2: close docket=P1                                  -> not refunded
        sd/1: refund docket=P1 person=王五 amount_fen=4000000 paid_on=2025-05-01 -> done
        sd/2: close docket=P1                                  -> done
    """)
    assert rows(market, "SELECT person, fine_fen FROM supervision_person ORDER BY notice_fen") == [
        ("赵六", 0), ("王五", 0),
    ]  # fmt: skip
    with market.view() as view:
        found = {p: case_paper(view, Law("cn"), "P1", p, "zh") for p in ("notice", "decision")}
    named = {p: [part.table.rows for part in paper.parts if part.kind == "table"] for p, paper in found.items()}
    assert named == {
        "notice": [[["王五", "厂长", "50,000.00", "200,000.00", "100,000.00"],
                    ["赵六", "核算员", "50,000.00", "200,000.00", "50,000.00"]]],
        "decision": [[["王五", "厂长", "50,000.00", "200,000.00", "100,000.00"]]],
    }, "papers say what they said, and a decision names nobody it does not fine"  # fmt: skip

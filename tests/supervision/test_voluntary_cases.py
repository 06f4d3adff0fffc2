"""A file about the owner of a voluntary project (Order 31, art. 43): false units are made good before it is closed."""

from tools.voluntary_round import do

from tanshi.application.market import open_market
from tests.supervision import case_table
from tests.supervision.case_table import rows
from tests.voluntary import voluntary_table
from tests.voluntary.voluntary_table import ISSUED

ORDER = "fine_fen=5000000 cut_t=0 from_period=- correct_until=2026-06-30"
REPORT = "owner: report first_day=2023-01-01 last_day=2023-12-31 amounts.0.year=2023"


def test_false_units_are_cancelled_before_a_file_is_closed(law, clock):
    market = voluntary_table.opened(open_market(":memory:", law=law, clock=clock))
    admitted = {"actor": "shanghai/3", "organisation": "shanghai", "role": "province", "area_gb2260": "31"}
    do(market, "mee", "participants.admit_actor", admitted, "third")
    voluntary_table.run(market, clock, ISSUED)
    case_table.run(
        market,
        clock,
        f"""
        owner/1: tip docket=V1                                 -> not permitted
        shanghai/1: clue docket=V1 subject=trader source=project about=WIND1 -> nothing behind
        shanghai/1: clue docket=V1 subject=owner source=project about=NONE area_gb2260=31 -> nothing behind
        shanghai/1: clue docket=V1 subject=owner source=project about=WIND1 -> done
        shanghai/1: tip docket=V2 subject=trader area_gb2260=31 -> done
        shanghai/1: clue docket=V3 subject=verifier source=project about=WIND1 -> done
        shanghai/1: file docket=V1 offence=voluntary_false_material act_day=2026-03-20 period=- -> done
        shanghai/1: notice docket=V1 {ORDER} false_t=10000     -> no such units
        shanghai/1: notice docket=V1 {ORDER} false_t=-1 project=WIND1 -> no such units
        shanghai/1: notice docket=V1 {ORDER} false_t=10000 project=WIND1 deceit=yes -> done
        shanghai/1: serve docket=V1 served_on=2026-03-20       -> done
        day 2026-04-02
        shanghai/2: decide docket=V1 {ORDER.replace(" from_period=-", "")} collective=甲 -> not collective
        shanghai/2: decide docket=V1 {ORDER.replace(" from_period=-", "")} -> done
        shanghai/1: serve docket=V1 paper=decision served_on=2026-04-02 -> done
        shanghai/1: pay docket=V1 amount_fen=5000000 paid_on=2026-04-02 -> done
        owner/1: correct docket=V1                             -> done
        shanghai/3: verify docket=V1                           -> not cancelled
        """,
    )
    assert rows(market, "SELECT project, amount_t, deceit, order_number FROM supervision_cancellation") == [
        ("WIND1", 10_000, 1, 1)
    ]
    voluntary_table.run(
        market,
        clock,
        "owner: give amount_t=10000 -> done\nowner: report first_day=2023-01-01 last_day=2023-12-31 -> banned",
    )
    case_table.run(
        market,
        clock,
        """
        shanghai/3: verify docket=V1                           -> done
        shanghai/2: close docket=V1                            -> done
        shanghai/2: revise docket=V1                           -> done
        """,
    )
    withdrawn = "SELECT project, order_number, reason FROM voluntary_order_withdrawn"
    assert rows(market, withdrawn) == [("WIND1", 1, "V1")]
    voluntary_table.run(
        market, clock, "owner: report first_day=2023-01-01 last_day=2023-12-31 amounts.0.year=2023 -> done"
    )
    assert market.audit().ok
    market.close()

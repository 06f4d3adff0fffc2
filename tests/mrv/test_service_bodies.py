"""Technical service bodies: lists, practitioners, contracts, and the province in which one may not do both."""

from datetime import date

import pytest

from tanshi.journal.table import read_rows
from tanshi.mrv.body_contracts import ContractRow
from tanshi.mrv.body_scores import ScoreRow
from tanshi.mrv.service_bodies import BodyRow
from tests.mrv import round_table


@pytest.fixture
def played(market, clock):
    clock.put_day(date(2022, 12, 1))
    round_table.opened(market)

    def play(table):
        round_table.run(market, clock, table)
        return market

    return play


def test_a_body_is_listed_has_practitioners_and_contracts(played):
    market = played(
        """
        day 2023-02-10
        check: list                                  -> not permitted
        mee: list body=nobody                        -> no such body
        mee: list scope=cooking                      -> bad scope
        mee: list until_day=2023-02-09               -> bad days
        mee: list until_day=some+day                 -> bad days
        mee: list certificate=-                      -> bad body text
        mee: list evidence_sha256=6                  -> bad body evidence
        check: person                                -> body not listed
        mee: list                                    -> done
        check: contract                              -> no practitioner
        check: person body=lab                       -> out of scope
        check: person until_day=2023-01-01           -> bad days
        check: person person=-                       -> bad body text
        check: person certificate=-                  -> bad body text
        check: person                                -> done
        check: contract entity=P9                    -> entity not found
        check: contract scope=testing                -> bad scope
        check: contract signed_on=2023-02-11         -> bad days
        check: contract year=23                      -> bad days
        check: contract scope=reporting              -> body not listed
        check: contract number=-                     -> bad body text
        check: contract                              -> done
        check: contract                              -> contract exists
        mee: strike scope=reporting                  -> body not listed
        mee: strike reason=-                         -> bad body text
        mee: score score_e1=1001                     -> bad score
        mee: score year=2024                         -> bad days
        mee: score                                   -> done
        mee: score                                   -> already scored
        mee: strike                                  -> done
        mee: strike                                  -> body not listed
        check: contract number=2                     -> body not listed
        """
    )
    with market.view() as view:
        assert [(b.scope, b.struck_on) for b in read_rows(view, BodyRow)] == [("review", "2023-02-10")]
        assert [(c.number, c.province) for c in read_rows(view, ContractRow)] == [("1", "37")]
        assert [s.score_e1 for s in read_rows(view, ScoreRow)] == [900]
    assert market.audit().ok


BOTH = """
day 2023-02-10
mee: list                                            -> done
mee: list scope=reporting                            -> done
check: person                                        -> done
check: person scope=reporting                        -> done
"""


def test_not_both_in_one_province(played):
    played(
        BOTH
        + """
        check: contract                              -> done
        check: contract number=2 scope=reporting     -> both in province
        """
    )


def test_who_prepared_in_a_province_concludes_on_no_report_there(played):
    months = "\n".join(f"P1: record month=2023-{m:02d} -> done" for m in range(1, 13))
    played(
        BOTH
        + f"""
        check: contract scope=reporting              -> done
        check: contract number=2                     -> both in province
        day 2024-02-10
        {months}
        P1: file                                     -> done
        check: conclude                              -> prepared there
        """
    )

"""From a proposed factor to a published, revised and retired one, and every refusal on the way."""

from datetime import date

from tanshi.application.access import ViewRows
from tanshi.application.second_check import second_check
from tanshi.rulemaking.factors.outcome import FactorOutcome
from tanshi.rulemaking.factors.tables import FactorRow, FactorTestRow
from tanshi.rulemaking.law import LawBook
from tanshi.rules.factors import history
from tests.act_table import lines_of
from tests.rulemaking.acts import ask, draft
from tests.rulemaking.factors.factor_table import COAL, admit, run

REFUSED_PROPOSALS = """
    propose 因子 -> bad id
    propose F parameter=allocation.preallocation_share -> not a factor
    propose F parameter=nowhere -> not a factor
    propose F unit=tC/t -> other unit
    propose F from_day=2022-13-01 -> bad validity
    propose F to_day=2021-12-31 -> bad validity
    propose F scope=firms+cities -> unknown scope
    propose F region=mars -> unknown region
    propose F uncertainty=5% -> bad uncertainty
    propose F uncertainty=1.5 -> bad uncertainty
    propose F source=- -> bad source
    propose F source_year=2027 -> bad source year
    propose F document_sha256=abc -> bad document
    propose F value=about_0.03 -> bad value
    propose F value=-1 -> bad value
    propose F value=0.03085 -> unchanged
    propose F key=- value=0.03 -> bad value
    propose F from_day=2020-01-01 to_day=- -> outruns
    propose F replaces=G -> not replaceable
"""

A_LIFE = """
    test F 30 0.0294 -> factor not found
    review F -> factor not found
    propose F technology=循环流化床 -> done
    propose F -> factor exists
    institute/2:test F 30 0.0294 -> own test
    test F 0 0.0294 -> no samples
    test F 30 a -> bad mean
    test F 30 0.0294 tested_on=2026-11-24 -> bad day
    test F 30 0.0294 document_sha256=- -> bad document
    review F -> too few tests
    test F 30 0.0294 -> done
    test F 5 0.0310 -> done
    mee/3:review F reasons=_ -> bad reasons
    send_back F -> done
    test F 30 0.0294 -> not in test
    mee/1:propose F -> factor exists
    propose F value=0.0294 -> done
    review F -> too few tests
    test F 60 0.0294 -> done
    review F -> done
    review F -> not in test
    publish - n 2026-12-01 -> no factors
    publish F+F n 2026-12-01 -> factor twice
    publish G n 2026-12-01 -> factor not found
    publish F 国令第775号 2026-11-22 -> bad day
    publish F 国环规气候〔2024〕1号 2026-12-01 -> number used
    publish F 公告2026年第50号 2026-12-01 -> done
    publish F 公告2026年第51号 2026-12-01 -> not reviewed
    propose G -> overlaps
    propose G replaces=F to_day=2022-06-30 -> not replaceable
    propose G replaces=F value=0.0290 -> done
    mee/1:propose own value=0.0280 from_day=2023-01-01 to_day=2023-12-31 uncertainty=- -> done
    test own 3 0.03 -> done
    mee/1:review own -> own review
    retire own last_day=2026-12-31 -> bad last day
    retire own successor=nobody -> bad successor
    retire own ground=_ -> bad reasons
    retire own -> done
    retire own -> already retired
    withdraw_act factor/F 2026-12-31 -> is a factor
    test G 30 0.0291 -> done
    review G -> done
    publish G 公告2026年第50号 2026-12-15 -> number used
    publish G 公告2026年第60号 2026-12-15 -> done
    retire F 2026-12-31 -> already retired
    retire G -> bad last day
    retire G 2026-12-31 successor=own -> done
"""


def test_proposals_that_cannot_be(books, clock):
    run(admit(books), clock, REFUSED_PROPOSALS)
    run(books, clock, "retire F -> factor not found")


def test_the_life_of_a_factor(books, clock):
    market = books
    run(admit(market), clock, A_LIFE)
    with market.view() as view:
        rows = ViewRows(view)
        found = {r.id: (r.state, r.revision, r.round, r.replaced_by, r.successor) for r in rows.where(FactorRow)}
        tests = [(t.factor, t.round, t.number, t.agrees) for t in rows.where(FactorTestRow, factor="F")]
    assert found == {
        "F": ("replaced", 1, 2, "G", ""), "G": ("retired", 2, 1, "", "own"), "own": ("retired", 0, 1, "", ""),
    }  # fmt: skip
    assert tests == [("F", 1, 1, "agrees"), ("F", 1, 2, "deviates"), ("F", 2, 1, "agrees")]
    assert held(market, "2026-11-30") == "0.03085"
    assert held(market, "2026-12-01") == "0.0294"
    assert held(market, "2026-12-15") == "0.0290"
    assert held(market, "2027-01-01") == "0.0290", "a year that was valid stays computable after the last day"
    assert held(market, "2027-01-01", date(2023, 1, 1)) == "0.03085"
    assert market.audit().ok
    assert second_check(market.engine).ok


def held(market, day, on=date(2022, 1, 1)):
    return law_of(market, day).value(COAL, on, "coal").value


def law_of(market, day):
    with market.view() as view:
        return LawBook(market.law).on(ViewRows(view), day)


def test_every_outcome_is_in_a_table():
    told = {line.partition("->")[2].strip() for table in (REFUSED_PROPOSALS, A_LIFE) for line in lines_of(table)}
    every = {str(o).partition(".")[2].replace("_", " ") for o in FactorOutcome}
    assert every - told == {"higher text", "bad technology", "bad number"}  # below


def test_a_text_of_higher_rank_is_changed_by_an_act_alone(books, clock):
    rule = draft(
        "rule-1", "parameters", {COAL: {"2022-01-01": {"by": {"coal": "0.03"}, "to": "2022-12-31"}}}, rank="rule"
    )
    for kind, item in (("draft", rule), ("issue", {"act": "rule-1", "number": "令第1号", "in_force": "2026-11-23"})):
        assert ask(books, f"rulemaking.{kind}", item).done
    long = "长" * 301
    run(admit(books), clock, f"""
        propose F -> higher text
        propose F from_day=2023-01-01 to_day=- technology={long} -> bad technology
        propose F from_day=2023-01-01 to_day=- -> done
        test F 3 0.0295 -> done
        review F -> done
        publish F {long} 2026-12-01 -> bad number
    """)  # fmt: skip


def test_of_one_publication_each_prevails_over_the_text_it_revises(books, clock):
    run(admit(books), clock, """
        propose A parameter=factors.heat key=- unit=tCO2/GJ value=0.10 -> done
        propose B parameter=factors.heat key=- unit=tCO2/GJ value=0.09 from_day=2023-01-01 to_day=- -> done
        test A 3 0.10 -> done
        test B 3 0.09 -> done
        review A -> done
        review B -> done
        publish A+B 公告1 2026-11-23 -> done
    """)  # fmt: skip
    law = law_of(books, "2026-11-23")
    assert [law.value("factors.heat", date(y, 1, 1)).value for y in (2021, 2022, 2023, 2026)] == [
        "0.11", "0.10", "0.09", "0.09",
    ]  # fmt: skip
    records = history(law, "factors.heat")
    assert [(r.value, r.act, r.holds) for r in records] == [
        ("0.11", "", True), ("0.10", "factor/A", True), ("0.09", "factor/B", True),
    ]  # fmt: skip
    assert law.value("factors.heat", date(2023, 1, 1)).as_json()["act"] == "factor/B"

"""A verification step by step: what each step refuses, how findings change figures, what an objection comes to."""

from datetime import date
from fractions import Fraction

import pytest
from tools.verification_round import BODY, PLANT, UNIT, YEAR, hold_verification, prepare

from tanshi.journal.table import read_rows
from tanshi.mrv.tables import ChangeRow, ReportRow, UnitYearRow
from tanshi.mrv.verification.figures import adjusted, favours
from tanshi.mrv.verification.guide import Recorded, Sampling, conservative, guide_of, proposed
from tanshi.mrv.verification.tables import TOLD, FindingAnswerRow, FindingRow, SampleRow, VerificationRow
from tanshi.rules import Law
from tanshi.simulation.workload import opening
from tests.mrv import verification_table

TO_LIST = """
day 2024-04-08
check: plan                                              -> done
check: desk                                              -> done
day 2024-04-17
check: visit                                             -> done
check: list                                              -> done
"""
TO_TOLD = """
day 2024-04-26
P1: answer                                               -> done
check: settle                                            -> done
day 2024-05-20
check: settle number=2 how=conservative reason=未整改    -> done
check: settle number=3 how=withdrawn reason=已补齐       -> done
check: settle number=4 how=conservative reason=未提供    -> done
check: review                                            -> done
check: conclude                                          -> done
shandong: tell                                           -> done
"""


@pytest.fixture
def played(market, clock):
    market.execute(opening())
    prepare(market, clock)

    def play(*tables):
        for table in tables:
            verification_table.run(market, clock, table)
        return market

    return play


def test_who_may_verify_and_what_is_sampled(played):
    market = played(
        """
        P1: plan                                                 -> not permitted
        lab: plan                                                -> not permitted
        check: plan body=other                                   -> out of scope
        check: plan entity=P9                                    -> entity not found
        check: plan period=2022                                  -> not filed
        check: plan from_day=2024-04-07                          -> verification bad days
        check: plan from_day=tomorrow                            -> verification bad days
        check: plan until_day=2024-04-07                         -> verification bad days
        check: plan scope=-                                      -> verification bad scope
        check: plan group.钱二=gone                              -> group too small
        check: plan leader=吴九                                  -> verification no leader
        check: plan group.0=路人                                 -> verifier no certificate
        check: plan until_day=2026-01-01                         -> verifier no certificate
        check: tie entity=P9                                     -> entity not found
        check: tie person=路人                                   -> not a practitioner
        check: tie kind=friend                                   -> bad tie
        check: tie until_day=soon                                -> bad tie
        check: tie person=钱二                                   -> done
        check: plan                                              -> verifier tied
        check: tie person=钱二 until_day=2021-04-09              -> done
        check: plan                                              -> verifier tied
        check: tie person=钱二 until_day=2021-04-08              -> done
        check: plan                                              -> done
        check: plan                                              -> verification exists
        check: at_once                                           -> under verification
        """
    )
    with market.view() as view:
        assert {s.month for s in read_rows(view, SampleRow)} == {f"2023-{m:02d}" for m in (1, 2, 3, 12)}


def test_steps_follow_each_other_and_leave_no_clause_out(played):
    played(
        """
        check: desk                                              -> out of scope
        check: plan                                              -> done
        check: visit                                             -> verification out of order
        check: list                                              -> verification out of order
        P1: answer                                               -> verification out of order
        shandong: tell                                           -> verification out of order
        check: desk clauses.D01=gone                             -> clause missing
        check: desk clauses.0.clause=S01                         -> bad clause
        check: desk clauses.0.clause=D02                         -> bad clause
        check: desk clauses.0.result=fine                        -> bad clause
        check: desk clauses.0.result=not_applicable              -> bad clause
        check: desk                                              -> done
        check: desk                                              -> verification out of order
        day 2024-04-16
        check: visit until_day=2024-04-17                        -> site bad days
        check: visit from_day=2024-04-07                         -> site bad days
        check: visit from_day=yesterday                          -> site bad days
        check: visit persons.钱二=gone                           -> too few on site
        check: visit persons.钱二=孙七                           -> too few on site
        check: visit evidence_sha256=b                           -> bad body evidence
        check: visit clauses.S01=gone                            -> clause missing
        check: visit                                             -> done
        check: list findings.0.code=ugly                         -> bad finding
        check: list findings.0.text=-                            -> bad finding
        check: list findings.0.clause=X1                         -> bad finding
        check: list findings.0.unit=-                            -> finding figure not there
        check: list findings.0.month=2022-01                     -> finding figure not there
        check: list findings.3.field=fuel_e2                     -> finding figure not there
        check: list findings.2.unit=P1-1                         -> finding figure not there
        check: list findings.scale_not_calibrated=gone           -> clause without finding
        check: list                                              -> done
        """
    )


def test_findings_are_answered_and_settled_before_the_conclusion(played):
    market = played(
        TO_LIST,
        """
        check: answer                                            -> not permitted
        P1: answer number=9                                      -> finding not there
        P1: answer answer=-                                      -> finding without text
        P1: answer corrects=no                                   -> bad finding figure
        P1: answer after=5.6                                     -> bad finding figure
        P1: answer number=3                                      -> bad finding figure
        P1: answer file_sha256=-                                 -> bad evidence file
        check: settle                                            -> finding not answered
        check: settle number=9                                   -> finding not there
        check: settle how=forgotten                              -> bad settlement
        check: settle how=withdrawn                              -> finding without text
        check: settle number=2 how=conservative reason=x         -> finding time runs
        check: review                                            -> finding open
        day 2024-05-17
        P1: answer after=5500001                                 -> done
        check: settle how=conservative reason=x after=5400000    -> estimate favours firm
        check: settle how=conservative reason=x after=many       -> bad finding figure
        day 2024-05-18
        P1: answer                                               -> done
        check: settle                                            -> done
        P1: answer                                               -> finding not there
        check: settle number=2 how=conservative reason=x         -> done
        check: settle number=3 how=withdrawn reason=x            -> done
        check: settle number=4 how=conservative reason=x         -> done
        check: conclude                                          -> verification out of order
        check: review person=赵六                                -> reviewer not outside
        check: review person=路人                                -> verifier no certificate
        check: review passed=no                                  -> finding without text
        check: review passed=no text=重算                        -> done
        check: settle number=4 how=withdrawn reason=报告有效     -> done
        check: review                                            -> done
        check: settle                                            -> verification out of order
        check: at_once                                           -> under verification
        check: conclude                                          -> done
        """,
    )
    with market.view() as view:
        changed = [(c.field, c.before, c.after, c.treatment) for c in read_rows(view, ChangeRow)]
        late = [a.late for a in read_rows(view, FindingAnswerRow)]
    # 0.5 % is the allowed error of a belt scale: 5 500 000 x 1.005
    assert changed == [
        ("fuel_e2", "5500000", "5600000", "corrected"),
        ("fuel_e2", "5500000", "5527500", "conservative"),
    ]
    assert late == [0, 1]


def test_the_result_is_told_objected_to_and_decided_before_it_is_confirmed(played):
    market = played(
        TO_LIST,
        """
        shandong: confirm                                        -> not verified
        """,
        TO_TOLD,
        """
        P1: tell                                                 -> not permitted
        shandong: confirm                                        -> verification objection time runs
        P1: object reason=-                                      -> verification without text
        P1: object evidence_sha256=d                             -> bad body evidence
        shandong: decide                                         -> verification objection not open
        P1: object                                               -> done
        P1: object                                               -> verification objected already
        shandong: confirm                                        -> verification objection open
        hebei: decide                                            -> out of scope
        shandong: decide text=-                                  -> verification without text
        shandong: decide upheld=no                               -> upheld without change
        shandong: decide changes.0.after=5.3                     -> change not possible
        jinan: look result=odd                                   -> bad supervision result
        jinan: look result=asked                                 -> verification without text
        jinan: look                                              -> done
        shandong: look period=2022                               -> verification not there
        shandong: decide                                         -> done
        shandong: decide                                         -> verification objection not open
        mee: look result=asked text=已阅                         -> done
        shandong: confirm                                        -> done
        mee: look                                                -> verification confirmed
        """,
    )
    with market.view() as view:
        (report,) = read_rows(view, ReportRow)
        verified = [y for y in read_rows(view, UnitYearRow) if y.stage == "verified"]
        changes = read_rows(view, ChangeRow)
    assert [c.number for c in changes] == [1, 2, 3, 4]
    assert (report.state, report.nonconformities, report.verified_t) == ("confirmed", 4, _tonnes(verified))
    assert verified[0].months_without_carbon == 0, "what the objection put back counts"
    assert market.audit().ok


def _tonnes(years):
    return int((sum(Fraction(y.emission_t_e2, 100) for y in years) + Fraction(1, 2)).__floor__())


def test_objections_end_with_their_days_and_lateness_is_marked(played):
    market = played(
        TO_LIST,
        TO_TOLD.replace("shandong: tell", "day 2024-07-01\nshandong: tell"),
        """
        day 2024-07-10
        shandong: confirm                                        -> verification objection time runs
        day 2024-07-11
        P1: object                                               -> verification objection too late
        shandong: confirm                                        -> done
        """,
    )
    with market.view() as view:
        (case,) = read_rows(view, VerificationRow)
    assert (case.step, case.late, case.told_late, case.object_until) == (TOLD, 0, 1, "2024-07-10")


def test_a_verification_of_which_nothing_was_found_leaves_the_report_as_it_is(played):
    plain = TO_LIST.replace("visit  ", "visit clauses.S02.result=conforms  ").replace("check: list  ", "check: none  ")
    verification_table.WORDS["none"] = ("mrv.issue_findings", {"entity": PLANT, "period": YEAR, "findings": []})
    market = played(plain, "check: review -> done", "check: conclude -> done")
    with market.view() as view:
        (report,) = read_rows(view, ReportRow)
        assert read_rows(view, FindingRow) == []
    assert (report.verified_t, report.nonconformities) == (report.reported_t, 0)


@pytest.mark.parametrize(
    ("code", "field", "found", "factor"),
    [
        ("scale_not_calibrated", "fuel_e2", "", "1.005"),
        ("scale_not_calibrated", "generation_mwh_e3", "", "0.995"),
        ("scale_not_calibrated", "heat_gj_e2", "", "0.995"),
        ("meter_out_of_tolerance", "fuel_e2", "0.012", "1.007"),
        ("meter_out_of_tolerance", "fuel_e2", "-0.012", "1.007"),
        ("meter_out_of_tolerance", "fuel_e2", "0.004", "1"),
        ("meter_out_of_tolerance", "generation_mwh_e3", "0.012", "0.993"),
    ],
)
def test_meters_out_of_order_take_the_guide_s_factor(code, field, found, factor):
    guide = guide_of(Law(), "power")
    day = date(2024, 4, 8)
    assert conservative(guide, guide.findings[code], field, found, Law(), day) == Fraction(factor)


def test_a_figure_is_rounded_against_the_firm():
    assert adjusted("1001", Fraction("1.005")) == "1007"
    assert adjusted("1001", Fraction("0.995")) == "995"
    assert favours("10", "9", False)
    assert favours("10", "11", True)
    assert not favours("", "9", False)
    assert not favours("10", "", True)


def test_the_proposed_sample_suffices_and_none_smaller_by_a_needed_record_does():
    rule = Sampling(Fraction(1, 2), 2, Fraction(1, 3), 2, frozenset({"most", "unmeasured", "late"}))
    records = [
        Recorded(
            unit, f"2023-{month:02d}", Fraction(month), unit == "B" and month == 7, unit == "C" and month == 2, unit
        )
        for unit in "ABCDE"
        for month in range(1, 13)
    ]
    sample = proposed(rule, records)
    assert rule.lacks(records, sample) == ""
    assert {("B", "2023-07"), ("C", "2023-02"), ("E", "2023-12")} <= set(sample)
    for needed in rule.needed(records):
        assert rule.lacks(records, set(sample) - {needed}) == " ".join(needed)
    assert rule.lacks([], []) == ""


def test_every_finding_of_the_library_has_a_clause_and_every_clause_its_text():
    law = Law()
    guide = guide_of(law, "power")
    assert {f.clause for f in guide.findings.values()} <= set(guide.clauses)
    assert {c.citation.instrument for c in guide.clauses.values()} <= set(law.instruments())
    assert "S06" not in guide_of(law, "cement").clauses


def test_the_sample_of_the_corpus_is_carried_out_in_both_databases(market, clock):
    market.execute(opening())
    hold_verification(market, clock)
    with market.view() as view:
        years = [y for y in read_rows(view, UnitYearRow) if y.unit == UNIT]
        (case,) = read_rows(view, VerificationRow)
    assert {y.stage for y in years} == {"reported", "verified"}
    assert case.body == BODY
    assert market.audit().ok

"""A project's way and its refusals, line by line, on both engines."""

from tanshi.journal.table import read_rows
from tanshi.voluntary.tables import ProjectRow, StepRow
from tanshi.voluntary.unit_tables import AccountRow
from tests.voluntary.voluntary_table import ISSUED, READY, REGISTERED


def test_accounts_and_bodies(played):
    market = played(
        """
        day 2023-10-19
        ncsc: account                                          -> not open yet
        mee: admit                                             -> not open yet
        day 2026-01-05
        owner: account                                         -> not permitted
        ncsc: account holder=!                                 -> bad id
        ncsc: account name=-                                   -> bad text
        ncsc: account evidence_sha256=1                        -> bad file
        ncsc: account papers_on=2026-01-06                     -> bad days
        ncsc: account kind=observer                            -> unknown kind
        ncsc: account holder=verifier                          -> barred
        ncsc: account holder=shanghai                          -> barred
        ncsc: account                                          -> done
        ncsc: account                                          -> account exists
        day 2026-01-26
        ncsc: account holder=trader kind=trader                -> done
        day 2026-01-27
        ncsc: account holder=late kind=trader                  -> done
        validator: admit                                       -> not permitted
        mee: admit evidence_sha256=1                           -> bad file
        mee: admit body=owner                                  -> no such body
        mee: admit methodologies.0=CCER-99                     -> methodology not found
        mee: admit able=9                                      -> too few staff
        mee: admit experienced=4                               -> too few experienced
        mee: admit experienced=11                              -> too few experienced
        mee: admit last_dishonest_on=2026-01-28                -> bad days
        mee: admit last_dishonest_on=2021-01-28                -> dishonest
        mee: admit approval=-                                  -> no approval
        mee: strike                                            -> body not admitted
        validator: tie                                         -> body not admitted
        mee: admit last_dishonest_on=2021-01-27                -> done
        verifier: tie                                          -> out of scope
        validator: tie text=-                                  -> bad text
        mee: strike reason=-                                   -> without reason
        mee: strike                                            -> done
        mee: strike                                            -> body not admitted
        """
    )
    with market.view() as view:  # 15 working days from 2026-01-05 end on 2026-01-26
        assert {a.holder: a.late for a in read_rows(view, AccountRow)} == {"late": 1, "owner": 0, "trader": 0}
    assert market.audit().ok


def test_a_design_document(played):
    market = played(
        READY
        + """
        day 2026-07-17
        third: tie body=third                                  -> done
        trader: design                                         -> out of scope
        owner: design project=A/B                              -> bad id
        owner: design title=-                                  -> bad text
        owner: design area_gb2260=3                            -> bad area
        owner: design area_gb2260=99                           -> bad area
        owner: design capacity_kw=-1                           -> bad amount
        owner: design file_sha256=1                            -> bad file
        owner: design construction_on=spring                   -> bad days
        owner: design plots.0=1,2+3                            -> bad plot
        owner: design plots.0=0,0+1,0+0,1+1,1                  -> bad plot
        owner: design plots.0=31000000,121000000+31010000,121000000+31010000,121010000   -> bad plot
        owner: design plots.0=43800000,87600000                -> bad plot
        owner: design plots.0=100000000,30000000+109000000,30000000+100000000,39000000   -> plot too large
        owner: design methodology=CCER-99                      -> methodology not found
        owner: design construction_on=2012-11-08               -> begun too early
        owner: design under_quota=yes                          -> under quota
        owner: design legal_duty=yes                           -> legal duty
        owner: design methodology=CCER-14-001-V01              -> not additional
        owner: design crediting_until=2031-01-01               -> bad crediting
        owner: design crediting_until=2020-12-31               -> bad crediting
        owner: design figures.distance_km.value=30             -> outside scope
        owner: design figures.distance_km.value=far            -> outside scope
        owner: design body=nobody                              -> body not admitted
        owner: design body=third                               -> tied
        owner: design methodology=CCER-01-001-V01              -> outside scope
        owner: design construction_on=2012-11-09               -> done
        owner: design                                          -> project exists
        owner: design project=NEAR                             -> site used
        owner: design project=TOUCHES plots.0=121010000,31000000+121020000,31000000+121020000,31010000  -> done
        trader: comment                                        -> done
        day 2026-08-13
        validator: conclude                                    -> notice runs
        trader: comment text=-                                 -> bad text
        trader: comment                                        -> done
        day 2026-08-14
        trader: comment                                        -> notice over
        trader: comment project=NONE                           -> no such matter
        """
    )
    with market.view() as view:  # H9
        rows = {p.project: (p.notice_from, p.notice_until) for p in read_rows(view, ProjectRow)}
    assert rows == dict.fromkeys(("TOUCHES", "WIND1"), ("2026-07-17", "2026-08-13"))
    assert market.audit().ok


def test_from_report_to_registration(played):
    market = played(
        READY
        + """
        day 2026-01-06
        ncsc: known number=-                                   -> bad id
        ncsc: known name=-                                     -> bad text
        ncsc: known capacity_kw=-1                             -> bad amount
        ncsc: known                                            -> done
        ncsc: known                                            -> known already
        ncsc: known number=far longitude_e6=100000000          -> done
        day 2026-01-07
        owner: design                                          -> done
        trader: comment                                        -> done
        owner: apply                                           -> wrong step
        day 2026-02-10
        validator: conclude project=NONE                       -> no such matter
        verifier: conclude                                     -> out of scope
        verifier: conclude body=verifier                       -> other body
        validator: conclude file_sha256=1                      -> bad file
        validator: conclude                                    -> comment unhandled
        owner: withdraw text=-                                 -> without reason
        trader: withdraw owner=trader                          -> no such matter
        owner: withdraw                                        -> done
        validator: conclude                                    -> wrong step
        owner: design project=WIND2                            -> done
        day 2026-05-20
        validator: conclude project=WIND2                      -> match unexplained
        """
    )
    assert market.audit().ok


def test_registration_is_of_form(played):
    market = played(
        READY
        + """
        day 2026-01-07
        owner: design                                          -> done
        day 2026-05-20
        validator: conclude                                    -> done
        validator: conclude                                    -> wrong step
        ncsc: decide                                           -> wrong step
        owner: apply file_sha256=1                             -> bad file
        owner: apply declared=                                 -> not declared
        owner: apply                                           -> done
        ncsc: decide project=NONE                              -> no such matter
        ncsc: decide accepted=                                 -> without reason
        ncsc: decide accepted= text=missing                    -> done
        owner: apply                                           -> done
        day 2026-07-01
        ncsc: decide                                           -> done
        owner: withdraw                                        -> wrong step
        ncsc: cancel project=NONE                              -> no such matter
        ncsc: cancel ground=mood                               -> unknown ground
        ncsc: cancel text=-                                    -> without reason
        ncsc: cancel                                           -> done
        ncsc: cancel                                           -> wrong step
        owner: report                                          -> project not registered
        owner: apply                                           -> wrong step
        owner: design                                          -> project exists
        owner: design project=AGAIN                            -> site used
        """
    )
    with market.view() as view:  # the report after 100 days, the decision after 15 working days are late
        steps = [(s.step, s.late) for s in read_rows(view, StepRow)]
    assert steps == [
        ("concluded", 1), ("applied", 0), ("refused", 0), ("applied", 0), ("registered", 1), ("cancelled", 0),
    ]  # fmt: skip


def test_a_negative_report_ends_a_project_and_frees_its_site(played):
    played(
        READY
        + """
        day 2026-01-07
        owner: design                                          -> done
        day 2026-02-10
        validator: conclude positive=                          -> done
        owner: apply                                           -> wrong step
        owner: design project=AGAIN                            -> done
        """
    )


def test_reductions(played):
    market = played(
        REGISTERED
        + """
        trader: report owner=trader                            -> project not found
        owner: report body=validator                           -> same body
        owner: report body=nobody                              -> body not admitted
        owner: report file_sha256=1                            -> bad file
        owner: report last_day=2026-02-10                      -> bad days
        owner: report last_day=2023-12-31                      -> bad days
        owner: report first_day=2020-09-22                     -> reduction too early
        owner: report first_day=2020-09-23                     -> outside crediting
        owner: report first_day=2023-12-31                     -> bad amounts
        owner: report amounts.0.amount_t=0                  -> bad amounts
        owner: report amounts.0.amount_t=-1                 -> bad amounts
        ncsc: green certificate=-                              -> bad id
        ncsc: green month=2024                                 -> bad days
        ncsc: green mwh_e3=0                                   -> bad amount
        ncsc: green project=NONE                               -> project not found
        ncsc: green                                            -> done
        ncsc: green                                            -> certificate used
        owner: report                                          -> green certificate
        owner: report first_day=2024-06-01                     -> done
        ncsc: green certificate=G2 month=2024-06               -> reduction counted
        ncsc: green certificate=G2 month=2024-04               -> done
        owner: report first_day=2024-12-31                     -> period used
        verifier: verify                                       -> notice runs
        day 2026-03-20
        verifier: verify amounts.0.year=2023                -> bad amounts
        verifier: conclude body=verifier reduction=1           -> bad amounts
        verifier: verify                                       -> done
        owner: claim amounts.0.amount_t=548001              -> not as verified
        owner: apply reduction=1                               -> not as verified
        owner: claim                                           -> done
        owner: withdraw reduction=1                            -> done
        owner: report first_day=2024-06-01                     -> done
        """
    )
    assert market.audit().ok


def test_the_five_years_before_the_application(played):
    """H11: of an application on 2026-06-30 what was generated from 2021-06-30 on counts, that day with it."""
    played(
        REGISTERED
        + """
        owner: report first_day=2021-06-30 last_day=2021-12-31 amounts.0.year=2021   -> done
        day 2026-04-01
        verifier: verify amounts.0.year=2021                -> done
        day 2026-07-01
        owner: claim amounts.0.year=2021                    -> too old
        """
    )


def test_the_first_day_of_the_window_itself_counts(played):
    played(
        REGISTERED
        + """
        owner: report first_day=2021-06-30 last_day=2021-12-31 amounts.0.year=2021   -> done
        day 2026-06-30
        verifier: verify amounts.0.year=2021                -> done
        owner: claim amounts.0.year=2021                    -> done
        """
    )


def test_a_verifier_may_verify_another_project(played):
    """H12."""
    played(
        ISSUED
        + """
        owner: design project=OTHER plots.0=122000000,30000000 body=verifier               -> done
        day 2026-05-20
        verifier: conclude project=OTHER body=verifier         -> done
        owner: apply project=OTHER                             -> done
        ncsc: decide project=OTHER                             -> done
        owner: report project=OTHER                            -> same body
        owner: report project=OTHER body=validator             -> done
        """
    )

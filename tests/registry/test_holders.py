"""Holders: applications, listed data, representatives, restrictions, the bar, closing, bank accounts, as tables."""

import pytest

from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.registry import applications, bank_accounts, barred, closing, holder_data, representatives, restrictions
from tests.registry.holder_table import SHA, Stage, credit_code

#: Papers of an application without its licence.
REST = "application_form+legal_representative+authorisation"


@pytest.fixture
def stage(market, clock):
    made = Stage(market, clock)
    yield made
    assert market.audit().ok
    found = [d for d in second_check(market.engine).differences if not d.table.startswith("institutions")]
    assert found == []


def held(stage, holder):
    ((state, kind, due, missing, late),) = stage.rows(
        f"SELECT state, kind, due, missing, late FROM registry_holder WHERE id = '{holder}'"
    )
    return state, kind, due, missing, late


def test_an_application_with_all_papers_is_answered_within_five_working_days(stage):
    stage.run("T/1: apply T -> done")
    assert held(stage, "T") == ("applied", "organisation", "2023-05-10", "", 0)  # 6 May is a worked Saturday
    stage.run("""
        registry/1: fund T -> not permitted
        T/1: fund T -> account not found
        registry/1: admit T -> done
        registry/1: issue T -> done
        T/1: fund T -> done
        registry/1: admit T -> no application
        T/1: apply T -> holder has account
        U/1: apply U -> identity taken
    """)
    assert held(stage, "T")[0] == "open"


def test_days_count_from_the_day_on_which_no_paper_is_missing(stage):
    stage.run(f"T/1: apply T papers={REST} -> done")
    assert held(stage, "T") == ("applied", "organisation", "", "licence", 0)
    stage.run("""
        registry/1: admit T -> papers missing
        day 2023-05-08
        T/1: papers T -> done
    """)
    assert held(stage, "T")[2:4] == ("2023-05-15", "")
    stage.run("""
        day 2023-05-16
        registry/1: ask_papers T missing=licence+authorisation -> done
        T/1: papers T papers=authorisation -> done
    """)
    assert held(stage, "T") == ("applied", "organisation", "", "licence", 1)
    stage.run("""
        day 2023-05-17
        T/1: papers T -> done
        T/1: papers T papers=application_form -> done
    """)
    assert held(stage, "T")[2:4] == ("2023-05-24", "")
    stage.run("""
        day 2023-05-18
        registry/1: admit T -> done
        T/1: papers T -> no application
    """)
    assert held(stage, "T") == ("open", "organisation", "2023-05-24", "", 1)


def test_a_late_answer_is_late_and_a_refused_applicant_may_apply_again(stage):
    stage.run("""
        T/1: apply T -> done
        day 2023-05-11
        registry/1: refuse T -> done
    """)
    assert held(stage, "T")[::4] == ("refused", 1)
    stage.run("""
        T/1: fund T -> account not found
        T/1: apply T -> done
        registry/1: admit T -> done
    """)
    assert held(stage, "T") == ("open", "organisation", "2023-05-18", "", 0)
    assert stage.rows("SELECT count(*) FROM registry_holder_paper WHERE holder = 'T'") == [(8,)]


def test_applications_that_are_refused(stage):
    other = credit_code(2)
    stage.run(f"""
        T/1: apply U -> out of scope
        registry/1: apply T -> not permitted
        T/1: apply T kind=club -> unknown account kind
        T/1: apply T kind=province -> kind not applied for
        T/1: apply T kind=surrender -> kind not applied for
        T/1: apply T kind=entity -> not of this kind
        T/1: apply T name=- -> no holder name
        T/1: apply T identity=913700000000000000 -> bad identity
        T/1: apply T kind=person identity={other} papers=identity_document -> bad identity
        T/1: apply T identity_until=2023-05-03 -> identity expired
        T/1: apply T identity_until=tomorrow -> identity expired
        T/1: apply T papers=poem -> unknown paper
        H1/1: apply H1 -> holder has account
        T/1: apply T -> done
        T/1: apply T -> holder applied
        registry/1: open_account T -> holder applied
        U/1: apply U identity={other} identity_until=2023-05-04 -> done
        registry/1: ask_papers T missing=poem -> unknown paper
        registry/1: ask_papers T missing=- -> unknown paper
        registry/1: ask_papers T reason=- -> no reason given
        registry/1: ask_papers N1 -> no application
        registry/1: refuse T reason=- -> no reason given
        registry/1: refuse N1 -> no application
        T/1: papers T papers=- -> no new paper
        T/1: papers T papers=poem -> unknown paper
        day 2023-05-05
        registry/1: admit U -> identity expired
        V/1: apply V -> not permitted
    """)


def test_a_digest_that_is_none_is_refused(stage):
    item = {"holder": "T", "papers": [{"paper": "licence", "sha256": "x"}]}
    stage.run("T/1: apply T papers=application_form -> done")
    (answer,) = stage.market.execute([Command("bad", "T", "T/1", "registry.file_papers", [item])])
    assert str(answer.outcome) == "registry.bad_paper"


def test_who_the_authority_brings_and_who_not(stage):
    stage.run("""
        registry/1: bring province/37 -> done
        registry/1: bring province/37 -> holder has account
        registry/1: bring reserve/1 kind=reserve -> done
        registry/1: bring T kind=organisation -> kind not brought
        registry/1: bring T kind=club -> unknown account kind
        registry/1: bring G name=- kind=group -> no holder name
        registry/1: bring G kind=group -> done
        registry/1: bring system/x -> bad id
        registry/1: issue province/37 -> done
        registry/1: deposit province/37 -> account not found
        registry/1: issue G -> may not hold
        registry/1: deposit reserve/1 -> done
    """)
    assert stage.rows("SELECT id FROM registry_account WHERE holder = 'G'") == [("G/registration",)]


def test_officials_and_their_bodies_hold_nothing(stage):
    stage.run("""
        mee/1: admit_actor T/9 organisation=T role=verifier -> done
        T/1: apply T -> barred holder
        mee/1: dismiss_actor T/9 -> done
        T/1: apply T -> done
        mee/1: admit_actor T/8 organisation=T role=exchange -> done
        registry/1: admit T -> barred holder
        mee/1: dismiss_actor T/8 -> done
        registry/1: admit T -> done
        mee/1: admit_actor T/7 organisation=T role=verifier -> done
        T/1: name T named=T/1=initiator+T/7=approver -> barred representative
    """)


def test_listed_data_change_when_the_registry_accepts(stage):
    stage.run(f"""
        T/1: apply T -> done
        T/1: change T name=新名 -> no open holder
        registry/1: admit T -> done
        T/1: change T -> nothing changes
        T/1: change T name=- -> no new name
        T/1: change T name=新名 identity=x -> bad identity
        T/1: change T name=新名 evidence_sha256=x -> no evidence of change
        registry/1: decide_change T -> no change waits
        T/1: change T name=新名 identity_until=2024-05-04 -> done
        T/1: change T name=又名 -> change waits
        registry/1: decide_change T accepted=no -> no reason of refusal
        registry/1: decide_change T accepted=no reason=why -> done
        day 2023-05-08
        T/1: change T name=新名 identity={credit_code(3)} -> done
        day 2023-05-16
        registry/1: decide_change T -> done
    """)
    assert stage.rows("SELECT name, identity FROM registry_holder WHERE id = 'T'") == [("新名", credit_code(3))]
    changes = stage.rows("SELECT number, was_name, name, due, state, late FROM registry_holder_change")
    assert changes == [
        (1, "碳信", "新名", "2023-05-10", "refused", 0),
        (2, "碳信", "新名", "2023-05-15", "accepted", 1),
    ]


def test_representatives_act_each_in_one_role(stage):
    stage.run("""
        T/1: name T -> holder not open
        T/1: apply T -> done
        registry/1: admit T -> done
        registry/1: issue T -> done
        T/1: fund T -> done
        T/1: name T named=- -> nobody named
        T/1: name T named=T/1=boss -> unknown representative role
        T/1: name T from=2023-05-03 -> bad from day
        T/1: name T from=soon -> bad from day
        T/1: name T named=T/1=initiator+U/1=approver -> not of holder
        T/1: name T named=T/1=initiator -> needs both roles
        T/1: name T named=T/1=initiator+T/1=approver -> already named
        T/1: end T representatives=T/1 -> not named
        T/1: name T named=T/1=initiator+T/2=approver+T/3=viewer -> done
        T/1: fund T -> done
        T/2: fund T -> not an initiator
        T/3: fund T -> not an initiator
        T/3: return T -> not an initiator
        T/2+T/1: surrender T -> not an initiator
        T/1+T/3: surrender T -> not an approver
        T/1+T/2: surrender T -> done
        T/2: change T name=新名 -> not an initiator
        T/2+T/1: end T representatives=T/3 -> not for representatives
        T/1+T/3: end T representatives=T/3 -> not for representatives
        T/1+T/2: end T representatives=- -> nobody named
        T/1+T/2: end T representatives=T/1 -> needs both roles
        T/1+T/2: end T representatives=T/3 -> done
        T/1+T/2: end T representatives=T/3 -> not named
        T/1+T/2: name T named=T/1=viewer -> already named
        registry/1: end T representatives=T/1+T/2 -> done
        T/3: fund T -> done
    """)
    assert stage.rows("SELECT actor, until_day FROM registry_representative ORDER BY actor") == [
        ("T/1", "2023-05-04"), ("T/2", "2023-05-04"), ("T/3", "2023-05-04"),
    ]  # fmt: skip


def test_a_representative_acts_from_its_day_on_and_others_do_not_act_meanwhile(stage):
    stage.run("""
        registry/1: issue H1 -> done
        H1/1: name H1 named=H1/1=initiator+H1/2=approver from=2023-05-08 -> done
        H1/1: fund H1 -> not an initiator
        day 2023-05-08
        H1/1: fund H1 -> done
        H1/2: fund H1 -> not an initiator
    """)


def test_a_kind_says_how_many_represent(stage):
    stage.run(f"""
        T/1: apply T kind=person identity={SHA} papers=application_form+identity_document -> done
        registry/1: admit T -> done
        T/1: name T -> too many representatives
    """)


def test_a_restricted_holder_moves_nothing_out_and_may_surrender(stage):
    stage.run("""
        registry/1: issue H1 -> done
        H1/1: fund H1 -> done
        registry/1: deposit H1 -> done
        registry/1: deposit H2 -> done
        registry/1: restrict T -> not held open
        registry/1: restrict H1 ground=mood -> unknown restriction ground
        registry/1: restrict H1 ground=barred -> unknown restriction ground
        registry/1: restrict H1 text=- -> no text of restriction
        registry/1: restrict H1 evidence_sha256=x -> bad restriction evidence
        registry/1: restrict H1 -> done
        registry/1: restrict H1 -> restricted already
        H1/1: fund H1 -> restricted
        H1/1: return H1 -> done
        H1/1: surrender H1 -> done
        registry/1: withdraw H1 -> restricted
        registry/1: deposit H1 -> done
        registry/1: restrict H1 ground=inquiry -> done
        H1/1: return H1 -> restricted
        exchange/1: hand_over 2023-05-04 -> done
        exchange/1: settle 2023-05-04 seller=H1 buyer=H2 -> done
        exchange/1: back 2023-05-04 -> done
        registry/1: lift H1 number=2 -> done
        registry/1: lift H1 number=2 -> no restriction
        H1/1: return H1 -> done
        H1/1: fund H1 -> restricted
        registry/1: lift H1 text=- -> no text of restriction
        registry/1: lift H1 -> done
        H1/1: fund H1 -> done
        registry/1: restrict H1 ground=incapacity -> done
        H1/1: surrender H1 -> restricted
        registry/1: deposit H1 -> restricted
    """)


def test_a_restricted_holder_orders_no_transfer_and_what_it_ordered_waits(stage):
    stage.run("""
        registry/1: issue H1 -> done
        H1/1: order H1 -> done
        registry/1: restrict H1 -> done
        H1/1: order H1 -> restricted
        day 2023-05-09
        registry/1: carry_out H1/T1 -> done
        registry/1: carry_out H1/T1 -> order held up
        registry/1: lift H1 -> done
        registry/1: restrict H2 ground=inquiry -> done
        registry/1: carry_out H1/T1 -> done
        registry/1: bar H2 -> done
        H1/1: order H1 -> restricted
    """)
    assert stage.rows("SELECT state FROM registry_transfer_order WHERE id = 'H1/T1'") == [("carried_out",)]


def test_a_command_about_holders_is_carried_out_whole_or_not_at_all(stage):
    stage.run("registry/1: issue H1 -> done")
    restrict = {"ground": "data_invalid", "text": "x"}
    items = [{"holder": "H1", **restrict}, {"holder": "nobody", **restrict}]
    (answer,) = stage.market.execute([Command("two", "registry", "registry/1", "registry.restrict_holder", items)])
    assert (str(answer.outcome), answer.item) == ("registry.not_held_open", 1)
    stage.run("H1/1: fund H1 -> done")
    assert stage.rows("SELECT count(*) FROM registry_restriction") == [(0,)]


def test_to_let_go_needs_two(stage):
    stage.run("""
        registry/1: restrict H1 -> done
        registry/1+registry/1: lift H1 -> second is first
        registry/1+H1/1: lift H1 -> second not permitted
    """)


def test_an_objection_is_heard_fifteen_days_and_answered_within_ten(stage):
    stage.run("""
        registry/1: restrict H1 -> done
        registry/1: restrict H1 ground=inquiry -> done
        H1/1: object H2 -> out of scope
        H1/1: object H1 number=3 -> no restriction
        H1/1: object H1 reason=- -> no text of restriction
        H1/1: object H1 evidence_sha256=x -> bad restriction evidence
        registry/1: answer H1 -> no objection
        day 2023-05-24
        H1/1: object H1 -> done
        H1/1: object H1 -> objected already
        day 2023-05-25
        H1/1: object H1 number=2 -> objection too late
        registry/1: answer H1 text=- -> no text of restriction
        day 2023-06-08
        registry/1: answer H1 -> done
        registry/1: answer H1 -> no objection
    """)
    found = stage.rows(
        "SELECT number, state, object_by, objection, due, late FROM registry_restriction ORDER BY number"
    )
    assert found == [
        (1, "lifted", "2023-05-24", "upheld", "2023-06-07", 1), (2, "standing", "2023-05-24", "", "", 0),
    ]  # fmt: skip
    stage.run("registry/1: issue H1 -> done")
    stage.run("H1/1: fund H1 -> restricted")


def test_an_objection_that_is_rejected_leaves_the_restriction(stage):
    stage.run("""
        registry/1: restrict H1 -> done
        H1/1: object H1 -> done
        registry/1: answer H1 upheld=no -> done
        registry/1: withdraw H1 -> restricted
    """)


def test_who_becomes_barred_sells_and_reports(stage):
    stage.run("""
        registry/1: bring reserve/1 kind=reserve -> done
        registry/1: bar reserve/1 -> holds by office
        registry/1: bar T -> holds no account
        H1/1: report H1 -> not barred
        registry/1: issue H1 -> done
        registry/1: deposit H2 -> done
        registry/1: bar H1 ground=- -> no ground of bar
        registry/1: bar H1 -> done
        registry/1: bar H1 -> barred already
        registry/1: deposit H1 -> restricted
        H1/1: report H1 evidence_sha256=x -> bad report evidence
        H1/1: report H1 -> not sold
        H1/1: fund H1 amount_t=100 -> done
        exchange/1: hand_over 2023-05-04 -> done
        exchange/1: settle 2023-05-04 seller=H1 buyer=H2 quantity_t=100 -> done
        exchange/1: back 2023-05-04 -> done
        registry/1: withdraw H1 -> done
        day 2023-06-02
        H1/1: report H1 -> done
    """)
    barred_rows = stage.rows("SELECT sell_by, state, reported_on, late FROM registry_barred")
    assert barred_rows == [("2023-05-31", "reported", "2023-06-02", 1)]
    stage.run("""
        registry/1: lift H1 text=left+the+exchange -> done
        registry/1: deposit H1 -> done
        registry/1: bar H1 -> done
    """)
    assert stage.rows("SELECT state FROM registry_barred") == [("to_sell",)]


def test_an_account_is_closed_empty_and_for_good(stage):
    stage.run(f"""
        T/1: apply T -> done
        T/1: ask_closing T -> nothing to close
        registry/1: close T -> nothing to close
        registry/1: admit T -> done
        registry/1: issue T amount_t=1 -> done
        registry/1: close T ground=mood -> unknown closing ground
        registry/1: close T ground=death evidence_sha256={SHA} -> ground of other kind
        registry/1: close T -> not asked to close
        T/1: ask_closing T reason=- -> no reason of closing
        T/1: ask_closing T -> done
        T/1: ask_closing T -> closing asked
        registry/1: close T ground=bankruptcy -> no paper of closing
        registry/1: close T evidence_sha256=x -> no paper of closing
        registry/1: close H1 ground=merger -> no heirs
        registry/1: close T -> not empty
        T/1: surrender T -> done
        exchange/1: hand_over 2023-05-04 -> done
        registry/1: close T -> positions with exchange
        exchange/1: back 2023-05-04 trades=0 -> done
        registry/1+registry/1: close T -> second is first
        registry/1: close T -> done
        registry/1: close T -> nothing to close
        T/1: apply T -> holder ended
        registry/1: open_account T -> holder has account
        registry/1: issue T -> holder closed
        registry/1: deposit T -> holder closed
        registry/1: withdraw T -> holder closed
        T/1: fund T -> holder closed
        T/1: name T -> holder not open
        U/1: apply U -> done
    """)


def test_a_bank_account_is_in_one_s_own_name_and_changes_without_money(stage):
    stage.run("""
        T/1: bank T -> no holder with money
        registry/1: bring G kind=group -> done
        registry/1: decide_bank G -> no bank account waits
        T/1: apply T -> done
        registry/1: admit T -> done
        T/1: bank T bank=- -> no bank
        T/1: bank T bank_account=12ab -> bad bank account
        T/1: bank T account_name=他人 -> not own name
        T/1: bank T -> done
        T/1: bank T -> bank account waits
        registry/1: decide_bank T accepted=no -> no reason for bank
        registry/1: decide_bank T accepted=no reason=unknown -> done
        T/1: bank T -> done
        day 2023-05-09
        registry/1: decide_bank T -> done
        registry/1: decide_bank T -> no bank account waits
        T/1: bank T -> same bank account
        registry/1: deposit T amount_fen=5 -> done
        T/1: bank T bank_account=6222000000002 -> money left
        registry/1: withdraw T amount_fen=5 -> done
        T/1: bank T bank_account=6222000000002 -> money moved today
        day 2023-05-10
        T/1: bank T bank_account=6222000000002 -> done
        registry/1: deposit T amount_fen=5 -> done
        registry/1: decide_bank T -> money left
        registry/1: withdraw T amount_fen=5 -> done
        exchange/1: hand_over 2023-05-10 -> done
        registry/1: decide_bank T -> positions with exchange
        exchange/1: back 2023-05-10 trades=0 -> done
        registry/1: decide_bank T -> money moved today
        day 2023-05-11
        registry/1: decide_bank T -> done
        H1/1: bank H1 account_name=H1 -> done
    """)
    found = stage.rows("SELECT number, state, late FROM registry_bank_account WHERE holder = 'T'")
    assert found == [(1, "refused", 0), (2, "replaced", 1), (3, "confirmed", 0)]


def test_an_obligation_that_is_not_met_keeps_the_account(stage, market):
    from tanshi.registry.closing import CloseHolder, ClosingCommands

    said = []

    class _Act:
        day = "2023-05-04"

        def refuse(self, outcome, **details):
            said.append(details)
            return outcome

    stage.run("H1/1: ask_closing H1 -> done")
    commands = ClosingCommands(market.law, lambda holder, rows: "2022")
    writer = market.writer
    with market.engine.alone() as writes:
        rows = writer._rows.__class__()
        rows.attach(writes)
        outcome = commands.close(CloseHolder("H1", "own_wish"), rows, _Act())
    assert outcome is closing.ClosingOutcome.STILL_OWES
    assert said == [{"holder": "H1", "period": "2022"}]


def test_every_outcome_appears_in_a_table():
    from pathlib import Path

    text = Path(__file__).read_text("utf-8")
    enums = [
        applications.ApplicationOutcome, holder_data.HolderDataOutcome, representatives.RepresentativeOutcome,
        restrictions.RestrictionOutcome, barred.BarredOutcome, closing.ClosingOutcome,
        bank_accounts.BankAccountOutcome,
    ]  # fmt: skip
    missing = [o.name for e in enums for o in e if f"-> {o.value.split('.')[1].replace('_', ' ')}\n" not in text]
    assert missing == ["BAD_PAPER", "STILL_OWES", "UNDER_WAY"]  # each in a test of its own

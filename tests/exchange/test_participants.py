"""Who may trade: application, decision, number, suspension, closing; kinds that are closed; who is barred."""

from tanshi.application.access import ViewRows
from tanshi.exchange.bars import may_not
from tanshi.exchange.participant_tables import ParticipantRow
from tanshi.exchange.positions import NO_BUY, NO_SELL
from tests.exchange.day_table import opened, run
from tests.registry.money_table import ON_SQLITE


def bits(market, holder):
    with market.view() as view:
        return may_not(holder, ViewRows(view), {})


def row(market, holder):
    with market.view() as view:
        return ViewRows(view).get(ParticipantRow, holder)


def test_an_application_goes_its_way(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:00
        apply H1 application_form -> done
        admit H1 -> papers missing
        apply H1 agreement+selfie -> unknown paper
        apply H1 agreement -> done
        admit H1 -> done
        admit H1 -> no application
        apply H1 agreement -> applied already
        apply H2 application_form+agreement -> done
        refuse_silently H2 -> no reason given
        refuse H2 -> done
        refuse H2 -> no application
        admit H2 -> no application
        apply H2 - -> done
        admit H2 -> papers missing
        apply H2 application_form+agreement -> done
        at 2026-12-10 09:00
        admit H2 -> done
        apply stranger application_form -> actor not found
    """)  # fmt: skip
    assert [(r.number, r.state, r.late, r.papers) for r in (row(market, "H1"), row(market, "H2"))] == [
        (1, "admitted", 0, 2),
        (2, "admitted", 1, 4),
    ]
    assert bits(market, "H1") == 0
    assert bits(market, "H8") == NO_BUY | NO_SELL


@ON_SQLITE
def test_a_participant_is_suspended_and_closed(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:00
        suspend H1 -> not admitted
        apply H1 application_form+agreement -> done
        admit H1 -> done
        resume H1 -> not suspended
        suspend_silently H1 -> no reason given
        suspend_unshown H1 -> bad paper
        suspend H1 -> done
        resume_silently H1 -> no reason given
        resume H1 -> done
        suspend H1 -> done
        issue H1 CEA22 10 -> done
        fund H1 CEA22 10 -> done
        close_silently H1 -> no reason given
        close H1 -> account not empty
        apply H2 application_form+agreement -> done
        admit H2 -> done
        close H2 -> done
        close H2 -> not admitted
        apply H2 application_form+agreement -> done
        admit H2 -> done
    """)  # fmt: skip
    assert (row(market, "H2").number, row(market, "H2").state) == (2, "admitted")  # the number stays its own
    assert bits(market, "H1") == NO_BUY | NO_SELL


@ON_SQLITE
def test_who_has_no_account_or_is_barred_is_not_admitted(market, clock):
    run(opened(market), clock, """
        at 2026-11-30 09:00
        apply H1 application_form+agreement -> done
        note_barred H1 -> done
        admit H1 -> barred participant
        apply H1 agreement -> barred participant
        apply H2 blurred -> unknown paper
    """)  # fmt: skip


@ON_SQLITE
def test_a_kind_is_closed_until_an_act_opens_it(market, clock):
    from tanshi.exchange.participants import participant_kinds

    found = participant_kinds(market.law, "2026-11-30")
    assert {kind: k.open for kind, k in found.items()} == {
        "entity": True, "organisation": False, "person": False, "reserve": True, "project_owner": True,
    }  # fmt: skip
    assert found["reserve"].sides == ("sell",)
    assert "project_owner" not in participant_kinds(market.law, "2023-11-15")

"""An emission that is corrected after its confirmation: what follows it, to the obligation and status of the day."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from tools import verification_round
from tools.allocation_round import BASE, PERIOD, PROVINCE, Round
from tools.correction_round import (
    MINISTRY,
    PLANT,
    WORKS,
    confirmed,
    decision,
    figure,
    follow,
    proposal,
    works_confirmed,
)

from tanshi.application.access import ViewRows
from tanshi.application.as_verified import sources
from tanshi.application.documents.drafting import About, drafted
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.application.verification_report import VerificationReport
from tanshi.application.why import why
from tanshi.application.work.tasks import Desk
from tanshi.compliance.status import Obligations, vintages_of
from tanshi.core.clock import SimulatedClock, legal_day
from tanshi.core.working_days import add_working_days
from tanshi.journal.command import Command
from tanshi.journal.table import read_rows
from tanshi.mrv.emission_correction import EmissionCorrectionOutcome, confirmed_on_day, versions
from tanshi.mrv.tables import ReportRow
from tanshi.participants.tables import ActorRow, EntityRow
from tanshi.rules import Law
from tanshi.simulation.workload import opening
from tests.act_table import run

LAW = Law("cn")
MARCH = f"{PERIOD}-03"
#: What the plant emitted by its report; what its coal of March is found to be beyond the 50,000 t recorded, and adds.
CONFIRMED_T, MORE_COAL_E2, MORE_T = 1_197_900, 6_010_518, 120_000


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2023, 8, 1, 2, tzinfo=UTC))


def tasks(made, clock, actor):
    """Return the kinds of tasks an actor has about corrections."""
    kinds = ("emission_correction", "emission_to_follow", "correction_to_instruct", "obligation_to_correct",
             "publication_due", "surrender_deferred")  # fmt: skip
    with made.market.view() as view:
        rows = ViewRows(view)
        desk = Desk(view, rows, LAW, rows.get(ActorRow, actor), legal_day(clock.now()).isoformat())
        return {kind for kind in kinds if any(desk._group(*place, 1) for place in desk.places() if place[0].id == kind)}


def standing(made, day):
    with made.market.view() as view:
        found = Obligations(view, PERIOD, vintages_of(LAW, PERIOD), PLANT).of(PLANT, day)
    return found.status, found.obligation_t, found.surrendered_t, found.surplus_t


def read(made, sql, *values):
    with made.market.view() as view:
        return view.fetch(sql, list(values))


def approved(made):
    return read(made, "SELECT verified_t, obligation_t, approved_t FROM allocation_entity WHERE entity = ?", PLANT)


def surrender(made, number, amount, day):
    """Surrender at the registry and tell compliance of it."""
    given = {"instrument": "CEA22", "amount_t": amount}
    made.must(PLANT, "registry.surrender", {"holder": PLANT, "period": PERIOD, **given})
    made.must("registry", "compliance.note_surrender", made.of(PLANT, number=number, surrendered_on=day, **given))


def issued(made):
    """Tell the registry of the approved amount, and put as much more on the account as will be short."""
    made.must(PROVINCE, "allocation.instruct", made.of(PLANT, stage="settle_up"))
    made.move(f"instruction/settle_up/{PERIOD}/{PLANT}")
    order = {"holder": PLANT, "instrument": "CEA22", "amount_t": 400_000, "ground": "order", "instruction": "纸1号"}
    made.must("registry", "registry.issue", order)


def test_a_plant_found_short_after_its_surrender_gives_the_rest_by_a_new_day(market, clock):
    market.execute(opening())
    made = confirmed(market)
    issued(made)
    surrender(made, 1, CONFIRMED_T, "2023-08-01")
    clock.put_day(date(2024, 1, 2))
    made.must(PROVINCE, "compliance.assess", made.of(PLANT, mean_price_fen=""))
    assert standing(made, "2024-01-02") == ("met", CONFIRMED_T, CONFIRMED_T, 0)

    clock.put_day(date(2024, 1, 8))
    coal = figure(f"{PLANT}-1", MARCH, "fuel_e2", str(5_000_000 + MORE_COAL_E2))
    output = figure(f"{PLANT}-1", MARCH, "generation_mwh_e3", "115000000")
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(PLANT, PERIOD, coal, output))
    assert tasks(made, clock, "mee/1") == {"emission_correction"}
    clock.put_day(date(2024, 1, 9))
    made.must(MINISTRY, "mrv.decide_emission_correction", decision(PLANT, PERIOD, 1))
    assert tasks(made, clock, f"{PROVINCE}/1") == {"emission_to_follow"}
    (before,) = approved(made)
    follow(made)
    (after,) = approved(made)
    due = CONFIRMED_T + MORE_T
    assert (before[:2], after[:2]) == ((CONFIRMED_T, CONFIRMED_T), (due, due))
    assert after[2] > before[2]  # more electricity, more is given
    assert tasks(made, clock, f"{PROVINCE}/1") == {"correction_to_instruct"}
    made.must(PROVINCE, "allocation.instruct", made.of(PLANT, stage="correction"))
    made.move(f"instruction/correction/{PERIOD}/{PLANT}/1")
    assert tasks(made, clock, f"{PROVINCE}/1") == set()

    assert standing(made, "2024-01-08") == ("met", CONFIRMED_T, CONFIRMED_T, 0)  # as it was asked then
    assert standing(made, "2024-01-09") == ("deferred", due, CONFIRMED_T, 0)
    assert tasks(made, clock, f"{PLANT}/1") == {"publication_due", "surrender_deferred"}
    surrender(made, 2, MORE_T, "2024-01-09")
    assert standing(made, "2024-01-09") == ("met", due, due, 0)
    clock.put_day(date(2024, 2, 10))
    made.must(PROVINCE, "compliance.assess", made.of(PLANT, mean_price_fen=""))
    assert standing(made, "2024-02-10") == ("met", due, due, 0)

    with market.view() as view:
        rows = ViewRows(view)
        report = rows.get(ReportRow, (PLANT, PERIOD))
        found = [(v.number, v.verified_t, v.since) for v in versions(rows, report)]
        asked = [confirmed_on_day(rows, report, day) for day in ("2023-07-31", "2024-01-08", "2024-01-09")]
    assert found == [(1, CONFIRMED_T, "2023-08-01"), (2, due, "2024-01-09")]
    assert asked == [None, CONFIRMED_T, due]
    for measure in ("verified_t", "obligation_t"):
        told = [n.value for n in why(market, f"{measure}/{PERIOD}/{PLANT}").node.inputs if "version" in n.label]
        assert told == [CONFIRMED_T, due]
    with market.view() as view:
        (firm,) = read_rows(view, EntityRow, id=PLANT)
        data = drafted("verification_conclusion", About(view, LAW, firm, PERIOD, "en"))
    assert (data["verified_t"], data["changes"]) == (CONFIRMED_T, [])  # what verification came to stays its own
    reported = why(market, f"reported_t/{PERIOD}/{PLANT}").node
    assert (reported.value, reported.inputs[0].value) == (CONFIRMED_T, CONFIRMED_T)  # what was reported stays so
    assert second_check(market.engine).ok


@pytest.fixture
def made(clock):
    """N1 with a confirmed year, its allocation approved, its obligation set."""
    market = open_market(":memory:", clock=clock)
    market.execute(opening())
    yield confirmed(market)
    market.close()


def test_a_works_whose_emission_falls_publishes_again_and_both_figures_stay(made, clock):
    works_confirmed(made)
    less = figure("1", MARCH, "q", "290000")
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(WORKS, PERIOD, less))
    clock.put_day(date(2023, 9, 1))
    made.must(MINISTRY, "mrv.decide_emission_correction", decision(WORKS, PERIOD, 1))
    assert tasks(made, clock, f"{WORKS}/1") == {"publication_due"}
    made.must(WORKS, "mrv.publish_emission", {"entity": WORKS, "period": PERIOD})
    assert tasks(made, clock, f"{WORKS}/1") == set()
    published = read(made, "SELECT number, verified_t, published_on FROM mrv_publication WHERE entity = ?", WORKS)
    assert published == [(1, 220_000, "2023-08-01"), (2, 215_600, "2023-09-01")]
    node = why(made.market, f"verified_t/{PERIOD}/{WORKS}").node
    assert [(n.label, n.value) for n in node.inputs] == [
        ("label.verified_t", 215_600), ("label.confirmed_version", 220_000), ("label.confirmed_version", 215_600),
    ]  # fmt: skip
    assert why(made.market, f"reported_t/{PERIOD}/{WORKS}").node.value == 220_000
    with made.market.view() as view:
        assert [s.emission_t for s in sources(LAW, ViewRows(view), WORKS, PERIOD)] == ["220000.00"]
    assert second_check(made.market.engine).ok


REFUSED = """
    propose source=rumour              -> correction unknown source
    propose source=supervision_look reference=2022-03/1  -> correction without reference
    propose source=supervision_look reference=2022-03    -> correction without reference
    propose source=case_decision reference=37-1          -> correction without reference
    propose source=later_verification  -> correction without reference
    propose reason=-                   -> verification without text
    propose file_sha256=abc            -> bad evidence file
    propose period=2021                -> correction of nothing confirmed
    propose after=-                    -> change not possible
    propose after=5000000              -> correction changes nothing
    firm-proposes                      -> not permitted
    decide                             -> correction not open
    propose                            -> done
    propose                            -> correction still open
    province-decides                   -> not permitted
    decide text=-                      -> verification without text
    decide granted=no                  -> done
    decide                             -> correction not open
    propose                            -> done
    decide number=2                    -> done
    at 2024-01-02 09:00
    assess                             -> behind emission
    follow-allocation                  -> done
    assess                             -> behind emission
    follow-obligation                  -> done
    assess                             -> before deadline
"""


def act_of(made):
    """Return what does one act of the table; `after` is the coal of March."""

    def act(word, values):
        said = dict(value.split("=") for value in values)
        said = {name: "" if value == "-" else value for name, value in said.items()}
        if word in ("propose", "firm-proposes"):
            coal = figure(f"{PLANT}-1", MARCH, "fuel_e2", said.pop("after", "5100000"))
            item = proposal(PLANT, said.pop("period", PERIOD), coal, **said)
            return made.ask(PROVINCE if word == "propose" else PLANT, "mrv.propose_emission_correction", item)
        if word in ("decide", "province-decides"):
            item = decision(PLANT, PERIOD, int(said.get("number", 1)), granted=said.get("granted") != "no")
            who = MINISTRY if word == "decide" else PROVINCE
            return made.ask(who, "mrv.decide_emission_correction", {**item, "text": said.get("text", item["text"])})
        if word == "assess":
            return made.ask(PROVINCE, "compliance.assess", made.of(PLANT, mean_price_fen="8000"))
        if word == "follow-allocation":
            ground = {"stage": "settle_up", "ground": "emission_changed", "reason": "更正"}
            return made.ask(PROVINCE, "allocation.correct", made.of(PLANT, **ground))
        return made.ask(PROVINCE, "compliance.correct_obligation", made.of(PLANT, reason="更正"))

    return act


def test_what_is_refused_and_that_nothing_is_assessed_before_all_follows(made, clock):
    run(REFUSED, clock, act_of(made))
    named = [o for o in EmissionCorrectionOutcome if f"-> {o.partition('.')[2].replace('_', ' ')}\n" not in REFUSED]
    assert named == [EmissionCorrectionOutcome.DONE, EmissionCorrectionOutcome.PROPOSER]


def test_a_look_that_found_something_is_what_a_correction_rests_on(made):
    look = {"entity": PLANT, "month": MARCH, "result": "wrong", "text": "漏计"}
    made.must(PROVINCE, "mrv.note_supervision", {**look, "result": "in_order", "text": ""})
    made.must(PROVINCE, "mrv.note_supervision", look)
    act = act_of(made)
    assert not act("propose", ["source=supervision_look", f"reference={MARCH}/1"]).done
    assert act("propose", ["source=supervision_look", f"reference={MARCH}/2"]).done


def test_who_proposed_does_not_decide_whatever_its_role(made):
    made.must(MINISTRY, "participants.admit_actor", {
        "actor": f"{PROVINCE}/9", "organisation": PROVINCE, "role": "nation", "area_gb2260": "", "entity": "",
    })  # fmt: skip
    assert act_of(made)("propose", []).done
    (answer,) = made.market.execute([
        Command("self", PROVINCE, f"{PROVINCE}/9", "mrv.decide_emission_correction", [decision(PLANT, PERIOD, 1)])
    ])  # fmt: skip
    assert answer.outcome is EmissionCorrectionOutcome.PROPOSER


@dataclass
class Model:
    """What is confirmed, given and owed, and what was surrendered, in tonnes; nothing else."""

    emitted: int
    allocated: int
    owed: int
    surrendered: int = 0
    deadline: str = "2023-12-31"
    raised: bool = False

    def standing(self, day):
        if self.surrendered >= self.owed:
            status = "met"
        elif day > self.deadline:
            status = "late"
        elif self.deadline > "2023-12-31" and self.raised:
            status = "deferred"
        else:
            status = "partly" if self.surrendered else "open"
        return status, self.owed, self.surrendered, max(0, self.surrendered - self.owed)


@pytest.mark.parametrize("seed", [1, 2])
def test_in_whatever_order_it_is_corrected_followed_and_surrendered_a_plain_model_agrees(made, clock, seed):
    chance, day, number, corrected = random.Random(seed), date(2023, 11, 20), 0, 0
    model = Model(CONFIRMED_T, CONFIRMED_T, CONFIRMED_T)
    for _ in range(40):
        day += timedelta(days=chance.randrange(4))
        clock.put_day(day)
        today, word = day.isoformat(), chance.choice(("emission", "allocation", "obligation", "surrender"))
        if word == "emission":
            burned = chance.choice((4_000_000, 5_000_000, 6_000_000, 7_000_000))
            coal = figure(f"{PLANT}-1", MARCH, "fuel_e2", str(burned))
            if made.ask(PROVINCE, "mrv.propose_emission_correction", proposal(PLANT, PERIOD, coal)).done:
                corrected += 1
                made.must(MINISTRY, "mrv.decide_emission_correction", decision(PLANT, PERIOD, corrected))
                # 0.55 tC/t, all but 1 % oxidized, 44/12: 1.9965 t for each tonne of coal, 11 months of 50,000 t
                model.emitted = 1_098_075 + burned * 19965 // 1_000_000
        elif word == "allocation":
            ground = {"stage": "settle_up", "ground": "emission_changed", "reason": "更正"}
            done = made.ask(PROVINCE, "allocation.correct", made.of(PLANT, **ground)).done
            assert done == (model.allocated != model.emitted)
            model.allocated = model.emitted
        elif word == "obligation":
            done = made.ask(PROVINCE, "compliance.correct_obligation", made.of(PLANT, reason="更正")).done
            assert done == (model.owed != model.allocated)
            if model.allocated > model.owed:
                later = add_working_days(day, 20).isoformat()
                model.raised, model.deadline = True, max(model.deadline, later)
            elif done:
                model.raised = True
            model.owed = model.allocated
        else:
            amount = chance.choice((1, 100_000, 600_000))
            note = {"instrument": "CEA22", "amount_t": amount, "number": number + 1, "surrendered_on": today}
            done = made.ask("registry", "compliance.note_surrender", made.of(PLANT, **note)).done
            assert done == (today <= model.deadline)
            number, model.surrendered = number + done, model.surrendered + amount * done
        assert standing(made, today) == model.standing(today), (seed, today, word)
    assert second_check(made.market.engine).ok


def test_the_paper_of_a_verification_keeps_its_figures_and_names_the_correction(clock):
    market = open_market(":memory:", clock=clock)
    market.execute(opening())
    clock.put_day(date(2023, 1, 1))
    verification_round.hold_verification(market, clock)
    plant, year = verification_round.PLANT, verification_round.YEAR

    def parts():
        with market.view() as view:
            return VerificationReport(LAW, view, plant, year, "en").paper().parts

    before = parts()
    coal = figure(verification_round.UNIT, f"{year}-06", "fuel_e2", "5600000")
    verification_round.must(market, "corrected", [
        ("shandong", "mrv.propose_emission_correction", proposal(plant, year, coal)),
        (MINISTRY, "mrv.decide_emission_correction", decision(plant, year, 1)),
    ])  # fmt: skip
    with market.view() as view:
        ((corrected,),) = view.fetch("SELECT verified_t FROM mrv_report WHERE entity = ?", [plant])
    ((was, now),) = [(b, a) for b, a in zip(before, parts(), strict=True) if a != b]
    assert now.text == f"{was.text}\nCorrected after confirmation: {corrected:,} t since 2024-06-05."
    market.close()


def test_another_output_alone_is_followed_by_the_allocation(made, clock):
    made.must(PROVINCE, "allocation.instruct", made.of(PLANT, stage="settle_up"))
    less = figure(f"{PLANT}-1", MARCH, "generation_mwh_e3", "100000000")
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(PLANT, PERIOD, less))
    clock.put_day(date(2023, 8, 3))
    made.must(MINISTRY, "mrv.decide_emission_correction", decision(PLANT, PERIOD, 1))
    assert tasks(made, clock, f"{PROVINCE}/1") == {"emission_to_follow"}
    assert not tasks(made, clock, f"{PLANT}/1") - {"publication_due"}
    ((_, owed, given),) = approved(made)
    correct = {"stage": "settle_up", "ground": "emission_changed", "reason": "上网电量更正"}
    made.must(PROVINCE, "allocation.correct", made.of(PLANT, **correct))
    ((emitted, still_owed, now),) = approved(made)
    assert (emitted, still_owed, now < given) == (CONFIRMED_T, owed, True)
    assert tasks(made, clock, f"{PROVINCE}/1") == {"correction_to_instruct"}


def test_a_pre_allocation_follows_the_emission_it_was_taken_of(clock):
    market = open_market(":memory:", clock=clock)
    market.execute(opening())
    made = Round(market)
    made.enrol()
    made.confirm(PLANT, BASE, 50_000_00)
    made.must(PROVINCE, "allocation.preallocate", made.of(PLANT))
    more = figure(f"{PLANT}-1", f"{BASE}-03", "fuel_e2", "5600000")
    made.must(PROVINCE, "mrv.propose_emission_correction", proposal(PLANT, BASE, more))
    made.must(MINISTRY, "mrv.decide_emission_correction", decision(PLANT, BASE, 1))
    assert tasks(made, clock, f"{PROVINCE}/1") == {"emission_to_follow"}
    correct = {"stage": "preallocation", "ground": "emission_changed", "reason": "2021年排放量更正"}
    made.must(PROVINCE, "allocation.correct", made.of(PLANT, **correct))
    assert tasks(made, clock, f"{PROVINCE}/1") == set()
    market.close()

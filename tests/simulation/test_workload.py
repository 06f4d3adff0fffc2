"""The seeded workload against the real systems, judged by the independent auditor."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from tools.voluntary_round import ACTORS, do, steps

from tanshi.application.assembly import handlers
from tanshi.application.market import open_market
from tanshi.application.second_check import second_check
from tanshi.core.working_days import trading_days
from tanshi.journal.command import Command
from tanshi.journal.writer import seeded_entropy
from tanshi.simulation.auditor import Auditor, disagreements
from tanshi.simulation.project_work import WEIGHTS as PROJECT_WEIGHTS
from tanshi.simulation.voluntary_work import HOLDERS as HOLDING
from tanshi.simulation.voluntary_work import INSTRUMENT, PROJECT
from tanshi.simulation.voluntary_work import WEIGHTS as UNIT_WEIGHTS
from tanshi.simulation.workload import HOLDERS, Workload, confirms, opening
from tests.registry.money_table import ON_SQLITE
from tests.rulemaking import acts

#: Days before the clock's; without the last of them closed, no session opens any more.
CLOSABLE = ("2023-04-26", "2023-04-27", "2023-04-28", "2023-05-03")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_auditor_agrees_with_every_answer(market, seed):
    auditor = Auditor()
    work = Workload(seed, CLOSABLE if seed == 2 else (), auditor)
    commands = opening()
    assert disagreements(auditor, commands, market.execute(commands)) == []
    for number in range(60):
        group = [work.next() for _ in range(1 + number % 50)]
        answers = market.execute(group)
        wrong = disagreements(auditor, group, answers)
        assert not wrong, f"seed {seed}: {wrong[:3]}"
        for command, answer in zip(group, answers, strict=True):
            work.noticed(command, answer.done and not answer.exists)
    with market.view() as view:
        assert auditor.compare(view) == []
    assert market.audit().ok


def issued(market, clock, auditor):
    """Go the steps up to units that are issued; the auditor knows them then."""
    clock.put_day(date(2026, 1, 4))
    commands = opening()
    for actor, organisation, role, area in ACTORS:
        item = {"actor": actor, "organisation": organisation, "role": role, "area_gb2260": area}
        commands.append(Command(f"admit/{actor}", "mee", "mee/1", "participants.admit_actor", [item]))
    assert disagreements(auditor, commands, market.execute(commands)) == []
    for number, (day, who, name, item) in enumerate(steps()):
        if day > "2026-03-25":
            break
        clock.put_day(date.fromisoformat(day))
        do(market, who, f"voluntary.{name}", item, str(number))
    auditor.begin_units(PROJECT, INSTRUMENT, 548_000, HOLDING[0])
    auditor.unit_holders |= set(HOLDING)
    with market.view() as view:
        done = view.fetch("SELECT organisation, id, sha256 FROM journal_command")
    auditor.done |= {(organisation, id): sha for organisation, id, sha in done}


def agree(market, clock, auditor, work, days, size):
    """Ask on days, and compare answers and books; return how often which kind was carried out or refused."""
    asked = Counter()
    for day in days:
        clock.put_day(day)
        auditor.day = work.about_units.day = day.isoformat()
        group = [work.next() for _ in range(size)]
        answers = market.execute(group)
        wrong = disagreements(auditor, group, answers)
        assert not wrong, wrong[:3]
        for command, answer in zip(group, answers, strict=True):
            work.noticed(command, answer.done and not answer.exists)
            asked[command.kind, answer.done] += 1
    with market.view() as view:
        assert auditor.compare(view) == []
    assert market.audit().ok
    return asked


@pytest.mark.parametrize("seed", [1, 2])
def test_the_auditor_agrees_with_every_answer_of_the_voluntary_registry(market, clock, seed):
    auditor = Auditor()
    issued(market, clock, auditor)
    work = Workload(seed, known=auditor, units=True)
    asked = agree(market, clock, auditor, work, trading_days(date(2026, 4, 1), date(2026, 4, 24)), 45)
    lawful = {kind for (kind, is_done) in asked if is_done and kind.startswith("voluntary.")}
    assert len(lawful) >= len(UNIT_WEIGHTS) - 2, lawful
    assert {kind for (kind, is_done) in asked if not is_done} >= set(UNIT_WEIGHTS)


@ON_SQLITE
@pytest.mark.parametrize("seed", [1])
def test_the_auditor_agrees_with_every_step_of_projects_and_reductions(market, clock, seed):
    """Five months in which projects come from their notice to reductions that are registered."""
    auditor = Auditor()
    issued(market, clock, auditor)
    auditor.matters = {(PROJECT, 0): ("registered", "validator", "2026-02-03", 0),
                       (PROJECT, 1): ("registered", "verifier", "", 2024)}  # fmt: skip
    work = Workload(seed, known=auditor, projects=True)
    asked = agree(market, clock, auditor, work, list(trading_days(date(2026, 4, 1), date(2026, 8, 31)))[::5], 40)
    assert {kind for (kind, is_done) in asked if is_done} >= set(PROJECT_WEIGHTS) - {"voluntary.cancel_project"}
    assert {kind for (kind, is_done) in asked if not is_done} >= set(PROJECT_WEIGHTS)
    assert auditor.more_issued
    assert second_check(market.engine).ok


#: Commands of the registry that the workload does not ask, with the reason.
ONLY_AT_THE_OPENING = {"registry.open"}  # books begin once; the opening is its only lawful place


def test_every_command_of_the_registry_is_asked(law):
    asked = {command.kind for seed in range(20) for work in [Workload(seed)] for command in first(work, 250)}
    every = {handler.kind for handler in handlers(law) if handler.kind.startswith("registry.")}
    assert every - asked == ONLY_AT_THE_OPENING
    assert {command.kind for command in opening()} >= ONLY_AT_THE_OPENING


def first(work, count):
    """Return the first commands of a workload to which nobody answers, in a session and out of it."""
    commands = [work.next() for _ in range(count)]
    work.noticed(
        Command("s", "exchange", "exchange/1", "registry.hand_over_positions", [{"session": "2023-06-01"}]), True
    )
    return [*commands, *(work.next() for _ in range(count))]


def everybody():
    """Return an application of each holder for a tonne, and its carrying out."""
    for holder in HOLDERS:
        tonne = {"holder": holder, "instrument": "CEA22", "amount_t": 1}
        yield Command(f"a/{holder}", holder, f"{holder}/1", "registry.apply_carry_over", [tonne], f"{holder}/2")
        first = {"holder": holder, "number": 1}
        yield Command(f"c/{holder}", "registry", "registry/1", "registry.carry_over", [first], "registry/2")


@pytest.mark.parametrize("seed", [4, 5])
def test_what_is_held_at_the_years_end_is_carried_over_among_all_else(market, clock, seed):
    auditor = Auditor()
    work = Workload(seed, known=auditor)
    clock.put_day(date(2025, 12, 1))
    into = {"instrument": "CEA25", "approved_by": "plan"}
    commands, carried = [*opening(), Command("into", "registry", "registry/1", "registry.list_instrument", [into])], 0
    assert disagreements(auditor, commands, market.execute(commands)) == []
    for number in range(45):
        if number == 15:
            auditor.end_of_the_day_that_counts()
            clock.put_day(date(2026, 2, 2))
        group = [*(everybody() if number == 15 else ()), *(work.next() for _ in range(30))]
        answers = market.execute(group)
        wrong = disagreements(auditor, group, answers)
        assert not wrong, f"seed {seed}: {wrong[:3]}"
        for command, answer in zip(group, answers, strict=True):
            work.noticed(command, answer.done and not answer.exists)
            carried += answer.done and command.kind == "registry.carry_over"
    with market.view() as view:
        assert auditor.compare(view) == []
    assert carried
    assert second_check(market.engine).ok


#: From which day the act's fees are charged.
FROM = "2023-05-05"

#: What is carried out where there are fees and sessions of today.
ALWAYS_BOTH_WITH_FEES = [
    f"registry.{kind}"
    for kind in (
        "set_aside_for_auction", "free_from_auction", "book_paid_allocation", "charge_trades", "collect_trade_fees",
    )
]  # fmt: skip


def with_fees(market, clock):
    """Begin the books with an act that charges 200 yuan for an account and shares of trades, in force the day after."""
    acts.put(clock, "2023-05-04")
    found, *rest = opening()
    assert market.execute([found])[0].done
    assert acts.ask(market, "participants.admit_actor", acts.SECOND.items[0], second=False).done
    once = {"way": "once", "rate": "20000", "rounding": "half_up", "article": "trial"}
    share = {"way": "share", "rounding": "half_up", "charged": "settlement", "article": "trial"}
    tables = {
        "registry.fees": {
            "opening": once, "trade": {**share, "rate": "0.0001", "methods": ["listing", "block", "auction"]},
        },
        "exchange.fees": {"trade": {**share, "rate": "0.5", "methods": ["listing", "auction"]}},
    }  # fmt: skip
    text = acts.draft("fees", "parameters", [], text_sha256=market.evidence.keep(b"fees"))
    text["values"] = [{"parameter": name, "values": {FROM: {"by": fees}}} for name, fees in tables.items()]
    assert acts.ask(market, "rulemaking.draft", text).done
    assert acts.ask(market, "rulemaking.issue", {"act": "fees", "number": "1", "in_force": FROM}).done
    acts.put(clock, FROM)
    return found, rest


def an_auction(auditor, number):
    """Return a paid allocation: 600 t of 900 go to H2, who owes fees, and then pays some of them."""
    day, of = (date.fromisoformat(auditor.session) + timedelta(1)).isoformat(), {"holder": "mee", "auction": number}
    units, back = {"holder": "mee", "instrument": "CEA22"}, {"session": auditor.session, "trades": auditor.settled}
    trade = {
        "session": day, "number": 1, "method": "auction", "instrument": "CEA22", "seller": "mee", "buyer": "H2",
        "price_fen": 8000, "quantity_t": 600,
    }  # fmt: skip
    asked = [
        ("registry", "bring_holder", {"holder": "mee", "kind": "reserve", "name": "reserve"}),
        ("registry", "issue", {**units, "amount_t": 900, "ground": "order", "instruction": "paid"}),
        ("mee", "set_aside_for_auction", {**of, "instrument": "CEA22", "amount": 900}),
        *([("exchange", "take_back_positions", {**back, "segment": "s"})] if auditor.is_open else []),
        ("exchange", "free_from_auction", {**of, "target": "trading"}),
        ("registry", "deposit_cash", {"holder": "H2", "amount_fen": 4_800_000, "reference": f"x/{number}"}),
        ("exchange", "hand_over_positions", {"session": day, "digest": "d"}),
        ("exchange", "settle_trade", trade),
        ("exchange", "charge_trades", {"session": day, "first": 1, "last": 1}),
        ("exchange", "take_back_positions", {"session": day, "trades": 1, "segment": "s"}),
        ("registry", "book_paid_allocation", {**of, "session": day, "unsold": "keep"}),
        ("registry", "deposit_cash", {"holder": "H2", "amount_fen": 2_000_000, "reference": f"y/{number}"}),
        ("registry", "collect_trade_fees", {"holder": "H2"}),
    ]
    for at, (who, word, item) in enumerate(asked):
        kind = f"registry.{word}"
        yield Command(f"x/{number}/{at}", who, f"{who}/1", kind, [item], confirms(who, kind))


def test_fees_are_charged_paid_and_credited_among_all_else(law, clock):
    market = open_market(":memory:", law=law, clock=clock, entropy=seeded_entropy("fees"))
    auditor, carried, seen = Auditor(), Counter(), defaultdict(set)
    found, rest = with_fees(market, clock)
    auditor.expect(found)
    auditor.opening_fee_fen = 20_000
    auditor.trade_rates = {
        "exchange": (FROM, Fraction(1, 2), "listing auction"),
        "registry": (FROM, Fraction(1, 10000), "listing block auction"),
    }
    assert disagreements(auditor, rest, market.execute(rest)) == []
    work = Workload(11, known=auditor, first=150)  # 2023-06-11
    for number in range(110):
        if number == 10:
            acts.put(clock, "2023-06-05")
        auction = an_auction(auditor, 1000 + number) if number % 20 == 19 else ()
        group = [*auction, *(work.next() for _ in range(25))]
        answers = market.execute(group)
        wrong = disagreements(auditor, group, answers)
        assert not wrong, wrong[:3]
        for command, answer in zip(group, answers, strict=True):
            work.noticed(command, answer.done and not answer.exists)
            carried[command.kind] += answer.done
            seen[command.kind].add(str(answer.outcome))
    with market.view() as view:
        wrong = auditor.compare(view)
    assert all(line.startswith("commands differ") for line in wrong)  # the act was not the workload's
    assert min(carried[f"registry.{word}_invoice"] for word in ("issue", "pay", "credit")) > 0
    assert {kind for kind in ALWAYS_BOTH_WITH_FEES if not carried[kind] or len(seen[kind]) < 3} == set()
    assert any(sold for sold, _, _ in auditor.paid.values())
    assert any(paid < amount for _, amount, paid in auditor.fees.values())
    assert second_check(market.engine).ok
    market.close()


#: What 3,000 commands carry out and refuse, both; the fees have a test of their own.
ALWAYS_BOTH = [
    f"registry.{kind}"
    for kind in (
        "apply_account", "file_papers", "ask_papers", "admit_holder", "refuse_holder", "bring_holder", "change_holder",
        "decide_holder_change", "restrict_holder", "object_restriction", "answer_restriction_objection",
        "lift_restriction", "name_representatives", "end_representatives", "note_barred", "file_bank_account",
        "decide_bank_account", "reverse_surrender", "certify_cancellation", "release_held", "settle_trade",
    )
]  # fmt: skip


def test_the_workload_meets_most_outcomes(market):
    auditor, seen, asked = Auditor(), set(), defaultdict(set)
    work, commands = Workload(11, known=auditor), opening()
    disagreements(auditor, commands, market.execute(commands))
    for _ in range(120):
        group = [work.next() for _ in range(25)]
        answers = market.execute(group)
        disagreements(auditor, group, answers)
        for command, answer in zip(group, answers, strict=True):
            work.noticed(command, answer.done and not answer.exists)
            seen.add("exists" if answer.exists else str(answer.outcome))
            asked[command.kind].add(answer.done)
    assert len(seen) >= 28
    assert {kind for kind in ALWAYS_BOTH if len(asked[kind]) < 2} == set()


def test_the_same_seed_gives_the_same_commands():
    one, other = Workload(5), Workload(5)
    assert [one.next() for _ in range(200)] == [other.next() for _ in range(200)]
    assert [Workload(6).next() for _ in range(5)] != [Workload(5).next() for _ in range(5)]


def test_the_auditor_knows_which_fields_may_be_left_out():
    auditor = Auditor()
    for command in opening():
        auditor.expect(command)
    given = {"holder": "H1", "instrument": "CEA22", "amount_t": 1, "period": "2022", "consent": "c"}
    forgotten = Command("1", "H1", "H1/1", "registry.surrender_for", [given], "H1/2")
    assert auditor.expect(forgotten) == "command.malformed"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(0, "registry.amount_not_positive"), (-1, "command.second_missing"), (1, "command.second_missing")],
)
def test_the_auditor_knows_that_nothing_needs_no_second_person(market, amount, expected):
    auditor, commands = Auditor(), opening()
    assert disagreements(auditor, commands, market.execute(commands)) == []
    item = {"holder": "H1", "instrument": "CEA22", "amount_t": amount, "period": "2022"}
    alone = Command("1", "H1", "H1/1", "registry.surrender", [item])
    (answer,) = market.execute([alone])
    assert (str(answer.outcome), auditor.expect(alone)) == (expected, expected)


def test_the_auditor_notices_a_wrong_answer(market):
    auditor, commands = Auditor(), opening()
    answers = market.execute(commands)
    answers[3] = answers[3].__class__(answers[3].id, "registry.exceeds_cash", False)
    assert len(disagreements(auditor, commands, answers)) == 1


def test_the_auditor_notices_a_wrong_book(market):
    auditor, commands = Auditor(), opening()
    disagreements(auditor, commands, market.execute(commands))
    auditor.balances["H1/registration", "CEA22"] = 1
    with market.view() as view:
        assert auditor.compare(view) == ["('H1/registration', 'CEA22'): books 0, auditor 1"]

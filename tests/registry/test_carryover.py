"""Carry-over as tables: applications, carrying out, refusal, correction, and what stands in the way of each."""

from datetime import date
from pathlib import Path

import pytest
from tools.openings import take_over

from tanshi.application.access import FOUR_EYES, ViewRows
from tanshi.application.second_check import second_check
from tanshi.compliance.carryover import CarryOverLimits, CarryOverTerms, carry_overs
from tanshi.journal.command import Command
from tanshi.registry.carryover import CarryOverOutcome
from tanshi.registry.events import SURRENDERED
from tanshi.registry.serials import Ways
from tanshi.rules import Law
from tests.registry import test_freeze
from tests.registry.money_table import opened

ACTS = {
    **test_freeze.ACTS,
    "apply": ("registry.apply_carry_over", "holder", ["holder", "instrument", "amount_t"], {}),
    "carry": ("registry.carry_over", "registry", ["holder", "number"], {}),
    "refuse": ("registry.refuse_carry_over", "registry", ["holder", "number"], {"reason": "frozen since"}),
    "refuse_silently": ("registry.refuse_carry_over", "registry", ["holder", "number"], {"reason": " "}),
    "correct": ("registry.correct_carry_over", "registry", ["holder", "number", "amount_t"], {"paper": "p/1"}),
    "correct_silently": ("registry.correct_carry_over", "registry", ["holder", "number", "amount_t"], {"paper": " "}),
    "restrict": ("registry.restrict_holder", "registry", ["holder", "ground"], {"text": "t"}),
    "lift": ("registry.lift_restriction", "registry", ["holder", "number"], {"text": "t"}),
    "fail": ("registry.fail_trade", "exchange", test_freeze.OPERATIONS["settle"][2], {"method": "l", "reason": "r"}),
    "top_up": ("registry.settle_failed_trade", "registry", ["session", "number"], {}),
    "object": ("registry.object_settlement", "holder", ["holder", "day"], {"reason": "not mine"}),
    "uphold": ("registry.decide_settlement_objection", "registry", ["holder", "day"], {"upheld": True, "text": "so"}),
    "move_back": ("registry.reverse_trade", "registry", ["holder", "session", "number"], {"paper": "p/1"}),
}
_SENT = iter(range(10**6))

#: An obligation that was not met in time, of H3; H4 met its own.
OWED = [
    {"entity": who, "period": "2023", "obligation_t": 9, "surrendered_t": done, "deadline": "2024-12-31"}
    for who, done in (("H3", 8), ("H4", 9))
]


def run(market, clock, table):
    """Run a table of `operation fields… -> outcome`, one command a line; `at DAY` puts the clock."""
    for line in filter(None, map(str.strip, table.splitlines())):
        request, _, expected = line.partition("->")
        word, *values = request.split()
        if word == "at":
            clock.put_day(date.fromisoformat(values[0]))
            continue
        kind, who, names, fixed = ACTS[word]
        fields = {n: int(v) if n in test_freeze.NUMBERS else v for n, v in zip(names, values, strict=True)}
        body = fields.get(who or "holder", who)
        second = f"{body}/2" if kind in FOUR_EYES else ""
        command = Command(f"c/{next(_SENT)}", body, f"{body}/1", kind, [{**fields, **fixed}], second)
        (answer,) = market.execute([command])
        found = "done" if answer.done else str(answer.outcome).split(".")[1].replace("_", " ")
        assert found == expected.strip(), f"{line}: {answer.message()}"
        if not answer.done:
            for language in ("en", "zh"):
                assert "<" not in answer.message(language), f"{line}: the message lacks a value"


def without_account(market, holder):
    """Register an entity whose two people may act, but which has no account."""
    entity = {
        "entity": holder, "name_zh": holder, "name_en": holder, "area_gb2260": "37", "sector_gbt4754": "4411",
        "source": "t", "units": [],
    }  # fmt: skip
    acts = [("participants.register_entity", entity)]
    for actor in (f"{holder}/1", f"{holder}/2"):
        item = {"actor": actor, "organisation": holder, "role": "entity", "entity": holder}
        acts.append(("participants.admit_actor", item))
    for number, (kind, item) in enumerate(acts):
        (answer,) = market.execute([Command(f"new/{holder}/{number}", "mee", "mee/1", kind, [item])])
        assert answer.done, answer.message()


@pytest.fixture
def books(market, clock, tmp_path):
    """Have H1 hold 20,000 t of two old vintages on the day that counts, and H3 and H4 some."""
    opened(market)
    second = {"actor": "mee/2", "organisation": "mee", "role": "nation"}
    market.execute([Command("mee/2", "mee", "mee/1", "participants.admit_actor", [second])])
    without_account(market, "H9")
    take_over(market, {"obligations": OWED}, tmp_path / "sheets")
    run(
        market,
        clock,
        """
        at 2024-03-01
        issue H1 CEA21 8000  -> done
        issue H1 CEA22 12000 -> done
        issue H3 CEA22 100   -> done
        issue H4 CEA22 100   -> done
        """,
    )
    yield market
    check = second_check(market.engine)
    assert check.ok, check.differences[:4]
    assert market.audit().ok


def held(market, account, instrument):
    return test_freeze.holdings(market).get((account, instrument), 0)


def test_from_application_to_correction(books, clock):
    run(
        books,
        clock,
        """
        at 2025-12-31
        apply   H1 CEA22 1          -> instrument not found
        list    CEA25               -> done
        apply   H1 CEA22 1          -> carry over not yet
        at 2026-02-02
        apply   H1 CEA25 1          -> vintage not carried
        apply   H1 CNY 1            -> not an allowance
        apply   H1 CEA99 1          -> instrument not found
        apply   H1 CEA22 0          -> amount not positive
        apply   H1 CEA22 10001      -> carry over above most
        apply   H1 CEA22 6000       -> done
        surrender H1 CEA22 6001     -> exceeds holding
        apply   H1 CEA21 4001       -> carry over above most
        apply   H1 CEA21 4000       -> done
        apply   H1 CEA21 1          -> carry over above most
        carry   H1 3                -> carry over not open
        carry   H1 1                -> done
        carry   H1 1                -> carry over not open
        refuse  H1 1                -> carry over not open
        refuse_silently H1 2        -> carry over no reason
        refuse  H1 2                -> done
        refuse  H1 2                -> carry over not open
        correct H1 2 1              -> not carried over
        correct_silently H1 1 1     -> carry over no paper
        correct H1 1 0              -> amount not positive
        correct H1 1 6001           -> above carried over
        correct H1 1 1000           -> done
        correct H1 1 5001           -> above carried over
        apply   H1 CEA22 5001       -> carry over above most
        at 2026-06-10
        apply   H1 CEA22 5000       -> done
        at 2026-06-11
        apply   H1 CEA21 1          -> carry over too late
        at 2026-06-27
        carry   H1 3                -> done
        """,
    )
    found = {k: held(books, *k) for k in [
        ("H1/registration", "CEA25"), ("H1/registration", "CEA22"), ("H1/registration", "CEA21"),
        ("H1/carrying", "CEA22"), ("system/carried_over", "CEA22"), ("system/carry_in", "CEA25"),
    ]}  # fmt: skip
    assert list(found.values()) == [10_000, 2_000, 8_000, 0, 10_000, -10_000]
    with books.view() as view:
        kept = view.fetch("SELECT number, state, due, late, corrected_t FROM registry_carry_over ORDER BY number")
        ways, into = Ways(view, "CEA22", SURRENDERED), Ways(view, "CEA25", SURRENDERED)
        rest = [(r.first, r.last) for r in ways.held("system/carried_over")]
        new = [(r.first, r.last) for r in into.held("H1/registration")]
        check = second_check(books.engine)
    assert kept == [
        (1, "carried", "2026-03-27", 0, 1_000), (2, "refused", "2026-03-27", 0, 0), (3, "carried", "2026-06-26", 1, 0),
    ]  # fmt: skip
    assert sum(last - first + 1 for first, last in rest) == 10_000
    assert new == [(1_001, 11_000)]  # the thousand that were undone ended, and their numbers with them
    assert {i.instrument: i.carried_over for i in check.instruments if i.carried_over} == {
        "CEA22": 10_000, "CEA25": -10_000,
    }  # fmt: skip


def test_what_is_undone_are_the_very_tonnes(books, clock):
    run(
        books,
        clock,
        """
        at 2026-02-02
        list    CEA25          -> done
        apply   H1 CEA22 500   -> done
        apply   H1 CEA22 300   -> done
        carry   H1 1           -> done
        carry   H1 2           -> done
        correct H1 2 300       -> done
        correct H1 2 1         -> above carried over
        """,
    )
    with books.view() as view:
        ways = Ways(view, "CEA22", SURRENDERED)
        assert [(r.first, r.last) for r in ways.held("system/carried_over")] == [(1, 500)]
        ((number,),) = view.fetch("SELECT max(number) FROM registry_transfer WHERE credit = 'H1/registration'")
        assert [(r.first, r.last) for r in ways.moved_by(number)] == [(501, 800)]


def test_who_may_not_and_what_stands_still(books, clock):
    run(
        books,
        clock,
        """
        at 2026-02-02
        list     CEA25                                 -> done
        apply    H3 CEA22 1                            -> carry over was late
        apply    H4 CEA22 100                          -> done
        apply    H9 CEA22 1                            -> account not found
        freeze   H1 registration CEA22 11000 2026-12-31 -> done
        apply    H1 CEA22 1001                         -> exceeds holding
        apply    H1 CEA22 1000                         -> done
        restrict H1 inquiry                            -> done
        apply    H1 CEA21 1                            -> restricted
        carry    H1 1                                  -> restricted
        lift     H1 1                                  -> done
        carry    H1 1                                  -> done
        surrender H1 CEA25 1                           -> done
        correct  H1 1 1000                             -> exceeds holding
        correct  H1 1 999                              -> done
        """,
    )


def test_one_holder_has_the_limit_that_all_have(books, clock):
    """What counts are trades of the two years: settled, topped up after a failure, and not moved back."""
    run(
        books,
        clock,
        """
        at 2024-06-03
        fund    H1 CEA22 3000                         -> done
        deposit H2 300000                             -> done
        hand_over 2024-06-03                          -> done
        settle  2024-06-03 1 H1 H2 CEA22 500 100      -> done
        settle  2024-06-03 2 H1 H2 CEA22 400 100      -> done
        fail    2024-06-03 3 H1 H2 CEA22 2000 200     -> done
        take_positions 2024-06-03 3                   -> done
        object  H1 2024-06-03                         -> done
        uphold  H1 2024-06-03                         -> done
        move_back H1 2024-06-03 2                     -> done
        deposit H2 400000                             -> done
        top_up  2024-06-03 3                          -> done
        at 2026-01-05
        list    CEA25                                 -> done
        fund    H2 CEA22 100                          -> exceeds holding
        apply   H1 CEA22 1                            -> done
        """,
    )
    terms, limits = CarryOverTerms.of(Law("cn"), date(2026, 1, 5)), CarryOverLimits(Law("cn"))
    with books.view() as view:
        every = {c.entity: c for c in carry_overs(terms, view)}
        single = {who: limits.of(terms, who, ViewRows(view)) for who in every}
    assert single == every
    assert (every["H1"].sold_t, every["H1"].held_t, every["H1"].most_t) == (2_500, 17_500, 13_750)
    assert (every["H2"].bought_t, every["H2"].held_t) == (2_500, 2_500)
    assert (every["H3"].late_for, every["H4"].late_for) == (("2023",), ())


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    named = [o for o in CarryOverOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text]
    assert named == []

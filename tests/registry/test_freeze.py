"""Freezes, deductions, pledges, cancellations and reversals as tables: every operation and each of its refusals."""

import re
from datetime import date

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.simulation.workload import opening
from tests.registry.test_commands import OPERATIONS, holdings

#: word in a table → command kind, whose act (a field of the request, or a body), fields that follow
ACTS = {
    **{word: (kind, who or "holder", names, fixed) for word, (kind, who, names, fixed) in OPERATIONS.items()},
    "freeze": (
        "registry.freeze", "registry", ["holder", "place", "instrument", "amount_t", "until_day"],
        {"organ": "court", "paper": "p"},
    ),
    "fill": ("registry.fill_freeze", "registry", ["holder", "number"], {}),
    "renew": ("registry.renew_freeze", "registry", ["holder", "number", "until_day"], {"paper": "p2"}),
    "release": ("registry.release_freeze", "registry", ["holder", "number", "amount_t"], {"paper": "p3"}),
    "end": ("registry.end_freeze", "registry", ["holder", "number"], {}),
    "deduct": ("registry.deduct", "registry", ["holder", "number", "amount_t", "taker"], {"paper": "p4"}),
    "enforce": ("registry.deduct", "registry", ["holder", "number", "amount_t"], {"taker": "", "paper": "p4"}),
    "offer": ("registry.offer_pledge", "holder", ["holder", "pledgee", "instrument", "amount_t"], {"contract": "c"}),
    "offer_bare": (
        "registry.offer_pledge", "holder", ["holder", "pledgee", "instrument", "amount_t"], {"contract": " "},
    ),
    "withdraw_offer": ("registry.withdraw_pledge", "holder", ["holder", "number"], {}),
    "accept": ("registry.accept_pledge", "pledgee", ["pledgee", "holder", "number"], {}),
    "ask": ("registry.ask_pledge_release", "holder", ["holder", "number"], {"reason": "paid"}),
    "let_go": ("registry.release_pledge", "pledgee", ["pledgee", "holder", "number"], {}),
    "realise": (
        "registry.enforce_pledge", "registry", ["holder", "number", "amount_t", "taker", "ground"], {"paper": "p5"},
    ),
    "bar": ("registry.note_barred", "registry", ["holder"], {"ground": "joined the registry"}),
    "bring_kind": ("registry.bring_holder", "registry", ["holder", "kind"], {"name": "x"}),
    "realise_silently": (
        "registry.enforce_pledge", "registry", ["holder", "number", "amount_t", "taker", "ground"], {"paper": " "},
    ),
    "cancel": (
        "registry.cancel", "holder", ["holder", "instrument", "amount_t"], {"reason": "meeting", "beneficiary": ""},
    ),
    "cancel_silently": (
        "registry.cancel", "holder", ["holder", "instrument", "amount_t"], {"reason": " ", "beneficiary": ""},
    ),
    "certify": ("registry.certify_cancellation", "holder", ["holder", "transfer"], {"salt": "5e" * 16}),
    "certify_badly": ("registry.certify_cancellation", "holder", ["holder", "transfer"], {"salt": "5e"}),
    "certify_for": ("registry.certify_cancellation", "registry", ["holder", "transfer"], {"salt": "5e" * 16}),
    "reverse": ("registry.reverse_surrender", "holder", ["holder", "transfer", "amount_t"], {"reason": "error"}),
    "reverse_silently": ("registry.reverse_surrender", "holder", ["holder", "transfer", "amount_t"], {"reason": ""}),
    "undo": ("registry.reverse_surrender", "registry", ["holder", "transfer", "amount_t"], {"reason": "error"}),
    "close": ("registry.close_holder", "registry", ["holder", "ground"], {"evidence_sha256": "a" * 64}),
    "surrender_of": (
        "registry.surrender", "holder", ["holder", "instrument", "amount_t", "period"], {},
    ),
    "surrender_for": (
        "registry.surrender_for", "holder", ["holder", "entity", "instrument", "amount_t"],
        {"period": "2022", "consent": "agreed"},
    ),
    "surrender_unasked": (
        "registry.surrender_for", "holder", ["holder", "entity", "instrument", "amount_t"],
        {"period": "2022", "consent": ""},
    ),
    "bring": ("registry.bring_holder", "registry", ["holder"], {"kind": "province", "name": "山东"}),
    "province_surrenders": (
        "registry.surrender_for", "sd", ["holder", "entity", "instrument", "amount_t"],
        {"period": "2022", "consent": "鲁环〔2023〕1号"},
    ),
    "hand_rest": (
        "registry.release_held", "sd", ["holder", "entity", "instrument", "amount_t"], {"paper": "鲁环〔2023〕2号"},
    ),
    "hand_rest_silently": (
        "registry.release_held", "sd", ["holder", "entity", "instrument", "amount_t"], {"paper": " "},
    ),
}  # fmt: skip
NUMBERS = {"amount_t", "number", "transfer", "amount_fen", "trades", "price_fen", "quantity_t"}
_sent = iter(range(10**6))


def run(market, table):
    """Run a table of `operation fields… -> outcome`, one command a line."""
    for line in filter(None, map(str.strip, table.splitlines())):
        request, _, expected = line.partition("->")
        word, *values = request.split()
        kind, who, names, fixed = ACTS[word]
        fields = {n: int(v) if n in NUMBERS else v for n, v in zip(names, values, strict=True)}
        body = fields.get(who, who)
        second = f"{body}/2" if kind in FOUR_EYES else ""
        command = Command(f"f/{next(_sent)}", body, f"{body}/1", kind, [{**fields, **fixed}], second)
        (answer,) = market.execute([command])
        assert str(answer.outcome).split(".")[1].replace("_", " ") == expected.strip(), line
        for message in () if answer.done else (answer.message("en"), answer.message("zh")):
            assert "<" not in message, f"{line}: the message lacks a value: {message}"
            codes = re.findall(r"(?<![.])\b[a-z]+_[a-z_]+\b", message)
            assert not set(codes) - set(values), f"{line}: a person reads words, not codes: {message}"


@pytest.fixture
def books(market):
    assert all(a.done for a in market.execute(opening()))
    run(market, "issue H1 CEA22 100 -> done")
    yield market
    check = second_check(market.engine)
    assert check.ok, check.differences


def at(clock, day):
    clock.put_day(date.fromisoformat(day))


def held(market, account, instrument="CEA22"):
    return holdings(market).get((account, instrument), 0)


def test_a_freeze_stands_until_it_is_released(books):
    run(
        books,
        """
        freeze    H1 registration CEA22 60 2023-12-31   -> done
        surrender H1 CEA22 41                           -> exceeds holding
        fund      H1 CEA22 41                           -> exceeds holding
        release   H1 1 20                               -> done
        release   H1 1 41                               -> exceeds freeze
        release   H1 1 0                                -> amount not positive
        release   H1 2 1                                -> freeze not found
        release   H1 1 40                               -> done
        release   H1 1 1                                -> freeze not found
        surrender H1 CEA22 100                          -> done
        """,
    )
    assert held(books, "H1/frozen") == 0


def test_what_cannot_be_frozen(books):
    run(
        books,
        """
        freeze    H1 registration CNY 1 2023-12-31      -> not an allowance
        freeze    H1 registration CEA99 1 2023-12-31    -> instrument not found
        freeze    H1 pledged CEA22 1 2023-12-31         -> unknown place
        freeze    H1 registration CEA22 1 2023-05-03    -> bad until
        freeze    H1 registration CEA22 1 soon          -> bad until
        freeze    H1 registration CEA22 1 2023-13-01    -> bad until
        freeze    H9 registration CEA22 1 2023-12-31    -> account not found
        freeze    H1 registration CEA22 0 2023-12-31    -> amount not positive
        freeze    H1 registration CEA22 -5 2023-12-31   -> amount not positive
        """,
    )


def test_the_waiting_list_of_several_courts(books):
    run(
        books,
        """
        freeze    H1 registration CEA22 70 2023-12-31   -> done
        freeze    H1 registration CEA22 50 2023-12-31   -> done
        freeze    H1 registration CEA22 10 2023-12-31   -> done
        enforce   H1 2 31                               -> exceeds freeze
        enforce   H1 3 1                                -> exceeds freeze
        release   H1 1 25                               -> done
        """,
    )
    with books.view() as view:
        rows = view.fetch("SELECT number, amount_t, frozen_t FROM registry_freeze ORDER BY number")
    assert [tuple(map(int, r)) for r in rows] == [(1, 45, 45), (2, 50, 50), (3, 10, 5)]
    assert (held(books, "H1/frozen"), held(books, "H1/registration")) == (100, 0)
    run(
        books,
        """
        issue     H1 CEA22 3                            -> done
        fill      H1 2                                  -> nothing waits
        freeze    H1 registration CEA22 9 2023-12-31    -> done
        fill      H1 4                                  -> others before
        fill      H1 3                                  -> done
        fill      H1 3                                  -> nothing to freeze
        release   H1 3 4                                -> done
        """,
    )
    with books.view() as view:
        rows = view.fetch("SELECT number, amount_t, frozen_t FROM registry_freeze ORDER BY number")
    assert [tuple(map(int, r)) for r in rows] == [(1, 45, 45), (2, 50, 50), (3, 6, 6), (4, 9, 2)]
    assert held(books, "H1/frozen") == 103


def test_a_freeze_ends_on_its_day_and_is_renewed_before(books, clock):
    run(
        books,
        """
        freeze    H1 registration CEA22 60 2023-06-30   -> done
        freeze    H1 registration CEA22 60 2023-05-31   -> done
        end       H1 1                                  -> freeze stands
        renew     H1 1 2023-06-30                       -> freeze not later
        renew     H1 1 later                            -> bad until
        renew     H1 1 2023-07-31                       -> done
        """,
    )
    at(clock, "2023-06-01")
    run(
        books,
        """
        renew     H1 2 2023-12-31                       -> freeze over
        enforce   H1 2 1                                -> freeze over
        end       H1 2                                  -> done
        end       H1 2                                  -> freeze not found
        end       H1 1                                  -> freeze stands
        """,
    )
    assert (held(books, "H1/frozen"), held(books, "H1/registration")) == (60, 40)
    at(clock, "2023-07-31")
    run(books, "end H1 1 -> freeze stands")
    at(clock, "2023-08-01")
    run(books, "end H1 1 -> done")
    assert (held(books, "H1/frozen"), held(books, "H1/registration")) == (0, 100)


def test_a_freeze_on_trading_waits_while_the_exchange_has_the_positions(books):
    run(
        books,
        """
        fund      H1 CEA22 50                           -> done
        hand_over 2023-05-04                            -> done
        freeze    H1 trading CEA22 30 2023-12-31        -> done
        fill      H1 1                                  -> positions with exchange
        take_positions 2023-05-04 0                     -> done
        fill      H1 1                                  -> done
        return    H1 CEA22 21                           -> exceeds holding
        return    H1 CEA22 20                           -> done
        hand_over 2023-05-05                            -> done
        release   H1 1 10                               -> positions with exchange
        enforce   H1 1 5                                -> done
        take_positions 2023-05-05 0                     -> done
        release   H1 1 25                               -> done
        """,
    )
    assert (held(books, "H1/trading"), held(books, "system/enforcement")) == (25, 5)


def test_forced_deduction(books):
    run(
        books,
        """
        freeze    H1 registration CEA22 60 2023-12-31   -> done
        deduct    H1 1 20 H2                            -> done
        deduct    H1 1 20 H1                            -> same party
        deduct    H1 1 20 H9                            -> account not found
        deduct    H1 1 0 H2                             -> amount not positive
        deduct    H1 1 41 H2                            -> exceeds freeze
        enforce   H1 1 40                               -> done
        enforce   H1 1 1                                -> freeze not found
        """,
    )
    assert (held(books, "H2/registration"), held(books, "system/enforcement")) == (20, 40)
    assert held(books, "H1/frozen") == 0


def test_a_pledge_needs_both(books):
    run(
        books,
        """
        offer          H1 H1 CEA22 40                   -> same party
        offer          H1 H9 CEA22 40                   -> pledgee not found
        offer_bare     H1 H2 CEA22 40                   -> no contract
        offer          H1 H2 CEA22 0                    -> amount not positive
        offer          H1 H2 CEA22 101                  -> exceeds holding
        offer          H1 H2 CNY 1                      -> not an allowance
        offer          H1 H2 CEA22 40                   -> done
        surrender      H1 CEA22 70                      -> done
        accept         H2 H1 1                          -> exceeds holding
        issue          H1 CEA22 70                      -> done
        accept         H3 H1 1                          -> pledge not found
        let_go         H2 H1 1                          -> pledge other state
        accept         H2 H1 1                          -> done
        accept         H2 H1 1                          -> pledge other state
        withdraw_offer H1 1                             -> pledge other state
        surrender      H1 CEA22 61                      -> exceeds holding
        let_go         H2 H1 1                          -> pledge other state
        ask            H1 1                             -> done
        let_go         H3 H1 1                          -> pledge not found
        let_go         H2 H1 1                          -> done
        ask            H1 1                             -> pledge other state
        offer          H1 H2 CEA22 10                   -> done
        withdraw_offer H1 2                             -> done
        accept         H2 H1 2                          -> pledge other state
        """,
    )
    assert (held(books, "H1/pledged"), held(books, "H1/registration")) == (0, 100)


def test_a_pledge_is_enforced_in_parts_and_the_rest_released(books):
    run(
        books,
        """
        realise          H1 1 10 H2 agreement           -> pledge not found
        offer            H1 H2 CEA22 40                 -> done
        realise          H1 1 10 H2 agreement           -> pledge other state
        accept           H2 H1 1                        -> done
        realise          H1 1 10 H2 habit               -> unknown enforcement ground
        realise_silently H1 1 10 H2 court               -> no enforcement paper
        realise          H1 1 0 H2 court                -> amount not positive
        realise          H1 1 41 H2 court               -> exceeds pledge
        realise          H1 1 10 H1 agreement           -> same party
        realise          H1 1 10 H9 agreement           -> account not found
        realise          H1 1 10 H2 agreement           -> done
        realise          H1 1 31 H3 court               -> exceeds pledge
        realise          H1 1 15 H3 court               -> done
        ask              H1 1                           -> done
        realise          H1 1 5 H2 agreement            -> done
        let_go           H2 H1 1                        -> done
        realise          H1 1 1 H2 agreement            -> pledge other state
        surrender        H1 CEA22 71                    -> exceeds holding
        surrender        H1 CEA22 70                    -> done
        """,
    )
    assert [held(books, f"{a}") for a in ("H1/pledged", "H2/registration", "H3/registration")] == [0, 15, 15]


def test_an_enforcement_that_cannot_be_carried_out_whole_leaves_nothing(books):
    run(
        books,
        """
        offer     H1 H2 CEA22 40                        -> done
        accept    H2 H1 1                               -> done
        """,
    )
    before = holdings(books)
    part = {"holder": "H1", "number": 1, "amount_t": 30, "taker": "H2", "ground": "court", "paper": "e"}
    command = Command("e/1", "registry", "registry/1", "registry.enforce_pledge", [part, part], "registry/2")
    (answer,) = books.execute([command])
    assert (str(answer.outcome), answer.item) == ("registry.exceeds_pledge", 1)
    assert holdings(books) == before
    again = Command("e/1", "registry", "registry/1", "registry.enforce_pledge", [part], "registry/2")
    assert [a.done for a in books.execute([again])] == [True]
    (answer,) = books.execute([again])
    assert (answer.done, answer.exists) == (True, True)
    assert (held(books, "H1/pledged"), held(books, "H2/registration")) == (10, 30)


def test_who_may_not_hold_takes_nothing_out_of_a_pledge(books):
    run(
        books,
        """
        bring_kind revenue auction_revenue              -> done
        offer      H1 revenue CEA22 5                   -> done
        accept     H2 H1 1                              -> pledge not found
        offer      H1 H2 CEA22 5                        -> done
        accept     H2 H1 2                              -> done
        realise    H1 2 5 revenue agreement             -> may not hold
        bar        H2                                   -> done
        realise    H1 2 5 H2 court                      -> restricted
        realise    H1 2 5 H3 court                      -> done
        """,
    )


def test_a_pledge_that_is_enforced_whole_is_over(books):
    run(
        books,
        """
        offer     H1 H2 CEA22 40                        -> done
        accept    H2 H1 1                               -> done
        freeze    H1 registration CEA22 100 2023-12-31  -> done
        realise   H1 1 40 H3 court                      -> done
        realise   H1 1 1 H3 court                       -> pledge other state
        ask       H1 1                                  -> pledge other state
        let_go    H2 H1 1                               -> pledge other state
        """,
    )
    assert (held(books, "H3/registration"), held(books, "H1/frozen")) == (40, 60)


def test_cancellation_is_for_good(books):
    run(
        books,
        """
        cancel_silently H1 CEA22 1                      -> no reason
        cancel    H1 CEA22 0                            -> amount not positive
        cancel    H1 CEA22 101                          -> exceeds holding
        cancel    H1 CNY 1                              -> not an allowance
        cancel    H1 CEA22 30                           -> done
        """,
    )
    assert held(books, "system/cancelled") == 30
    with books.view() as view:
        ((holder, beneficiary, amount),) = view.fetch("SELECT holder, beneficiary, amount_t FROM registry_cancellation")
    assert (holder, beneficiary, int(amount)) == ("H1", "H1", 30)


def test_a_cancellation_has_one_certificate(books):
    run(
        books,
        """
        issue         H2 CEA22 10                       -> done
        cancel        H1 CEA22 30                       -> done
        cancel        H2 CEA22 3                        -> done
        certify       H1 1                              -> cancellation not found
        certify       H2 3                              -> cancellation not found
        certify_badly H1 3                              -> bad certificate salt
        certify       H1 3                              -> done
        certify       H1 3                              -> already certified
        certify_for   H1 3                              -> already certified
        certify_for   H2 4                              -> done
        """,
    )
    with books.view() as view:
        rows = view.fetch("SELECT number, code, certified_on FROM registry_certificate ORDER BY transfer")
    assert [(number, day) for number, _, day in rows] == [
        ("自愿注销〔2023〕第3号", "2023-05-04"), ("自愿注销〔2023〕第4号", "2023-05-04"),
    ]  # fmt: skip
    assert len({code for _, code, _ in rows}) == 2


def test_a_surrender_is_taken_back_until_the_deadline(books, clock):
    run(
        books,
        """
        issue        H2 CEA22 50                        -> done
        surrender_of H1 CEA22 60 2022                   -> done
        reverse      H2 3 1                             -> surrender not found
        reverse      H1 1 1                             -> surrender not found
        reverse      H1 99 1                            -> surrender not found
        reverse_silently H1 3 1                         -> no reversal reason
        reverse      H1 3 0                             -> amount not positive
        reverse      H1 3 61                            -> exceeds surrender
        reverse      H1 3 20                            -> done
        undo         H1 3 41                            -> exceeds surrender
        undo         H1 3 10                            -> done
        surrender_of H1 CEA22 5 sometime                -> done
        reverse      H1 6 5                             -> period unknown
        """,
    )
    assert (held(books, "system/surrendered"), held(books, "H1/registration")) == (35, 65)
    at(clock, "2024-01-02")
    run(books, "reverse H1 3 1 -> after deadline")


def test_nothing_comes_back_to_an_account_that_is_closed(books):
    run(
        books,
        """
        surrender_of H1 CEA22 100 2022 -> done
        close        H1 bankruptcy     -> done
        undo         H1 2 40           -> holder closed
        """,
    )
    assert held(books, "system/surrendered") == 100


def test_surrender_for_somebody_else(books):
    run(
        books,
        """
        surrender_for     H1 H1 CEA22 10                -> same party
        surrender_for     H1 H9 CEA22 10                -> entity unknown
        surrender_unasked H1 H2 CEA22 10                -> no consent
        surrender_for     H1 H2 CEA22 101               -> exceeds holding
        surrender_for     H1 H2 CEA22 10                -> done
        """,
    )
    assert held(books, "system/surrendered") == 10


def test_a_province_surrenders_for_an_entity_and_gives_it_the_rest(books):
    for actor, area in (("sd/1", "37"), ("sd/2", "37")):
        item = {"actor": actor, "organisation": "sd", "role": "province", "area_gb2260": area}
        assert books.execute([Command(actor, "mee", "mee/1", "participants.admit_actor", [item])])[0].done
    elsewhere = {
        "entity": "G1", "name_zh": "G1", "name_en": "G1", "area_gb2260": "44", "sector_gbt4754": "4411", "source": "t",
        "units": [],
    }  # fmt: skip
    assert books.execute([Command("g", "mee", "mee/1", "participants.register_entity", [elsewhere])])[0].done
    run(
        books,
        """
        bring               province/37                 -> done
        bring               province/44                 -> done
        issue               province/37 CEA22 30        -> done
        issue               province/44 CEA22 30        -> done
        province_surrenders province/37 H1 CEA22 20     -> done
        hand_rest           province/44 H1 CEA22 1      -> out of scope
        hand_rest           H1 H2 CEA22 1               -> out of scope
        hand_rest_silently  province/37 H1 CEA22 1      -> no consent
        hand_rest           province/37 H9 CEA22 1      -> entity unknown
        hand_rest           province/37 G1 CEA22 1      -> not of province
        province_surrenders province/37 G1 CEA22 1      -> not of province
        hand_rest           province/37 H1 CEA22 11     -> exceeds holding
        hand_rest           province/37 H1 CEA22 10     -> done
        """,
    )
    assert (held(books, "H1/registration"), held(books, "province/37/registration")) == (110, 0)

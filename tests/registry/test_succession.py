"""Succession as tables: everything to one, listed parts to several, rights with the units, and what stands in
its way.
"""

from datetime import date
from pathlib import Path

import pytest

from tanshi.application.access import FOUR_EYES
from tanshi.application.second_check import second_check
from tanshi.journal.command import Command
from tanshi.registry.history import movements
from tanshi.registry.succession import SuccessionOutcome
from tests.registry import test_carryover
from tests.registry.holder_table import Stage
from tests.registry.money_table import opened

_SENT = iter(range(10**6))
PAPER = "a" * 64

ACTS = {
    **test_carryover.ACTS,
    "order": (
        "registry.order_transfer", "holder", ["holder", "receiver", "instrument", "amount_t"],
        {"ground": "within_group", "reference": ""},
    ),
    "cancel_order": ("registry.cancel_transfer", "H1", ["transfer"], {"reason": "r"}),
    "aside": ("registry.set_aside_for_auction", "holder", ["holder", "auction", "instrument", "amount"], {}),
    "give_back": ("registry.free_from_auction", "exchange", ["holder", "auction"], {"target": "back"}),
    "close": ("registry.close_holder", "registry", ["holder", "ground"], {"evidence_sha256": ""}),
    "bar_of": ("registry.note_barred", "registry", ["holder"], {"ground": "staff"}),
}  # fmt: skip


def run(market, clock, table):
    """Run a table. `succeed HOLDER GROUND HEIR` gives everything to one, `divide HOLDER GROUND PART…` to several.

    A part is HEIR:WHAT:INSTRUMENT:AMOUNT; `at DAY` puts the clock.
    """
    for line in filter(None, map(str.strip, table.splitlines())):
        request, _, expected = line.partition("->")
        word, *values = request.split()
        if word == "at":
            clock.put_day(date.fromisoformat(values[0]))
            continue
        kind, who, item = asked(word, values)
        second = f"{who}/2" if kind in FOUR_EYES else ""
        (answer,) = market.execute([Command(f"s/{next(_SENT)}", who, f"{who}/1", kind, [item], second)])
        found = "done" if answer.done else str(answer.outcome).split(".")[1].replace("_", " ")
        assert found == expected.strip(), f"{line}: {answer.message()}"
        if not answer.done:
            for language in ("en", "zh"):
                assert "<" not in answer.message(language), f"{line}: the message lacks a value"


def asked(word, values):
    if word in ("succeed", "succeed_silently", "divide"):
        holder, ground, *rest = values
        item = {"holder": holder, "ground": ground, "evidence_sha256": "" if word == "succeed_silently" else PAPER}
        if word == "divide":
            parts = [dict(zip(("heir", "what", "instrument", "amount"), p.split(":"), strict=True)) for p in rest]
            return "registry.succeed", "registry", {
                **item, "parts": [{**p, "amount": int(p["amount"])} for p in parts]
            }  # fmt: skip
        return "registry.succeed", "registry", {**item, "heir": rest[0] if rest else ""}
    if word == "merged":
        heir, *gone = values
        return "participants.merge_entities", "mee", {"heir": heir, "merged": gone, "ground": "g"}
    if word == "split":
        entity, *heirs = values
        new = [{"entity": h, "name_zh": h, "name_en": h, "units": []} for h in heirs]
        return "participants.split_entity", "mee", {"entity": entity, "heirs": new, "ground": "g"}
    kind, who, names, fixed = ACTS[word]
    fields = {n: int(v) if n in test_carryover.test_freeze.NUMBERS - {"transfer"} | {"auction", "amount"} else v
              for n, v in zip(names, values, strict=True)}  # fmt: skip
    return kind, fields.get(who or "holder", who), {**fields, **fixed}


def people(market, *holders):
    """Let two people of each holder act for it."""
    for actor, holder in ((f"{h}/{n}", h) for h in holders for n in (1, 2)):
        item = {"actor": actor, "organisation": holder, "role": "entity", "entity": holder}
        (answer,) = market.execute([Command(f"p/{actor}", "mee", "mee/1", "participants.admit_actor", [item])])
        assert answer.done


@pytest.fixture
def books(market, clock):
    """Have H1 hold units free, on its trading account, frozen for two courts and pledged to H5, money, and a pledge."""
    opened(market)
    run(
        market,
        clock,
        """
        issue   H1 CEA22 1000                           -> done
        issue   H1 CEA21 50                             -> done
        fund    H1 CEA22 200                            -> done
        deposit H1 70000                                -> done
        freeze  H1 registration CEA22 300 2023-12-31    -> done
        freeze  H1 trading CEA22 250 2023-12-31         -> done
        offer   H1 H5 CEA22 100                         -> done
        accept  H5 H1 1                                 -> done
        issue   H6 CEA22 40                             -> done
        offer   H6 H1 CEA22 30                          -> done
        accept  H1 H6 1                                 -> done
        """,
    )
    yield market
    check = second_check(market.engine)
    assert check.ok, check.differences[:4]
    assert market.audit().ok


def held(market):
    found = test_carryover.test_freeze.holdings(market)
    return {f"{account} {instrument}": amount for (account, instrument), amount in found.items()}


def test_a_merger_takes_everything_with_the_rights_on_it(books, clock):
    run(
        books,
        clock,
        """
        succeed H1 merger H2            -> heir not in register
        merged  H2 H1                   -> done
        succeed H1 merger H2            -> done
        succeed H1 merger H2            -> nothing to pass
        close   H1 merger               -> done
        succeed H1 merger H2            -> nobody to succeed
        release H2 1 100                -> done
        fill    H2 2                    -> nothing to freeze
        surrender H2 CEA22 501          -> exceeds holding
        ask     H2 1                    -> done
        let_go  H5 H2 1                 -> done
        ask     H6 1                    -> done
        let_go  H1 H6 1                 -> holder closed
        let_go  H2 H6 1                 -> done
        """,
    )
    assert {k: v for k, v in held(books).items() if k.startswith(("H1", "H2", "H6"))} == {
        "H2/registration CEA22": 600, "H2/registration CEA21": 50, "H2/trading CNY": 70_000, "H2/frozen CEA22": 400,
        "H6/registration CEA22": 40,
    }  # fmt: skip
    with books.view() as view:
        came = [m for m in movements(view, "H2") if m.kind == "succession"]
        assert sum(m.change for m in came if m.instrument == "CEA22") == 1_000
        assert {m.reference for m in came} == {"succession/H1"}
        freezes = view.fetch(
            "SELECT holder, number, account, amount_t, frozen_t FROM registry_freeze ORDER BY holder, number"
        )
    assert [tuple(f) for f in freezes] == [
        ("H1", 1, "H1/registration", 0, 0), ("H1", 2, "H1/trading", 0, 0),
        ("H2", 1, "H2/registration", 200, 200), ("H2", 2, "H2/trading", 250, 200),
    ]  # fmt: skip


HALVES = "N2:pledge/1:CEA22:50 N3:pledge/1:CEA22:50"


def divided(replaced="", by="", money="N2:trading:CNY:69999 N3:trading:CNY:1"):
    """Return the parts of a split between N2, N3 and H1 itself."""
    units = "N2:registration:CEA22:100 H1:registration:CEA22:300 N2:registration:CEA21:50"
    rights = "N3:freeze/1:CEA22:300 N2:freeze/2:CEA22:200 N2:pledge/1:CEA22:100 N3:creditor/H6/1:CEA22:30"
    found = f"{units} {money} {rights}"
    assert replaced in found
    return found.replace(replaced, by) if replaced else found


def test_a_split_gives_each_its_listed_part(books, clock):
    run(
        books,
        clock,
        f"""
        split   H1 H1 N2 N3             -> done
        account N2                      -> done
        account N3                      -> done
        divide  H1 division {divided()} -> done
        """,
    )
    assert {k: v for k, v in held(books).items() if k.startswith(("H1", "N2", "N3"))} == {
        "H1/registration CEA22": 300, "N2/registration CEA22": 100, "N2/registration CEA21": 50,
        "N2/trading CNY": 69_999, "N3/trading CNY": 1, "N3/frozen CEA22": 300, "N2/frozen CEA22": 200,
        "N2/pledged CEA22": 100,
    }  # fmt: skip
    people(books, "N2", "N3")
    run(
        books,
        clock,
        """
        ask     H6 1                    -> done
        let_go  N2 H6 1                 -> pledge not found
        let_go  N3 H6 1                 -> done
        """,
    )


def test_parts_that_do_not_fit_and_heirs_that_cannot(books, clock):
    run(
        books,
        clock,
        f"""
        succeed H1 gift H2                                                           -> unknown succession ground
        succeed H1 inheritance H2                                                    -> succession of other kind
        succeed_silently H1 merger H2                                                -> succession no paper
        succeed H1 merger                                                            -> succession heirs
        succeed H1 merger H1                                                         -> succession heirs
        divide  H1 merger {divided()}                                                -> succession heirs
        succeed H1 merger H99                                                        -> no such heir
        succeed H99 merger H2                                                        -> nobody to succeed
        merged  H2 H7                                                                -> done
        succeed H7 merger H2                                                         -> nothing to pass
        merged  H1 H6                                                                -> done
        succeed H6 merger H1                                                         -> heir is creditor
        split   H1 H1 N2 N3                                                          -> done
        divide  H1 division {divided()}                                              -> no such heir
        account N2                                                                   -> done
        account N3                                                                   -> done
        divide  H1 division {divided("N2:registration:CEA21:50")}                    -> succession not whole
        divide  H1 division {divided("CEA22:100 H1", "CEA22:99 H1")}                 -> succession not whole
        divide  H1 division {divided("CEA22:100 H1", "CEA22:101 H1")}                -> succession not whole
        divide  H1 division {divided("CEA22:100 H1", "CEA22:-100 H1")}               -> succession not whole
        divide  H1 division {divided("freeze/2", "freeze/3")}                        -> succession not whole
        divide  H1 division {divided("N2:pledge/1:CEA22:100", HALVES)}               -> right not divided
        divide  H1 division {divided("N2:", "H8:")}                                  -> heir not in register
        at 2023-06-01
        hand_over 2023-06-01                                                         -> done
        divide  H1 division {divided()}                                              -> positions with exchange
        take_positions 2023-06-01 0                                                  -> done
        bar_of  N3                                                                   -> done
        divide  H1 division {divided()}                                              -> restricted
        """,
    )


def test_what_is_under_way_is_named(books, clock):
    run(
        books,
        clock,
        """
        merged       H2 H1              -> done
        order        H1 H4 CEA22 1      -> done
        succeed      H1 merger H2       -> succession under way
        cancel_order H1/T1              -> done
        offer        H1 H5 CEA22 1      -> done
        succeed      H1 merger H2       -> succession under way
        withdraw_offer H1 2             -> done
        ask          H1 1               -> done
        succeed      H1 merger H2       -> succession under way
        let_go       H5 H1 1            -> done
        aside        H1 7 CEA22 1       -> done
        succeed      H1 merger H2       -> succession under way
        give_back    H1 7               -> done
        at 2024-01-02
        succeed      H1 merger H2       -> succession under way
        end          H1 1               -> done
        end          H1 2               -> done
        succeed      H1 merger H2       -> done
        """,
    )


def test_who_inherits_must_be_able_to_hold_it(market, clock):
    stage = Stage(market, clock)
    stage.run(
        f"""
        T/1: apply T kind=person identity={"b" * 64} papers=application_form+identity_document -> done
        registry/1: admit T -> done
        registry/1: issue T -> done
        T/1: fund T -> done
        registry/1: bring province/37 -> done
        """
    )
    whole = "province/37:registration:CEA22:90 province/37:trading:CEA22:10"
    table = f"""
        divide T inheritance {whole}                                       -> heir has no place
        divide T inheritance {whole.replace("province/37:t", "H1:t")}      -> done
        """
    run(market, clock, table)
    assert held(market) == {
        "system/issuance CEA22": -100, "province/37/registration CEA22": 90, "H1/trading CEA22": 10,
    }  # fmt: skip


def test_every_outcome_stands_in_a_table():
    text = Path(__file__).read_text("utf-8")
    named = [o for o in SuccessionOutcome if f"-> {o.value.split('.')[1].replace('_', ' ')}" not in text]
    assert named == []

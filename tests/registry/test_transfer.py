"""Transfers to another holder: every order, delay, stop and refusal, as tables a clerk of a registry can read."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from tanshi.journal.command import Command
from tanshi.registry.events import TakenBack
from tanshi.registry.outcome import DONE
from tanshi.registry.transfer_outcome import TransferOutcome
from tanshi.rules import Law
from tanshi.simulation.workload import CONFIRMED, opening

#: word in a table → command kind, names of the fields that follow
OPERATIONS = {
    "order": ("registry.order_transfer", ["holder", "receiver", "instrument", "amount_t", "ground", "reference"]),
    "cancel": ("registry.cancel_transfer", ["transfer", "reason"]),
    "freeze": ("registry.freeze_transfer", ["transfer", "reason"]),
    "release": ("registry.release_transfer", ["transfer", "reason"]),
    "carry_out": ("registry.carry_out_transfer", ["transfer"]),
    "trust": ("registry.trust_account", ["holder", "receiver", "reason"]),
    "distrust": ("registry.distrust_account", ["holder", "receiver"]),
    "surrender": ("registry.surrender", ["holder", "instrument", "amount_t"]),
    "fund": ("registry.fund_trading", ["holder", "instrument", "amount_t"]),
    "issue": ("registry.issue", ["holder", "instrument", "amount_t"]),
    "dismiss": ("participants.dismiss_actor", ["actor"]),
}
FIXED = {
    "surrender": {"period": "2022"}, "issue": {"ground": "order", "instruction": "i"}, "dismiss": {"ground": "drill"},
}  # fmt: skip


class Registry:
    """The books of a registry and its clock; `run` reads tables.

    A line is `[WHO:] word fields… -> outcome` or `at DAY HH:MM`; `-` is an empty field. Without a name the act is the
    holder's, or of the registry where only it may. Who confirms is the colleague; `WHO alone:` is nobody.
    """

    def __init__(self, market, clock):
        self.market, self.clock, self._number = market, clock, 0
        self.at("2023-05-08 10:00")
        assert all(a.done for a in market.execute(opening()))
        self.run("issue H1 CEA22 1000 -> done")

    def at(self, moment):
        day, hour = moment.split()
        self.clock.put_day(date.fromisoformat(day), time.fromisoformat(hour))

    def run(self, table):
        for line in filter(None, map(str.strip, table.splitlines())):
            if line.startswith("at "):
                self.at(line.removeprefix("at "))
                continue
            request, _, expected = line.partition("->")
            answer = self._send(request)
            found = str(answer.outcome).partition(".")[2].replace("_", " ")
            assert found == expected.strip(), f"{line}: {found} {dict(answer.details)}"
            if not answer.done:
                assert "<" not in answer.message("en"), f"{line}: {answer.message('en')}"

    def _send(self, request):
        who, _, asked = request.rpartition(": ")
        word, *values = asked.split()
        kind, names = OPERATIONS[word]
        fields = {n: int(v) if n == "amount_t" else v.replace("-", "") for n, v in zip(names, values, strict=True)}
        alone = who.endswith(" alone")
        actor = who.removesuffix(" alone") or self._default(word, fields)
        body = actor.rpartition("/")[0]
        other = f"{body}/{'1' if actor.endswith('2') else '2'}"
        second = other if kind in CONFIRMED and not alone else ""
        self._number += 1
        command = Command(f"t/{self._number}", body, actor, kind, [{**fields, **FIXED.get(word, {})}], second)
        (answer,) = self.market.execute([command])
        return answer

    @staticmethod
    def _default(word, fields):
        if word in ("release", "carry_out", "issue"):
            return "registry/1"
        if word == "dismiss":
            return "mee/1"
        return f"{fields.get('holder') or fields['transfer'].partition('/')[0]}/1"

    def held(self, account, instrument="CEA22"):
        with self.market.view() as view:
            sql = "SELECT amount FROM registry_holding WHERE account = ? AND instrument = ?"
            return (view.fetch(sql, [account, instrument]) or [(0,)])[0][0]

    def order(self, transfer="H1/T1"):
        with self.market.view() as view:
            sql = "SELECT state, reason, due_at, trusted, ordered_by, approved_by FROM registry_transfer_order"
            return dict(
                zip(
                    ("state", "reason", "due_at", "trusted", "ordered_by", "approved_by"),
                    view.fetch(f"{sql} WHERE id = ?", [transfer])[0],
                    strict=True,
                )
            )


@pytest.fixture
def registry(market, clock):
    return Registry(market, clock)


def test_an_order_waits_two_working_days_and_is_then_carried_out(registry):
    registry.run(
        """
        order H1 H2 CEA22 300 within_group - -> done
        carry_out H1/T1          -> order not due
        at 2023-05-10 09:59
        carry_out H1/T1          -> order not due
        at 2023-05-10 10:00
        carry_out H1/T1          -> done
        carry_out H1/T1          -> order ended
        """
    )
    assert registry.order()["due_at"] == "2023-05-10T02:00:00.000Z"
    assert (registry.order()["ordered_by"], registry.order()["approved_by"]) == ("H1/1", "H1/2")
    assert [registry.held(f"{h}") for h in ("H1/registration", "H1/pending", "H2/registration")] == [700, 0, 300]
    assert registry.market.audit().ok


def test_what_is_ordered_cannot_be_spent_meanwhile(registry):
    registry.run(
        """
        order H1 H2 CEA22 700 within_group - -> done
        surrender H1 CEA22 301   -> exceeds holding
        fund H1 CEA22 301        -> exceeds holding
        order H1 H3 CEA22 301 within_group - -> exceeds holding
        surrender H1 CEA22 300   -> done
        """
    )
    assert registry.held("H1/pending") == 700


def test_refused_orders(registry):
    registry.run(
        """
        order H1 H2 CEA22 10 favour -            -> unknown transfer ground
        order H1 H2 CEA22 10 gift -              -> transfer paper missing
        order H1 H2 CEA22 10 surrender_help -    -> transfer paper missing
        order H1 H1 CEA22 10 within_group -      -> transfer to oneself
        order H1 H9 CEA22 10 within_group -      -> receiver not found
        order H1 H2 CEA99 10 within_group -      -> instrument not found
        order H1 H2 CNY 10 within_group -        -> not an allowance
        order H1 H2 CEA22 0 within_group -       -> amount not positive
        order H1 H2 CEA22 -1 within_group -      -> amount not positive
        order H1 H2 CEA22 1001 within_group -    -> exceeds holding
        H1/1 alone: order H1 H2 CEA22 1 within_group - -> second missing
        H2/1: order H1 H2 CEA22 1 within_group -   -> out of scope
        registry/1: order H1 H2 CEA22 1 within_group - -> not permitted
        order H1 H2 CEA22 10 gift deed/7         -> done
        """
    )
    assert registry.held("H1/registration") == 990


def test_one_person_cancels_until_it_is_carried_out(registry):
    registry.run(
        """
        order H1 H2 CEA22 300 within_group - -> done
        cancel H1/T1 -           -> transfer reason missing
        H2/1: cancel H1/T1 mine  -> out of scope
        registry/1: cancel H1/T1 why -> not permitted
        H1/2: cancel H1/T1 wrong -> done
        cancel H1/T1 again       -> order ended
        freeze H1/T1 late        -> order ended
        order H1 H2 CEA22 300 within_group - -> done
        at 2023-05-10 10:00
        carry_out H1/T2          -> done
        cancel H1/T2 late        -> order ended
        H1/1: cancel H1/T9 none  -> out of scope
        registry/1: freeze H1/T9 none -> order not found
        """
    )
    assert registry.order("H1/T1")["state"] == "cancelled"
    assert registry.held("H1/registration") == 700


def test_one_person_freezes_and_two_of_the_registry_lift_it(registry):
    registry.run(
        """
        order H1 H2 CEA22 300 within_group - -> done
        release H1/T1 fine       -> order not frozen
        H1/2: freeze H1/T1 theft -> done
        registry/1: freeze H1/T1 too -> order frozen
        at 2023-05-12 10:00
        carry_out H1/T1          -> order frozen
        H1/1: release H1/T1 fine -> not permitted
        registry/1 alone: release H1/T1 fine -> second missing
        release H1/T1 -          -> transfer reason missing
        release H1/T1 asked      -> done
        carry_out H1/T1          -> order not due
        registry/2: freeze H1/T1 asked -> done
        cancel H1/T1 stop        -> done
        """
    )
    assert registry.held("H1/registration") == 1000


def test_lifting_a_freeze_begins_the_whole_waiting_time_anew(registry):
    registry.run(
        """
        order H1 H2 CEA22 300 within_group - -> done
        freeze H1/T1 look        -> done
        at 2023-05-12 16:00
        release H1/T1 asked      -> done
        at 2023-05-16 15:59
        carry_out H1/T1          -> order not due
        at 2023-05-16 16:00
        carry_out H1/T1          -> done
        """
    )


def test_a_trusted_account_waits_less_once_it_is_trusted(registry):
    registry.run(
        """
        H1/1 alone: trust H1 H2 partner -> second missing
        trust H1 H2 -            -> transfer reason missing
        trust H1 H1 partner      -> transfer to oneself
        trust H1 H9 partner      -> receiver not found
        trust H1 H2 partner      -> done
        trust H1 H2 partner      -> already trusted
        order H1 H2 CEA22 100 within_group - -> done
        at 2023-05-12 10:00
        order H1 H2 CEA22 100 within_group - -> done
        H1/2: distrust H1 H2     -> done
        distrust H1 H2           -> not trusted
        order H1 H2 CEA22 100 within_group - -> done
        at 2023-05-12 12:00
        carry_out H1/T2          -> done
        carry_out H1/T3          -> order not due
        trust H1 H2 partner      -> done
        """
    )
    assert [registry.order(f"H1/T{n}")["trusted"] for n in (1, 2, 3)] == [0, 1, 0]
    assert registry.market.audit().ok


def seize(registry, amount_t):
    """Let a power outside of this part take units from what is reserved, as an enforcement may."""
    handlers = registry.market.writer._handlers

    def judge(request, rows, act):
        act.record(TakenBack("H1/pending", request.instrument, request.amount_t, "order", "court/7"))
        return DONE

    handlers["registry.take_back"] = replace(handlers["registry.take_back"], judge=judge)
    item = {"holder": "H1", "instrument": "CEA22", "amount_t": amount_t, "ground": "order", "instruction": "court/7"}
    command = Command("seize", "registry", "registry/1", "registry.take_back", [item], "registry/2")
    assert registry.market.execute([command])[0].done


def test_what_no_longer_suffices_stays_listed_with_its_reason(registry):
    registry.run(
        """
        order H1 H2 CEA22 300 within_group - -> done
        order H1 H3 CEA22 200 within_group - -> done
        at 2023-05-10 10:00
        """
    )
    seize(registry, 250)
    registry.run(
        """
        carry_out H1/T1          -> done
        carry_out H1/T1          -> order held up
        carry_out H1/T2          -> done
        """
    )
    assert (registry.order()["state"], registry.order()["reason"]) == ("held_up", "registry.exceeds_holding")
    assert registry.order("H1/T2")["state"] == "carried_out"
    assert [registry.held(f"{h}/registration") for h in ("H1", "H2", "H3")] == [500, 0, 200]
    registry.run("cancel H1/T1 short -> done")  # what is left goes back
    assert [registry.held(a) for a in ("H1/registration", "H1/pending")] == [550, 0]
    assert registry.market.audit().ok


def test_nothing_is_left_to_give_back(registry):
    registry.run("order H1 H2 CEA22 300 within_group - -> done")
    seize(registry, 300)
    registry.run("cancel H1/T1 short -> done")
    assert [registry.held(a) for a in ("H1/registration", "H1/pending")] == [700, 0]
    assert registry.market.audit().ok


def test_adding_a_trusted_account_first_gains_no_time():
    law, on = Law("cn"), date(2026, 11, 22)
    delay = {key: cited.integer for key, cited in law.table("registry.transfer_delay_h", on).items()}
    activation = law.value("registry.trust_activation_h", on).integer
    assert delay["trusted"] <= delay["other"] <= activation + delay["trusted"]


def test_every_outcome_of_transfers_is_met_by_a_table():
    text = Path(__file__).read_text("utf-8")
    words = {o.value.partition(".")[2].replace("_", " ") for o in TransferOutcome}
    assert [w for w in sorted(words) if f"-> {w}" not in text] == []

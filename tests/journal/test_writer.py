"""What every command can count on: atomic, idempotent, access-checked, in order of time."""

from datetime import timedelta

import pytest

from tanshi.journal.command import Command, CommandOutcome
from tanshi.journal.fact import FactTypes
from tanshi.journal.schema import CommandRow, FactRow
from tanshi.journal.table import read_rows
from tanshi.simulation.workload import opening


def issue(id, amount, holder="H1", **more):
    item = {
        "holder": holder,
        "instrument": "CEA22",
        "amount_t": amount,
        "ground": "order",
        "instruction": "i",
        **more,
    }
    return Command(id, "registry", "registry/1", "registry.issue", [item], "registry/2")


@pytest.fixture
def opened(market):
    assert all(a.done for a in market.execute(opening()))
    return market


def held(market, account="H1/registration", instrument="CEA22"):
    with market.view() as view:
        sql = "SELECT amount FROM registry_holding WHERE account = ? AND instrument = ?"
        rows = view.fetch(sql, [account, instrument])
        return rows[0][0] if rows else 0


def size(market):
    with market.view() as view:
        return view.head().size


def test_the_same_command_again_gives_the_stored_outcome(opened):
    (first,) = opened.execute([issue("i1", 5)])
    before = size(opened)
    (again,) = opened.execute([issue("i1", 5)])
    assert (again.outcome, again.done, again.exists) == ("registry.done", True, True)
    assert again.position == first.position
    assert size(opened) == before
    assert held(opened) == 5


def test_the_same_id_with_another_body_is_refused(opened):
    opened.execute([issue("i1", 5)])
    (other,) = opened.execute([issue("i1", 6)])
    assert other.outcome is CommandOutcome.ID_WITH_OTHER_BODY
    assert held(opened) == 5


def test_ids_of_two_organisations_do_not_meet(opened):
    opened.execute([issue("same", 5)])
    move = {"holder": "H1", "instrument": "CEA22", "amount_t": 1}
    (answer,) = opened.execute([Command("same", "H1", "H1/1", "registry.fund_trading", [move])])
    assert answer.done
    assert not answer.exists


def test_both_in_one_group_behave_as_one_after_the_other(opened):
    first, again, other = opened.execute([issue("i1", 5), issue("i1", 5), issue("i1", 6)])
    assert first.done
    assert again.exists
    assert other.outcome is CommandOutcome.ID_WITH_OTHER_BODY
    assert held(opened) == 5


def test_a_refused_id_may_be_sent_again(opened):
    (no,) = opened.execute([issue("i1", 5, holder="H99")])
    assert not no.done
    (yes,) = opened.execute([issue("i1", 5)])
    assert yes.done
    assert not yes.exists


def test_a_command_is_carried_out_whole_or_not_at_all(opened):
    items = [issue("x", n).items[0] for n in (1, 2, 0, 4)]
    (answer,) = opened.execute([Command("many", "registry", "registry/1", "registry.issue", items, "registry/2")])
    assert not answer.done
    assert answer.item == 2
    assert held(opened) == 0
    items[2] = items[0]
    (answer,) = opened.execute([Command("many", "registry", "registry/1", "registry.issue", items, "registry/2")])
    assert answer.done
    assert held(opened) == 8


def test_a_refused_command_takes_no_other_with_it(opened):
    answers = opened.execute([issue("a", 5), issue("b", -1), issue("c", 7)])
    assert [a.done for a in answers] == [True, False, True]
    assert held(opened) == 12


def test_a_dry_run_judges_and_changes_nothing(opened):
    before, state = size(opened), opened.state_hash()
    yes, no = opened.execute([issue("a", 5), issue("b", -1)], dry_run=True)
    assert yes.done
    assert not no.done
    assert (size(opened), opened.state_hash()) == (before, state)
    (real,) = opened.execute([issue("a", 5)])
    assert not real.exists


@pytest.mark.parametrize(
    ("item", "where"),
    [
        ({"holder": "H1"}, "items[0].amount_t"),
        ({**issue("x", 1).items[0], "more": 1}, "items[0].more"),
        ({**issue("x", 1).items[0], "amount_t": "5"}, "items[0].amount_t"),
        ({**issue("x", 1).items[0], "amount_t": 1.5}, "items[0].amount_t"),
        ({**issue("x", 1).items[0], "amount_t": True}, "items[0].amount_t"),
        ({**issue("x", 1).items[0], "holder": "a\0b"}, "items[0].holder"),
        ({**issue("x", 1).items[0], "amount_t": 2**60}, "items[0].amount_t"),
    ],
)
def test_malformed_items_name_their_field(opened, item, where):
    (answer,) = opened.execute([Command("m", "registry", "registry/1", "registry.issue", [item], "registry/2")])
    assert answer.outcome is CommandOutcome.MALFORMED
    assert answer.details["where"] == where
    assert where in answer.message("en")


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        (Command("", "registry", "registry/1", "registry.issue", [{}]), CommandOutcome.MALFORMED),
        (Command("a", "registry", "registry/1", "registry.issue", []), CommandOutcome.MALFORMED),
        (Command("a", "registry", "registry/1", "registry.nonsense", [{}]), CommandOutcome.UNKNOWN_COMMAND),
        (
            Command("a", "nobody", "nobody/1", "registry.open_account", [{"holder": "H9"}]),
            CommandOutcome.ACTOR_NOT_FOUND,
        ),
        (
            Command("a", "mee", "registry/1", "registry.open_account", [{"holder": "H9"}]),
            CommandOutcome.ACTOR_OF_OTHER_ORGANISATION,
        ),
        (Command("a", "mee", "mee/1", "registry.open_account", [{"holder": "H9"}]), CommandOutcome.NOT_PERMITTED),
        (
            Command(
                "a", "H1", "H1/1", "registry.fund_trading", [{"holder": "H2", "instrument": "CEA22", "amount_t": 1}]
            ),
            CommandOutcome.OUT_OF_SCOPE,
        ),
    ],
)
def test_what_is_refused_before_it_is_judged(opened, command, outcome):
    (answer,) = opened.execute([command])
    assert answer.outcome is outcome
    assert not answer.done


def test_a_withdrawn_mandate_counts_within_the_same_group(opened):
    dismiss = Command("d", "mee", "mee/1", "participants.dismiss_actor", [{"actor": "registry/1", "ground": "drill"}])
    before, dismissed, after = opened.execute([issue("a", 1), dismiss, issue("b", 1)])
    assert before.done
    assert dismissed.done
    assert after.outcome is CommandOutcome.ACTOR_NOT_FOUND


def test_positions_are_dense_and_acts_say_how_many_facts_they_have(opened):
    opened.execute([issue("a", 1), issue("b", -1), issue("c", 1)])
    with opened.view() as view:
        facts = read_rows(view, FactRow)
        commands = read_rows(view, CommandRow)
    assert [f.position for f in facts] == list(range(len(facts)))
    assert sum(c.facts for c in commands) == len(facts)


def test_recorded_time_never_runs_against_position(opened, clock):
    opened.execute([issue("a", 1)])
    clock._now -= timedelta(days=400)
    opened.execute([issue("b", 1)])
    clock._now += timedelta(days=800)
    opened.execute([issue("c", 1)])
    with opened.view() as view:
        times = [t for (t,) in view.fetch("SELECT recorded_at FROM journal_command ORDER BY first_position")]
    assert times == sorted(times)
    assert opened.audit().ok


def test_a_programmers_error_leaves_nothing_behind(opened, monkeypatch):
    before, state = size(opened), opened.state_hash()

    def broken(*_):
        raise RuntimeError("planted")

    monkeypatch.setattr(FactTypes, "encode", broken)
    with pytest.raises(RuntimeError, match="planted"):
        opened.execute([issue("a", 1)])
    monkeypatch.undo()
    assert (size(opened), opened.state_hash()) == (before, state)
    (answer,) = opened.execute([issue("a", 1)])
    assert answer.done
    assert opened.audit().ok

"""Many callers, one writer: everybody gets the own answer, and a bad one takes nobody along."""

import threading
from concurrent.futures import Future

import pytest

from tanshi.journal.command import Command
from tanshi.journal.engine import Unavailable
from tanshi.journal.grouping import WAITING, Grouping
from tanshi.simulation.workload import opening


def issue(id, amount=1, holder="H1"):
    item = {"holder": holder, "instrument": "CEA22", "amount_t": amount, "ground": "order", "instruction": "i"}
    return Command(id, "registry", "registry/1", "registry.issue", [item], "registry/2")


class Slow:
    """A writer whose groups can be held, watched and broken."""

    def __init__(self, writer):
        self.writer = writer
        self.engine = writer.engine
        self.groups = []
        self.go = threading.Event()
        self.go.set()
        self.started = threading.Event()
        self.breaks = lambda group: None

    def prepare(self, command):
        return self.writer.prepare(command)

    def execute_prepared(self, commands, *, dry_run=False, again=False):
        self.groups.append([c.command.id for c in commands])
        self.started.set()
        assert self.go.wait(20)
        if (error := self.breaks([c.command for c in commands])) is not None:
            raise error
        return self.writer.execute_prepared(commands, dry_run=dry_run, again=again)


@pytest.fixture
def slow(market):
    assert all(a.done for a in market.execute(opening()))
    return Slow(market.writer)


@pytest.fixture
def grouping(slow):
    made = Grouping(slow)
    yield made
    slow.go.set()
    made.close()


def held_back(slow, grouping, commands):
    """Return the futures of commands that all had to wait for one group and so became the next."""
    slow.go.clear()
    slow.started.clear()
    first = grouping.submit([issue("first")])
    assert slow.started.wait(20)
    futures = [grouping.submit([c]) for c in commands]
    slow.go.set()
    assert first.result(20)[0].done
    return futures


def outcomes(futures: list[Future]):
    return [str(f.result(20)[0].outcome) for f in futures]


def test_whoever_waits_is_taken_along_and_gets_the_own_answer(slow, grouping):
    futures = held_back(slow, grouping, [issue("a", 5), issue("b", -1), issue("c", 2, "H99"), issue("d", 3)])
    assert outcomes(futures) == [
        "registry.done",
        "registry.amount_not_positive",
        "registry.account_not_found",
        "registry.done",
    ]
    assert slow.groups == [["first"], ["a", "b", "c", "d"]]


def test_at_most_256_commands_share_a_transaction(slow, grouping):
    futures = held_back(slow, grouping, [issue(f"n{n}") for n in range(300)])
    assert set(outcomes(futures)) == {"registry.done"}
    assert [len(g) for g in slow.groups] == [1, 256, 44]


def test_a_ready_made_group_stays_together_and_in_order(slow, grouping):
    answers = grouping.execute([issue("a", 7), issue("a", 7), issue("a", 8), issue("b")])
    assert [(a.done, a.exists, str(a.outcome)) for a in answers] == [
        (True, False, "registry.done"),
        (True, True, "registry.done"),
        (False, False, "command.id_with_other_body"),
        (True, False, "registry.done"),
    ]
    assert grouping.execute([]) == []


def test_a_command_that_breaks_a_group_breaks_only_itself(slow, grouping):
    slow.breaks = lambda group: RuntimeError("poison") if any(c.id == "bad" for c in group) else None
    good, bad, other = held_back(slow, grouping, [issue("a"), issue("bad"), issue("c")])
    assert outcomes([good, other]) == ["registry.done"] * 2
    with pytest.raises(RuntimeError, match="poison"):
        bad.result(20)
    assert slow.groups[1:] == [["a", "bad", "c"], ["a"], ["bad"], ["c"]]


def test_a_lost_connection_is_tried_once_more_and_then_said_to_all(slow, grouping):
    slow.breaks = lambda group: None if group[0].id == "first" else Unavailable("db.busy", "here", reason="gone")
    futures = held_back(slow, grouping, [issue("a"), issue("b"), issue("c")])
    for future in futures:
        with pytest.raises(Unavailable):
            future.result(20)
    assert slow.groups[1:] == [["a", "b", "c"], ["a"]]
    slow.breaks = lambda group: None
    assert outcomes([grouping.submit([issue("a")])]) == ["registry.done"]


def test_a_commit_whose_answer_was_lost_is_found_by_its_id(slow, grouping, market):
    lost = []

    def lose(commands):
        if len(commands) > 1 and not lost:
            lost.append(market.execute(commands))
            return Unavailable("db.unreachable", "here", reason="cut after the commit")
        return None

    slow.breaks = lose
    futures = held_back(slow, grouping, [issue("a", 5), issue("b", 6)])
    answers = [f.result(20)[0] for f in futures]
    assert [(a.done, a.exists) for a in answers] == [(True, True)] * 2
    with market.view() as view:
        assert view.fetch("SELECT amount FROM registry_holding WHERE account = 'H1/registration'") == [(12,)]


def test_what_a_lost_commit_carried_out_is_said_although_its_actor_was_dismissed_in_it(slow, grouping, market):
    dismissal = {"actor": "registry/1", "ground": "left"}
    dismissed = Command("c", "mee", "mee/1", "participants.dismiss_actor", [dismissal])

    def lose(commands):
        if len(commands) == 3:
            assert [a.done for a in market.execute(commands)] == [True] * 3
            return Unavailable("db.unreachable", "here", reason="cut after the commit")
        return None

    slow.breaks = lose
    futures = held_back(slow, grouping, [issue("a", 5), issue("b", 6), dismissed])
    answers = [f.result(20)[0] for f in futures]
    assert [(a.done, a.exists) for a in answers] == [(True, True)] * 3
    assert outcomes([grouping.submit([issue("d")])]) == ["command.actor_not_found"]


def test_a_dry_run_changes_nothing_and_shares_no_group_with_the_others(slow, grouping, market):
    slow.go.clear()
    slow.started.clear()
    first = grouping.submit([issue("first")])
    assert slow.started.wait(20)
    dry = grouping.submit([issue("a", 5)], dry_run=True)
    wet = grouping.submit([issue("a", 5)])
    slow.go.set()
    assert first.result(20)[0].done
    assert dry.result(20)[0].done
    assert (wet.result(20)[0].done, wet.result(20)[0].exists) == (True, False)
    assert slow.groups == [["first"], ["a"], ["a"]]


def test_too_many_waiting_commands_are_turned_away_at_once(slow, grouping):
    slow.go.clear()
    slow.started.clear()
    first = grouping.submit([issue("first")])
    assert slow.started.wait(20)
    many = grouping.submit([issue(f"n{n}") for n in range(WAITING)])
    with pytest.raises(Unavailable, match="commands are already waiting"):
        grouping.submit([issue("one more")])
    many.cancel()
    slow.breaks = lambda group: RuntimeError("enough") if group[0].id != "first" else None
    slow.go.set()
    assert first.result(20)[0].done


def test_closing_carries_out_what_waits_and_takes_nothing_more(slow):
    grouping = Grouping(slow)
    futures = [grouping.submit([issue(f"n{n}")]) for n in range(20)]
    grouping.close()
    assert set(outcomes(futures)) == {"registry.done"}
    with pytest.raises(Unavailable, match="takes no more commands"):
        grouping.submit([issue("late")])

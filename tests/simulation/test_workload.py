"""The seeded workload against the real systems, judged by the independent auditor."""

import pytest

from tanshi.simulation.auditor import Auditor, disagreements
from tanshi.simulation.workload import Workload, opening

#: Days before the clock's; without the last of them closed, no session opens any more.
CLOSABLE = ("2023-04-26", "2023-04-27", "2023-04-28", "2023-05-03")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_auditor_agrees_with_every_answer(market, seed):
    auditor, work = Auditor(), Workload(seed, CLOSABLE if seed == 2 else ())
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


def test_the_workload_meets_most_outcomes(market):
    work, seen = Workload(11), set()
    market.execute(opening())
    for _ in range(120):
        group = [work.next() for _ in range(25)]
        for command, answer in zip(group, market.execute(group), strict=True):
            work.noticed(command, answer.done and not answer.exists)
            seen.add("exists" if answer.exists else str(answer.outcome))
    assert len(seen) >= 28


def test_the_same_seed_gives_the_same_commands():
    one, other = Workload(5), Workload(5)
    assert [one.next() for _ in range(200)] == [other.next() for _ in range(200)]
    assert [Workload(6).next() for _ in range(5)] != [Workload(5).next() for _ in range(5)]


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

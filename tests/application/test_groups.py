"""Moves inside a group: what some have too much of goes to those who lack it, never more than there is."""

import random

import pytest

from tanshi.application.groups import moves_of
from tanshi.application.standings import Line
from tanshi.compliance.status import NOT_SET, OPEN, Standing
from tanshi.compliance.units_held import Helped


def line(entity, due, held, status=OPEN):
    standing = Standing(entity, "2022", "2023-12-01", status, "nothing_surrendered", due)
    return Line(standing, entity, entity, "37", "4411", held, Helped(), 0, "o19")


def moves(**firms):
    return [(m.giver, m.taker, m.amount_t) for m in moves_of([line(e, *given) for e, given in firms.items()])]


def test_moves():
    assert moves(A=(100, 150), B=(100, 60)) == [("A", "B", 40)]
    assert moves(A=(100, 110), B=(100, 130), C=(100, 75)) == [("B", "C", 25)]
    assert moves(A=(100, 110), B=(100, 130), C=(100, 50)) == [("B", "C", 30), ("A", "C", 10)]
    assert moves(A=(100, 90), B=(100, 100)) == []
    assert moves(A=(0, 10)) == []


def test_who_does_not_know_yet_what_it_owes_gives_nothing():
    assert moves_of([line("A", 0, 900, NOT_SET), line("B", 100, 60)]) == []


@pytest.mark.parametrize("seed", range(20))
def test_nobody_gives_more_than_it_has_too_much_nor_takes_more_than_it_lacks(seed):
    chance = random.Random(f"moves/{seed}")
    firms = {f"F{n}": (chance.randrange(200), chance.randrange(200)) for n in range(chance.randrange(1, 9))}
    spare = {e: held - due for e, (due, held) in firms.items()}
    made = moves(**firms)
    for giver, taker, amount in made:
        assert amount > 0
        spare[giver] -= amount
        spare[taker] += amount
    for entity, (due, held) in firms.items():
        low, high = sorted((0, held - due))
        assert low <= spare[entity] <= high
    assert sum(min(0, n) for n in spare.values()) == 0 or sum(max(0, n) for n in spare.values()) == 0

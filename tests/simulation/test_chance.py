from collections import Counter

from tanshi.simulation.chance import Chance


def test_fixed_numbers_of_a_fixed_seed():
    chance = Chance(42, "fixed")
    assert [chance.below(10**6) for _ in range(4)] == [
        361397,
        564923,
        485383,
        951542,
    ]  # must never change: journals are repeatable


def test_streams_do_not_depend_on_each_other():
    assert Chance(1, "a").below(10**9) != Chance(1, "b").below(10**9)
    assert Chance(1, "a").below(10**9) != Chance(2, "a").below(10**9)


def test_bounds_and_means():
    chance = Chance(3)
    drawn = [chance.between(-5, 5) for _ in range(20_000)]
    assert (min(drawn), max(drawn)) == (-5, 5)
    assert all(abs(n / 20_000 - 1 / 11) < 0.01 for n in Counter(drawn).values())
    around = [chance.around(100, 30) for _ in range(20_000)]
    assert min(around) >= 70
    assert max(around) <= 130
    assert abs(sum(around) / 20_000 - 100) < 0.5
    assert abs(sum(chance.happens(250) for _ in range(20_000)) / 20_000 - 0.25) < 0.02
    picks = Counter(chance.pick([1, 0, 3]) for _ in range(20_000))
    assert picks[1] == 0
    assert abs(picks[2] / 20_000 - 0.75) < 0.02

"""Plots that share ground: exact, against counting the squares of a grid that each covers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.voluntary.plots import cells, is_plot, overlap

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]


@pytest.mark.parametrize(
    ("name", "corners", "shares"),
    [
        ("the same", SQUARE, True),
        ("the same, the other way round", SQUARE[::-1], True),
        ("touches an edge", [(10, 0), (20, 0), (20, 10), (10, 10)], False),
        ("touches a corner", [(10, 10), (20, 10), (20, 20)], False),
        ("overlaps by one", [(9, 0), (20, 0), (20, 10), (9, 10)], True),
        ("within", [(4, 4), (6, 4), (5, 6)], True),
        ("around", [(-5, -5), (15, -5), (15, 15), (-5, 15)], True),
        ("a cross through it", [(4, -5), (6, -5), (6, 15), (4, 15)], True),
        ("in its bay", [(20, 0), (30, 0), (30, 10), (20, 10)], False),
        ("half of it", [(0, 0), (10, 0), (10, 10)], True),
        ("fills the other half's outside", [(0, 0), (0, 10), (-10, 10)], False),
        ("a point within", [(5, 5)], True),
        ("a point on its edge", [(10, 5)], True),
        ("a point outside", [(11, 5)], False),
    ],
)
def test_which_share_ground(name, corners, shares):
    assert is_plot(corners), name
    assert overlap(SQUARE, corners) is shares
    assert overlap(corners, SQUARE) is shares


def test_what_goes_round_a_bay_does_not_share_it():
    bay = [(0, 0), (10, 0), (10, 10), (8, 10), (8, 2), (2, 2), (2, 10), (0, 10)]
    assert is_plot(bay)
    assert not overlap(bay, [(2, 2), (8, 2), (8, 10), (2, 10)])
    assert overlap(bay, [(2, 1), (8, 1), (8, 10), (2, 10)])
    assert not overlap([(5, 5)], [(6, 6)])
    assert overlap([(5, 5)], [(5, 5)])


def test_a_ring_is_two_plots_and_its_hole_is_free():
    """A hole cannot be drawn in one go: a corner stands once. The halves share their cuts and nothing else."""
    left = [(0, 0), (15, 0), (15, 10), (10, 10), (10, 20), (15, 20), (15, 30), (0, 30)]
    right = [(15, 0), (30, 0), (30, 30), (15, 30), (15, 20), (20, 20), (20, 10), (15, 10)]
    hole = [(10, 10), (20, 10), (20, 20), (10, 20)]
    assert all(map(is_plot, (left, right)))
    assert not any((overlap(left, right), overlap(left, hole), overlap(right, hole)))
    assert overlap(left, [(9, 9), (20, 9), (20, 20), (9, 20)])
    assert not is_plot([(0, 0), (30, 0), (30, 30), (0, 30), (0, 0), (10, 10), (10, 20), (20, 20), (20, 10), (10, 10)])


@pytest.mark.parametrize(
    "corners",
    [
        [(0, 0), (1, 1)], [(0, 0), (1, 0), (0, 0)], [(0, 0), (10, 10), (10, 0), (0, 10)],
        [(0, 0), (10, 0), (5, 0)], [(0, 0), (181_000_000, 0), (0, 1)], [],
    ],
)  # fmt: skip
def test_what_is_no_plot(corners):
    assert not is_plot(corners)


def _stairs(heights, left, low):
    """A plot of columns one wide that stand beside each other, on one base; its squares."""
    top = [(left + n + side, low + h) for n, h in enumerate(heights) for side in (0, 1)]
    corners = [(left, low), *top, (left + len(heights), low)]
    kept = [c for n, c in enumerate(corners) if c != corners[n - 1]]
    return kept, {(left + n, low + y) for n, h in enumerate(heights) for y in range(h)}


STAIRS = st.builds(_stairs, st.lists(st.integers(1, 5), min_size=1, max_size=5), st.integers(0, 6), st.integers(0, 6))


@settings(max_examples=150)
@given(STAIRS, STAIRS)
def test_plots_of_squares_share_ground_if_they_share_a_square(one, other):
    assert is_plot(one[0])
    assert overlap(one[0], other[0]) == bool(one[1] & other[1])


def test_cells():
    assert cells([(0, 0)]) == ["0/0"]
    assert cells([(-1, 99_999), (1, 100_000), (0, 100_001)]) == ["-1/0", "-1/1", "0/0", "0/1"]

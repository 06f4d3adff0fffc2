"""Paths from kept groups: the same as from all leaves, at every size and index that has an edge."""

import pytest

from tanshi.journal import tiles
from tanshi.journal.merkle import inclusion_path, leaf_hash, root, verify_inclusion
from tanshi.journal.tiles import Tiles


class Leaves:
    """A snapshot of so many leaves; counts what is read."""

    def __init__(self, count):
        self.all = [leaf_hash(str(n).encode()) for n in range(count)]
        self.read = 0

    def fetch(self, sql, params):
        first, end = params
        self.read += end - first
        return [(leaf,) for leaf in self.all[first:end]]

    stream = fetch


@pytest.mark.parametrize("width", [4, 256])
def test_paths_are_those_of_the_whole_tree(monkeypatch, width):
    monkeypatch.setattr(tiles, "WIDTH", width)
    most = 3 * width * width + 5 if width == 4 else 3 * width + 7
    view, kept = Leaves(most), Tiles()
    sizes = range(1, most + 1) if width == 4 else [1, 255, 256, 257, 511, 512, 513, most]
    for size in sizes:
        leaves = view.all[:size]
        for index in {0, size // 3, size // 2, max(0, size - 2), size - 1}:
            path = kept.inclusion_path(view, index, size)
            assert path == inclusion_path(leaves, index)
            assert verify_inclusion(root(leaves), leaves[index], index, size, path)


def test_an_older_and_smaller_tree_is_answered_from_the_same_groups():
    view, kept = Leaves(2000), Tiles()
    kept.inclusion_path(view, 5, 2000)
    assert kept.inclusion_path(view, 5, 700) == inclusion_path(view.all[:700], 5)


def test_what_is_complete_is_read_once():
    view, kept = Leaves(10_000), Tiles()
    kept.inclusion_path(view, 5, 10_000)
    view.read = 0
    kept.inclusion_path(view, 7_777, 10_000)
    assert view.read < 600


def test_a_leaf_that_is_not_there():
    with pytest.raises(IndexError):
        Tiles().inclusion_path(Leaves(3), 3, 3)

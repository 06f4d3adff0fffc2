from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanshi.journal import verify_consistency, verify_inclusion
from tanshi.journal.merkle import EMPTY_ROOT, RightEdge, consistency_path, inclusion_path, leaf_hash, node_hash, root

#: The leaf inputs and roots that Certificate Transparency implementations have tested against since RFC 6962.
LEAVES = [
    bytes.fromhex(h)
    for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_known_roots():
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    assert [root(hashes[:n]).hex() for n in range(1, 9)] == ROOTS
    assert root([]) == EMPTY_ROOT == sha256(b"").digest()


def plain_root(leaves):
    """The definition of RFC 9162, 2.1.1, word by word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


def tree(size):
    return [leaf_hash(bytes([n % 256, n // 256])) for n in range(size)]


@given(st.integers(1, 70))
def test_the_growing_root_is_the_defined_one(size):
    assert root(tree(size)) == plain_root(tree(size))


@given(st.integers(1, 60), st.data())
def test_inclusion_proofs_verify_and_nothing_else_does(size, data):
    leaves = tree(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(leaves, index)
    whole = root(leaves)
    assert verify_inclusion(whole, leaves[index], index, size, path)
    assert not verify_inclusion(whole, leaf_hash(b"other"), index, size, path)
    assert not verify_inclusion(leaf_hash(b"other"), leaves[index], index, size, path)
    assert not verify_inclusion(whole, leaves[index], index, size, [*path, whole])
    if path:
        assert not verify_inclusion(whole, leaves[index], index, size, path[:-1])
    if size > 1:
        assert not verify_inclusion(whole, leaves[index], (index + 1) % size, size, path)


@settings(max_examples=200)
@given(st.integers(0, 60), st.integers(0, 60))
def test_consistency_proofs_verify_and_nothing_else_does(a, b):
    old, new = sorted((a, b))
    leaves = tree(new)
    path = consistency_path(leaves, old)
    assert verify_consistency(root(leaves[:old]), old, root(leaves), new, path)
    if 0 < old < new:
        forged = [leaf_hash(b"x"), *leaves[1:]]
        assert not verify_consistency(root(forged[:old]), old, root(leaves), new, path)
        assert not verify_consistency(root(leaves[:old]), old, root(forged), new, path)
        assert not verify_consistency(root(leaves[:old]), old, root(leaves), new, [])


@pytest.mark.parametrize(
    "arguments",
    [
        (b"", b"", 0, 1, []),
        (None, b"x" * 32, 0, 1, []),
        (b"x" * 32, b"x" * 32, -1, 1, []),
        (b"x" * 32, b"x" * 32, 1, 1, []),
        (b"x" * 32, b"x" * 32, 0, 2, ["text"]),
        (b"x" * 32, b"x" * 32, 0.0, 1, []),
        (b"x" * 32, b"x" * 32, 0, 1, None),
        (b"x" * 32, b"x" * 32, True, 2, []),
        (b"x" * 32, b"x" * 32, 2**70, 2**71, [b"y" * 32] * 71),
    ],
)
def test_hostile_input_is_false_and_never_an_exception(arguments):
    assert verify_inclusion(*arguments) is False
    root_, _, index, size, path = arguments
    assert verify_consistency(root_, index, b"z" * 32, size, path) is False


@given(st.binary(), st.binary(), st.integers(), st.integers(), st.lists(st.binary(max_size=40), max_size=5))
def test_random_input_never_raises(root_, leaf, index, size, path):
    verify_inclusion(root_, leaf, index, size, path)
    verify_consistency(root_, index, leaf, size, path)


@given(st.integers(0, 50), st.integers(0, 50))
def test_an_edge_can_be_stored_and_resumed(first, more):
    leaves = tree(first + more)
    edge = RightEdge()
    edge.extend(leaves[:first])
    resumed = RightEdge()
    resumed.resume(edge.size, edge.peaks())
    resumed.extend(leaves[first:])
    assert resumed.root() == root(leaves)

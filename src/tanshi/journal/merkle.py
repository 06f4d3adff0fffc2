"""Merkle tree over the journal's leaves, with the hashing of RFC 9162 (SHA-256).

The leaf of a fact is not the fact but a commitment: type, position, day and SHA-256(nonce || canonical body).
Amounts are
guessable, so without the nonce there would be no secrecy; with body and nonce anybody can check a published fact.
The verifying functions return False on any malformed input and never raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_data(type_name: str, position: int, day: str, nonce: bytes, body: bytes) -> bytes:
    """Return what a fact's leaf commits to, as text lines (no field can hold a line break)."""
    commitment = sha256(nonce + body).hexdigest()
    return f"{type_name}\n{position}\n{day}\n{commitment}".encode("ascii")


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


class RightEdge:
    """The roots of the complete subtrees of a growing tree, largest first: enough to extend it and know its root."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        size = self.size
        while size & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            size >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self.append(leaf)

    def resume(self, size: int, peaks: bytes) -> None:
        """Go on from a stored size and its peaks."""
        self.size = size
        self._peaks = [peaks[n : n + 32] for n in range(0, len(peaks), 32)]
        assert len(self._peaks) == size.bit_count(), "the peaks do not belong to that size"

    def peaks(self) -> bytes:
        """Return the peaks as bytes, to be stored."""
        return b"".join(self._peaks)

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    edge = RightEdge()
    edge.extend(leaves)
    return edge.root()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of the leaf at `index` in the tree over `leaves`."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} is not in a tree of {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_path(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_path(leaves[split:], index - split), root(leaves[:split])]


def consistency_path(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that the tree over the first `old_size` leaves is a prefix of the tree over all."""
    if not 0 <= old_size <= len(leaves):
        raise IndexError(f"{old_size} is not a size of a tree of {len(leaves)}")
    if old_size in (0, len(leaves)):
        return []
    return _subproof(leaves, old_size, True)


def _subproof(leaves: Sequence[bytes], old_size: int, complete: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if complete else [root(leaves)]
    split = _split(len(leaves))
    if old_size <= split:
        return [*_subproof(leaves[:split], old_size, complete), root(leaves[split:])]
    return [*_subproof(leaves[split:], old_size - split, False), root(leaves[:split])]


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more."""
    return int(1 << ((size - 1).bit_length() - 1))


def verify_inclusion(root: bytes, leaf_hash: bytes, index: int, size: int, path: Sequence[bytes]) -> bool:
    """Tell whether `leaf_hash` is leaf `index` of the tree of `size` leaves with `root` (RFC 9162, 2.1.3.2)."""
    try:
        return _verify_inclusion(root, leaf_hash, index, size, path)
    except Exception:
        return False


def _verify_inclusion(root: bytes, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bool:
    if not _is_count(index) or not _is_count(size) or index >= size or not _are_hashes([root, leaf, *path]):
        return False
    fn, sn, result = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            result = node_hash(sibling, result)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node_hash(result, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and result == root


def verify_consistency(old_root: bytes, old_size: int, new_root: bytes, new_size: int, path: Sequence[bytes]) -> bool:
    """Tell whether the tree with `new_root` only appended to the one with `old_root` (RFC 9162, 2.1.4.2).

    The empty tree is a prefix of every tree; its proof is empty.
    """
    try:
        return _verify_consistency(old_root, old_size, new_root, new_size, path)
    except Exception:
        return False


def _verify_consistency(old_root: bytes, old_size: int, new_root: bytes, new_size: int, path: Sequence[bytes]) -> bool:
    if not _is_count(old_size) or not _is_count(new_size) or not _are_hashes([old_root, new_root, *path]):
        return False
    if old_size > new_size:
        return False
    if old_size == new_size:
        return not path and old_root == new_root
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    hashes = list(path)
    if old_size & (old_size - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return False
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == old_root and new == new_root


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _are_hashes(values: Sequence[object]) -> bool:
    return all(type(v) is bytes and len(v) == 32 for v in values)

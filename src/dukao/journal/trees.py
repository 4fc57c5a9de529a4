"""Merkle trees in the form of RFC 6962 (2.1), and proofs checked without a database (RFC 9162, 2.1.3, 2.1.4).

Hashes go in and come out; what a leaf is taken over is the caller's business. The prefixes keep a leaf
from being passed off as an inner node.
"""

from __future__ import annotations

from collections.abc import Sequence

from dukao.journal.digests import digest, hasher

LEAF, NODE = b"\x00", b"\x01"


def leaf(content: bytes, algorithm: str) -> bytes:
    return digest(LEAF + content, algorithm)


def node(left: bytes, right: bytes, algorithm: str) -> bytes:
    return digest(NODE + left + right, algorithm)


def merkle_root(contents: Sequence[bytes], algorithm: str) -> bytes:
    """Root over leaf contents; of none of them, the digest of nothing."""
    make = hasher(algorithm)
    return root_over([make(LEAF + content).digest() for content in contents], algorithm)


def root_over(hashes: Sequence[bytes], algorithm: str) -> bytes:
    """Root over leaves that are hashed already."""
    make = hasher(algorithm)
    row = list(hashes)
    if not row:
        return digest(b"", algorithm)
    while len(row) > 1:
        # An odd node at the end of a row moves up unchanged, which gives RFC 6962's left-full tree.
        paired = [make(NODE + row[i] + row[i + 1]).digest() for i in range(0, len(row) - 1, 2)]
        row = paired + row[len(paired) * 2 :]
    return row[0]


class GrowingTree:
    """A tree that leaves are added to one by one; its root at every size costs a few hashes.

    It keeps only the roots of the full subtrees that stand side by side, one for each bit of its size.
    """

    def __init__(self, algorithm: str) -> None:
        self.size = 0
        self._algorithm = algorithm
        self._peaks: list[bytes] = []

    def add(self, content: bytes) -> None:
        fresh, full = leaf(content, self._algorithm), self.size
        while full & 1:
            fresh = node(self._peaks.pop(), fresh, self._algorithm)
            full >>= 1
        self._peaks.append(fresh)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return digest(b"", self._algorithm)
        *others, top = self._peaks
        for peak in reversed(others):
            top = node(peak, top, self._algorithm)
        return top


def inclusion_path(hashes: Sequence[bytes], index: int, algorithm: str) -> list[bytes]:
    """The neighbours on the way from leaf ``index`` up to the root, lowest first."""
    if len(hashes) <= 1:
        return []
    split = _split(len(hashes))
    if index < split:
        path, beside = inclusion_path(hashes[:split], index, algorithm), hashes[split:]
    else:
        path, beside = inclusion_path(hashes[split:], index - split, algorithm), hashes[:split]
    return [*path, root_over(beside, algorithm)]


def includes(
    *, root: bytes, size: int, index: int, leaf: bytes, path: Sequence[bytes], algorithm: str
) -> bool:
    """True when the path leads from this leaf at this place to this root of a tree of that size."""
    if not (0 <= index < size and _are_digests(algorithm, root, leaf, *path)):
        return False
    place, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(beside, found, algorithm)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, beside, algorithm)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_path(hashes: Sequence[bytes], first: int, algorithm: str) -> list[bytes]:
    """What shows that the tree over the first ``first`` leaves is the beginning of the whole one."""
    return _subproof(hashes, first, algorithm, is_whole=True)


def _subproof(hashes: Sequence[bytes], first: int, algorithm: str, *, is_whole: bool) -> list[bytes]:
    if first == len(hashes):
        return [] if is_whole else [root_over(hashes, algorithm)]
    split = _split(len(hashes))
    if first <= split:
        path, beside = _subproof(hashes[:split], first, algorithm, is_whole=is_whole), hashes[split:]
    else:
        path, beside = _subproof(hashes[split:], first - split, algorithm, is_whole=False), hashes[:split]
    return [*path, root_over(beside, algorithm)]


def grew(
    *, first: int, first_root: bytes, size: int, root: bytes, path: Sequence[bytes], algorithm: str
) -> bool:
    """True when the path shows that the tree of ``size`` leaves began with that of ``first`` leaves."""
    if first == size:
        return size > 0 and not path and first_root == root
    if not (0 < first < size and _are_digests(algorithm, first_root, root, *path)):
        return False
    # A first tree that is full is a node of the whole one: its root begins the path by itself.
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = first - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for beside in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node(beside, old, algorithm), node(beside, new, algorithm)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, beside, algorithm)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == root


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _are_digests(algorithm: str, *found: bytes) -> bool:
    return {len(one) for one in found} == {hasher(algorithm)(b"").digest_size}

"""Merkle trees in the shape of RFC 6962, section 2.1, over leaves that are already hashed by page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from actors.base.digest import ZERO, tagged

PAGE_BYTES = 4096


def leaf_hash(data: bytes | memoryview) -> bytes:
    """Hash of one leaf (a page of at most 4 KiB, or an outcome leaf): SHA-256(0x00 || data)."""
    state = hashlib.sha256(b"\x00")
    state.update(data)
    return state.digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def page_hashes(data: bytes | memoryview) -> list[bytes]:
    """Leaf hashes of ``data`` cut into 4 KiB pages; the last page may be short."""
    view = memoryview(data)
    return [leaf_hash(view[at : at + PAGE_BYTES]) for at in range(0, len(view), PAGE_BYTES)]


class Tree:
    """All levels over a row of leaf hashes, so that many paths cost one pass."""

    __slots__ = ("levels",)

    def __init__(self, leaves: Sequence[bytes]) -> None:
        """Hash every level; an odd node moves up unpaired."""
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(self.levels[-1]) > 1:
            level = self.levels[-1]
            above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
            if len(level) % 2:
                above.append(level[-1])
            self.levels.append(above)

    @property
    def root(self) -> bytes:
        """Root hash; 32 zero bytes for no leaves."""
        return self.levels[-1][0] if self.levels[0] else ZERO

    def path(self, index: int) -> tuple[bytes, ...]:
        """Sibling hashes from leaf ``index`` up to the root, lowest first.

        Raises:
            IndexError: no such leaf.
        """
        if not 0 <= index < len(self.levels[0]):
            raise IndexError(f"leaf {index} of {len(self.levels[0])}")
        return self.run_path(index, 1)

    def run_path(self, first: int, count: int) -> tuple[bytes, ...]:
        """Hashes beside ``count`` neighbouring leaves from ``first`` on, up to the root: lowest first, left before
        right.

        Raises:
            IndexError: not so many leaves, or none.
        """
        if not 0 <= first < first + count <= len(self.levels[0]):
            raise IndexError(f"leaves {first} to {first + count - 1} of {len(self.levels[0])}")
        last, siblings = first + count - 1, list[bytes]()
        for level in self.levels[:-1]:
            if first % 2:
                siblings.append(level[first - 1])
            if last % 2 == 0 and last + 1 < len(level):
                siblings.append(level[last + 1])
            first, last = first // 2, last // 2
        return tuple(siblings)


def root(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes; 32 zero bytes for no leaves."""
    return Tree(leaves).root


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Path of one leaf, see :meth:`Tree.path`."""
    return Tree(leaves).path(index)


def root_from_path(leaf: bytes, index: int, size: int, siblings: Sequence[bytes]) -> bytes | None:
    """The root that ``leaf`` at ``index`` of ``size`` leaves leads to, or None if the path does not fit."""
    return root_from_run((leaf,), index, size, siblings)


def root_from_run(leaves: Sequence[bytes], first: int, size: int, siblings: Sequence[bytes]) -> bytes | None:
    """The root that neighbouring ``leaves`` from ``first`` on, of ``size``, lead to; None if the path does not fit.

    ``siblings``: as :meth:`Tree.run_path` gives them.
    """
    if not 0 <= first < first + len(leaves) <= size:
        return None
    run, at = list(leaves), 0
    while size > 1:
        left, right = first % 2, (first + len(run)) % 2 == 1 and first + len(run) < size
        if at + left + right > len(siblings):
            return None
        run = [*siblings[at : at + left], *run, *siblings[at + left : at + left + right]]
        at, first = at + left + right, first // 2
        paired = [node_hash(run[one], run[one + 1]) for one in range(0, len(run) - 1, 2)]
        run, size = paired + run[len(paired) * 2 :], (size + 1) // 2
    return run[0] if at == len(siblings) else None


def data_root(tag: str, data: bytes | memoryview) -> bytes:
    """Tagged root over the pages of ``data``; the length is bound too."""
    return tagged(tag, len(data).to_bytes(8, "little") + root(page_hashes(data)))

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


def root(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes; 32 zero bytes for no leaves."""
    if not leaves:
        return ZERO
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Sibling hashes from leaf ``index`` up to the root, lowest first.

    Raises:
        IndexError: no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    siblings: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            siblings.append(level[sibling])
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level, index = paired, index // 2
    return tuple(siblings)


def root_from_path(leaf: bytes, index: int, size: int, siblings: Sequence[bytes]) -> bytes | None:
    """The root that ``leaf`` at ``index`` of ``size`` leaves leads to, or None if the path does not fit."""
    if not 0 <= index < size:
        return None
    at = 0
    node = leaf
    while size > 1:
        sibling = index ^ 1
        if sibling < size:
            if at == len(siblings):
                return None
            pair = (node, siblings[at]) if index % 2 == 0 else (siblings[at], node)
            node = node_hash(*pair)
            at += 1
        index, size = index // 2, (size + 1) // 2
    return node if at == len(siblings) else None


def data_root(tag: str, data: bytes | memoryview) -> bytes:
    """Tagged root over the pages of ``data``; the length is bound too."""
    return tagged(tag, len(data).to_bytes(8, "little") + root(page_hashes(data)))

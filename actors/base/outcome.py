"""Outcome leaves: what a commit did to each record, in the bytes that the result's Merkle root covers.

A leaf concerns one batch only. A *direct* leaf carries the statuses of one run of its records; a *late* leaf
carries records of a batch executed before whose outcome changed in this commit (a pending half that settled,
failed, or expired). Specification: docs/spec/receipts.md.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple, cast

from actors.base.canonical import Canonical, Natural, decode, encode

DIRECT_STATUSES_MAX = 1900
LATE_ENTRIES_MAX = 640
LEAF_BYTES_MAX = 4096
_LATE = struct.Struct("<IH")


class DirectLeaf(Canonical, tag=0):
    """Statuses (uint16, little-endian) of records ``first`` to ``first + len/2 - 1`` of one batch."""

    institution: Natural
    stream: Natural
    sequence: Natural
    batch: bytes
    first: Natural
    statuses: bytes


class LateLeaf(Canonical, tag=1):
    """Changed outcomes of earlier records of one batch: 6-byte entries (record u32, status u16)."""

    institution: Natural
    stream: Natural
    sequence: Natural
    batch: bytes
    entries: bytes


Leaf = DirectLeaf | LateLeaf


class Outcome(NamedTuple):
    """One record's status in one commit."""

    institution: int
    stream: int
    sequence: int
    record: int
    status: int


def outcomes_of(leaf: Leaf) -> Iterator[Outcome]:
    """The outcomes in ``leaf``, in order."""
    if isinstance(leaf, DirectLeaf):
        codes = struct.unpack(f"<{len(leaf.statuses) // 2}H", leaf.statuses)
        for offset, status in enumerate(codes):
            yield Outcome(leaf.institution, leaf.stream, leaf.sequence, leaf.first + offset, status)
    else:
        for record, status in _LATE.iter_unpack(leaf.entries):
            yield Outcome(leaf.institution, leaf.stream, leaf.sequence, record, status)


def status_in(leaf: Leaf, record: int) -> int | None:
    """The status that ``leaf`` gives to ``record`` of its batch, or None: it says nothing of it."""
    if isinstance(leaf, DirectLeaf):
        at = 2 * (record - leaf.first)
        return int.from_bytes(leaf.statuses[at : at + 2], "little") if 0 <= at < len(leaf.statuses) else None
    found = (status for other, status in _LATE.iter_unpack(leaf.entries) if other == record)
    return next(found, None)


def late_entry(record: int, status: int) -> bytes:
    """One 6-byte entry of a late leaf."""
    return _LATE.pack(record, status)


def leaf_bytes(leaf: Leaf) -> bytes:
    """Canonical bytes of a leaf; their RFC 6962 leaf hash goes into the tree."""
    return encode(leaf)


def read_leaf(data: bytes) -> Leaf:
    """The leaf behind canonical bytes.

    Raises:
        MalformedBytes: it is none.
    """
    return cast(Leaf, decode(data, cast(type[Canonical], Leaf), LEAF_BYTES_MAX))

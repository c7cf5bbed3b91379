"""How one log entry lies on disk. Specification: docs/spec/storage.md.

Entry = 40-byte header, data, zero padding to a multiple of 8 bytes. The checksum covers header and data;
it is the next entry's ``previous``, so entries form a chain.
"""

from __future__ import annotations

import hashlib
import struct
from typing import NamedTuple

HEADER = struct.Struct("<4sHHQQ8s8s")
HEADER_BYTES = HEADER.size
MAGIC = b"LJE1"
CHAIN_START = bytes(8)
"""``previous`` of the entry at position 0."""

PLAIN = 0
BEGINS_GROUP = 1
"""Flag of the first entry of a group: everything before it was durable when it was written."""
SEAL = 2
"""Flag of a header without data that follows a synced group until the next one overwrites it: everything
before it was durable. It takes no place in the log and is no link of the chain."""

DATA_BYTES_MAX = 64 * 1024 * 1024
"""Largest data of one entry."""


class Header(NamedTuple):
    """The fixed part of an entry. ``previous`` and ``checksum`` are 8 bytes each."""

    magic: bytes
    kind: int
    flags: int
    length: int
    position: int
    previous: bytes
    checksum: bytes


def size_of(length: int) -> int:
    """Bytes that an entry with ``length`` bytes of data takes, padding included."""
    return (HEADER_BYTES + length + 7) & ~7


def padding_of(length: int) -> bytes:
    """The zero bytes after ``length`` bytes of data."""
    return bytes(-length & 7)


def checksum_of(head: bytes | memoryview, data: bytes | memoryview) -> bytes:
    """First 8 bytes of SHA-256 over header (its checksum field as zero) and data."""
    state = hashlib.sha256(head[: HEADER_BYTES - 8])
    state.update(CHAIN_START)
    state.update(data)
    return state.digest()[:8]


def header_for(kind: int, flags: int, position: int, previous: bytes, data: bytes | memoryview) -> bytes:
    """The header of an entry, checksum filled in."""
    head = HEADER.pack(MAGIC, kind, flags, len(data), position, previous, CHAIN_START)
    return head[:-8] + checksum_of(head, data)


def parse(head: bytes | memoryview) -> Header:
    """Read 40 bytes as a header; nothing is checked."""
    return Header._make(HEADER.unpack(head))

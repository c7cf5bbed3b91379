"""Finding the one wrong byte of a damaged entry, by trying what would make its checksum fit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from cluster.storage.record import (
    BEGINS_GROUP,
    CHAIN_START,
    DATA_BYTES_MAX,
    HEADER_BYTES,
    MAGIC,
    PLAIN,
    SEAL,
    checksum_of,
    parse,
    size_of,
)
from cluster.storage.walk import Bad
from cluster.storage.window import Window

HASHED_BYTES_MAX = 256 << 20
"""Most that is hashed in the search; an entry too large for it is named by its beginning."""

USUAL = (*(1 << bit for bit in range(8)), 0xFF)
"""What most often befalls a byte, tried first: one bit flipped, or all of them."""
OTHERS = tuple(mask for mask in range(1, 256) if mask not in USUAL)


class Mended(NamedTuple):
    """An entry with one byte put right: where that is in the file, and its true header and data."""

    wrong: int
    header: bytes
    data: bytes


def first_wrong_byte(window: Window, bad: Bad, position: int, chain: bytes | None) -> int:
    """Offset of the wrong byte when exactly one is wrong and it can be found, else of what is known wrong.

    ``position`` is the log position of ``bad``, ``chain`` the checksum of the entry before it (None: not known).
    """
    head = bytes(window.view(bad.offset, HEADER_BYTES))
    used = [i for i, byte in enumerate(head) if byte]
    if len(used) <= 1:  # one byte set where nothing was written, or an entry's header wiped out
        return bad.offset + used[0] if used else bad.wrong
    mended = mend(window, bad.offset, position, chain, USUAL) or mend(
        window, bad.offset, position, chain, OTHERS
    )
    return bad.wrong if mended is None or mended.wrong < 0 else mended.wrong


def mend(
    window: Window,
    offset: int,
    position: int,
    chain: bytes | None,
    masks: tuple[int, ...] = USUAL,
    *,
    inside: bool = True,
) -> Mended | None:
    """The entry that is at ``offset`` once the right byte is changed by one of ``masks``, or None.

    ``inside`` says to look beyond the header. ``wrong`` is -1 when header and data fit as they are. The checksum vouches for the result: that another
    one fits too is as unlikely as guessing 50 of its bits.
    """
    head = bytes(window.view(offset, HEADER_BYTES))
    if len(head) < HEADER_BYTES:
        return None
    for at, candidate in _headers(head, position, chain, masks):
        if _fits(window, offset, candidate):
            data = bytes(window.view(offset + HEADER_BYTES, parse(candidate).length))
            return Mended(-1 if at is None else offset + at, candidate, data)
    return _in_data(window, offset, head, masks) if inside else None


def _headers(
    head: bytes, position: int, chain: bytes | None, masks: tuple[int, ...]
) -> Iterator[tuple[int | None, bytes]]:
    """(changed byte, header) for the headers that differ from ``head`` in one byte, by a mask, or not at all.

    Where the true byte is known no mask is needed.
    """
    true = bytearray(head)
    true[0:4], true[16:24] = MAGIC, position.to_bytes(8, "little")
    if chain is not None:
        true[24:32] = chain
    wrong = [i for i in range(HEADER_BYTES) if head[i] != true[i]]
    if wrong:
        if len(wrong) == 1:
            yield wrong[0], bytes(true)
        return
    yield None, head
    guessed = [*range(4, 16), *(() if chain is not None else range(24, 32))]
    for at in guessed:
        for mask in masks:
            yield at, head[:at] + bytes([head[at] ^ mask]) + head[at + 1 :]


def _fits(window: Window, offset: int, head: bytes) -> bool:
    """Whether the bytes after it have the checksum that this header names."""
    header = parse(head)
    if header.flags not in (PLAIN, BEGINS_GROUP, SEAL) or header.length > DATA_BYTES_MAX:
        return False
    if header.flags == SEAL and header.length:
        return False
    if header.flags != SEAL and size_of(header.length) > window.size - offset:
        return False
    if header.length > HASHED_BYTES_MAX // 1024:
        return False
    return checksum_of(head, window.view(offset + HEADER_BYTES, header.length)) == header.checksum


def _in_data(window: Window, offset: int, head: bytes, masks: tuple[int, ...]) -> Mended | None:
    """The entry with a byte of its data, or of its checksum, put right, or None."""
    header = parse(head)
    length = header.length
    if size_of(length) > window.size - offset or len(masks) * length * length // 2 > HASHED_BYTES_MAX:
        return None
    data = bytes(window.view(offset + HEADER_BYTES, length))
    computed = checksum_of(head, data)
    differing = [i for i in range(8) if computed[i] != header.checksum[i]]
    if len(differing) == 1:
        return Mended(offset + HEADER_BYTES - 8 + differing[0], head[:-8] + computed, data)
    before = hashlib.sha256(head[:-8] + CHAIN_START)
    for at in range(length):
        rest = data[at + 1 :]
        for mask in masks:
            state = before.copy()
            state.update(bytes([data[at] ^ mask]) + rest)
            if state.digest()[:8] == header.checksum:
                return Mended(offset + HEADER_BYTES + at, head, data[:at] + bytes([data[at] ^ mask]) + rest)
        before.update(data[at : at + 1])
    return None

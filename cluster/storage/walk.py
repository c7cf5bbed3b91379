"""Walking the entries of one segment, past damage when there is some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cluster.storage.record import (
    BEGINS_GROUP,
    DATA_BYTES_MAX,
    HEADER_BYTES,
    MAGIC,
    PLAIN,
    SEAL,
    Header,
    checksum_of,
    parse,
    size_of,
)
from cluster.storage.window import Window


class Found(NamedTuple):
    """An intact entry, or an intact seal, at ``offset`` of its file."""

    offset: int
    header: Header
    data: memoryview

    @property
    def end(self) -> int:
        """Offset just after it; a seal takes no place."""
        return self.offset if self.header.flags == SEAL else self.offset + size_of(self.header.length)


class Fault(NamedTuple):
    """What is at ``offset`` is no intact entry. ``wrong`` is the first byte known to be wrong."""

    offset: int
    wrong: int
    reason: str


class Bad(NamedTuple):
    """Bytes from ``offset`` to ``end`` that hold no intact entry; ``end`` is None when none follows."""

    offset: int
    end: int | None
    wrong: int
    reason: str


def examine(
    window: Window, offset: int, position: int | None, previous: bytes | None
) -> Found | Fault | None:
    """What is at ``offset``: an intact entry or seal, a fault, or None for the end (zeros, or no more bytes).

    ``position`` and ``previous`` are checked when given.
    """
    head = window.view(offset, HEADER_BYTES)
    if not any(head):
        return None
    if len(head) < HEADER_BYTES:
        return Fault(offset, offset, "bytes after the last entry that belong to none")
    header = parse(head)
    fault = _header_fault(header, window.size - offset, position)
    if fault is not None:
        return Fault(offset, offset + fault[0], fault[1])
    data = window.view(offset + HEADER_BYTES, header.length)
    computed = checksum_of(head, data)
    follows = previous is None or header.previous == previous
    if computed != header.checksum:
        at = _first_difference(header.checksum, computed, 32)
        return Fault(offset, offset + (at if follows else 24), "its checksum does not fit its bytes")
    if not follows:
        return Fault(offset, offset + 24, "it does not follow the entry before it")
    end = HEADER_BYTES + header.length
    padding = window.view(offset + end, -header.length & 7)
    if any(padding) or len(padding) < -header.length & 7:
        wrong = next((i for i, byte in enumerate(padding) if byte), 0)
        return Fault(offset, offset + end + wrong, "its padding is not zero")
    return Found(offset, header, data)


def _first_difference(stored: bytes, computed: bytes, at: int) -> int:
    """Where the checksum field is wrong, when one byte of it is; else 0, the entry's beginning."""
    differing = [i for i in range(8) if stored[i] != computed[i]]
    return at + differing[0] if len(differing) == 1 else 0


def _header_fault(header: Header, room: int, position: int | None) -> tuple[int, str] | None:
    """(wrong byte within the header, reason) when a field cannot be right."""
    if header.magic != MAGIC:
        wrong = next(i for i in range(4) if header.magic[i] != MAGIC[i])
        return wrong, "no entry begins here (its magic is wrong)"
    if header.flags not in (PLAIN, BEGINS_GROUP, SEAL):
        return (6 if header.flags & 0xFF not in (PLAIN, BEGINS_GROUP, SEAL) else 7), "its flags are unknown"
    if position is not None and header.position != position:
        stored, true = header.position.to_bytes(8, "little"), position.to_bytes(8, "little")
        wrong = next((i for i in range(8) if stored[i] != true[i]), 0)
        return 16 + wrong, f"it says position {header.position}"
    if header.length > DATA_BYTES_MAX or size_of(header.length) > room:
        return 8, f"it says {header.length} bytes of data, more than the segment has left"
    if header.flags == SEAL and header.length:
        return 8, "a seal holds no data"
    return None


def walk(
    window: Window, base: int | None, chain: bytes | None, start: int = 0, *, full: bool = False
) -> Iterator[Found | Bad]:
    """Every intact entry (and seal) from offset ``start`` on, and every stretch of bytes that holds none.

    ``base`` is the log position of the segment's first byte (None: learnt from the first intact entry),
    ``chain`` the checksum of the entry before ``start`` (None: not known, not compared). ``full`` says
    that entries fill the window to its end, so that zeros before it are damage too.
    """
    offset = start
    while offset < window.size:
        at = examine(window, offset, None if base is None else base + offset, chain)
        if isinstance(at, Found) and at.header.flags != SEAL:
            base = at.header.position - offset
            chain, offset = at.header.checksum, at.end
            yield at
            continue
        after = offset
        if isinstance(at, Found):
            yield at
            after = offset + HEADER_BYTES
        if not isinstance(at, Fault):
            used = window.first_used(after)
            if used is None and not full:
                return
            wrong = offset if used is None else used
            at = Fault(offset, wrong, "bytes that belong to no entry" if used else "its bytes were zeroed")
        found = resume(window, max(after, offset + 8), base, offset)
        yield Bad(offset, None if found is None else found.offset, at.wrong, at.reason)
        if found is None:
            return
        base = found.header.position - found.offset
        chain, offset = None, found.offset


def resume(window: Window, start: int, base: int | None, bad: int) -> Found | None:
    """The next intact entry or seal after the bad one at ``bad``: where its header says, else by search."""
    return _after_header(window, base, bad) or _search(window, start, base)


def _after_header(window: Window, base: int | None, bad: int) -> Found | None:
    head = window.view(bad, HEADER_BYTES)
    if len(head) < HEADER_BYTES or base is None:
        return None
    header = parse(head)
    if _header_fault(header, window.size - bad, base + bad) is not None or header.flags == SEAL:
        return None
    following = bad + size_of(header.length)
    found = examine(window, following, base + following, header.checksum)
    return found if isinstance(found, Found) else None


def _search(window: Window, start: int, base: int | None) -> Found | None:
    start = (start + 7) & ~7
    rest = bytes(window.view(start, window.size - start))
    at = rest.find(MAGIC)
    while at >= 0:
        offset = start + at
        if at % 8 == 0:
            found = examine(window, offset, None if base is None else base + offset, None)
            if isinstance(found, Found) and found.header.position >= offset:
                return found
        at = rest.find(MAGIC, at + 1)
    return None

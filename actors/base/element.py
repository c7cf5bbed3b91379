"""Where one element of an array stands in canonical bytes, found without reading what it means.

Canonical bytes are MessagePack (docs/spec/canonical.md). Elements are walked over by their lengths alone, so
that a beginning of the bytes is enough to find those that lie in it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from actors.base.canonical import MalformedBytes

#: Head byte → bytes of content; of strings, arrays and maps: bytes of the length that follows.
_FIXED: Final = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8} | {
    head + power: 1 << power for head in (0xCC, 0xD0) for power in range(4)
}
_STRINGS: Final = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_ARRAYS: Final = {0xDC: 2, 0xDD: 4}
_MAPS: Final = {0xDE: 2, 0xDF: 4}


class CutShort(MalformedBytes):
    """The bytes end before the element does: more of them are needed."""


class NotAnArray(MalformedBytes):
    """The bytes are no array with such an element, whatever follows. ``end``: as many bytes show it."""

    def __init__(self, text: str, end: int) -> None:
        super().__init__(text)
        self.end = end


class Span(NamedTuple):
    """Bytes ``begin`` to ``end`` (not included)."""

    begin: int
    end: int


def locate(data: bytes | memoryview, index: int, count: int) -> Span:
    """Where element ``index`` of an array of exactly ``count`` elements stands; ``data`` may end behind it.

    Raises:
        CutShort: ``data`` ends before the element does. NotAnArray: no such array begins here.
    """
    size, at = _array_head(data)
    if size != count:
        raise NotAnArray(f"an array of {size} elements where {count} are announced", at)
    if not 0 <= index < count:
        raise NotAnArray(f"element {index} of {count}", at)
    begin = at
    for _ in range(index + 1):
        begin, at = at, _after(data, at)
    return Span(begin, at)


def _array_head(data: bytes | memoryview) -> tuple[int, int]:
    """Number of elements, and where the first begins."""
    head = _byte(data, 0)
    if 0x90 <= head <= 0x9F:
        return head & 0x0F, 1
    if head not in _ARRAYS:
        raise NotAnArray(f"the first byte {head:#04x} begins no array", 1)
    return _number(data, 1, _ARRAYS[head]), 1 + _ARRAYS[head]


def _after(data: bytes | memoryview, at: int) -> int:
    """Where the value that begins at ``at`` ends, with everything in it."""
    open_values = 1
    while open_values:
        inside, at = _step(data, at)
        open_values += inside - 1
    if at > len(data):
        raise CutShort(f"{len(data)} bytes, {at} are needed")
    return at


def _step(data: bytes | memoryview, at: int) -> tuple[int, int]:
    """Values inside the one that begins at ``at``, and where its own bytes end."""
    head, at = _byte(data, at), at + 1
    if head < 0x80 or head >= 0xE0:
        return 0, at
    if head < 0x90:
        return 2 * (head & 0x0F), at
    if head < 0xA0:
        return head & 0x0F, at
    if head < 0xC0:
        return 0, at + (head & 0x1F)
    if head in _FIXED:
        return 0, at + _FIXED[head]
    if head in _STRINGS:
        return 0, at + _STRINGS[head] + _number(data, at, _STRINGS[head])
    if head in _ARRAYS:
        return _number(data, at, _ARRAYS[head]), at + _ARRAYS[head]
    if head in _MAPS:
        return 2 * _number(data, at, _MAPS[head]), at + _MAPS[head]
    raise NotAnArray(f"byte {at - 1} is {head:#04x}, which begins no canonical value", at)


def _byte(data: bytes | memoryview, at: int) -> int:
    if at >= len(data):
        raise CutShort(f"{len(data)} bytes, {at + 1} are needed")
    return data[at]


def _number(data: bytes | memoryview, at: int, width: int) -> int:
    if at + width > len(data):
        raise CutShort(f"{len(data)} bytes, {at + width} are needed")
    return int.from_bytes(data[at : at + width], "big")

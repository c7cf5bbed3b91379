"""Frames: a header of 16 bytes, and a body whose length the header tells. Specification: docs/spec/wire.md."""

from __future__ import annotations

from enum import IntEnum
from struct import Struct
from types import MappingProxyType
from typing import Final, NamedTuple

from actors.base.canonical import Canonical, Natural
from cluster.wire.problems import Refusal

#: Version of frames and greetings.
VERSION: Final = 1
MAGIC: Final = b"LJ"
#: Magic, version, kind, length of the body, number; big-endian.
_HEADER: Final = Struct(">2sBBIQ")
HEADER_BYTES: Final = _HEADER.size


class Kind(IntEnum):
    """What a frame carries."""

    HELLO = 1
    WELCOME = 2
    REFUSED = 3
    MESSAGE = 4
    REQUEST = 5
    ANSWER = 6
    #: The request of this number was not begun: too many are being answered.
    BUSY = 7
    #: The request of this number will get no answer: the party failed.
    FAILED = 8
    PING = 9
    PONG = 10


class Stream(IntEnum):
    """The two streams to a peer, each a connection of its own, so that neither delays the other."""

    SMALL = 1
    BULK = 2


#: Kinds that belong to a request, and bear its number; all others bear zero.
_NUMBERED: Final = frozenset({Kind.REQUEST, Kind.ANSWER, Kind.BUSY, Kind.FAILED})
#: Longest bodies of the kinds that carry no message.
FIXED_BODIES_MAX: Final = MappingProxyType(
    {
        Kind.HELLO: 512,
        Kind.WELCOME: 512,
        Kind.REFUSED: 1024,
        Kind.BUSY: 16,
        Kind.FAILED: 0,
        Kind.PING: 0,
        Kind.PONG: 0,
    }
)
_KINDS: Final = MappingProxyType({int(kind): kind for kind in Kind})


class Frame(NamedTuple):
    """One frame: its kind, the number of its request or zero, and its body."""

    kind: Kind
    number: int
    body: bytes


class Header(NamedTuple):
    """The first 16 bytes of a frame."""

    kind: Kind
    number: int
    length: int


class Hello(Canonical):
    """Body of HELLO and WELCOME: who speaks, in which market, on which stream.

    ``incarnation`` is a random number of the wire, new with every process; ``moment`` counts its greetings.
    """

    market: bytes
    name: str
    stream: Natural
    incarnation: Natural
    moment: Natural


class Refused(Canonical):
    """Body of REFUSED. ``duplicate``: another connection serves already, nothing is wrong."""

    duplicate: bool
    text: str


class Busy(Canonical):
    """Body of BUSY: how long to wait before asking again."""

    wait_ms: Natural


def pack(kind: Kind, number: int, length: int) -> bytes:
    """The header of a frame."""
    return _HEADER.pack(MAGIC, VERSION, kind, length, number)


def unpack(data: bytes | bytearray | memoryview, offset: int = 0) -> Header:
    """Read the header at ``offset``; its length is not checked yet.

    Raises:
        Refusal: not a frame, of another version, of no known kind, or with a number that does not belong.
    """
    magic, version, code, length, number = _HEADER.unpack_from(data, offset)
    kind = _KINDS.get(code)
    if magic != MAGIC:
        raise Refusal("what came is no frame of this protocol; another program speaks at the other end")
    if version != VERSION and kind is not Kind.REFUSED:  # a refusal reads the same in all versions
        raise Refusal(
            f"it speaks version {version} of the wire, this program version {VERSION}; upgrade the older one"
        )
    if kind is None:
        raise Refusal(f"a frame of the unknown kind {code}; upgrade this program, or the other end")
    if (number != 0) != (kind in _NUMBERED):
        raise Refusal(f"a {kind.name} frame bears the number {number}, which does not belong there")
    return Header(kind, number, length)

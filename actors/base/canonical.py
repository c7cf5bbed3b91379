"""Canonical bytes: one value, one encoding.

Values are frozen msgspec structs written as MessagePack arrays. A decoder accepts only the bytes that
the encoder would have written, so a digest over bytes is a digest over the value.
Specification: docs/spec/canonical.md.
"""

from __future__ import annotations

from typing import Annotated, TypeVar, dataclass_transform

import msgspec

T = TypeVar("T")

#: A number on the wire: never negative, and far from any overflow. Checked when bytes are read.
Natural = Annotated[int, msgspec.Meta(ge=0, le=2**62)]

MESSAGE_BYTES_MAX = 64 * 1024 * 1024


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Canonical(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Base of every value that is hashed, signed, sent or stored.

    Values are trees of immutable parts, never cycles, so the garbage collector need not look at them.
    """


class MalformedBytes(ValueError):
    """Bytes that are not the canonical form of the expected value."""


_ENCODER = msgspec.msgpack.Encoder()
_DECODERS: dict[object, msgspec.msgpack.Decoder[object]] = {}


def encode(value: object) -> bytes:
    """The one canonical encoding of ``value``."""
    return _ENCODER.encode(value)


def decode(data: bytes | memoryview, kind: type[T], bytes_max: int = MESSAGE_BYTES_MAX) -> T:
    """Decode ``data`` as ``kind``, refusing anything but its canonical encoding.

    Raises:
        MalformedBytes: too long, not of this kind, or encoded in a way the encoder never would.
    """
    value = parse(data, kind, bytes_max)
    if _ENCODER.encode(value) != data:
        raise not_canonical(kind)
    return value


def parse(data: bytes | memoryview, kind: type[T], bytes_max: int = MESSAGE_BYTES_MAX) -> T:
    """Decode ``data`` as ``kind``; whether the encoding is the canonical one is the caller's to check.

    Fields of type ``memoryview`` are views of ``data``, not copies.

    Raises:
        MalformedBytes: too long, or not of this kind.
    """
    if len(data) > bytes_max:
        raise MalformedBytes(f"{len(data)} bytes where at most {bytes_max} are allowed; split the message")
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    try:
        return decoder.decode(data)  # type: ignore[return-value]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBytes(f"not a {_name(kind)}: {error}") from None


def not_canonical(kind: object) -> MalformedBytes:
    """What to raise when a value was encoded in a way the encoder never would."""
    return MalformedBytes(f"a {_name(kind)} in a non-canonical encoding; encode it again")


def head_of_bytes(size: int) -> bytes:
    """What stands before ``size`` bytes of a field of bytes."""
    if size < 1 << 8:
        return b"\xc4" + size.to_bytes(1, "big")
    if size < 1 << 16:
        return b"\xc5" + size.to_bytes(2, "big")
    return b"\xc6" + size.to_bytes(4, "big")


def only_field(data: bytes, tag: int) -> memoryview | None:
    """The one field, of bytes, of a value tagged ``tag`` (below 128): a view of ``data``, so that large contents
    are neither copied nor encoded again to be checked. None: ``data`` is not the canonical form of such a value."""
    for head_bytes in (4, 5, 7):
        head = bytes([0x92, tag]) + head_of_bytes(max(0, len(data) - head_bytes))
        if len(head) == head_bytes and data.startswith(head):
            return memoryview(data)[head_bytes:]
    return None


def _name(kind: object) -> str:
    """What a person calls this kind: unions of messages have no name of their own."""
    return getattr(kind, "__name__", "known message")

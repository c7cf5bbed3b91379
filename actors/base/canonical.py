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
class Canonical(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Base of every value that is hashed, signed, sent or stored."""


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
    if len(data) > bytes_max:
        raise MalformedBytes(f"{len(data)} bytes where at most {bytes_max} are allowed; split the message")
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    try:
        value = decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBytes(f"not a {_name(kind)}: {error}") from None
    if _ENCODER.encode(value) != data:
        raise MalformedBytes(f"a {_name(kind)} in a non-canonical encoding; encode it again")
    return value  # type: ignore[return-value]


def _name(kind: object) -> str:
    """What a person calls this kind: unions of messages have no name of their own."""
    return getattr(kind, "__name__", "known message")

"""Tagged SHA-256 digests: every hash says what it is a hash of."""

from __future__ import annotations

import hashlib

from actors.base.canonical import encode

DIGEST_BYTES = 32
ZERO = bytes(DIGEST_BYTES)


def tagged(tag: str, data: bytes | memoryview) -> bytes:
    """SHA-256 over ``len(tag) || tag || data``; tags keep the domains apart. Returns 32 bytes."""
    name = tag.encode("ascii")
    state = hashlib.sha256(bytes([len(name)]) + name)
    state.update(data)
    return state.digest()


def of(tag: str, value: object) -> bytes:
    """Tagged digest of the canonical bytes of ``value``."""
    return tagged(tag, encode(value))


def short(digest: bytes) -> str:
    """First eight hex digits, for people and logs."""
    return digest[:4].hex()

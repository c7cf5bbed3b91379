"""What lies in a sealed bid, and how it is opened once the keys are public. Opening is deterministic.

Two layers of HPKE (RFC 9180: X25519, HKDF-SHA-256, ChaCha20-Poly1305): the sheet is sealed to the issuer's auction key,
and that to the depository's, so neither opens a bid alone. Sealing, which draws randomness, is the client's.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.digest import tagged

KEY_BYTES: Final = 32
SALT_BYTES: Final = 32
#: Sheets are padded to a multiple of this, so that a sealed one hardly tells how many bids it holds.
BLOCK_BYTES: Final = 512
SEALED_BYTES_MAX: Final = 32_768
SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_LENGTH_BYTES: Final = 4
_ONE: Final = (1).to_bytes(KEY_BYTES, "little")


class SheetLine(Canonical):
    """A bid: ``units`` at ``value`` (millionths of face); 0 for a non-competitive bid (非竞争性投标)."""

    value: int
    units: int


class Sheet(Canonical):
    """All bids of one member in one issue. ``salt``: random, so that the commitment tells nothing."""

    lines: tuple[SheetLine, ...]
    salt: bytes


def binding(market: bytes, issue: int, institution: int, number: int) -> bytes:
    """What a sealed bid is bound to, so that nobody hands in another's: HPKE's ``info``."""
    return encode(("lianjie sealed bid", market, issue, institution, number))


def commitment(bound: bytes, sheet: bytes) -> bytes:
    """The digest that a bidder commits to, over :func:`binding` and the padded sheet."""
    return tagged("bid", encode((bound, sheet)))


def pad(sheet: Sheet) -> bytes:
    """The sheet's canonical bytes after their length, with zeros up to a whole number of blocks."""
    data = encode(sheet)
    data = len(data).to_bytes(_LENGTH_BYTES, "big") + data
    return data + bytes(-len(data) % BLOCK_BYTES)


def read_sheet(data: bytes) -> Sheet | None:
    """The sheet in padded bytes; None where there is none: padding must be zeros, the encoding canonical."""
    length = int.from_bytes(data[:_LENGTH_BYTES], "big")
    body = data[_LENGTH_BYTES : _LENGTH_BYTES + length]
    try:
        sheet = decode(body, Sheet)
    except MalformedBytes:
        return None
    return sheet if pad(sheet) == data and len(sheet.salt) == SALT_BYTES else None


def is_public_key(public: bytes) -> bool:
    """Whether bids can be sealed to it: 32 bytes, and no point of small order."""
    if len(public) != KEY_BYTES:
        return False
    try:
        X25519PrivateKey.from_private_bytes(_ONE).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return False
    return True


def public_of(private: bytes) -> bytes:
    """The public key of a private one; empty bytes for what is no key."""
    if len(private) != KEY_BYTES:
        return b""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def open_sealed(
    sealed: bytes, issuer_private: bytes, depository_private: bytes, bound: bytes
) -> bytes | None:
    """The padded sheet in ``sealed``, or None if it does not open with these keys and this binding."""
    try:
        inner = SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(depository_private), bound)
        return bytes(SUITE.decrypt(inner, X25519PrivateKey.from_private_bytes(issuer_private), bound))
    except (InvalidTag, ValueError):
        return None

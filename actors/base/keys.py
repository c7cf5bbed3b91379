"""Keys and signatures. The default suite is Ed25519 (RFC 8032) as OpenSSL verifies it.

Every validator must give the same verdict on every signature, so the library is pinned in the lock file,
keys are checked at admission, and the acceptance rules are tested with published edge cases.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from actors.base.digest import of

PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
#: Signatures found good are remembered, so many, so that no process checks one twice: a vote and the certificate and
#: receipt that hold it, or what several parties of one process are told.
PROVEN_MAX: Final = 4_096
_FIELD_PRIME: Final = 2**255 - 19
# y coordinates of the eight points of small order: a key made of one signs anything.
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _FIELD_PRIME - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)


class KeyProblem(ValueError):
    """A key that cannot be used, with the reason and the remedy."""


def why_inadmissible(public: bytes) -> str | None:
    """Why a public key must not enter a roster, or None if it may."""
    if len(public) != PUBLIC_BYTES:
        return f"a public key has {PUBLIC_BYTES} bytes, this one {len(public)}"
    y = int.from_bytes(public, "little") & (2**255 - 1)
    if y >= _FIELD_PRIME:
        return "the key is not in canonical form; generate it with this program"
    if y in _SMALL_ORDER_Y:
        return "the key is a point of small order, which would accept forged signatures"
    return None


def verify(public: bytes, tag: str, value: object, signature: bytes) -> bool:
    """Whether ``signature`` by ``public`` covers the tagged digest of ``value``. Never raises."""
    return verify_digest(public, of(tag, value), signature)


def verify_digest(public: bytes, digest: bytes, signature: bytes) -> bool:
    """As :func:`verify`, of a value whose tagged ``digest`` is known already."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        _prove(bytes(public), digest, bytes(signature))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(PROVEN_MAX)
def _prove(public: bytes, digest: bytes, signature: bytes) -> None:
    """Return if ``public`` is admissible and signed ``digest``. What was proven is remembered, a failure is not.

    Raises:
        InvalidSignature, ValueError: not so.
    """
    reason = why_inadmissible(public)
    if reason is not None:
        raise ValueError(reason)
    Ed25519PublicKey.from_public_bytes(public).verify(signature, digest)


class SigningKey:
    """An Ed25519 private key. Its representation never shows the secret."""

    __slots__ = ("_private", "public")

    def __init__(self, seed: bytes) -> None:
        """Key from a 32-byte secret seed."""
        if len(seed) != 32:
            raise KeyProblem(f"a key seed has 32 bytes, this one {len(seed)}")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public[:4].hex()}…)"

    def sign(self, tag: str, value: object) -> bytes:
        """64-byte signature over the tagged digest of ``value``."""
        return self._private.sign(of(tag, value))

    def to_pem(self, password: bytes) -> bytes:
        """The key encrypted at rest (PKCS#8, scrypt or PBKDF2 as the library chooses)."""
        if not password:
            raise KeyProblem("private keys rest encrypted: give a password that is not empty")
        return self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password),
        )

    @classmethod
    def from_pem(cls, data: bytes, password: bytes) -> SigningKey:
        """Read a key written by :meth:`to_pem`.

        Raises:
            KeyProblem: wrong password, or not an encrypted Ed25519 key.
        """
        try:
            private = serialization.load_pem_private_key(data, password)
        except (ValueError, TypeError):
            raise KeyProblem(
                "the key file does not open: wrong password, or not an encrypted key file"
            ) from None
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyProblem("the key file holds another kind of key; this market signs with Ed25519")
        return cls(private.private_bytes_raw())

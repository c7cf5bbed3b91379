"""Bids sealed as a client seals them, but with ephemeral keys that follow from the seed: equal seeds, equal bytes.

HPKE in base mode (RFC 9180, sections 4.1 and 5.1): X25519, HKDF-SHA-256, ChaCha20-Poly1305. The library draws its
ephemeral keys itself, which a run that is to be replayed cannot allow; outside the simulator nothing is sealed so.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_KEM: Final = b"KEM" + (0x0020).to_bytes(2, "big")
_SUITE: Final = b"HPKE" + b"".join(one.to_bytes(2, "big") for one in (0x0020, 0x0001, 0x0003))


def seal(public: bytes, ephemeral: bytes, info: bytes, plain: bytes) -> bytes:
    """``plain`` sealed to ``public``; ``ephemeral``: a private key of 32 bytes that is used once."""
    key = X25519PrivateKey.from_private_bytes(ephemeral)
    sent = key.public_key().public_bytes_raw()
    shared = key.exchange(X25519PublicKey.from_public_bytes(public))
    secret = _expand(_KEM, _extract(_KEM, b"", b"eae_prk", shared), b"shared_secret", sent + public, 32)
    context = b"\x00" + _extract(_SUITE, b"", b"psk_id_hash", b"") + _extract(_SUITE, b"", b"info_hash", info)
    root = _extract(_SUITE, secret, b"secret", b"")
    cipher = ChaCha20Poly1305(_expand(_SUITE, root, b"key", context, 32))
    return sent + cipher.encrypt(_expand(_SUITE, root, b"base_nonce", context, 12), plain, b"")


def _extract(suite: bytes, salt: bytes, label: bytes, value: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + value, sha256)


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """No more than one block of the hash is ever needed."""
    text = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, text + b"\x01", sha256)[:length]

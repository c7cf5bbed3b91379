"""Sealing bids, and the keys of who opens them. This side draws randomness; opening is in ``actors.modules.issuance``."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from actors.modules.issuance.sealing import (
    KEY_BYTES,
    SALT_BYTES,
    SUITE,
    Sheet,
    SheetLine,
    commitment,
    pad,
    public_of,
)
from cluster.storage.private import write_private


class AuctionKey(NamedTuple):
    """A fresh key pair of one opener for one auction. Whoever holds it must keep it until the bids close."""

    private: bytes
    public: bytes

    @classmethod
    def fresh(cls) -> AuctionKey:
        """A new pair."""
        private = secrets.token_bytes(KEY_BYTES)
        return cls(private, public_of(private))

    @classmethod
    def read(cls, path: Path) -> AuctionKey:
        """The pair that :meth:`write` wrote.

        Raises:
            ValueError: the file holds no key.
        """
        private = path.read_bytes()
        if len(private) != KEY_BYTES:
            raise ValueError(
                f"{path} holds {len(private)} bytes, not an auction key of {KEY_BYTES}; name the right file"
            )
        return cls(private, public_of(private))

    def write(self, path: Path) -> None:
        """Keep the private key in a file that only its owner reads (0600)."""
        write_private(path, self.private)


class SealedSheet(NamedTuple):
    """What goes to the ledger (``sealed``, ``commitment``), and what the bidder keeps to reveal it (``sheet``)."""

    sealed: bytes
    commitment: bytes
    sheet: bytes


def seal(lines: tuple[SheetLine, ...], issuer_key: bytes, depository_key: bytes, bound: bytes) -> SealedSheet:
    """Seal a sheet to the issuer's key, and that to the depository's; ``bound`` as ``sealing.binding`` gives it.

    Raises:
        ValueError: a key to which nothing can be sealed.
    """
    sheet = pad(Sheet(lines, secrets.token_bytes(SALT_BYTES)))
    inner = SUITE.encrypt(sheet, X25519PublicKey.from_public_bytes(issuer_key), bound)
    sealed = SUITE.encrypt(inner, X25519PublicKey.from_public_bytes(depository_key), bound)
    return SealedSheet(sealed, commitment(bound, sheet), sheet)

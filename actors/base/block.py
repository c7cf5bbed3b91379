"""Blocks of the DAG: one signed block per validator per round. Specification: docs/spec/agreement.md."""

from __future__ import annotations

from functools import cached_property

from actors.base import keys
from actors.base.canonical import Canonical, Natural, decode, encode
from actors.base.digest import of
from actors.base.keys import SigningKey
from actors.base.roster import Roster


class Ref(Canonical, order=True):
    """Names one block: its round, its author's index in the roster, its digest. Sorts in that order."""

    round: Natural
    author: Natural
    digest: bytes


class BlockBody(Canonical):
    """What a validator signs: citations (own latest block first) and batch digests; never the data itself."""

    market: bytes
    epoch: Natural
    round: Natural
    author: Natural
    cites: tuple[Ref, ...]
    batches: tuple[bytes, ...]
    time_ms: Natural


class _BlockParts(Canonical):
    body: BlockBody
    signature: bytes


class Block:
    """A body with its signature."""

    __slots__ = ("__dict__", "body", "signature")

    def __init__(self, body: BlockBody, signature: bytes) -> None:
        """Put the parts together; see :meth:`signed_by_author`."""
        self.body = body
        self.signature = signature

    @cached_property
    def ref(self) -> Ref:
        """This block's name."""
        return Ref(self.body.round, self.body.author, of("block", self.body))

    @cached_property
    def _bytes(self) -> bytes:
        return encode(_BlockParts(self.body, self.signature))

    def encode(self) -> bytes:
        """Canonical bytes, as sent and stored."""
        return self._bytes

    @classmethod
    def decode(cls, data: bytes, bytes_max: int = 1 << 20) -> Block:
        """Read canonical bytes.

        Raises:
            MalformedBytes: not a block.
        """
        parts = decode(data, _BlockParts, bytes_max)
        return cls(parts.body, parts.signature)

    def signed_by_author(self, roster: Roster) -> bool:
        """Whether the author named in the body, a validator of ``roster``, signed it."""
        if not 0 <= self.body.author < len(roster.validators):
            return False
        # The block's name is the digest that its author signs.
        return keys.verify_digest(roster.validators[self.body.author].key, self.ref.digest, self.signature)

    def __repr__(self) -> str:
        return f"Block(round {self.body.round}, author {self.body.author}, {self.ref.digest[:4].hex()})"


def make(key: SigningKey, body: BlockBody) -> Block:
    """Sign ``body``."""
    return Block(body, key.sign("block", body))

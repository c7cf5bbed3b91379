"""What a wire needs from whoever uses it: a receiver, a resolver, and perhaps a plane for bulk data."""

from __future__ import annotations

from typing import Protocol


class Receiver(Protocol):
    """The party for which a wire receives."""

    def deliver(self, sender: str, message: bytes) -> None:
        """Take a one-way message. Must neither block nor raise."""

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Answer a request. If it raises, the asker hears at once that there is no answer."""


class Resolver(Protocol):
    """Where parties listen now. Asked anew for each connection, so that a party may come back elsewhere."""

    async def address(self, name: str) -> tuple[str, int]:
        """Host and port of a party.

        Raises:
            Unreachable: it listens nowhere.
        """


class BulkPlane(Protocol):
    """Another way for large data on trusted ground, such as shared memory of one machine.

    It is not trusted with the truth of the data: its digest comes over the authenticated stream.
    """

    #: Messages of at least this many bytes go this way.
    threshold_bytes: int

    async def hand_over(self, peer: str, digest: bytes, data: bytes) -> None:
        """Put ``data`` where ``peer`` finds it: there, ``Wire.bulk_arrived(digest, data)`` is called.

        Raises:
            Unreachable: it cannot; the wire then sends the data over its own bulk stream.
        """

"""What a wire needs from whoever uses it: a receiver and a resolver."""

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

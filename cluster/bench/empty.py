"""A party that does nothing: what a host costs by itself."""

from __future__ import annotations

from actors.base.keys import SigningKey
from actors.host import Host


class Empty:
    """Starts, ignores what it is told, and stops."""

    async def start(self, host: Host) -> None:
        """Nothing to recover."""

    def deliver(self, sender: str, message: bytes) -> None:
        """Ignore it."""

    async def answer(self, sender: str, message: bytes) -> bytes:
        """Nothing."""
        return b""

    async def stop(self) -> None:
        """Nothing to release."""


def empty(plan: bytes, key: SigningKey) -> Empty:
    """Make one; ``plan`` and ``key`` are ignored."""
    return Empty()

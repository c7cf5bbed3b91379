"""What a market, or a benchmark, asks of whatever runs its parties: the same on every host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from actors.host import HostProblem
from cluster.hosts.failure import Failure
from cluster.hosts.health import Health
from cluster.hosts.spec import PartyKeys, PartySpec


class NotThere(HostProblem):
    """The parties do not run where they were looked for."""


class Hosting(Protocol):
    """Parties that run somewhere."""

    async def add(self, spec: PartySpec, keys: PartyKeys, create: bool = True) -> None:
        """Give a party a place; ``create`` makes its store, which otherwise must be there already.

        Raises:
            HostProblem: the name is taken, or no place is to be had. StorageProblem: the store cannot be made.
        """

    async def start(self, name: str) -> None:
        """Start a party on its store and return when it takes requests.

        Raises:
            HostProblem: it cannot. StorageProblem: its store cannot be opened.
        """

    async def kill(self, name: str, stay_down: bool = True) -> None:
        """End a party at once, as SIGKILL does. Harmless when it is down.

        ``stay_down``: until :meth:`start`; else the host brings it back, and how far it is :meth:`health` tells.
        """

    async def restart(self, name: str) -> None:
        """Kill the party if it runs, then start it on its store; see :meth:`start`."""

    async def running(self, name: str) -> bool:
        """Whether the party takes requests."""

    async def health(self, name: str) -> Health | None:
        """How the party is; None when its process does not answer."""

    async def unlock(self, name: str, password: str) -> None:
        """Give a party that came back without its keys what opens them, and start it.

        Raises:
            KeyProblem: wrong password. HostProblem: it cannot start.
        """

    async def cut(self, name: str, off: bool) -> None:
        """Cut a party off from every other (``off``), or connect it again; those who run it still reach it."""

    async def slow(self, name: str, delay_ms: int) -> None:
        """Delay everything that the party sends to others by ``delay_ms``; 0: no more."""

    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        """Ask a party and await its answer.

        Raises:
            Unreachable: it does not run, is busy, or does not answer in time.
        """

    async def failures(self) -> Sequence[Failure]:
        """The newest parties that stopped by themselves, oldest first."""

    async def close(self) -> None:
        """Stop every party politely and let go of everything. Harmless when repeated."""

    async def leave(self) -> None:
        """Let go of the parties, which run on.

        Raises:
            HostProblem: they live in this process, and cannot.
        """

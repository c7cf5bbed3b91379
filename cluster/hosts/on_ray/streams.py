"""Where the streams between parties go: Ray knows on which machine an actor is, the actor on which port."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import ray
from ray.actor import ActorHandle
from ray.exceptions import RayError

from actors.base.roster import Roster
from actors.host import Unreachable
from cluster.hosts.health import Health
from cluster.hosts.on_ray.names import NAMESPACE, actor_name
from cluster.wire import Wire

_ASK_S: Final = 5.0


class Streams:
    """What one party sends to those in other processes: its wire, once it has one."""

    def __init__(self, name: str) -> None:
        """Of the party ``name``; without a wire it reaches nobody."""
        self._name = name
        self.wire: Wire | None = None

    def send(self, name: str, message: bytes, sender: str = "") -> None:
        """Send and forget."""
        if self.wire is not None:
            self.wire.send(name, message)

    async def request(self, name: str, message: bytes, timeout_ms: int, sender: str = "") -> bytes:
        """Ask and await the answer.

        Raises:
            Unreachable: it does not answer.
        """
        if self.wire is None:
            raise Unreachable(f"{self._name!r} has no transport key, so it reaches nobody")
        return await self.wire.request(name, message, timeout_ms)

    def learn(self, roster: Roster, sender: str) -> None:
        """Trust the transport certificates of this roster."""
        if self.wire is not None:
            self.wire.learn(roster)


class Colleagues:
    """The other actors of a market, looked up by name. Looking up blocks, so it is done in a thread."""

    def __init__(self, market: bytes) -> None:
        """Those of ``market``."""
        self._market = market
        self._handles: dict[str, ActorHandle[Any]] = {}

    async def handle(self, name: str) -> ActorHandle[Any]:
        """The actor of this party.

        Raises:
            Unreachable: there is none.
        """
        known = self._handles.get(name)
        if known is None:
            known = self._handles[name] = await asyncio.to_thread(self._look_up, name)
        return known

    async def address(self, name: str) -> tuple[str, int]:
        """Where the party's streams arrive now.

        Raises:
            Unreachable: its actor does not answer, or takes no streams yet.
        """
        handle = await self.handle(name)
        try:
            async with asyncio.timeout(_ASK_S):
                health: Health = await handle.health.remote()
        except (RayError, TimeoutError) as problem:
            self._handles.pop(name, None)
            raise Unreachable(f"the actor of {name!r} does not answer ({type(problem).__name__})") from None
        if not health.port:
            raise Unreachable(f"{name!r} takes no streams yet ({health.state})")
        return health.host, health.port

    def _look_up(self, name: str) -> ActorHandle[Any]:
        try:
            found: ActorHandle[Any] = ray.get_actor(actor_name(self._market, name), namespace=NAMESPACE)
        except (ValueError, RayError):
            raise Unreachable(f"{name!r} has no actor yet; start it, or try again later") from None
        return found

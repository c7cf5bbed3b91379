"""What carries a party's messages to others: authenticated streams for small ones, Ray's object plane for bulk.

Bulk goes by shared memory on one machine and by Ray's object transfer between machines. Its digest goes over the
stream; nothing that Ray brings is believed before it is copied out and its digest is the announced one.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any, Final

import numpy as np
import ray
from ray.actor import ActorHandle
from ray.exceptions import RayError

from actors.host import Unreachable
from cluster.hosts.health import Health
from cluster.hosts.on_ray.names import NAMESPACE, actor_name

#: Longer messages go through Ray's object plane; see docs/adr for what was measured.
BULK_BYTES: Final = 128 * 1024
#: Objects kept for peers that have not fetched them yet: each is sent to every peer, put once.
_OBJECTS_KEPT: Final = 16
_ASK_S: Final = 5.0


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


class ObjectPlane:
    """Bulk payload through Ray: put once into shared memory, fetched by each peer."""

    threshold_bytes: int = BULK_BYTES

    def __init__(self, name: str, colleagues: Colleagues) -> None:
        """Hands over what the party ``name`` sends."""
        self._name = name
        self._colleagues = colleagues
        self._kept: OrderedDict[bytes, ray.ObjectRef[Any]] = OrderedDict()

    async def hand_over(self, peer: str, digest: bytes, data: bytes) -> None:
        """Put ``data`` where ``peer`` finds it.

        Raises:
            Unreachable: the peer has no actor, or it did not take it.
        """
        handle = await self._colleagues.handle(peer)
        reference = self._kept.get(digest)
        if reference is None:
            reference = self._kept[digest] = ray.put(np.frombuffer(data, np.uint8))
            while len(self._kept) > _OBJECTS_KEPT:
                self._kept.popitem(last=False)
        try:
            await handle.bulk.remote(digest, reference)
        except RayError as problem:
            raise Unreachable(f"{peer!r} did not take {len(data)} bytes ({type(problem).__name__})") from None

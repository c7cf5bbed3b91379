"""A party's place in a simulated world: what is the same for all its incarnations, and those that live."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from actors.host import Host, Party
from cluster.hosts.simulated.clock import Clock
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.hosts.simulated.process import Process
from cluster.hosts.simulated.store import SimulatedStore

#: What a party really sends when it means to send ``message`` to ``peer``: any number of (peer, message).
Filter = Callable[[str, bytes], list[tuple[str, bytes]]]


@dataclass(slots=True)
class Life:
    """One incarnation: its process, what it runs, and whether its start is over."""

    process: Process
    party: Party
    host: Host
    store: SimulatedStore
    #: True once ``Party.start`` returned, False if the incarnation ended before that.
    started: asyncio.Future[bool]

    @property
    def hears(self) -> bool:
        """Whether messages reach it."""
        return self.process.alive and self.process.ready

    def end(self) -> None:
        """End it at this moment, without a word to it; what its log had buffered is lost."""
        self.process.end()
        self.store.abandon()


@dataclass(slots=True)
class Seat:
    """One party of the world, filed under ``label``; others know it as ``name`` (twins share one)."""

    label: str
    name: str
    factory: Callable[[], Party]
    market: bytes
    disk: SimulatedDisk
    clock: Clock
    #: Incarnations so far.
    incarnations: int = 0
    #: Those that live, oldest first; all but the last are zombies.
    lives: list[Life] = field(default_factory=list)
    filter: Filter | None = None
    #: Effects after which the incarnation to come is to crash.
    crash_after: int | None = None

    @property
    def current(self) -> Life | None:
        """The newest incarnation that lives."""
        return self.lives[-1] if self.lives else None

    def sends(self, peer: str, message: bytes) -> list[tuple[str, bytes]]:
        """What leaves the party when it sends ``message`` to ``peer``."""
        return [(peer, message)] if self.filter is None else self.filter(peer, message)

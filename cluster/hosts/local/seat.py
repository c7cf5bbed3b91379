"""A party's place on the local host, and the incarnation that lives there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from actors.host import Party
from cluster.hosts.local.inbox import Inbox, Traffic
from cluster.hosts.local.process import LocalProcess
from cluster.hosts.local.store import LocalStore
from cluster.storage.identity import Identity


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong, on purpose, with the line of a party to the others."""

    off: bool = False
    delay_ms: int = 0


@dataclass(slots=True)
class Life:
    """One incarnation that lives."""

    process: LocalProcess
    party: Party
    store: LocalStore
    inbox: Inbox
    answering: int = 0
    #: Its ``start`` has not returned.
    starting: bool = True


@dataclass(slots=True)
class Seat:
    """A party's place: what is the same for all its incarnations."""

    name: str
    factory: Callable[[], Party]
    identity: Identity
    incarnations: int = 0
    life: Life | None = None
    traffic: Traffic = field(default_factory=Traffic)
    #: One start or stop at a time.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: The letting go of the disk after a kill; the next start awaits it.
    release: asyncio.Task[None] | None = None

"""The local side of the host contract, for one incarnation of one party."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from actors.base.roster import Roster
from actors.host import Store, Timer
from cluster.hosts.clock import now_ms
from cluster.hosts.local.process import LocalProcess, LocalTimer

T = TypeVar("T")


class Switchboard(Protocol):
    """What a local host needs of the cluster around it."""

    def send(self, name: str, message: bytes, sender: str = ...) -> None:
        """Hand a one-way message to a party."""

    async def request(self, name: str, message: bytes, timeout_ms: int, sender: str = ...) -> bytes:
        """Ask a party."""

    def learn(self, roster: Roster, sender: str) -> None:
        """The party ``sender`` goes by this roster now."""


class LocalHost:
    """``actors.host.Host`` of one incarnation; once that is dead, its effects have no effect."""

    def __init__(self, process: LocalProcess, store: Store, switchboard: Switchboard) -> None:
        """Stand between a process and the others."""
        self.name = process.name
        self.store = store
        self._process = process
        self._switchboard = switchboard

    def now_ms(self) -> int:
        """The machine's clock."""
        return now_ms()

    def timer(self, delay_ms: int, callback: Callable[[], None]) -> Timer:
        """Call once after ``delay_ms``."""
        timer = LocalTimer(self._process, delay_ms, callback)
        if not self._process.alive:
            timer.cancel()
        return timer

    def random_bytes(self, count: int) -> bytes:
        """Bytes from the operating system."""
        return os.urandom(count)

    def send(self, peer: str, message: bytes) -> None:
        """Send and forget."""
        if self._process.alive:
            self._switchboard.send(peer, message, self.name)

    async def request(self, peer: str, message: bytes, timeout_ms: int) -> bytes:
        """Ask and await the answer.

        Raises:
            Unreachable: the peer is down, busy or did not answer in time.
        """
        if not self._process.alive:
            raise asyncio.CancelledError
        return await self._switchboard.request(peer, message, timeout_ms, self.name)

    def learn(self, roster: Roster) -> None:
        """Reach those whom the roster names."""
        if self._process.alive:
            self._switchboard.learn(roster, self.name)

    async def compute(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do ``work`` in a thread, one piece after another."""
        return await self._process.compute.run(work, *arguments)

    async def brief(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do ``work`` here and now, unless a thread works for the party: then after that."""
        if self._process.compute.is_idle:
            return work(*arguments)
        return await self._process.compute.run(work, *arguments)

    async def background(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do ``work`` in a thread beside those that compute, one piece after another."""
        return await self._process.background.run(work, *arguments)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run ``work`` beside; its exception stops the party."""
        if self._process.alive:
            self._process.run(work, name)
        else:
            work.close()

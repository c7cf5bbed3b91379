"""The local host as a market sees it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from actors.host import HostProblem
from cluster.hosts.clock import now_ms
from cluster.hosts.failure import Failure
from cluster.hosts.health import Health, cpu_seconds, resident_bytes
from cluster.hosts.local.cluster import LocalCluster
from cluster.hosts.spec import PartyKeys, PartySpec, make_party
from cluster.storage.log import LogOptions
from cluster.storage.store import DEFAULT_OPTIONS


class LocalHosting:
    """``Hosting`` by a :class:`LocalCluster` in this process, over ``directory``."""

    def __init__(
        self,
        directory: Path,
        *,
        failed: Callable[[Failure], None] | None = None,
        log: LogOptions = DEFAULT_OPTIONS,
    ) -> None:
        """Nobody yet. ``failed`` hears of each party that raised, after it was stopped."""
        self.cluster = LocalCluster(directory, failed=failed, log=log)
        self._since_ms = now_ms()

    async def add(self, spec: PartySpec, keys: PartyKeys, create: bool = True) -> None:
        """See ``Hosting.add``."""
        await self.cluster.add(spec.name, partial(make_party, spec, keys.signing), spec.identity, create)

    async def start(self, name: str) -> None:
        """See ``Hosting.start``."""
        await self.cluster.start(name)

    async def kill(self, name: str, stay_down: bool = True) -> None:
        """See ``Hosting.kill``; nobody supervises a loop, so it is started again here, before this returns."""
        self.cluster.kill(name)
        if not stay_down:
            await self.cluster.start(name)

    async def restart(self, name: str) -> None:
        """See ``Hosting.restart``."""
        await self.cluster.restart(name)

    async def running(self, name: str) -> bool:
        """See ``Hosting.running``."""
        return self.cluster.running(name)

    async def health(self, name: str) -> Health | None:
        """See ``Hosting.health``; processor time and memory are those of this process, with all parties in it."""
        running = self.cluster.running(name)
        stopped = next((one for one in reversed(self.cluster.failures) if one.party == name), None)
        traffic, line = self.cluster.traffic(name), self.cluster.line(name)
        return Health(
            party=name,
            state="running" if running else "failed" if stopped else "down",
            problem="" if running or stopped is None else str(stopped),
            machine="",
            pid=os.getpid(),
            host="",
            port=0,
            since_ms=self._since_ms,
            at_ms=now_ms(),
            cpu_s=cpu_seconds(),
            rss_bytes=resident_bytes(),
            delivered=traffic.delivered,
            delivered_bytes=traffic.delivered_bytes,
            dropped=traffic.dropped,
            answered=traffic.answered,
            cut=line.off,
            slow_ms=line.delay_ms,
        )

    async def unlock(self, name: str, password: str) -> None:
        """See ``Hosting.unlock``: keys stay in this process's memory, so nobody is ever locked."""
        await self.cluster.start(name)

    async def cut(self, name: str, off: bool) -> None:
        """See ``Hosting.cut``."""
        self.cluster.cut(name, off)

    async def slow(self, name: str, delay_ms: int) -> None:
        """See ``Hosting.slow``."""
        self.cluster.slow(name, delay_ms)

    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        """See ``Hosting.request``."""
        return await self.cluster.request(name, message, timeout_ms)

    async def failures(self) -> Sequence[Failure]:
        """See ``Hosting.failures``."""
        return list(self.cluster.failures)

    async def close(self) -> None:
        """See ``Hosting.close``."""
        await self.cluster.close()

    async def leave(self) -> None:
        """See ``Hosting.leave``."""
        raise HostProblem(
            "with the local host the parties live in this process and end with it: stop the market"
        )

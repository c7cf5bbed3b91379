"""The parties of a market where they run: started in order, reached by name, stopped or left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from actors.host import HostProblem, Unreachable
from cluster.hosts.failure import Failure
from cluster.hosts.health import Health
from cluster.hosts.hosting import Hosting
from cluster.hosts.spec import PartyKeys, PartySpec
from cluster.market.directory import MarketDirectory
from cluster.market.events import Events
from cluster.market.founding import Progress
from cluster.market.hosts import hosting_for, joined
from cluster.market.makers import specs
from cluster.market.problems import MarketProblem, WrongPassword
from cluster.market.together import all_of
from cluster.market.warm import warm


class Crew:
    """Everybody in a market, on one host."""

    def __init__(self, directory: MarketDirectory, events: Events) -> None:
        """Nobody runs. ``events`` hears of who starts and who fails."""
        self._directory = directory
        self._events = events
        self._specs: dict[str, PartySpec] = {
            one.name: one for one in specs(directory.blueprint, directory.first)
        }
        self._hosting: Hosting | None = None
        #: Parties that still start, or could not.
        self._starting: dict[str, asyncio.Task[None]] = {}

    @property
    def hosting(self) -> Hosting:
        """Where they run."""
        assert self._hosting is not None, "run() or join() comes first"
        return self._hosting

    async def run(
        self,
        host: str,
        first: Iterable[str],
        tell: Progress,
        *,
        create: bool,
        password: str | None,
        address: str | None,
        ray_config: str | Path | None,
    ) -> None:
        """Give every party its place and start it; returns when the validators, and the parties named ``first``, run.

        Raises:
            HostProblem, StorageProblem: one of these cannot.
        """
        tell(0.0, "Ray" if host == "ray" else "the kernel; compiled once, about twenty seconds")
        roster = self._directory.first.signed.roster
        warming = asyncio.create_task(asyncio.to_thread(warm, roster, only_if_cold=host == "ray"))
        try:
            self._hosting = await hosting_for(
                host,
                self._directory,
                list(self._specs.values()),
                create=create,
                failed=partial(_tell_failed, self._events),
                password=password,
                address=address,
                ray_config=None if ray_config is None else Path(ray_config),
            )
        finally:
            await warming
        nodes = [name for name, one in self._specs.items() if one.is_node]
        soon = [name for name in first if name not in nodes]
        later = [name for name in self._specs if name not in {*nodes, *soon}]
        started = 0

        async def begin(name: str) -> None:
            nonlocal started
            await self._begin(name, create)
            started += 1
            tell(started / (len(nodes) + len(soon)), name)

        for group in (nodes, soon):
            await all_of(begin(name) for name in group)
        self._starting = {name: asyncio.create_task(self._begin(name, create)) for name in later}

    async def _begin(self, name: str, create: bool) -> None:
        keys = await asyncio.to_thread(self._keys, name)
        await self.hosting.add(self._specs[name], keys, create)
        await self.hosting.start(name)
        self._events.tell("started", name, f"{name} runs")

    async def join(self, password: str | None) -> None:
        """Reach parties that run; those that came back locked are unlocked with ``password``, if it is given.

        Raises:
            HostProblem: they do not run. WrongPassword: it does not open a party's keys.
        """
        hosting = self._hosting = await joined(self._directory, list(self._specs.values()))
        if password is None:
            return
        for name in self._specs:
            health = await hosting.health(name)
            if health is not None and health.state == "locked":
                try:
                    await hosting.unlock(name, password)
                except ValueError as problem:
                    raise WrongPassword(f"{name}: {problem}") from None

    async def health(self, name: str) -> Health | None:
        """How a party is; None when its process does not answer, or it has no place yet."""
        if not self._still_starts(name):
            return await self.hosting.health(name)
        with suppress(HostProblem):
            return await self.hosting.health(name)
        return None

    async def running(self, name: str) -> bool:
        """Whether a party takes requests."""
        if not self._still_starts(name):
            return await self.hosting.running(name)
        with suppress(HostProblem):
            return await self.hosting.running(name)
        return False

    def _still_starts(self, name: str) -> bool:
        starting = self._starting.get(name)
        return starting is not None and not (starting.done() and starting.exception() is None)

    def _keys(self, name: str) -> PartyKeys:
        return PartyKeys(self._directory.key(name), self._directory.transport_key(name))

    async def ready(self, tell: Progress = lambda part, text: None) -> None:
        """Return when every party runs.

        Raises:
            HostProblem: one could not start; the others run.
        """
        come = 0

        async def wait_for(name: str, task: asyncio.Task[None]) -> None:
            nonlocal come
            await asyncio.shield(task)
            come += 1
            tell(come / len(self._starting), name)

        await all_of(wait_for(name, task) for name, task in self._starting.items())

    async def request(self, name: str, message: bytes, timeout_ms: int) -> bytes:
        """Ask a party, which may still start, and await its answer.

        Raises:
            Unreachable: it does not run or does not answer in time.
        """
        if self._still_starts(name):
            try:
                async with asyncio.timeout(timeout_ms / 1_000):
                    await asyncio.shield(self._starting[name])
            except TimeoutError:
                raise Unreachable(f"{name!r} still starts; try again later") from None
            except (HostProblem, MarketProblem) as problem:
                raise Unreachable(f"{name!r} did not start: {problem}") from None
        return await self.hosting.request(name, message, timeout_ms)

    async def stop(self) -> None:
        """Stop every party."""
        await self._start_no_more()
        if self._hosting is not None:
            await self._hosting.close()

    async def leave(self) -> None:
        """Let go of the parties, which run on.

        Raises:
            HostProblem: one could not start, or they live in this process.
        """
        await self.ready()
        await self.hosting.leave()

    async def _start_no_more(self) -> None:
        for task in self._starting.values():
            task.cancel()
            with suppress(asyncio.CancelledError, HostProblem, MarketProblem):
                await task


def _tell_failed(events: Events, failure: Failure) -> None:
    events.tell("failed", failure.party, f"{failure.party} stopped by itself: {failure.error}")

"""Group commit for asynchronous callers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from cluster.storage.store import FileStore


class GroupSync:
    """Coalesces concurrent syncs of one store: while one group is on its way to disk, the next gathers.

    ``run`` performs a blocking call where it holds nobody up (a worker thread; at once, in the simulator).
    No task is made: the first caller leads, the others wait for it, and one of them leads the next group.
    """

    def __init__(self, store: FileStore, run: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        """Sync ``store`` by way of ``run``."""
        self._store = store
        self._run = run
        self._leading = False
        self._waiters: list[asyncio.Future[None]] = []

    async def sync(self) -> None:
        """Return when every entry appended before this call is durable.

        Raises:
            StorageProblem: it cannot; this and every later call fails, the store is of no more use.
        """
        target = self._store.end
        self._store.check()
        while self._store.durable_end < target:
            if self._leading:
                waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await waiter
            else:
                await self._lead()
            self._store.check()

    async def _lead(self) -> None:
        self._leading = True
        try:
            await self._run(self._store.flush_group)
        finally:
            self._leading = False
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

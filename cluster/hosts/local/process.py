"""One incarnation of a party on the local host: its tasks, timers, lanes and end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any

from cluster.hosts.local.lane import Lane

Failed = Callable[["LocalProcess", str, BaseException], None]


class LocalTimer:
    """A pending call."""

    __slots__ = ("_callback", "_handle", "_process")

    def __init__(self, process: LocalProcess, delay_ms: int, callback: Callable[[], None]) -> None:
        """Call ``callback`` after ``delay_ms`` unless the process ends before."""
        self._process = process
        self._callback = callback
        self._handle = process.loop.call_later(max(0, delay_ms) / 1_000, self._ring)
        process.timers[self] = None

    def cancel(self) -> None:
        """Do not call."""
        self._handle.cancel()
        self._process.timers.pop(self, None)

    def _ring(self) -> None:
        self._process.timers.pop(self, None)
        self._process.call("timer", self._callback)


class LocalProcess:
    """What must end with a party, and how to end it."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        name: str,
        number: int,
        compute_pool: Executor,
        background_pool: Executor,
        sync_pool: Executor,
        failed: Failed,
    ) -> None:
        """A live process, the ``number``-th of the party ``name``."""
        self.loop = loop
        self.name = name
        self.number = number
        self.alive = True
        #: Messages and requests reach it: its ``start`` returned.
        self.ready = False
        self.compute = Lane(loop, compute_pool)
        self.background = Lane(loop, background_pool)
        self.syncs = Lane(loop, sync_pool)
        self.timers: dict[LocalTimer, None] = {}
        self._tasks: dict[asyncio.Task[Any], None] = {}
        self._failed = failed

    def run(self, work: Coroutine[Any, Any, Any], doing: str) -> asyncio.Task[Any]:
        """Run ``work`` as a task that ends with the process; if it raises, the party failed."""
        task = self.loop.create_task(work, name=f"{self.name}: {doing}")
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._done(done, doing))
        return task

    def call(self, doing: str, callback: Callable[..., None], *arguments: Any) -> None:
        """Call ``callback`` if the process lives; if it raises, the party failed."""
        if not self.alive:
            return
        try:
            callback(*arguments)
        except Exception as error:
            self._failed(self, doing, error)

    def end(self) -> None:
        """End now: no timer rings, every task is cancelled, nothing more goes to a thread."""
        self.alive = self.ready = False
        for timer in list(self.timers):
            timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        self.compute.close()
        self.background.close()
        self.syncs.close()

    async def ended(self) -> None:
        """Return when, after :meth:`end`, no thread works for the process any more."""
        await self.compute.idle()
        await self.background.idle()
        await self.syncs.idle()

    def _done(self, task: asyncio.Task[Any], doing: str) -> None:
        self._tasks.pop(task, None)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._failed(self, doing, error)

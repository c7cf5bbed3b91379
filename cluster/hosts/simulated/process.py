"""One incarnation of a party: what it runs, and how it ends at any moment.

A process that ends does not hear of it. Its callbacks and tasks are never called again (see
:mod:`cluster.hosts.simulated.loop`), and an effect it still tries on the way out of its last call has none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, NoReturn

from cluster.hosts.simulated.loop import OWNER, VirtualLoop, put_away


class ProcessEnded(BaseException):
    """Raised in the code of a process at the very effect at which it ends. Never caught by a party."""


class Process:
    """The tasks, the context and the effect count of one incarnation of a party."""

    def __init__(self, loop: VirtualLoop, label: str, number: int) -> None:
        """A live process: the ``number``-th of the party filed under ``label``."""
        self.loop = loop
        self.label = label
        self.number = number
        self.alive = True
        #: Whether messages reach it: its party's ``start`` has returned.
        self.ready = False
        #: Whether a newer incarnation has taken over its disk.
        self.fenced = False
        #: Effects so far: every call to the host, and every time the host resumes one.
        self.effects = 0
        #: Called when an effect is the one to crash at; None while there is none.
        self.crash_at: int | None = None
        self.crash: Callable[[], None] = self.end
        #: Called once when the process ends, in order.
        self.ended: list[Callable[[], object]] = []
        self.context = Context()
        self.context.run(OWNER.set, self)
        self._tasks: dict[asyncio.Task[Any], None] = {}

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Keep a task of this process until it is done."""
        self._tasks[task] = None
        task.add_done_callback(self._forget, context=self.loop.nobody)

    def effect(self) -> bool:
        """Count one effect; False if the process is dead and the effect must not happen.

        Raises:
            ProcessEnded: this is the effect at which the process was to crash.
        """
        if not self.alive:
            return False
        self.effects += 1
        if self.crash_at is not None and self.effects >= self.crash_at:
            self.crash_at = None
            self.crash()
            raise ProcessEnded
        return True

    def require(self) -> None:
        """Count one effect that must give a value.

        Raises:
            ProcessEnded: the process is dead, or this is the effect at which it crashes.
        """
        if not self.effect():
            raise ProcessEnded

    def run(
        self, work: Coroutine[Any, Any, Any], name: str, done: Callable[[asyncio.Task[Any]], None]
    ) -> None:
        """Run ``work`` as a task of this process; ``done`` hears of its end, even if that killed the process."""
        task = self.loop.create_task(work, name=name, context=self.context)
        task.add_done_callback(done, context=self.loop.nobody)

    async def pause(self, delay_us: int) -> None:
        """Wait for simulated time. Never returns if the process ends meanwhile."""
        woken: asyncio.Future[None] = self.loop.create_future()
        timer = self.loop.after_us(delay_us, _wake, woken, context=self.context)
        try:
            await woken
        finally:
            timer.cancel()

    async def forever(self) -> NoReturn:
        """Wait for what never comes: the answer to an effect of a dead process."""
        await self.loop.create_future()
        raise AssertionError("a dead process was resumed")

    def end(self) -> None:
        """Stop for good, between two instructions; what it holds is put away right after."""
        if self.alive:
            self.alive = False
            self.ready = False
            for hear in self.ended:
                hear()
            self.ended.clear()
            self.loop.call_soon(self.bury, context=self.loop.nobody)

    def bury(self) -> None:
        """Close the coroutines that will never run again."""
        tasks, self._tasks = list(self._tasks), {}
        put_away(tasks)
        self.loop.forget_dead()

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)
        if not self.alive and not task.cancelled():
            task.exception()


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)

"""A serial lane through a pool of threads: one piece of work at a time, in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Lane:
    """Work that one party gave to threads. The pool is shared between lanes; a lane uses one thread at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, pool: Executor) -> None:
        """An empty lane of ``loop`` through ``pool``."""
        self._loop = loop
        self._pool = pool
        self._waiting: deque[tuple[Callable[[], Any], asyncio.Future[Any]]] = deque()
        self._busy = False
        self._open = True
        self._idle: list[asyncio.Future[None]] = []

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do ``work`` in a thread, after everything given before, and return what it returns."""
        if not self._open:
            raise asyncio.CancelledError
        done: asyncio.Future[T] = self._loop.create_future()
        self._waiting.append((partial(work, *arguments), done))
        self._next()
        return await done

    @property
    def is_idle(self) -> bool:
        """Whether work given now would begin at once."""
        return self._open and not self._busy and not self._waiting

    def close(self) -> None:
        """Take nothing more and forget what waits; what runs now is let finish."""
        self._open = False
        waiting, self._waiting = self._waiting, deque()
        for _, done in waiting:
            done.cancel()

    async def idle(self) -> None:
        """Return when nothing runs in a thread."""
        if self._busy:
            idle: asyncio.Future[None] = self._loop.create_future()
            self._idle.append(idle)
            await idle

    def _next(self) -> None:
        while not self._busy and self._waiting:
            work, done = self._waiting.popleft()
            if not done.done():
                self._busy = True
                self._pool.submit(work).add_done_callback(partial(self._back, done))

    def _back(self, done: asyncio.Future[Any], result: Future[Any]) -> None:
        """In the thread: hand the result to the loop, which may be gone by now."""
        try:
            self._loop.call_soon_threadsafe(self._finish, done, result)
        except RuntimeError:
            return

    def _finish(self, done: asyncio.Future[Any], result: Future[Any]) -> None:
        self._busy = False
        if not done.done():
            _hand_over(done, result)
        self._next()
        if not self._busy:
            idle, self._idle = self._idle, []
            for one in idle:
                if not one.done():
                    one.set_result(None)


def _hand_over(done: asyncio.Future[Any], result: Future[Any]) -> None:
    if result.cancelled():
        done.cancel()
        return
    error = result.exception()
    if error is None:
        done.set_result(result.result())
    elif isinstance(error, StopIteration):
        done.set_exception(RuntimeError(f"the work raised {error!r}"))
    else:
        done.set_exception(error)

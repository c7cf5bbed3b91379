"""A deterministic event loop: virtual time, no real input or output, one order of everything.

Time stands still while callbacks run and jumps to the next timer when none is left. Callbacks run in the
order in which they were scheduled; timers of one instant in the order in which they were set. Nothing
depends on object addresses, hash seeds or the real clock, so the same program gives the same run.

A callback belongs to the :class:`Mortal` that its context names in :data:`OWNER`. Once its owner is no
longer alive it is never called: that is how a crashed process stops, at whatever await it had reached.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from heapq import heapify, heappop, heappush
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

#: Longest simulated time of one run, in milliseconds: a day.
TIME_MS_MAX = 86_400_000
#: Most callbacks of one run.
STEPS_MAX = 200_000_000

US_PER_MS = 1_000
US_PER_S = 1_000_000


class SimulationProblem(Exception):
    """Base of everything that ends a simulated run from outside its parties."""


class Deadlock(SimulationProblem):
    """Someone still waits, but nothing is left that could ever happen."""


class TimeExhausted(SimulationProblem):
    """The run went past its longest simulated time."""


class StepsExhausted(SimulationProblem):
    """The run made more steps than it may."""


class Mortal(Protocol):
    """Something that callbacks and tasks belong to."""

    alive: bool

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Take note of a task that was made in this owner's context."""


OWNER: ContextVar[Mortal | None] = ContextVar("owner", default=None)


class VirtualLoop(asyncio.BaseEventLoop):
    """An asyncio loop whose clock is ``now_us``: simulated microseconds since the run began."""

    def __init__(self, time_ms_max: int = TIME_MS_MAX, steps_max: int = STEPS_MAX) -> None:
        """Begin at time zero; a run past either bound ends with an exception that says so."""
        super().__init__()
        self.now_us = 0
        self.steps = 0
        #: The context of what belongs to no owner.
        self.nobody = Context()
        self._time_us_max = time_ms_max * US_PER_MS
        self._steps_max = steps_max
        self._sequence = 0
        self._soon: deque[tuple[asyncio.Handle, Mortal | None]] = deque()
        self._timers: list[tuple[int, int, asyncio.TimerHandle, Mortal | None]] = []

    def time(self) -> float:
        """Simulated seconds since the run began."""
        return self.now_us / US_PER_S

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Call ``callback`` after everything already due."""
        chosen = copy_context() if context is None else context
        handle = asyncio.Handle(callback, args, self, chosen)
        self._soon.append((handle, chosen.get(OWNER)))
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call ``callback`` at ``when`` seconds of simulated time."""
        return self._schedule(round(when * US_PER_S), callback, args, context)

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call ``callback`` after ``delay`` simulated seconds."""
        return self.after_us(round(delay * US_PER_S), callback, *args, context=context)

    def after_us(
        self, delay_us: int, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call ``callback`` after ``delay_us`` simulated microseconds."""
        return self._schedule(self.now_us + delay_us, callback, args, context)

    def forget_dead(self) -> None:
        """Drop the timers whose owner is dead, and with them what they hold in memory."""
        self._timers = [timer for timer in self._timers if not _dead(timer[3])]
        heapify(self._timers)

    def create_task(
        self, coro: Any, *, name: object = None, context: Context | None = None
    ) -> asyncio.Task[Any]:
        """Make a task and tell its owner, if its context names one."""
        owner = OWNER.get() if context is None else context.get(OWNER)
        task: asyncio.Task[Any] = super().create_task(coro, name=name, context=context)
        if owner is not None:
            owner.adopt(task)
        return task

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Refused: a thread would make the run depend on the real machine."""
        raise SimulationProblem("the simulator runs no threads; ask the host to compute instead")

    def _schedule(
        self, when_us: int, callback: Callable[..., object], args: tuple[Any, ...], context: Context | None
    ) -> asyncio.TimerHandle:
        chosen = copy_context() if context is None else context
        due_us = max(when_us, self.now_us)
        handle = asyncio.TimerHandle(due_us / US_PER_S, callback, args, self, chosen)
        self._sequence += 1
        heappush(self._timers, (due_us, self._sequence, handle, chosen.get(OWNER)))
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Nothing to count: a cancelled timer is dropped when its time comes."""

    def _advance(self) -> None:
        """Move every timer of the next instant to the callbacks that are due."""
        timers = self._timers
        while timers and (timers[0][2]._cancelled or _dead(timers[0][3])):
            heappop(timers)
        if not timers:
            raise Deadlock(
                f"nothing is left to happen at {self.now_us / US_PER_MS:.3f} ms, but the run still waits: "
                "an answer was lost without a timeout, or its party crashed"
            )
        due_us = timers[0][0]
        if due_us > self._time_us_max:
            raise TimeExhausted(
                f"the run reached its bound of {self._time_us_max // US_PER_MS} simulated milliseconds; "
                "it does not get done, or needs a higher bound"
            )
        self.now_us = due_us
        while timers and timers[0][0] == due_us:
            _, _, handle, owner = heappop(timers)
            self._soon.append((handle, owner))

    def _run_once(self) -> None:
        """Run every callback that is due now (asyncio's own loop calls this until it is stopped)."""
        soon = self._soon
        if not soon:
            self._advance()
        for _ in range(len(soon)):
            handle, owner = soon.popleft()
            if handle._cancelled or _dead(owner):
                continue
            self.steps += 1
            if self.steps > self._steps_max:
                raise StepsExhausted(f"the run made {self._steps_max} steps, its bound; something spins")
            handle._run()

    def close(self) -> None:
        """Forget everything scheduled and close."""
        self._soon.clear()
        self._timers.clear()
        super().close()


def _dead(owner: Mortal | None) -> bool:
    return owner is not None and not owner.alive


def run(work: Coroutine[Any, Any, T], *, time_ms_max: int = TIME_MS_MAX, steps_max: int = STEPS_MAX) -> T:
    """Run ``work`` to its end in a new virtual loop and return what it returns.

    Raises:
        Deadlock: ``work`` waits for something that cannot happen any more.
        TimeExhausted, StepsExhausted: it went past a bound.
    """
    loop = VirtualLoop(time_ms_max, steps_max)
    try:
        return run_in(loop, work)
    finally:
        loop.close()


def run_in(loop: VirtualLoop, work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` to its end in ``loop``, then put away whatever tasks it left behind."""
    task: asyncio.Task[T] = loop.create_task(work, name="run")
    try:
        return loop.run_until_complete(task)
    finally:
        put_away(sorted(asyncio.all_tasks(loop), key=asyncio.Task.get_name))


def put_away(tasks: list[asyncio.Task[Any]]) -> None:
    """Close coroutines that will never run again, without a word about it from the interpreter."""
    for task in tasks:
        task._log_destroy_pending = False  # type: ignore[attr-defined]
        coroutine = task.get_coro()
        for _ in range(8):
            try:
                coroutine.close()
                break
            except BaseException:
                continue

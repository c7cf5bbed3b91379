"""The simulator's side of the host contract, for one incarnation of one party."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from actors.base.roster import Roster
from actors.host import Store, Timer, Unreachable
from cluster.hosts.failure import Raised
from cluster.hosts.simulated.clock import Clock
from cluster.hosts.simulated.process import Process, ProcessEnded

T = TypeVar("T")


class Surroundings(Protocol):
    """What a simulated host needs of the world around it."""

    def post(self, process: Process, peer: str, message: bytes) -> None:
        """Hand a one-way message to the network."""

    def ask(
        self, process: Process, peer: str, message: bytes, answered: asyncio.Future[bytes | None]
    ) -> None:
        """Hand a request to the network; ``answered`` gets the first answer that comes back."""

    def clock(self, label: str) -> Clock:
        """The clock that a party goes by."""

    def failed(self, process: Process, doing: str, error: BaseException) -> None:
        """Stop a party whose code raised."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How slow the parties' machines are, in simulated milliseconds."""

    #: Longest time that one piece of ``compute`` takes; the shortest is none.
    compute_ms_max: float = 5.0
    #: Longest time that a sync waits before it writes; the shortest is none.
    disk_ms_max: float = 5.0


@dataclass(slots=True)
class _Lane:
    """Pieces of work one after another: when the last one given ends."""

    free_us: int = 0


class SimulatedHost:
    """``actors.host.Host`` of one incarnation. A dead one's effects have no effect."""

    def __init__(
        self,
        name: str,
        process: Process,
        store: Store,
        world: Surroundings,
        bytes_chance: random.Random,
        compute_chance: random.Random,
        pace: Pace,
    ) -> None:
        """Stand between ``process``, known to others as ``name``, and ``world``."""
        self.name = name
        self.store = store
        self._process = process
        self._world = world
        self._bytes_chance = bytes_chance
        self._compute_chance = compute_chance
        self._compute_us_max = round(pace.compute_ms_max * 1_000)
        self._compute, self._background = _Lane(), _Lane()

    def now_ms(self) -> int:
        """The party's own, perhaps wrong, clock."""
        return self._world.clock(self._process.label).now_ms(self._process.loop.now_us)

    def learn(self, roster: Roster) -> None:
        """Everybody is within reach here; messages are signed."""

    def timer(self, delay_ms: int, callback: Callable[[], None]) -> Timer:
        """Call once after ``delay_ms`` of the party's own clock."""
        process = self._process
        process.effect()
        delay_us = self._world.clock(process.label).delay_us(delay_ms)
        return process.loop.after_us(delay_us, self._ring, callback, context=process.context)

    def random_bytes(self, count: int) -> bytes:
        """Bytes from the seed."""
        return self._bytes_chance.randbytes(count)

    def send(self, peer: str, message: bytes) -> None:
        """Post a message and forget it."""
        if self._process.effect():
            self._world.post(self._process, peer, bytes(message))

    async def request(self, peer: str, message: bytes, timeout_ms: int) -> bytes:
        """Ask and await the answer.

        Raises:
            Unreachable: no answer within ``timeout_ms`` of the party's own clock.
        """
        process = self._process
        if not process.effect():
            await process.forever()
        delay_us = self._world.clock(process.label).delay_us(timeout_ms)
        answer = await self._await_answer(peer, bytes(message), delay_us)
        process.require()
        if answer is None:
            raise Unreachable(no_answer(peer, timeout_ms))
        return answer

    async def compute(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do ``work`` at once and give its result after a seeded while, one piece after another."""
        return await self._work(self._compute, work, *arguments)

    async def brief(self, work: Callable[..., T], *arguments: Any) -> T:
        """The same: what is brief on one machine is not on another."""
        return await self._work(self._compute, work, *arguments)

    async def background(self, work: Callable[..., T], *arguments: Any) -> T:
        """The same in a lane of its own."""
        return await self._work(self._background, work, *arguments)

    async def _work(self, lane: _Lane, work: Callable[..., T], *arguments: Any) -> T:
        process = self._process
        if not process.effect():
            await process.forever()
        outcome: T | Raised
        try:
            outcome = work(*arguments)
        except Exception as error:
            outcome = Raised(error)
        now_us = process.loop.now_us
        took_us = self._compute_chance.randint(0, self._compute_us_max)
        lane.free_us = max(lane.free_us, now_us) + took_us
        await process.pause(lane.free_us - now_us)
        process.require()
        if isinstance(outcome, Raised):
            raise outcome.error
        return outcome

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run ``work`` beside; its exception stops the party."""
        happens = False
        try:
            happens = self._process.effect()
        finally:
            if not happens:
                work.close()
        if happens:
            self._process.run(work, name, lambda task: self._done(task, name))

    async def _await_answer(self, peer: str, message: bytes, timeout_us: int) -> bytes | None:
        process = self._process
        answered: asyncio.Future[bytes | None] = process.loop.create_future()
        timer = process.loop.after_us(timeout_us, _give_up, answered, context=process.context)
        try:
            self._world.ask(process, peer, message, answered)
            return await answered
        finally:
            timer.cancel()

    def _ring(self, callback: Callable[[], None]) -> None:
        try:
            if self._process.effect():
                callback()
        except ProcessEnded:
            pass
        except Exception as error:
            self._world.failed(self._process, "timer", error)

    def _done(self, task: asyncio.Task[Any], name: str) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if error is not None and not isinstance(error, ProcessEnded):
            self._world.failed(self._process, name, error)


def no_answer(peer: str, timeout_ms: int) -> str:
    """The sentence about a peer that did not answer in time."""
    return (
        f"{peer!r} did not answer within {timeout_ms} ms; it is down, cut off or overloaded: try again later"
    )


def _give_up(answered: asyncio.Future[bytes | None]) -> None:
    if not answered.done():
        answered.set_result(None)

"""How the incarnations of simulated parties begin and end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from functools import partial
from typing import Any, Protocol

from actors.host import Party
from cluster.hosts.failure import Failure, failure_of
from cluster.hosts.simulated.host import Pace, SimulatedHost, Surroundings
from cluster.hosts.simulated.loop import VirtualLoop
from cluster.hosts.simulated.mount import mount
from cluster.hosts.simulated.process import Process, ProcessEnded
from cluster.hosts.simulated.seat import Life, Seat
from cluster.hosts.simulated.store import SimulatedStore, SlowDisk
from cluster.hosts.simulated.trace import Event, Kind, Trace
from cluster.storage.log import LogOptions
from cluster.storage.store import FileStore


class Stage(Protocol):
    """What lives need of the world they happen in."""

    loop: VirtualLoop
    trace: Trace
    failures: list[Failure]

    def chance(self, purpose: str) -> random.Random:
        """A stream of chance of its own for ``purpose``."""

    def now_ms(self) -> int:
        """True time, in Unix milliseconds."""

    def seat(self, label: str) -> Seat:
        """A party's place."""


class Lives:
    """Begins and ends incarnations, and notes why."""

    def __init__(self, stage: Stage, pace: Pace, log: LogOptions) -> None:
        """Nobody lives yet."""
        self._stage = stage
        self._pace = pace
        self._log = log

    async def begin(self, seat: Seat, world: Surroundings) -> bool:
        """Begin a new incarnation and await its ``start``; False if it ended before that was over.

        Raises:
            StorageProblem: the store cannot be opened. Whatever making the party raises.
        """
        raw = mount(seat.disk, seat.market, seat.name, self._log)
        try:
            party = seat.factory()
        except BaseException:
            raw.abandon()
            raise
        life = self._incarnate(seat, party, raw, world)
        seat.lives.append(life)
        self._note("start", life.process)
        life.process.run(party.start(life.host), "start", partial(self._started, life))
        return await life.started

    def _incarnate(self, seat: Seat, party: Party, raw: FileStore, world: Surroundings) -> Life:
        seat.incarnations += 1
        process = Process(self._stage.loop, seat.label, seat.incarnations)
        process.crash = partial(self.crash, seat, "planned")
        process.crash_at, seat.crash_after = seat.crash_after, None
        disk = SlowDisk(process, self._chance("disk", process), self._pace.disk_ms_max)
        store = SimulatedStore(process, raw, disk, self._stage.trace)
        streams = self._chance("bytes", process), self._chance("compute", process)
        host = SimulatedHost(seat.name, process, store, world, *streams, self._pace)
        started: asyncio.Future[bool] = self._stage.loop.create_future()
        process.ended.append(partial(_settle, started))
        return Life(process, party, host, store, started)

    async def stop(self, seat: Seat) -> None:
        """End the newest incarnation politely, older ones at once.

        Raises:
            StorageProblem: what was buffered could not be written.
        """
        life = seat.current
        if life is None:
            return
        self.end_zombies(seat)
        if await self.within(life, life.party.stop(), "stop"):
            seat.lives.remove(life)
            self._note("stop", life.process)
            life.process.end()
            life.store.close()

    def crash(self, seat: Seat, note: str = "") -> None:
        """End every incarnation, and let the disk lose power."""
        if not seat.lives:
            return
        lives, seat.lives = seat.lives, []
        for life in lives:
            self._note("crash", life.process, note)
            life.end()
        seat.disk.crash(self._stage.chance(f"crash/{seat.label}/{seat.incarnations}"))

    def fence(self, seat: Seat) -> None:
        """Take the disk from the incarnations that live; they go on without."""
        for life in seat.lives:
            if not life.process.fenced:
                life.process.fenced = True
                self._note("fence", life.process)
        seat.disk.break_lock()

    def end_zombies(self, seat: Seat) -> None:
        """End all incarnations but the newest."""
        zombies, seat.lives = seat.lives[:-1], seat.lives[-1:]
        for life in zombies:
            self._note("crash", life.process, "zombie")
            life.end()

    def fail(self, process: Process, doing: str, error: BaseException) -> None:
        """Note that a party raised, and end it; a dead one's last words are not heard."""
        if not process.alive:
            return
        now_ms = self._stage.now_ms()
        self._stage.failures.append(failure_of(now_ms, process.label, process.number, doing, error))
        self._note("failure", process, f"{doing}: {error!r}")
        seat = self._stage.seat(process.label)
        if seat.current is not None and seat.current.process is process:
            self.crash(seat, "failed")
            return
        seat.lives, ended = _parted(seat.lives, process)
        for life in ended:
            life.end()

    async def within(
        self, life: Life, work: Coroutine[Any, Any, None], doing: str, *, reraise: bool = False
    ) -> bool:
        """Run ``work`` in the process of ``life``; False if that ended first."""
        over: asyncio.Future[bool] = self._stage.loop.create_future()
        hear = partial(_settle, over)
        life.process.ended.append(hear)
        life.process.run(work, doing, partial(self._over, life, doing, over, reraise))
        try:
            return await over
        finally:
            if hear in life.process.ended:
                life.process.ended.remove(hear)

    def _over(
        self, life: Life, doing: str, over: asyncio.Future[bool], reraise: bool, task: asyncio.Task[None]
    ) -> None:
        if over.done() or task.cancelled():
            _settle(over)
            return
        error = task.exception()
        if error is None:
            over.set_result(True)
        elif reraise and not isinstance(error, ProcessEnded):
            over.set_exception(error)
        else:
            self.fail(life.process, doing, error)

    def _started(self, life: Life, task: asyncio.Task[None]) -> None:
        if not life.process.alive:
            return
        error = asyncio.CancelledError("start was cancelled") if task.cancelled() else task.exception()
        if error is not None:
            self.fail(life.process, "start", error)
            return
        life.process.ready = True
        self._note("ready", life.process)
        life.started.set_result(True)

    def _chance(self, purpose: str, process: Process) -> random.Random:
        return self._stage.chance(f"{purpose}/{process.label}/{process.number}")

    def _note(self, kind: Kind, process: Process, note: str = "") -> None:
        event = Event(self._stage.loop.now_us, kind, process.label, process.number, note=note)
        self._stage.trace.add(event)


def _parted(lives: list[Life], process: Process) -> tuple[list[Life], list[Life]]:
    others = [life for life in lives if life.process is not process]
    return others, [life for life in lives if life.process is process]


def _settle(over: asyncio.Future[bool]) -> None:
    if not over.done():
        over.set_result(False)

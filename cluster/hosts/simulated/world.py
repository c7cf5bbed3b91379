"""A world to break parties in: their lives and deaths, their network, disks and clocks, from one seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from actors.host import HostProblem, Party, Unreachable
from cluster.hosts.failure import Failure, failure_of
from cluster.hosts.naming import why_unknown
from cluster.hosts.simulated.clock import BEGIN_MS, Clock
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.hosts.simulated.host import Pace, no_answer
from cluster.hosts.simulated.lives import Lives
from cluster.hosts.simulated.loop import STEPS_MAX, TIME_MS_MAX, US_PER_MS, VirtualLoop, put_away
from cluster.hosts.simulated.mail import Asker, Mail
from cluster.hosts.simulated.mount import SMALL_LOG, format_disk, is_blank
from cluster.hosts.simulated.network import CALM, Network, NetworkFaults
from cluster.hosts.simulated.process import Process, ProcessEnded
from cluster.hosts.simulated.seat import Filter, Life, Seat
from cluster.hosts.simulated.trace import Event, Tap, Trace
from cluster.storage.log import LogOptions

T = TypeVar("T")

#: The market of a world whose driver names none.
MARKET = bytes(32)


class World:
    """Everything around the parties of one simulated run. Two worlds of one seed live the same life.

    The driver (a test, the simulator) is not part of it: it never crashes and reaches everyone directly::

        with World(seed=7, faults=NetworkFaults(loss=0.1)) as world:
            world.add("ccdc", Node)
            world.run(drive(world))
    """

    def __init__(
        self,
        seed: object,
        faults: NetworkFaults = CALM,
        *,
        pace: Pace | None = None,
        log: LogOptions = SMALL_LOG,
        begin_ms: int = BEGIN_MS,
        time_ms_max: int = TIME_MS_MAX,
        steps_max: int = STEPS_MAX,
        trace_lines: int = 2_000,
    ) -> None:
        """An empty world at its beginning, with its own loop; see :class:`VirtualLoop` for the bounds."""
        self.seed = seed
        self.loop = VirtualLoop(time_ms_max, steps_max)
        self.loop.set_exception_handler(self._stray)
        self.trace = Trace(trace_lines)
        self.network = Network(self.loop, seed, faults, self._dropped)
        self.failures: list[Failure] = []
        self._log = log
        self._begin_ms = begin_ms
        self._seats: dict[str, Seat] = {}
        self._lives = Lives(self, Pace() if pace is None else pace, log)
        self._mail = Mail(self.network, self.trace, self._seats, self.failed)
        self._chance = self.chance("world")

    # --- the run

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work`` to its end; parties live on between two runs.

        Raises:
            SimulationProblem: a deadlock, or a bound was reached.
        """
        task: asyncio.Task[T] = self.loop.create_task(work, name="driver")
        return self.loop.run_until_complete(task)

    def close(self) -> None:
        """End everything. No word from what is left behind."""
        for seat in self._seats.values():
            for life in seat.lives:
                life.end()
                life.process.bury()
            seat.lives.clear()
        put_away(sorted(asyncio.all_tasks(self.loop), key=asyncio.Task.get_name))
        self.loop.close()

    def __enter__(self) -> Self:
        """The world itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def chance(self, purpose: str) -> random.Random:
        """A stream of chance of its own for ``purpose``, from the seed."""
        return random.Random(f"{self.seed}/{purpose}")

    def now_ms(self) -> int:
        """True time, in Unix milliseconds."""
        return self._begin_ms + self.loop.now_us // US_PER_MS

    async def sleep(self, delay_ms: float) -> None:
        """Let simulated time pass (for the driver; a party has its host's timer)."""
        await asyncio.sleep(delay_ms / 1_000)

    async def until(self, holds: Callable[[], bool], timeout_ms: int, step_ms: int = 10) -> bool:
        """Let time pass until ``holds``, looked at every ``step_ms``; False if it does not within the timeout."""
        for _ in range(max(1, timeout_ms // step_ms)):
            if holds():
                return True
            await self.sleep(step_ms)
        return holds()

    # --- parties and their lives

    def add(
        self,
        label: str,
        factory: Callable[[], Party],
        market: bytes = MARKET,
        disk: SimulatedDisk | None = None,
        *,
        speaks_as: str | None = None,
    ) -> None:
        """Give a party a place. Its disk is new unless given; a blank one is given its identity here, once.

        ``speaks_as`` makes a twin: others know it by that name, so that one identity runs in two places.
        A twin has a name of its own only for the driver and the network's cuts.

        Raises:
            HostProblem: the label is taken.
        """
        if label in self._seats:
            raise HostProblem(f"there is a party {label!r} already; choose another name")
        name = label if speaks_as is None else speaks_as
        seat = Seat(label, name, factory, market, disk or SimulatedDisk(), Clock(self._begin_ms))
        if is_blank(seat.disk):
            format_disk(seat.disk, market, name, self._log)
        self._seats[label] = seat

    async def start(self, label: str) -> bool:
        """Start a party and await its ``start``; False if it ended before that was over.

        Raises:
            HostProblem: unknown, or it runs already.
            StorageProblem: its disk cannot be opened.
        """
        seat = self.seat(label)
        if seat.lives:
            raise HostProblem(f"{label!r} runs already; restart() ends it first, zombie() does not")
        return await self._lives.begin(seat, self)

    async def restart(self, label: str) -> bool:
        """Crash the party if it lives, then start a new incarnation on the same disk; see :meth:`start`."""
        if self.seat(label).lives:
            self.crash(label)
        return await self.start(label)

    async def zombie(self, label: str) -> bool:
        """Start a new incarnation while the old one lives on, fenced: its writes fail from now on.

        One-way messages reach both, requests the new one only. See :meth:`start`.
        """
        seat = self.seat(label)
        self._lives.fence(seat)
        return await self._lives.begin(seat, self)

    def end_zombies(self, label: str) -> None:
        """End all incarnations of a party but the newest."""
        self._lives.end_zombies(self.seat(label))

    async def stop(self, label: str) -> None:
        """Stop a party politely: its ``stop``, then its disk is closed. Zombies of it end, too.

        Raises:
            StorageProblem: what was buffered could not be written.
        """
        await self._lives.stop(self.seat(label))

    def crash(self, label: str) -> None:
        """End every incarnation of a party now, as a power cut does; its disk loses or tears what was not synced."""
        self._lives.crash(self.seat(label))

    def crash_after(self, label: str, effects: int) -> None:
        """Crash a party at the ``effects``-th effect from now: any call to its host, delivery, or resumption.

        A party that does not live is crashed that many effects after its next start.
        """
        seat = self.seat(label)
        life = seat.current
        if life is None:
            seat.crash_after = effects
        else:
            life.process.crash_at = life.process.effects + effects

    def spare(self, label: str) -> None:
        """Call off a crash that was planned for this party and has not come yet."""
        seat = self.seat(label)
        seat.crash_after = None
        for life in seat.lives:
            life.process.crash_at = None

    def crash_somewhere(self, label: str, effects_max: int) -> int:
        """Crash a party within the next ``effects_max`` effects; the seed chooses and the choice is returned."""
        effects = self._chance.randint(1, effects_max)
        self.crash_after(label, effects)
        return effects

    def skew(self, label: str, offset_ms: int = 0, drift_ppm: int = 0) -> None:
        """Set a party's clock: how far ahead it was at the world's beginning, and millionths it gains."""
        seat = self.seat(label)
        seat.clock = replace(seat.clock, offset_ms=offset_ms, drift_ppm=drift_ppm)

    def corrupt(self, label: str, filter: Filter | None) -> None:
        """Let ``filter(peer, message)`` decide what really leaves the party; None makes it honest again.

        Requests and answers pass it as well: the first message it leaves for that peer takes their place
        (none: it is lost), every other one is sent one way.
        """
        self.seat(label).filter = filter

    # --- looking in

    def seat(self, label: str) -> Seat:
        """A party's place.

        Raises:
            HostProblem: no such party.
        """
        if label not in self._seats:
            raise HostProblem(why_unknown(label, self._seats))
        return self._seats[label]

    def running(self, label: str) -> bool:
        """Whether an incarnation lives and messages reach it."""
        life = self.seat(label).current
        return life is not None and life.hears

    def party(self, label: str) -> Party:
        """The party object of the newest incarnation.

        Raises:
            HostProblem: it does not run.
        """
        return self._life(label).party

    def disk(self, label: str) -> SimulatedDisk:
        """The party's disk."""
        return self.seat(label).disk

    def tap(self, tap: Tap) -> None:
        """Tell ``tap`` every event from now on."""
        self.trace.taps.append(tap)

    def report(self) -> str:
        """The failures and the newest events, for a person."""
        failures = [
            f"{one.party}#{one.incarnation} {one.doing} at {one.at_ms}:\n{one.trace}" for one in self.failures
        ]
        return "\n".join([f"seed {self.seed}", *failures, *self.trace.lines()])

    # --- the driver's own messages

    async def request(self, label: str, message: bytes, timeout_ms: int, sender: str = "client") -> bytes:
        """Ask a party from outside, over the network.

        Raises:
            Unreachable: no answer in time.
        """
        answered: asyncio.Future[bytes | None] = self.loop.create_future()
        timer = self.loop.after_us(timeout_ms * US_PER_MS, _give_up, answered)
        try:
            self._mail.ask(Asker(sender, sender, None, answered), 0, label, message)
            answer = await answered
        finally:
            timer.cancel()
        if answer is None:
            raise Unreachable(no_answer(label, timeout_ms))
        return answer

    def send(self, label: str, message: bytes, sender: str = "client") -> None:
        """Send a party a one-way message from outside, over the network."""
        self._mail.post(sender, sender, 0, label, message)

    async def act(self, label: str, work: Coroutine[Any, Any, T]) -> T:
        """Run ``work``, one of the party's own coroutines, as the party does, and return what it returns.

        Raises:
            Unreachable: the party ended before ``work`` did.
            HostProblem: it does not run.
        """
        try:
            life = self._life(label)
        except HostProblem:
            work.close()
            raise
        outcome: list[T] = []

        async def keep() -> None:
            outcome.append(await work)

        if not await self._lives.within(life, keep(), "act", reraise=True):
            with suppress(Exception, ProcessEnded):
                work.close()
            raise Unreachable(f"{label!r} ended while it was asked to act; restart it and try again")
        return outcome[0]

    # --- what hosts ask of the world

    def post(self, process: Process, peer: str, message: bytes) -> None:
        """Send for a party."""
        self._mail.post(process.label, self._seats[process.label].name, process.number, peer, message)

    def ask(
        self, process: Process, peer: str, message: bytes, answered: asyncio.Future[bytes | None]
    ) -> None:
        """Ask for a party."""
        asker = Asker(process.label, self._seats[process.label].name, process, answered)
        self._mail.ask(asker, process.number, peer, message)

    def clock(self, label: str) -> Clock:
        """A party's clock as it is set now."""
        return self._seats[label].clock

    def failed(self, process: Process, doing: str, error: BaseException) -> None:
        """Note that a party raised, and end it; a dead one's last words are not heard."""
        self._lives.fail(process, doing, error)

    # --- inside

    def _life(self, label: str) -> Life:
        life = self.seat(label).current
        if life is None:
            raise HostProblem(f"{label!r} does not run; start it first")
        return life

    def _dropped(self, source: str, target: str, message: bytes, why: str) -> None:
        self.trace.add(Event(self.loop.now_us, "drop", source, 0, target, message, note=why))

    def _stray(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception") or RuntimeError(str(context.get("message")))
        self.failures.append(failure_of(self.now_ms(), "", 0, str(context.get("message")), error))


def _give_up(answered: asyncio.Future[bytes | None]) -> None:
    if not answered.done():
        answered.set_result(None)

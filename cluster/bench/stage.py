"""The running bench market: validators and institutions on any host, accounts opened, ready to trade."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

from actors.base.canonical import encode
from actors.host import Unreachable
from cluster.bench import talk
from cluster.bench.hosting import healths, place
from cluster.bench.options import LIES, NODES, BenchOptions
from cluster.bench.population import PHASES, population_of
from cluster.bench.problem import BenchProblem
from cluster.bench.progress import Progress
from cluster.bench.town import CUSTODIANS, INDEX, make_town
from cluster.hosts.health import Health
from cluster.hosts.hosting import Hosting
from cluster.hosts.spec import PartySpec

T = TypeVar("T")

_ASK_MS: Final = 30_000
_FIRST_LOOK_S: Final = 0.01
_LOOK_S: Final = 0.25
#: Every party is asked whether it failed, so not more often than this.
_CHECK_S: Final = 2.0


class Stage:
    """A market of the benchmark, reached by requests alone."""

    def __init__(self, options: BenchOptions, directory: Path) -> None:
        """Not running yet; see :func:`staged`. Data goes below ``directory``."""
        self.options = options
        self.town = make_town(options.seed, streams=options.host != "local")
        self._directory = directory
        self._hosting: Hosting | None = None
        self.accounts = population_of(options.accounts, options.seed).accounts
        nodes, faulty = list(self.town.nodes), options.dead + options.lying
        #: Validators that die or lie are the last; those that are slow stand before them.
        self.dead = nodes[NODES - options.dead :]
        self.lying = nodes[NODES - options.lying :]
        self.slow = nodes[NODES - faulty - options.slow : NODES - faulty]
        self.down: list[str] = []
        self._pairs = 0

    def take_pairs(self, count: int) -> int:
        """Reserve numbers for so many pairs; returns the first."""
        first, self._pairs = self._pairs, self._pairs + count
        return first

    @property
    def hosting(self) -> Hosting:
        """Where the parties run."""
        assert self._hosting is not None, "open() comes first"
        return self._hosting

    # opening ------------------------------------------------------------------------------------------
    async def open(self, progress: Progress) -> None:
        """Start everybody, then open the accounts through the market itself.

        Raises:
            BenchProblem: a party stopped, or an opening batch was not accepted. HostProblem: no host.
        """
        progress(0.0, "market: validators and institutions start")
        specs = self._specs()
        options = self.options
        self._hosting = await place(options.host, self._directory, specs, options.segment_bytes)
        await asyncio.gather(*(self._start(spec) for spec in specs if spec.is_node))
        await asyncio.gather(*(self._start(spec) for spec in specs if not spec.is_node))
        total = population_of(self.options.accounts, self.options.seed).opening_records
        for phase in range(PHASES):
            for name in INDEX:
                await self.ask(name, talk.OpenPhase(phase))
            await self._phase_done(total, progress)
        progress(1.0, "market: open")

    async def _start(self, spec: PartySpec) -> None:
        await self.hosting.add(spec, self.town.keys[spec.name])
        await self.hosting.start(spec.name)

    def _specs(self) -> list[PartySpec]:
        roster = self.town.roster
        lies = dict.fromkeys(self.lying, LIES)
        specs = [
            PartySpec(
                name, roster, "cluster.bench.makers:node", self._plan(name, lies=lies.get(name, ())), name
            )
            for name in self.town.nodes
        ]
        doors = [one for one in self.town.nodes if one not in {*self.dead, *self.lying, *self.slow}]
        doors = doors or [one for one in self.town.nodes if one not in {*self.dead, *self.lying}]
        for at, name in enumerate(INDEX):
            door = doors[at % len(doors)]
            specs.append(PartySpec(name, roster, "cluster.bench.driver:driver", self._plan(name, door), door))
        return specs

    def _plan(self, name: str, door: str = "", lies: tuple[str, ...] = ()) -> bytes:
        return encode(talk.Plan(name, self.town.first, self.options.seed, self.options.accounts, door, lies))

    async def _phase_done(self, total: int, progress: Progress) -> None:
        async for _ in self.looks():
            states = [await self.progress(name) for name in INDEX]
            done = min(1.0, sum(one.settled for one in states) / total)
            progress(done, f"market: {self.accounts:,} accounts are opened")
            if not any(one.sending for one in states):
                return

    # faults -------------------------------------------------------------------------------------------
    async def spoil(self) -> None:
        """Kill and slow down the validators that the options ask for.

        Returns when the host has done with the dead: whoever supervises parties starts their process again to see
        that they are to stay down, and that work is not the market's.

        Raises:
            BenchProblem: see :meth:`check`.
        """
        for name in self.dead:
            await self.hosting.kill(name)
            self.down.append(name)
            async for _ in self.looks():
                if await self.hosting.health(name) is not None:
                    break
        for name in self.slow:
            await self.hosting.slow(name, self.options.slow_ms)

    async def check(self) -> None:
        """Return when no party failed.

        Raises:
            BenchProblem: with what stopped each.
        """
        failures = await self.hosting.failures()
        if failures:
            told = "; ".join(f"{one.party}: {one.error}" for one in failures)
            raise BenchProblem(f"parties stopped by themselves: {told}")

    async def looks(self) -> AsyncIterator[None]:
        """Moments at which to look how far it is, ever further apart; in between it is seen whether anybody failed.

        Raises:
            BenchProblem: see :meth:`check`.
        """
        wait_s, checked_s = _FIRST_LOOK_S, time.monotonic()
        while True:
            yield
            await asyncio.sleep(wait_s)
            if time.monotonic() - checked_s > _CHECK_S:
                await self.check()
                checked_s = time.monotonic()
            wait_s = min(2 * wait_s, _LOOK_S)

    async def unless_failed(self, work: Coroutine[Any, Any, T]) -> T:
        """Await ``work``, which would wait in vain for a party that stopped.

        Raises:
            BenchProblem: a party stopped before it was done. Whatever ``work`` raises.
        """
        task = asyncio.create_task(work)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=_CHECK_S)
                if not task.done():
                    await self.check()
            return await task
        finally:
            task.cancel()

    # asking -------------------------------------------------------------------------------------------
    async def ask(self, name: str, ask: talk.Ask) -> talk.Answer:
        """Ask one party.

        Raises:
            BenchProblem: it cannot answer, and why.
        """
        try:
            answer = talk.read_answer(await self.hosting.request(name, encode(ask), _ASK_MS))
        except Unreachable as problem:
            await self.check()
            raise BenchProblem(str(problem)) from None
        if isinstance(answer, talk.Unknown):
            raise BenchProblem(answer.reason)
        return answer

    async def ask_custodians(self, ask: talk.Ask) -> tuple[talk.Answer, talk.Answer]:
        """Ask both that sign halves, at once."""
        one, two = await asyncio.gather(*(self.ask(name, ask) for name in CUSTODIANS))
        return one, two

    async def progress(self, name: str) -> talk.Progress:
        """How far a driver is.

        Raises:
            BenchProblem: it cannot go on.
        """
        answer = await self.ask(name, talk.GetProgress())
        assert isinstance(answer, talk.Progress)
        if answer.problem:
            raise BenchProblem(f"{name}: {answer.problem}")
        return answer

    async def healths(self) -> list[Health]:
        """What the processes of all parties that run have used so far, and more."""
        return await healths(
            self.hosting, [one for one in (*self.town.nodes, *INDEX) if one not in self.down]
        )

    async def close(self) -> None:
        """Stop everybody; harmless when nobody runs."""
        if self._hosting is not None:
            await self._hosting.close()


@asynccontextmanager
async def staged(options: BenchOptions, progress: Progress) -> AsyncIterator[Stage]:
    """An open market over a temporary directory; stopped and removed afterwards, whatever happens."""
    with TemporaryDirectory(prefix="lianjie-bench-", dir=options.directory) as directory:
        stage = Stage(options, Path(directory) / "market")
        try:
            await stage.open(progress)
            yield stage
        finally:
            await stage.close()

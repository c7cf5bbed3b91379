"""The running bench market: validators and institutions on a host, accounts opened, ready to trade."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from actors.host import Party
from actors.ledger.status import status_of
from actors.parties.institution import Institution, InstitutionConfig
from actors.parties.node.config import NodeConfig
from actors.parties.node.shell import Node
from actors.parties.submission import Submission
from cluster.bench.limit import BenchProblem
from cluster.bench.options import BenchOptions
from cluster.bench.population import Population, Step
from cluster.bench.progress import Progress
from cluster.bench.town import CUSTODIANS, INDEX, Town, make_town
from cluster.bench.trades import Trades
from cluster.hosts.local.cluster import LocalCluster
from cluster.storage.identity import Identity

T = TypeVar("T")

#: Opening batches on their way at a time.
_OPENING_AT_A_TIME = 4


class Stage:
    """A market in this process, over real disk."""

    def __init__(self, options: BenchOptions, directory: Path) -> None:
        """Not running yet; see :func:`staged`."""
        self.options = options
        self.town: Town = make_town(options.seed)
        self.population = Population(options.accounts, options.seed)
        self.trades = Trades(self.population, options.seed)
        self._failed = asyncio.Event()
        self.cluster = LocalCluster(directory, failed=lambda _: self._failed.set())
        self.parties: dict[str, Institution] = {}
        self.dead: list[str] = []

    @property
    def custodians(self) -> tuple[Institution, Institution]:
        """The two that sign halves."""
        return self.parties[CUSTODIANS[0]], self.parties[CUSTODIANS[1]]

    async def open(self, progress: Progress) -> None:
        """Start everybody, then open the accounts through the market itself.

        Raises:
            BenchProblem: a party stopped, or an opening batch was not accepted.
        """
        progress(0.0, "market: validators and institutions start")
        for name in self.town.nodes:
            await self._add(name, partial(Node, NodeConfig(name, self.town.keys[name], self.town.first)))
        for at, name in enumerate(INDEX):
            node = self.town.nodes[at % (len(self.town.nodes) - self.options.dead)]
            config = InstitutionConfig(name, self.town.keys[name], self.town.first, node)
            await self._add(name, partial(Institution, config))
            party = self.cluster.party(name)
            assert isinstance(party, Institution)
            self.parties[name] = party
        phases = self.population.opening()
        total, done = sum(map(len, phases)), 0
        for phase in phases:
            for first in range(0, len(phase), _OPENING_AT_A_TIME):
                some = phase[first : first + _OPENING_AT_A_TIME]
                progress(done / total, f"market: {self.population.accounts:,} accounts are opened")
                await self.unless_failed(self._take_all(some))
                done += len(some)
        progress(1.0, "market: open")

    def kill(self, count: int) -> None:
        """Kill the last ``count`` validators at once."""
        for name in self.town.nodes[len(self.town.nodes) - count :]:
            self.cluster.kill(name)
            self.dead.append(name)

    def check(self) -> None:
        """Return when no party failed.

        Raises:
            BenchProblem: with what stopped each.
        """
        if self.cluster.failures:
            told = "; ".join(f"{one.party}: {one.error}" for one in self.cluster.failures)
            raise BenchProblem(f"parties stopped by themselves: {told}")

    async def unless_failed(self, work: Coroutine[Any, Any, T]) -> T:
        """Await ``work``, which would wait for ever for a party that stopped.

        Raises:
            BenchProblem: a party stopped before it was done. Whatever ``work`` raises.
        """
        task, failed = asyncio.create_task(work), asyncio.create_task(self._failed.wait())
        try:
            await asyncio.wait({task, failed}, return_when=asyncio.FIRST_COMPLETED)
            self.check()
            return await task
        finally:
            task.cancel()
            failed.cancel()

    async def _add(self, name: str, factory: Callable[[], Party]) -> None:
        await self.cluster.add(name, factory, Identity(self.town.roster.market_id, name))
        await self.cluster.start(name)

    async def _take_all(self, steps: list[Step]) -> None:
        await asyncio.gather(*(self._take(step) for step in steps))

    async def _take(self, step: Step) -> None:
        party = self.parties[step.institution]
        if step.records is None:
            submission = await party.command(*step.commands)
        else:
            submission = await party.submit(step.records)
        await submission.executed
        self._must_be_good(step, submission)

    @staticmethod
    def _must_be_good(step: Step, submission: Submission) -> None:
        bad = {one for one in set(submission.statuses.tolist()) if not status_of(one).good}
        if bad:
            reasons = " ".join(status_of(one).en for one in sorted(bad))
            raise BenchProblem(f"the opening by {step.institution} was not accepted: {reasons}")


@asynccontextmanager
async def staged(options: BenchOptions, progress: Progress) -> AsyncIterator[Stage]:
    """An open market in a temporary directory; stopped and removed afterwards, whatever happens."""
    with TemporaryDirectory(prefix="lianjie-bench-", dir=options.directory) as directory:
        stage = Stage(options, Path(directory))
        try:
            await stage.open(progress)
            yield stage
        finally:
            await stage.cluster.close()

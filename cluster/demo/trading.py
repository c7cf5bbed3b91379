"""Monday's trading: batches of deals through the venues, a validator that dies in the middle and comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from actors.ledger.status import Status
from cluster.demo.bonds import THIRTY, TWO
from cluster.demo.options import DemoOptions
from cluster.demo.orders import DATE, LOT, Orders
from cluster.demo.population import Population
from cluster.demo.tally import Tally
from cluster.hosts.clock import now_ms
from cluster.market import Deal, DealBatch, Instruction, Market
from cluster.market.clients.venue import ConfirmerClient

VICTIM = "node-ccdc"
#: ¥100m of the 30-year at clean 98.50, settling on 23 March: ¥99,582,900.55.
WORKED_FEN = 9_958_290_055
WAIT_MS = 60_000
#: Halves that nobody answers: so many are cancelled, so many expire.
UNMATCHED = 5
EXPIRES_S = 4
_LOOK_S = 0.02


@dataclass(slots=True)
class Death:
    """The validator that was killed. ``recovered_s``: from its restart until it knew all that was final then."""

    node: str = VICTIM
    killed_at: int = 0
    settled_while_dead: int = 0
    recovered_s: float = 0.0


class Trading:
    """Runs the Monday's trades. ``sample`` keeps deals whose receipts are checked later, one or more a status."""

    def __init__(self, market: Market, population: Population, options: DemoOptions) -> None:
        """Trade in ``market``."""
        self.market = market
        self.people = population
        self.options = options
        self.tally = Tally()
        self.death = Death()
        self.sample: list[Deal] = []
        self.singles: list[Instruction] = []
        self._orders = Orders(population, options.seed)
        self._venues: list[ConfirmerClient] = [
            market.venue("CFETS"),
            market.venue("CFETS"),
            market.venue("SSE"),
        ]
        self._reasons: dict[int, int] = {}
        self._dead = False
        self._recovery: asyncio.Task[None] | None = None

    async def worked_example(self) -> Deal:
        """¥100m of the 30-year at clean 98.50 between clients of CCDC and CSDC: ¥99,582,900.55."""
        seller = next(one for one in self.people.traders if one.custodian == "CCDC")
        buyer = next(
            one
            for one in self.people.traders
            if one.custodian == "CSDC" and one.deposit >> 48 != seller.deposit >> 48
        )
        deal = await self.market.venue("CFETS").trade(
            seller=seller.account,
            buyer=buyer.account,
            bond=THIRTY,
            face=100_000_000,
            price="98.50",
            date=DATE,
        )
        status = await deal.status()
        if status is not Status.SETTLED or deal.amount != WORKED_FEN:
            raise AssertionError(f"the worked example cost {deal.amount} fen and ended {status.name}")
        self.sample.append(deal)
        self.tally.count([int(status)])
        return deal

    async def run(self, progress: Callable[[int, str], None]) -> None:
        """All trades; the validator dies after a third of them and is started again after two thirds."""
        begun = time.perf_counter()
        flying: set[asyncio.Task[None]] = set()
        for at, size in enumerate(self.options.sizes):
            while len(flying) >= self.options.in_flight:
                done, flying = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    one.result()
            flying.add(asyncio.create_task(self._batch(at, size, progress)))
        await asyncio.gather(*flying)
        self.tally.elapsed_s = time.perf_counter() - begun
        assert self._recovery is not None, "two thirds of the trades were done"
        await self._recovery

    async def _batch(self, at: int, size: int, progress: Callable[[int, str], None]) -> None:
        venue = self._venues[at % len(self._venues)]
        deals = self._orders.draw(size, venue.convention)
        begun = time.perf_counter()
        batch = await venue.trade_many(deals)
        await batch.completed(WAIT_MS)
        self.tally.latencies.append(((time.perf_counter() - begun) * 1_000, size))
        outcomes = (await batch.outcomes())["status"].tolist()
        self.tally.count(outcomes)
        self.tally.digital += int(
            np.count_nonzero((deals["cash"] == 2) & (np.array(outcomes) == Status.SETTLED))
        )
        if self._dead:
            self.death.settled_while_dead += outcomes.count(int(Status.SETTLED))
        self._keep(batch, outcomes)
        progress(size, "")
        await self._live_or_die()

    async def _live_or_die(self) -> None:
        """Kill the validator after a third of the trades, start it again after two thirds."""
        if not self.death.killed_at and 3 * self.tally.submitted >= self.options.trades:
            await self.market.kill_node(VICTIM)
            self._dead = True
            self.death.killed_at = self.tally.submitted
        elif self._dead and 3 * self.tally.submitted >= 2 * self.options.trades:
            self._dead = False
            self._recovery = asyncio.create_task(self._restart())

    def _keep(self, batch: DealBatch, outcomes: list[int]) -> None:
        """Keep a few deals for their receipts: evenly, and some of each outcome."""
        every = max(1, self.options.trades // max(1, self.options.receipts))
        for at, code in enumerate(outcomes):
            if at % every == 0 or (code != Status.SETTLED and self._reasons.get(code, 0) < 5):
                self._reasons[code] = self._reasons.get(code, 0) + 1
                self.sample.append(batch[at])

    # a validator's death ------------------------------------------------------------------------------
    async def _restart(self) -> None:
        """Start the validator again, and see how long it takes to know what is final now."""
        goal = await self._final_elsewhere()
        begun = time.perf_counter()
        await self.market.restart_node(VICTIM)
        while (status := await self.market.node_status(VICTIM)) is None or status.final < goal:
            await asyncio.sleep(_LOOK_S)
        self.death.recovered_s = time.perf_counter() - begun

    async def _final_elsewhere(self) -> int:
        statuses = await self.market.node_statuses()
        return max(status.final for _, status in statuses if status is not None)

    # halves that nobody answers -----------------------------------------------------------------------
    async def unmatched(self) -> None:
        """Halves without a counterparty: some are withdrawn, the others expire."""
        custodian, other = self.market.custodian("CSDC"), self.market.custodian("SHCH")
        seller = next(one for one in self.people.traders if one.custodian == "CSDC")
        for at in range(2 * UNMATCHED):
            expires = 0 if at < UNMATCHED else now_ms() // 1_000 + EXPIRES_S
            half = await custodian.instruct(
                "sell",
                account=seller.account,
                counterparty=other.index,
                reference=at + 1,
                bond=TWO,
                face=LOT * 100,
                amount=100_000,
                expires_s=expires,
            )
            self.singles.append(half)
        for half in self.singles:
            assert await half == [Status.PENDING]
        for at in range(UNMATCHED):
            await custodian.cancel(at + 1, other.index)

    async def count_unmatched(self) -> None:
        """Wait until the halves that nobody answered ended, and count them."""
        for half in self.singles:
            statuses = await half.statuses(completed=True, timeout_ms=WAIT_MS)
            self.tally.count([int(status) for status in statuses])

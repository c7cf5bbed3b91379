"""Earmarks: set aside now, settled in part, released or left to expire, at once or long afterwards."""

from __future__ import annotations

import random
from collections.abc import Collection

from actors.ledger import records as rec
from cluster.hosts.simulated.world import World
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CCDC, CNY, CSDC, ICBC
from cluster.simulator.people.desk import Desk


class Earmarks(Desk):
    """Gateways that set aside what their clients hold, for a later move."""

    def __init__(
        self, world: World, market: small.SmallMarket, liars: Collection[str], chance: random.Random
    ) -> None:
        """Nothing is set aside."""
        super().__init__(world, market, liars, chance)
        #: Earmarks that nobody ended yet: who made it, reference, quantity.
        self.set_aside: list[tuple[int, int, int]] = []

    async def earmark(self) -> None:
        """Money or bonds are set aside, most often towards another gateway; some earmarks end at once."""
        asset, gateways, quantity = self.chance.choice(
            ((CNY, (ICBC, BOC), 1_000), (CNY, (ICBC, BOC), 300_000), (BOND, (CCDC, CSDC), 250))
        )
        gateway = self.chance.choice(gateways)
        reference = self.reference_next()
        made = rec.earmark(
            small.client(gateway, 1),
            small.client(self.chance.choice(gateways), 2),
            asset,
            quantity,
            reference,
            expiry_s=self.world.now_ms() // 1000 + self.chance.randint(2, 18),
        )
        await self.submit(gateway, [made])
        self.set_aside.append((gateway, reference, quantity))
        if self.chance.random() < 0.4:
            await self._end(-1)

    async def end_earmark(self) -> None:
        """An earmark of long ago is ended, over whatever befell the market since."""
        if self.set_aside:
            await self._end(self.chance.randrange(len(self.set_aside)))
        else:
            await self.earmark()

    async def _end(self, at: int) -> None:
        gateway, reference, quantity = self.set_aside.pop(at)
        if self.chance.random() < 0.5:
            part = self.chance.choice((0, quantity // 3, quantity, quantity + 1))
            await self.submit(gateway, [rec.settle(reference, part)])
        else:
            await self.submit(gateway, [rec.release(reference)])
        if self.chance.random() < 0.3:  # somebody pressed the button twice
            await self.submit(gateway, [rec.release(reference)])

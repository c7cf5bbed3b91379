"""What no one may do: others' accounts, others' keys, old batches again, bytes that mean nothing."""

from __future__ import annotations

import random
from collections.abc import Collection
from contextlib import suppress

import numpy as np

from actors.base import batch as batches
from actors.base.batch import Lane
from actors.base.canonical import MalformedBytes, encode
from actors.host import HostProblem
from actors.ledger import records as rec
from actors.parties import messages as msg
from cluster.hosts.simulated.world import World
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CCDC, CNY, CSDC, CSRC, ICBC
from cluster.simulator.people.desk import Desk


class Abuse(Desk):
    """People who try what they may not."""

    def __init__(
        self, world: World, market: small.SmallMarket, liars: Collection[str], chance: random.Random
    ) -> None:
        """Nobody tried anything yet."""
        super().__init__(world, market, liars, chance)
        #: Of batches handed in again: digest, and the commit that an honest node named.
        self.repeats: list[tuple[bytes, int]] = []

    async def misuse(self) -> None:
        """Others' accounts, others' keys, random records, freezing without a role."""
        kind = self.chance.randrange(4)
        if kind == 0:
            await self.submit(ICBC, [rec.payment(small.client(BOC, 1), small.client(ICBC, 1), CNY, 5)])
        elif kind == 1:
            await self.submit(CSDC, [rec.freeze(small.client(CCDC, 1), 7)])
        elif kind == 2:
            noise = np.frombuffer(self.chance.randbytes(64 * 3), rec.RECORD).copy()
            await self.submit(self.chance.choice((CCDC, ICBC, CSRC)), [noise])
        else:
            await self._forge()

    async def _forge(self) -> None:
        """A batch in CCDC's name that another key signed."""
        stolen = rec.transfer(small.client(CCDC, 1), small.client(CCDC, 2), BOND, 1)
        forged = batches.make(
            self.market.keys["BOC"], self.market.market_id, CCDC, 1, 1, Lane.BULK, 1, stolen.tobytes(),
            self.world.now_ms() + 60_000,
        )  # fmt: skip
        self.world.send(self.chance.choice(self.market.nodes), encode(msg.BatchMessage(forged.data)), "BOC")
        await self._request(encode(msg.Submit(forged.data)))

    async def again(self) -> None:
        """An old batch is handed in once more, to any node, which must name the commit that executed it."""
        if self.raw:
            data = self.chance.choice(self.raw)
            node = self.chance.choice(self.market.nodes)
            with suppress(HostProblem, MalformedBytes):
                reply = msg.read_reply(
                    await self.world.request(node, encode(msg.Submit(memoryview(data))), 500)
                )
                if isinstance(reply, msg.Accepted) and reply.commit and node not in self.liars:
                    self.repeats.append((reply.digest, reply.commit))

    async def garbage(self) -> None:
        """Bytes that mean nothing, as a message and as a request."""
        noise = self.chance.randbytes(self.chance.choice((0, 1, 7, 300)))
        self.world.send(self.chance.choice(self.market.nodes), noise, self.chance.choice(self.market.nodes))
        await self._request(noise)

    async def _request(self, message: bytes) -> None:
        with suppress(HostProblem):
            await self.world.request(self.chance.choice(self.market.nodes), message, 500)

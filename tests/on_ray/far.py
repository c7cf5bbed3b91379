"""A market in a Ray cluster, told what to do by lines: ``python -m tests.on_ray.far DIR ADDRESS``.

It starts a market, or opens the one that is in DIR, and then for each line that it reads does what the line says, and
writes one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count
from pathlib import Path
from typing import Final

from actors.host import HostProblem
from actors.parties.requests import Client
from cluster.market import Market
from cluster.market.problems import MarketProblem
from tests.market.doomed import FACE, Outcome, outcomes_of, tell, why_lost
from tests.market.town import Town, build

BLUEPRINT: Final = Path(__file__).with_name("small.yaml")
_AGAIN_S: Final = 0.2


class Operator:
    """Who does it."""

    def __init__(self, town: Town, memory: Path) -> None:
        """In this town, with what was acknowledged to earlier ones by ``memory``."""
        self.town = town
        self.market = town.market
        self.memory = memory
        self.known = [Outcome(*one) for one in json.loads(memory.read_text())] if memory.exists() else []

    async def trade(self) -> object:
        """A trade, once it settled; tried again for as long as parties are away."""
        while True:
            try:
                found = await outcomes_of(await self.town.trade(face=FACE))
            except (HostProblem, MarketProblem):
                await asyncio.sleep(_AGAIN_S)
                continue
            self.known += found
            self.memory.write_text(json.dumps(self.known))
            return found

    async def places(self) -> object:
        """Of every party that runs, the address where its streams arrive; null for one that does not."""
        healths = await self.market.health()
        return {name: one.host if one and one.running else None for name, one in healths.items()}

    async def final(self) -> object:
        """The highest commit that is final."""
        return max(one.final for _, one in await self.market.node_statuses() if one is not None)

    async def lost(self) -> object:
        """What is not found, or does not hold, of all that was acknowledged."""
        return [reason for one in self.known if (reason := await why_lost(self.market, one))]


async def main(directory: Path, address: str) -> None:
    """Do what the lines say, then stop the market."""
    new = not directory.exists()
    if new:
        market = await Market.start(BLUEPRINT, "ray", directory, address=address)
    else:
        market = await Market.open(directory, "ray", address=address)
    try:
        await market.ready()
        operator = Operator(await _town(market, new), directory.with_name("known.json"))
        tell("ready")
        loop = asyncio.get_running_loop()
        while line := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
            tell(await getattr(operator, line)())
    finally:
        await market.stop()
    tell("stopped")


async def _town(market: Market, new: bool) -> Town:
    """The two who trade, who are the same after the market was opened again."""
    file = market.directory.with_name("town.json")
    if new:
        town = await build(market)
        file.write_text(json.dumps([town.seller.account, town.buyer.account]))
        return town
    seller, buyer = (Client("", account, 0, 0, ()) for account in json.loads(file.read_text()))
    return Town(market, seller, buyer, count(1))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))

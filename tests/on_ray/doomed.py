"""A market on a Ray instance of its own that loses processes while it trades: ``python -m tests.on_ray.doomed DIR [FILE]``.

As ``tests.market.doomed``, on Ray: without FILE it founds a market in DIR; with FILE it opens the market again and
checks every outcome in FILE first. What a party that is just dead does not answer is no outcome; its trader goes on.
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
TRADERS: Final = 8
_AGAIN_S: Final = 0.2


async def main(directory: Path, known: Path | None) -> None:
    """Live until killed."""
    home = directory / "town.json"
    if known is None:
        market = await Market.start(BLUEPRINT, "ray", directory / "market")
        await market.ready()
        town = await build(market)
        home.write_text(json.dumps([town.seller.account, town.buyer.account]))
    else:
        market = await Market.open(directory / "market", "ray")
        seller, buyer = (Client("", account, 0, 0, ()) for account in json.loads(home.read_text()))
        town = Town(market, seller, buyer, count(1))
        outcomes = [Outcome(*one) for one in json.loads(known.read_text())]
        tell({"lost": [reason for one in outcomes if (reason := await why_lost(market, one))]})
    await asyncio.gather(*(trade(town) for _ in range(TRADERS)))


async def trade(town: Town) -> None:
    """Deal after deal, each outcome told as soon as it is acknowledged."""
    while True:
        try:
            deal = await town.trade(face=FACE)
            for outcome in await outcomes_of(deal):
                tell(outcome)
        except (HostProblem, MarketProblem):
            await asyncio.sleep(_AGAIN_S)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))

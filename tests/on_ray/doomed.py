"""A market on a Ray instance of its own that loses processes while it trades: ``python -m tests.on_ray.doomed DIR [FILE]``.

As ``tests.market.doomed``, on Ray: without FILE it founds a market in DIR; with FILE it opens the market again and
checks every outcome in FILE first. What a party that is just dead does not answer is no outcome; its trader goes on.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from actors.host import HostProblem
from cluster.market.problems import MarketProblem
from tests.market.doomed import FACE, arguments, main, outcomes_of, tell
from tests.market.town import Town

BLUEPRINT: Final = Path(__file__).with_name("small.yaml")
_AGAIN_S: Final = 0.2


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
    asyncio.run(main(*arguments(), trade, BLUEPRINT, "ray"))

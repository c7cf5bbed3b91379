"""A market in a process of its own that is killed while it trades: ``python -m tests.market.doomed DIR [FILE]``.

Without FILE it founds a market in DIR. With FILE, acknowledged outcomes of earlier lives, it opens the market
again and checks each of them first. Then it trades until it is killed, and writes one line of JSON to its
output for each thing that happened: an outcome the moment it was acknowledged, or that the checks are done.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from actors.parties import requests as req
from actors.parties.requests import Client
from cluster.market import Deal, Market
from cluster.market.instruction import Receipt
from tests.market.town import Town, build

TRADERS = 8
#: 1,000,000 yuan a deal: the town can afford a thousand of them.
FACE = 1_000_000


class Outcome(NamedTuple):
    """One acknowledged outcome: record ``record`` of batch ``sequence`` of ``institution``."""

    institution: str
    sequence: int
    record: int
    status: int
    commit: int


def tell(what: object) -> None:
    """One line to whoever listens, at once."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def main(
    directory: Path,
    known: Path | None,
    trade: Callable[[Town], Awaitable[None]],
    blueprint: str | Path = "treasury",
    host: str = "local",
) -> None:
    """Live until killed; ``trade`` goes on for ever."""
    home = directory / "town.json"
    if known is None:
        market = await Market.start(blueprint, host, directory / "market")
        await market.ready()
        town = await build(market)
        home.write_text(json.dumps([town.seller.account, town.buyer.account]))
    else:
        market = await Market.open(directory / "market", host)
        seller, buyer = (Client("", account, 0, 0, ()) for account in json.loads(home.read_text()))
        town = Town(market, seller, buyer, count(1))
        outcomes = [Outcome(*one) for one in json.loads(known.read_text())]
        tell({"lost": [reason for one in outcomes if (reason := await why_lost(market, one))]})
    await asyncio.gather(*(trade(town) for _ in range(TRADERS)))


async def trade(town: Town) -> None:
    """Deal after deal, each outcome told as soon as it is acknowledged."""
    while True:
        deal = await town.trade(face=FACE)
        for outcome in await outcomes_of(deal):
            tell(outcome)


async def outcomes_of(deal: Deal) -> list[Outcome]:
    """The final outcome of every record of both halves' batches."""
    found: list[Outcome] = []
    for batch in deal.batch.batches:
        statuses, commits = await batch.outcomes(completed=True)
        pairs = enumerate(zip(statuses.tolist(), commits.tolist(), strict=True))
        found += [Outcome(batch.line.name, batch.sequence, at, *pair) for at, pair in pairs]
    return found


async def why_lost(market: Market, outcome: Outcome) -> str | None:
    """What is wrong with the receipt of an acknowledged outcome, or None: it is found, holds, and says the same."""
    order = req.GetReceipt(outcome.sequence, outcome.record)
    answer = await market.as_party(outcome.institution).line.order(order)
    assert isinstance(answer, req.ReceiptBytes)
    receipt = Receipt(answer.data)
    verdict = receipt.check(market.market_id)
    if not verdict.holds:
        return f"{outcome}: the receipt does not hold"
    if (receipt.status, receipt.commit) != (outcome.status, outcome.commit):
        return f"{outcome}: the receipt says {receipt.status} in commit {receipt.commit}"
    return None


def arguments() -> tuple[Path, Path | None]:
    """DIR and FILE of the command line."""
    return Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None


if __name__ == "__main__":
    asyncio.run(main(*arguments(), trade))

"""A market on Ray settles, loses processes and gets them back, and is shared by processes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from actors.host import HostProblem, Unreachable
from actors.ledger.status import Status
from cluster.hosts.health import Health
from cluster.market import Market
from tests.market.doomed import Outcome, outcomes_of, why_lost
from tests.market.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="package")

ROOT = Path(__file__).parents[2]
FACE = 1_000_000


async def health_of(market: Market, name: str) -> Health:
    """How a party is, once its process answers."""
    while (health := (await market.health())[name]) is None:
        await asyncio.sleep(0.1)
    return health


async def settled(town: Town) -> list[Outcome]:
    """One small trade, settled; its acknowledged outcomes."""
    deal = await town.trade(face=FACE)
    outcomes = await outcomes_of(deal)
    assert outcomes[-1].status == Status.SETTLED
    return outcomes


async def test_a_trade_settles_and_its_receipts_hold(ray_town: Town) -> None:
    for outcome in await settled(ray_town):
        assert await why_lost(ray_town.market, outcome) is None


async def test_every_party_is_an_actor_with_a_process_of_its_own(ray_market: Market) -> None:
    healths = await ray_market.health()
    assert all(one is not None and one.state == "running" for one in healths.values())
    pids = {one.pid for one in healths.values() if one is not None}
    assert len(pids) == len(healths) and os.getpid() not in pids


async def test_institutions_start_without_the_kernel(ray_market: Market) -> None:
    health = await health_of(ray_market, "CSRC")
    maps = Path(f"/proc/{health.pid}/maps").read_text()
    assert "llvmlite" not in maps and "pandas" not in maps


@pytest.mark.parametrize("victim", ["node-ccdc", "CCDC"])
async def test_a_process_that_is_killed_comes_back_by_itself_and_has_lost_nothing(
    ray_town: Town, victim: str
) -> None:
    market = ray_town.market
    before = await settled(ray_town)
    first = await health_of(market, victim)
    os.kill(first.pid, signal.SIGKILL)
    while not await market.is_running(victim) or (await health_of(market, victim)).pid == first.pid:
        await asyncio.sleep(0.1)
    after = await settled(ray_town)
    assert [await why_lost(market, one) for one in [*before, *after]] == [None] * len([*before, *after])


async def test_a_killed_validator_stays_down_until_it_is_started(ray_town: Town) -> None:
    market = ray_town.market
    await market.kill_node("node-shch")
    while (await health_of(market, "node-shch")).state != "down":
        await asyncio.sleep(0.1)
    await settled(ray_town)
    assert not await market.is_running("node-shch")
    await market.restart_node("node-shch")
    assert await market.is_running("node-shch")
    final = max(one.final for _, one in await market.node_statuses() if one is not None)
    while (status := await market.node_status("node-shch")) is None or status.final < final:
        await asyncio.sleep(0.05)


async def test_a_validator_that_is_cut_off_learns_what_it_missed(ray_town: Town) -> None:
    market = ray_town.market
    await market.cut_node("node-pbc")
    cut = await health_of(market, "node-pbc")
    assert (cut.running, cut.cut, cut.slow_ms) == (True, True, 0)
    await settled(ray_town)
    others = [await market.node_status(one) for one in ("node-ccdc", "node-csdc")]
    final = max(one.final for one in others if one is not None)
    behind = await market.node_status("node-pbc")
    assert behind is not None and behind.final < final
    await market.cut_node("node-pbc", off=False)
    while (status := await market.node_status("node-pbc")) is None or status.final < final:
        await asyncio.sleep(0.05)


async def test_a_slow_validator_does_not_hold_up_the_others(ray_town: Town) -> None:
    await ray_town.market.slow_node("node-csdc", 300)
    slow = await health_of(ray_town.market, "node-csdc")
    assert (slow.running, slow.cut, slow.slow_ms) == (True, False, 300)
    await settled(ray_town)
    await ray_town.market.slow_node("node-csdc", 0)


async def test_a_second_process_shares_the_market(ray_town: Town) -> None:
    """It joins, sees what was done here, trades, and leaves; its trade is seen here."""
    market = ray_town.market
    seen = len(await market.trades())
    code = (
        "import asyncio, json, sys\n"
        "from itertools import count\n"
        "from actors.parties.requests import Client\n"
        "from lianjie import Market\n"
        "from tests.market.doomed import outcomes_of\n"
        "from tests.market.town import Town\n"
        "async def main(directory, seller, buyer):\n"
        "    async with await Market.join(directory) as market:\n"
        "        seen = len(await market.trades())\n"
        "        people = [Client('', int(one), 0, 0, ()) for one in (seller, buyer)]\n"
        f"        deal = await Town(market, *people, count(1)).trade(face={FACE})\n"
        "        print(json.dumps([seen, await outcomes_of(deal)]))\n"
        "asyncio.run(main(*sys.argv[1:]))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", code, str(market.directory), str(ray_town.seller.account), str(ray_town.buyer.account)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    there, outcomes = json.loads(said.decode().splitlines()[-1])
    assert there == seen
    assert len(await market.trades()) == seen + 1
    for outcome in outcomes:
        assert await why_lost(market, Outcome(*outcome)) is None


async def test_a_market_that_runs_is_not_started_twice(ray_market: Market) -> None:
    Market._running.pop(ray_market.directory.resolve())
    with pytest.raises(HostProblem, match="the market runs; join it, or stop it first"):
        await Market.open(ray_market.directory, "ray")
    other = await Market.join(ray_market.directory)
    assert (await other.health())["CCDC"] is not None
    await other.leave()
    assert await ray_market.is_running("CCDC")


async def asked_until_it_is_down(market: Market, name: str) -> None:
    """Ask a party that is about to go down, until it does not answer."""
    while True:
        await market.request(name, b"?", 2_000)


async def test_a_party_that_is_down_is_unreachable_and_says_what_to_do(ray_market: Market) -> None:
    await ray_market.kill_node("node-shch")
    with pytest.raises(Unreachable, match="try again later"):
        await asked_until_it_is_down(ray_market, "node-shch")
    await ray_market.restart_node("node-shch")

"""status, top and node against a market that runs in this process: the commands find it by its directory."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from cluster.cli import running
from cluster.cli.main import main
from cluster.kernel_cache import use_kernel_cache
from cluster.market import Market

pytestmark = pytest.mark.asyncio(loop_scope="module")
use_kernel_cache()

Command = Callable[..., Awaitable[Result]]
NODES = ("node-ccdc", "node-shch", "node-csdc", "node-pbc")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def market(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Market]:
    """A market that runs here."""
    directory = tmp_path_factory.mktemp("running") / "market"
    async with await Market.start("treasury", directory=directory) as market:
        yield market


@pytest_asyncio.fixture(loop_scope="module")
async def command(market: Market, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command about that market, from another thread, with what it awaits in the market's own loop."""
    loop = asyncio.get_running_loop()

    def to_its_end(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    monkeypatch.setattr(running, "to_its_end", to_its_end)

    async def run(*arguments: str) -> Result:
        words = [*arguments, "--data", str(market.directory)]
        return await asyncio.to_thread(CliRunner().invoke, main, words, prog_name="lianjie")

    return run


async def test_status_shows_every_party_and_how_far_each_node_is(market: Market, command: Command) -> None:
    result = await command("status")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    for name in (*NODES, *market.parties):
        (line,) = [one for one in lines if one.split()[:1] == [name]]
        assert "running" in line
    assert lines[-1] == "treasury: 18 of 18 parties run"


async def test_status_as_json_has_every_figure(command: Command) -> None:
    result = await command("status", "--json")
    document = json.loads(result.stdout)
    assert (document["market"], document["parties"], document["running"]) == ("treasury", 18, 18)
    nodes = [one for one in document["standings"] if one["roles"] == ["node"]]
    assert [one["party"] for one in nodes] == list(NODES)
    for one in nodes:
        assert one["state"] == "running"
        assert one["final"] > 0
        assert one["behind"] >= 0
        assert one["rss_bytes"] > 0
    bank = next(one for one in document["standings"] if one["party"] == "ICBC")
    assert bank["roles"] == ["bank"]
    assert "final" not in bank


async def test_status_speaks_chinese(command: Command) -> None:
    result = await command("status", "--lang", "zh")
    for text in ("参与方", "验证节点", "运行", "落后", "treasury：18 个参与方中 18 个运行"):
        assert text in result.output


async def test_top_looks_as_often_as_it_is_told_to(command: Command) -> None:
    result = await command("top", "--every", "0.2", "--count", "2")
    assert result.exit_code == 0, result.output
    summaries = [line for line in result.output.splitlines() if line.startswith("treasury, ")]
    assert len(summaries) == 2
    assert "trades settled/s –, commits/s –, CPU –" in summaries[0]
    assert "–" not in summaries[1]
    assert "18 of 18 parties run" in summaries[1]


async def test_a_node_that_is_killed_is_waited_for(market: Market, command: Command) -> None:
    result = await command("node", "kill", "node-shch")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("node-shch was killed and runs again after ")
    assert await market.is_running("node-shch")


async def test_a_node_that_stays_down_shows_and_is_started_again(market: Market, command: Command) -> None:
    result = await command("node", "kill", "node-pbc", "--stay-down")
    start = f"lianjie node start node-pbc --data {market.directory}"
    assert result.output == f"node-pbc was killed and stays down; start it again: {start}\n"
    again = await command("node", "kill", "node-pbc")
    assert again.output == "node-pbc is down already; nothing was done\n"

    status = await command("status")
    assert status.exit_code == 1
    assert "treasury: 17 of 18 parties run" in status.output
    assert "down" in next(one for one in status.output.splitlines() if one.split()[:1] == ["node-pbc"])

    started = await command("node", "start", "node-pbc")
    assert started.output.startswith("node-pbc runs again after ")
    assert (await command("node", "start", "node-pbc")).output == "node-pbc runs already; nothing was done\n"
    assert (await command("status")).exit_code == 0


async def state_of(command: Command, name: str) -> tuple[str, str, bool, int]:
    """The state of a party as ``status`` shows it, in English and in Chinese, and as its JSON has it."""
    shown = []
    for language in ("en", "zh"):
        lines = (await command("status", "--lang", language)).output.splitlines()
        cells = re.split(r"\s{2,}", next(one for one in lines if one.split()[:1] == [name]).strip())
        shown.append(cells[2])
    told = json.loads((await command("status", "--json")).stdout)["standings"]
    (figures,) = [one for one in told if one["party"] == name]
    return shown[0], shown[1], figures["cut"], figures["slow_ms"]


async def test_a_node_is_cut_off_and_connected_again(market: Market, command: Command) -> None:
    cut = await command("node", "cut", "node-csdc")
    join = f"lianjie node join node-csdc --data {market.directory}"
    assert cut.output == f"node-csdc is cut off from every other party; connect it again: {join}\n"
    assert await state_of(command, "node-csdc") == ("running, cut off", "运行, 已断开", True, 0)
    assert (await command("node", "join", "node-csdc")).output == "node-csdc is connected again\n"
    assert await state_of(command, "node-csdc") == ("running", "运行", False, 0)


async def test_a_node_is_slowed_and_prompt_again(market: Market, command: Command) -> None:
    slow = await command("node", "slow", "node-ccdc", "3")
    end = f"lianjie node slow node-ccdc 0 --data {market.directory}"
    assert slow.output == f"everything that node-ccdc sends is 3 ms late; no more of it: {end}\n"
    assert await state_of(command, "node-ccdc") == ("running, 3 ms late", "运行, 延迟 3 毫秒", False, 3)
    prompt = await command("node", "slow", "node-ccdc", "0")
    assert prompt.output == "nothing that node-ccdc sends is delayed any more\n"
    assert await state_of(command, "node-ccdc") == ("running", "运行", False, 0)


@pytest.mark.parametrize("name", ["node-x", "CCDC"])
@pytest.mark.parametrize("act", [("kill",), ("start",), ("cut",), ("join",), ("slow", "5")])
async def test_what_is_no_node_is_refused_with_those_there_are(
    command: Command, act: tuple[str, ...], name: str
) -> None:
    result = await command("node", act[0], name, *act[1:])
    assert result.exit_code == 2
    assert f"no node '{name}' in this market; it has {', '.join(NODES)}" in result.output


async def test_down_stops_it(market: Market, command: Command) -> None:
    """Last: the market is stopped."""
    result = await command("down")
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"the market over {market.directory} was stopped")
    assert (await command("status")).exit_code == 3

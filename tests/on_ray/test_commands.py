"""``lianjie up``, ``status``, ``top``, ``node`` and ``down``, each a process of its own, over one market on Ray."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from cluster.hosts.on_ray.instance import RayInstance
from cluster.market import Market
from tests.on_ray.conftest import BLUEPRINT

pytestmark = pytest.mark.asyncio(loop_scope="package")

ROOT = Path(__file__).parents[2]
LIANJIE = "from cluster.cli.main import main; main(prog_name='lianjie')"
PARTIES = 12


async def lianjie(*words: object) -> tuple[int, str]:
    """Exit status of a command, and what it printed: its result, or what it said instead of one."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", LIANJIE, *map(str, words)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    result, instead = await process.communicate()
    assert process.returncode is not None
    return process.returncode, (result or instead).decode()


async def test_a_validator_that_a_command_kills_is_brought_back_by_ray(ray_market: Market) -> None:
    before = (await ray_market.health())["node-csdc"]
    status, said = await lianjie("node", "kill", "node-csdc", "--data", ray_market.directory)
    assert (status, said[:40]) == (0, "node-csdc was killed and runs again afte")
    after = (await ray_market.health())["node-csdc"]
    assert before is not None and after is not None
    assert after.running and after.pid != before.pid


async def test_a_market_is_brought_up_shown_disturbed_and_brought_down(
    ray_instance: RayInstance, tmp_path: Path
) -> None:
    """Its password is its owner's, so a party that dies comes back locked."""
    password = tmp_path / "password"
    password.write_text("a password of our own\n")
    bare = ("--data", tmp_path / "market")
    data = (*bare, "--password-file", password)
    status, said = await lianjie("up", BLUEPRINT, *data, "--address", ray_instance.address, "--json")
    assert status == 0
    came = json.loads(said)
    assert password.read_text().strip() not in said
    assert (came["how"], came["market"], came["parties"]) == ("started", "small", PARTIES)
    assert came["address"] == ray_instance.address
    assert 0 < came["can_settle_s"] <= came["ready_s"]

    status, said = await lianjie("status", *data, "--json")
    before = {one["party"]: one for one in json.loads(said)["standings"]}
    assert status == 0
    assert {one["state"] for one in before.values()} == {"running"}
    assert len({one["pid"] for one in before.values()}) == PARTIES

    status, said = await lianjie("status", *bare)
    assert status == 1
    assert "give the password of the market" in said
    status, said = await lianjie("node", "kill", "node-shch", *data)
    assert status == 1
    assert (
        "node-shch came back locked, for its password rests nowhere: lianjie up --password-file FILE" in said
    )
    status, said = await lianjie("up", *data)
    assert (status, said.split(":")[0]) == (0, "the market small runs already")

    status, said = await lianjie("top", "--count", "1", *data)
    assert status == 0
    assert f"{PARTIES} of {PARTIES} parties run" in said
    status, said = await lianjie("status", *data, "--json")
    after = {one["party"]: one for one in json.loads(said)["standings"]}
    assert [name for name in after if after[name]["pid"] != before[name]["pid"]] == ["node-shch"]

    status, said = await lianjie("down", *data)
    assert status == 0
    assert said.startswith(f"the market over {data[1]} was stopped")
    assert (await lianjie("status", *data))[0] == 3
    assert ray_instance.alive

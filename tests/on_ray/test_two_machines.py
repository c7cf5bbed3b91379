"""A market over two machines, started as ``ray-configs/cluster.yaml`` says, that loses each of them and gets it back."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import platformdirs
import pytest_asyncio
import yaml
from ray.autoscaler._private.util import prepare_config, validate_config

from cluster.hosts.on_ray.instance import configs
from tests.on_ray.machines import Machine

CLUSTER: dict[str, Any] = yaml.safe_load((configs() / "cluster.yaml").read_text("utf-8"))
HEAD, WORKER = CLUSTER["provider"]["head_ip"], CLUSTER["provider"]["worker_ips"][0]
TOKEN = ".ray/auth_token"
METRICS = 6384
READ = "import sys, urllib.request as url; print(url.urlopen(sys.argv[1]).read().decode())"
#: Prints the parties' processes of a machine.
PARTIES = "grep -al 'Party[A]ctor' /proc/[0-9]*/cmdline || true"
SECONDS = 500
AGAIN_S = 0.5


def bootstrap() -> dict[str, Any]:
    """What ``ray up`` would give to the head, for a cluster whose other machines are started by hand."""
    alone = {**CLUSTER["provider"], "worker_ips": []}
    mounts = {path: path for path in CLUSTER["file_mounts"]}
    changed = {"provider": alone, "min_workers": 0, "max_workers": 0, "file_mounts": mounts}
    return prepare_config({**CLUSTER, **changed})


async def start_ray(machine: Machine) -> None:
    """As the file says for this machine."""
    kind = "head" if machine.address == HEAD else "worker"
    for command in CLUSTER[f"{kind}_start_ray_commands"]:
        await machine.run(command, RAY_HEAD_IP=HEAD)


@pytest_asyncio.fixture
async def machines(tmp_path: Path) -> AsyncIterator[tuple[Machine, Machine]]:
    """Two machines with Ray, and the same token on both."""
    home, token = tmp_path / "home", secrets.token_hex(32)
    head, worker = (Machine(one, tmp_path / one, home) for one in (HEAD, WORKER))
    try:
        await head.switch_on()
        await worker.switch_on(head)
        for one in (head, worker):
            one.install("lianjie-venv")
            (one.home_on_disk / ".ray").mkdir()
            if one is head:  # The other one never ran a validator, so that its kernel is yet to be compiled.
                (one.home_on_disk / ".cache").symlink_to(Path(platformdirs.user_cache_dir()))
            (one.home_on_disk / TOKEN).write_text(token)
            (one.home_on_disk / "ray_bootstrap_config.yaml").write_text(yaml.safe_dump(bootstrap()))
            await start_ray(one)
        yield head, worker
    finally:
        await worker.switch_off()
        await head.switch_off()


class Told:
    """The program of :mod:`tests.on_ray.far` on a machine."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Running."""
        self._process = process

    async def hears(self) -> Any:
        """What it says next."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        assert line, "it ended"
        return json.loads(line)

    async def does(self, what: str) -> Any:
        """Tell it to do something; what came of it."""
        self.begins(what)
        return await self.hears()

    def begins(self, what: str) -> None:
        """Tell it, and do not wait."""
        assert self._process.stdin is not None
        self._process.stdin.write(what.encode() + b"\n")


def stores(machine: Machine) -> set[str]:
    """Whose disk is on this machine."""
    found = {one.name for one in (machine.home_on_disk / "market" / "parties").iterdir()}
    assert found == {one.name for one in (machine.home_on_disk / "market" / "seats").iterdir()}
    return found


async def up(machine: Machine) -> set[str]:
    """Parties of which the machine tells Prometheus that they run."""
    page = f"http://{machine.address}:{METRICS}/metrics"
    text = await machine.run(f"{sys.executable} -c '{READ}' {page}")
    lines = re.findall(r"^ray_lianjie_up\{(.*)\} 1\.0$", text, re.MULTILINE)
    return {party[1] for line in lines if (party := re.search(r'party="(.+?)"', line))}


async def market_on(machine: Machine, home: Path) -> Told:
    """A market over both machines, driven from this one; it runs."""
    environment = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": f"{home}/{TOKEN}"}
    program = (sys.executable, "-m", "tests.on_ray.far", f"{home}/market", f"{HEAD}:6379")
    market = Told(await machine.begin(*program, **environment))
    assert await market.hears() == "ready"
    return market


async def test_a_market_over_two_machines_loses_either_and_goes_on_when_it_is_back_with_every_receipt(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    head, worker = machines
    async with asyncio.timeout(SECONDS):
        market = await market_on(head, tmp_path / "home")
        places = await market.does("places")
        nodes = [place for name, place in places.items() if name.startswith("node-")]
        assert sorted(nodes) == [HEAD, HEAD, WORKER, WORKER]
        for one in (head, worker):
            assert stores(one) == {name for name, place in places.items() if place == one.address}
        await market.does("trade")
        for one in (head, worker):
            while await up(one) != stores(one):
                await asyncio.sleep(AGAIN_S)
        final = await market.does("final")

        await worker.switch_off()
        away = await market.does("places")
        while any(place == WORKER for place in away.values()):
            away = await market.does("places")
        assert all(away[name] == place for name, place in places.items() if place == HEAD)
        assert await market.does("final") == final
        market.begins("trade")
        traded = asyncio.create_task(market.hears())

        await worker.switch_on(head)
        assert not traded.done()
        await start_ray(worker)
        await traded
        while (back := await market.does("places")) != places:
            assert all(place in (None, places[name]) for name, place in back.items())
        assert await market.does("final") > final
        assert await market.does("lost") == []
        for one in (head, worker):
            assert stores(one) == {name for name, place in places.items() if place == one.address}

        await head.switch_off()
        while await worker.run(PARTIES):
            await asyncio.sleep(AGAIN_S)
        await head.switch_on(worker)
        for one in (head, worker):
            await start_ray(one)
        market = await market_on(head, tmp_path / "home")
        assert await market.does("places") == places
        assert await market.does("lost") == []
        await market.does("trade")
        assert await market.does("") == "stopped"


def test_the_cluster_file_is_what_ray_up_takes() -> None:
    validate_config(prepare_config(CLUSTER))
    assert f"--node-ip-address={HEAD} " in CLUSTER["head_start_ray_commands"][-1]
    assert CLUSTER["min_workers"] == CLUSTER["max_workers"] == len(CLUSTER["provider"]["worker_ips"])
    for kind in ("head", "worker"):
        command = CLUSTER[f"{kind}_start_ray_commands"][-1]
        assert f"RAY_AUTH_MODE=token RAY_AUTH_TOKEN_PATH=~/{TOKEN} " in command
        assert f"--metrics-export-port={METRICS} " in command
    assert "~/" + TOKEN in CLUSTER["file_mounts"]

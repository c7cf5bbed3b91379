"""``ray up`` with ``ray-configs/cluster.yaml``, over ssh, with the commands that the head of the file gives."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
import pytest_asyncio
import yaml

from cluster.hosts.on_ray.instance import configs
from tests.on_ray.conftest import BLUEPRINT
from tests.on_ray.machines import ROOT, Machine
from tests.on_ray.ssh import know_users, let_in, new_key

FILE = configs() / "cluster.yaml"
CLUSTER: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
HEAD, WORKER, OPERATOR = CLUSTER["provider"]["head_ip"], CLUSTER["provider"]["worker_ips"][0], "10.0.0.9"
VENV, TOKEN = "lianjie-venv", ".ray/auth_token"
#: Prints what runs of Ray and its actors on a machine.
OF_RAY = "grep -alE 'ray[:]:|[r]aylet|[g]cs_server' /proc/[0-9]*/cmdline || true"
SECONDS = 400
AGAIN_S = 0.5


def documented(word: str) -> str:
    """The command line with this word that the head of the file has run on the head of the cluster."""
    head = "\n".join(line[1:] for line in FILE.read_text("utf-8").splitlines() if line.startswith("#"))
    found: str
    [found] = [one for one in re.findall(r"ray exec \S+ '\s*(.*?)'", head, re.DOTALL) if word in one]
    return found


@dataclass(frozen=True)
class Company:
    """Who brings the cluster up from a machine of his own, and its two machines."""

    operator: Machine
    head: Machine
    worker: Machine

    async def ray(self, command: str, *more: str) -> str:
        """What ``ray COMMAND cluster.yaml`` says to the operator, in the root of the project."""
        words = " ".join([command, "~/cluster.yaml", *more])
        return await self.operator.run(f"cd ~/lianjie && ~/{VENV}/bin/ray {words}")

    async def on_head(self, command: str) -> str:
        """What a command says there, run by ``ray exec``."""
        return await self.ray("exec", f"'{command}'")


def smaller() -> dict[str, Any]:
    """The file, for one worker."""
    provider = {**CLUSTER["provider"], "worker_ips": [WORKER]}
    return {**CLUSTER, "provider": provider, "min_workers": 1, "max_workers": 1}


async def equip(machine: Machine) -> None:
    """Put there what the file's set-up commands would install, so that they find nothing left to do."""
    machine.install(VENV)
    for step in (".uv", ".core", ".ray"):
        (machine.home_on_disk / VENV / step).touch()


async def prepare(operator: Machine) -> str:
    """The project, the file and a token, where the operator has them; the public key of his that opens machines."""
    await know_users(operator)
    (operator.home_on_disk / "cluster.yaml").write_text(yaml.safe_dump(smaller()))
    (operator.home_on_disk / TOKEN).parent.mkdir()
    (operator.home_on_disk / TOKEN).write_text(secrets.token_hex(32))
    await operator.run(f"rsync -a --filter='dir-merge,- .gitignore' --exclude=.git {ROOT}/ ~/lianjie/")
    return await new_key(operator, CLUSTER["auth"]["ssh_private_key"].removeprefix("~/"))


@pytest_asyncio.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    """Three machines; nothing runs on them but ssh on two, and the operator reaches the head alone."""
    home = tmp_path / "home"
    operator, head, worker = (Machine(one, tmp_path / one, home) for one in (OPERATOR, HEAD, WORKER))
    servers = list[asyncio.subprocess.Process]()
    try:
        await operator.switch_on()
        await head.switch_on(operator)
        await worker.switch_on(head)
        public = await prepare(operator)
        for one in (operator, head, worker):
            await equip(one)
        for one in (head, worker):
            (one.home_on_disk / ".cache").symlink_to(Path(platformdirs.user_cache_dir()))
            servers.append(await let_in(one, CLUSTER["auth"]["ssh_user"], public))
        yield Company(operator, head, worker)
    finally:
        for one in (worker, head, operator):
            await one.switch_off()
        for server in servers:
            await server.wait()


async def machines_of(company: Company) -> int:
    """How many machines ``ray status`` counts."""
    said = await company.on_head(documented("ray status"))
    return sum(map(int, re.findall(r"^ (\d+) local\.cluster\.node", said, re.MULTILINE)))


async def test_ray_up_makes_a_cluster_over_which_a_market_spreads_and_ray_down_ends_it(
    company: Company,
) -> None:
    async with asyncio.timeout(SECONDS):
        await company.ray("up", "-y")
        while await machines_of(company) < 2:
            await asyncio.sleep(AGAIN_S)

        up = documented("lianjie up")
        said = await company.on_head(up.replace("lianjie up", f"lianjie up {BLUEPRINT} --json"))
        came = json.loads(said[said.index("{") : said.rindex("}") + 1])
        assert (came["how"], came["parties"], came["address"]) == ("started", 12, f"{HEAD}:6379")
        market = Path(came["directory"]).relative_to(company.head.home)
        disks = [
            {path.name for path in (one.home_on_disk / market / "parties").iterdir()}
            for one in (company.head, company.worker)
        ]
        assert [sum(name.startswith("node-") for name in one) for one in disks] == [2, 2]
        assert len(disks[0] | disks[1]) == 12 and not disks[0] & disks[1]

        await company.ray("down", "-y")
        for one in (company.head, company.worker):
            while await one.run(OF_RAY):
                await asyncio.sleep(AGAIN_S)
        assert all((company.worker.home_on_disk / market / "parties" / name).is_dir() for name in disks[1])

"""Bad input on Ray: each kind gets a sentence that helps, in both languages, and nothing is left running behind.

The page's table is docs/guide/bad-input.md.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sys
import tempfile
import types
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
import pytest_asyncio
import ray
from ray.util import get_node_ip_address, list_named_actors

from actors.host import HostProblem, StorageProblem
from cluster import blueprint as blueprints
from cluster.blueprint import Blueprint
from cluster.hosts.on_ray import hosting
from cluster.hosts.on_ray.instance import RayInstance, Settings
from cluster.hosts.on_ray.names import NAMESPACE, actor_name
from cluster.language import Say
from cluster.market import Market
from cluster.market.directory import market_id_of
from tests.on_ray.conftest import BLUEPRINT

pytestmark = pytest.mark.asyncio(loop_scope="package")

ROOT = Path(__file__).parents[2]
LOCAL = "127.0.0.1"


def actors() -> set[str]:
    """Names of all actors in the cluster that outlive their maker."""
    return {one["name"] for one in list_named_actors(all_namespaces=True)}


@pytest_asyncio.fixture(autouse=True, loop_scope="package")
async def nothing_left(ray_instance: RayInstance) -> AsyncIterator[None]:
    """Whatever is refused here, no actor is left behind."""
    before = actors()
    yield
    assert actors() == before


async def tried(directory: Path, *addresses: str, **environment: str) -> list[tuple[str, str, str]]:
    """What :mod:`tests.on_ray.refused` says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.on_ray.refused", str(directory), *addresses),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return [tuple(json.loads(line)) for line in said.decode().splitlines()]


def in_chinese(problem: BaseException) -> str:
    """Its sentence, which must have a Chinese counterpart."""
    told = Say("zh")(str(problem))
    assert told != str(problem)
    return told


async def test_without_ray_the_extra_is_named(tmp_path: Path) -> None:
    [(kind, english, chinese)] = await tried(tmp_path, "no-ray")
    assert kind == "HostProblem"
    assert "the host 'ray' needs Ray, which cannot be imported" in english
    assert "pip install 'lianjie[ray]', or use the host 'local'" in english
    assert "pip install 'lianjie[ray]'" in chinese and "运行方式" in chinese
    assert not (tmp_path / "0").exists()


async def test_an_address_without_a_cluster_is_told(tmp_path: Path) -> None:
    """Where nothing listens, and where something else does."""
    with socket.socket() as nobody:
        nobody.bind((LOCAL, 0))
        nowhere = f"{LOCAL}:{nobody.getsockname()[1]}"
        other = await asyncio.start_server(lambda _, writer: writer.close(), LOCAL, 0)
        elsewhere = f"{LOCAL}:{other.sockets[0].getsockname()[1]}"
        nothing, another = await tried(tmp_path, nowhere, elsewhere)
        other.close()
    assert nothing[:1] == ("HostProblem",) == another[:1]
    assert nothing[1].startswith(f"no Ray cluster answers at {nowhere}; start one there (ray start --head)")
    assert nothing[2].startswith(f"{nowhere} 没有 Ray 集群应答")
    assert f"what answers at {elsewhere} does not speak as a Ray cluster of this version does" in another[1]
    assert "本版本的 Ray 集群不符" in another[2]


async def test_a_wrong_token_is_told(ray_instance: RayInstance, tmp_path: Path) -> None:
    wrong = tmp_path / "token"
    wrong.write_text("0" * 64)
    [(kind, english, chinese)] = await tried(
        tmp_path, ray_instance.address, RAY_AUTH_MODE="token", RAY_AUTH_TOKEN_PATH=str(wrong)
    )
    assert kind == "HostProblem"
    assert english.startswith(f"the Ray cluster at {ray_instance.address} does not take this token; set")
    assert "不接受此令牌" in chinese


async def test_a_token_file_that_cannot_be_read_is_told(ray_instance: RayInstance, tmp_path: Path) -> None:
    [(kind, english, chinese)] = await tried(
        tmp_path, ray_instance.address, RAY_AUTH_MODE="token", RAY_AUTH_TOKEN_PATH=str(tmp_path / "gone")
    )
    assert kind == "HostProblem"
    assert f"{tmp_path / 'gone'}: the token of the Ray cluster cannot be read" in english
    assert "令牌无法读取" in chinese


async def test_too_few_processors_are_told(ray_instance: RayInstance, tmp_path: Path) -> None:
    with pytest.raises(
        HostProblem, match=r"13 validators need 6.5 free CPUs and the Ray cluster has"
    ) as told:
        await Market.start(many_nodes(13), "ray", tmp_path / "market", address=ray_instance.address)
    assert "--num-cpus=7 or more" in str(told.value)
    assert "13 个验证节点需要 6.5 个空闲 CPU" in in_chinese(told.value)


async def test_a_ray_that_was_started_for_a_market_that_is_refused_ends(tmp_path: Path) -> None:
    config = tmp_path / "one-cpu.yaml"
    config.write_text("num_cpus: 1\nobject_store_mib: 128\n")
    with tempfile.TemporaryDirectory(prefix="refused-", dir="/tmp") as files:
        [(kind, english, _)] = await tried(tmp_path, str(config), RAY_ADDRESS="", TMPDIR=files)
        assert kind == "HostProblem"
        assert english.startswith("4 validators need 2 free CPUs and the Ray cluster has 1")
        assert not list(Path(files).glob("lj-*"))
        assert not [one for one in psutil.process_iter(["cmdline"]) if files in str(one.info["cmdline"])]


def many_nodes(count: int) -> Blueprint:
    """The small market with more validators."""
    small = blueprints.load(BLUEPRINT)
    more = [msgspec.structs.replace(small.nodes[0], name=f"node-{at}") for at in range(count - 4)]
    return msgspec.structs.replace(small, nodes=(*small.nodes, *more))


async def test_a_name_that_is_taken_is_told_at_the_start(ray_instance: RayInstance, tmp_path: Path) -> None:
    """Somebody has the name of one of the market's actors."""
    directory = tmp_path / "market"
    taken: list[Any] = []

    def take(_: float, text: str) -> None:
        """Once the market has an id, before it has actors."""
        if text == "Ray" and not taken:
            market = market_id_of(directory)
            assert market is not None
            name = actor_name(market, "CCDC")
            kind = ray.remote(num_cpus=0)(_Somebody)
            taken.append(kind.options(name=name, namespace=NAMESPACE, lifetime="detached").remote())

    try:
        with pytest.raises(HostProblem, match=r"there is an actor '\w+/CCDC' in this Ray cluster") as told:
            await Market.start(BLUEPRINT, "ray", directory, address=ray_instance.address, progress=take)
        assert "市场正在运行" in in_chinese(told.value)
    finally:
        for one in taken:
            ray.kill(one)


class _Somebody:
    """Any actor."""


async def test_a_node_whose_disk_no_machine_has_is_told(ray_instance: RayInstance, tmp_path: Path) -> None:
    directory = tmp_path / "market"
    async with await Market.start(BLUEPRINT, directory=directory):
        pass
    shutil.rmtree(directory / "parties" / "node-shch")
    with pytest.raises(StorageProblem, match=r"no machine .* has the disk of node-shch under .*") as told:
        await Market.open(directory, "ray", address=ray_instance.address)
    assert "start the machine that has it, or mount it there" in str(told.value)
    assert "均没有 node-shch" in in_chinese(told.value)
    assert not (directory / "parties" / "node-shch").exists()


async def test_a_port_in_use_is_told(ray_instance: RayInstance, tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind((get_node_ip_address(), 0))  # type: ignore[no-untyped-call]
        busy.listen()
        port = busy.getsockname()[1]
        config = tmp_path / "ports.yaml"
        config.write_text(f"first_port: {port - 2}\n")
        with pytest.raises(HostProblem, match=f"port {port} of .* is in use; stop what listens") as told:
            await Market.start(
                BLUEPRINT, "ray", tmp_path / "market", address=ray_instance.address, ray_config=config
            )
        assert str(port) in in_chinese(told.value)


async def test_a_configuration_that_cannot_be_read_is_told(ray_instance: RayInstance, tmp_path: Path) -> None:
    config = tmp_path / "ray.yaml"
    config.write_text("cpus: 4\n")
    with pytest.raises(HostProblem, match=r"ray.yaml: .*`cpus`; see ray-configs/laptop.yaml") as told:
        await Market.start(
            BLUEPRINT, "ray", tmp_path / "market", address=ray_instance.address, ray_config=config
        )
    assert "可设置的内容见" in in_chinese(told.value)


async def test_workers_that_lack_the_program_are_told(
    ray_instance: RayInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This process has a module that Ray's Python has not, as after an upgrade of one machine alone."""
    newer = types.ModuleType("lianjie_of_next_year")
    newer.PartyActor = type("PartyActor", (hosting.PartyActor,), {"__module__": newer.__name__})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, newer.__name__, newer)
    monkeypatch.setattr(hosting, "PartyActor", newer.PartyActor)
    with pytest.raises(HostProblem, match="Ray's Python there cannot import what this process runs") as told:
        await Market.start(BLUEPRINT, "ray", tmp_path / "market", address=ray_instance.address)
    assert "No module named 'lianjie_of_next_year'" in str(told.value)
    assert "install the same version of lianjie on every machine" in str(told.value)
    assert "同一版本" in in_chinese(told.value)


async def test_what_the_laptops_file_says_is_what_there_is_to_set() -> None:
    assert Settings.read() == Settings()

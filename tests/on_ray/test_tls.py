"""A Ray instance that speaks TLS alone, with certificates made as docs/guide/ray-security.md says."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from ray.util import get_node_ip_address

from cluster.hosts.on_ray.instance import RayInstance, Settings, start_instance, token_environment
from tests.on_ray.test_refusals import ROOT, tried

PAGE = (ROOT / "docs" / "guide" / "ray-security.md").read_text("utf-8")
NO_TLS = {"RAY_USE_TLS": "0"}


def documented(about: str) -> str:
    """The block of commands in the page that has this word."""
    found: str
    [found] = [one for one in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if about in one]
    return found


def certificates(folder: Path) -> dict[str, str]:
    """Make them, for this machine; the environment in which processes use them."""
    address = get_node_ip_address()  # type: ignore[no-untyped-call]
    commands = documented("openssl").replace("10.0.0.1", address)
    subprocess.run(["bash", "-e", "-c", commands], cwd=folder, check=True, capture_output=True)
    line = documented("RAY_TLS_CA_CERT").removeprefix("export ").replace("$PWD", str(folder))
    return dict(one.split("=", 1) for one in line.split())


@pytest.fixture
def tls(tmp_path: Path) -> dict[str, str]:
    """The environment of processes with TLS."""
    return certificates(tmp_path)


@pytest_asyncio.fixture
async def instance(tls: dict[str, str]) -> AsyncIterator[RayInstance]:
    """A Ray that was started in that environment."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in tls.items():
            patched.setenv(name, value)
        started = await start_instance(Settings(num_cpus=2, object_store_mib=128))
    try:
        yield started
    finally:
        await asyncio.to_thread(started.stop)


async def test_a_market_starts_in_it_and_who_has_no_certificate_is_told(
    instance: RayInstance, tls: dict[str, str], tmp_path: Path
) -> None:
    token = token_environment(instance.token_file)
    assert await tried(tmp_path / "with", instance.address, **token, **tls) == [("", "it started", "")]

    [(kind, english, chinese)] = await tried(tmp_path / "plain", instance.address, **token, **NO_TLS)
    assert kind == "HostProblem"
    assert f"what answers at {instance.address} does not speak as a Ray cluster" in english
    assert "check the address, and RAY_USE_TLS with its certificates" in english
    assert "RAY_USE_TLS 及其证书" in chinese

    [(kind, english, chinese)] = await tried(tmp_path / "bare", instance.address, **token, RAY_USE_TLS="1")
    assert kind == "HostProblem"
    assert english.startswith(f"cannot connect to the Ray cluster at {instance.address}: ")
    assert "RAY_TLS_SERVER_CERT" in english
    assert chinese.startswith(f"无法连接 {instance.address} 的 Ray 集群")

"""How a market comes to Ray: an instance is found or started, this process connects, parties are placed or found."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import ray

from actors.host import HostProblem
from cluster.hosts.on_ray.connection import connect, disconnect
from cluster.hosts.on_ray.hosting import RayHosting
from cluster.hosts.on_ray.instance import RayInstance, Settings, start_instance
from cluster.hosts.spec import PartySpec

#: In a market's directory: the Ray cluster that it runs in.
INSTANCE_FILE: Final = "ray.json"


async def place(
    home: Path,
    specs: Sequence[PartySpec],
    *,
    create: bool,
    segment_bytes: int,
    password: str | None = None,
    address: str | None = None,
    ray_config: Path | None = None,
) -> RayHosting:
    """A hosting whose parties have their machines, none of them started.

    The cluster is that at ``address``, else that of ``RAY_ADDRESS``, else the one that this process is connected to,
    else the market's own, which is started as ``ray_config`` says when it does not run.

    Raises:
        HostProblem: no cluster there, a wrong token, too few CPUs. StorageProblem: a party's disk is on no machine.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    instance = await _choose(home, address, ray_config)
    try:
        await connect(instance)
        hosting = RayHosting(home, specs, segment_bytes=segment_bytes, password=password, instance=instance)
        await hosting.place(create)
    except BaseException:
        await asyncio.shield(_undo(instance))
        raise
    instance.save(home / INSTANCE_FILE)
    return hosting


async def join(home: Path, specs: Sequence[PartySpec], *, segment_bytes: int) -> RayHosting:
    """A hosting of a market that runs.

    Raises:
        HostProblem: it does not run, or this process cannot connect.
    """
    instance = RayInstance.load(home / INSTANCE_FILE)
    if instance is None:
        raise HostProblem(f"the market in {home} runs in no Ray cluster; open it there first")
    await connect(instance)
    hosting = RayHosting(home, specs, segment_bytes=segment_bytes, instance=instance)
    await hosting.join()
    return hosting


def runs_on_ray(home: Path) -> bool:
    """Whether the market in ``home`` runs, or ran last, in a Ray cluster that answers."""
    instance = RayInstance.load(home / INSTANCE_FILE)
    return instance is not None and instance.alive


async def _choose(home: Path, address: str | None, ray_config: Path | None) -> RayInstance:
    wanted = address or os.environ.get("RAY_ADDRESS", "")
    if wanted:
        return RayInstance(wanted.removeprefix("ray://"), os.environ.get("RAY_AUTH_TOKEN_PATH", ""))
    if ray.is_initialized():
        here = str(ray.get_runtime_context().gcs_address)
        return RayInstance(here, os.environ.get("RAY_AUTH_TOKEN_PATH", ""))
    known = RayInstance.load(home / INSTANCE_FILE)
    if known is not None and known.alive:
        return known
    return await start_instance(Settings.read(ray_config))


async def _undo(instance: RayInstance) -> None:
    """Leave nothing running that was started for a market which does not come up."""
    if instance.own:
        disconnect()
        await asyncio.to_thread(instance.stop)

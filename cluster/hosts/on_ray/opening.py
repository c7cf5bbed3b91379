"""How a market comes to Ray: an instance is found or started, this process connects, parties are placed or found."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import ray

from cluster.hosts.hosting import NotThere
from cluster.hosts.on_ray.connection import connect, disconnect
from cluster.hosts.on_ray.hosting import RayHosting, end_actors
from cluster.hosts.on_ray.instance import RayInstance, Settings, start_instance
from cluster.hosts.on_ray.names import INSTANCE_FILE
from cluster.hosts.spec import PartySpec


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
    else the market's own, which is started as ``ray_config`` says when it does not run. The ports of its parties are
    those of ``ray_config`` in any case.

    Raises:
        HostProblem: a fault in ``ray_config``, no cluster there, a wrong token, too few CPUs. StorageProblem: a
        party's disk is on no machine.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = Settings.read(ray_config)
    known = RayInstance.load(home / INSTANCE_FILE)
    instance = await _choose(known, address, settings)
    instance.save(home / INSTANCE_FILE)
    try:
        await connect(instance)
        hosting = RayHosting(
            home,
            specs,
            segment_bytes=segment_bytes,
            password=password,
            instance=instance,
            first_port=settings.first_port,
        )
        await hosting.place(create)
    except BaseException:
        if instance != known:
            await asyncio.shield(_undo(instance, home))
        raise
    return hosting


async def join(home: Path, specs: Sequence[PartySpec], *, segment_bytes: int) -> RayHosting:
    """A hosting of a market that runs.

    Raises:
        NotThere: it does not run. HostProblem: this process cannot connect.
    """
    instance = RayInstance.load(home / INSTANCE_FILE)
    if instance is None:
        raise NotThere(f"{home / INSTANCE_FILE} was altered; open the market again")
    if not instance.alive:
        raise NotThere(f"the Ray cluster of the market in {home} ended; open the market again")
    await connect(instance)
    hosting = RayHosting(home, specs, segment_bytes=segment_bytes, instance=instance)
    await hosting.join()
    return hosting


async def sweep(home: Path, market: bytes | None) -> bool:
    """Clear away what is left of a market that does not run as a whole: single actors, its own Ray instance.

    ``market``: its id, if its directory is whole enough to tell. True when anything was left.

    Raises:
        HostProblem: the cluster in which it may have left actors takes no connection.
    """
    instance = RayInstance.load(home / INSTANCE_FILE)
    if instance is None:
        return False
    if instance.own:
        disconnect()
        left = await asyncio.to_thread(instance.stop)
    elif instance.alive and market is not None:
        await connect(instance)
        left = bool(await asyncio.to_thread(end_actors, market))
    else:
        left = False
    (home / INSTANCE_FILE).unlink(missing_ok=True)
    return left


def address_of(home: Path) -> str:
    """Where the Ray cluster is in which the market runs, or ran last; empty when in none."""
    instance = RayInstance.load(home / INSTANCE_FILE)
    return "" if instance is None else instance.address


async def _choose(known: RayInstance | None, address: str | None, settings: Settings) -> RayInstance:
    wanted = address or os.environ.get("RAY_ADDRESS", "")
    if not wanted and ray.is_initialized():
        wanted = str(ray.get_runtime_context().gcs_address)
    if wanted:
        return RayInstance(wanted.removeprefix("ray://"), os.environ.get("RAY_AUTH_TOKEN_PATH", ""))
    if known is not None and known.alive:
        return known
    if known is not None:
        # Its head died alone, perhaps; parties that still run there would hold their disks.
        await asyncio.to_thread(known.stop)
    return await start_instance(settings)


async def _undo(instance: RayInstance, home: Path) -> None:
    """Leave nothing running that was started for a market which does not come up."""
    (home / INSTANCE_FILE).unlink(missing_ok=True)
    if instance.own:
        disconnect()
        await asyncio.to_thread(instance.stop)

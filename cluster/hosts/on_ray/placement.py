"""Which machine each party lives on: validators spread, everyone where its disk is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import ray
from ray.exceptions import RayError
from ray.util.placement_group import placement_group, placement_group_table, remove_placement_group

from actors.host import HostProblem
from cluster.hosts.on_ray.seat import SeatFiles
from cluster.hosts.spec import PartySpec

#: What a validator asks of a machine while it runs; institutions ask nothing, or a small machine never runs them.
NODE_CPUS: Final = 0.5
_PATIENCE_S: Final = 60
#: The least that can be asked of a resource; there is 1 of each address.
_A_TRACE: Final = 0.0001


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine of the Ray cluster."""

    id: str
    address: str
    cpus: float


def machines() -> list[Machine]:
    """Those that are alive, in a fixed order."""
    alive = [
        Machine(one["NodeID"], one["NodeManagerAddress"], one["Resources"].get("CPU", 0.0))
        for one in ray.nodes()  # type: ignore[no-untyped-call]
        if one["Alive"]
    ]
    return sorted(alive, key=lambda one: (one.address, one.id))


def pinned(address: str) -> dict[str, Any]:
    """Options of an actor or a task that runs on this machine and no other: a party never runs where its disk is not.

    By the resource that Ray gives to every address, not by the id of Ray's process there: that is a new one when the
    machine comes back, and what is pinned to the old one never runs again.
    """
    return {"resources": {f"node:{address}": _A_TRACE}}


async def spread(specs: Sequence[PartySpec]) -> dict[str, str]:
    """Party → address of its machine, for a new market: a placement group spreads the validators, institutions go near theirs.

    Raises:
        HostProblem: the cluster has too few free processors for the validators.
    """
    here = machines()
    nodes = [one.name for one in specs if one.is_node]
    resources: dict[str, float] = ray.available_resources()  # type: ignore[no-untyped-call]
    need, free = NODE_CPUS * len(nodes), resources.get("CPU", 0.0)
    if free < need:
        raise HostProblem(
            f"{len(nodes)} validators need {need:g} free CPUs and the Ray cluster has {free:g}: start Ray with "
            f"--num-cpus={max(2, round(need + 0.5))} or more, add machines, or stop what else runs there"
        )
    if len(here) == 1:
        return {one.name: here[0].address for one in specs}
    addresses = {one.id: one.address for one in here}
    where = {name: addresses[id] for name, id in (await _spread_nodes(nodes)).items()}
    for at, one in enumerate(one for one in specs if not one.is_node):
        where[one.name] = where.get(one.near) or here[at % len(here)].address
    return where


async def _spread_nodes(names: Sequence[str]) -> dict[str, str]:
    group = placement_group([{"CPU": NODE_CPUS}] * len(names), strategy="SPREAD")
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await group.ready()
        bundles: dict[int, str] = placement_group_table(group)["bundles_to_node_id"]
    except (RayError, TimeoutError):
        raise HostProblem(
            f"Ray found no room for {len(names)} validators of {NODE_CPUS:g} CPU each on its machines; add some, "
            "or stop what else runs there"
        ) from None
    finally:
        remove_placement_group(group)
    return {name: bundles[at] for at, name in enumerate(names)}


async def found(home: str, names: Sequence[str]) -> dict[str, str]:
    """Party → address of the machine of those whose disk some machine has under ``home``.

    Raises:
        HostProblem: two machines have a disk of the same party.
    """
    here = machines()
    asked = [_look.options(**pinned(one.address)).remote(home, list(names)) for one in here]
    where: dict[str, str] = {}
    for machine, reference in zip(here, asked, strict=True):
        held: list[str] = await reference
        for name in held:
            if name in where:
                raise HostProblem(
                    f"both {machine.address} and {where[name]} have a disk of {name!r} under {home}; the older one is a "
                    "copy and must not sign: move it away"
                )
            where[name] = machine.address
    return where


@ray.remote(num_cpus=0)
def _look(home: str, names: list[str]) -> Any:
    from pathlib import Path

    return [name for name in names if SeatFiles(Path(home), name).has_store]

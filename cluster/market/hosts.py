"""The ways of running a market, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cluster.hosts.choice import HOSTS, on_ray
from cluster.hosts.failure import Failure
from cluster.hosts.hosting import Hosting, NotThere
from cluster.hosts.on_ray.names import INSTANCE_FILE
from cluster.hosts.spec import PartySpec
from cluster.market.directory import MarketDirectory, market_id_of
from cluster.market.problems import UnknownHost

#: A log grows in steps of this; smaller than the default, so that all parties of a laptop are up in a moment.
SEGMENT_BYTES: Final = 16 << 20


def check_host(host: str) -> None:
    """Return when there is such a host and what it needs is installed.

    Raises:
        UnknownHost: there is not. HostProblem: Ray is not installed.
    """
    if host not in HOSTS:
        raise UnknownHost(f"no host {host!r}; there is {', '.join(HOSTS)}")
    if host == "ray":
        on_ray()


async def hosting_for(
    host: str,
    store: MarketDirectory,
    specs: Sequence[PartySpec],
    *,
    create: bool,
    failed: Callable[[Failure], None],
    password: str | None,
    address: str | None,
    ray_config: Path | None,
) -> Hosting:
    """Where parties of a new (``create``) or stopped market can be added.

    Raises:
        HostProblem, StorageProblem: there is no room for them, or their disks are not there.
    """
    if host == "local":
        from cluster.hosts.local.hosting import LocalHosting
        from cluster.storage.log import LogOptions

        log = LogOptions(segment_bytes=SEGMENT_BYTES)
        return LocalHosting(store.parties, failed=failed, log=log)
    hosting: Hosting = await on_ray().place(
        store.path,
        specs,
        create=create,
        segment_bytes=SEGMENT_BYTES,
        password=password,
        address=address,
        ray_config=ray_config,
    )
    return hosting


async def joined(store: MarketDirectory, specs: Sequence[PartySpec]) -> Hosting:
    """The parties of a market that runs in a Ray cluster.

    Raises:
        NotThere: it does not. HostProblem: this process cannot connect.
    """
    if not (store.path / INSTANCE_FILE).exists():
        raise NotThere(f"the market in {store.path} runs in no Ray cluster; open it there first")
    hosting: Hosting = await on_ray().join(store.path, specs, segment_bytes=SEGMENT_BYTES)
    return hosting


async def sweep(home: Path) -> bool:
    """Clear away what is left on Ray of a market that does not run as a whole; whether there was anything.

    Raises:
        HostProblem: the cluster in which it may have left actors takes no connection.
    """
    if not (home / INSTANCE_FILE).exists():
        return False
    left: bool = await on_ray().sweep(home, market_id_of(home))
    return left


def ray_address(home: Path) -> str:
    """Where the Ray cluster is in which the market runs, or ran last; empty when in none."""
    return str(on_ray().address_of(home)) if (home / INSTANCE_FILE).exists() else ""

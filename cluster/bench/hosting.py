"""The hosts that a benchmark can run on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cluster.hosts.choice import on_ray
from cluster.hosts.health import Health
from cluster.hosts.hosting import Hosting
from cluster.hosts.local.hosting import LocalHosting
from cluster.hosts.spec import PartySpec
from cluster.storage.log import LogOptions


async def place(kind: str, directory: Path, specs: Sequence[PartySpec], segment_bytes: int) -> Hosting:
    """A host, ``local`` or ``ray``, where these parties can be added; their data goes below ``directory``.

    Raises:
        HostProblem: what the host needs is not installed, does not start, or has no room.
    """
    if kind == "local":
        return LocalHosting(directory, log=LogOptions(segment_bytes=segment_bytes))
    hosting: Hosting = await on_ray().place(directory, specs, create=True, segment_bytes=segment_bytes)
    return hosting


async def healths(hosting: Hosting, names: Iterable[str]) -> list[Health]:
    """Those of the parties whose processes answer."""
    found = [await hosting.health(name) for name in names]
    return [one for one in found if one is not None]


def cpu_s(seen: Iterable[Health]) -> float:
    """CPU seconds of all processes so far, each counted once."""
    return sum(one.cpu_s for one in _processes(seen))


def rss_bytes(seen: Iterable[Health]) -> int:
    """Resident memory of all processes, each counted once."""
    return sum(one.rss_bytes for one in _processes(seen))


def _processes(seen: Iterable[Health]) -> Iterable[Health]:
    return {(one.machine, one.pid): one for one in seen}.values()

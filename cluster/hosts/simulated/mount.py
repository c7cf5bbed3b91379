"""Opening a simulated party's store on its simulated disk."""

from __future__ import annotations

from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.storage.identity import Identity
from cluster.storage.log import LogOptions
from cluster.storage.store import DEFAULT_OPTIONS, FileStore, create_store, open_store

#: Where a party's store is on its disk.
DIRECTORY = "/store"

#: Segments of a simulated log: small, so that short runs see many and memory stays small.
SMALL_LOG = LogOptions(segment_bytes=1 << 16)


def is_blank(disk: SimulatedDisk) -> bool:
    """Whether there is no store on the disk yet, not even a broken one."""
    return not disk.exists(DIRECTORY)


def format_disk(disk: SimulatedDisk, market: bytes, name: str, options: LogOptions = DEFAULT_OPTIONS) -> None:
    """Make an empty store for ``name`` on a blank disk.

    Raises:
        StorageProblem: it cannot be made.
    """
    create_store(disk, DIRECTORY, Identity(market, name), options)


def mount(disk: SimulatedDisk, market: bytes, name: str, options: LogOptions = DEFAULT_OPTIONS) -> FileStore:
    """Open the store of ``name`` on ``disk``.

    Raises:
        StorageProblem: it is missing, another's, damaged or in use.
    """
    return open_store(disk, DIRECTORY, Identity(market, name), options)

"""A small store on a simulated disk, for the storage tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from actors.host import Entry
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.storage.files import Files
from cluster.storage.identity import Identity
from cluster.storage.log import LogOptions
from cluster.storage.store import FileStore, create_store, open_store

MARKET = bytes(range(32))
IDENTITY = Identity(MARKET, "CCDC")
SMALL = LogOptions(segment_bytes=1024)
HOME = "data/CCDC"


def fresh(files: Files, directory: str = HOME, options: LogOptions = SMALL) -> FileStore:
    """Create a store and open it."""
    create_store(files, directory, IDENTITY, options)
    return open_store(files, directory, IDENTITY, options)


def again(files: Files, directory: str = HOME, options: LogOptions = SMALL) -> FileStore:
    """Open the store that is there."""
    return open_store(files, directory, IDENTITY, options)


def fill(store: FileStore, *sizes: int) -> list[Entry]:
    """Append entries of these sizes, each synced on its own; returns them."""
    entries = []
    for kind, size in enumerate(sizes):
        data = bytes((kind * 31 + at * 7 + 1) & 0xFF for at in range(size))
        entries.append(Entry(store.append(kind, data), kind, data))
        store.flush()
    return entries


def segment(number: int = 0, directory: str = HOME) -> str:
    """Path of a segment."""
    return f"{directory}/log/{number:08d}.seg"


@dataclass
class Vessel:
    """A store on a disk that crashes, with a record of what was acknowledged and what might be there."""

    random: Random
    disk: SimulatedDisk = field(default_factory=SimulatedDisk)
    options: LogOptions = SMALL
    written: list[Entry] = field(default_factory=list)
    acknowledged: int = 0

    def __post_init__(self) -> None:
        """Begin with an empty store."""
        self.store = fresh(self.disk, HOME, self.options)

    def append(self, size: int) -> None:
        """Append random bytes."""
        kind, data = self.random.randrange(1 << 16), self.random.randbytes(size)
        self.written.append(Entry(self.store.append(kind, data), kind, data))

    def flush(self) -> None:
        """Sync and note what is acknowledged."""
        self.store.flush()
        self.acknowledged = len(self.written)

    def reopen(self) -> None:
        """Open again; the log must be the acknowledged entries and a beginning of the others."""
        self.store = again(self.disk, HOME, self.options)
        kept = list(self.store.scan())
        assert len(kept) >= self.acknowledged
        assert kept == self.written[: len(kept)]
        self.written = kept
        self.acknowledged = len(kept)

    def crash(self) -> None:
        """Lose power and come back."""
        self.disk.crash(self.random)
        self.reopen()

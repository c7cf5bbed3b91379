"""A simulated party's store: the real one on a simulated disk, slow, watched, and cut off when the party dies."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from actors.host import Damage, Entry, Index, StorageProblem
from cluster.hosts.simulated.process import Process
from cluster.hosts.simulated.trace import Event, Kind, Trace
from cluster.storage.store import FileStore
from cluster.storage.sync import GroupSync


class SlowDisk:
    """Runs a blocking write in the middle of a simulated wait, so that a crash can hit before and after it."""

    def __init__(self, process: Process, chance: random.Random, latency_ms_max: float) -> None:
        """Waits are uniform up to ``latency_ms_max``, mostly before the write."""
        self._process = process
        self._chance = chance
        self._latency_us_max: Final = round(latency_ms_max * 1_000)

    async def run(self, work: Callable[[], None]) -> None:
        """Wait, do ``work``, wait again.

        Raises:
            StorageProblem: the disk belongs to a newer incarnation by now, or ``work`` failed.
        """
        await self._process.pause(self._chance.randint(0, self._latency_us_max))
        refuse_if_fenced(self._process)
        work()
        await self._process.pause(self._chance.randint(0, self._latency_us_max) // 4)


class SimulatedStore:
    """``actors.host.Store`` of one incarnation."""

    def __init__(self, process: Process, store: FileStore, disk: SlowDisk, trace: Trace) -> None:
        """Take over an open ``store``."""
        self.index: Index = store.index
        self._process = process
        self._store = store
        self._disk = disk
        self._group = GroupSync(store, self._write)
        self._trace = trace
        self._unsynced: deque[int] = deque()

    def append(self, kind: int, data: bytes | memoryview) -> int:
        """Buffer an entry; see ``actors.host.Store``."""
        self._process.require()
        position = self._store.append(kind, data)
        self._unsynced.append(position)
        self._note("append", data=bytes(data), position=position, entry_kind=kind)
        return position

    async def sync(self) -> None:
        """Make durable everything appended before; see ``actors.host.Store``."""
        if not self._process.effect():
            await self._process.forever()
        await self._group.sync()
        if self._process.effect():
            self._note_synced()

    def is_durable(self, position: int) -> bool:
        """Whether an entry was synced; see ``actors.host.Store``."""
        self._process.require()
        return position < self._store.durable_end

    def read(self, position: int) -> Entry:
        """One verified entry; see ``actors.host.Store``."""
        self._process.require()
        return self._store.read(position)

    def scan(self, start: int = 0) -> Iterator[Entry]:
        """Verified entries in order; see ``actors.host.Store``."""
        self._process.require()
        return self._store.scan(start)

    @property
    def problems(self) -> Sequence[Damage]:
        """Damaged stretches; see ``actors.host.Store``."""
        self._process.require()
        return self._store.problems

    def mend(self, position: int) -> bool:
        """Put one entry right; see ``actors.host.Store``."""
        self._process.require()
        refuse_if_fenced(self._process)
        return self._store.mend(position)

    def replace(self, entry: Entry) -> None:
        """Repair one entry; see ``actors.host.Store``."""
        self._process.require()
        refuse_if_fenced(self._process)
        self._store.replace(entry)

    def cut(self, position: int) -> None:
        """Forget old segments; see ``actors.host.Store``."""
        self._process.require()
        refuse_if_fenced(self._process)
        self._store.cut(position)

    def write_snapshot(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a snapshot; see ``actors.host.Store``."""
        self._process.require()
        refuse_if_fenced(self._process)
        self._store.write_snapshot(number, parts)
        self._note_synced()
        self._note("snapshot", position=number)

    def read_snapshot(self, number: int | None = None) -> tuple[int, dict[str, bytes]] | None:
        """Read a snapshot; see ``actors.host.Store``."""
        self._process.require()
        return self._store.read_snapshot(number)

    def volumes(self) -> dict[int, int]:
        """Bytes of each volume of history; see ``actors.host.Store``."""
        self._process.require()
        return self._store.volumes()

    def write_volume(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a volume of history; see ``actors.host.Store``."""
        self._process.require()
        refuse_if_fenced(self._process)
        self._store.write_volume(number, parts)

    def read_volume(self, number: int) -> dict[str, bytes]:
        """Read a volume of history; see ``actors.host.Store``."""
        self._process.require()
        return self._store.read_volume(number)

    def read_volume_part(self, number: int, name: str) -> bytes:
        """Read one part of a volume of history; see ``actors.host.Store``."""
        self._process.require()
        return self._store.read_volume_part(number, name)

    def remove_volume(self, number: int) -> None:
        """Forget a volume of history; see ``actors.host.Store``."""
        self._process.require()
        refuse_if_fenced(self._process)
        self._store.remove_volume(number)

    def close(self) -> None:
        """Let go of the disk politely: flush and unlock."""
        self._store.close()

    def abandon(self) -> None:
        """Let go of the disk as a dying process does: what is buffered is lost."""
        self._store.abandon()

    async def _write(self, flush_group: Callable[[], None]) -> None:
        def flush() -> None:
            flush_group()
            self._note_synced()

        await self._disk.run(flush)

    def _note_synced(self) -> None:
        """Tell the trace up to which entry the disk has it, once."""
        newest = -1
        while self._unsynced and self._unsynced[0] < self._store.durable_end:
            newest = self._unsynced.popleft()
        if newest >= 0:
            self._note("sync", position=newest)

    def _note(self, kind: Kind, data: bytes = b"", position: int = -1, entry_kind: int = -1) -> None:
        process = self._process
        event = Event(
            process.loop.now_us, kind, process.label, process.number, "", data, position, entry_kind
        )
        self._trace.add(event)


def refuse_if_fenced(process: Process) -> None:
    """Keep an old incarnation from a disk that a newer one has taken over.

    Raises:
        StorageProblem: the process is such an old incarnation.
    """
    if process.fenced:
        raise StorageProblem(
            f"the disk of {process.label!r} now belongs to a newer incarnation; this one must stop"
        )

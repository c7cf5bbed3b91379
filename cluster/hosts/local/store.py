"""A local party's store: the real one on the real disk, synced in a thread, cut off when the party is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from actors.host import Damage, Entry, Index, StorageProblem
from cluster.hosts.local.lane import Lane
from cluster.storage.store import FileStore
from cluster.storage.sync import GroupSync


class LocalStore:
    """``actors.host.Store`` of one incarnation."""

    def __init__(self, store: FileStore, lane: Lane) -> None:
        """Take over an open ``store``, whose blocking syncs go through ``lane``."""
        self.index: Index = store.index
        self._store = store
        self._group = GroupSync(store, lane.run)
        self._alive = True

    def append(self, kind: int, data: bytes | memoryview) -> int:
        """Buffer an entry; see ``actors.host.Store``."""
        return self._live().append(kind, data)

    async def sync(self) -> None:
        """Make durable everything appended before; see ``actors.host.Store``."""
        if not self._alive:
            raise asyncio.CancelledError
        await self._group.sync()

    def is_durable(self, position: int) -> bool:
        """Whether an entry was synced; see ``actors.host.Store``."""
        return position < self._live().durable_end

    def read(self, position: int) -> Entry:
        """One verified entry; see ``actors.host.Store``."""
        return self._live().read(position)

    def scan(self, start: int = 0) -> Iterator[Entry]:
        """Verified entries in order; see ``actors.host.Store``."""
        return self._live().scan(start)

    @property
    def problems(self) -> Sequence[Damage]:
        """Damaged stretches; see ``actors.host.Store``."""
        return self._live().problems

    def mend(self, position: int) -> bool:
        """Put one entry right; see ``actors.host.Store``."""
        return self._live().mend(position)

    def replace(self, entry: Entry) -> None:
        """Repair one entry; see ``actors.host.Store``."""
        self._live().replace(entry)

    def cut(self, position: int) -> None:
        """Forget old segments; see ``actors.host.Store``."""
        self._live().cut(position)

    def write_snapshot(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a snapshot; see ``actors.host.Store``."""
        self._live().write_snapshot(number, parts)

    def read_snapshot(self, number: int | None = None) -> tuple[int, dict[str, bytes]] | None:
        """Read a snapshot; see ``actors.host.Store``."""
        return self._live().read_snapshot(number)

    def volumes(self) -> dict[int, int]:
        """Bytes of each volume of history; see ``actors.host.Store``."""
        return self._live().volumes()

    def write_volume(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a volume of history; see ``actors.host.Store``."""
        self._live().write_volume(number, parts)

    def read_volume(self, number: int) -> dict[str, bytes]:
        """Read a volume of history; see ``actors.host.Store``."""
        return self._live().read_volume(number)

    def read_volume_part(self, number: int, name: str) -> bytes:
        """Read one part of a volume of history; see ``actors.host.Store``."""
        return self._live().read_volume_part(number, name)

    def remove_volume(self, number: int) -> None:
        """Forget a volume of history; see ``actors.host.Store``."""
        self._live().remove_volume(number)

    def refuse(self) -> None:
        """Refuse everything from now on: the party is dead."""
        self._alive = False

    def close(self) -> None:
        """Flush and let go of the disk. Blocks."""
        self._store.close()

    def abandon(self) -> None:
        """Let go of the disk as a dying process does: what is buffered is lost."""
        self._store.abandon()

    def _live(self) -> FileStore:
        if not self._alive:
            raise StorageProblem(
                f"{self._store.directory}: the party was stopped; start it again to use its store"
            )
        return self._store

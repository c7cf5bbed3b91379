"""A party's directory on disk: created once, opened by one process at a time. See docs/spec/storage.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actors.host import Entry, StorageProblem
from cluster.storage.files import Files, Lock, LockHeld
from cluster.storage.identity import (
    FIRST_MARK,
    Fence,
    Identity,
    Mark,
    check_identity,
    read_small,
    write_small,
)
from cluster.storage.index import SqliteIndex
from cluster.storage.log import Log, LogOptions
from cluster.storage.problems import (
    CorruptFile,
    EmptyStore,
    MissingStore,
    NotAStore,
    StoreExists,
    StoreInUse,
    told,
)
from cluster.storage.recover import Damage, Recovered, recover
from cluster.storage.repair import mend_one, repair
from cluster.storage.segment import create_segment
from cluster.storage.snapshots import Snapshots, history_files

DEFAULT_OPTIONS = LogOptions()
INDEX_BATCH = 20_000
"""Buffered index items after which a flush of the log writes the index too."""


def create_store(
    files: Files, directory: str, identity: Identity, options: LogOptions = DEFAULT_OPTIONS
) -> None:
    """Make a new store for one party of one market. Done once; ``IDENTITY`` is written last.

    Raises:
        StoreExists: something is there already. StorageFull, StorageProblem: it cannot be made.
    """
    with told(directory):
        if files.exists(directory) and files.list(directory):
            raise StoreExists(f"{directory} is not empty; open the store there, or name a new directory")
        for path in (directory, f"{directory}/log", f"{directory}/snapshots"):
            files.make_directory(path)
        segment = create_segment(files, directory, 0, 0, options.segment_bytes)
        handle = files.open(segment.path, write=True)
        try:
            handle.sync()
        finally:
            handle.close()
        files.sync_directory(f"{directory}/log")
    write_small(files, directory, "GENERATION", FIRST_MARK)
    write_small(files, directory, "IDENTITY", identity)


def open_store(
    files: Files, directory: str, identity: Identity, options: LogOptions = DEFAULT_OPTIONS
) -> FileStore:
    """Open a store that exists: lock it, check whose it is, recover its log, fence older openings.

    Raises:
        MissingStore, EmptyStore, NotAStore: it ought to be there; nothing is created in its place.
        OtherMarket, OtherParty, OtherVersion: it is another's. StoreInUse: it is open. NoPermission.
        SegmentMissing, DamagedFile: acknowledged data is gone. StorageProblem: the disk failed.
    """
    _check_presence(files, directory)
    check_identity(read_small(files, f"{directory}/IDENTITY", Identity), identity, directory)
    lock = _take_lock(files, directory)
    try:
        mark = read_small(files, f"{directory}/GENERATION", Mark)
        state = recover(files, directory, mark)
        first = state.segments[0]
        mark = Mark(mark.generation + 1, state.end, state.chain, first.number, first.base)
        write_small(files, directory, "GENERATION", mark)
        return FileStore(files, directory, identity, options, lock, mark.generation, state)
    except BaseException:
        lock.release()
        raise


def _check_presence(files: Files, directory: str) -> None:
    with told(directory):
        if not files.exists(directory):
            raise MissingStore(
                f"{directory} is missing; restore it or name the right one, it is not re-created"
            )
        if not files.list(directory):
            raise EmptyStore(
                f"{directory} is empty; is its disk mounted? A store is created once, explicitly"
            )
        if not files.exists(f"{directory}/IDENTITY"):
            raise NotAStore(
                f"{directory} holds no IDENTITY, so it is no store (or its creation broke off); "
                "name the right directory, or remove this one and create the store"
            )


def _take_lock(files: Files, directory: str) -> Lock:
    with told(directory):
        try:
            return files.lock(f"{directory}/LOCK")
        except LockHeld as held:
            raise StoreInUse(f"{directory} is in use by {held.holder}; stop that one first") from None


class FileStore:
    """An open store: ``actors.host.Store``, except that its durable step blocks (:meth:`flush`).

    ``append`` may go on in one thread while ``flush`` works in another.
    """

    def __init__(
        self,
        files: Files,
        directory: str,
        identity: Identity,
        options: LogOptions,
        lock: Lock,
        generation: int,
        state: Recovered,
    ) -> None:
        """Made by :func:`open_store`."""
        self.directory = directory
        self.identity = identity
        self.generation = generation
        self._files = files
        self._lock = lock
        self._fence = Fence(files, directory, generation)
        self._state = state
        self._log = Log(files, directory, options, self._fence, state)
        self._snapshots = Snapshots(files, directory)
        self._history = history_files(files, directory)
        self.index = SqliteIndex(files.database(f"{directory}/index.sqlite"))
        if self.index.complete_to > state.end:
            self.index.clear()

    @property
    def problems(self) -> list[Damage]:
        """Stretches of the log found damaged and not yet repaired, ascending by position."""
        return list(self._state.damages)

    @property
    def oldest(self) -> int:
        """Position of the oldest entry kept."""
        return self._log.oldest

    @property
    def end(self) -> int:
        """Position that the next entry will get."""
        return self._log.end

    @property
    def durable_end(self) -> int:
        """Position after the last durable entry."""
        return self._log.durable_end

    @property
    def pending_bytes(self) -> int:
        """Bytes appended and not yet durable."""
        return self._log.pending_bytes

    def check(self) -> None:
        """Return when the store can still be written.

        Raises:
            StorageProblem: it failed before, or is closed.
        """
        self._log.check()

    def append(self, kind: int, data: bytes | memoryview) -> int:
        """Add an entry (kind below 65,536, data up to 64 MiB) to the buffer; returns its position.

        Raises:
            StorageFull: no room; nothing was appended. StorageProblem: the store failed before.
        """
        return self._log.append(kind, data)

    def flush(self) -> None:
        """Make everything appended before this call durable. Blocks; safe in a worker thread.

        Raises:
            StorageProblem: it cannot; the store takes nothing more, what was durable stays readable.
        """
        self._log.flush()
        self._write_index(INDEX_BATCH)

    def flush_group(self) -> None:
        """As :meth:`flush`, for one bounded group only."""
        self._log.flush_group()
        self._write_index(INDEX_BATCH)

    def _write_index(self, least: int) -> None:
        if self.index.buffered >= least and self._log.pending_bytes == 0:
            self.index.flush(self._log.durable_end)

    def read(self, position: int) -> Entry:
        """The entry at ``position``, verified; entries not yet durable too.

        Raises:
            CorruptEntry: its bytes changed. KeyError: no entry begins there, or it was cut.
        """
        return self._log.read(position)

    def scan(self, start: int = 0) -> Iterator[Entry]:
        """Entries from ``start`` (or the first after it, or the oldest kept), in order, each verified.

        Raises:
            CorruptEntry: met on the way; ``scan(error.position + 1)`` goes on behind it.
        """
        return self._log.scan(start)

    def replace(self, entry: Entry) -> None:
        """Write the true data of a corrupt entry again, durably.

        Raises:
            UnfitEntry: nothing is damaged there, or this is not what was lost.
        """
        self._fence.check()
        self.check()
        repair(self._files, self._state, entry)

    def mend(self, position: int) -> bool:
        """Correct a damaged entry without a peer, when one flipped bit (or inverted byte) is all that is wrong.

        Its checksum vouches for the result. Returns whether the entry is whole now; entries above about 7 KB
        are left to :meth:`replace`.
        """
        self._fence.check()
        self.check()
        return mend_one(self._files, self._state, position)

    def cut(self, position: int) -> None:
        """Forget whole segments before ``position``."""
        self._log.cut(position)

    def write_snapshot(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a snapshot durably and atomically; the newest two stay. Blocks.

        What was appended before is made durable first: a snapshot never runs ahead of its log.

        Raises:
            StorageFull, StorageProblem: it cannot; earlier ones stay.
        """
        self.check()
        self._fence.check()
        self._log.flush()
        self._write_index(1)
        self._snapshots.write(number, parts)

    def read_snapshot(self, number: int | None = None) -> tuple[int, dict[str, bytes]] | None:
        """The newest intact snapshot (or that of ``number``), or None."""
        if number is None:
            return self._snapshots.newest()
        try:
            return (number, self._snapshots.load(number)) if number in self._snapshots.numbers() else None
        except CorruptFile:
            return None

    def volumes(self) -> dict[int, int]:
        """Bytes of each volume of history by number; see ``actors.host.Store``."""
        return {number: self._history.size(number) for number in self._history.numbers()}

    def write_volume(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a volume durably and atomically. Blocks.

        Raises:
            StorageFull, StorageProblem: it cannot; what was there stays.
        """
        self.check()
        self._fence.check()
        self._history.write(number, parts)

    def read_volume(self, number: int) -> dict[str, bytes]:
        """A volume, verified; see ``actors.host.Store``."""
        return self._history.load(number)

    def read_volume_part(self, number: int, name: str) -> bytes:
        """One part of a volume, verified; see ``actors.host.Store``."""
        return self._history.load_part(number, name)

    def remove_volume(self, number: int) -> None:
        """Forget a volume, durably."""
        self.check()
        self._fence.check()
        self._history.remove([number])

    def close(self) -> None:
        """Write what is buffered, then let go of everything. Harmless when repeated.

        Raises:
            StorageProblem: what was buffered could not be written; everything is let go of all the same.
        """
        try:
            if self._log.pending_bytes:
                self.flush()
            self._write_index(1)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of everything at once, as a dying process would: what is buffered is lost."""
        self._log.close()
        self.index.close()
        self._lock.release()


__all__ = ["DEFAULT_OPTIONS", "FileStore", "StorageProblem", "create_store", "open_store"]

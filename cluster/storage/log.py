"""The append-only log: a buffer, and groups of entries written and synced at once."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from actors.host import Entry, StorageProblem
from cluster.storage.files import Files, Handle
from cluster.storage.identity import Fence, Mark
from cluster.storage.problems import problem_of, told
from cluster.storage.reader import LogReader
from cluster.storage.record import (
    BEGINS_GROUP,
    DATA_BYTES_MAX,
    HEADER_BYTES,
    PLAIN,
    SEAL,
    header_for,
    padding_of,
    size_of,
)
from cluster.storage.recover import Recovered
from cluster.storage.segment import Segment, create_segment


@dataclass(frozen=True, slots=True)
class LogOptions:
    """Sizes in bytes.

    ``segment_bytes``: each segment file (a larger entry gets a segment of its own size).
    ``group_bytes_max``: most that one sync writes (a larger entry goes alone).
    ``pending_bytes_max``: most that is buffered; an append beyond it writes first.
    """

    segment_bytes: int = 64 << 20
    group_bytes_max: int = 32 << 20
    pending_bytes_max: int = 256 << 20


class _Pending:
    """An entry that is not yet durable."""

    __slots__ = ("data", "kind", "position", "segment", "size")

    def __init__(self, position: int, kind: int, data: bytes | memoryview, segment: Segment) -> None:
        self.position = position
        self.kind = kind
        self.data = data
        self.segment = segment
        self.size = size_of(len(data))


class Log:
    """The log of one store.

    ``append`` may run in one thread while ``flush_group`` runs in another: a group is taken from the buffer,
    written and synced outside the buffer's lock, and only then leaves the buffer.
    """

    def __init__(
        self, files: Files, directory: str, options: LogOptions, fence: Fence, state: Recovered
    ) -> None:
        """Go on where ``state`` ends."""
        self.options = options
        self.reader = LogReader(files, state)
        self._files = files
        self._directory = directory
        self._fence = fence
        self._state = state
        self._end = state.end
        self._pending: deque[_Pending] = deque()
        self._buffered: dict[int, _Pending] = {}
        self._pending_bytes = 0
        self._failure: StorageProblem | None = None
        self._buffer_lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._writing: tuple[Segment, Handle] | None = None
        self._fresh: set[int] = set()

    @property
    def oldest(self) -> int:
        """Position of the oldest entry kept."""
        return self._state.segments[0].base

    @property
    def end(self) -> int:
        """Position that the next entry will get."""
        return self._end

    @property
    def durable_end(self) -> int:
        """Position after the last durable entry."""
        return self._state.end

    @property
    def pending_bytes(self) -> int:
        """Bytes appended and not yet durable."""
        return self._pending_bytes

    def check(self) -> None:
        """Return when the log can still be written.

        Raises:
            StorageProblem: an earlier write or sync failed (of the same kind as that failure).
        """
        if self._failure is not None:
            raise type(self._failure)(*self._failure.args)

    def append(self, kind: int, data: bytes | memoryview) -> int:
        """Buffer an entry; see ``actors.host.Store.append``. Hashing and writing wait for the flush."""
        if len(data) > DATA_BYTES_MAX:
            raise ValueError(f"an entry of {len(data)} bytes; at most {DATA_BYTES_MAX} fit, split it")
        assert 0 <= kind < 1 << 16, kind
        size = size_of(len(data))
        if self._pending_bytes and self._pending_bytes + size > self.options.pending_bytes_max:
            self.flush()
        with self._buffer_lock:
            self.check()
            pending = _Pending(self._end, kind, data, self._segment_with_room(size))
            self._buffered[pending.position] = pending
            self._pending.append(pending)
            self._pending_bytes += size
            self._end += size
            return pending.position

    def _segment_with_room(self, size: int) -> Segment:
        last = self._state.segments[-1]
        if self._end - last.base + size <= last.size:
            return last
        self._fence.check()
        bytes_ = max(size, self.options.segment_bytes)
        segment = create_segment(self._files, self._directory, last.number + 1, self._end, bytes_)
        self._fresh.add(segment.number)
        self._state.segments.append(segment)
        return segment

    def flush(self) -> None:
        """Make everything appended before this call durable, group after group.

        Raises:
            StorageProblem: it cannot; the log takes nothing more, what was durable stays readable.
        """
        target = self._end
        self.check()
        while self.durable_end < target:
            self.flush_group()

    def flush_group(self) -> None:
        """Write and sync one bounded group of what is buffered; nothing buffered, nothing done.

        Raises:
            StorageProblem: as :meth:`flush`.
        """
        with self._write_lock:
            self.check()
            group = self._take()
            if not group:
                return
            try:
                chain = self._write(group)
            except OSError as error:
                self._failure = problem_of(error, group[0].segment.path)
                raise self._failure from error
            except StorageProblem as error:
                self._failure = error
                raise
            self._settle(group, chain)

    def _take(self) -> list[_Pending]:
        """The longest beginning of the buffer that lies in one segment and within the bound."""
        group: list[_Pending] = []
        size = 0
        with self._buffer_lock:
            for pending in self._pending:
                size += pending.size
                if group and (pending.segment is not group[0].segment or size > self.options.group_bytes_max):
                    break
                group.append(pending)
        return group

    def _write(self, group: list[_Pending]) -> bytes:
        """Write the group, sync it, seal it. Returns the checksum of its last entry."""
        self._fence.check()
        segment = group[0].segment
        handle = self._handle(segment)
        buffers: list[bytes | memoryview] = []
        chain, flags = self._state.chain, BEGINS_GROUP
        for pending in group:
            header = header_for(pending.kind, flags, pending.position, chain, pending.data)
            chain, flags = header[-8:], PLAIN
            buffers += (header, pending.data, padding_of(len(pending.data)))
        handle.write(group[0].position - segment.base, buffers)
        self._fence.check()
        handle.sync()
        if segment.number in self._fresh:
            self._files.sync_directory(f"{self._directory}/log")
            self._fresh.discard(segment.number)
        self._seal(handle, segment, group[-1].position + group[-1].size, chain)
        return chain

    def _seal(self, handle: Handle, segment: Segment, end: int, chain: bytes) -> None:
        """Say after the group that it was synced; unsynced itself, it costs no wait."""
        if end - segment.base + HEADER_BYTES <= segment.size:
            handle.write(end - segment.base, [header_for(0, SEAL, end, chain, b"")])

    def _handle(self, segment: Segment) -> Handle:
        if self._writing is None or self._writing[0] is not segment:
            if self._writing is not None:
                self._writing[1].close()
            self._writing = (segment, self._files.open(segment.path, write=True))
        return self._writing[1]

    def _settle(self, group: list[_Pending], chain: bytes) -> None:
        with self._buffer_lock:
            self._state.chain = chain
            self._state.end = group[-1].position + group[-1].size
            for pending in group:
                self._pending.popleft()
                self._pending_bytes -= pending.size
                del self._buffered[pending.position]

    def read(self, position: int) -> Entry:
        """One entry, verified; see ``actors.host.Store.read``."""
        pending = self._buffered.get(position)
        if pending is not None:
            return Entry(position, pending.kind, bytes(pending.data))
        return self.reader.read(position)

    def scan(self, start: int = 0) -> Iterator[Entry]:
        """Entries from ``start`` on, verified, in order; see ``actors.host.Store.scan``."""
        position = max(start, self.oldest)
        while True:
            while position < (stop := self.durable_end):
                yield from self.reader.scan(position, stop)
                position = stop
            with self._buffer_lock:
                waiting = [pending for pending in self._pending if pending.position >= position]
            if not waiting:
                return
            for pending in waiting:
                yield Entry(pending.position, pending.kind, bytes(pending.data))
            position = waiting[-1].position + waiting[-1].size

    def cut(self, position: int) -> None:
        """Remove segments that end at or before ``position``; see ``actors.host.Store.cut``.

        The segment with the newest durable entry always stays.
        """
        segments = self._state.segments
        with self._write_lock, told(f"{self._directory}/log"):
            self.check()
            limit = min(position, self.durable_end - 1)
            gone = bisect_right(segments, limit, key=lambda segment: segment.base) - 1
            if gone <= 0:
                self._fence.check()
                return
            self._fence.advance(
                Mark(
                    self._fence.generation,
                    self.durable_end,
                    self._state.chain,
                    segments[gone].number,
                    segments[gone].base,
                )
            )
            for segment in segments[:gone]:
                self._files.remove(segment.path)
            with self._buffer_lock:
                del segments[:gone]
                self._state.damages = [one for one in self._state.damages if one.position >= self.oldest]
            self._files.sync_directory(f"{self._directory}/log")

    def close(self) -> None:
        """Let go of files; what is buffered is dropped."""
        with self._write_lock:
            if self._failure is None:
                self._failure = StorageProblem(f"{self._directory} is closed; open it again")
            if self._writing is not None:
                self._writing[1].close()
                self._writing = None

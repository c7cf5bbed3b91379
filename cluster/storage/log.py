"""The append-only log: a buffer, groups of entries written and synced at once, verified reads."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from actors.host import CorruptEntry, Entry, StorageProblem
from cluster.storage.files import Files, Handle
from cluster.storage.identity import Fence
from cluster.storage.problems import problem_of, told
from cluster.storage.record import (
    BEGINS_GROUP,
    CHAIN_START,
    DATA_BYTES_MAX,
    HEADER_BYTES,
    PLAIN,
    SEAL,
    Header,
    header_for,
    padding_of,
    size_of,
)
from cluster.storage.recover import Damage, Recovered
from cluster.storage.segment import Segment, create_segment
from cluster.storage.walk import Bad, Fault, Found, examine, walk
from cluster.storage.window import Window

READ_BYTES = 1 << 16


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

    def __init__(self, position: int, kind: int, data: bytes, segment: Segment) -> None:
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
        self.damages = state.damages
        self._files = files
        self._directory = directory
        self._fence = fence
        self._segments = state.segments
        self._end = state.end
        self._durable_end = state.end
        self._chain = state.chain
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
        return self._segments[0].base

    @property
    def end(self) -> int:
        """Position that the next entry will get."""
        return self._end

    @property
    def durable_end(self) -> int:
        """Position after the last durable entry."""
        return self._durable_end

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

    def append(self, kind: int, data: bytes) -> int:
        """Buffer an entry; see ``actors.host.Store.append``. Hashing and writing wait for the flush."""
        if len(data) > DATA_BYTES_MAX:
            raise ValueError(f"an entry of {len(data)} bytes; at most {DATA_BYTES_MAX} fit, split it")
        assert 0 <= kind < 1 << 16, kind
        size = size_of(len(data))
        if self._pending_bytes and self._pending_bytes + size > self.options.pending_bytes_max:
            self.flush()
        with self._buffer_lock:
            self.check()
            segment = self._segment_with_room(size)
            pending = _Pending(self._end, kind, data, segment)
            self._buffered[self._end] = pending
            self._pending.append(pending)
            self._pending_bytes += size
            self._end += size
            return pending.position

    def _segment_with_room(self, size: int) -> Segment:
        last = self._segments[-1]
        if self._end - last.base + size <= last.size:
            return last
        self._fence.check()
        bytes_ = max(size, self.options.segment_bytes)
        segment = create_segment(self._files, self._directory, last.number + 1, self._end, bytes_)
        self._fresh.add(segment.number)
        self._segments.append(segment)
        return segment

    def flush(self) -> None:
        """Make everything appended before this call durable, group after group.

        Raises:
            StorageProblem: it cannot; the log takes nothing more, what was durable stays readable.
        """
        target = self._end
        self.check()
        while self._durable_end < target:
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
        with self._buffer_lock:
            waiting = list(islice(self._pending, None))
        group: list[_Pending] = []
        size = 0
        for pending in waiting:
            other = group and pending.segment is not group[0].segment
            if other or (group and size + pending.size > self.options.group_bytes_max):
                break
            group.append(pending)
            size += pending.size
        return group

    def _write(self, group: list[_Pending]) -> bytes:
        """Write the group, sync it, seal it. Returns the checksum of its last entry."""
        self._fence.check()
        segment = group[0].segment
        handle = self._handle(segment)
        buffers: list[bytes | memoryview] = []
        chain, flags = self._chain, BEGINS_GROUP
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
            self._chain = chain
            self._durable_end = group[-1].position + group[-1].size
            for pending in group:
                self._pending.popleft()
                self._pending_bytes -= pending.size
                del self._buffered[pending.position]

    def _segment_at(self, position: int) -> Segment | None:
        index = bisect_right(self._segments, position, key=lambda segment: segment.base) - 1
        while index > 0 and self._segments[index - 1].base == position:
            index -= 1
        return self._segments[index] if index >= 0 else None

    def _used(self, segment: Segment) -> int:
        """Bytes of ``segment`` that hold durable entries."""
        index = segment.number - self._segments[0].number
        if index + 1 < len(self._segments):
            return min(self._segments[index + 1].base, self._durable_end) - segment.base
        return self._durable_end - segment.base

    def read(self, position: int) -> Entry:
        """One entry, verified; see ``actors.host.Store.read``."""
        pending = self._buffered.get(position)
        if pending is not None:
            return Entry(position, pending.kind, pending.data)
        segment = self._segment_at(position)
        if segment is None or position >= self._durable_end:
            raise KeyError(position)
        with told(segment.path):
            handle = self._files.open(segment.path)
            try:
                window = Window(handle, self._used(segment), READ_BYTES)
                return self._read_from(window, segment, position)
            finally:
                handle.close()

    def _read_from(self, window: Window, segment: Segment, position: int) -> Entry:
        offset = position - segment.base
        found = examine(window, offset, position, None)
        if isinstance(found, Found) and found.header.flags != SEAL:
            return Entry(position, found.header.kind, bytes(found.data))
        for step in walk(window, segment.base, None, full=True):
            if step.offset >= offset:
                if step.offset == offset and isinstance(step, Bad):
                    reason = found.reason if isinstance(found, Fault) else step.reason
                    raise CorruptEntry(segment.path, offset, position, reason)
                break
        raise KeyError(position)

    def scan(self, start: int = 0) -> Iterator[Entry]:
        """Entries from ``start`` on, verified, in order; see ``actors.host.Store.scan``."""
        position = max(start, self.oldest)
        while position < self._durable_end:
            segment = self._segment_at(position)
            if segment is None:
                return
            stop = segment.base + self._used(segment)
            yield from self._scan_segment(segment, position, stop)
            position = max(position, stop)
        while position < self._end:
            pending = self._buffered.get(position)
            entry = (
                Entry(position, pending.kind, pending.data) if pending is not None else self.read(position)
            )
            yield entry
            position += size_of(len(entry.data))

    def _scan_segment(self, segment: Segment, start: int, stop: int) -> Iterator[Entry]:
        with told(segment.path):
            handle = self._files.open(segment.path)
        try:
            window = Window(handle, stop - segment.base)
            first = start - segment.base
            if not isinstance(examine(window, first, start, None), Found):
                first = 0
            for step in walk(window, segment.base, None, first, full=True):
                position = segment.base + step.offset
                if position < start:
                    continue
                if isinstance(step, Bad):
                    raise CorruptEntry(segment.path, step.offset, position, step.reason)
                yield Entry(position, step.header.kind, bytes(step.data))
        finally:
            handle.close()

    def cut(self, position: int) -> None:
        """Remove segments that end at or before ``position``; see ``actors.host.Store.cut``."""
        with self._write_lock, told(f"{self._directory}/log"):
            self.check()
            self._fence.check()
            removed = False
            while len(self._segments) > 1 and self._segments[1].base <= min(position, self._durable_end - 1):
                self._files.remove(self._segments[0].path)
                del self._segments[0]
                removed = True
            if removed:
                self.damages = [damage for damage in self.damages if damage.position >= self.oldest]
                self._files.sync_directory(f"{self._directory}/log")

    def damage_at(self, position: int) -> Damage | None:
        """What is known to be damaged at ``position``, looking at the disk again when nothing was known."""
        known = next((damage for damage in self.damages if damage.position == position), None)
        return known or self._new_damage(position)

    def _new_damage(self, position: int) -> Damage | None:
        """Damage that came after the log was opened."""
        segment = self._segment_at(position)
        if segment is None or position >= self._durable_end:
            return None
        used = self._used(segment)
        bad, expected = None, None
        with told(segment.path):
            handle = self._files.open(segment.path)
            try:
                for step in walk(Window(handle, used), segment.base, None, full=True):
                    if bad is not None:
                        expected = step.header.previous if isinstance(step, Found) else None
                        break
                    if isinstance(step, Bad) and segment.base + step.offset == position:
                        bad = step
            finally:
                handle.close()
        if bad is None:
            return None
        length = (used if bad.end is None else bad.end) - bad.offset
        if bad.end is None:
            expected = self._previous_at(position + length)
        return Damage(position, length, segment.path, bad.offset, bad.reason, expected)

    def _previous_at(self, position: int) -> bytes | None:
        """What the intact entry at ``position`` says was the checksum before it (or the log's own end)."""
        if position == self._durable_end:
            return self._chain
        header = self._header_at(position)
        return None if header is None else header.previous

    def _header_at(self, position: int) -> Header | None:
        segment = self._segment_at(position)
        if segment is None or position >= self._durable_end:
            return None
        with told(segment.path):
            handle = self._files.open(segment.path)
            try:
                window = Window(handle, self._used(segment), READ_BYTES)
                found = examine(window, position - segment.base, position, None)
            finally:
                handle.close()
        return found.header if isinstance(found, Found) else None

    def checksum_before(self, position: int) -> bytes | None:
        """Checksum of the intact entry that ends at ``position``, or None when it is not intact."""
        if position == 0:
            return CHAIN_START
        segment = self._segment_at(position - 1)
        if segment is None:
            return None
        with told(segment.path):
            handle = self._files.open(segment.path)
            try:
                window = Window(handle, self._used(segment))
                for step in walk(window, segment.base, None, full=True):
                    if isinstance(step, Found) and segment.base + step.end == position:
                        return step.header.checksum
            finally:
                handle.close()
        return None

    def repaired(self, damage: Damage, size: int) -> None:
        """Note that the first ``size`` bytes of ``damage`` are as they were."""
        self.damages = [other for other in self.damages if other.position != damage.position]
        if size < damage.length:
            left = Damage(
                damage.position + size,
                damage.length - size,
                damage.file,
                damage.offset + size,
                damage.reason,
                damage.expected,
            )
            self.damages = sorted([*self.damages, left], key=lambda other: other.position)

    def close(self) -> None:
        """Let go of files; what is buffered is dropped."""
        if self._failure is None:
            self._failure = StorageProblem(f"{self._directory} is closed; open it again")
        with self._write_lock:
            if self._writing is not None:
                self._writing[1].close()
                self._writing = None

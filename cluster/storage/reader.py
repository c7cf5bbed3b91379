"""Verified reads of what is durable in a log."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager

from actors.host import CorruptEntry, Entry
from cluster.storage.files import Files
from cluster.storage.problems import told
from cluster.storage.record import SEAL
from cluster.storage.recover import Recovered
from cluster.storage.segment import Segment
from cluster.storage.walk import Bad, Fault, Found, examine, walk
from cluster.storage.window import CHUNK_BYTES, Window

READ_BYTES = 1 << 16


class LogReader:
    """Reads the log that ``state`` describes; opens each file anew, so that it never disturbs the writer."""

    __slots__ = ("_files", "_state")

    def __init__(self, files: Files, state: Recovered) -> None:
        """Read what ``state`` says is durable, as it grows."""
        self._files = files
        self._state = state

    def segment_at(self, position: int) -> Segment | None:
        """The segment that holds durable ``position``, or None."""
        segments = self._state.segments
        index = bisect_right(segments, position, key=lambda segment: segment.base) - 1
        return segments[index] if index >= 0 and position < self._state.end else None

    @contextmanager
    def window(self, segment: Segment, chunk: int = CHUNK_BYTES) -> Iterator[Window]:
        """The durable part of a segment.

        Raises:
            StorageProblem: it cannot be opened or read.
        """
        later = [other.base for other in self._state.segments if other.number == segment.number + 1]
        used = min([self._state.end, *later]) - segment.base
        with told(segment.path):
            handle = self._files.open(segment.path)
            try:
                yield Window(handle, used, chunk)
            finally:
                handle.close()

    def steps(self, segment: Segment, start: int = 0) -> Iterator[Found | Bad]:
        """Every entry, and every stretch without one, from offset ``start`` on."""
        with self.window(segment) as window:
            for step in walk(window, segment.base, None, start, full=True):
                if isinstance(step, Bad) and step.end is None:
                    step = step._replace(end=window.size)
                yield step

    def read(self, position: int) -> Entry:
        """One entry, verified; see ``actors.host.Store.read``."""
        found = self.look(position)
        if isinstance(found, Found) and found.header.flags != SEAL:
            return Entry(position, found.header.kind, bytes(found.data))
        segment = self.segment_at(position)
        for step in self.steps(segment) if segment is not None else ():
            if isinstance(step, Bad) and segment is not None and segment.base + step.offset == position:
                reason = found.reason if isinstance(found, Fault) else step.reason
                raise CorruptEntry(segment.path, step.offset, position, reason)
        raise KeyError(position)

    def look(self, position: int) -> Found | Fault | None:
        """What is on disk at ``position``: an entry, something else, or nothing."""
        segment = self.segment_at(position)
        if segment is None:
            return None
        with self.window(segment, READ_BYTES) as window:
            return examine(window, position - segment.base, position, None)

    def scan(self, start: int, stop: int) -> Iterator[Entry]:
        """Entries that begin at ``start`` or after it, and before ``stop``."""
        position = start
        while position < stop and (segment := self.segment_at(position)) is not None:
            whole = isinstance(self.look(position), Found)
            for step in self.steps(segment, position - segment.base if whole else 0):
                at = segment.base + step.offset
                if at >= stop:
                    return
                if at >= start and isinstance(step, Bad):
                    raise CorruptEntry(segment.path, step.offset, at, step.reason)
                if at >= start and isinstance(step, Found):
                    yield Entry(at, step.header.kind, bytes(step.data))
                position = segment.base + (step.end or 0)

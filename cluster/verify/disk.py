"""One party's directory, read only: where an entry lies, and its data again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from actors.host import Entry, StorageProblem
from cluster.storage.audit import audit_identity, audit_log
from cluster.storage.files import OsFiles
from cluster.storage.identity import LAYOUT_VERSION, Identity, Mark, read_small
from cluster.storage.problems import EmptyStore, MissingStore, NotAStore, OtherVersion, told
from cluster.storage.record import HEADER_BYTES, parse
from cluster.storage.segment import segment_numbers, segment_path


class Disk:
    """Reads a store's files. Takes no lock and writes nothing, so it works beside a running party."""

    def __init__(self, directory: Path) -> None:
        """Read the store in ``directory``.

        Raises:
            MissingStore, EmptyStore, NotAStore, NoPermission: there is no store to read.
        """
        self.files = OsFiles()
        self.directory = str(directory)
        with told(self.directory):
            if not self.files.exists(self.directory):
                raise MissingStore(f"{directory} does not exist; name the directory of a node")
            if not directory.is_dir():
                raise NotAStore(f"{directory} is a file; name the directory of a node")
            if not self.files.list(self.directory):
                raise EmptyStore(f"{directory} is empty; is its disk mounted?")
            if not self.files.exists(f"{self.directory}/IDENTITY"):
                raise NotAStore(
                    f"{directory} holds no IDENTITY, so it is no party's directory; name one party's directory, "
                    "or the market's directory with the parties' directories in it"
                )
        self._bases: list[tuple[int, str]] = []

    def identity(self) -> Identity:
        """Whose directory it is.

        Raises:
            OtherVersion: another release wrote it. StorageProblem: IDENTITY is damaged or cannot be read.
        """
        found = audit_identity(self.files, self.directory)
        if found.version != LAYOUT_VERSION:
            raise OtherVersion(
                f"{self.directory} has layout version {found.version}, this release reads {LAYOUT_VERSION}; "
                "use the release that wrote it"
            )
        return found

    def entries(self) -> Iterator[Entry]:
        """Every log entry, verified byte by byte; see :func:`cluster.storage.audit.audit_log`."""
        return audit_log(self.files, self.directory)

    def mark(self) -> Mark:
        """What ``GENERATION`` says: how far the log was durable, and where it begins.

        Raises:
            DamagedFile: its bytes changed. StorageProblem: it cannot be read.
        """
        return read_small(self.files, f"{self.directory}/GENERATION", Mark)

    def segments(self) -> list[str]:
        """Paths of the log's segments, oldest first.

        Raises:
            SegmentMissing: one that ought to be there is not. DamagedFile: GENERATION is damaged.
        """
        numbers = segment_numbers(self.files, self.directory, self.mark().first)
        return [segment_path(self.directory, number) for number in numbers]

    @property
    def is_whole(self) -> bool:
        """Whether the log still begins with its first entry."""
        return self.mark().oldest == 0

    def log_bytes(self) -> int:
        """Bytes of all log segments, used or not: the measure of progress."""
        return sum(self._size(path) for path in self.segments())

    def place(self, position: int) -> tuple[str, int]:
        """File of the entry at ``position``, and the byte in it where the entry begins."""
        at = bisect_right(self._bases, position, key=lambda pair: pair[0]) - 1
        if at < 0 or at == len(self._bases) - 1:
            self._bases = list(self._survey())
            at = bisect_right(self._bases, position, key=lambda pair: pair[0]) - 1
        if at < 0:
            raise StorageProblem(f"{self.directory}: log position {position} is no longer there")
        base, path = self._bases[at]
        return path, position - base

    def read(self, position: int, length: int) -> bytes:
        """The ``length`` data bytes of the entry at ``position`` again."""
        path, offset = self.place(position)
        return self.read_file(path, offset + HEADER_BYTES, length)

    def read_file(self, path: str, offset: int, length: int) -> bytes:
        """``length`` bytes of a file."""
        with told(path):
            handle = self.files.open(path)
            try:
                return handle.read(offset, length)
            finally:
                handle.close()

    def _size(self, path: str) -> int:
        with told(path):
            handle = self.files.open(path)
            try:
                return handle.size()
            finally:
                handle.close()

    def _survey(self) -> Iterator[tuple[int, str]]:
        """(log position of its first byte, path) of every segment that holds entries."""
        for path in self.segments():
            head = self.read_file(path, 0, HEADER_BYTES)
            if len(head) == HEADER_BYTES and any(head):
                yield parse(head).position, path

"""Snapshots: a party's state at a moment, whole or not at all.

File = magic, length of head u4, head (canonical bytes), digest of head, then the parts one after another.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.digest import DIGEST_BYTES, tagged
from cluster.storage.files import Files, Handle
from cluster.storage.identity import replace_file
from cluster.storage.problems import CorruptSnapshot, told

MAGIC = b"LJS1"
SUFFIX = ".snap"
KEPT = 2
"""How many snapshots stay: the newest, and one to fall back on."""
_PREFIX = struct.Struct("<4sI")
HEAD_BYTES_MAX = 1 << 20


class SnapshotPart(Canonical):
    """A named part: its length in bytes and its digest."""

    name: str
    length: int
    digest: bytes


class SnapshotHead(Canonical):
    """What a snapshot file holds, in order."""

    number: int
    parts: tuple[SnapshotPart, ...]


class Snapshots:
    """The snapshots of one store."""

    __slots__ = ("_directory", "_files")

    def __init__(self, files: Files, directory: str) -> None:
        """Keep snapshots in ``directory``/snapshots."""
        self._files = files
        self._directory = f"{directory}/snapshots"

    def numbers(self) -> list[int]:
        """Numbers of the snapshots that are there, intact or not, ascending."""
        with told(self._directory):
            names = self._files.list(self._directory)
        stems = [name[: -len(SUFFIX)] for name in names if name.endswith(SUFFIX)]
        return sorted(int(stem) for stem in stems if stem.isdecimal())

    def path(self, number: int) -> str:
        """Path of snapshot ``number``."""
        return f"{self._directory}/{number:010d}{SUFFIX}"

    def write(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a snapshot durably and atomically, then drop all but the newest two.

        Raises:
            StorageFull, StorageProblem: it cannot; those before stay.
        """
        described = tuple(SnapshotPart(name, len(data), tagged("part", data)) for name, data in parts.items())
        head = encode(SnapshotHead(number, described))
        assert len(head) <= HEAD_BYTES_MAX, len(head)
        start = [_PREFIX.pack(MAGIC, len(head)), head, tagged("snapshot", head)]
        replace_file(self._files, self._directory, f"{number:010d}{SUFFIX}", [*start, *parts.values()])
        with told(self._directory):
            for old in self.numbers()[:-KEPT]:
                self._files.remove(self.path(old))
            self._files.sync_directory(self._directory)

    def newest(self) -> tuple[int, dict[str, bytes]] | None:
        """The newest intact snapshot, or None."""
        for number in reversed(self.numbers()):
            try:
                return number, self.load(number)
            except CorruptSnapshot:
                continue
        return None

    def load(self, number: int) -> dict[str, bytes]:
        """The parts of snapshot ``number``, verified.

        Raises:
            CorruptSnapshot: its bytes changed. StorageProblem: it is not there or cannot be read.
        """
        path = self.path(number)
        with told(path):
            handle = self._files.open(path)
            try:
                return dict(_parts(handle, path, number))
            finally:
                handle.close()


def _parts(handle: Handle, path: str, number: int) -> Iterator[tuple[str, bytes]]:
    head, offset = _head(handle, path)
    if head.number != number:
        raise CorruptSnapshot(path, 0, f"it is snapshot {head.number} under another name")
    for part in head.parts:
        data = handle.read(offset, part.length)
        if tagged("part", data) != part.digest:
            raise CorruptSnapshot(path, offset, f"part {part.name!r} is not as it was written")
        yield part.name, data
        offset += part.length
    if handle.size() != offset:
        raise CorruptSnapshot(path, offset, "bytes after the last part")


def _head(handle: Handle, path: str) -> tuple[SnapshotHead, int]:
    prefix = handle.read(0, _PREFIX.size)
    magic, length = _PREFIX.unpack(prefix) if len(prefix) == _PREFIX.size else (b"", 0)
    if magic != MAGIC or length > HEAD_BYTES_MAX:
        raise CorruptSnapshot(path, 0, "this is not the beginning of a snapshot")
    data = handle.read(_PREFIX.size, length + DIGEST_BYTES)
    body, digest = data[:length], data[length:]
    try:
        if tagged("snapshot", body) == digest:
            return decode(body, SnapshotHead, HEAD_BYTES_MAX), _PREFIX.size + length + DIGEST_BYTES
    except MalformedBytes:
        pass
    raise CorruptSnapshot(path, len(MAGIC), "its list of parts is not as it was written")

"""Numbered files of named parts, each with its digest: whole or not at all.

File = magic, length of head u4, head (canonical bytes), digest of head, then the parts one after another.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from actors.base.canonical import Canonical, MalformedBytes, decode, encode
from actors.base.digest import DIGEST_BYTES, tagged
from actors.host import CorruptFile
from cluster.storage.files import Files, Handle
from cluster.storage.identity import replace_file
from cluster.storage.problems import told

MAGIC: Final = b"LJS1"
_PREFIX: Final = struct.Struct("<4sI")
HEAD_BYTES_MAX: Final = 1 << 20


class FilePart(Canonical):
    """A named part: its length in bytes and its digest."""

    name: str
    length: int
    digest: bytes


class FileHead(Canonical):
    """What a file holds, in order."""

    number: int
    parts: tuple[FilePart, ...]


class PartFiles:
    """The files of one kind of one store: ``directory``/``kind``/number.``suffix``."""

    __slots__ = ("_directory", "_files", "_suffix")

    def __init__(self, files: Files, directory: str, kind: str, suffix: str) -> None:
        """Keep them there; the directory is made when the first one is written, if it is absent."""
        self._files = files
        self._directory = f"{directory}/{kind}"
        self._suffix = f".{suffix}"

    def numbers(self) -> list[int]:
        """Numbers of the files that are there, intact or not, ascending."""
        with told(self._directory):
            if not self._files.exists(self._directory):
                return []
            names = self._files.list(self._directory)
        stems = [name[: -len(self._suffix)] for name in names if name.endswith(self._suffix)]
        return sorted(int(stem) for stem in stems if stem.isdecimal())

    def path(self, number: int) -> str:
        """Path of file ``number``."""
        return f"{self._directory}/{number:010d}{self._suffix}"

    def write(self, number: int, parts: Mapping[str, bytes]) -> None:
        """Write a file durably and atomically; one of this number that is there is replaced.

        Raises:
            StorageFull, StorageProblem: it cannot; what was there stays.
        """
        described = tuple(FilePart(name, len(data), tagged("part", data)) for name, data in parts.items())
        head = encode(FileHead(number, described))
        assert len(head) <= HEAD_BYTES_MAX, len(head)
        start = [_PREFIX.pack(MAGIC, len(head)), head, tagged("snapshot", head)]
        with told(self._directory):
            self._files.make_directory(self._directory)
        name = f"{number:010d}{self._suffix}"
        replace_file(self._files, self._directory, name, [*start, *parts.values()])

    def remove(self, numbers: Collection[int]) -> None:
        """Forget these files, durably."""
        with told(self._directory):
            for number in numbers:
                self._files.remove(self.path(number))
            self._files.sync_directory(self._directory)

    def size(self, number: int) -> int:
        """Bytes of file ``number``."""
        with self._opened(number) as handle:
            return handle.size()

    def load(self, number: int) -> dict[str, bytes]:
        """The parts of file ``number``, verified.

        Raises:
            CorruptFile: its bytes changed. StorageProblem: it is not there or cannot be read.
        """
        with self._opened(number) as handle:
            return dict(_parts(handle, self.path(number), number))

    def load_part(self, number: int, name: str) -> bytes:
        """One part of file ``number``, verified; the rest is not looked at.

        Raises:
            CorruptFile: its bytes changed, or it has no such part. StorageProblem: it cannot be read.
        """
        path = self.path(number)
        with self._opened(number) as handle:
            for part, offset in _listed(handle, path, number):
                if part.name == name:
                    return _verified(handle, path, part, offset)
        raise CorruptFile(path, 0, f"it has no part {name!r}")

    @contextmanager
    def _opened(self, number: int) -> Iterator[Handle]:
        path = self.path(number)
        with told(path):
            handle = self._files.open(path)
            try:
                yield handle
            finally:
                handle.close()


def _parts(handle: Handle, path: str, number: int) -> Iterator[tuple[str, bytes]]:
    end = 0
    for part, offset in _listed(handle, path, number):
        yield part.name, _verified(handle, path, part, offset)
        end = offset + part.length
    if end and handle.size() != end:
        raise CorruptFile(path, end, "bytes after the last part")


def _listed(handle: Handle, path: str, number: int) -> Iterator[tuple[FilePart, int]]:
    """Each part and where it begins, by the file's own list."""
    head, offset = _head(handle, path)
    if head.number != number:
        raise CorruptFile(path, 0, f"it is number {head.number} under another name")
    for part in head.parts:
        yield part, offset
        offset += part.length


def _verified(handle: Handle, path: str, part: FilePart, offset: int) -> bytes:
    data = handle.read(offset, part.length)
    if tagged("part", data) != part.digest:
        raise CorruptFile(path, offset, f"part {part.name!r} is not as it was written")
    return data


def _head(handle: Handle, path: str) -> tuple[FileHead, int]:
    prefix = handle.read(0, _PREFIX.size)
    magic, length = _PREFIX.unpack(prefix) if len(prefix) == _PREFIX.size else (b"", 0)
    if magic != MAGIC or length > HEAD_BYTES_MAX:
        raise CorruptFile(path, 0, "this is not the beginning of such a file")
    data = handle.read(_PREFIX.size, length + DIGEST_BYTES)
    body, digest = data[:length], data[length:]
    try:
        if tagged("snapshot", body) == digest:
            return decode(body, FileHead, HEAD_BYTES_MAX), _PREFIX.size + length + DIGEST_BYTES
    except MalformedBytes:
        pass
    raise CorruptFile(path, len(MAGIC), "its list of parts is not as it was written")

"""Files of named parts, read by an audit: the first wrong byte is named where it can be found."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from actors.base.canonical import MalformedBytes, decode
from actors.base.digest import DIGEST_BYTES
from actors.host import CorruptFile
from cluster.storage.part_files import HEAD_BYTES_MAX, FileHead, FilePart, PartFiles
from cluster.verify.disk import Disk
from cluster.verify.pinpoint import wrong_byte, wrong_byte_of_start
from cluster.verify.report import Wrong

_PREFIX = struct.Struct("<4sI")
START_BYTES = 1 << 16
"""As much of a file's beginning as is searched for a wrong byte in its list of parts."""


class AuditedFiles:
    """The files of one kind; ``step`` is what a report calls them, ``noun`` what a sentence calls one."""

    def __init__(self, disk: Disk, files: PartFiles, step: str, noun: str) -> None:
        """Read ``files`` of ``disk``."""
        self._disk = disk
        self._files = files
        self._step = step
        self._noun = noun

    def numbers(self) -> list[int]:
        """Numbers of the files that are there, ascending."""
        return self._files.numbers()

    def path(self, number: int) -> str:
        """File of this number."""
        return self._files.path(number)

    def load(self, number: int) -> dict[str, bytes]:
        """The parts of a file.

        Raises:
            Wrong: its bytes changed.
        """
        path = self.path(number)
        try:
            return self._files.load(number)
        except CorruptFile as problem:
            reason = str(problem).removeprefix(f"{problem.file}: byte {problem.offset}: ")
            raise self.wrong(number, reason, self._wrong_byte(path, problem.offset)) from None

    def wrong(self, number: int, reason: str, offset: int = 0) -> Wrong:
        """What to raise about a file."""
        return Wrong(
            self._step, reason, entry=f"{self._noun} {number}", file=self.path(number), offset=offset
        )

    def offset(self, number: int, part: str) -> int:
        """Where a part begins, as the file's list says; 0 where it says nothing."""
        return next((offset for one, offset in self.parts(number) if one.name == part), 0)

    def parts(self, number: int) -> Iterator[tuple[FilePart, int]]:
        """Each part of a file and where it begins, as its list says; nothing if that is broken."""
        return self._parts(self.path(number))

    def _wrong_byte(self, path: str, known: int) -> int:
        """The wrong byte of a file whose wrong part begins at ``known``, when it is one and can be found."""
        if known <= _PREFIX.size:
            found = wrong_byte_of_start(self._disk.read_file(path, 0, START_BYTES))
            return known if found is None else found
        for part, offset in self._parts(path):
            if offset == known and part.length:
                data = self._disk.read_file(path, offset, part.length)
                found = wrong_byte(data, "part", part.digest)
                return known if found is None else known + found
        return known

    def _parts(self, path: str) -> Iterator[tuple[FilePart, int]]:
        start = self._disk.read_file(path, 0, _PREFIX.size)
        length = _PREFIX.unpack(start)[1] if len(start) == _PREFIX.size else HEAD_BYTES_MAX + 1
        if length > HEAD_BYTES_MAX:
            return
        try:
            head = decode(self._disk.read_file(path, _PREFIX.size, length), FileHead, HEAD_BYTES_MAX)
        except MalformedBytes:
            return
        offset = _PREFIX.size + length + DIGEST_BYTES
        for part in head.parts:
            yield part, offset
            offset += part.length

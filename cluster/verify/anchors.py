"""The snapshots of a store: whole, signed by a quorum, and equal to what the log executes to."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from actors.base.canonical import MalformedBytes, decode
from actors.base.digest import DIGEST_BYTES
from actors.consensus.prefix import Prefix
from actors.parties.node.checkpoints import HEAD_PART, PREFIX_PART, SnapshotHead, why_snapshot_refused
from cluster.storage.problems import CorruptSnapshot
from cluster.storage.snapshots import HEAD_BYTES_MAX, SnapshotPart, Snapshots
from cluster.storage.snapshots import SnapshotHead as FileHead
from cluster.verify.disk import Disk
from cluster.verify.pinpoint import wrong_byte, wrong_byte_of_start
from cluster.verify.report import Wrong, first_difference

_PREFIX = struct.Struct("<4sI")
START_BYTES = 1 << 16
"""As much of a file's beginning as is searched for a wrong byte in its list of parts."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A snapshot whose own proof holds: state after commit ``head.result.number``, under quorum signatures."""

    path: str
    head: SnapshotHead
    parts: dict[str, bytes]

    @property
    def number(self) -> int:
        """Commit after which the state was taken."""
        return self.head.result.number

    @property
    def prefix(self) -> Prefix:
        """The committed prefix right after that commit."""
        return decode(self.parts[PREFIX_PART], Prefix)

    @property
    def image(self) -> dict[str, bytes]:
        """The ledger's part of the snapshot."""
        return {name: data for name, data in self.parts.items() if name != PREFIX_PART}


class Anchors:
    """The snapshots of one store."""

    def __init__(self, disk: Disk, market: bytes) -> None:
        """Snapshots of a store of ``market``."""
        self._disk = disk
        self._market = market
        self._snapshots = Snapshots(disk.files, disk.directory)

    def numbers(self) -> list[int]:
        """Numbers of the snapshots that are there, ascending."""
        return self._snapshots.numbers()

    def path(self, number: int) -> str:
        """File of snapshot ``number``."""
        return self._snapshots.path(number)

    def load(self, number: int) -> Anchor:
        """A snapshot, everything about it that it can prove itself checked.

        Raises:
            Wrong: its bytes changed, or its state is not the one that a quorum signed.
        """
        path, name = self.path(number), f"snapshot {number}"
        try:
            parts = self._snapshots.load(number)
        except CorruptSnapshot as problem:
            reason = str(problem).removeprefix(f"{problem.file}: byte {problem.offset}: ")
            offset = self._wrong_byte(path, problem.offset)
            raise Wrong("snapshots", reason, entry=name, file=path, offset=offset) from None
        try:
            head = decode(parts.pop(HEAD_PART, b""), SnapshotHead)
        except MalformedBytes as problem:
            raise Wrong(
                "snapshots", str(problem), entry=name, file=path, offset=self._offset(path, HEAD_PART)
            ) from None
        faults = why_snapshot_refused(head, parts, self._market)
        if head.result.number != number:
            faults.append(f"it holds the state after commit {head.result.number}")
        if faults:
            raise Wrong("snapshots", "; ".join(faults), entry=name, file=path, offset=0)
        return Anchor(path, head, parts)

    def compare(self, number: int, image: dict[str, bytes]) -> None:
        """Compare the parts of snapshot ``number``, as they are on disk, with what the log executed to.

        Raises:
            Wrong: they differ; names the first wrong byte of the file.
        """
        path = self.path(number)
        for part, offset in self._parts(path):
            if part.name not in image:
                continue
            found = self._disk.read_file(path, offset, part.length)
            at = first_difference(found, image[part.name])
            if at is not None:
                reason = f"part {part.name!r} is not the state that the log executes to"
                raise Wrong("snapshots", reason, entry=f"snapshot {number}", file=path, offset=offset + at)

    def _wrong_byte(self, path: str, known: int) -> int:
        """The wrong byte of a file whose wrong part begins at ``known``, when it is one and can be found."""
        if known <= _PREFIX.size:
            found = wrong_byte_of_start(self._disk.read_file(path, 0, START_BYTES))
            return known if found is None else found
        for part, offset in self._parts(path):
            if offset == known:
                data = self._disk.read_file(path, offset, part.length)
                found = wrong_byte(data, "part", part.digest)
                return known if found is None else known + found
        return known

    def _offset(self, path: str, part: str) -> int:
        return next((offset for one, offset in self._parts(path) if one.name == part), 0)

    def _parts(self, path: str) -> Iterator[tuple[SnapshotPart, int]]:
        """Each part of a snapshot file and where it begins, as its list says; nothing if that is broken."""
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

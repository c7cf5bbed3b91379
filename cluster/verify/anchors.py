"""The snapshots of a store: whole, signed by a quorum, and equal to what the log executes to."""

from __future__ import annotations

from dataclasses import dataclass

from actors.base.canonical import MalformedBytes, decode
from actors.consensus.prefix import Prefix
from actors.parties.node.checkpoints import HEAD_PART, PREFIX_PART, SnapshotHead, why_snapshot_refused
from cluster.storage.snapshots import Snapshots
from cluster.verify.disk import Disk
from cluster.verify.part_files import AuditedFiles
from cluster.verify.report import first_difference


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
        self._files = AuditedFiles(disk, Snapshots(disk.files, disk.directory), "snapshots", "snapshot")

    def numbers(self) -> list[int]:
        """Numbers of the snapshots that are there, ascending."""
        return self._files.numbers()

    def load(self, number: int) -> Anchor:
        """A snapshot, everything about it that it can prove itself checked.

        Raises:
            Wrong: its bytes changed, or its state is not the one that a quorum signed.
        """
        parts = self._files.load(number)
        try:
            head = decode(parts.pop(HEAD_PART, b""), SnapshotHead)
        except MalformedBytes as problem:
            raise self._files.wrong(number, str(problem), self._files.offset(number, HEAD_PART)) from None
        faults = why_snapshot_refused(head, parts, self._market)
        if head.result.number != number:
            faults.append(f"it holds the state after commit {head.result.number}")
        if faults:
            raise self._files.wrong(number, "; ".join(faults))
        return Anchor(self._files.path(number), head, parts)

    def compare(self, number: int, image: dict[str, bytes]) -> None:
        """Compare the parts of snapshot ``number``, as they are on disk, with what the log executed to.

        Raises:
            Wrong: they differ; names the first wrong byte of the file.
        """
        path = self._files.path(number)
        for part, offset in self._files.parts(number):
            if part.name not in image:
                continue
            found = self._disk.read_file(path, offset, part.length)
            at = first_difference(found, image[part.name])
            if at is not None:
                reason = f"part {part.name!r} is not the state that the log executes to"
                raise self._files.wrong(number, reason, offset + at)

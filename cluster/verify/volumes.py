"""The history of a node: every volume whole, and each named by the one behind it, the newest by the state."""

from __future__ import annotations

from actors.base.canonical import MalformedBytes, decode
from actors.ledger.chronicle import VolumeHead
from actors.parties.node.archive import HEAD_PART, unpacked
from cluster.storage.snapshots import history_files
from cluster.verify.disk import Disk
from cluster.verify.part_files import AuditedFiles
from cluster.verify.report import Tally


class Volumes:
    """The volumes that were there when the audit began; the node may write more meanwhile."""

    def __init__(self, disk: Disk, market: bytes) -> None:
        """Volumes of a store of ``market``."""
        self._market = market
        self._files = AuditedFiles(disk, history_files(disk.files, disk.directory), "history", "volume")
        self._numbers = self._files.numbers()

    def check(self, newest: VolumeHead | None, tally: Tally) -> None:
        """Check every volume. ``newest``: the newest one of the state that the log executes to.

        Raises:
            Wrong: a volume is not what was written, or not the one that the chain names.
        """
        last = 0 if newest is None else newest.number
        named = {} if newest is None else {last: newest.digest}
        gaps: list[int] = []
        for number in range(max([last, *self._numbers]), 0, -1):
            if number not in self._numbers:
                gaps.append(number)
                continue
            head = self._head(number)
            if named.get(number, head.digest) != head.digest:
                raise self._files.wrong(
                    number, "it is not the volume that the one behind it, or the state, names"
                )
            if named.setdefault(number - 1, head.previous) != head.previous:
                raise self._files.wrong(number, "it does not follow the volume that the state names")
            tally.add("history")
        self._tell_gaps(sorted(gaps), tally)

    def _head(self, number: int) -> VolumeHead:
        """The head of a volume whose rows are those of its head."""
        parts = self._files.load(number)
        try:
            head = decode(parts.get(HEAD_PART, b""), VolumeHead)
            unpacked(head.digest, parts)
        except MalformedBytes as problem:
            raise self._files.wrong(number, str(problem)) from None
        if (head.market, head.number) != (self._market, number):
            raise self._files.wrong(number, "it is a volume of another market or number")
        return head

    def _tell_gaps(self, gaps: list[int], tally: Tally) -> None:
        if not gaps:
            return
        tally.notes.append(
            f"volumes of the history that are not on this disk: {len(gaps)}, from {gaps[0]} to {gaps[-1]}"
        )
        below = sum(number < gaps[-1] for number in self._numbers)
        if below:
            tally.notes.append(f"volumes before them, which nothing on this disk names: {below}")

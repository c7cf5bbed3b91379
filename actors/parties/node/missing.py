"""What a node's log names and does not hold: the list by which peers are asked after damage."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from actors.base.batch import Batch
from actors.base.block import Block, Ref
from actors.base.canonical import decode
from actors.base.commit import Certificate
from actors.base.entries import CommitEntry, EntryKind
from actors.host import Entry
from actors.parties import messages as msg

#: Commits before and after a damaged place whose entries may have stood there.
NEIGHBOURS = 3


class Missing:
    """Names met in a log, against what stands in it. Filled only when the log is damaged."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._blocks: dict[Ref, bool] = {}
        self._batches: dict[bytes, bool] = {}
        self._certificates: dict[int, bool] = {}
        #: (log position, number) of every commit, ascending.
        self._commits: list[tuple[int, int]] = []

    def collect(self, entry: Entry) -> None:
        """Take in one intact entry."""
        match entry.kind:
            case EntryKind.BLOCK:
                block = Block.decode(entry.data)
                self._blocks[block.ref] = True
                self._named(block.body.cites, block.body.batches)
            case EntryKind.BATCH:
                self._batches[Batch.decode(entry.data).digest] = True
            case EntryKind.COMMIT:
                commit = decode(entry.data, CommitEntry).commit
                self._named(commit.blocks, commit.batches)
                self._certificates.setdefault(commit.number, False)
                insort(self._commits, (entry.position, commit.number))
            case EntryKind.CERTIFICATE:
                self._certificates[decode(entry.data, Certificate).result.number] = True

    def _named(self, blocks: Iterable[Ref], batches: Iterable[bytes]) -> None:
        for ref in blocks:
            if ref.round:
                self._blocks.setdefault(ref, False)
        for digest in batches:
            self._batches.setdefault(digest, False)

    def entries_near(self, position: int) -> Iterator[msg.EntryRequest]:
        """Entries of commits that may have stood at ``position``, by the numbers of those around it."""
        here = {number for _, number in self._commits}
        at = bisect_left(self._commits, (position, 0))
        around = [number for _, number in self._commits[max(0, at - 1) : at + 1]]
        if not around:
            return
        for number in range(max(1, min(around) - NEIGHBOURS), max(around) + NEIGHBOURS + 1):
            if number not in here:
                yield msg.EntryRequest(EntryKind.COMMIT, number, b"")

    def lacks_certificate(self, number: int) -> bool:
        """Whether the log holds the commit of this number and not its certificate."""
        return not self._certificates.get(number, True)

    def blocks(self) -> list[Ref]:
        """Blocks that others cite, or that were sequenced, and that are not here; the newest first."""
        return sorted((ref for ref, here in self._blocks.items() if not here), reverse=True)

    def requests(self) -> Iterator[msg.WantBlocks | msg.WantBatches | msg.WantVotes]:
        """Messages that ask one peer for what is missing, the newest first."""
        blocks = self.blocks()
        batches = [digest for digest, here in self._batches.items() if not here]
        if blocks:
            yield msg.WantBlocks(tuple(blocks[: msg.REFS_MAX]))
        if batches:
            yield msg.WantBatches(tuple(batches[-msg.REFS_MAX :]))
        for number in [number for number, here in self._certificates.items() if not here][-8:]:
            yield msg.WantVotes(number, number)

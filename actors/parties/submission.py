"""One batch on its way: what was signed, what came back, and when it is done."""

from __future__ import annotations

import asyncio

import numpy as np
import numpy.typing as npt

from actors.base.batch import Batch
from actors.base.outcome import DirectLeaf, Leaf
from actors.ledger.layout import LATE_ENTRY
from actors.ledger.status import Status

#: By status: whether no later commit changes it. 0 is no status yet.
_FINAL = np.ones(1 << 16, np.bool_)
_FINAL[[0, *(one for one in Status if not one.final)]] = False


class SubmissionRefused(Exception):
    """No node takes the batch in; ``reasons`` lists every fault."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class Submission:
    """A signed batch and the certified outcome of each of its records.

    ``statuses``: uint16 array, one status a record, 0 until certified. ``commits``: uint64 array, number of
    the commit that gave the status. ``executed`` resolves when every record has a certified status,
    ``completed`` when none of them waits (pending, earmarked) any more.
    """

    __slots__ = ("batch", "commits", "completed", "executed", "node", "statuses")

    def __init__(self, batch: Batch) -> None:
        """Track ``batch``, of which nothing is known yet."""
        loop = asyncio.get_running_loop()
        self.batch = batch
        self.statuses: npt.NDArray[np.uint16] = np.zeros(batch.header.count, np.uint16)
        self.commits: npt.NDArray[np.uint64] = np.zeros(batch.header.count, np.uint64)
        self.executed: asyncio.Future[None] = loop.create_future()
        self.completed: asyncio.Future[None] = loop.create_future()
        self.node = ""
        for future in (self.executed, self.completed):
            future.add_done_callback(_retrieve)

    @property
    def key(self) -> tuple[int, int]:
        """Stream and sequence."""
        return self.batch.header.stream, self.batch.header.sequence

    def take(self, leaf: Leaf, commit: int) -> None:
        """Take the certified outcomes of ``leaf``, which is about this batch, in commit number ``commit``."""
        if isinstance(leaf, DirectLeaf):
            statuses = np.frombuffer(leaf.statuses, "<u2")
            records: slice | npt.NDArray[np.uint32] = slice(leaf.first, leaf.first + len(statuses))
        else:
            entries = np.frombuffer(leaf.entries, LATE_ENTRY)
            records, statuses = entries["record"], entries["status"]
        self.statuses[records] = statuses
        self.commits[records] = commit

    @property
    def is_executed(self) -> bool:
        """Whether every record has a certified status."""
        return bool(self.statuses.all())

    @property
    def is_completed(self) -> bool:
        """Whether every record has a certified status that no later commit changes."""
        return bool(_FINAL[self.statuses].all())

    def resolve(self) -> None:
        """Resolve the futures whose time has come."""
        if self.is_executed and not self.executed.done():
            self.executed.set_result(None)
        if self.is_completed and not self.completed.done():
            self.completed.set_result(None)

    def refuse(self, reasons: tuple[str, ...]) -> None:
        """No node takes the batch in."""
        for future in (self.executed, self.completed):
            if not future.done():
                future.set_exception(SubmissionRefused(reasons))


def _retrieve(future: asyncio.Future[None]) -> None:
    """A refusal that nobody awaits is no error of the loop's."""
    if not future.cancelled():
        future.exception()

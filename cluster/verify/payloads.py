"""The batches of a log: each checked once, found again when a commit orders it."""

from __future__ import annotations

from collections import OrderedDict

from actors.base.batch import Batch, why_refused
from actors.base.canonical import MalformedBytes
from actors.base.roster import Roster
from cluster.verify.disk import Disk
from cluster.verify.report import Wrong

KEPT_BYTES_MAX = 256 * 1024 * 1024
"""Batches kept in memory, in bytes of payload; others are read again from disk."""


class Payloads:
    """Batches by digest."""

    def __init__(self, disk: Disk) -> None:
        """No batch seen yet."""
        self._disk = disk
        self._places: dict[bytes, tuple[int, int]] = {}
        self._kept: OrderedDict[bytes, Batch] = OrderedDict()
        self._kept_bytes = 0

    def take(self, data: bytes, position: int, rosters: list[Roster]) -> Batch:
        """Check a batch (signature, Merkle root, form) under one of ``rosters``, the likeliest first.

        Raises:
            Wrong: it is acceptable under none; the text lists every reason under the first.
        """
        try:
            batch = Batch.decode(data)
        except MalformedBytes as problem:
            raise Wrong("batches", str(problem)) from None
        faults: list[str] = []
        for roster in rosters:
            found = why_refused(batch, roster)
            if not found:
                break
            faults = faults or found
        else:
            raise Wrong("batches", "; ".join(faults), entry=name_of(batch))
        self._places[batch.digest] = (position, len(data))
        self._keep(batch)
        return batch

    def get(self, digest: bytes) -> Batch | None:
        """A batch that was checked, or None."""
        kept = self._kept.get(digest)
        if kept is not None:
            return kept
        place = self._places.get(digest)
        if place is None:
            return None
        batch = Batch.decode(self._disk.read(*place))
        self._keep(batch)
        return batch

    def ordered(self, digest: bytes) -> None:
        """A commit ordered the batch: it need not stay in memory."""
        batch = self._kept.pop(digest, None)
        if batch is not None:
            self._kept_bytes -= len(batch.payload)

    def _keep(self, batch: Batch) -> None:
        if batch.digest in self._kept:
            return
        self._kept[batch.digest] = batch
        self._kept_bytes += len(batch.payload)
        while self._kept_bytes > KEPT_BYTES_MAX and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._kept_bytes -= len(old.payload)


def name_of(batch: Batch) -> str:
    """A batch in words."""
    head = batch.header
    return f"batch {head.institution}/{head.stream}/{head.sequence}"

"""Batches of which some record still waits: their digests, which late outcomes must name.

A record that waits (a pending half, an earmark) changes its outcome exactly once, so a count a batch suffices.
"""

from __future__ import annotations

import numpy as np

from actors.base.batch import BatchHeader
from actors.base.canonical import Canonical
from actors.ledger.layout import Rows
from actors.ledger.status import Status

_WAITING = np.array([Status.PENDING, Status.EARMARKED], np.uint16)
Key = tuple[int, int, int]


def _counts(lates: Rows) -> list[tuple[Key, int]]:
    """Rows of each batch. Batches are few and rows many, so rows are compared, never sorted as structures."""
    fields = [lates[name] for name in ("institution", "stream", "sequence")]
    changed = np.zeros(max(0, lates.size - 1), np.bool_)
    for one in fields:
        changed |= one[1:] != one[:-1]
    starts = np.flatnonzero(np.concatenate([np.ones(min(1, lates.size), np.bool_), changed]))
    runs = np.diff(np.append(starts, lates.size))
    keys = zip(*(one[starts].tolist() for one in fields), strict=True)
    counts: dict[Key, int] = {}
    for key, run in zip(keys, runs.tolist(), strict=True):
        counts[key] = counts.get(key, 0) + run
    return sorted(counts.items())


class WaitingImage(Canonical):
    """One batch as stored: who signed it, its place, its digest, and how many of its records wait."""

    institution: int
    stream: int
    sequence: int
    batch: bytes
    records: int


class Waiting:
    """Digest and number of waiting records of each such batch, by (institution, stream, sequence)."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._batches: dict[Key, tuple[bytes, int]] = {}

    def executed(self, header: BatchHeader, digest: bytes, statuses: Rows) -> None:
        """A batch was executed with these statuses (uint16)."""
        records = int(np.isin(statuses, _WAITING).sum())
        if records:
            self._batches[header.institution, header.stream, header.sequence] = (digest, records)

    def digest(self, key: Key) -> bytes:
        """Digest of a batch with records that wait."""
        return self._batches[key][0]

    def ended(self, lates: Rows) -> None:
        """Records that waited have their outcome (LATE rows); batches without any more are forgotten."""
        for key, count in _counts(lates):
            digest, records = self._batches.pop(key)
            assert records >= count, "a record that waits ends once"
            if records > count:
                self._batches[key] = (digest, records - count)

    @property
    def records(self) -> int:
        """Records that wait, in all batches."""
        return sum(records for _, records in self._batches.values())

    def image(self) -> tuple[WaitingImage, ...]:
        """All batches with records that wait, in order."""
        return tuple(WaitingImage(*key, *value) for key, value in sorted(self._batches.items()))

    @classmethod
    def from_image(cls, image: tuple[WaitingImage, ...]) -> Waiting:
        """The same again."""
        waiting = cls()
        waiting._batches = {
            (one.institution, one.stream, one.sequence): (one.batch, one.records) for one in image
        }
        return waiting

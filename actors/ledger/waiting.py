"""Batches of which some record still waits: their digests, which late outcomes must name.

A record that waits (a pending half, an earmark, a queued command) changes its outcome exactly once, so a count a batch suffices.
"""

from __future__ import annotations

import numpy as np

from actors.base.batch import BatchHeader
from actors.base.canonical import Canonical
from actors.ledger.late import Group, Place
from actors.ledger.layout import Rows
from actors.ledger.status import Status

#: By status: whether a record of that status waits.
_WAITS = np.zeros(1 << 16, np.bool_)
_WAITS[[Status.PENDING, Status.EARMARKED, Status.QUEUED]] = True


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
        self._batches: dict[Place, tuple[bytes, int]] = {}

    def executed(self, header: BatchHeader, digest: bytes, statuses: Rows) -> None:
        """A batch was executed with these statuses (uint16)."""
        records = int(np.count_nonzero(_WAITS[statuses]))
        if records:
            self._batches[header.institution, header.stream, header.sequence] = (digest, records)

    def digest(self, place: Place) -> bytes:
        """Digest of a batch with records that wait."""
        return self._batches[place][0]

    def ended(self, groups: list[Group]) -> None:
        """Records that waited have their outcome; batches without any more are forgotten."""
        for place, start, end in groups:
            digest, records = self._batches.pop(place)
            assert records >= end - start, "a record that waits ends once"
            if records > end - start:
                self._batches[place] = (digest, records - (end - start))

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

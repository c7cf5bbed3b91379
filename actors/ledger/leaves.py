"""Cutting a commit's outcomes into leaves, in the order of docs/spec/receipts.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from actors.base.batch import Batch
from actors.base.outcome import DIRECT_STATUSES_MAX, LATE_ENTRIES_MAX, DirectLeaf, LateLeaf, leaf_bytes
from actors.ledger.layout import LATE_ENTRY, Rows


def direct_leaves(batch: Batch, statuses: Rows) -> Iterator[bytes]:
    """Canonical leaves of one batch's statuses (uint16, one a record)."""
    head, data = batch.header, statuses.astype("<u2").tobytes()
    for first in range(0, len(statuses), DIRECT_STATUSES_MAX):
        part = data[2 * first : 2 * (first + DIRECT_STATUSES_MAX)]
        yield leaf_bytes(DirectLeaf(head.institution, head.stream, head.sequence, batch.digest, first, part))


def late_leaves(rows: Rows, digest_of: Callable[[tuple[int, int, int]], bytes]) -> Iterator[bytes]:
    """Canonical leaves of late outcomes (LATE rows): batches ascending by (institution, stream, sequence),
    entries in the order given. ``digest_of``: the digest of the batch of that place."""
    if not rows.size:
        return
    rows = rows[np.lexsort([rows["sequence"], rows["stream"], rows["institution"]])]
    places = rows[["institution", "stream", "sequence"]]
    starts = [0, *(np.flatnonzero(places[1:] != places[:-1]) + 1).tolist()]
    entries = np.zeros(len(rows), LATE_ENTRY)
    entries["record"], entries["status"] = rows["record"], rows["status"]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        institution, stream, sequence = (int(one) for one in places[start])
        digest = digest_of((institution, stream, sequence))
        for first in range(start, end, LATE_ENTRIES_MAX):
            part = entries[first : min(first + LATE_ENTRIES_MAX, end)].tobytes()
            yield leaf_bytes(LateLeaf(institution, stream, sequence, digest, part))

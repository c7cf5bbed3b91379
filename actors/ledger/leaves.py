"""Cutting a commit's outcomes into leaves, in the order of docs/spec/receipts.md."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from actors.base.batch import Batch
from actors.base.outcome import DIRECT_STATUSES_MAX, LATE_ENTRIES_MAX, DirectLeaf, LateLeaf, leaf_bytes
from actors.ledger.layout import LATE_ENTRY_BYTES, Rows


def direct_leaves(batch: Batch, statuses: Rows) -> Iterator[bytes]:
    """Canonical leaves of one batch's statuses (uint16, one a record)."""
    head, data = batch.header, statuses.astype("<u2").tobytes()
    for first in range(0, len(statuses), DIRECT_STATUSES_MAX):
        part = data[2 * first : 2 * (first + DIRECT_STATUSES_MAX)]
        yield leaf_bytes(DirectLeaf(head.institution, head.stream, head.sequence, batch.digest, first, part))


def late_leaves(rows: Rows) -> Iterator[bytes]:
    """Canonical leaves of late outcomes (LATE rows): institutions ascending, entries in the order given."""
    if not rows.size:
        return
    rows = rows[np.argsort(rows["institution"], kind="stable")]
    institutions, starts = np.unique(rows["institution"], return_index=True)
    ends = [*starts[1:].tolist(), len(rows)]
    entries = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), -1)[:, :LATE_ENTRY_BYTES]
    for institution, start, end in zip(institutions.tolist(), starts.tolist(), ends, strict=True):
        for first in range(start, end, LATE_ENTRIES_MAX):
            last = min(first + LATE_ENTRIES_MAX, end)
            yield leaf_bytes(LateLeaf(institution, entries[first:last].tobytes()))

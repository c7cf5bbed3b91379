"""Cutting a commit's outcomes into leaves, in the order of docs/spec/receipts.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from actors.base.batch import Batch
from actors.base.outcome import DIRECT_STATUSES_MAX, LATE_ENTRIES_MAX, DirectLeaf, LateLeaf, leaf_bytes
from actors.ledger.late import Group, Place
from actors.ledger.layout import LATE_ENTRY, Rows


def direct_leaves(batch: Batch, statuses: Rows) -> Iterator[bytes]:
    """Canonical leaves of one batch's statuses (uint16, one a record)."""
    head, data = batch.header, statuses.astype("<u2").tobytes()
    for first in range(0, len(statuses), DIRECT_STATUSES_MAX):
        part = data[2 * first : 2 * (first + DIRECT_STATUSES_MAX)]
        yield leaf_bytes(DirectLeaf(head.institution, head.stream, head.sequence, batch.digest, first, part))


def late_leaves(rows: Rows, groups: list[Group], digest_of: Callable[[Place], bytes]) -> Iterator[bytes]:
    """Canonical leaves of late outcomes: LATE rows and their groups, as :func:`actors.ledger.late.by_batch` gives
    them. ``digest_of``: the digest of the batch at that place."""
    entries = np.zeros(rows.size, LATE_ENTRY)
    entries["record"], entries["status"] = rows["record"], rows["status"]
    for place, start, end in groups:
        digest = digest_of(place)
        for first in range(start, end, LATE_ENTRIES_MAX):
            part = entries[first : min(first + LATE_ENTRIES_MAX, end)].tobytes()
            yield leaf_bytes(LateLeaf(*place, digest, part))

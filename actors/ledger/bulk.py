"""The bulk lane: run a batch of fixed-width records through the kernel, making room as it asks for it."""

from __future__ import annotations

import numpy as np

from actors.ledger import kernel, tables
from actors.ledger.layout import Meta, Rows, State
from actors.ledger.records import RECORD


def execute(state: State, payload: bytes | memoryview, seed: bytes, rebuilds: int) -> tuple[State, Rows, int]:
    """Execute the records in ``payload``.

    ``seed``: digest that nobody knew when the batch was made (the commit's); ``rebuilds``: how many rebuilds
    this commit may still make. Returns the tables, one status a record (uint16), rebuilds left.
    """
    records = np.frombuffer(payload, RECORD)
    statuses = np.zeros(records.size, np.uint16)
    state = tables.make_room(state, 1)
    at = int(kernel.execute(state.address, records, statuses, 0))
    while at < records.size:
        if state.meta[Meta.CROWDED]:
            if rebuilds > 0:
                state = tables.rebuild(state, seed + bytes([rebuilds]))
                rebuilds -= 1
            else:
                state.meta[Meta.CROWDED] = 0
                state.meta[Meta.PROBES_MAX] = np.iinfo(np.int64).max
        ahead = max(int(state.meta[Meta.NEED]), min(records.size - at, 4096))
        state = tables.make_room(state, ahead)
        at = int(kernel.execute(state.address, records, statuses, at))
    return state, statuses, rebuilds

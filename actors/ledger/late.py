"""Late outcomes by batch: rows of one batch side by side, batches in order."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from actors.ledger.layout import Rows

#: A batch's place: institution, stream, sequence.
Place = tuple[int, int, int]
_PLACE: Final = ("institution", "stream", "sequence")


class Group(NamedTuple):
    """Rows ``start`` to ``end`` (not included) concern the batch at ``place``."""

    place: Place
    start: int
    end: int


def by_batch(rows: Rows) -> tuple[Rows, list[Group]]:
    """``rows`` (LATE) grouped by batch, batches ascending by place, rows of a batch in the order given.

    Outcomes come in long runs of one batch, so runs are ordered, not rows.
    """
    starts = _starts(rows)
    order = np.lexsort([rows[name][starts] for name in reversed(_PLACE)])
    if np.any(order[1:] < order[:-1]):
        counts = np.diff(starts, append=rows.size)[order]
        shifts = starts[order] - (np.cumsum(counts) - counts)
        rows = rows[np.arange(rows.size) + np.repeat(shifts, counts)]
        starts = _starts(rows)
    return rows, _groups(rows, starts)


def _groups(rows: Rows, starts: Rows) -> list[Group]:
    places = zip(*(rows[name][starts].tolist() for name in _PLACE), strict=True)
    ends = [*starts[1:].tolist(), rows.size]
    return [Group(*one) for one in zip(places, starts.tolist(), ends[: len(starts)], strict=True)]


def _starts(rows: Rows) -> Rows:
    """Where runs of rows of one batch begin."""
    changed = np.ones(rows.size, np.bool_)
    if rows.size:
        first, *others = (rows[name][1:] != rows[name][:-1] for name in _PLACE)
        changed[1:] = first | others[0] | others[1]
    return np.flatnonzero(changed)

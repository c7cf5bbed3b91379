"""Sharing whole lots pro rata, by largest remainder."""

from __future__ import annotations

from collections.abc import Sequence


def share(total: int, wanted: Sequence[int], lot: int) -> list[int]:
    """Split ``total`` units over claims of ``wanted`` units, each part a whole number of lots.

    All are multiples of ``lot``; nobody gets more than he wants. Each gets the floor of his exact share; the lots left
    over go one each by largest fraction, ties by place in ``wanted`` (who came first).
    """
    whole = sum(wanted)
    if total >= whole:
        return list(wanted)
    lots = total // lot
    parts = [divmod(lots * one, whole) for one in wanted]
    left = lots - sum(floor for floor, _ in parts)
    fractions = sorted(range(len(parts)), key=lambda at: (-parts[at][1], at))
    extra = set(fractions[:left])
    return [(floor + (at in extra)) * lot for at, (floor, _) in enumerate(parts)]

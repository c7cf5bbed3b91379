"""What both custodians saw of one window, put together pair by pair."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from actors.ledger.status import Status, status_of
from cluster.bench.talk import PAIR, Seen

Rows = NDArray[np.void]


@dataclass(slots=True)
class Measured:
    """What one window showed. ``pairs``: rows of ``talk.PAIR``, both sides together; times in Unix microseconds.

    ``due_us``: trade i of a pair was to be sent at ``due_us + i * gap_us``. ``accepted_us``: when the later of
    both custodians had signed and stored its batch; ``completed_us``: when the later of both had verified a quorum
    for the final status of every half; 0: not yet.
    """

    started_us: int
    ended_us: int
    #: Trades that were to be sent within the window.
    offered: int
    pairs: Rows
    gap_us: float = 0.0
    by_status: Counter[str] = field(default_factory=Counter)
    #: Receipts that the custodians checked within the window.
    receipts: int = 0
    interrupted: bool = False

    @property
    def completed(self) -> Rows:
        """Pairs of which every outcome is final."""
        return self.pairs[self.pairs["completed_us"] > 0]

    @property
    def accepted(self) -> int:
        """Trades of which both halves were signed and durable."""
        return int(self.pairs["count"][self.pairs["accepted_us"] > 0].sum())

    @property
    def settled(self) -> int:
        """Trades of which both halves settled."""
        return int(self.completed["settled"].sum())

    @property
    def last_us(self) -> int:
        """When the last outcome was verified."""
        return int(self.completed["completed_us"].max(initial=self.started_us))

    @property
    def latencies_s(self) -> NDArray[np.float64]:
        """Seconds from the time at which each completed trade was to be sent; shape (trades,)."""
        rows = self.completed
        waits = np.repeat((rows["completed_us"] - rows["due_us"]).astype(np.float64), rows["count"])
        if self.gap_us and len(waits):
            waits -= self.gap_us * np.concatenate([np.arange(count) for count in rows["count"].tolist()])
        return waits / 1e6


def rows_of(seen: Seen) -> Rows:
    """The pairs that one custodian saw."""
    return np.frombuffer(seen.pairs, PAIR)


def together(one: Seen, two: Seen) -> Rows:
    """Both sides of each pair. A pair that one side did not send is neither accepted nor completed."""
    left, right = rows_of(one), rows_of(two)
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    both = longer.copy()
    common = both[: len(shorter)]
    assert bool((common["pair"] == shorter["pair"]).all()), "both number their pairs alike"
    common["due_us"] = np.minimum(common["due_us"], shorter["due_us"])
    common["settled"] = np.minimum(common["settled"], shorter["settled"])
    for name in ("accepted_us", "completed_us"):
        known = (common[name] > 0) & (shorter[name] > 0)
        common[name] = np.where(known, np.maximum(common[name], shorter[name]), 0)
    for name in ("accepted_us", "completed_us", "settled"):
        both[name][len(shorter) :] = 0
    return both


def statuses(one: Seen, two: Seen, settled: int) -> Counter[str]:
    """Trades by status: those that settled; of the rest, what the side says that has more of them."""
    counted: Counter[str] = Counter({Status.SETTLED.name: settled} if settled else {})
    worse = max((one, two), key=lambda seen: sum(count for _, count in seen.others))
    counted.update({status_of(code).name: count for code, count in worse.others})
    return counted

"""Resident memory of all processes over one window: whether it grows with the load or with age."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from cluster.bench.hosting import rss_bytes
from cluster.hosts.health import Health

#: Looks at memory in one window, about, and least seconds between two.
LOOKS: Final = 120
_EVERY_S_LEAST: Final = 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """Resident memory at one moment, ``at_s`` after the first look; ``each``: by party, where each has a process of its
    own, else empty."""

    at_s: float
    total: int
    each: dict[str, int]


@dataclass(slots=True)
class Memory:
    """Looks in order; the first and the last stand for the window's begin and end."""

    looks: list[Look] = field(default_factory=list)

    def note(self, at_s: float, seen: Sequence[Health]) -> None:
        """Add one look, unless a party that was seen before does not answer now."""
        if self.looks and len(seen) < len(self.looks[0].each):
            return
        apart = len({(one.machine, one.pid) for one in seen}) == len(seen)
        each = {one.party: one.rss_bytes for one in seen} if apart else {}
        self.looks.append(Look(at_s, rss_bytes(seen), each))

    def figures(self, settled: int) -> dict[str, Any]:
        """As the report has them, in bytes; ``settled``: trades of the window, at an even rate.

        ``per_trade``: growth from begin to end. ``trend_per_trade``: the straight line that fits the looks of the
        window's second half best, so that neither the filling of tables that are then full nor what was in use at
        the last moment counts. None where nothing settled. ``series``: pairs of seconds and bytes.
        """
        first, last = self.looks[0], self.looks[-1]
        return {
            "start": first.total,
            "end": last.total,
            "most": max(one.total for one in self.looks),
            "per_trade": (last.total - first.total) / settled if settled else None,
            "trend_per_trade": self._trend() * (last.at_s - first.at_s) / settled if settled else None,
            "series": [[round(one.at_s, 1), one.total] for one in self.looks],
            "end_of": last.each,
        }

    def _trend(self) -> float:
        """Bytes a second over the second half, by least squares; 0 for too few looks."""
        half_s = (self.looks[0].at_s + self.looks[-1].at_s) / 2
        later = [one for one in self.looks if one.at_s >= half_s]
        if len(later) < 2:
            return 0.0
        at_s = np.array([one.at_s for one in later])
        away_s = at_s - at_s.mean()
        total = np.array([one.total for one in later], np.float64)
        return float((away_s * total).sum() / (away_s * away_s).sum())


@asynccontextmanager
async def watching(look: Callable[[], Awaitable[list[Health]]], seconds: float) -> AsyncIterator[Memory]:
    """Look at the begin, from time to time over about ``seconds``, and at the end."""
    seen, began_s = Memory(), time.monotonic()
    seen.note(0.0, await look())
    every_s = max(_EVERY_S_LEAST, seconds / LOOKS)

    async def go_on() -> None:
        while True:
            await asyncio.sleep(every_s)
            found = await look()
            seen.note(time.monotonic() - began_s, found)

    task = asyncio.create_task(go_on())
    try:
        yield seen
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        seen.note(time.monotonic() - began_s, await look())

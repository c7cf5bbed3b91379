"""Ledger times that execution waits for, in whole seconds: only a new second is worth an empty commit."""

from __future__ import annotations

from bisect import insort

from actors.consensus.sequencing import TICK_MS


class Deadlines:
    """Distinct deadlines in ms, ascending; the latest are dropped over the limit and must be told again."""

    def __init__(self, count_max: int) -> None:
        """No deadline."""
        self._count_max = count_max
        self._at_ms: list[int] = []

    def add(self, at_ms: int) -> None:
        """Ledger time shall reach the first whole second not before ``at_ms``."""
        at_ms += -at_ms % TICK_MS
        if at_ms not in self._at_ms:
            insort(self._at_ms, at_ms)
            del self._at_ms[self._count_max :]

    def reached(self, time_ms: int) -> None:
        """Ledger time is ``time_ms``."""
        while self._at_ms and self._at_ms[0] <= time_ms:
            del self._at_ms[0]

    def is_due(self, wall_ms: int) -> bool:
        """Whether the next deadline came by the wall clock."""
        return bool(self._at_ms) and self._at_ms[0] <= wall_ms

    def wait_ms(self, wall_ms: int) -> int | None:
        """How long until the next deadline comes, or None if none is ahead."""
        return self._at_ms[0] - wall_ms if self._at_ms and self._at_ms[0] > wall_ms else None

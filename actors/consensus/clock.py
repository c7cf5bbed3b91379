"""Time as the core sees it: it never runs backwards, whatever the wall clock does."""

from __future__ import annotations


class Clock:
    """Turns wall time, which may jump, into elapsed milliseconds, and keeps the one alarm that is set."""

    def __init__(self) -> None:
        """A clock that was never read."""
        self.wall_ms = 0
        #: Milliseconds that passed since the first reading.
        self.elapsed_ms = 0
        self._started = False
        self._alarm_ms: int | None = None

    def advance(self, wall_ms: int) -> None:
        """Take a reading; a jump backwards counts as no time."""
        if self._started:
            self.elapsed_ms += max(0, wall_ms - self.wall_ms)
        self._started = True
        self.wall_ms = wall_ms

    def ring(self) -> None:
        """The alarm went off."""
        self._alarm_ms = None

    def alarm(self, due_ms: int) -> int | None:
        """Wall time to set an alarm for elapsed time ``due_ms``, or None while an earlier one is set."""
        due_ms = max(due_ms, self.elapsed_ms + 1)
        if self._alarm_ms is not None and self.elapsed_ms < self._alarm_ms <= due_ms:
            return None
        self._alarm_ms = due_ms
        return self.wall_ms + due_ms - self.elapsed_ms

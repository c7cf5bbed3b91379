"""Wall-clock time that does not jump while something is measured."""

from __future__ import annotations

import time


class SteadyClock:
    """Unix microseconds, read from the wall clock once and carried on by the monotonic one.

    Processes of one machine agree to some microseconds; machines as far as their clocks are synchronised.
    """

    def __init__(self) -> None:
        """Anchored now."""
        self._offset_us = time.time_ns() // 1_000 - time.monotonic_ns() // 1_000

    def now_us(self) -> int:
        """Microseconds since the Unix epoch."""
        return time.monotonic_ns() // 1_000 + self._offset_us

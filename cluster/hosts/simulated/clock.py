"""A party's clock: simulated time, told wrongly on purpose."""

from __future__ import annotations

from dataclasses import dataclass

#: When a simulated world begins unless told otherwise: 2026-03-23 09:00 in Beijing, Unix milliseconds.
BEGIN_MS = 1_774_227_600_000


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that is ``offset_ms`` ahead when the world begins and gains ``drift_ppm`` millionths."""

    begin_ms: int = BEGIN_MS
    offset_ms: int = 0
    drift_ppm: int = 0

    def now_ms(self, true_us: int) -> int:
        """What the clock shows ``true_us`` microseconds after the world began, in Unix milliseconds."""
        return self.begin_ms + self.offset_ms + self._shown_us(true_us) // 1_000

    def delay_us(self, delay_ms: int) -> int:
        """True microseconds that pass while the clock counts ``delay_ms``."""
        return max(0, delay_ms) * 1_000_000_000 // (1_000_000 + self.drift_ppm)

    def _shown_us(self, true_us: int) -> int:
        return true_us * (1_000_000 + self.drift_ppm) // 1_000_000

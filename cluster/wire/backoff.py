"""How long to wait before the next attempt to connect."""

from __future__ import annotations

from random import Random


class Backoff:
    """Doubles from the shortest wait to the longest; each is shortened at random by up to a half."""

    def __init__(self, ms_min: int, ms_max: int, chance: Random) -> None:
        """No attempt failed yet."""
        self._ms_min = ms_min
        self._ms_max = ms_max
        self._chance = chance
        #: Attempts that failed since the last success.
        self.failures = 0

    def reset(self) -> None:
        """An attempt succeeded, or there is new hope."""
        self.failures = 0

    def failed(self, hopeless: bool = False) -> float:
        """Another attempt failed; how many seconds to wait. ``hopeless``: the longest wait at once."""
        self.failures += 1
        doubled = self._ms_min << min(self.failures - 1, 30)
        wait_ms = self._ms_max if hopeless else min(doubled, self._ms_max)
        return wait_ms / 1_000 * (1 - self._chance.random() / 2)

"""Counts what became of trades, and how long finality took."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from actors.ledger.status import Status, status_of


@dataclass(slots=True)
class Tally:
    """Trades by outcome; latencies as (milliseconds from being submitted to both halves final, trades)."""

    by_status: Counter[str] = field(default_factory=Counter)
    latencies: list[tuple[float, int]] = field(default_factory=list)
    settled: int = 0
    digital: int = 0
    elapsed_s: float = 0.0

    def count(self, codes: list[int]) -> None:
        """Count the final statuses of trades."""
        for code, number in Counter(codes).items():
            status = status_of(code)
            self.by_status[status.name] += number
            if status is Status.SETTLED:
                self.settled += number

    @property
    def submitted(self) -> int:
        """All trades that were submitted and have an outcome."""
        return sum(self.by_status.values())

    @property
    def per_second(self) -> float:
        """Settled deliveries versus payment a second, over the whole of trading."""
        return self.settled / self.elapsed_s if self.elapsed_s else 0.0

    def percentile(self, percent: float) -> float:
        """Milliseconds within which ``percent`` of the trades were final (nearest rank)."""
        ordered = sorted(self.latencies)
        wanted = percent / 100 * sum(number for _, number in ordered)
        seen = 0
        for latency, number in ordered:
            seen += number
            if seen >= wanted:
                return latency
        return 0.0

"""When a pair of batches is to be sent: a pure function of what was asked for and of the time."""

from __future__ import annotations

from dataclasses import dataclass

from cluster.bench.talk import Go


@dataclass(slots=True)
class Pace:
    """The pace of one window. Times are Unix microseconds; pairs are counted from 0 within the window.

    In open loop a pair is to be sent when its last trade is due, whatever became of those before; flat out, as
    soon as there is room. No more than ``in_flight`` are under way: what is due beyond that waits, and its
    waiting counts. After the window's end only what the other side sent already (``level``) is sent.
    """

    go: Go
    #: The window was ended early at this time; 0: it was not.
    halted_us: int = 0
    #: Pairs that the other side sent.
    level: int = 0

    @property
    def end_us(self) -> int:
        """When the window ends; 0: never by itself."""
        if self.halted_us:
            return self.halted_us
        return self.go.start_us + self.go.length_us if self.go.length_us else 0

    def due_us(self, pair: int, now_us: int) -> int:
        """When the first trade of ``pair`` is to be sent; flat out: now."""
        if not self.go.offered:
            return now_us
        return self.go.start_us + pair * self.go.batch * 1_000_000 // self.go.offered

    def is_over(self, sent: int, now_us: int) -> bool:
        """Whether nothing more is sent but to draw level."""
        ended = bool(self.end_us) and now_us >= self.end_us
        return ended or bool(self.go.pairs and sent >= self.go.pairs)

    def wait_us(self, sent: int, now_us: int) -> int | None:
        """How long to wait before pair number ``sent`` is begun, when there is room; None: for ever."""
        if sent < self.level:
            return 0
        if self.is_over(sent, now_us):
            return None
        return max(0, self._begin_us(sent) - now_us)

    def _begin_us(self, pair: int) -> int:
        go = self.go
        if not go.offered:
            return go.start_us
        return go.start_us + (pair * go.batch + go.batch - 1) * 1_000_000 // go.offered

"""One window: both custodians are told to offer trades, followed, levelled, and heard."""

from __future__ import annotations

import asyncio
import math
import time
from typing import Final

from cluster.bench import talk
from cluster.bench.merge import Measured, statuses, together
from cluster.bench.options import BenchOptions
from cluster.bench.problem import BenchProblem
from cluster.bench.progress import Progress
from cluster.bench.stage import Stage
from cluster.bench.town import CUSTODIANS

#: How long after the window outcomes are waited for.
DRAIN_S: Final = 60.0
#: Between asking both and their begin: more than both need to hear it.
_LEAD_US: Final = 300_000

Bounds = tuple[talk.Progress, talk.Progress]


def window_of(options: BenchOptions, first: int) -> talk.Go:
    """The window that the options ask for; it begins as soon as both sides can."""
    length_us, total = round(options.seconds * 1_000_000), 0
    batch, in_flight = options.batch, options.in_flight
    if options.offered:
        offered = max(1, round(options.seconds * options.offered))
        batch, in_flight = min(batch, offered), options.backlog_max
        total = offered // batch
    return talk.Go(first, _soon_us(), length_us, total, batch, options.offered, in_flight)


def one_at_a_time(options: BenchOptions, first: int) -> talk.Go:
    """One trade every so often, each complete with checked receipts."""
    offered = 1_000 // options.every_ms or 1
    return talk.Go(first, _soon_us(), 0, options.trades, 1, offered, 1, True)


def few(first: int, trades: int) -> talk.Go:
    """One pair of batches, now."""
    return talk.Go(first, _soon_us(), 0, 1, trades, 0, 1)


class Load:
    """Conducts one window."""

    def __init__(self, stage: Stage, go: talk.Go, progress: Progress) -> None:
        """Not begun."""
        self._stage = stage
        self._go = go
        self._progress = progress
        self._interrupted = False

    async def run(self) -> Measured:
        """Offer for the window's length, then wait for what is under way.

        Cancelled, it stops offering and returns what was measured so far.

        Raises:
            BenchProblem: a party stopped, a batch was refused, or a receipt does not hold.
        """
        await self._stage.ask_custodians(self._go)
        try:
            await self._follow()
        except asyncio.CancelledError:
            self._interrupted = True
            task = asyncio.current_task()
            assert task is not None
            task.uncancel()
            await self._stage.ask_custodians(talk.Halt())
        ended_us = _now_us()
        one, two = await self._stage.ask_custodians(talk.GetReport())
        assert isinstance(one, talk.Seen) and isinstance(two, talk.Seen)
        for name, seen in zip(CUSTODIANS, (one, two), strict=True):
            if seen.problem:
                raise BenchProblem(f"{name}: {seen.problem}")
        return self._measured(one, two, ended_us)

    async def _follow(self) -> None:
        async for _ in self._stage.looks():
            seen = await self._look()
            if not any(one.sending for one in seen):
                break
        await self._stage.ask_custodians(talk.Level(max(one.sent for one in seen)))
        give_up_s = time.monotonic() + DRAIN_S
        async for _ in self._stage.looks():
            if not any(one.under_way for one in await self._look()) or time.monotonic() > give_up_s:
                return

    async def _look(self) -> Bounds:
        """How far both are; told to whoever waits."""
        one, two = await asyncio.gather(*(self._stage.progress(name) for name in CUSTODIANS))
        settled = min(one.settled, two.settled)
        passed_s = max(_now_us() - self._go.start_us, 1) / 1e6
        share = self._share(min(one.sent, two.sent), passed_s)
        self._progress(share, f"window: {settled:,} trades settled, {settled / passed_s:,.0f}/s")
        return one, two

    def _share(self, sent: int, passed_s: float) -> float:
        if self._go.length_us:
            return min(1.0, passed_s * 1e6 / self._go.length_us)
        return min(1.0, sent / self._go.pairs)

    def _measured(self, one: talk.Seen, two: talk.Seen, now_us: int) -> Measured:
        go, pairs = self._go, together(one, two)
        planned_us = go.start_us + go.length_us if go.length_us else now_us
        ended_us = max(go.start_us + 1, min(planned_us, now_us) if self._interrupted else planned_us)
        seen = Measured(go.start_us, ended_us, int(pairs["count"].sum()), pairs)
        if go.offered:
            seen.gap_us = 1e6 / go.offered
            due = (
                math.ceil((ended_us - go.start_us) * go.offered / 1e6 / go.batch)
                if self._interrupted
                else go.pairs
            )
            seen.offered = max(seen.offered, min(due, go.pairs) * go.batch)
        seen.by_status = statuses(one, two, seen.settled)
        seen.receipts = one.receipts + two.receipts
        seen.interrupted = self._interrupted
        return seen


def _now_us() -> int:
    return time.time_ns() // 1_000


def _soon_us() -> int:
    return _now_us() + _LEAD_US

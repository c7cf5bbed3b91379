"""The load: pairs of batches handed to the market at a given rate, or flat out, and what became of them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from actors.ledger.status import Status, status_of
from actors.parties.submission import Submission
from cluster.bench.progress import Progress
from cluster.bench.stage import Stage

#: How long after the window outcomes are waited for.
DRAIN_S = 60.0
_PROGRESS_S = 0.1


@dataclass(slots=True)
class Pair:
    """Both halves of ``count`` trades. Times are monotonic seconds; 0: not yet.

    Trade i was to be sent at ``due_s + i * gap_s``; ``accepted_s``: both batches are signed and durable at their
    custodians; ``completed_s``: both custodians verified a quorum for the final status of every half.
    """

    due_s: float
    gap_s: float
    count: int
    accepted_s: float = 0.0
    completed_s: float = 0.0
    submissions: tuple[Submission, ...] = ()

    @property
    def latencies_s(self) -> NDArray[np.float64]:
        """Seconds from the time at which each trade was to be sent, shape (count,)."""
        return self.completed_s - self.due_s - self.gap_s * np.arange(self.count, dtype=np.float64)


@dataclass(slots=True)
class Measured:
    """What one window showed. ``turned_away``: trades due while too many were under way; never sent."""

    started_s: float = 0.0
    ended_s: float = 0.0
    offered: int = 0
    turned_away: int = 0
    pairs: list[Pair] = field(default_factory=list)
    by_status: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    @property
    def completed(self) -> list[Pair]:
        """Pairs of which every outcome is final."""
        return [pair for pair in self.pairs if pair.completed_s]

    @property
    def last_s(self) -> float:
        """When the last outcome was verified."""
        return max((pair.completed_s for pair in self.completed), default=self.started_s)


class Load:
    """Offers trades to a market during one window."""

    def __init__(self, stage: Stage, progress: Progress) -> None:
        """A load on ``stage`` as its options say."""
        self._stage = stage
        self._options = stage.options
        self._progress = progress
        self._tasks: set[asyncio.Task[None]] = set()
        self._problem: BaseException | None = None
        self.measured = Measured()

    async def run(self) -> Measured:
        """Offer for the window's length, then wait for what is under way.

        Cancelled, it stops offering and returns what was measured so far.

        Raises:
            BenchProblem, SubmissionRefused: a party stopped, or a batch was refused.
        """
        seen = self.measured
        seen.started_s = time.monotonic()
        try:
            await (self._open_loop() if self._options.offered else self._flat_out())
            seen.ended_s = time.monotonic()
            await self._drain()
        except asyncio.CancelledError:
            seen.interrupted = True
            seen.ended_s = seen.ended_s or time.monotonic()
            task = asyncio.current_task()
            assert task is not None
            task.uncancel()
        for one in self._tasks:
            one.cancel()
        self._check()
        self._count()
        return seen

    async def _open_loop(self) -> None:
        """Send each batch when its last trade is due, whatever became of those before."""
        options, seen = self._options, self.measured
        gap_s = 1 / options.offered
        total = max(1, round(options.seconds * options.offered))
        while seen.offered < total:
            count = min(options.batch, total - seen.offered)
            due_s = seen.started_s + seen.offered * gap_s
            await self._until(due_s + count * gap_s)
            seen.offered += count
            if len(self._tasks) >= options.backlog_max:
                seen.turned_away += count
            else:
                self._send(Pair(due_s, gap_s, count))

    async def _flat_out(self) -> None:
        """Keep a number of pairs under way; a trade is due when its batch is begun."""
        options, seen = self._options, self.measured
        end_s = seen.started_s + options.seconds
        while time.monotonic() < end_s:
            while len(self._tasks) < options.in_flight:
                seen.offered += options.batch
                self._send(Pair(time.monotonic(), 0.0, options.batch))
            await self._wait(end_s)

    async def _until(self, at_s: float) -> None:
        while (left_s := at_s - time.monotonic()) > 0:
            self._tell()
            await asyncio.sleep(min(left_s, _PROGRESS_S))
        self._check()

    async def _wait(self, end_s: float) -> None:
        """Return when a pair completed, or some time passed."""
        left_s = max(0.0, min(_PROGRESS_S, end_s - time.monotonic()))
        await asyncio.wait(self._tasks, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
        self._tell()
        self._check()

    async def _drain(self) -> None:
        give_up_s = time.monotonic() + DRAIN_S
        while self._tasks and time.monotonic() < give_up_s:
            await self._wait(give_up_s)

    def _send(self, pair: Pair) -> None:
        self.measured.pairs.append(pair)
        task = asyncio.create_task(self._settle(pair))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def _settle(self, pair: Pair) -> None:
        halves = await asyncio.to_thread(self._stage.trades.take, pair.count)
        custodians = self._stage.custodians
        signed = (one.submit(rows) for one, rows in zip(custodians, halves, strict=True))
        pair.submissions = tuple(await asyncio.gather(*signed))
        pair.accepted_s = time.monotonic()
        for submission in pair.submissions:
            await submission.completed
        pair.completed_s = time.monotonic()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._problem = self._problem or task.exception()

    def _check(self) -> None:
        self._stage.check()
        if self._problem is not None:
            raise self._problem

    def _tell(self) -> None:
        seen = self.measured
        passed_s = max(time.monotonic() - seen.started_s, 1e-9)
        settled = sum(pair.count for pair in seen.completed)
        text = f"window: {settled:,} trades settled, {settled / passed_s:,.0f}/s"
        self._progress(min(1.0, passed_s / self._options.seconds), text)

    def _count(self) -> None:
        """Count trades by status. A trade is settled when both halves are; else the half that is not tells."""
        by_code: Counter[int] = Counter()
        for pair in self.measured.completed:
            one, two = (submission.statuses for submission in pair.submissions)
            codes = np.where(one == Status.SETTLED, two, one)
            found, counts = np.unique(codes, return_counts=True)
            by_code.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
        for code, count in sorted(by_code.items()):
            self.measured.by_status[status_of(code).name] += count

"""``lianjie bench idle``: what a quiet market costs, beside as many empty actors on the same host."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from cluster.bench.hosting import BenchHosting
from cluster.bench.options import BenchOptions
from cluster.bench.progress import Progress
from cluster.bench.report import Report, idle_report
from cluster.bench.settle import warm_up
from cluster.bench.stage import Stage, hosted
from cluster.bench.vitals import rss_bytes

_STEP_S = 0.5
#: Quiet before measuring: whatever was begun ends.
_SETTLE_S = 3.0


@dataclass(slots=True)
class Quiet:
    """CPU seconds of all processes over ``seconds`` of quiet."""

    cpu_s: float = 0.0
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def core_percent(self) -> float:
        """Percent of one core."""
        return 100 * self.cpu_s / self.seconds if self.seconds else 0.0


async def idle(options: BenchOptions, progress: Progress) -> Report:
    """Measure empty actors, then an open market in which nothing happens; cancelled, report what there is.

    Raises:
        BenchProblem, HostProblem: a party stopped, or the host does not start.
    """
    async with hosted(options) as (town, hosting):
        stage = Stage(options, town, hosting)
        actors = len(town.nodes) + len(town.roster.institutions)
        progress(0.0, "empty: actors that do nothing start")
        await hosting.employ(actors)
        empty = await _quiet(hosting, options.seconds, progress, "empty: actors that do nothing")
        await hosting.dismiss()
        await stage.unless_failed(stage.open(progress))
        await warm_up(stage)
        market = await _quiet(hosting, options.seconds, progress, "market: idle")
        await stage.check()
        return idle_report(options, stage.accounts, actors, empty, market, rss_bytes(await stage.vitals()))


async def _quiet(hosting: BenchHosting, seconds: float, progress: Progress, text: str) -> Quiet:
    """Wait and do nothing; cancelled, the time so far counts."""
    seen = Quiet()
    await asyncio.sleep(min(_SETTLE_S, seconds))
    began_s, cpu_s = time.monotonic(), await hosting.cpu_s()
    try:
        while (left_s := began_s + seconds - time.monotonic()) > 0:
            progress(1 - left_s / seconds, text)
            await asyncio.sleep(min(_STEP_S, left_s))
    except asyncio.CancelledError:
        seen.interrupted = True
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
    seen.cpu_s, seen.seconds = await hosting.cpu_s() - cpu_s, time.monotonic() - began_s
    return seen

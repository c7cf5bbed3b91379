"""``lianjie bench idle``: what a quiet market costs, beside as many empty actors on the same host."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from actors.base.keys import SigningKey
from cluster.bench.hosting import cpu_s, healths, place, rss_bytes
from cluster.bench.options import NODES, BenchOptions
from cluster.bench.progress import Progress
from cluster.bench.report import Report, idle_report
from cluster.bench.settle import warm_up
from cluster.bench.stage import staged
from cluster.bench.town import INDEX, make_town
from cluster.hosts.health import Health
from cluster.hosts.spec import PartyKeys, PartySpec

Look = Callable[[], Awaitable[list[Health]]]

#: Everybody in the bench market.
ACTORS: Final = NODES + len(INDEX)
_SEGMENT_BYTES: Final = 1 << 16
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
    empty = await _empty(options, ACTORS, progress)
    if empty.interrupted:
        raise KeyboardInterrupt
    async with staged(options, progress) as stage:
        await warm_up(stage)
        market = await _quiet(stage.healths, options.seconds, progress, "market: idle")
        await stage.check()
        return idle_report(options, stage.accounts, ACTORS, empty, market, rss_bytes(await stage.healths()))


async def _empty(options: BenchOptions, count: int, progress: Progress) -> Quiet:
    """As many actors of a party that does nothing, on the same host."""
    progress(0.0, "empty: actors that do nothing start")
    roster = make_town(options.seed).roster
    specs = [PartySpec(f"empty-{at + 1}", roster, "cluster.bench.empty:empty", b"") for at in range(count)]
    with TemporaryDirectory(prefix="lianjie-bench-", dir=options.directory) as directory:
        hosting = await place(options.host, Path(directory) / "empty", specs, _SEGMENT_BYTES)
        try:
            for one in specs:
                await hosting.add(one, PartyKeys(SigningKey(bytes(32))))
                await hosting.start(one.name)
            look = partial(healths, hosting, [one.name for one in specs])
            return await _quiet(look, options.seconds, progress, "empty: actors that do nothing")
        finally:
            await hosting.close()


async def _quiet(look: Look, seconds: float, progress: Progress, text: str) -> Quiet:
    """Wait and do nothing; cancelled, the time so far counts."""
    seen = Quiet()
    await asyncio.sleep(min(_SETTLE_S, seconds))
    began_s, before_s = time.monotonic(), cpu_s(await look())
    try:
        while (left_s := began_s + seconds - time.monotonic()) > 0:
            progress(1 - left_s / seconds, text)
            await asyncio.sleep(min(_STEP_S, left_s))
    except asyncio.CancelledError:
        seen.interrupted = True
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
    seen.cpu_s, seen.seconds = cpu_s(await look()) - before_s, time.monotonic() - began_s
    return seen

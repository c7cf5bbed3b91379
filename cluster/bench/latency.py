"""``lianjie bench latency``: how long one trade at a time takes, from when it is due to two checked receipts."""

from __future__ import annotations

from cluster.bench.load import Load, one_at_a_time
from cluster.bench.options import BenchOptions
from cluster.bench.progress import Progress
from cluster.bench.report import Report, latency_report
from cluster.bench.settle import prepare
from cluster.bench.stage import staged


async def latency(options: BenchOptions, progress: Progress) -> Report:
    """Settle one trade every so often; cancelled, report those that were done.

    Both custodians sign their half at the same intended time. A trade that is not done when the next is due makes
    that one wait, and its waiting counts. Raises:
        BenchProblem: a party stopped, or a receipt does not hold.
    """
    async with staged(options, progress) as stage:
        await prepare(stage)
        go = one_at_a_time(options, stage.take_pairs(options.trades))
        seen = await Load(stage, go, progress).run()
        return latency_report(options, stage.accounts, seen)

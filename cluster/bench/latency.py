"""``lianjie bench latency``: how long one trade at a time takes, from signing to a verified receipt."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import numpy as np

from actors.base.receipt import check_receipt
from actors.ledger.status import Status
from cluster.bench.options import NODES, BenchOptions
from cluster.bench.progress import Progress
from cluster.bench.quantiles import latency_ms
from cluster.bench.report import Report
from cluster.bench.stage import Stage, staged

#: Trades before those that count.
WARM_UP = 5


@dataclass(slots=True)
class _Seen:
    seconds: list[float] = field(default_factory=list)
    settled: int = 0
    interrupted: bool = False


async def latency(options: BenchOptions, progress: Progress) -> Report:
    """Settle trades one after another; cancelled, report those that were done.

    Raises:
        BenchProblem: a party stopped.
    """
    async with staged(options, progress) as stage:
        stage.kill(options.dead)
        for _ in range(WARM_UP):
            await stage.unless_failed(_one(stage))
        seen = await _all(stage, progress)
        return _report(options, stage, seen)


async def _all(stage: Stage, progress: Progress) -> _Seen:
    seen, total = _Seen(), stage.options.trades
    try:
        for number in range(total):
            started = time.perf_counter()
            seen.settled += await stage.unless_failed(_one(stage))
            seen.seconds.append(time.perf_counter() - started)
            progress((number + 1) / total, f"trades: {number + 1:,} of {total:,}, one at a time")
    except asyncio.CancelledError:
        seen.interrupted = True
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
    return seen


async def _one(stage: Stage) -> bool:
    """One trade, until both custodians hold a receipt that they checked; whether it settled."""
    halves, parties = stage.trades.take(1), stage.custodians
    signed = (one.submit(rows) for one, rows in zip(parties, halves, strict=True))
    submissions = await asyncio.gather(*signed)
    good = True
    for party, submission in zip(parties, submissions, strict=True):
        await submission.completed
        receipt = party.receipt(submission.batch.header.sequence, 0).receipt
        verdict = check_receipt(receipt, party.chain)
        good = good and verdict.outcome is not None and verdict.outcome.status == Status.SETTLED
    return good


def _report(options: BenchOptions, stage: Stage, seen: _Seen) -> Report:
    done = len(seen.seconds)
    return Report(
        "latency",
        {
            "latency_ms": latency_ms(np.array(seen.seconds, np.float64)),
            "nodes": NODES,
            "dead": options.dead,
            "host": options.host,
            "accounts": stage.population.accounts,
            "trades": {
                "offered": options.trades,
                "settled": seen.settled,
                "failed": done - seen.settled,
                "unfinished": 0 if seen.interrupted else options.trades - done,
            },
            "receipts_verified": 2 * done,
            "interrupted": seen.interrupted,
        },
    )

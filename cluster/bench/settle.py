"""``lianjie bench settle``: how many trades a second the market settles, beside what the machine allows."""

from __future__ import annotations

from actors.base.receipt import check_receipt
from cluster.bench.limit import BenchProblem, Limit
from cluster.bench.load import Load, Measured
from cluster.bench.options import BenchOptions
from cluster.bench.progress import Progress
from cluster.bench.report import Report, settle_report
from cluster.bench.stage import Stage, staged

#: Trades of one window whose receipts are checked offline, at most.
RECEIPTS_MAX = 16
_WARM_UP_TRADES = 100


async def settle(options: BenchOptions, limit: Limit, progress: Progress) -> Report:
    """Open a market, kill what is to be dead, offer the load, and report; cancelled in the window, report too.

    ``limit``: measured just before, on this machine. Raises:
        BenchProblem: a party stopped, or a receipt does not hold.
    """
    async with staged(options, progress) as stage:
        stage.kill(options.dead)
        await stage.unless_failed(_warm_up(stage))
        seen = await Load(stage, progress).run()
        receipts = _check_receipts(stage, seen)
        return settle_report(options, stage.population.accounts, limit, seen, receipts)


async def _warm_up(stage: Stage) -> None:
    """Settle a few trades before the window, so that nothing is used for the first time within it."""
    halves = stage.trades.take(_WARM_UP_TRADES)
    for custodian, rows in zip(stage.custodians, halves, strict=True):
        await custodian.submit(rows)
    for custodian in stage.custodians:
        for submission in list(custodian.open.values()):
            await submission.completed


def _check_receipts(stage: Stage, seen: Measured) -> int:
    """Check receipts of both halves of some trades offline, spread over the window; how many held."""
    completed = seen.completed
    some = completed[:: max(1, len(completed) // RECEIPTS_MAX)][:RECEIPTS_MAX]
    held = 0
    for at, pair in enumerate(some):
        for custodian, submission in zip(stage.custodians, pair.submissions, strict=True):
            record = at * 7_919 % pair.count
            receipt = custodian.receipt(submission.batch.header.sequence, record).receipt
            verdict = check_receipt(receipt, custodian.chain)
            if not verdict.holds:
                raise BenchProblem(
                    f"the receipt of record {record} of {custodian.name} does not hold: {verdict.steps}"
                )
            held += 1
    return held

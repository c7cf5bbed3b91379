"""``lianjie bench settle``: how many trades a second the market settles, beside what the machine allows."""

from __future__ import annotations

from dataclasses import dataclass, field

from actors.base.receipt import check_file
from cluster.bench import talk
from cluster.bench.hosting import cpu_s
from cluster.bench.limit import Limit
from cluster.bench.load import Load, few, window_of
from cluster.bench.memory import Memory, watching
from cluster.bench.merge import Measured
from cluster.bench.options import BenchOptions
from cluster.bench.problem import BenchProblem
from cluster.bench.progress import Progress, silent
from cluster.bench.report import Report, settle_report
from cluster.bench.stage import Stage, staged
from cluster.bench.town import CUSTODIANS
from cluster.hosts.health import Health

#: Trades of one window whose receipts are checked offline by the command itself, at most.
RECEIPTS_MAX = 16
_WARM_UP_TRADES = 100


@dataclass(frozen=True, slots=True)
class Used:
    """What all processes of the market used between the window's begin and its last outcome."""

    cpu_s: float
    memory: Memory
    #: CPU seconds by party; empty where several share a process.
    of_each_s: dict[str, float] = field(default_factory=dict)


async def settle(options: BenchOptions, limit: Limit, progress: Progress) -> Report:
    """Open a market, spoil what is to be spoiled, offer the load, and report; cancelled in the window, report too.

    ``limit``: measured just before, on this machine. Raises:
        BenchProblem: a party stopped, or a receipt does not hold.
    """
    async with staged(options, progress) as stage:
        await prepare(stage)
        seen, used = await measured(stage, progress)
        receipts = await _check_receipts(stage, seen)
        return settle_report(options, stage.accounts, limit, seen, used, receipts)


async def prepare(stage: Stage) -> None:
    """Settle a few trades, have faults happen, and settle a few again: by then everybody knows who is dead."""
    await warm_up(stage)
    await stage.spoil()
    if stage.dead:
        await warm_up(stage)


async def warm_up(stage: Stage) -> None:
    """Settle a few trades, so that nothing is used for the first time within the window."""
    await stage.unless_failed(Load(stage, few(stage.take_pairs(1), _WARM_UP_TRADES), silent).run())


async def measured(stage: Stage, progress: Progress) -> tuple[Measured, Used]:
    """One window, and what the processes used in it."""
    before = await stage.healths()
    go = window_of(stage.options, stage.take_pairs(0))
    async with watching(stage.healths, stage.options.seconds) as memory:
        seen = await Load(stage, go, progress).run()
    stage.take_pairs(len(seen.pairs))
    after = await stage.healths()
    return seen, Used(cpu_s(after) - cpu_s(before), memory, _of_each(before, after))


def _of_each(before: list[Health], after: list[Health]) -> dict[str, float]:
    """CPU seconds of each party between two looks, where each has a process of its own that lived through both."""
    if len({(one.machine, one.pid) for one in after}) < len(after):
        return {}
    began_s = {(one.party, one.pid): one.cpu_s for one in before}
    return {
        one.party: one.cpu_s - began_s[one.party, one.pid] for one in after if (one.party, one.pid) in began_s
    }


async def _check_receipts(stage: Stage, seen: Measured) -> int:
    """Check receipts of both halves of some trades offline, spread over the window; how many held."""
    completed = seen.completed
    some = completed[:: max(1, len(completed) // RECEIPTS_MAX)][:RECEIPTS_MAX]
    held = 0
    for at, row in enumerate(some):
        ask = talk.GetReceipt(int(row["pair"]), at * 7_919 % int(row["count"]))
        for name, found in zip(CUSTODIANS, await stage.ask_custodians(ask), strict=True):
            assert isinstance(found, talk.ReceiptFound)
            verdict = check_file(found.data, stage.town.roster.market_id)
            if not verdict.holds:
                faults = "; ".join(step.detail for step in verdict.steps if not step.holds)
                raise BenchProblem(f"a receipt of {name} does not hold: {faults}")
            held += 1
    return held

"""Group commit: many callers, few syncs, and everyone hears of a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from actors.host import StorageProblem
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.storage.log import LogOptions
from cluster.storage.sync import GroupSync
from tests.storage.vessel import again, fresh

ROOMY = LogOptions(segment_bytes=1 << 16)


class Worker:
    """Runs work when it is let."""

    def __init__(self) -> None:
        """Hold everything back."""
        self.gate = asyncio.Semaphore(0)
        self.runs = 0

    async def run(self, work: Callable[[], None]) -> None:
        """Wait to be let, then work, then take another turn of the loop."""
        self.runs += 1
        await self.gate.acquire()
        work()
        await asyncio.get_running_loop().run_in_executor(None, int)


async def at_once(work: Callable[[], None]) -> None:
    """Run work now."""
    work()


async def turns(count: int = 5) -> None:
    """Let the loop turn."""
    for _ in range(count):
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(future.set_result, None)
        await future


async def test_what_was_appended_before_is_durable_after() -> None:
    disk = SimulatedDisk()
    store = fresh(disk, options=ROOMY)
    group = GroupSync(store, at_once)
    await group.sync()
    store.append(1, b"x")
    await group.sync()
    assert store.durable_end == store.end
    before = disk.syncs
    await group.sync()
    assert disk.syncs == before


async def test_callers_that_come_while_a_group_is_written_share_the_next() -> None:
    disk = SimulatedDisk()
    store = fresh(disk, options=ROOMY)
    worker = Worker()
    group = GroupSync(store, worker.run)
    before = disk.syncs
    store.append(0, b"first")
    callers = [asyncio.ensure_future(group.sync())]
    await turns()
    worker.gate.release()
    await turns(1)
    for kind in range(1, 30):
        store.append(kind, b"later")
        callers.append(asyncio.ensure_future(group.sync()))
        await turns(1)
    worker.gate.release()
    await asyncio.gather(*callers)
    assert worker.runs == disk.syncs - before == 2
    assert store.durable_end == store.end


async def test_a_caller_returns_as_soon_as_its_own_entry_is_durable() -> None:
    disk = SimulatedDisk()
    store = fresh(disk, options=LogOptions(segment_bytes=1 << 16, group_bytes_max=1100))
    worker = Worker()
    group = GroupSync(store, worker.run)
    store.append(1, bytes(1000))
    first = asyncio.ensure_future(group.sync())
    await turns()
    store.append(2, bytes(1000))
    second = asyncio.ensure_future(group.sync())
    worker.gate.release()
    await first
    assert store.durable_end < store.end
    assert not second.done()
    worker.gate.release()
    await second
    assert store.durable_end == store.end


async def test_a_failure_reaches_every_waiter_and_every_later_caller() -> None:
    disk = SimulatedDisk()
    store = fresh(disk, options=ROOMY)
    worker = Worker()
    group = GroupSync(store, worker.run)
    store.append(1, b"x")
    callers = [asyncio.ensure_future(group.sync()) for _ in range(5)]
    await turns()
    disk.fail_syncs(1)
    worker.gate.release()
    results = await asyncio.gather(*callers, return_exceptions=True)
    assert [isinstance(result, StorageProblem) for result in results] == [True] * 5
    with pytest.raises(StorageProblem):
        await group.sync()
    with pytest.raises(StorageProblem):
        store.append(1, b"y")


async def test_a_cancelled_leader_leaves_the_lead_to_another() -> None:
    store = fresh(SimulatedDisk(), options=ROOMY)
    worker = Worker()
    group = GroupSync(store, worker.run)
    store.append(1, b"x")
    leader = asyncio.ensure_future(group.sync())
    await turns()
    follower = asyncio.ensure_future(group.sync())
    dropped = asyncio.ensure_future(group.sync())
    await turns()
    dropped.cancel()
    leader.cancel()
    await turns()
    worker.gate.release()
    await follower
    assert store.durable_end == store.end
    assert leader.cancelled()
    assert dropped.cancelled()


async def test_it_works_with_real_threads_and_real_appends_in_between() -> None:
    disk = SimulatedDisk()
    store = fresh(disk, options=ROOMY)

    async def run(work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(None, work)

    group = GroupSync(store, run)

    async def writer(kind: int) -> None:
        for at in range(20):
            position = store.append(kind, bytes([at]) * 50)
            await group.sync()
            assert store.durable_end > position

    await asyncio.gather(*(writer(kind) for kind in range(10)))
    store.close()
    assert len(list(again(disk).scan())) == 200

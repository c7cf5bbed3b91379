"""Virtual time, one order, clear ends."""

from __future__ import annotations

import asyncio
import time

import pytest

from cluster.hosts.simulated.loop import (
    Deadlock,
    SimulationProblem,
    StepsExhausted,
    TimeExhausted,
    VirtualLoop,
    run,
)


def test_an_hour_passes_at_once() -> None:
    async def work() -> float:
        await asyncio.sleep(3_600)
        return asyncio.get_running_loop().time()

    begun = time.monotonic()
    assert run(work()) == 3_600.0
    assert time.monotonic() - begun < 5


def test_timers_of_one_instant_ring_in_the_order_they_were_set() -> None:
    rung: list[str] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()
        for name in "cab":
            loop.call_later(0.010, rung.append, name)
        loop.call_later(0.005, rung.append, "first")
        loop.call_later(0.005, rung.append, "cancelled").cancel()
        await asyncio.sleep(1)

    run(work())
    assert rung == ["first", "c", "a", "b"]


def test_time_stands_still_while_callbacks_run() -> None:
    async def work() -> list[float]:
        loop = asyncio.get_running_loop()
        seen = [loop.time()]
        for _ in range(100):
            await asyncio.sleep(0)
        return [*seen, loop.time()]

    assert run(work()) == [0.0, 0.0]


def test_waiting_for_nothing_is_a_deadlock_and_says_when() -> None:
    async def work() -> None:
        await asyncio.sleep(0.25)
        await asyncio.get_running_loop().create_future()

    with pytest.raises(Deadlock, match=r"250\.000 ms"):
        run(work())


def test_time_is_bounded() -> None:
    with pytest.raises(TimeExhausted, match="1000 simulated milliseconds"):
        run(asyncio.sleep(2), time_ms_max=1_000)


def test_steps_are_bounded() -> None:
    async def spin() -> None:
        while True:
            await asyncio.sleep(0)

    with pytest.raises(StepsExhausted, match="500 steps"):
        run(spin(), steps_max=500)


def test_asyncio_timeouts_and_locks_work_in_virtual_time() -> None:
    async def work() -> float:
        lock = asyncio.Lock()
        await lock.acquire()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30):
                await lock.acquire()
        return asyncio.get_running_loop().time()

    assert run(work()) == 30.0


def test_threads_are_refused() -> None:
    with pytest.raises(SimulationProblem, match="no threads"):
        run(asyncio.to_thread(len, "abc"))


def test_a_left_over_task_is_put_away_without_a_word() -> None:
    ended: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.append("put away")

    async def work() -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(forever())
        await asyncio.sleep(0)
        return task

    run(work())
    assert ended == ["put away"]


def test_an_owner_that_died_is_never_called_again() -> None:
    class Owner:
        alive = True
        tasks: list[asyncio.Task[None]]

        def adopt(self, task: asyncio.Task[None]) -> None:
            self.tasks = [task]

    from contextvars import Context

    from cluster.hosts.simulated.loop import OWNER

    rung: list[str] = []
    owner, context = Owner(), Context()
    context.run(OWNER.set, owner)

    async def sleeper() -> None:
        await asyncio.sleep(1)
        rung.append("task")

    async def work() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        task = loop.create_task(sleeper(), context=context)
        loop.call_later(1, rung.append, "timer", context=context)
        loop.call_later(1, rung.append, "another's timer")
        await asyncio.sleep(0.5)
        owner.alive = False
        assert owner.tasks == [task]
        await asyncio.sleep(5)

    run(work())
    assert rung == ["another's timer"]

"""Calls that wait for the disk: in order, none before its sync, none after the disk failed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from actors.host import StorageProblem
from actors.parties.after_sync import AfterSync


class Disk:
    """A host and its store in one: each sync ends when the test says so."""

    def __init__(self) -> None:
        self.store = self
        self.syncs: list[asyncio.Future[None]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def sync(self) -> None:
        self.syncs.append(asyncio.get_running_loop().create_future())
        await self.syncs[-1]

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work, name=name))


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


def opened() -> tuple[Disk, AfterSync, list[str]]:
    """A disk, what waits for it, and the list that failures are told to."""
    disk, told = Disk(), list[str]()
    return disk, AfterSync(disk, lambda problem: told.append(str(problem))), told  # type: ignore[arg-type]


async def test_calls_wait_for_the_sync_that_began_after_them() -> None:
    disk, after_sync, _ = opened()
    seen: list[int] = []
    after_sync(lambda: seen.append(1))
    await settle()
    after_sync(lambda: seen.append(2))
    after_sync(lambda: seen.append(3))
    await settle()
    assert (seen, len(disk.syncs)) == ([], 1)
    disk.syncs[0].set_result(None)
    await settle()
    assert (seen, len(disk.syncs)) == ([1], 2)
    disk.syncs[1].set_result(None)
    await settle()
    assert (seen, len(disk.syncs)) == ([1, 2, 3], 2)
    assert all(task.done() for task in disk.tasks)


async def test_nothing_is_called_after_the_disk_failed() -> None:
    disk, after_sync, told = opened()
    seen: list[int] = []
    after_sync(lambda: seen.append(1))
    await settle()
    disk.syncs[0].set_exception(StorageProblem("the disk is full"))
    with pytest.raises(StorageProblem):
        await disk.tasks[0]
    assert (seen, told) == ([], ["the disk is full"])

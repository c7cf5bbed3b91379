"""Light work goes the short way, heavy work the long one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from actors.parties.labour import LIGHT_BYTES_MAX, labour


class Ways:
    """A host that notes which way work went."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def brief(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.taken.append("brief")
        return work(*arguments)

    async def compute(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.taken.append("compute")
        return work(*arguments)


def test_the_size_of_work_decides_its_way() -> None:
    ways = Ways()

    async def double(size: int) -> int:
        return await labour(ways, size, lambda one: 2 * one, size)  # type: ignore[arg-type]

    sizes = (0, LIGHT_BYTES_MAX, LIGHT_BYTES_MAX + 1)
    assert [asyncio.run(double(size)) for size in sizes] == [2 * size for size in sizes]
    assert ways.taken == ["brief", "brief", "compute"]

"""Work that is light is done at once, work that is heavy where the host does it: a way there and back costs more
than checking or executing one trade."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from actors.host import Host

T = TypeVar("T")

#: Work on so many bytes is light: well below a millisecond.
LIGHT_BYTES_MAX = 4 * 1024


async def labour(host: Host, size: int, work: Callable[..., T], *arguments: Any) -> T:
    """What ``work`` on ``size`` bytes returns, in order with all that the host computes for this party."""
    if size <= LIGHT_BYTES_MAX:
        return await host.brief(work, *arguments)
    return await host.compute(work, *arguments)

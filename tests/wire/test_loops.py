"""The same on asyncio's own loop and on uvloop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import uvloop

from actors.host import Unreachable
from tests.wire.town import Town, until

LOOPS = (asyncio.new_event_loop, uvloop.new_event_loop)
LONG = bytes(range(256)) * 20_000


async def _a_day() -> None:
    """Messages, long ones, dials at once, a peer that dies and comes back, a refusal of a full machine."""
    town = Town()
    ann, bob = await town.add("ann"), await town.add("bob")
    for at in range(50):
        ann.send("bob", b"%d" % at)
        bob.send("ann", b"%d" % at)
    ann.send("bob", LONG)
    assert await bob.request("ann", LONG, 10_000) == b"re: " + LONG
    await until(lambda: (len(town.heard("ann")), len(town.heard("bob"))) == (50, 51))
    await bob.close()
    with pytest.raises(Unreachable, match=r"'bob' (cannot be reached|did not answer)"):
        await ann.request("bob", b"?", 10_000)
    await town.add("bob")
    ann.send("bob", b"again")
    await until(lambda: town.heard("bob"))
    await town.close()


@pytest.mark.parametrize("new_loop", LOOPS, ids=["asyncio", "uvloop"])
def test_both_loops(new_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(_a_day())

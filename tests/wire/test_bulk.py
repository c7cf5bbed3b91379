"""Bulk data by another way: believed only when it is what the peer announced over its own stream."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from actors.host import Unreachable
from tests.wire.town import QUICK, Town, until

Put = Callable[[str, bytes, bytes], None]


class Plane:
    """A plane in one loop; tests put themselves between the ends by setting :attr:`put`."""

    def __init__(self, town: Town, threshold_bytes: int = 1_000) -> None:
        """Everything of at least ``threshold_bytes`` goes this way."""
        self.threshold_bytes = threshold_bytes
        self.put: Put = lambda peer, digest, data: town.wires[peer].bulk_arrived(digest, data)
        self.handed: list[tuple[str, int]] = []

    async def hand_over(self, peer: str, digest: bytes, data: bytes) -> None:
        """Bring ``data`` to ``peer``."""
        self.handed.append((peer, len(data)))
        self.put(peer, digest, data)


MESSAGE = bytes(range(200)) * 10
OTHER = bytes(reversed(range(200))) * 10


async def test_messages_requests_and_answers_go_over_the_plane(town: Town) -> None:
    plane = Plane(town)
    ann = await town.add("ann", bulk=plane)
    await town.add("bob", bulk=plane)
    ann.send("bob", MESSAGE)
    ann.send("bob", b"small")
    await until(lambda: len(town.heard("bob")) == 2)
    assert sorted(town.heard("bob")) == sorted([("ann", MESSAGE), ("ann", b"small")])
    assert await ann.request("bob", MESSAGE, 5_000) == b"re: " + MESSAGE
    assert plane.handed == [("bob", 2_000), ("bob", 2_000), ("ann", 2_004)]


async def test_a_megabyte_is_hashed_beside_and_goes_to_several(town: Town) -> None:
    plane = Plane(town)
    long = MESSAGE * 600
    for name in ("ann", "bob", "cid"):
        await town.add(name, bulk=plane)
    for name in ("bob", "cid"):
        town.wires["ann"].send(name, long)
    await until(lambda: town.heard("bob") and town.heard("cid"))
    assert town.heard("bob") == [("ann", long)] == town.heard("cid")


async def test_a_plane_that_cannot_leaves_it_to_the_stream(town: Town) -> None:
    plane = Plane(town)

    def refuse(peer: str, digest: bytes, data: bytes) -> None:
        raise Unreachable(f"no shared memory with {peer!r}")

    plane.put = refuse
    ann = await town.add("ann", bulk=plane)
    await town.add("bob")
    assert await ann.request("bob", MESSAGE, 5_000) == b"re: " + MESSAGE
    assert await ann.request("bob", MESSAGE * 100, 5_000) == b"re: " + MESSAGE * 100


async def test_altered_data_is_not_believed_and_the_true_data_may_still_come(town: Town) -> None:
    plane = Plane(town)
    altered = MESSAGE[:-1] + b"!"
    plane.put = lambda peer, digest, data: town.wires[peer].bulk_arrived(digest, altered)
    ann, bob = await town.add("ann", bulk=plane), await town.add("bob", bulk=plane)
    ann.send("bob", MESSAGE)
    await until(lambda: bob._bulk.altered == 1)
    assert town.heard("bob") == []
    bob.bulk_arrived(hashlib.sha256(MESSAGE).digest(), MESSAGE)
    await until(lambda: town.heard("bob"))
    assert town.heard("bob") == [("ann", MESSAGE)]


async def test_swapped_data_is_not_believed(town: Town) -> None:
    plane = Plane(town)
    held: list[tuple[bytes, bytes]] = []
    plane.put = lambda _, digest, data: held.append((digest, data))
    ann, bob = await town.add("ann", bulk=plane), await town.add("bob", bulk=plane)
    ann.send("bob", MESSAGE)
    ann.send("bob", OTHER)
    await until(lambda: len(held) == 2)
    (first, one), (second, two) = held
    bob.bulk_arrived(first, two)
    bob.bulk_arrived(second, one)
    await until(lambda: bob._bulk.altered == 2)
    assert town.heard("bob") == []


async def test_data_that_never_comes_is_forgotten(town: Town) -> None:
    plane = Plane(town)
    plane.put = lambda *_: None
    ann = await town.add("ann", bulk=plane)
    bob = await town.add("bob", replace(QUICK, shelf_ms_max=5), plane)
    ann.send("bob", MESSAGE)
    with pytest.raises(Unreachable, match="'bob' did not answer within 10 ms"):
        await ann.request("bob", MESSAGE, 10)
    await until(lambda: bob._bulk.missing == 2)
    assert len(bob._bulk._shelf) == 0


async def test_data_that_nobody_announced_is_not_delivered_and_forgotten(town: Town) -> None:
    bob = await town.add("bob", replace(QUICK, shelf_ms_max=5), Plane(town))
    bob.bulk_arrived(hashlib.sha256(MESSAGE).digest(), MESSAGE)
    assert len(bob._bulk._shelf) == 1
    await until(lambda: len(bob._bulk._shelf) == 0)
    assert town.heard("bob") == []
    assert bob._bulk.missing == 0


async def test_what_the_plane_is_slow_to_take_is_bounded(town: Town) -> None:
    plane = Plane(town)
    may_go = asyncio.Event()

    async def hand_over(peer: str, digest: bytes, data: bytes) -> None:
        await may_go.wait()
        plane.put(peer, digest, data)

    plane.hand_over = hand_over  # type: ignore[method-assign]
    ann = await town.add("ann", replace(QUICK, bulk_queue_bytes_max=5_000), plane)
    await town.add("bob", bulk=plane)
    for _ in range(4):
        ann.send("bob", MESSAGE)
    assert ann.traffic()["bob"].dropped == 2
    may_go.set()
    await until(lambda: len(town.heard("bob")) == 2)
    ann.send("bob", MESSAGE)
    await until(lambda: len(town.heard("bob")) == 3)


async def test_a_closed_wire_lets_go_of_what_it_was_handing_over(town: Town) -> None:
    plane = Plane(town)
    never = asyncio.Event()

    async def hand_over(peer: str, digest: bytes, data: bytes) -> None:
        await never.wait()

    plane.hand_over = hand_over  # type: ignore[method-assign]
    ann = await town.add("ann", bulk=plane)
    ann.send("bob", MESSAGE)
    await asyncio.sleep(0)
    await ann.close()
    assert not ann._tasks

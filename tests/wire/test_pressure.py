"""A slow reader costs its sender no more than the queue, and small messages pass by long ones."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from cluster.wire import Wire
from cluster.wire.frame import Kind, Stream, pack
from cluster.wire.link import Link
from tests.wire.town import QUICK, Town, until


async def link_of(wire: Wire, peer: str, stream: Stream) -> Link:
    """The connection to ``peer``, once it is open."""
    line = wire._exchange.peers[peer].line(stream)
    await until(lambda: line.link is not None)
    assert line.link is not None
    return line.link


def stop_reading(link: Link) -> None:
    """The party at this end is too busy to read."""
    assert link._transport is not None
    link._transport.pause_reading()


def read_on(link: Link) -> None:
    """It reads again."""
    assert link._transport is not None
    link._transport.resume_reading()


async def test_a_slow_reader_fills_the_queue_and_no_more(town: Town) -> None:
    limits = replace(QUICK, small_queue_bytes_max=400_000, ping_ms=60_000)
    ann, bob = await town.add("ann", limits), await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    far = await link_of(bob, "ann", Stream.SMALL)
    near = await link_of(ann, "bob", Stream.SMALL)
    stop_reading(far)
    message = bytes(20_000)
    sent = 0
    while ann.traffic()["bob"].dropped == 0:
        ann.send("bob", message)
        sent += 1
        await asyncio.sleep(0)
    assert near._transport is not None
    assert near._transport.get_write_buffer_size() <= limits.unread_bytes_max + 2 * limits.turn_bytes
    for _ in range(100):
        ann.send("bob", message)
    assert ann.traffic()["bob"].dropped == 101
    read_on(far)
    await until(lambda: len(town.heard("bob")) == sent - 1)
    assert await ann.request("bob", b"!", 5_000) == b"re: !"


async def test_the_queue_is_bounded_in_messages_too(town: Town) -> None:
    ann = await town.add("ann", replace(QUICK, queue_messages_max=3))
    for _ in range(5):
        ann.send("bob", b"")
    assert ann.traffic()["bob"].dropped == 2
    await town.add("bob")
    await until(lambda: len(town.heard("bob")) == 3)


async def test_small_messages_overtake_long_ones(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    await ann.request("bob", bytes(100_000), 5_000)
    far = await link_of(bob, "ann", Stream.BULK)
    stop_reading(far)
    long = bytes(8_000_000)
    ann.send("bob", long)
    ann.send("bob", long)
    for at in range(10):
        assert await ann.request("bob", b"%d" % at, 5_000) == b"re: %d" % at
    assert town.heard("bob") == []
    read_on(far)
    await until(lambda: len(town.heard("bob")) == 2)
    assert [len(one) for _, one in town.heard("bob")] == [len(long)] * 2


async def test_a_long_message_that_was_cut_off_is_sent_again(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    await ann.request("bob", bytes(100_000), 5_000)
    far = await link_of(bob, "ann", Stream.BULK)
    near = await link_of(ann, "bob", Stream.BULK)
    stop_reading(far)
    ann.send("bob", bytes(8_000_000))
    await until(lambda: near._in_the_middle)
    far.end("cut off")
    await until(lambda: town.heard("bob"))
    assert [len(one) for _, one in town.heard("bob")] == [8_000_000]


async def test_a_sign_of_life_waits_for_the_end_of_a_long_frame(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    await ann.request("bob", bytes(100_000), 5_000)
    far, near = await link_of(bob, "ann", Stream.BULK), await link_of(ann, "bob", Stream.BULK)
    stop_reading(far)
    message = bytes(range(256)) * 40_000
    ann.send("bob", message)
    await until(lambda: near._in_the_middle)
    near._put(pack(Kind.PING, 0, 0))
    ann.send("bob", message)
    read_on(far)
    await until(lambda: len(town.heard("bob")) == 2)
    assert all(one == message for _, one in town.heard("bob"))
    assert (ann.traffic()["bob"].failures, bob.traffic()["ann"].failures) == (0, 0)


async def test_a_slow_reader_of_a_long_frame_is_not_taken_for_dead(town: Town) -> None:
    limits = replace(QUICK, ping_ms=40)
    ann, bob = await town.add("ann", limits), await town.add("bob")
    await ann.request("bob", bytes(100_000), 5_000)
    far, near = await link_of(bob, "ann", Stream.BULK), await link_of(ann, "bob", Stream.BULK)
    stop_reading(far)
    ann.send("bob", bytes(60_000_000))
    await until(lambda: near._in_the_middle)
    begun = near._loop.time()
    while near._in_the_middle and near._loop.time() < begun + 0.2:
        read_on(far)
        await asyncio.sleep(0.001)
        stop_reading(far)
        await asyncio.sleep(0.005)
    read_on(far)
    await until(lambda: town.heard("bob"))
    assert ann.traffic()["bob"].failures == 0


async def test_a_party_that_fails_to_take_a_message_does_not_break_the_connection(town: Town) -> None:
    ann, _ = await town.add("ann"), await town.add("bob")
    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: faults.append(str(about["exception"])))

    def fails(sender: str, message: bytes) -> None:
        raise ValueError("out of order")

    town.parties["bob"].deliver = fails  # type: ignore[method-assign]
    ann.send("bob", b"x")
    assert await ann.request("bob", b"!", 5_000) == b"re: !"
    assert faults == ["out of order"]
    assert ann.traffic()["bob"].failures == 0

"""Messages, requests and answers between parties of one market."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actors.host import Unreachable
from cluster.wire import WireLimits
from tests.wire.town import QUICK, Town, until

#: Everything waits long, except what a test shortens.
PATIENT = WireLimits()


async def test_messages_arrive_with_the_name_of_who_sent_them(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    ann.send("bob", b"one")
    ann.send("bob", b"two")
    ann.send("bob", b"")
    await until(lambda: len(town.heard("bob")) == 3)
    assert town.heard("bob") == [("ann", b"one"), ("ann", b"two"), ("ann", b"")]
    bob.send("ann", b"three")
    await until(lambda: town.heard("ann"))
    assert town.heard("ann") == [("bob", b"three")]


async def test_an_institution_and_a_node_speak_over_one_connection(town: Town) -> None:
    eve = await town.add("eve", listens=False)
    ann = await town.add("ann")
    assert await eve.request("ann", b"hello", 1_000) == b"re: hello"
    assert await ann.request("eve", b"and you", 1_000) == b"re: and you"
    assert "eve" not in town.book.asked
    assert ann.traffic()["eve"].reconnects == 0


@pytest.mark.parametrize("size", [1, 16_000, 64 * 1024, 64 * 1024 + 1, 3_000_000])
async def test_a_message_of_any_size_arrives_whole(town: Town, size: int) -> None:
    ann = await town.add("ann")
    await town.add("bob")
    message = bytes(at * 7 % 251 for at in range(1_000)) * (size // 1_000 + 1)
    ann.send("bob", message[:size])
    answer = await ann.request("bob", message[:size], 5_000)
    assert answer == b"re: " + message[:size]
    await until(lambda: town.heard("bob"))
    assert town.heard("bob") == [("ann", message[:size])]


async def test_what_passed_is_counted(town: Town) -> None:
    ann = await town.add("ann")
    await town.add("bob")
    assert ann.traffic() == {}
    await ann.request("bob", b"12345", 1_000)
    ann.send("nobody", b"lost")
    traffic = ann.traffic()["bob"]
    assert (traffic.messages_out, traffic.bytes_out) == (1, 5)
    assert (traffic.messages_in, traffic.bytes_in) == (1, 9)
    assert (traffic.state, traffic.problem, traffic.dropped) == ("open", "", 0)
    assert ann.strays == 1


async def test_a_party_that_the_roster_does_not_name_is_told(town: Town) -> None:
    ann = await town.add("ann")
    with pytest.raises(Unreachable, match="epoch 0 names no transport certificate of 'zoe'; check the name"):
        await ann.request("zoe", b"?", 1_000)


async def test_no_answer_in_time_is_told_and_a_late_one_is_of_no_use(town: Town) -> None:
    ann = await town.add("ann")
    await town.add("bob")
    town.parties["bob"].may_answer.clear()
    with pytest.raises(Unreachable, match="'bob' did not answer within 5 ms"):
        await ann.request("bob", b"?", 5)
    town.parties["bob"].may_answer.set()
    assert await ann.request("bob", b"again", 1_000) == b"re: again"


async def test_a_party_that_fails_to_answer_is_told_at_once(town: Town) -> None:
    ann = await town.add("ann")
    await town.add("bob")
    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: faults.append(str(about["exception"])))

    async def fails(sender: str, message: bytes) -> bytes:
        raise ValueError("out of order")

    town.parties["bob"].answer = fails  # type: ignore[method-assign]
    with pytest.raises(Unreachable, match="'bob' stopped before it answered"):
        await ann.request("bob", b"?", 60_000)
    await until(lambda: faults)
    assert faults == ["out of order"]


async def test_a_peer_with_too_many_requests_is_busy(town: Town) -> None:
    ann = await town.add("ann")
    await town.add("bob", replace(QUICK, answers_max=1, busy_ms=70))
    town.parties["bob"].may_answer.clear()
    first = asyncio.ensure_future(ann.request("bob", b"1", 5_000))
    await until(lambda: town.parties["bob"].asked)
    with pytest.raises(Unreachable, match="'bob' is busy; ask again in 70 ms"):
        await ann.request("bob", b"2", 5_000)
    town.parties["bob"].may_answer.set()
    assert await first == b"re: 1"


async def test_too_many_requests_of_ours_are_refused_at_once(town: Town) -> None:
    ann = await town.add("ann", replace(QUICK, requests_max=1))
    await town.add("bob")
    town.parties["bob"].may_answer.clear()
    first = asyncio.ensure_future(ann.request("bob", b"1", 5_000))
    await until(lambda: town.parties["bob"].asked)
    with pytest.raises(Unreachable, match="1 requests to 'bob' wait already"):
        await ann.request("bob", b"2", 5_000)
    town.parties["bob"].may_answer.set()
    await first


async def test_too_long_a_message_is_not_sent(town: Town) -> None:
    ann = await town.add("ann", replace(QUICK, message_bytes_max=100))
    await town.add("bob")
    ann.send("bob", bytes(101))
    with pytest.raises(Unreachable, match="no room for 101 bytes"):
        await ann.request("bob", bytes(101), 1_000)
    assert ann.traffic()["bob"].dropped == 2
    assert await ann.request("bob", bytes(100), 1_000) == b"re: " + bytes(100)


async def test_a_wire_that_is_closed_says_so(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    town.parties["bob"].may_answer.clear()
    waiting = asyncio.ensure_future(ann.request("bob", b"?", 60_000))
    await until(lambda: town.parties["bob"].asked)
    await ann.close()
    with pytest.raises(Unreachable, match="the wire of 'ann' is closed"):
        await waiting
    with pytest.raises(Unreachable, match="the wire of 'ann' is closed"):
        await ann.request("bob", b"?", 1_000)
    ann.send("bob", b"lost")
    await until(lambda: bob.traffic()["ann"].state != "open")

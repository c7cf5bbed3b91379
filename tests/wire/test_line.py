"""Connections come, break and come again; two at once become one; an idle one costs a sign of life."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from actors.host import Unreachable
from cluster.wire import WireLimits
from tests.wire.town import QUICK, Town, until


async def test_a_peer_that_comes_back_at_another_port_is_found_again(town: Town) -> None:
    ann = await town.add("ann")
    bob = await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    before = town.book.places["bob"]
    await bob.close()
    await until(lambda: ann.traffic()["bob"].state != "open")
    await town.add("bob")
    assert town.book.places["bob"] != before
    assert await ann.request("bob", b"again", 5_000) == b"re: again"
    assert ann.traffic()["bob"].reconnects == 1
    assert town.book.asked == ["bob", "bob"]


async def test_messages_wait_for_a_peer_that_is_not_there_yet(town: Town) -> None:
    ann = await town.add("ann")
    ann.send("bob", b"early")
    await until(lambda: ann.traffic()["bob"].failures >= 3)
    assert ann.traffic()["bob"].problem == "'bob' listens nowhere yet; start it"
    await town.add("bob")
    await until(lambda: town.heard("bob"))
    assert town.heard("bob") == [("ann", b"early")]
    assert ann.traffic()["bob"].problem == ""


async def test_messages_do_not_wait_for_ever(town: Town) -> None:
    ann = await town.add("ann", replace(QUICK, queue_ms_max=1))
    ann.send("bob", b"early")
    await until(lambda: ann.traffic()["bob"].dropped == 1)
    await until(lambda: ann.traffic()["bob"].state == "idle")
    asked = len(town.book.asked)
    await asyncio.sleep(0.005)
    assert len(town.book.asked) == asked  # nothing to send, so nobody is dialled


async def test_a_request_to_a_peer_that_is_down_ends_at_once_with_the_reason(town: Town) -> None:
    patient = WireLimits(backoff_ms_min=1, backoff_ms_max=60_000)
    ann, bob = await town.add("ann", patient), await town.add("bob")
    await bob.close()
    for _ in range(3):
        with pytest.raises(Unreachable, match=r"'bob' did not answer: 'bob' was not reached .* look whether"):
            await ann.request("bob", b"?", 60_000)
        await until(lambda: ann.traffic()["bob"].state in ("idle", "waiting"))
    ann.send("bob", b"x")
    await until(lambda: ann.traffic()["bob"].failures >= 10)
    with pytest.raises(Unreachable, match="'bob' cannot be reached: 'bob' was not reached"):
        await ann.request("bob", b"?", 60_000)


async def test_an_address_that_takes_too_long_to_find_is_given_up(town: Town) -> None:
    ann = await town.add("ann", replace(QUICK, dial_ms_max=2))
    never = asyncio.Event()

    async def address(name: str) -> tuple[str, int]:
        await never.wait()
        return name, 0

    town.book.address = address  # type: ignore[method-assign]
    with pytest.raises(Unreachable, match="'bob' was not reached within 2 ms; look whether it runs"):
        await ann.request("bob", b"?", 60_000)


async def test_a_resolver_that_fails_is_asked_again(town: Town) -> None:
    ann = await town.add("ann")
    await town.add("bob")
    right = town.book.address

    async def address(name: str) -> tuple[str, int]:
        town.book.address = right  # type: ignore[method-assign]
        raise KeyError(name)

    town.book.address = address  # type: ignore[method-assign]
    ann.send("bob", b"!")
    await until(lambda: town.heard("bob"))


async def test_a_request_whose_peer_dies_ends_at_once(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    town.parties["bob"].may_answer.clear()
    waiting = asyncio.ensure_future(ann.request("bob", b"?", 60_000))
    await until(lambda: town.parties["bob"].asked)
    await bob.close()
    with pytest.raises(Unreachable, match=r"'bob' (did not answer|stopped before it answered)"):
        await waiting


@pytest.mark.parametrize("order", [("ann", "bob"), ("bob", "ann")])
async def test_two_who_dial_at_once_keep_one_connection(town: Town, order: tuple[str, str]) -> None:
    for name in order:
        await town.add(name)
    for at in range(20):
        for name, other in (order, order[::-1]):
            town.wires[name].send(other, b"%d" % at)
        await asyncio.sleep(0)
    await until(lambda: len(town.heard("ann")) == 20 == len(town.heard("bob")))
    expected = [b"%d" % at for at in range(20)]
    assert [one for _, one in town.heard("ann")] == expected == [one for _, one in town.heard("bob")]
    for name, other in (order, order[::-1]):
        traffic = town.wires[name].traffic()[other]
        assert (traffic.state, traffic.failures, traffic.dropped, traffic.reconnects) == ("open", 0, 0, 0)


async def test_everybody_dialling_everybody_at_once_settles(town: Town) -> None:
    names = ("ann", "bob", "cid", "dan")
    for name in names:
        await town.add(name)
    for name in names:
        for other in names:
            if other != name:
                town.wires[name].send(other, name.encode())
    await until(lambda: all(len(town.heard(name)) == 3 for name in names))
    assert all(one.state == "open" for wire in town.wires.values() for one in wire.traffic().values())


async def test_a_peer_that_lost_its_end_of_the_connection_is_let_in_again(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    # Another process of bob takes over, and ann has not noticed that the first is gone.
    town.wires["first bob"] = bob
    again = await town.add("bob")
    assert await again.request("ann", b"new", 5_000) == b"re: new"
    await until(lambda: bob.traffic()["ann"].state != "open")
    assert await ann.request("bob", b"?", 5_000) == b"re: ?"
    assert town.parties["bob"].asked == [("ann", b"?")]


async def test_an_idle_connection_stays_by_signs_of_life(town: Town) -> None:
    ann, _ = await town.add("ann", replace(QUICK, ping_ms=40)), await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    link = town.wires["ann"]._exchange.peers["bob"].lines[0].link
    assert link is not None
    times: set[float] = set()

    def heard_three_times() -> bool:
        times.add(link._heard_at)
        return len(times) == 4

    await until(heard_three_times)
    assert ann.traffic()["bob"].state == "open"
    assert ann.traffic()["bob"].reconnects == 0


async def test_a_peer_that_gives_no_sign_of_life_is_given_up(town: Town) -> None:
    ann = await town.add("ann", replace(QUICK, ping_ms=40))
    await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    link = town.wires["bob"]._exchange.peers["ann"].lines[0].link
    assert link is not None and link._transport is not None
    link._transport.pause_reading()  # as if its machine had stopped
    await until(lambda: "gave no sign of life" in ann.traffic()["bob"].problem)
    assert ann.traffic()["bob"].state != "open"

"""Of several connections between the same two one stays, and both ends agree which."""

from __future__ import annotations

from pathlib import Path

from cluster.wire.frame import Kind
from tests.wire.caller import Answerer, call
from tests.wire.town import Town, until


async def test_a_caller_who_lost_his_end_replaces_the_connection_in_use(town: Town, tmp_path: Path) -> None:
    ann = await town.add("ann")
    place = town.book.places["ann"]
    first = await call(place, tmp_path)
    await first.greet(moment=5)
    assert (await first.hears())[0] is Kind.WELCOME
    second = await call(place, tmp_path)
    await second.greet(moment=6)
    assert (await second.hears())[0] is Kind.WELCOME
    assert "another connection serves now" in await first.refusal()
    ann.send("bob", b"x")
    assert await second.hears() == (Kind.MESSAGE, b"x")
    assert (ann.traffic()["bob"].reconnects, ann.traffic()["bob"].failures) == (1, 0)
    second.writer.close()


async def test_an_earlier_greeting_of_the_same_process_is_a_duplicate(town: Town, tmp_path: Path) -> None:
    ann = await town.add("ann")
    place = town.book.places["ann"]
    first = await call(place, tmp_path)
    await first.greet(moment=5)
    assert (await first.hears())[0] is Kind.WELCOME
    second = await call(place, tmp_path)
    await second.greet(moment=4)
    assert "another connection serves already" in await second.refusal()
    third = await call(place, tmp_path)
    await third.greet(moment=4, incarnation=8)  # another process: the first is gone
    assert (await third.hears())[0] is Kind.WELCOME
    ann.send("bob", b"x")
    assert await third.hears() == (Kind.MESSAGE, b"x")
    for one in (first, third):
        one.writer.close()


async def test_the_smaller_name_keeps_what_it_dialled(town: Town, tmp_path: Path) -> None:
    ann = await town.add("ann")
    bob = Answerer("bob")
    await bob.open(tmp_path, "ann")
    town.book.places["bob"] = bob.place
    ann.send("bob", b"x")
    dialled = await bob.calls.get()
    assert (await dialled.hears())[0] is Kind.HELLO
    calling = await call(town.book.places["ann"], tmp_path)
    await calling.greet()
    assert "we dialled at the same time, and our connection stays" in await calling.refusal()
    await dialled.greet(Kind.WELCOME, moment=2)
    assert await dialled.hears() == (Kind.MESSAGE, b"x")
    assert ann.traffic()["bob"].failures == 0
    dialled.writer.close()
    await bob.close()


async def test_the_larger_name_gives_way(town: Town, tmp_path: Path) -> None:
    bob = await town.add("bob")
    ann = Answerer("ann")
    await ann.open(tmp_path, "bob")
    town.book.places["ann"] = ann.place
    bob.send("ann", b"x")
    dialled = await ann.calls.get()
    assert (await dialled.hears())[0] is Kind.HELLO
    calling = await call(town.book.places["bob"], tmp_path, "ann", "bob")
    await calling.greet()
    assert (await calling.hears())[0] is Kind.WELCOME
    assert await calling.hears() == (Kind.MESSAGE, b"x")
    assert "another connection serves now" in await dialled.refusal()
    await until(lambda: bob.traffic()["ann"].state == "open")
    assert (bob.traffic()["ann"].failures, bob.traffic()["ann"].reconnects) == (0, 0)
    calling.writer.close()
    await ann.close()

"""Who comes in: parties of this market with the certificates that the roster names, and nobody else."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from actors.host import Unreachable
from cluster.wire import Wire, WireLimits, WireProblem, certificate_of, new_key
from cluster.wire.frame import VERSION, Kind, pack
from tests.wire.caller import call
from tests.wire.town import (
    NODES,
    QUICK,
    ROSTER,
    Book,
    Listener,
    Town,
    follows,
    key,
    roster,
    until,
)

SHORT = WireLimits(greeting_ms_max=30, strangers_max=2)


async def _refused_with(town: Town, reason: str) -> None:
    """Ann's request to bob ends with this reason, long before its time is over."""
    with pytest.raises(Unreachable, match=reason):
        await town.wires["ann"].request("bob", b"?", 60_000)
    assert town.parties["bob"].asked == []


async def test_a_stranger_who_calls_himself_bob_is_not_spoken_to(town: Town) -> None:
    stranger = new_key()
    validators = tuple(
        msgspec.structs.replace(one, transport=certificate_of(stranger, "bob")) if one.name == "bob" else one
        for one in ROSTER.validators
    )
    await town.add("ann")
    await town.add("bob", names=msgspec.structs.replace(ROSTER, validators=validators), secret=stranger)
    await _refused_with(town, "shows a certificate that the roster does not name .* it is of another market")


async def test_a_caller_whom_the_roster_does_not_name_is_not_let_in(town: Town) -> None:
    await town.add("ann")
    bob = await town.add("bob", names=roster(without=["ann"]))
    await _refused_with(town, "'bob' at .* does not trust our certificate")
    assert "whoever calls from" in bob.problems[-1]


async def test_a_refused_caller_waits_long_before_the_next_attempt(town: Town) -> None:
    ann = await town.add("ann", WireLimits(backoff_ms_min=1, backoff_ms_max=60_000))
    await town.add("bob", names=roster(without=["ann"]))
    await _refused_with(town, "does not trust our certificate")
    ann.send("bob", b"later")
    assert ann.traffic()["bob"].state == "waiting"
    assert town.book.asked == ["bob"]
    ann.learn(follows(ROSTER))
    await until(lambda: len(town.book.asked) == 2)


async def test_another_market_is_refused_and_both_sides_are_told(town: Town) -> None:
    await town.add("ann")
    bob = await town.add("bob", names=roster("another"))
    await _refused_with(town, "'bob' refuses us: ann: it belongs to market .* check the address")
    assert "it belongs to market" in bob.problems[-1]


async def test_an_address_where_somebody_else_listens_is_told(town: Town) -> None:
    await town.add("ann")
    await town.add("bob")
    await town.add("cid")
    town.book.places["bob"] = town.book.places["cid"]
    await _refused_with(town, "'cid' answers at .*, where 'bob' was expected; correct the address of 'bob'")


async def test_an_address_where_another_program_listens_is_told(town: Town) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org ready\r\n")
        writer.close()

    await town.add("ann")
    await town.add("bob")
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    town.book.places["bob"] = server.sockets[0].getsockname()[:2]
    await _refused_with(town, "does not speak TLS as this program does")
    server.close()


@pytest.mark.parametrize(
    ("name", "names", "secret", "reason"),
    [
        ("ann", roster(without=["ann"]), key("ann"), "does not name 'ann'; have the governors sign one"),
        ("ann", ROSTER, key("bob"), "the transport key of 'ann' is not that of its certificate"),
        ("ann", ROSTER, b"junk", "the transport key cannot be read"),
    ],
    ids=["not named", "another key", "junk"],
)
async def test_a_wire_without_its_own_certificate_is_not_made(
    name: str, names: object, secret: bytes, reason: str
) -> None:
    assert isinstance(names, type(ROSTER))
    with pytest.raises(WireProblem, match=reason):
        Wire(name, names, secret, Listener(), Book())


async def test_a_party_without_a_certificate_is_told_so() -> None:
    bare = msgspec.structs.replace(ROSTER.validators[0], transport=b"")
    names = msgspec.structs.replace(ROSTER, validators=(bare, *ROSTER.validators[1:]))
    with pytest.raises(WireProblem, match="names no transport certificate of 'ann'"):
        Wire("ann", names, key("ann"), Listener(), Book())


async def test_a_port_in_use_is_told(town: Town) -> None:
    await town.add("ann")
    bob = await town.add("bob", listens=False)
    host, port = town.book.places["ann"]
    with pytest.raises(WireProblem, match=f"port {port} of 127.0.0.1 is in use; stop what listens there"):
        await bob.open(host, port)
    with pytest.raises(WireProblem, match=r"'192\.0\.2\.1' is no address of this machine"):
        await bob.open("192.0.2.1")
    with pytest.raises(WireProblem, match="there is no port 65536"):
        await bob.open("127.0.0.1", 65_536)


# --- roster changes


async def test_who_leaves_the_roster_is_cut_off_and_told(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    later = follows(ROSTER, validators=tuple(one for one in ROSTER.validators if one.name != "bob"))
    ann.learn(later)
    await until(lambda: bob.traffic()["ann"].state != "open")
    with pytest.raises(Unreachable, match="the roster of epoch 1 names no transport certificate of 'bob'"):
        await ann.request("bob", b"?", 5_000)
    with pytest.raises(Unreachable, match=r"'ann' at .* does not trust our certificate"):
        await bob.request("ann", b"?", 60_000)
    bob.learn(later)
    with pytest.raises(Unreachable, match="the roster of epoch 1 does not name 'bob'"):
        await bob.request("cid", b"?", 5_000)
    for one in (ann, bob):
        one.learn(follows(later, validators=ROSTER.validators))
    assert await bob.request("ann", b"back", 5_000) == b"re: back"


async def test_connections_of_those_who_stay_go_on(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    for one in (ann, bob):
        one.learn(follows(ROSTER))
    assert await bob.request("ann", b"!", 5_000) == b"re: !"
    assert (ann.traffic()["bob"].reconnects, town.book.asked) == (0, ["bob"])


async def test_a_replaced_key_ends_the_old_connection(town: Town) -> None:
    ann, bob = await town.add("ann"), await town.add("bob")
    await ann.request("bob", b"?", 5_000)
    fresh = new_key()
    validators = tuple(
        msgspec.structs.replace(one, transport=certificate_of(fresh, "bob")) if one.name == "bob" else one
        for one in ROSTER.validators
    )
    later = follows(ROSTER, validators=validators)
    ann.learn(later)
    await until(lambda: bob.traffic()["ann"].state != "open")
    await bob.close()
    await town.add("bob", names=later, secret=fresh)
    assert await ann.request("bob", b"anew", 5_000) == b"re: anew"


async def test_the_roster_of_another_market_is_not_learned(town: Town) -> None:
    ann = await town.add("ann")
    with pytest.raises(WireProblem, match="cannot follow one of"):
        ann.learn(roster("another"))


# --- callers that speak TLS with the right certificate, but not our language


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"market": bytes(32)}, "it belongs to market 0000000000000000…"),
        ({"name": "cid"}, "it calls itself 'cid' and shows the certificate of 'bob'; give it its own key"),
        ({"stream": 3}, "there is no stream 3"),
    ],
)
async def test_a_wrong_greeting_is_refused(
    town: Town, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    await town.add("ann")
    caller = await call(town.book.places["ann"], tmp_path)
    await caller.greet(**changes)
    assert reason in await caller.refusal()
    await until(lambda: any(reason in one for one in town.wires["ann"].problems))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"LJ" + bytes([VERSION + 1, Kind.HELLO]) + bytes(12), "it speaks version 2 of the wire"),
        (pack(Kind.MESSAGE, 0, 0), "a MESSAGE frame before the greeting"),
        (pack(Kind.HELLO, 0, 4) + b"junk", "not a Hello"),
        (b"GET / HTTP/1.0\r\n\r\n", "another program speaks"),
    ],
)
async def test_what_is_no_greeting_is_refused(town: Town, tmp_path: Path, data: bytes, reason: str) -> None:
    await town.add("ann")
    caller = await call(town.book.places["ann"], tmp_path)
    caller.writer.write(data)
    assert reason in await caller.refusal()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pack(Kind.MESSAGE, 0, 65_537), "a MESSAGE frame of 65537 bytes on the small stream"),
        (pack(Kind.WELCOME, 0, 0), "a WELCOME frame after the greeting"),
        (pack(Kind.BUSY, 1, 1) + b"x", "not a Busy"),
    ],
)
async def test_a_frame_that_may_not_come_ends_the_connection(
    town: Town, tmp_path: Path, data: bytes, reason: str
) -> None:
    await town.add("ann")
    caller = await call(town.book.places["ann"], tmp_path)
    await caller.greet()
    assert (await caller.hears())[0] is Kind.WELCOME
    caller.writer.write(data)
    assert reason in await caller.refusal()
    assert reason in town.wires["ann"].traffic()["bob"].problem


async def test_a_caller_who_does_not_greet_is_put_out_and_few_may_wait(town: Town, tmp_path: Path) -> None:
    ann = await town.add("ann", SHORT)
    calls = [await asyncio.open_connection(*town.book.places["ann"]) for _ in range(3)]
    for reader, writer in calls:
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
    assert sum("did not greet within 30 ms" in one for one in ann.problems) == 2
    assert sum("2 callers have not greeted yet, one more is put off" in one for one in ann.problems) == 1
    caller = await call(town.book.places["ann"], tmp_path)
    await caller.greet()
    assert (await caller.hears())[0] is Kind.WELCOME
    caller.writer.close()


async def test_everybody_reaches_everybody(town: Town) -> None:
    for name in (*NODES, "eve"):
        await town.add(name, QUICK)
    for one in town.wires:
        for other in town.wires:
            if one != other:
                assert await town.wires[one].request(other, b"?", 5_000) == b"re: ?"

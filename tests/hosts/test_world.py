"""A simulated world: one seed one life, and every way to die."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from actors.host import Host, HostProblem, StorageProblem, Unreachable
from cluster.hosts.simulated.host import Pace
from cluster.hosts.simulated.network import NetworkFaults
from cluster.hosts.simulated.trace import Event
from cluster.hosts.simulated.world import World
from tests.hosts.toys import Acts, Counter, Idle, Pinger

ROUGH = NetworkFaults(loss=0.1, duplicate=0.1, reorder=0.2)


def party(world: World, label: str) -> Any:
    """The party, whatever toy it is."""
    return world.party(label)


def test_one_seed_gives_one_life_and_another_seed_another() -> None:
    def life(seed: int) -> list[str]:
        with World(seed, ROUGH) as world:
            world.add("a", lambda: Pinger("b"))
            world.add("b", lambda: Pinger("a", 11))
            world.skew("b", offset_ms=-500, drift_ppm=200)

            async def drive() -> None:
                await world.start("a")
                await world.start("b")
                await world.sleep(100)
                world.crash_somewhere("a", 50)
                await world.until(lambda: not world.running("a"), 1_000)
                await world.restart("a")
                await world.sleep(100)

            world.run(drive())
            assert not world.failures, world.report()
            return world.trace.lines()

    assert life(1) == life(1)
    assert len(life(1)) > 200
    assert life(1) != life(2)


def test_messages_and_requests_reach_a_party_under_the_senders_name() -> None:
    with World(1) as world:
        world.add("a", Idle)
        world.add("b", Idle)

        async def drive() -> bytes:
            await world.start("a")
            await world.start("b")
            party(world, "a").host.send("b", b"hello")
            answer = await world.act("a", party(world, "a").host.request("b", b"you", 1_000))
            await world.sleep(100)
            assert await world.request("b", b"out", 1_000) == b"echo out"
            return bytes(answer)

        assert world.run(drive()) == b"echo you"
        assert party(world, "b").heard == [("a", b"hello")]


def test_a_request_times_out_exactly_when_it_said() -> None:
    with World(1) as world:
        world.add("a", Idle)
        world.add("b", Idle)

        async def drive() -> None:
            await world.start("a")
            begun_ms = world.now_ms()
            with pytest.raises(Unreachable, match="'b' did not answer within 300 ms"):
                await world.act("a", party(world, "a").host.request("b", b"?", 300))
            assert world.now_ms() - begun_ms == 300
            with pytest.raises(Unreachable):
                await world.request("b", b"?", 50)

        world.run(drive())


def test_a_crashed_task_does_not_go_on_and_says_nothing() -> None:
    went_on: list[str] = []

    async def wait(host: Host) -> None:
        await host.request("nobody", b"", 50)
        went_on.append("request")

    async def never_begun() -> None:
        went_on.append("begun")

    def begin(host: Host) -> None:
        host.timer(50, lambda: went_on.append("timer"))
        host.spawn(wait(host), "wait")

    with World(1) as world:
        world.add("a", lambda: Acts(begin))

        async def drive() -> None:
            await world.start("a")
            host = party(world, "a").host
            await world.sleep(10)
            host.spawn(never_begun(), "never begun")
            world.crash("a")
            host.spawn(never_begun(), "spawned by the dead")
            host.send("a", b"from the dead")
            await world.sleep(1_000)
            assert not world.running("a")
            with pytest.raises(HostProblem, match="does not run"):
                world.party("a")

        world.run(drive())
        assert went_on == []
        assert not world.failures


def test_what_was_synced_survives_a_crash_and_the_rest_does_not() -> None:
    with World(1) as world:
        world.add("a", Counter)

        async def drive() -> list[bytes]:
            await world.start("a")
            world.send("a", b"kept")
            await world.until(lambda: party(world, "a").count == 1, 1_000)
            party(world, "a").host.store.append(1, b"lost")
            await world.restart("a")
            return [entry.data for entry in party(world, "a").host.store.scan()]

        assert world.run(drive()) == [b"kept"]


@pytest.mark.parametrize("effects", range(1, 25))
def test_a_crash_at_any_effect_keeps_what_was_acknowledged(effects: int) -> None:
    acknowledged: set[bytes] = set()

    def see(event: Event) -> None:
        if event.kind == "deliver" and event.data.startswith(b"ack "):
            acknowledged.add(event.data[4:])

    with World(effects) as world:
        world.tap(see)
        world.add("a", Counter)
        world.add("client", Idle)

        async def drive() -> None:
            await world.start("client")
            await world.start("a")
            world.crash_after("a", effects)
            for number in range(8):
                party(world, "client").host.send("a", b"%d" % number)
                await world.sleep(3)
            assert await world.until(lambda: not world.running("a"), 1_000) == (effects <= 48)
            await world.restart("a")
            logged = {entry.data for entry in party(world, "a").host.store.scan()}
            assert acknowledged <= logged

        world.run(drive())
        assert not world.failures, world.report()


def test_a_crash_can_hit_a_party_while_it_starts() -> None:
    with World(1) as world:
        world.add("a", Counter)

        async def drive() -> tuple[bool, bool]:
            world.crash_after("a", 1)
            return await world.start("a"), await world.start("a")

        assert world.run(drive()) == (False, True)


def test_a_zombie_lives_on_but_writes_nothing_more() -> None:
    with World(1) as world:
        world.add("a", Counter)
        world.add("b", Idle)

        async def drive() -> None:
            await world.start("a")
            await world.start("b")
            old = party(world, "a").host
            old.store.append(1, b"by the old")
            await world.zombie("a")
            old.send("b", b"still here")
            new = party(world, "a").host
            new.store.append(1, b"by the new")
            with pytest.raises(StorageProblem):
                await old.store.sync()
            with pytest.raises(StorageProblem, match="newer incarnation"):
                old.store.write_snapshot(1, {})
            await new.store.sync()
            await world.sleep(100)
            world.end_zombies("a")
            old.send("b", b"gone")
            await world.restart("a")
            await world.sleep(100)
            assert [entry.data for entry in party(world, "a").host.store.scan()] == [b"by the new"]
            assert party(world, "b").heard == [("a", b"still here")]

        world.run(drive())
        assert not world.failures, world.report()


def test_clocks_are_wrong_as_told() -> None:
    rung: list[int] = []

    with World(1) as world:
        world.add("a", lambda: Acts(lambda host: host.timer(1_000, lambda: rung.append(world.now_ms()))))
        world.skew("a", offset_ms=-5_000, drift_ppm=250_000)

        async def drive() -> None:
            begun_ms = world.now_ms()
            await world.start("a")
            await world.sleep(10_000)
            assert party(world, "a").host.now_ms() == begun_ms - 5_000 + 12_500
            assert rung == [begun_ms + 800]

        world.run(drive())


def test_compute_takes_its_time_one_after_another() -> None:
    done: list[tuple[str, int]] = []

    with World(3, pace=Pace(compute_ms_max=40)) as world:
        world.add("a", Idle)

        async def work(host: Host, name: str) -> None:
            done.append((await host.compute(str.upper, name), world.loop.now_us))

        async def drive() -> None:
            await world.start("a")
            host = party(world, "a").host
            for name in "abc":
                host.spawn(work(host, name), name)
            await world.sleep(500)
            with pytest.raises(ValueError, match="invalid literal"):
                await host.compute(int, "x")

        world.run(drive())
    assert [name for name, _ in done] == ["A", "B", "C"]
    assert 0 < done[0][1] < done[1][1] < done[2][1]


def fail(*_: object) -> None:
    raise RuntimeError("boom")


async def fail_later() -> None:
    fail()


@pytest.mark.parametrize(
    ("doing", "factory"),
    [
        ("start", lambda: Acts(on_start=fail)),
        ("deliver", lambda: Acts(on_deliver=fail)),
        ("timer", lambda: Acts(on_start=lambda host: host.timer(1, fail))),
        ("later", lambda: Acts(on_start=lambda host: host.spawn(fail_later(), "later"))),
    ],
)
def test_a_party_that_raises_is_stopped_and_reported(doing: str, factory: Callable[[], Acts]) -> None:
    with World(1) as world:
        world.add("a", factory)

        async def drive() -> None:
            assert await world.start("a") == (doing != "start")
            world.send("a", b"!")
            await world.sleep(100)
            assert not world.running("a")

        world.run(drive())
        (failure,) = world.failures
        assert (failure.party, failure.doing, str(failure.error)) == ("a", doing, "boom")
        assert "boom" in world.report()


def test_an_answer_that_raises_is_a_failure_and_no_answer() -> None:
    class Broken(Idle):
        async def answer(self, sender: str, message: bytes) -> bytes:
            raise RuntimeError("boom")

    with World(1) as world:
        world.add("a", Broken)

        async def drive() -> None:
            await world.start("a")
            with pytest.raises(Unreachable):
                await world.request("a", b"?", 100)

        world.run(drive())
        assert [failure.doing for failure in world.failures] == ["answer"]


def test_a_polite_stop_finishes_and_keeps_everything() -> None:
    with World(1) as world:
        world.add("a", Counter)

        async def drive() -> list[bytes]:
            await world.start("a")
            old = party(world, "a")
            old.host.store.append(1, b"x")
            await world.stop("a")
            assert old.stopped
            await world.start("a")
            return [entry.data for entry in party(world, "a").host.store.scan()]

        assert world.run(drive()) == [b"x"]


def test_a_corrupted_party_drops_alters_repeats_and_redirects() -> None:
    def lie(peer: str, message: bytes) -> list[tuple[str, bytes]]:
        return {
            b"drop": [],
            b"alter": [(peer, b"altered")],
            b"repeat": [(peer, message)] * 2,
            b"redirect": [("c", message)],
        }[message]

    with World(1) as world:
        for label in "abc":
            world.add(label, Idle)

        async def drive() -> None:
            for label in "abc":
                await world.start(label)
            world.corrupt("a", lie)
            host = party(world, "a").host
            for message in (b"drop", b"alter", b"repeat", b"redirect"):
                host.send("b", message)
            assert await world.act("a", host.request("b", b"alter", 500)) == b"echo altered"
            with pytest.raises(Unreachable):
                await world.act("a", host.request("b", b"drop", 500))
            world.corrupt("a", None)
            host.send("b", b"honest")
            await world.sleep(100)

        world.run(drive())
        assert [message for _, message in party(world, "b").heard] == [
            b"altered",
            b"repeat",
            b"repeat",
            b"honest",
        ]
        assert party(world, "c").heard == [("a", b"redirect")]


def test_twins_share_a_name_and_can_be_apart() -> None:
    with World(1) as world:
        world.add("a", Idle)
        world.add("twin", Idle, speaks_as="a")
        world.add("b", Idle)

        async def drive() -> None:
            for label in ("a", "twin", "b"):
                await world.start(label)
            party(world, "twin").host.send("b", b"from the twin")
            party(world, "b").host.send("a", b"to both")
            await world.sleep(100)
            world.network.partition(["a"], ["twin", "b"])
            party(world, "b").host.send("a", b"to the twin alone")
            await world.sleep(100)

        world.run(drive())
        assert party(world, "b").heard == [("a", b"from the twin")]
        assert party(world, "a").heard == [("b", b"to both")]
        assert party(world, "twin").heard == [("b", b"to both"), ("b", b"to the twin alone")]


def test_taps_hear_of_appends_and_syncs_with_positions() -> None:
    events: list[Event] = []
    with World(1) as world:
        world.tap(events.append)
        world.add("a", Counter)

        async def drive() -> None:
            await world.start("a")
            world.send("a", b"one")
            await world.until(lambda: party(world, "a").count == 1, 1_000)

        world.run(drive())
    stored = [event for event in events if event.kind in ("append", "sync")]
    assert [event.kind for event in stored] == ["append", "sync"]
    assert (stored[0].data, stored[0].entry_kind) == (b"one", 1)
    assert stored[0].position == stored[1].position
    assert stored[0].at_us < stored[1].at_us


def test_acting_for_a_party_that_dies_is_told() -> None:
    with World(1) as world:
        world.add("a", Idle)

        async def drive() -> None:
            await world.start("a")
            world.crash_after("a", 1)
            with pytest.raises(Unreachable, match="ended"):
                await world.act("a", party(world, "a").host.store.sync())
            with pytest.raises(HostProblem, match="start it first"):
                await world.act("a", asyncio.sleep(0))
            await world.start("a")
            with pytest.raises(ValueError, match="invalid"):
                await world.act("a", party(world, "a").host.compute(int, "x"))
            assert world.running("a")

        world.run(drive())
        assert not world.failures


def test_names_are_checked_with_help() -> None:
    with World(1) as world:
        world.add("ccdc", Idle)
        with pytest.raises(HostProblem, match="there is a party 'ccdc' already"):
            world.add("ccdc", Idle)
        with pytest.raises(HostProblem, match="no party 'cdcc'; known are: ccdc"):
            world.crash("cdcc")

        async def drive() -> None:
            await world.start("ccdc")
            with pytest.raises(HostProblem, match="runs already"):
                await world.start("ccdc")

        world.run(drive())


def test_a_message_to_nobody_is_dropped_with_a_note() -> None:
    with World(1) as world:
        world.add("a", lambda: Acts(lambda host: host.send("nobody", b"?")))

        async def drive() -> None:
            await world.start("a")
            world.send("a", b"!")
            await world.sleep(10)
            world.crash("a")
            world.send("a", b"!")
            await world.sleep(10)

        world.run(drive())
        notes = [line for line in world.trace.lines() if " drop " in line]
        assert len(notes) == 2
        assert "unknown" in notes[0]
        assert "not running" in notes[1]

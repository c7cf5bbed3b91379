"""Every way in which a simulated party ends, and what is left of it."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from actors.host import Host, HostProblem, StorageFull, StorageProblem, Unreachable
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.hosts.simulated.trace import Event
from cluster.hosts.simulated.world import World
from tests.hosts.toys import Acts, Counter, Idle


def party(world: World, label: str) -> Any:
    """The party, whatever toy it is."""
    return world.party(label)


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


def test_a_zombie_that_fails_leaves_the_new_incarnation_alone() -> None:
    with World(1) as world:
        world.add("a", Counter)
        world.add("client", Idle)

        async def drive() -> None:
            await world.start("client")
            await world.start("a")
            await world.zombie("a")
            party(world, "client").host.send("a", b"x")
            await world.sleep(100)
            assert world.running("a")
            assert party(world, "a").count == 1
            assert party(world, "client").heard == [("a", b"ack x")]

        world.run(drive())
        (failure,) = world.failures
        assert (failure.incarnation, isinstance(failure.error, StorageProblem)) == (1, True)


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


def test_a_full_disk_refuses_and_keeps_what_was_acknowledged() -> None:
    disk = SimulatedDisk()
    with World(1) as world:
        world.add("a", Counter, disk=disk)

        async def drive() -> int:
            await world.start("a")
            world.send("a", b"kept")
            await world.until(lambda: party(world, "a").count == 1, 1_000)
            disk.capacity = disk.used
            for _ in range(8):
                world.send("a", bytes(100_000))
            await world.until(lambda: not world.running("a"), 1_000)
            disk.capacity = None
            await world.start("a")
            return int(party(world, "a").count)

        assert world.run(drive()) >= 1
        assert {type(failure.error) for failure in world.failures} == {StorageFull}


def test_a_disk_that_fails_a_sync_stops_the_party_before_it_acknowledges() -> None:
    with World(1) as world:
        world.add("a", Counter)
        world.add("client", Idle)

        async def drive() -> None:
            await world.start("a")
            await world.start("client")
            world.disk("a").fail_syncs(1)
            party(world, "client").host.send("a", b"x")
            await world.until(lambda: not world.running("a"), 1_000)
            await world.sleep(100)
            assert party(world, "client").heard == []
            assert await world.restart("a")

        world.run(drive())
        assert [isinstance(failure.error, StorageProblem) for failure in world.failures] == [True]


class Sleeper(Counter):
    """Sets a timer that rings in an hour."""

    async def start(self, host: Host) -> None:
        await super().start(host)
        host.timer(3_600_000, self._wake)

    def _wake(self) -> None:
        self.heard.clear()


def test_a_dead_incarnation_is_let_go_of() -> None:
    with World(1) as world:
        world.add("a", Sleeper)

        async def drive() -> list[bool]:
            gone = []
            for _ in range(3):
                await world.start("a")
                body = weakref.ref(party(world, "a"))
                world.send("a", b"x")
                await world.sleep(2)
                world.crash("a")
                await world.sleep(100)
                gc.collect()
                gone.append(body() is None)
            return gone

        assert world.run(drive()) == [True] * 3


def test_a_factory_that_raises_leaves_the_disk_free() -> None:
    failing = [True]

    def factory() -> Idle:
        if failing and failing.pop():
            fail()
        return Idle()

    with World(1) as world:
        world.add("a", factory)

        async def drive() -> bool:
            with pytest.raises(RuntimeError, match="boom"):
                await world.start("a")
            return await world.start("a")

        assert world.run(drive())

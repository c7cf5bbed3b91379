"""A simulated world: one seed one life, and what parties see of each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from actors.host import Host, HostProblem, Unreachable
from cluster.hosts.simulated.host import Pace
from cluster.hosts.simulated.loop import Deadlock, TimeExhausted
from cluster.hosts.simulated.trace import Event
from cluster.hosts.simulated.world import World
from tests.hosts.life import life
from tests.hosts.toys import Acts, Counter, Idle

ROOT = Path(__file__).resolve().parents[2]


def party(world: World, label: str) -> Any:
    """The party, whatever toy it is."""
    return world.party(label)


def test_one_seed_gives_one_life_and_another_seed_another() -> None:
    assert life(1) == life(1)
    assert len(life(1)) > 200
    assert life(1) != life(2)


def test_a_life_does_not_depend_on_the_hash_seed() -> None:
    lives = {
        subprocess.run(
            [sys.executable, "-c", "from tests.hosts.life import life; print(life(7))"],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(lives) == 1
    assert lives == {f"{life(7)}\n"}


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


def test_background_work_does_not_hold_up_compute() -> None:
    done: list[tuple[str, int]] = []

    with World(3, pace=Pace(compute_ms_max=40)) as world:
        world.add("a", Idle)

        async def work(host: Host, name: str) -> None:
            lane = host.background if name.islower() else host.compute
            done.append((await lane(str.strip, name), world.loop.now_us))

        async def drive() -> None:
            await world.start("a")
            host = party(world, "a").host
            for name in "abcdefghiX":
                host.spawn(work(host, name), name)
            await world.sleep(500)
            with pytest.raises(ValueError, match="invalid literal"):
                await host.background(int, "x")

        world.run(drive())
    names = [name for name, _ in done]
    assert [name for name in names if name != "X"] == list("abcdefghi")
    assert names.index("X") < names.index("i")


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


def test_a_request_of_a_corrupted_party_may_bring_other_messages_along() -> None:
    with World(1) as world:
        for label in "abc":
            world.add(label, Idle)

        async def drive() -> None:
            for label in "abc":
                await world.start(label)
            world.corrupt("a", lambda peer, message: [("c", b"gossip"), (peer, message), (peer, b"more")])
            assert await world.act("a", party(world, "a").host.request("b", b"you", 500)) == b"echo you"
            await world.sleep(100)

        world.run(drive())
        assert party(world, "b").heard == [("a", b"more")]
        assert party(world, "c").heard == [("a", b"gossip")]


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


async def forever(world: World) -> None:
    await world.loop.create_future()


def test_bounds_and_deadlocks_end_a_run() -> None:
    with World(1, time_ms_max=1_000) as world, pytest.raises(TimeExhausted):
        world.run(world.sleep(2_000))
    with World(1) as world, pytest.raises(Deadlock):
        world.run(forever(world))

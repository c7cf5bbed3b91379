"""The local host: real loop, real threads, real disk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from actors.host import Figure, Host, HostProblem, StorageProblem, Unreachable
from cluster.hosts.failure import Failure
from cluster.hosts.local.cluster import LocalCluster
from cluster.hosts.local.inbox import Limits
from cluster.storage.identity import Identity
from cluster.storage.log import LogOptions
from cluster.storage.problems import StoreInUse
from tests.hosts.toys import Acts, Counter, Idle

MARKET = b"m" * 32
SMALL = LogOptions(segment_bytes=1 << 16)


@pytest_asyncio.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[LocalCluster]:
    """An empty cluster, closed afterwards."""
    one = LocalCluster(tmp_path / "data", log=SMALL, limits=Limits(turn_messages_max=4))
    yield one
    await one.close()


@pytest_asyncio.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[LocalCluster]:
    """A cluster that gives a party 50 ms to stop."""
    one = LocalCluster(tmp_path / "data", log=SMALL, limits=Limits(stop_ms_max=50))
    yield one
    await one.close()


async def begin(cluster: LocalCluster, name: str, factory: Callable[[], Any] = Idle) -> Any:
    """Add and start a party; returns it."""
    await cluster.add(name, factory, Identity(MARKET, name))
    await cluster.start(name)
    return cluster.party(name)


def has_begun(cluster: LocalCluster, name: str) -> bool:
    """Whether there is a party, started or still starting."""
    try:
        cluster.party(name)
    except HostProblem:
        return False
    return True


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until ``holds``."""
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0)


async def test_messages_and_requests_arrive_in_order(cluster: LocalCluster) -> None:
    one, two = await begin(cluster, "one"), await begin(cluster, "two")
    messages = [b"%d" % number for number in range(100)]
    for message in messages:
        one.host.send("two", message)
    await until(lambda: len(two.heard) == 100)
    assert two.heard == [("one", message) for message in messages]
    assert await one.host.request("two", b"you", 1_000) == b"echo you"
    assert await cluster.request("one", b"out", 1_000) == b"echo out"
    assert cluster.traffic("two").delivered == 100
    assert cluster.traffic("two").answered == 1


async def test_a_crowd_of_messages_leaves_turns_to_others(cluster: LocalCluster) -> None:
    idle = await begin(cluster, "idle")
    seen: list[int] = []
    for _ in range(100):
        cluster.send("idle", b"x")
    while len(idle.heard) < 100:
        seen.append(len(idle.heard))
        await asyncio.sleep(0)
    assert len(seen) > 20


async def test_a_full_inbox_drops_and_counts(tmp_path: Path) -> None:
    limits = Limits(inbox_messages_max=10, inbox_bytes_max=50, message_bytes_max=45)
    cluster = LocalCluster(tmp_path, log=SMALL, limits=limits)
    try:
        idle = await begin(cluster, "idle")
        for _ in range(25):
            cluster.send("idle", b"x")
        await until(lambda: len(idle.heard) == 10)
        for _ in range(2):
            cluster.send("idle", b"y" * 40)
        cluster.send("idle", b"z" * 46)
        await until(lambda: len(idle.heard) == 11)
        assert cluster.traffic("idle").dropped == 16
        with pytest.raises(Unreachable, match="split it"):
            await cluster.request("idle", b"z" * 46, 100)
    finally:
        await cluster.close()


async def test_an_acknowledged_entry_survives_a_kill_and_a_buffered_one_does_not(
    cluster: LocalCluster,
) -> None:
    counter, client = await begin(cluster, "counter", Counter), await begin(cluster, "client")
    client.host.send("counter", b"kept")
    await until(lambda: client.heard == [("counter", b"ack kept")])
    counter.host.store.append(1, b"lost")
    await cluster.restart("counter")
    again: Any = cluster.party("counter")
    assert again is not counter
    assert [entry.data for entry in again.host.store.scan()] == [b"kept"]
    assert not cluster.failures


async def test_an_entry_is_durable_once_it_was_synced_and_not_before(cluster: LocalCluster) -> None:
    store = (await begin(cluster, "idle")).host.store
    first, second = store.append(1, b"first"), store.append(1, b"second")
    assert not store.is_durable(first)
    await store.sync()
    third = store.append(1, b"third")
    assert [store.is_durable(one) for one in (first, second, third)] == [True, True, False]


async def test_a_stopped_party_keeps_even_what_was_buffered(cluster: LocalCluster, tmp_path: Path) -> None:
    counter = await begin(cluster, "counter", Counter)
    counter.host.store.append(1, b"buffered")
    await cluster.stop("counter")
    assert counter.stopped
    assert not cluster.running("counter")
    await cluster.stop("counter")
    await cluster.close()

    again = LocalCluster(tmp_path / "data", log=SMALL)
    await again.add("counter", Counter, Identity(MARKET, "counter"), create=False)
    await again.start("counter")
    assert await again.request("counter", b"", 1_000) == b"1"
    await again.close()


async def test_a_killed_party_does_not_go_on_and_has_no_effect(cluster: LocalCluster) -> None:
    went_on: list[str] = []
    waits = asyncio.Event()

    async def wait(name: str) -> None:
        await waits.wait()
        went_on.append(name)

    idle, other = await begin(cluster, "idle"), await begin(cluster, "other")
    host: Host = idle.host
    host.timer(1, lambda: went_on.append("timer"))
    host.spawn(wait("spawned"), "wait")
    await asyncio.sleep(0)
    cluster.kill("idle")
    cluster.kill("idle")
    waits.set()
    host.spawn(wait("spawned by the dead"), "wait")
    host.timer(0, lambda: went_on.append("timer of the dead"))
    host.send("other", b"from the dead")
    for effect in (host.store.sync(), host.compute(int, "1"), host.request("other", b"", 100)):
        with pytest.raises(asyncio.CancelledError):
            await effect
    with pytest.raises(StorageProblem, match="start it again"):
        host.store.append(1, b"")
    other.host.timer(20, lambda: went_on.append("the living"))
    await until(lambda: bool(went_on))
    assert went_on == ["the living"]
    assert other.heard == []
    with pytest.raises(HostProblem, match="does not run"):
        cluster.party("idle")


async def test_requests_to_the_dead_the_slow_and_the_unknown_are_unreachable(cluster: LocalCluster) -> None:
    class Slow(Idle):
        async def answer(self, sender: str, message: bytes) -> bytes:
            await asyncio.get_running_loop().create_future()
            return b""

    await begin(cluster, "slow", Slow)
    with pytest.raises(Unreachable, match="within 20 ms"):
        await cluster.request("slow", b"", 20)
    with pytest.raises(Unreachable, match="known are: slow"):
        await cluster.request("slwo", b"", 20)
    pending = asyncio.create_task(cluster.request("slow", b"", 10_000))
    await asyncio.sleep(0)
    cluster.kill("slow")
    with pytest.raises(Unreachable, match="stopped before it answered"):
        await pending
    with pytest.raises(Unreachable, match="does not run"):
        await cluster.request("slow", b"", 20)


async def test_a_busy_party_says_so(tmp_path: Path) -> None:
    class Slow(Idle):
        async def answer(self, sender: str, message: bytes) -> bytes:
            await asyncio.get_running_loop().create_future()
            return b""

    cluster = LocalCluster(tmp_path, log=SMALL, limits=Limits(answers_max=2))
    await begin(cluster, "slow", Slow)
    pending = [asyncio.create_task(cluster.request("slow", b"", 10_000)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Unreachable, match="busy with 2"):
        await cluster.request("slow", b"", 20)
    await cluster.close()
    with pytest.raises(Unreachable):
        await pending[0]
    with pytest.raises(Unreachable):
        await pending[1]


async def test_compute_runs_in_a_thread_one_after_another_in_order(cluster: LocalCluster) -> None:
    host: Host = (await begin(cluster, "idle")).host
    first_may_end, running, order = threading.Event(), threading.Event(), list[str]()

    def first() -> str:
        running.set()
        assert first_may_end.wait(10)
        order.append("first")
        return threading.current_thread().name

    def second() -> None:
        order.append("second")

    one = asyncio.ensure_future(host.compute(first))
    two = asyncio.ensure_future(host.compute(second))
    await until(running.is_set)
    assert order == []
    first_may_end.set()
    assert (await one).startswith("lianjie-compute")
    await two
    assert order == ["first", "second"]
    with pytest.raises(ValueError, match="invalid literal"):
        await host.compute(int, "x")


async def test_background_work_takes_its_time_while_others_compute(cluster: LocalCluster) -> None:
    host: Host = (await begin(cluster, "idle")).host
    may_end = threading.Event()

    def slow() -> str:
        assert may_end.wait(10)
        return threading.current_thread().name

    slowly = asyncio.ensure_future(host.background(slow))
    assert await host.compute(int, "7") == 7
    assert not slowly.done()
    may_end.set()
    assert (await slowly).startswith("lianjie-background")
    with pytest.raises(ValueError, match="invalid literal"):
        await host.background(int, "x")


def fail(*_: object) -> None:
    raise RuntimeError("boom")


async def fail_later() -> None:
    fail()


@pytest.mark.parametrize(
    ("doing", "factory"),
    [
        ("deliver", lambda: Acts(on_deliver=fail)),
        ("timer", lambda: Acts(on_start=lambda host: host.timer(1, fail))),
        ("later", lambda: Acts(on_deliver=lambda host, *_: host.spawn(fail_later(), "later"))),
    ],
)
async def test_a_party_that_raises_is_stopped_and_reported(
    tmp_path: Path, doing: str, factory: Callable[[], Acts]
) -> None:
    told: list[Failure] = []
    cluster = LocalCluster(tmp_path, log=SMALL, failed=told.append)
    await begin(cluster, "a", factory)
    cluster.send("a", b"!")
    await until(lambda: bool(told))
    assert list(cluster.failures) == told
    assert (told[0].party, told[0].doing, str(told[0].error)) == ("a", doing, "boom")
    assert not cluster.running("a")
    await cluster.close()


async def test_a_start_that_raises_says_what_and_can_be_tried_again(cluster: LocalCluster) -> None:
    failing = [True]

    def factory() -> Acts:
        return Acts(on_start=fail if failing.pop() else None)

    await cluster.add("a", factory, Identity(MARKET, "a"))
    with pytest.raises(RuntimeError, match="boom"):
        await cluster.start("a")
    assert [failure.doing for failure in cluster.failures] == ["start"]
    failing.append(False)
    await cluster.start("a")
    assert cluster.running("a")


async def test_a_party_that_fails_while_it_starts_is_not_started(cluster: LocalCluster) -> None:
    with pytest.raises(HostProblem, match="stopped while it started"):
        await begin(cluster, "a", lambda: Acts(on_start=lambda host: host.spawn(fail_later(), "later")))
    assert [failure.doing for failure in cluster.failures] == ["later"]


async def test_a_party_that_does_not_stop_is_killed(impatient: LocalCluster) -> None:
    class Stubborn(Idle):
        async def stop(self) -> None:
            await asyncio.get_running_loop().create_future()

    await begin(impatient, "stubborn", Stubborn)
    await impatient.stop("stubborn")
    assert [failure.doing for failure in impatient.failures] == ["stop"]
    await impatient.start("stubborn")


async def test_brief_work_is_done_in_place_but_after_heavy_work_given_before(cluster: LocalCluster) -> None:
    host: Host = (await begin(cluster, "idle")).host
    may_end, running, done = threading.Event(), threading.Event(), list[str]()

    def heavy() -> None:
        running.set()
        may_end.wait(10)
        done.append("heavy")

    here = threading.get_ident()
    assert await host.brief(threading.get_ident) == here
    before = asyncio.create_task(host.compute(heavy))
    await until(running.is_set)
    after = asyncio.create_task(host.brief(done.append, "brief"))
    await asyncio.sleep(0)
    assert done == []
    may_end.set()
    await asyncio.gather(before, after)
    assert done == ["heavy", "brief"]


async def test_closing_waits_for_work_in_threads_and_not_for_more(cluster: LocalCluster) -> None:
    host: Host = (await begin(cluster, "idle")).host
    may_end, running = threading.Event(), threading.Event()

    def work() -> bool:
        running.set()
        return may_end.wait(10)

    async def compute() -> None:
        await host.compute(work)

    host.spawn(compute(), "compute")
    await until(running.is_set)
    closing = asyncio.create_task(cluster.close())
    await asyncio.sleep(0)
    may_end.set()
    async with asyncio.timeout(5):
        await closing
    with pytest.raises(HostProblem, match="closed"):
        await cluster.start("idle")


async def test_a_thread_that_never_ends_does_not_hold_up_closing(impatient: LocalCluster) -> None:
    host: Host = (await begin(impatient, "idle")).host
    may_end, running = threading.Event(), threading.Event()

    def work() -> bool:
        running.set()
        return may_end.wait(10)

    async def compute() -> None:
        await host.compute(work)

    host.spawn(compute(), "compute")
    await until(running.is_set)
    async with asyncio.timeout(5):
        await impatient.close()
    may_end.set()
    assert [str(failure.error) for failure in impatient.failures] == [
        "a thread still works for it; its store stays locked until this process ends"
    ]


async def test_a_party_that_never_gets_started_does_not_hold_up_closing(cluster: LocalCluster) -> None:
    class Stuck(Idle):
        async def start(self, host: Host) -> None:
            await asyncio.get_running_loop().create_future()

    await cluster.add("stuck", Stuck, Identity(MARKET, "stuck"))
    starting = asyncio.create_task(cluster.start("stuck"))
    await until(lambda: has_begun(cluster, "stuck"))
    async with asyncio.timeout(5):
        await cluster.close()
    with pytest.raises(HostProblem, match="stopped while it started"):
        await starting


async def test_a_start_that_is_cancelled_leaves_the_disk_free(cluster: LocalCluster) -> None:
    await cluster.add("a", Idle, Identity(MARKET, "a"))
    for turns in range(6):
        starting = asyncio.create_task(cluster.start("a"))
        for _ in range(turns):
            await asyncio.sleep(0)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting

    async def free() -> bool:
        try:
            await cluster.start("a")
        except StoreInUse:
            return False
        return True

    async with asyncio.timeout(10):
        while not await free():
            await asyncio.sleep(0)


async def test_acting_for_a_party_gives_what_it_gives_and_says_when_it_dies(cluster: LocalCluster) -> None:
    host: Host = (await begin(cluster, "a")).host
    assert await cluster.act("a", host.compute(int, "42")) == 42
    with pytest.raises(ValueError, match="invalid literal"):
        await cluster.act("a", host.compute(int, "x"))
    assert cluster.running("a")
    assert not cluster.failures

    async def forever() -> None:
        await asyncio.get_running_loop().create_future()

    acting = asyncio.create_task(cluster.act("a", forever()))
    await asyncio.sleep(0)
    cluster.kill("a")
    with pytest.raises(Unreachable, match="ended"):
        await acting
    with pytest.raises(HostProblem, match="start it first"):
        await cluster.act("a", forever())


async def test_bad_names_and_directories_get_a_sentence(cluster: LocalCluster) -> None:
    await begin(cluster, "ccdc")
    with pytest.raises(HostProblem, match="runs already"):
        await cluster.start("ccdc")
    with pytest.raises(HostProblem, match="there is a party 'ccdc' already"):
        await cluster.add("ccdc", Idle, Identity(MARKET, "ccdc"))
    for bad in ("", "../up", ".hidden", "a/b", "x" * 200):
        with pytest.raises(HostProblem, match="party"):
            await cluster.add(bad, Idle, Identity(MARKET, bad))
    with pytest.raises(HostProblem, match="known are: ccdc"):
        cluster.kill("cdcc")
    await cluster.add("missing", Idle, Identity(MARKET, "missing"), create=False)
    with pytest.raises(StorageProblem, match="missing"):
        await cluster.start("missing")


async def test_messages_that_come_while_a_party_starts_wait_for_it(cluster: LocalCluster) -> None:
    may_start = asyncio.Event()

    class Slow(Idle):
        async def start(self, host: Host) -> None:
            await may_start.wait()
            await super().start(host)

    await cluster.add("slow", Slow, Identity(MARKET, "slow"))
    starting = asyncio.create_task(cluster.start("slow"))
    await until(lambda: has_begun(cluster, "slow"))
    slow: Any = cluster.party("slow")
    cluster.send("slow", b"early")
    assert not cluster.running("slow")
    may_start.set()
    await starting
    await until(lambda: slow.heard == [("client", b"early")])


class Counted(Counter):
    """Tells what it counted."""

    def figures(self) -> tuple[Figure, ...]:
        return (Figure("counted", "Messages counted", self.count),)


async def test_figures_are_those_of_a_party_that_runs_and_tells_some(cluster: LocalCluster) -> None:
    counted = await begin(cluster, "counted", Counted)
    await begin(cluster, "silent")
    cluster.send("counted", b"one")
    await until(lambda: counted.count == 1)
    assert [one.value for one in cluster.figures("counted")] == [1]
    assert cluster.figures("silent") == ()
    await cluster.stop("counted")
    assert cluster.figures("counted") == ()

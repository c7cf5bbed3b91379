"""Whatever the disk does in a crash, flushed entries stay and nothing untrue is returned."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.host import StorageProblem
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.storage.audit import audit_log
from cluster.storage.log import LogOptions
from cluster.storage.problems import NotAStore, StorageFull
from cluster.storage.store import create_store
from tests.storage.vessel import HOME, IDENTITY, SMALL, Vessel, again, fresh, segment

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.one_of(st.integers(0, 60), st.integers(500, 9000))),
        st.tuples(
            st.sampled_from(("flush", "group", "crash", "blackout", "close", "snapshot", "full")), st.just(0)
        ),
    ),
    max_size=40,
)


def blackout(vessel: Vessel) -> None:
    """Lose power in the middle of a sync."""
    vessel.disk.lose_power_at_sync(vessel.random.randint(1, 2))
    try:
        vessel.flush()
    except StorageProblem:
        vessel.crash()
    else:
        vessel.disk.lose_power_at_sync(1 << 30)


def full(vessel: Vessel) -> None:
    """Let the disk be full for one append."""
    vessel.disk.capacity = vessel.disk.used + 1000
    with suppress(StorageFull):
        vessel.append(3000)
    vessel.disk.capacity = None


def snapshot(vessel: Vessel) -> None:
    """Write the next snapshot; what it was made from is durable with it."""
    before = vessel.store.read_snapshot()
    number = 1 if before is None else before[0] + 1
    parts = {"state": vessel.random.randbytes(100)}
    vessel.store.write_snapshot(number, parts)
    vessel.acknowledged = len(vessel.written)
    assert vessel.store.read_snapshot() == (number, parts)


def step(vessel: Vessel, what: str, size: int) -> None:
    """Do one thing."""
    match what:
        case "append":
            vessel.append(size)
        case "flush":
            vessel.flush()
        case "group":
            vessel.store.flush_group()
        case "crash":
            vessel.crash()
        case "blackout":
            blackout(vessel)
        case "full":
            full(vessel)
        case "close":
            vessel.store.close()
            vessel.acknowledged = len(vessel.written)
            vessel.reopen()
        case _:
            snapshot(vessel)


@settings(max_examples=150)
@given(st.integers(0, 1 << 32), st.sampled_from((512, 4096, 1 << 15)), STEPS)
def test_a_crash_never_loses_what_was_flushed(
    seed: int, segment_bytes: int, steps: list[tuple[str, int]]
) -> None:
    vessel = Vessel(Random(seed), options=LogOptions(segment_bytes=segment_bytes, group_bytes_max=8192))
    for what, size in steps:
        step(vessel, what, size)
        assert vessel.store.problems == []
    vessel.crash()
    assert list(audit_log(vessel.disk, HOME)) == vessel.written


def test_a_torn_group_is_cut_and_never_comes_back() -> None:
    seen = set()
    for seed in range(60):
        vessel = Vessel(Random(seed), options=LogOptions(segment_bytes=1 << 16))
        vessel.append(100)
        vessel.flush()
        for _ in range(4):
            vessel.append(6000)
        vessel.disk.lose_power_at_sync(1)
        with pytest.raises(StorageProblem):
            vessel.store.flush()
        vessel.crash()
        seen.add(len(vessel.written))
        assert vessel.store.problems == []
        vessel.append(5)
        vessel.flush()
        vessel.crash()
        assert vessel.written[-1].data == vessel.store.read(vessel.written[-1].position).data
    assert seen >= {1, 2}


def test_entries_found_after_a_process_died_are_made_durable_before_they_count() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.append(1, b"written, not synced")
    disk.fail_syncs(1)
    with pytest.raises(StorageProblem):
        store.flush()
    store.abandon()
    store = again(disk)
    assert [entry.data for entry in store.scan()] == [b"written, not synced"]
    for seed in range(20):
        disk.crash(Random(seed))
        store = again(disk)
        assert [entry.data for entry in store.scan()] == [b"written, not synced"]


def test_a_creation_that_broke_off_is_told_from_a_store() -> None:
    for seed in range(30):
        disk = SimulatedDisk()
        disk.lose_power_at_sync(seed % 3 + 1)
        with pytest.raises(StorageProblem):
            create_store(disk, HOME, IDENTITY, SMALL)
        disk.crash(Random(seed))
        with pytest.raises(NotAStore, match="creation broke off"):
            again(disk)


def test_a_new_segment_that_was_not_synced_may_vanish_without_harm() -> None:
    for seed in range(30):
        vessel = Vessel(Random(seed))
        vessel.append(800)
        vessel.flush()
        vessel.append(800)
        assert vessel.disk.exists(segment(1))
        vessel.crash()
        assert len(vessel.written) == 1
        vessel.append(801)
        vessel.flush()
        vessel.crash()
        assert len(vessel.written) == 2

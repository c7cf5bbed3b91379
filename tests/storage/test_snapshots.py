"""Snapshots are there whole, or not at all."""

from __future__ import annotations

from random import Random

import pytest

from actors.host import StorageFull, StorageProblem
from cluster.hosts.simulated.disk import Flip, SimulatedDisk
from cluster.storage.audit import audit_snapshots
from cluster.storage.problems import CorruptFile
from tests.storage.vessel import HOME, again, fresh

PARTS = {"positions": bytes(range(50)), "empty": b"", "statuses": b"s" * 30}


def path(number: int) -> str:
    """Path of a snapshot."""
    return f"{HOME}/snapshots/{number:010d}.snap"


def test_a_snapshot_comes_back_by_number_and_as_the_newest() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    assert store.read_snapshot() is None
    store.write_snapshot(9, {"a": b"9"})
    store.write_snapshot(10, PARTS)
    for opened in (store, None):
        opened = opened or again(disk)
        assert opened.read_snapshot() == (10, PARTS)
        assert opened.read_snapshot(9) == (9, {"a": b"9"})
        assert opened.read_snapshot(11) is None
        opened.close()


def test_the_newest_two_stay() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    for number in (1, 5, 3000):
        store.write_snapshot(number, {"n": bytes([number & 0xFF])})
    assert [store.read_snapshot(number) is None for number in (1, 5, 3000)] == [True, False, False]
    assert list(audit_snapshots(disk, HOME)) == [5, 3000]


def test_every_flipped_bit_is_found_and_the_one_before_is_used() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.write_snapshot(1, {"old": b"good"})
    store.write_snapshot(2, PARTS)
    for offset in range(len(disk.contents(path(2)))):
        flip = Flip(path(2), offset, offset % 8)
        disk.flip(flip)
        assert store.read_snapshot() == (1, {"old": b"good"})
        assert store.read_snapshot(2) is None
        with pytest.raises(CorruptFile) as caught:
            list(audit_snapshots(disk, HOME))
        assert caught.value.file == path(2)
        assert caught.value.offset <= offset
        disk.flip(flip)
    assert store.read_snapshot() == (2, PARTS)


def test_bytes_behind_a_snapshot_and_a_wrong_name_are_found() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.write_snapshot(2, PARTS)
    size = len(disk.contents(path(2)))
    disk.open(path(2), write=True).write(size, [b"more"])
    with pytest.raises(CorruptFile, match=f"byte {size}: bytes after"):
        list(audit_snapshots(disk, HOME))
    disk.open(path(2), write=True).truncate(size)
    disk.rename(path(2), path(3))
    with pytest.raises(CorruptFile, match="number 2 under another name"):
        list(audit_snapshots(disk, HOME))


def test_a_crash_while_writing_leaves_the_one_before() -> None:
    for seed in range(20):
        disk = SimulatedDisk()
        store = fresh(disk)
        store.write_snapshot(1, PARTS)
        disk.lose_power_at_sync(1)
        with pytest.raises(StorageProblem):
            store.write_snapshot(2, {"new": bytes(9000)})
        disk.crash(Random(seed))
        store = again(disk)
        assert store.read_snapshot() == (1, PARTS)
        store.write_snapshot(2, {"new": b"done"})
        assert store.read_snapshot() == (2, {"new": b"done"})


def test_a_full_disk_refuses_a_snapshot_and_keeps_store_and_snapshots() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.write_snapshot(1, PARTS)
    disk.capacity = disk.used + 1000
    with pytest.raises(StorageFull):
        store.write_snapshot(2, {"big": bytes(5000)})
    assert store.read_snapshot() == (1, PARTS)
    store.append(1, b"still takes entries")
    store.close()
    assert disk.list(f"{HOME}/snapshots") == ["0000000001.snap"]

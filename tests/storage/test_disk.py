"""The simulated disk forgets what it may forget, and only that."""

from __future__ import annotations

import errno
from random import Random

import pytest

from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.hosts.simulated.disk_contents import PAGE_BYTES, SECTOR_BYTES
from cluster.storage.files import LockHeld


def made(disk: SimulatedDisk, path: str, data: bytes = b"") -> None:
    """Durably make a file with contents."""
    handle = disk.open(path, create=True)
    handle.write(0, [data])
    handle.sync()
    disk.sync_directory(path.rpartition("/")[0])


def fates(write: bytes, over: bytes) -> set[bytes]:
    """What a page may hold after crashes that follow an unsynced write."""
    seen = set()
    for seed in range(40):
        disk = SimulatedDisk()
        made(disk, "file", over)
        disk.open("file", write=True).write(0, [write])
        disk.crash(Random(seed))
        seen.add(disk.contents("file"))
    return seen


def test_an_unsynced_page_is_lost_kept_or_torn_by_sectors() -> None:
    old, new = b"o" * PAGE_BYTES, b"n" * PAGE_BYTES
    seen = fates(new, old)
    assert {old, new} < seen
    for content in seen:
        for at in range(0, PAGE_BYTES, SECTOR_BYTES):
            assert content[at : at + SECTOR_BYTES] in (old[:SECTOR_BYTES], new[:SECTOR_BYTES])


def test_pages_fare_each_on_their_own() -> None:
    seen = fates(b"n" * (2 * PAGE_BYTES), b"o" * (2 * PAGE_BYTES))
    assert {(content[:1], content[PAGE_BYTES : PAGE_BYTES + 1]) for content in seen} == {
        (a, b) for a in (b"o", b"n") for b in (b"o", b"n")
    }


def test_synced_data_and_names_stay() -> None:
    for seed in range(20):
        disk = SimulatedDisk()
        made(disk, "file", b"synced")
        disk.crash(Random(seed))
        assert disk.contents("file") == b"synced"


def test_names_are_lost_until_their_directory_is_synced() -> None:
    seen = set()
    for seed in range(30):
        disk = SimulatedDisk()
        disk.make_directory("box")
        disk.open("box/a", create=True).sync()
        disk.rename("box/a", "box/b")
        disk.crash(Random(seed))
        seen.add(tuple(disk.list("box")))
    assert seen == {(), ("a",), ("b",)}


def test_a_removal_may_come_undone() -> None:
    seen = set()
    for seed in range(20):
        disk = SimulatedDisk()
        made(disk, "file", b"x")
        disk.remove("file")
        assert not disk.exists("file")
        disk.crash(Random(seed))
        seen.add(disk.exists("file"))
    assert seen == {True, False}


def test_a_length_may_come_undone() -> None:
    seen = set()
    for seed in range(20):
        disk = SimulatedDisk()
        made(disk, "file", b"abcdef")
        disk.open("file", write=True).truncate(3)
        disk.crash(Random(seed))
        seen.add(disk.contents("file"))
    assert seen == {b"abc", b"abcdef"}


def test_a_crash_is_the_same_for_the_same_seed() -> None:
    def run() -> list[bytes]:
        random = Random(7)
        disk = SimulatedDisk()
        for at in range(9):
            made(disk, f"file{at}", b"o" * 9000)
            disk.open(f"file{at}", write=True).write(100, [bytes([at]) * 8000])
        disk.crash(random)
        return [disk.contents(f"file{at}") for at in range(9)]

    assert run() == run()


def test_capacity_counts_contents() -> None:
    disk = SimulatedDisk(capacity=100)
    made(disk, "file", bytes(60))
    handle = disk.open("file", write=True)
    handle.write(0, [bytes(60)])
    with pytest.raises(OSError, match="no space") as caught:
        handle.write(60, [bytes(41)])
    assert caught.value.errno == errno.ENOSPC
    with pytest.raises(OSError, match="no space"):
        handle.allocate(101)
    handle.allocate(100)
    assert disk.used == handle.size() == 100


def test_open_files_die_with_their_machine() -> None:
    disk = SimulatedDisk()
    made(disk, "file")
    handle = disk.open("file", write=True)
    disk.crash(Random(0))
    with pytest.raises(OSError, match="lost power"):
        handle.write(0, [b"ghost"])
    assert disk.contents("file") == b""


def test_after_losing_power_nothing_works_until_the_crash_is_over() -> None:
    disk = SimulatedDisk()
    made(disk, "file", b"old")
    handle = disk.open("file", write=True)
    handle.write(0, [b"new"])
    disk.lose_power_at_sync(2)
    handle.sync()
    handle.write(0, [b"two"])
    for attempt in (handle.sync, lambda: disk.open("file"), lambda: disk.list("")):
        with pytest.raises(OSError, match="lost power"):
            attempt()
    disk.crash(Random(3))
    assert disk.contents("file") in (b"new", b"two")


def test_a_flipped_bit_is_durable_and_told() -> None:
    disk = SimulatedDisk()
    assert disk.flip_bit(Random(0)) is None
    made(disk, "a", bytes(50))
    made(disk, "b", b"\x01" * 50 + bytes(500))
    flip = disk.flip_bit(Random(0))
    assert flip is not None
    assert flip.path == "b"
    assert flip.offset < 50
    disk.crash(Random(0))
    assert disk.contents("b")[flip.offset] == 1 ^ 1 << flip.bit
    disk.flip(flip)
    assert disk.contents("b") == b"\x01" * 50 + bytes(500)
    assert disk.flip_bit(Random(0), within="/a") is None


def test_a_lock_has_one_holder_until_it_is_released_or_broken() -> None:
    disk = SimulatedDisk()
    first = disk.lock("LOCK")
    with pytest.raises(LockHeld):
        disk.lock("LOCK")
    disk.break_lock()
    second = disk.lock("LOCK")
    first.release()
    with pytest.raises(LockHeld):
        disk.lock("LOCK")
    second.release()
    disk.lock("LOCK")

"""A directory belongs to one party of one market, and to one process at a time."""

from __future__ import annotations

from random import Random

import pytest

from actors.base.canonical import encode
from actors.base.digest import tagged
from actors.host import StorageProblem
from cluster.hosts.simulated.disk import Flip, SimulatedDisk
from cluster.storage.audit import audit_identity
from cluster.storage.identity import Identity
from cluster.storage.problems import (
    DamagedFile,
    EmptyStore,
    Fenced,
    MissingStore,
    NoPermission,
    NotAStore,
    OtherMarket,
    OtherParty,
    OtherVersion,
    StorageFull,
    StoreExists,
    StoreInUse,
)
from cluster.storage.store import create_store, open_store
from tests.storage.vessel import HOME, IDENTITY, MARKET, SMALL, again, fill, fresh, segment


def test_a_missing_directory_is_told_and_not_made() -> None:
    disk = SimulatedDisk()
    with pytest.raises(MissingStore, match="data/CCDC is missing"):
        again(disk)
    assert not disk.exists("data")


def test_an_empty_directory_is_told_and_stays_empty() -> None:
    disk = SimulatedDisk()
    disk.make_directory(HOME)
    with pytest.raises(EmptyStore, match="mounted"):
        again(disk)
    assert disk.list(HOME) == []


def test_a_directory_of_something_else_is_told() -> None:
    disk = SimulatedDisk()
    disk.make_directory(f"{HOME}/photographs")
    with pytest.raises(NotAStore, match="no IDENTITY"):
        again(disk)


def test_a_store_is_created_once() -> None:
    disk = SimulatedDisk()
    entries = fill(fresh(disk), 10)
    with pytest.raises(StoreExists, match="not empty"):
        create_store(disk, HOME, IDENTITY, SMALL)
    disk.break_lock()
    assert list(again(disk).scan()) == entries


def test_an_existing_empty_directory_may_become_a_store() -> None:
    disk = SimulatedDisk()
    disk.make_directory(HOME)
    assert fresh(disk).end == 0


@pytest.mark.parametrize(
    ("wanted", "problem", "words"),
    [
        (Identity(bytes(32), "CCDC"), OtherMarket, "00010203, not 00000000"),
        (Identity(MARKET, "SHCH"), OtherParty, "'CCDC', not 'SHCH'"),
        (Identity(MARKET, "CCDC", 3), OtherVersion, "version 2, this release reads 3"),
    ],
)
def test_the_store_of_another_is_refused(wanted: Identity, problem: type[StorageProblem], words: str) -> None:
    disk = SimulatedDisk()
    fresh(disk).close()
    with pytest.raises(problem, match=words):
        open_store(disk, HOME, wanted, SMALL)
    again(disk).close()


@pytest.mark.parametrize("path", [HOME, f"{HOME}/IDENTITY", f"{HOME}/LOCK", f"{HOME}/log", segment()])
def test_a_store_without_permission_is_told(path: str) -> None:
    disk = SimulatedDisk()
    fresh(disk).close()
    disk.forbidden = {path}
    with pytest.raises(NoPermission, match=f"{path}: no permission"):
        again(disk)
    disk.forbidden = set()
    again(disk).close()


def test_a_store_in_use_is_told_with_its_holder_and_free_after_closing() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    with pytest.raises(StoreInUse, match="in use by incarnation 0"):
        again(disk)
    store.close()
    again(disk).close()


def test_a_failed_opening_releases_the_lock() -> None:
    disk = SimulatedDisk()
    fresh(disk).close()
    disk.forbidden = {segment()}
    with pytest.raises(NoPermission):
        again(disk)
    disk.forbidden = set()
    again(disk).close()


def test_a_crash_releases_the_lock() -> None:
    disk = SimulatedDisk()
    fresh(disk)
    disk.crash(Random(1))
    again(disk).close()


def test_an_old_opening_that_lives_on_writes_nothing_more() -> None:
    disk = SimulatedDisk()
    old = fresh(disk)
    entries = fill(old, 10)
    old.append(1, b"too late")
    disk.break_lock()
    new = again(disk)
    assert new.generation == old.generation + 1
    for attempt in (
        old.flush,
        lambda: old.cut(0),
        lambda: old.replace(entries[0]),
        lambda: old.write_snapshot(1, {}),
    ):
        with pytest.raises(Fenced, match="opened again"):
            attempt()
    entries += fill(new, 20)[:1]
    new.close()
    assert list(again(disk).scan()) == entries


def test_an_old_opening_makes_no_segment_either() -> None:
    disk = SimulatedDisk()
    old = fresh(disk)
    disk.break_lock()
    again(disk)
    with pytest.raises(Fenced):
        old.append(1, bytes(5000))
    assert disk.list(f"{HOME}/log") == ["00000000.seg"]


def test_closing_a_fenced_opening_lets_go_of_it_and_says_so() -> None:
    disk = SimulatedDisk()
    old = fresh(disk)
    old.append(1, b"unsaved")
    disk.break_lock()
    new = again(disk)
    with pytest.raises(Fenced):
        old.close()
    with pytest.raises(StoreInUse):
        again(disk)
    new.close()


@pytest.mark.parametrize("name", ["IDENTITY", "GENERATION"])
def test_a_flipped_bit_in_a_small_file_is_told(name: str) -> None:
    disk = SimulatedDisk()
    fresh(disk).close()
    for offset in range(len(disk.contents(f"{HOME}/{name}"))):
        flip = Flip(f"{HOME}/{name}", offset, offset % 8)
        disk.flip(flip)
        with pytest.raises(DamagedFile, match=name):
            again(disk)
        disk.flip(flip)
    assert audit_identity(disk, HOME) == IDENTITY


def test_a_small_file_of_another_shape_is_told() -> None:
    disk = SimulatedDisk()
    fresh(disk).close()
    disk.remove(f"{HOME}/IDENTITY")
    body = encode(("not", "an", "identity"))
    disk.open(f"{HOME}/IDENTITY", create=True).write(0, [tagged("file", body), body])
    with pytest.raises(DamagedFile):
        again(disk)


def test_a_disk_too_small_for_a_store_is_told() -> None:
    with pytest.raises(StorageFull):
        fresh(SimulatedDisk(capacity=1000))

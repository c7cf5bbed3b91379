"""Volumes of history on a party's disk: each written once and whole; what changed on the disk is noticed."""

from __future__ import annotations

from random import Random

import pytest

from actors.host import CorruptFile, StorageFull, StorageProblem
from cluster.hosts.simulated.disk import Flip, SimulatedDisk
from cluster.storage.problems import Fenced, MissingStore
from cluster.storage.store import FileStore
from tests.storage.vessel import HOME, again, fresh

PARTS = {"head": b"h" * 40, "columns": b"", "rows": bytes(range(256)) * 20}


def write_two(store: FileStore) -> None:
    """Write volumes 2 and 3."""
    for number in (2, 3):
        store.write_volume(number, PARTS)


def test_volumes_come_back_by_number_with_their_size() -> None:
    store = fresh(SimulatedDisk())
    assert store.volumes() == {}
    store.write_volume(2, PARTS)
    store.write_volume(1, {"head": b"one"})
    found = store.volumes()
    assert list(found) == [1, 2]
    assert found[2] > sum(map(len, PARTS.values())) > found[1]
    assert store.read_volume(2) == PARTS
    assert store.read_volume_part(2, "rows") == PARTS["rows"]


def test_a_volume_is_replaced_and_removed() -> None:
    store = fresh(SimulatedDisk())
    store.write_volume(1, {"head": b"old"})
    store.write_volume(1, {"head": b"new"})
    store.write_volume(2, PARTS)
    assert store.read_volume(1) == {"head": b"new"}
    store.remove_volume(1)
    assert list(store.volumes()) == [2]
    with pytest.raises(MissingStore):
        store.read_volume(1)


def test_a_flipped_bit_is_noticed_and_only_in_the_part_where_it_is() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.write_volume(1, PARTS)
    path = f"{HOME}/history/0000000001.vol"
    disk.flip(Flip(path, len(disk.contents(path)) - 1, 3))
    with pytest.raises(CorruptFile, match="part 'rows' is not as it was written"):
        store.read_volume(1)
    assert store.read_volume_part(1, "head") == PARTS["head"]
    with pytest.raises(CorruptFile, match="no part 'other'"):
        store.read_volume_part(1, "other")


@pytest.mark.parametrize("at", [1, 2])
def test_a_volume_is_whole_or_not_there_after_a_loss_of_power(at: int) -> None:
    for seed in range(40):
        disk = SimulatedDisk()
        store = fresh(disk)
        store.write_volume(1, PARTS)
        disk.lose_power_at_sync(at)
        with pytest.raises(StorageProblem):
            write_two(store)
        disk.crash(Random(seed))
        store = again(disk)
        assert 1 in store.volumes()
        for number in store.volumes():
            assert store.read_volume(number) == PARTS


def test_a_full_disk_leaves_what_was_there() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.write_volume(1, PARTS)
    disk.capacity = disk.used + 100
    with pytest.raises(StorageFull):
        store.write_volume(2, PARTS)
    assert store.read_volume(1) == PARTS
    assert list(store.volumes()) == [1]


def test_an_older_opening_writes_no_volume() -> None:
    disk = SimulatedDisk()
    old = fresh(disk)
    disk.break_lock()
    again(disk)
    with pytest.raises(Fenced):
        old.write_volume(1, PARTS)
    with pytest.raises(Fenced):
        old.remove_volume(1)

"""The log keeps what was flushed, gives it back verified, and cuts what is old."""

from __future__ import annotations

import threading

import pytest

from actors.host import Entry, StorageFull, StorageProblem
from cluster.hosts.simulated.disk import SimulatedDisk
from cluster.storage.log import LogOptions
from cluster.storage.record import DATA_BYTES_MAX, size_of
from tests.storage.vessel import HOME, SMALL, again, fill, fresh, segment


def test_entries_come_back_in_order_before_and_after_the_flush_and_after_reopening() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = [Entry(store.append(kind, bytes(kind)), kind, bytes(kind)) for kind in range(60)]
    assert list(store.scan()) == entries
    assert store.pending_bytes == store.end > 0
    store.flush()
    assert store.pending_bytes == 0
    assert list(store.scan()) == entries
    store.close()
    store = again(disk)
    assert list(store.scan()) == entries
    assert [store.read(entry.position) for entry in entries] == entries
    assert store.problems == []


def test_positions_are_logical_offsets_across_segments() -> None:
    store = fresh(SimulatedDisk())
    entries = fill(store, 300, 300, 300, 300)
    assert [entry.position for entry in entries] == [size_of(300) * at for at in range(4)]


def test_scan_begins_at_a_position_or_at_the_first_entry_behind_it() -> None:
    store = fresh(SimulatedDisk())
    entries = fill(store, 100, 500, 500, 7, 900)
    for at, entry in enumerate(entries):
        assert list(store.scan(entry.position)) == entries[at:]
        assert list(store.scan(entry.position + 1)) == entries[at + 1 :]
    late = store.append(9, b"late")
    assert list(store.scan(late)) == [Entry(late, 9, b"late")]
    assert list(store.scan(late + 1)) == []


def test_a_scan_sees_what_is_flushed_on_its_way() -> None:
    store = fresh(SimulatedDisk())
    for kind in range(5):
        store.append(kind, b"x" * 200)
    kinds = []
    for entry in store.scan():
        store.flush()
        if entry.kind == 2:
            store.append(5, b"more")
        kinds.append(entry.kind)
    assert kinds == [0, 1, 2, 3, 4, 5]


def test_reading_where_no_entry_begins_is_a_key_error() -> None:
    store = fresh(SimulatedDisk())
    first, second = fill(store, 100, 100)
    for position in (-8, first.position + 8, second.position - 8, store.end, store.end + 4096):
        with pytest.raises(KeyError):
            store.read(position)


def test_an_entry_larger_than_a_segment_gets_its_own() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, 5000, 10, 9000, 10)
    store.close()
    store = again(disk)
    assert list(store.scan()) == entries
    assert [store.read(entry.position) for entry in entries] == entries


def test_an_entry_over_the_bound_is_refused_with_its_size() -> None:
    store = fresh(SimulatedDisk())
    with pytest.raises(ValueError, match=str(DATA_BYTES_MAX + 1)):
        store.append(1, bytes(DATA_BYTES_MAX + 1))
    assert store.end == 0


def test_one_sync_a_group_whatever_the_number_of_entries() -> None:
    disk = SimulatedDisk()
    store = fresh(disk, options=LogOptions(segment_bytes=1 << 16))
    before = disk.syncs
    for kind in range(100):
        store.append(kind, b"entry")
    store.flush()
    store.flush()
    assert disk.syncs == before + 1


def test_a_group_is_bounded() -> None:
    disk = SimulatedDisk()
    store = fresh(disk, options=LogOptions(segment_bytes=1 << 16, group_bytes_max=1200))
    for _ in range(4):
        store.append(1, bytes(460))
    before = disk.syncs
    store.flush_group()
    assert store.durable_end == 2 * size_of(460)
    store.flush()
    assert store.durable_end == store.end
    assert disk.syncs == before + 2


def test_the_buffer_is_bounded_an_append_beyond_it_writes_first() -> None:
    store = fresh(SimulatedDisk(), options=LogOptions(segment_bytes=1 << 16, pending_bytes_max=1000))
    for _ in range(100):
        store.append(1, bytes(300))
        assert store.pending_bytes <= 1000


def test_cut_forgets_whole_segments_and_the_oldest_position_survives_reopening() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, *[400] * 10)
    store.cut(entries[5].position)
    assert store.oldest == entries[4].position
    store.close()
    store = again(disk)
    assert store.oldest == entries[4].position
    assert list(store.scan()) == entries[4:]
    with pytest.raises(KeyError):
        store.read(entries[0].position)
    assert not disk.exists(segment(0))


def test_cut_keeps_the_segment_of_the_newest_entry() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, *[400] * 4)
    store.append(1, bytes(900))
    store.cut(1 << 40)
    assert store.oldest == entries[2].position
    store.abandon()
    assert list(again(disk).scan()) == entries[2:]


def test_a_full_disk_refuses_the_append_and_keeps_the_rest() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, 400, 400)
    disk.capacity = disk.used + 500
    with pytest.raises(StorageFull, match="no room"):
        store.append(1, bytes(400))
    assert store.end == store.durable_end
    assert list(store.scan()) == entries
    entries += [Entry(store.append(3, b"fits"), 3, b"fits")]
    store.flush()
    disk.capacity = None
    entries += [Entry(store.append(4, bytes(400)), 4, bytes(400))]
    store.close()
    assert list(again(disk).scan()) == entries


def test_a_full_disk_can_be_opened_and_read() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, 100, 100)
    store.close()
    disk.capacity = disk.used + 200
    assert list(again(disk).scan()) == entries


def test_a_failed_sync_poisons_the_store_but_not_what_was_durable() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, 100)
    lost = store.append(1, b"lost")
    disk.fail_syncs(1)
    with pytest.raises(StorageProblem, match="look at the disk"):
        store.flush()
    for attempt in (store.flush, lambda: store.append(1, b""), lambda: store.cut(0)):
        with pytest.raises(StorageProblem, match="look at the disk"):
            attempt()
    assert store.read(entries[0].position) == entries[0]
    assert store.durable_end == lost


def test_appending_goes_on_while_a_group_is_written() -> None:
    class Slow(SimulatedDisk):
        def before_sync(self) -> None:
            super().before_sync()
            if armed:
                inside.set()
                assert resume.wait(10)

    armed, inside, resume = False, threading.Event(), threading.Event()
    store = fresh(disk := Slow())
    first = store.append(1, b"first")
    armed = True
    writer = threading.Thread(target=store.flush)
    writer.start()
    assert inside.wait(10)
    second = store.append(2, b"second")
    assert store.read(first).data == b"first"
    assert store.read(second).data == b"second"
    armed = False
    resume.set()
    writer.join()
    assert store.durable_end == second
    store.flush()
    store.close()
    assert [entry.data for entry in again(disk).scan()] == [b"first", b"second"]


def test_a_closed_store_takes_nothing() -> None:
    store = fresh(SimulatedDisk())
    store.close()
    store.close()
    with pytest.raises(StorageProblem, match="closed"):
        store.append(1, b"")


def test_closing_writes_what_is_buffered_abandoning_does_not() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.append(1, b"kept")
    store.close()
    store = again(disk)
    store.append(2, b"dropped")
    store.abandon()
    assert [entry.kind for entry in again(disk).scan()] == [1]


def test_segments_are_preallocated() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    store.append(1, b"x")
    store.flush()
    assert len(disk.contents(segment())) == SMALL.segment_bytes
    assert disk.list(f"{HOME}/log") == ["00000000.seg"]

"""Wrong bytes are found by every way of reading, stepped over, and repaired."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.host import CorruptEntry, Entry, StorageProblem
from cluster.hosts.simulated.disk import Flip, SimulatedDisk
from cluster.storage.audit import audit_log
from cluster.storage.problems import SegmentMissing, UnfitEntry
from cluster.storage.record import BEGINS_GROUP, HEADER_BYTES, header_for, size_of
from cluster.storage.store import FileStore
from tests.storage.vessel import HOME, again, fill, fresh, segment

SIZES = (20, 0, 9, 33)


def closed(*sizes: int) -> tuple[SimulatedDisk, list[Entry], int]:
    """A closed store with entries of these sizes; also where its log ends."""
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, *sizes)
    end = store.end
    store.close()
    return disk, entries, end


def owner(entries: list[Entry], offset: int) -> Entry:
    """The entry that holds this position."""
    return next(entry for entry in reversed(entries) if entry.position <= offset)


def survivors(store: FileStore) -> list[Entry]:
    """What a scan that goes on behind damage returns."""
    found: list[Entry] = []
    start = 0
    while True:
        try:
            for entry in store.scan(start):
                found.append(entry)
            return found
        except CorruptEntry as error:
            start = error.position + 1


def test_every_flipped_bit_is_found_by_the_audit_at_its_exact_byte() -> None:
    disk, entries, end = closed(*SIZES)
    assert list(audit_log(disk, HOME)) == entries
    for offset in range(end + HEADER_BYTES + 60):
        for bit in range(8):
            flip = Flip(segment(), offset, bit)
            disk.flip(flip)
            with pytest.raises(CorruptEntry) as caught:
                list(audit_log(disk, HOME))
            disk.flip(flip)
            assert (caught.value.file, caught.value.offset) == (segment(), offset), flip
    assert list(audit_log(disk, HOME)) == entries


def test_every_flipped_bit_is_found_by_read_and_scan_while_open() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, *SIZES)
    for offset in range(store.end):
        for bit in range(8):
            hit = owner(entries, offset)
            flip = Flip(segment(), offset, bit)
            disk.flip(flip)
            with pytest.raises(CorruptEntry) as caught:
                store.read(hit.position)
            assert (caught.value.offset, caught.value.position) == (hit.position, hit.position)
            assert survivors(store) == [entry for entry in entries if entry is not hit]
            disk.flip(flip)
    assert list(store.scan()) == entries


def test_every_flipped_bit_is_reported_at_opening_and_repaired() -> None:
    disk, entries, end = closed(*SIZES)
    for offset in range(end):
        bit = offset % 8
        hit = owner(entries, offset)
        disk.flip(Flip(segment(), offset, bit))
        store = again(disk)
        (damage,) = store.problems
        assert (damage.position, damage.length) == (hit.position, size_of(len(hit.data)))
        assert (damage.file, damage.offset) == (segment(), hit.position)
        assert survivors(store) == [entry for entry in entries if entry is not hit]
        store.replace(hit)
        assert store.problems == []
        assert list(store.scan()) == entries
        store.close()
    assert list(audit_log(disk, HOME)) == entries


def test_damage_in_many_segments_is_reported_entry_by_entry_and_survives_a_crash() -> None:
    disk, entries, _ = closed(*[400] * 9)
    hit = [entries[0], entries[3], entries[4], entries[8]]
    for entry in hit:
        number, offset = divmod(entries.index(entry), 2)
        disk.flip(Flip(segment(number), offset * size_of(400) + 50, 1))
    store = again(disk)
    assert [damage.position for damage in store.problems] == [entry.position for entry in hit]
    store.append(77, b"life goes on")
    store.flush()
    disk.crash(Random(5))
    store = again(disk)
    assert [damage.position for damage in store.problems] == [entry.position for entry in hit]
    for entry in reversed(hit):
        store.replace(entry)
    assert list(store.scan())[:-1] == entries
    store.close()
    assert len(list(audit_log(disk, HOME))) == 10


@given(st.integers(0, 1 << 32), st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_one_flip_anywhere_costs_one_entry_at_most(seed: int, sizes: list[int]) -> None:
    disk, entries, _ = closed(*sizes)
    flip = disk.flip_bit(Random(seed), f"{HOME}/log")
    assert flip is not None
    with pytest.raises(CorruptEntry):
        list(audit_log(disk, HOME))
    store = again(disk)
    kept = survivors(store)
    assert len(kept) >= len(entries) - 1
    assert all(entry in entries for entry in kept)
    for damage in store.problems:
        store.replace(next(entry for entry in entries if entry.position == damage.position))
    assert list(store.scan()) == entries


@given(st.integers(0, 1 << 32))
def test_damage_before_a_torn_tail_stays_and_the_tail_goes(seed: int) -> None:
    random = Random(seed)
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, 100, 100, 100)
    hit = random.choice(entries[:2])
    disk.flip(Flip(segment(), hit.position + random.randrange(size_of(100)), random.randrange(8)))
    store.append(9, random.randbytes(500))
    disk.lose_power_at_sync(1)
    with pytest.raises(StorageProblem):
        store.flush()
    disk.crash(random)
    store = again(disk)
    assert [damage.position for damage in store.problems] == [hit.position]
    assert survivors(store)[:2] == [entry for entry in entries if entry is not hit]


def test_two_neighbours_lost_to_one_broken_header_are_told_apart_by_their_checksums() -> None:
    disk, entries, _ = closed(100, 100, 100, 100)
    disk.flip(Flip(segment(), entries[1].position, 0))
    disk.flip(Flip(segment(), entries[2].position + 60, 0))
    store = again(disk)
    (damage,) = store.problems
    assert damage.length == 2 * size_of(100)
    with pytest.raises(UnfitEntry, match="not the entry lost"):
        store.replace(Entry(entries[1].position, entries[1].kind, bytes(100)))
    store.replace(entries[1])
    assert [damage.position for damage in store.problems] == [entries[2].position]
    store.replace(entries[2])
    assert list(store.scan()) == entries


def test_a_repair_takes_only_the_true_data() -> None:
    disk, entries, _ = closed(100, 100, 100)
    disk.flip(Flip(segment(), entries[1].position + 45, 3))
    store = again(disk)
    for wrong, reason in (
        (entries[1]._replace(data=bytes(100)), "ask another peer"),
        (entries[1]._replace(kind=9), "ask another peer"),
        (entries[1]._replace(data=bytes(200)), "do not fit"),
        (entries[0], "not damaged"),
        (Entry(1 << 30, 0, b""), "not damaged"),
    ):
        with pytest.raises(UnfitEntry, match=reason):
            store.replace(wrong)
    assert len(store.problems) == 1
    store.replace(entries[1])
    assert list(store.scan()) == entries


def test_one_flipped_bit_is_mended_without_a_peer() -> None:
    disk, entries, end = closed(*SIZES)
    store = again(disk)
    assert store.mend(entries[0].position)
    for offset in range(end):
        hit = owner(entries, offset)
        flip = Flip(segment(), offset, (offset * 5) % 8)
        disk.flip(flip)
        assert store.mend(hit.position), flip
        assert list(store.scan()) == entries
    store.close()
    assert list(audit_log(disk, HOME)) == entries


def test_two_wrong_bytes_need_a_peer() -> None:
    disk, entries, _ = closed(100, 100)
    disk.flip(Flip(segment(), 60, 0))
    disk.flip(Flip(segment(), 70, 0))
    store = again(disk)
    assert not store.mend(0)
    store.replace(entries[0])
    assert list(store.scan()) == entries


def test_a_flipped_bit_in_the_last_group_is_not_taken_for_a_torn_write() -> None:
    for seed in range(40):
        random = Random(seed)
        disk = SimulatedDisk()
        store = fresh(disk)
        entries = fill(store, 100, 100, *([900] if seed % 2 else []))
        last = entries[-1]
        path = segment(seed % 2)
        offset = (last.position if seed % 2 == 0 else 0) + random.randrange(size_of(len(last.data)))
        disk.crash(random)
        disk.flip(Flip(path, offset, random.randrange(8)))
        store = again(disk)
        assert [damage.position for damage in store.problems] == [last.position]
        assert store.mend(last.position)
        assert list(store.scan()) == entries


def test_the_expected_checksum_of_a_lost_entry_is_that_which_the_next_names() -> None:
    disk, entries, _ = closed(50, 50)
    whole = again(disk)
    whole.close()
    disk.flip(Flip(segment(), entries[0].position + 44, 3))
    (damage,) = again(disk).problems
    true = header_for(entries[0].kind, BEGINS_GROUP, 0, bytes(8), entries[0].data)
    assert damage.expected == true[-8:]


def test_a_wiped_page_in_the_middle_is_damage_not_an_end() -> None:
    disk, entries, _ = closed(300, 300, 300, 300)
    for path, file in disk.walk():
        if path == segment():
            for content in (file.data, file.durable):
                content[entries[1].position : entries[2].position] = bytes(size_of(300))
    store = again(disk)
    assert [damage.position for damage in store.problems] == [entries[1].position]
    assert store.end == size_of(300) * 4
    with pytest.raises(CorruptEntry):
        list(audit_log(disk, HOME))


def test_bytes_that_were_there_at_the_last_opening_are_missed_at_the_end_too() -> None:
    disk, entries, _ = closed(100, 100)
    again(disk).close()
    for path, file in disk.walk():
        if path == segment():
            for content in (file.data, file.durable):
                content[entries[1].position :] = bytes(1024 - entries[1].position)
    with pytest.raises(CorruptEntry, match="had reached"):
        list(audit_log(disk, HOME))
    store = again(disk)
    assert [damage.position for damage in store.problems] == [entries[1].position]
    store.replace(entries[1])
    assert list(store.scan()) == entries


@pytest.mark.parametrize("number", [0, 2, 4])
def test_a_missing_segment_is_told(number: int) -> None:
    disk, _, _ = closed(*[800] * 5)
    again(disk).close()
    disk.remove(segment(number))
    with pytest.raises(SegmentMissing, match=f"0000000{number}.seg is missing"):
        again(disk)


def test_a_log_without_segments_is_told() -> None:
    disk, _, _ = closed(10)
    disk.remove(segment())
    with pytest.raises(SegmentMissing, match=r"00000000.seg is missing"):
        again(disk)
    with pytest.raises(SegmentMissing):
        list(audit_log(disk, HOME))


def test_the_oldest_segment_keeps_its_place_when_all_of_it_is_wrong() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, *[2000] * 4)
    store.cut(entries[2].position)
    store.close()
    disk.flip(Flip(segment(3), 9, 0))
    store = again(disk)
    assert [damage.position for damage in store.problems] == [entries[2].position]
    store.replace(entries[2])
    assert list(store.scan()) == entries[2:]


def test_a_cut_that_broke_off_is_finished_at_the_next_opening() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, *[800] * 4)
    old = disk.contents(segment(0))
    store.cut(entries[2].position)
    disk.open(segment(0), create=True).write(0, [old])
    store.close()
    store = again(disk)
    assert list(store.scan()) == entries[2:]
    assert not disk.exists(segment(0))


def test_an_audit_refuses_a_torn_tail_until_the_store_was_opened() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, 10)
    store.append(1, bytes(5000))
    disk.lose_power_at_sync(1)
    with pytest.raises(StorageProblem):
        store.flush()
    disk.crash(Random(6))
    disk.flip(Flip(segment(), 500, 1))
    with pytest.raises(CorruptEntry):
        list(audit_log(disk, HOME))
    again(disk).close()
    assert list(audit_log(disk, HOME)) == entries


def test_an_audit_works_on_a_log_whose_beginning_was_cut() -> None:
    disk = SimulatedDisk()
    store = fresh(disk)
    entries = fill(store, *[400] * 6)
    store.cut(entries[4].position)
    store.close()
    assert list(audit_log(disk, HOME)) == entries[4:]
    flip = Flip(segment(2), 100, 0)
    disk.flip(flip)
    with pytest.raises(CorruptEntry) as caught:
        list(audit_log(disk, HOME))
    assert (caught.value.file, caught.value.offset) == (segment(2), 100)


def test_a_rewritten_past_is_found_by_the_mark_of_the_last_opening() -> None:
    disk, _, _ = closed(16)
    again(disk).close()
    forged = SimulatedDisk()
    other = fresh(forged)
    other.append(0, bytes(16))
    other.close()
    for path, file in disk.walk():
        if path == segment():
            file.data[:] = forged.contents(segment())
    with pytest.raises(CorruptEntry, match="not those"):
        list(audit_log(disk, HOME))

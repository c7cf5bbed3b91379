"""One flipped bit anywhere on a node's disk is found, and the byte is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster.storage.record import MAGIC
from cluster.verify import verify
from tests.verify.story import Story, write

LOG_STRIDE = 433
SNAPSHOT_STRIDE = 211


def flips_not_named(directory: Path, file: Path, offsets: range) -> list[tuple[int, object]]:
    """Flip one bit at each of ``offsets``, verify, put it back. Returns what was not named exactly."""
    good = file.read_bytes()
    missed: list[tuple[int, object]] = []
    for at in offsets:
        bad = bytearray(good)
        bad[at] ^= 1 << (at % 8)
        file.write_bytes(bad)
        fault = verify(directory).first_fault
        if fault is None or (fault.file, fault.offset) != (str(file), at):
            missed.append((at, fault))
    file.write_bytes(good)
    return missed


def used(file: Path) -> int:
    """Bytes up to the last one that is not zero."""
    return len(file.read_bytes().rstrip(b"\0"))


def test_every_kth_byte_of_the_log(node: Path) -> None:
    log = node / "log" / "00000000.seg"
    assert flips_not_named(node, log, range(0, used(log), LOG_STRIDE)) == []


def test_every_byte_around_the_end_of_the_log(story: Story, tmp_path: Path) -> None:
    directory = write(tmp_path / "n", story.market, story.lines[:12], {})
    log = directory / "log" / "00000000.seg"
    assert flips_not_named(directory, log, range(used(log) - 48, used(log) + 8)) == []


@pytest.mark.parametrize("number", [8, 12])
def test_every_kth_byte_of_a_snapshot(node: Path, number: int) -> None:
    file = node / "snapshots" / f"{number:010d}.snap"
    assert flips_not_named(node, file, range(number, file.stat().st_size, SNAPSHOT_STRIDE)) == []


@pytest.mark.parametrize("name", ["IDENTITY", "GENERATION"])
def test_every_byte_of_the_small_files(story: Story, tmp_path: Path, name: str) -> None:
    directory = write(tmp_path / "n", story.market, story.lines[:3], {})
    file = directory / name
    assert flips_not_named(directory, file, range(file.stat().st_size)) == []


def test_a_snapshot_in_a_cut_log_is_named_to_the_byte_too(story: Story, tmp_path: Path) -> None:
    late = story.lines[:1]
    directory = write(tmp_path / "n", story.market, late, {8: story.snapshots[8]})
    file = directory / "snapshots" / "0000000008.snap"
    assert flips_not_named(directory, file, range(0, file.stat().st_size, 2 * SNAPSHOT_STRIDE)) == []


def test_a_flip_in_the_last_entry_is_named_although_no_seal_follows(story: Story, tmp_path: Path) -> None:
    directory = write(tmp_path / "n", story.market, story.lines[:12], {})
    log = directory / "log" / "00000000.seg"
    data = log.read_bytes()
    end = used(log)
    seal = data.rindex(MAGIC)
    log.write_bytes(data[:seal] + bytes(len(data) - seal))
    last = data.rindex(MAGIC, 0, seal)
    assert last < seal < end
    assert flips_not_named(directory, log, range(last + 4, seal, 37)) == []


def test_the_end_of_a_torn_write_is_a_note_not_a_fault(node: Path) -> None:
    log = node / "log" / "00000000.seg"
    data = bytearray(log.read_bytes())
    end = used(log)
    data[end - 120 :] = bytes(len(data) - end + 120)
    log.write_bytes(data)
    report = verify(node)
    assert report.first_fault is None
    assert any("nothing behind it was acknowledged" in note for note in report.notes)


def test_a_log_cut_short_below_what_was_durable_is_a_fault(node: Path) -> None:
    log = node / "log" / "00000000.seg"
    data = bytearray(log.read_bytes())
    half = used(log) // 2
    data[half : half + 4096] = bytes(4096)
    log.write_bytes(data)
    fault = verify(node).first_fault
    assert fault is not None
    assert fault.file == str(log)
    assert fault.offset is not None
    assert fault.offset <= half


def test_a_missing_segment_is_a_fault(story: Story, tmp_path: Path) -> None:
    directory = write(tmp_path / "n", story.market, story.lines, {}, segment_bytes=4096)
    (directory / "log" / "00000002.seg").unlink()
    fault = verify(directory).first_fault
    assert fault is not None
    assert "00000002.seg is missing" in fault.reason

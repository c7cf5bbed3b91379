"""Volumes of history on a disk: whole, chained, named by the state; one flipped byte or one false row is found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from actors.ledger.chronicle import Volume, content_of
from cluster.verify import Report, verify
from tests.verify.story import Story, week, write
from tests.verify.test_flips import flips_not_named

STRIDE = 61


@pytest.fixture(scope="module")
def past() -> Story:
    """Two epochs in volumes of two rows. Not to be changed by a test."""
    story = week(history_rows=2)
    assert len(story.volumes) > 3
    return story


def volumes_of(story: Story) -> list[Volume]:
    """All volumes, oldest first."""
    return [story.volumes[number] for number in sorted(story.volumes)]


def audited(directory: Path, story: Story, volumes: Iterable[Volume]) -> Report:
    """The audit of a node with these volumes."""
    return verify(write(directory, story.market, story.lines, story.snapshots, volumes=volumes))


def altered(volume: Volume, **fields: object) -> Volume:
    """A volume in which one trade more was made, its own head fitting; fields of the head as given."""
    rows = volume.rows.copy()
    rows["quantity"][0] += 1
    return Volume(msgspec.structs.replace(volume.head, content=content_of(rows), **fields), (rows,))


def test_every_volume_is_counted_and_holds(past: Story, tmp_path: Path) -> None:
    report = audited(tmp_path / "n", past, volumes_of(past))
    assert report.first_fault is None
    assert report.count("history") == len(past.volumes)
    assert not report.notes


def test_the_rows_of_all_volumes_and_of_the_state_are_what_the_commits_did(past: Story) -> None:
    told = np.concatenate([*(one.rows for one in volumes_of(past)), *past.ledger.chronicle.parts])
    assert told.tobytes() == b"".join(one.trades.tobytes() for one in past.applied)


def test_every_kth_byte_of_a_volume_is_named(past: Story, tmp_path: Path) -> None:
    directory = write(tmp_path / "n", past.market, past.lines, past.snapshots, volumes=volumes_of(past))
    file = directory / "history" / "0000000002.vol"
    assert flips_not_named(directory, file, range(0, file.stat().st_size, STRIDE)) == []


@pytest.mark.parametrize("at", [0, 1, -1])
def test_a_false_row_in_a_volume_that_fits_its_own_head_is_found(
    past: Story, tmp_path: Path, at: int
) -> None:
    volumes = volumes_of(past)
    volumes[at] = altered(volumes[at])
    fault = audited(tmp_path / "n", past, volumes).first_fault
    assert fault is not None and fault.step == "history"
    assert fault.file == str(tmp_path / "n" / "history" / f"{volumes[at].head.number:010d}.vol")
    assert "not the volume that the one behind it, or the state, names" in fault.reason


def test_a_false_past_chained_anew_does_not_end_in_the_state(past: Story, tmp_path: Path) -> None:
    forged = [altered(volumes_of(past)[0])]
    for one in volumes_of(past)[1:]:
        head = msgspec.structs.replace(one.head, previous=forged[-1].head.digest)
        forged.append(Volume(head, one.parts))
    fault = audited(tmp_path / "n", past, forged).first_fault
    assert fault is not None and fault.entry == f"volume {len(forged)}"


def test_volumes_that_are_not_here_are_noted_and_no_fault(past: Story, tmp_path: Path) -> None:
    volumes = volumes_of(past)
    report = audited(tmp_path / "n", past, [*volumes[:1], *volumes[2:]])
    assert report.first_fault is None
    assert report.notes == (
        "volumes of the history that are not on this disk: 1, from 2 to 2",
        "volumes before them, which nothing on this disk names: 1",
    )


def test_a_volume_that_closed_after_the_log_was_read_must_follow_the_state(
    past: Story, tmp_path: Path
) -> None:
    """A node that runs writes on while it is read."""
    newest = volumes_of(past)[-1]
    head = msgspec.structs.replace(newest.head, number=newest.head.number + 1, previous=newest.head.digest)
    good = Volume(head, newest.parts)
    assert audited(tmp_path / "good", past, [*volumes_of(past), good]).first_fault is None
    bad = Volume(msgspec.structs.replace(head, previous=bytes(32)), newest.parts)
    fault = audited(tmp_path / "bad", past, [*volumes_of(past), bad]).first_fault
    assert fault is not None and "does not follow the volume that the state names" in fault.reason

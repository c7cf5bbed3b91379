"""An honest disk: everything is counted, executed again and found equal, also while the node runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from actors.base.canonical import encode
from actors.base.entries import EntryKind
from actors.host import StorageProblem
from actors.ledger.image import state_root
from actors.parties.node.checkpoints import PREFIX_PART
from cluster.storage.files import OsFiles
from cluster.storage.identity import Identity
from cluster.storage.log import LogOptions
from cluster.storage.problems import EmptyStore, MissingStore, NotAStore
from cluster.storage.store import create_store, open_store
from cluster.verify import verify
from tests.verify.story import Story, kind_of, write


def true_root(story: Story) -> bytes:
    """Root of the state at the end of the story."""
    image = story.ledger.image()
    image[PREFIX_PART] = encode(story.progress.prefix)
    return state_root(image)


def test_an_honest_disk_holds_and_everything_on_it_is_counted(story: Story, node: Path) -> None:
    report = verify(node, market=story.market)
    assert report.first_fault is None
    assert report.holds
    kinds = [kind for kind, _ in story.lines]
    records = sum(batch.header.count for batch in story.batches.values())
    assert {step.name: step.count for step in report.steps} == {
        "entries": len(kinds),
        "rosters": 2,
        "batches": len(story.batches),
        "records": records,
        "blocks": kinds.count(EntryKind.BLOCK),
        "commits": len(story.results),
        "executed": len(story.results),
        "certificates": len(story.results),
        "checkpoints": kinds.count(EntryKind.CHECKPOINT),
        "snapshots": 2,
        "history": 0,
        "receipts": 0,
        "book": 0,
    }
    assert (report.commits, report.final) == (len(story.results), len(story.results))
    assert report.party == "node0"
    assert report.learnt == 0
    assert not report.notes


def test_the_state_root_is_that_of_a_ledger_which_lived_through_it(story: Story, node: Path) -> None:
    assert verify(node).state_root == true_root(story)


def test_progress_ends_at_the_whole_and_never_goes_back(node: Path) -> None:
    seen: list[tuple[int, int]] = []
    verify(node, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 0


def test_a_market_of_one_roster_and_nothing_else_holds(story: Story, tmp_path: Path) -> None:
    report = verify(write(tmp_path / "n", story.market, story.lines[:1], {}))
    assert report.holds
    assert (report.commits, report.final) == (0, 0)


def test_another_market_than_the_trusted_one_is_a_fault(node: Path) -> None:
    fault = verify(node, market=bytes(32)).first_fault
    assert fault is not None
    assert fault.step == "identity"
    assert "the one you trust is 00000000" in fault.reason


def test_a_running_nodes_disk_is_audited_without_its_lock(story: Story, tmp_path: Path) -> None:
    files, directory = OsFiles(), str(tmp_path / "node0")
    identity, options = Identity(story.market, "node0"), LogOptions(segment_bytes=1 << 20)
    create_store(files, directory, identity, options)
    store = open_store(files, directory, identity, options)
    try:
        for kind, data in story.lines[:60]:
            store.append(kind, data)
        store.flush()
        store.append(*story.lines[60])
        report = verify(tmp_path / "node0")
        assert report.holds
        assert report.count("entries") == 60
    finally:
        store.close()


def test_commits_that_no_certificate_covers_are_said_not_to_be_final(story: Story, tmp_path: Path) -> None:
    last = max(at for at, (kind, _) in enumerate(story.lines) if kind == EntryKind.CERTIFICATE)
    report = verify(write(tmp_path / "n", story.market, story.lines[:last], {}))
    assert report.holds
    assert (report.commits, report.final) == (len(story.results), len(story.results) - 1)
    assert "not final by this disk alone" in report.notes[0]


def test_commits_learnt_by_catching_up_are_counted_and_no_fault(story: Story, tmp_path: Path) -> None:
    late = [line for at, line in enumerate(story.lines) if line[0] != EntryKind.BLOCK or at > 60]
    report = verify(write(tmp_path / "n", story.market, late, story.snapshots))
    assert report.first_fault is None
    assert 0 < report.learnt < len(story.results)
    assert report.state_root == true_root(story)


def test_a_log_that_was_cut_is_executed_from_its_oldest_snapshot(story: Story, tmp_path: Path) -> None:
    files, directory = OsFiles(), str(tmp_path / "node0")
    identity, options = Identity(story.market, "node0"), LogOptions(segment_bytes=4096)
    create_store(files, directory, identity, options)
    store = open_store(files, directory, identity, options)
    positions = [store.append(kind, data) for kind, data in story.lines]
    store.flush()
    for number, parts in sorted(story.snapshots.items()):
        store.write_snapshot(number, parts)
    fifth = next(at for at, line in enumerate(story.lines) if kind_of(line) == ("COMMIT", 5))
    store.cut(positions[fifth])
    store.close()
    report = verify(tmp_path / "node0")
    assert report.first_fault is None
    assert report.count("executed") == len(story.results) - 8
    assert report.count("commits") > report.count("executed")
    assert report.state_root == true_root(story)
    assert "executed from snapshot 8" in report.notes[0]


def test_a_node_that_joined_by_a_snapshot_is_executed_from_there(story: Story, tmp_path: Path) -> None:
    begin = next(at for at, line in enumerate(story.lines) if kind_of(line) == ("CHECKPOINT", 12))
    batches = [line for line in story.lines[:begin] if line[0] == EntryKind.BATCH]
    late = [story.lines[0], *batches, *story.lines[begin + 1 :]]
    report = verify(write(tmp_path / "n", story.market, late, story.snapshots))
    assert report.first_fault is None
    assert report.count("executed") == len(story.results) - 12
    assert report.state_root == true_root(story)
    assert report.notes == ("commits 1 to 12: not on this disk, the node went on from a snapshot",)


def test_a_node_that_skipped_commits_behind_a_snapshot_says_which_are_absent(
    story: Story, tmp_path: Path
) -> None:
    absent = {("COMMIT", number) for number in (5, 6, 7, 8)} | {("CERTIFICATE", one) for one in (5, 6, 7, 8)}
    lines = [line for line in story.lines if kind_of(line) not in absent]
    report = verify(write(tmp_path / "n", story.market, lines, story.snapshots))
    assert report.first_fault is None
    assert report.state_root == true_root(story)
    assert "commits 5 to 8: not on this disk" in report.notes[0]


def test_a_directory_that_is_none_or_no_partys_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("hello")
    cases: list[tuple[str, type[StorageProblem], str]] = [
        ("none", MissingStore, "does not exist"),
        ("empty", EmptyStore, "is empty"),
        ("other", NotAStore, "holds no IDENTITY"),
        ("other/notes.txt", NotAStore, "is a file"),
    ]
    for name, problem, text in cases:
        with pytest.raises(problem, match=text):
            verify(tmp_path / name)

"""A market's directory: every party in it, institutions checked with the nodes' rosters."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from actors.base import merkle
from actors.base.canonical import decode, encode
from actors.base.entries import CommitEntry, EntryKind, ReceiptEntry
from actors.parties.book import OrderTaken
from cluster.storage.problems import NotAStore
from cluster.verify import parties_of, verify, verify_market
from tests.verify.story import CCDC, Line, Story, kind_of, write


def receipts(story: Story, number: int) -> ReceiptEntry:
    """All outcome leaves of one commit with their paths."""
    line = next(one for one in story.lines if kind_of(one) == ("COMMIT", number))
    leaves = decode(line[1], CommitEntry).leaves
    tree = merkle.Tree([merkle.leaf_hash(leaf) for leaf in leaves])
    proven = tuple((at, leaf, tree.path(at)) for at, leaf in enumerate(leaves))
    return ReceiptEntry(story.certify(story.results[number - 1]), proven)


def institution(story: Story, entry: ReceiptEntry) -> list[Line]:
    """The log of CCDC as an institution: its own batches, and outcomes with their proofs."""
    own = [one.encode() for one in story.batches.values() if one.header.institution == CCDC]
    book = (int(EntryKind.BOOK), encode(OrderTaken(bytes(16), 1)))
    return [book, *((int(EntryKind.OWN), data) for data in own), (EntryKind.RECEIPT, encode(entry))]


@pytest.fixture
def market(story: Story, tmp_path: Path) -> Path:
    """Two nodes and an institution."""
    for name in ("node0", "node1"):
        write(tmp_path / name, story.market, story.lines, story.snapshots)
    write(tmp_path / "ccdc", story.market, institution(story, receipts(story, 5)), {})
    return tmp_path


def test_every_party_of_a_market_is_found_by_its_identity(market: Path) -> None:
    (market / "notes").mkdir()
    assert [one.name for one in parties_of(market)] == ["ccdc", "node0", "node1"]
    assert parties_of(market / "node0") == [market / "node0"]


def test_a_directory_without_parties_says_what_to_name(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    with pytest.raises(NotAStore, match="or the market's directory"):
        parties_of(tmp_path)


def test_nodes_agree_and_the_institution_is_checked_with_their_rosters(market: Path, story: Story) -> None:
    custodian, first, second = verify_market(parties_of(market), market=story.market)
    assert first.holds
    assert (first.state_root, first.commits) == (second.state_root, second.commits)
    assert custodian.first_fault is None
    assert custodian.count("receipts") == len(receipts(story, 5).leaves)
    assert custodian.count("batches") == sum(one.header.institution == CCDC for one in story.batches.values())
    assert custodian.count("book") == 1
    assert not custodian.notes


def test_an_institution_alone_says_that_signatures_were_not_checked(market: Path) -> None:
    report = verify(market / "ccdc")
    assert report.holds
    assert "signatures were not checked" in report.notes[0]


def test_a_book_that_cannot_be_read_is_found(story: Story, tmp_path: Path) -> None:
    write(tmp_path / "ccdc", story.market, [(int(EntryKind.BOOK), b"\x91\x01")], {})
    fault = verify(tmp_path / "ccdc").first_fault
    assert fault is not None
    assert fault.step == "book"


def test_a_party_that_only_keeps_a_book_holds(story: Story, tmp_path: Path) -> None:
    write(tmp_path / "mof", story.market, [(int(EntryKind.BOOK), encode(OrderTaken(bytes(16), 1)))], {})
    assert verify(tmp_path / "mof").holds


def test_a_kept_outcome_that_the_result_does_not_cover_is_found(story: Story, tmp_path: Path) -> None:
    good = receipts(story, 5)
    index, leaf, path = good.leaves[0]
    bad = msgspec.structs.replace(good, leaves=((index, leaf[:-1] + b"\x07", path), *good.leaves[1:]))
    write(tmp_path / "ccdc", story.market, institution(story, bad), {})
    fault = verify(tmp_path / "ccdc").first_fault
    assert fault is not None
    assert (fault.step, fault.entry) == ("receipts", "receipt of commit 5")


def test_a_kept_receipt_one_vote_short_is_found_with_the_nodes_rosters(story: Story, tmp_path: Path) -> None:
    short = msgspec.structs.replace(receipts(story, 5), certificate=story.certify(story.results[4], (0, 1)))
    write(tmp_path / "ccdc", story.market, institution(story, short), {})
    write(tmp_path / "node0", story.market, story.lines, {})
    custodian, node = verify_market(parties_of(tmp_path))
    assert node.holds
    assert custodian.first_fault is not None
    assert "a quorum of epoch 0 is 7" in custodian.first_fault.reason


def test_a_log_of_no_party_holds_no_roster(story: Story, tmp_path: Path) -> None:
    batch = next(iter(story.batches.values()))
    write(tmp_path / "n", story.market, [(EntryKind.BATCH, batch.encode())], {})
    fault = verify(tmp_path / "n").first_fault
    assert fault is not None
    assert "before the first roster" in fault.reason

"""A log rewritten by someone who recomputes every checksum: signatures, order and execution give it away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from actors.base import merkle
from actors.base.batch import Batch
from actors.base.block import Block, Ref
from actors.base.canonical import decode, encode
from actors.base.chain import RosterLink
from actors.base.commit import Certificate, Checkpoint, CheckpointCertificate, Commit, Result
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind
from actors.base.outcome import DirectLeaf, leaf_bytes, read_leaf
from actors.base.roster import sign
from actors.ledger.image import state_root
from actors.parties.node.checkpoints import HEAD_PART, SnapshotHead
from cluster.storage.record import HEADER_BYTES
from cluster.verify import Fault, verify
from tests.verify.story import GOVERNORS, VALIDATORS, Line, Story, kind_of, write

Lines = list[Line]


def fault_of(directory: Path, story: Story, lines: Lines, snapshots: dict[int, dict[str, bytes]]) -> Fault:
    """What is found wrong first in a directory with this log."""
    fault = verify(write(directory, story.market, lines, snapshots)).first_fault
    assert fault is not None
    return fault


def place(lines: Lines, kind: str, number: int) -> int:
    """Where the entry of this kind about this commit stands."""
    return next(at for at, line in enumerate(lines) if kind_of(line) == (kind, number))


def changed(story: Story, kind: EntryKind, at: int, change: Callable[[bytes], bytes]) -> Lines:
    """The log with its ``at``-th entry of one kind changed."""
    lines = list(story.lines)
    where = [index for index, line in enumerate(lines) if line[0] == kind][at]
    lines[where] = (kind, change(lines[where][1]))
    assert lines != story.lines
    return lines


def with_commit(story: Story, number: int, change: Callable[[CommitEntry], CommitEntry]) -> Lines:
    """The log with one commit entry changed."""
    lines = list(story.lines)
    where = place(lines, "COMMIT", number)
    lines[where] = (EntryKind.COMMIT, encode(change(decode(lines[where][1], CommitEntry))))
    return lines


def with_order(story: Story, number: int, **fields: object) -> Lines:
    """The log with fields of one commit changed, its result adjusted to name the changed commit."""

    def change(entry: CommitEntry) -> CommitEntry:
        commit: Commit = msgspec.structs.replace(entry.commit, **fields)
        result: Result = msgspec.structs.replace(entry.result, commit=commit.digest)
        return CommitEntry(commit, result, entry.leaves)

    return with_commit(story, number, change)


def raised(payload: bytes) -> bytes:
    """A bulk payload whose first record has one unit more."""
    quantity = int.from_bytes(payload[32:40], "little") + 1
    return payload[:32] + quantity.to_bytes(8, "little") + payload[40:]


def test_an_altered_record_does_not_match_the_signed_root(story: Story, tmp_path: Path) -> None:
    def change(data: bytes) -> bytes:
        batch = Batch.decode(data)
        return Batch(batch.header, batch.signature, raised(bytes(batch.payload))).encode()

    fault = fault_of(tmp_path / "n", story, changed(story, EntryKind.BATCH, 4, change), {})
    assert fault.step == "batches"
    assert "does not match the signed root" in fault.reason


def test_an_altered_record_with_a_fitting_root_lacks_the_signature(story: Story, tmp_path: Path) -> None:
    def change(data: bytes) -> bytes:
        batch = Batch.decode(data)
        payload = raised(bytes(batch.payload))
        header = msgspec.structs.replace(batch.header, root=merkle.data_root("payload", payload))
        return Batch(header, batch.signature, payload).encode()

    fault = fault_of(tmp_path / "n", story, changed(story, EntryKind.BATCH, 4, change), {})
    assert fault.step == "batches"
    assert "not by the key of" in fault.reason
    assert fault.entry.startswith("batch ")


def test_a_dropped_batch_is_missed_by_the_commit_that_ordered_it(story: Story, tmp_path: Path) -> None:
    first = next(at for at, line in enumerate(story.lines) if line[0] == EntryKind.BATCH)
    lines = story.lines[:first] + story.lines[first + 1 :]
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert fault.step == "commits"
    assert "does not hold its batch" in fault.reason


def test_a_dropped_commit_is_missed(story: Story, tmp_path: Path) -> None:
    dropped = (("COMMIT", 6), ("CERTIFICATE", 6))
    lines = [line for line in story.lines if kind_of(line) not in dropped]
    fault = fault_of(tmp_path / "n", story, lines, story.snapshots)
    assert (fault.step, fault.entry) == ("commits", "commit 7")
    assert fault.reason == "commit 6 is missing before it"


def test_a_repeated_commit_is_out_of_order(story: Story, tmp_path: Path) -> None:
    at = place(story.lines, "COMMIT", 6)
    lines = [*story.lines[: at + 1], story.lines[at], *story.lines[at + 1 :]]
    assert "stands after commit 6" in fault_of(tmp_path / "n", story, lines, {}).reason


def test_swapped_commits_are_out_of_order(story: Story, tmp_path: Path) -> None:
    lines = list(story.lines)
    one, other = place(lines, "COMMIT", 6), place(lines, "COMMIT", 7)
    lines[one], lines[other] = lines[other], lines[one]
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert (fault.step, fault.entry) == ("commits", "commit 7")


def test_batches_in_another_order_are_not_what_the_blocks_make(story: Story, tmp_path: Path) -> None:
    entry = decode(story.lines[place(story.lines, "COMMIT", 5)][1], CommitEntry)
    lines = with_order(story, 5, batches=entry.commit.batches[::-1])
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert (fault.step, fault.entry) == ("commits", "commit 5")
    assert "batches are not those of its blocks" in fault.reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"time_ms": 1_780_000_000_000}, "its blocks make it"),
        ({"batches": ()}, "batches are not those of its blocks"),
        ({"time_ms": 0}, "before that of the commit before"),
        ({"previous": ZERO}, "does not follow commit 4"),
        ({"epoch": 1}, "no roster of epoch 1"),
        ({"market": ZERO}, "no roster of epoch 0"),
    ],
)
def test_a_commit_that_its_blocks_do_not_make(
    story: Story, tmp_path: Path, fields: dict[str, object], reason: str
) -> None:
    fault = fault_of(tmp_path / "n", story, with_order(story, 5, **fields), {})
    assert (fault.step, fault.entry) == ("commits", "commit 5")
    assert reason in fault.reason


def test_a_commit_that_leaves_out_a_block_is_found(story: Story, tmp_path: Path) -> None:
    entry = decode(story.lines[place(story.lines, "COMMIT", 5)][1], CommitEntry)
    fault = fault_of(tmp_path / "n", story, with_order(story, 5, blocks=entry.commit.blocks[1:]), {})
    assert "exactly its leader's history" in fault.reason


def test_a_commit_led_by_another_validator_is_found(story: Story, tmp_path: Path) -> None:
    commit = decode(story.lines[place(story.lines, "COMMIT", 5)][1], CommitEntry).commit
    other = next(
        ref
        for ref in (story_block(line) for line in story.lines if line[0] == EntryKind.BLOCK)
        if ref.round == commit.leader.round and ref.author != commit.leader.author
    )
    fault = fault_of(tmp_path / "n", story, with_order(story, 5, leader=other), {})
    assert "is led by" in fault.reason


def story_block(line: Line) -> Ref:
    """The name of the block in an entry."""
    return Block.decode(line[1]).ref


def rejected(data: bytes) -> bytes:
    """A direct leaf whose first status is another one."""
    leaf = read_leaf(data)
    assert isinstance(leaf, DirectLeaf)
    return leaf_bytes(msgspec.structs.replace(leaf, statuses=b"\xbc\x02" + leaf.statuses[2:]))


def test_a_changed_status_is_named_to_the_byte(story: Story, tmp_path: Path) -> None:
    def change(entry: CommitEntry) -> CommitEntry:
        return CommitEntry(entry.commit, entry.result, (rejected(entry.leaves[0]), *entry.leaves[1:]))

    lines = with_commit(story, 5, change)
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert (fault.step, fault.entry) == ("executed", "commit 5")
    assert "outcomes are not" in fault.reason
    good, bad = story.lines[place(lines, "COMMIT", 5)][1], lines[place(lines, "COMMIT", 5)][1]
    first = next(at for at in range(len(good)) if good[at] != bad[at])
    assert fault.position is not None
    assert fault.offset == fault.position + HEADER_BYTES + first


def test_a_changed_status_with_a_fitting_result_is_found_by_execution(story: Story, tmp_path: Path) -> None:
    def change(entry: CommitEntry) -> CommitEntry:
        leaves = (rejected(entry.leaves[0]), *entry.leaves[1:])
        root = merkle.root([merkle.leaf_hash(leaf) for leaf in leaves])
        return CommitEntry(entry.commit, msgspec.structs.replace(entry.result, statuses=root), leaves)

    fault = fault_of(tmp_path / "n", story, with_commit(story, 5, change), {})
    assert (fault.step, fault.entry) == ("executed", "commit 5")
    assert "its result is not what it executes to" in fault.reason


def with_certificate(story: Story, number: int, certificate: Certificate) -> Lines:
    """The log with another certificate of a commit."""
    lines = list(story.lines)
    lines[place(lines, "CERTIFICATE", number)] = (EntryKind.CERTIFICATE, encode(certificate))
    return lines


def test_a_certificate_one_vote_short_is_no_quorum(story: Story, tmp_path: Path) -> None:
    short = story.certify(story.results[4], (0, 1))
    fault = fault_of(tmp_path / "n", story, with_certificate(story, 5, short), {})
    assert (fault.step, fault.entry) == ("certificates", "certificate of commit 5")
    assert "weigh 5; a quorum of epoch 0 is 7" in fault.reason


def test_a_certificate_with_a_forged_vote_is_refused(story: Story, tmp_path: Path) -> None:
    votes = story.certify(story.results[4]).votes
    forged = Certificate(story.results[4], (*votes[:2], (2, votes[1][1])))
    fault = fault_of(tmp_path / "n", story, with_certificate(story, 5, forged), {})
    assert "the vote of validator 2 does not verify" in fault.reason


def test_a_quorum_that_signed_another_result_is_reported(story: Story, tmp_path: Path) -> None:
    other = msgspec.structs.replace(story.results[4], checksum=bytes(16))
    fault = fault_of(tmp_path / "n", story, with_certificate(story, 5, story.certify(other)), {})
    assert "signed another result than the log holds" in fault.reason


def test_a_certificate_of_a_commit_that_is_not_there_is_found(story: Story, tmp_path: Path) -> None:
    lines = [line for line in story.lines if kind_of(line) != ("COMMIT", len(story.results))]
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert fault.entry == f"certificate of commit {len(story.results)}"
    assert "does not hold that commit" in fault.reason


def old_result(story: Story) -> Result:
    """A result after the end of the first epoch, as its validators would sign it."""
    last = story.results[-1]
    return Result(story.market, 0, last.number + 1, last.digest, ZERO, ZERO, 0, last.checksum, ZERO)


def test_an_old_roster_that_certifies_after_its_end_is_refused(story: Story, tmp_path: Path) -> None:
    votes = story.certify(old_result(story), range(4))
    lines = [*story.lines, (EntryKind.CERTIFICATE, encode(votes))]
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert fault.step == "certificates"
    assert "no roster of epoch 0 was in force then" in fault.reason


def test_an_old_roster_that_orders_after_its_end_is_refused(story: Story, tmp_path: Path) -> None:
    last = decode(story.lines[place(story.lines, "COMMIT", len(story.results))][1], CommitEntry).commit
    commit = msgspec.structs.replace(
        last, epoch=0, number=last.number + 1, previous=last.digest, blocks=(last.leader,), batches=()
    )
    entry = CommitEntry(commit, msgspec.structs.replace(old_result(story), commit=commit.digest), ())
    lines = [*story.lines, (EntryKind.COMMIT, encode(entry))]
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert (fault.step, fault.entry) == ("commits", f"commit {commit.number}")
    assert "no roster of epoch 0 was in force then" in fault.reason


def roster_change(story: Story, change: Callable[[RosterLink], RosterLink]) -> Lines:
    """The log with the second roster's link changed."""
    return changed(story, EntryKind.ROSTER, 1, lambda data: encode(change(decode(data, RosterLink))))


def test_a_roster_that_too_few_governors_signed_is_refused(story: Story, tmp_path: Path) -> None:
    lines = roster_change(
        story, lambda link: RosterLink(sign(link.signed.roster, {0: GOVERNORS[0]}), link.ended_by)
    )
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert fault.step == "rosters"
    assert "1 valid governors' signatures; 2 are needed" in fault.reason


def test_a_roster_that_no_commit_carried_is_refused(story: Story, tmp_path: Path) -> None:
    def change(link: RosterLink) -> RosterLink:
        roster = msgspec.structs.replace(link.signed.roster, name="other")
        return RosterLink(sign(roster, {0: GOVERNORS[0], 1: GOVERNORS[1]}), link.ended_by)

    fault = fault_of(tmp_path / "n", story, roster_change(story, change), {})
    assert "did not carry this roster" in fault.reason


def test_a_roster_left_out_is_missed_by_the_next_epoch(story: Story, tmp_path: Path) -> None:
    lines = [story.lines[0], *(line for line in story.lines[1:] if line[0] != EntryKind.ROSTER)]
    fault = fault_of(tmp_path / "n", story, lines, {})
    assert "epoch 1" in fault.reason


def test_the_first_roster_of_another_market_is_refused(story: Story, tmp_path: Path) -> None:
    fault = verify(write(tmp_path / "n", bytes(32), story.lines, {})).first_fault
    assert fault is not None
    assert "another market than IDENTITY names" in fault.reason


def test_a_block_changed_or_signed_by_another_is_refused(story: Story, tmp_path: Path) -> None:
    def change(data: bytes) -> bytes:
        block = Block.decode(data)
        return Block(msgspec.structs.replace(block.body, time_ms=1), block.signature).encode()

    fault = fault_of(tmp_path / "n", story, changed(story, EntryKind.BLOCK, 9, change), {})
    assert fault.step == "blocks"
    assert "not signed by its author" in fault.reason


def test_a_block_that_breaks_the_rules_is_refused_although_its_author_signed_it(
    story: Story, tmp_path: Path
) -> None:
    def change(data: bytes) -> bytes:
        body = msgspec.structs.replace(Block.decode(data).body, cites=Block.decode(data).body.cites[:1])
        return Block(body, VALIDATORS[body.author].sign("block", body)).encode()

    fault = fault_of(tmp_path / "n", story, changed(story, EntryKind.BLOCK, 9, change), {})
    assert fault.step == "blocks"
    assert "no quorum" in fault.reason


def test_a_checkpoint_of_another_state_is_found_although_a_quorum_signed_it(
    story: Story, tmp_path: Path
) -> None:
    def change(data: bytes) -> bytes:
        true = decode(data, CheckpointCertificate).checkpoint
        lie: Checkpoint = msgspec.structs.replace(true, state=ZERO)
        return encode(
            CheckpointCertificate(lie, tuple((at, VALIDATORS[at].sign("checkpoint", lie)) for at in range(4)))
        )

    fault = fault_of(tmp_path / "n", story, changed(story, EntryKind.CHECKPOINT, 1, change), {})
    assert (fault.step, fault.entry) == ("checkpoints", "checkpoint of commit 8")
    assert "state root is not that" in fault.reason


def test_a_checkpoint_one_vote_short_is_no_quorum(story: Story, tmp_path: Path) -> None:
    def change(data: bytes) -> bytes:
        whole = decode(data, CheckpointCertificate)
        return encode(CheckpointCertificate(whole.checkpoint, whole.votes[:-1]))

    fault = fault_of(tmp_path / "n", story, changed(story, EntryKind.CHECKPOINT, 1, change), {})
    assert fault.step == "checkpoints"
    assert "a quorum of epoch 0 is 7" in fault.reason


def richer(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A snapshot's parts with one position raised."""
    rows = bytearray(parts["positions"])
    rows[16] ^= 0x10
    return {**parts, "positions": bytes(rows)}


def test_altered_state_in_a_snapshot_is_named_to_the_byte(story: Story, tmp_path: Path) -> None:
    snapshots = {**story.snapshots, 12: richer(story.snapshots[12])}
    directory = write(tmp_path / "n", story.market, story.lines, snapshots)
    file = directory / "snapshots" / "0000000012.snap"
    fault = verify(directory).first_fault
    assert fault is not None
    assert (fault.step, fault.file) == ("snapshots", str(file))
    assert "not the state that the log executes to" in fault.reason
    true = story.snapshots[12]["positions"]
    assert fault.offset is not None
    start = fault.offset - 16
    assert file.read_bytes()[start : start + 16] == true[:16]
    assert file.read_bytes()[fault.offset] == true[16] ^ 0x10


def test_altered_state_that_no_log_reaches_is_not_what_the_quorum_signed(
    story: Story, tmp_path: Path
) -> None:
    fault = fault_of(tmp_path / "n", story, story.lines[:1], {8: richer(story.snapshots[8])})
    assert (fault.step, fault.entry) == ("snapshots", "snapshot 8")
    assert "does not hash to the root that a quorum signed" in fault.reason


def test_altered_state_with_a_root_signed_by_too_few_is_refused(story: Story, tmp_path: Path) -> None:
    parts = richer(story.snapshots[8])
    head = decode(parts.pop(HEAD_PART), SnapshotHead)
    lie: Checkpoint = msgspec.structs.replace(head.certificate.checkpoint, state=state_root(parts))
    own = CheckpointCertificate(lie, ((0, VALIDATORS[0].sign("checkpoint", lie)),))
    parts[HEAD_PART] = encode(msgspec.structs.replace(head, certificate=own))
    fault = fault_of(tmp_path / "n", story, story.lines[:1], {8: parts})
    assert fault.step == "snapshots"
    assert "valid votes weigh 3; a quorum of epoch 0 is 7" in fault.reason


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (EntryKind.ROSTER, "rosters"),
        (EntryKind.BATCH, "batches"),
        (EntryKind.BLOCK, "blocks"),
        (EntryKind.COMMIT, "commits"),
        (EntryKind.CERTIFICATE, "certificates"),
        (EntryKind.CHECKPOINT, "checkpoints"),
        (EntryKind.RECEIPT, "receipts"),
        (99, "entries"),
    ],
)
def test_bytes_that_are_not_what_their_kind_says_are_refused(
    story: Story, tmp_path: Path, kind: int, step: str
) -> None:
    fault = fault_of(tmp_path / "n", story, [*story.lines, (kind, b"\xc1garbage")], {})
    assert fault.step == step

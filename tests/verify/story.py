"""A small market's whole history, made with the real cores, written as one validator's log and snapshots."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from actors.base import batch as batches
from actors.base import block as blocks
from actors.base.batch import Batch, Lane
from actors.base.block import Block, BlockBody, Ref
from actors.base.canonical import decode, encode
from actors.base.chain import RosterLink
from actors.base.commit import Certificate, Checkpoint, CheckpointCertificate, Commit, Result
from actors.base.digest import ZERO
from actors.base.entries import CommitEntry, EntryKind
from actors.base.keys import SigningKey
from actors.base.roster import Governor, Institution, Roster, Rules, Validator, sign
from actors.consensus.dag import Dag
from actors.consensus.electorate import Electorate
from actors.consensus.prefix import Prefix, Progress
from actors.consensus.sequencing import commit_of
from actors.consensus.validity import genesis_of
from actors.ledger import commands, records
from actors.ledger.chronicle import Volume
from actors.ledger.image import state_root
from actors.ledger.ledger import Applied
from actors.modules.middle_platform import new_ledger
from actors.parties.node.archive import packed
from actors.parties.node.checkpoints import HEAD_PART, PREFIX_PART, SnapshotHead
from cluster.storage.files import OsFiles
from cluster.storage.identity import Identity
from cluster.storage.log import LogOptions
from cluster.storage.store import create_store, open_store

START_MS = 1_770_000_000_000
CCDC, PBC, CSRC, CSDC = 1, 2, 3, 4
BOND, CNY = 1, 2
SELLER = records.account_number(CCDC, 1)
OMNIBUS = records.account_number(CCDC, 9)
BUYER = records.account_number(CSDC, 1)
SELLER_CASH = records.account_number(PBC, 1)
BUYER_CASH = records.account_number(PBC, 2)

Line = tuple[int, bytes]


def key(number: int) -> SigningKey:
    """The key of this number, the same in every run."""
    return SigningKey(number.to_bytes(32, "big"))


VALIDATORS = tuple(key(100 + at) for at in range(4))
GOVERNORS = tuple(key(300 + at) for at in range(3))
NAMES = (("ccdc", "custodian"), ("pbc", "central_bank"), ("csrc", "regulator"), ("csdc", "custodian"))


def first_roster(history_rows: int) -> Roster:
    """Four validators of differing weight, two depositories, a central bank, a regulator."""
    return Roster(
        market=ZERO,
        name="test",
        epoch=0,
        previous=ZERO,
        validators=tuple(
            Validator(f"node{at}", one.public, weight, f"node{at}:1")
            for at, (one, weight) in enumerate(zip(VALIDATORS, (3, 2, 3, 2), strict=True))
        ),
        institutions=tuple(
            Institution(at, name, key(200 + at).public, (role,))
            for at, (name, role) in enumerate(NAMES, start=1)
        ),
        governors=tuple(Governor(f"seat{at}", one.public) for at, one in enumerate(GOVERNORS)),
        governors_needed=2,
        rules=Rules(
            horizon_rounds=8,
            checkpoint_commits=4,
            history_rows=history_rows,
            accounts_max=1 << 12,
            positions_max=1 << 12,
        ),
    )


class Story:
    """Rounds of blocks by four validators, commits, certificates, checkpoints, as they come to stand in a log."""

    def __init__(self, history_rows: int = 1 << 15) -> None:
        """The first roster, and nothing else yet."""
        self.roster = first_roster(history_rows)
        self.market = self.roster.market_id
        self.links = [RosterLink(sign(self.roster, {0: GOVERNORS[0], 1: GOVERNORS[1]}), None)]
        self.ledger = new_ledger(self.roster)
        self.lines: list[Line] = [(EntryKind.ROSTER, encode(self.links[0]))]
        self.snapshots: dict[int, dict[str, bytes]] = {}
        self.volumes: dict[int, Volume] = {}
        self.applied: list[Applied] = []
        self.results: list[Result] = []
        self.batches: dict[bytes, Batch] = {}
        self._sequences: dict[int, int] = {}
        self._waiting: list[Batch] = []
        self._time_ms = START_MS
        self._begin(Prefix.first(0, 0, ZERO, 0, 4), self.market)

    def _begin(self, prefix: Prefix, start: bytes) -> None:
        self.electorate = Electorate(self.roster)
        self.dag = Dag(self.electorate)
        self.progress = Progress(prefix, self.roster, self.electorate)
        self.round = 0
        self.tips: tuple[Ref, ...] = genesis_of(self.roster, start)

    # what parties sign --------------------------------------------------------------------------------
    def _batch(self, institution: int, lane: Lane, count: int, payload: bytes) -> Batch:
        sequence = self._sequences[institution] = self._sequences.get(institution, 0) + 1
        until_ms = self._time_ms + 3_000_000
        batch = batches.make(
            key(200 + institution), self.market, institution, 0, sequence, lane, count, payload, until_ms
        )
        self.batches[batch.digest] = batch
        self._waiting.append(batch)
        return batch

    def bulk(self, institution: int, *wanted: records.Records) -> Batch:
        """Give the next round a batch of records."""
        return self._batch(institution, Lane.BULK, len(wanted), records.payload(*wanted))

    def business(self, institution: int, *wanted: commands.Command) -> Batch:
        """Give the next round a batch of typed commands."""
        return self._batch(institution, Lane.BUSINESS, len(wanted), commands.payload(*wanted))

    # rounds -------------------------------------------------------------------------------------------
    def play(self, rounds: int) -> None:
        """Run so many rounds of the epoch; each slot is committed two rounds later."""
        for _ in range(rounds):
            self._round()
            if self.round > 2:
                self._commit(self.round - 2)

    def _round(self) -> None:
        self.round += 1
        self._time_ms += 1000
        waiting, self._waiting = self._waiting, []
        self.lines.extend((EntryKind.BATCH, one.encode()) for one in waiting)
        made: list[Block] = []
        for author in range(4):
            cites = (self.tips[author], *(one for one in self.tips if one.author != author))
            carried = tuple(one.digest for at, one in enumerate(waiting) if at % 4 == author)
            body = BlockBody(
                self.market, self.roster.epoch, self.round, author, cites, carried, self._time_ms + author
            )
            made.append(blocks.make(VALIDATORS[author], body))
        for one in made:
            self.dag.add(one)
            self.lines.append((EntryKind.BLOCK, one.encode()))
        self.tips = tuple(one.ref for one in made)

    def _commit(self, slot: int) -> None:
        leader = self.dag.first(self.progress.schedule.leader(slot), slot)
        assert leader is not None
        commit = commit_of(self.dag, self.electorate, self.progress, self.market, leader)
        applied = self.ledger.apply(commit, [self.batches[one] for one in commit.batches])
        self.progress.apply(commit)
        self.applied.append(applied)
        self.volumes.update((one.head.number, one) for one in applied.volumes)
        self.lines.append((EntryKind.COMMIT, encode(CommitEntry(commit, applied.result, applied.leaves))))
        self.lines.append((EntryKind.CERTIFICATE, encode(self.certify(applied.result))))
        self.results.append(applied.result)
        if commit.number % self.roster.rules.checkpoint_commits == 0:
            self._checkpoint(commit, applied.result)

    def certify(self, result: Result, validators: Iterable[int] = (0, 1, 2)) -> Certificate:
        """``result`` with the votes of these validators."""
        return Certificate(result, tuple((at, VALIDATORS[at].sign("vote", result)) for at in validators))

    def _checkpoint(self, commit: Commit, result: Result) -> None:
        image = self.ledger.image()
        image[PREFIX_PART] = encode(self.progress.prefix)
        checkpoint = Checkpoint(
            self.market, self.roster.epoch, commit.number, result.digest, state_root(image)
        )
        votes = tuple((at, VALIDATORS[at].sign("checkpoint", checkpoint)) for at in (0, 2, 3))
        certificate = CheckpointCertificate(checkpoint, votes)
        self.lines.append((EntryKind.CHECKPOINT, encode(certificate)))
        head = SnapshotHead(certificate, tuple(self.links), result, commit.time_ms, 0)
        self.snapshots[commit.number] = {HEAD_PART: encode(head), **image}

    # rosters ------------------------------------------------------------------------------------------
    def change_roster(self) -> None:
        """Carry a new roster (other weights), run until it is ordered, and begin its epoch."""
        validators = tuple(msgspec.structs.replace(one, weight=1) for one in self.roster.validators)
        following = msgspec.structs.replace(
            self.roster,
            market=self.market,
            epoch=self.roster.epoch + 1,
            previous=self.roster.digest,
            validators=validators,
        )
        signed = sign(following, {0: GOVERNORS[0], 2: GOVERNORS[2]})
        self.business(CSRC, commands.ChangeRoster(signed))
        while self.applied[-1].next_roster is None:
            self.play(1)
        last = self.results[-1]
        link = RosterLink(signed, self.certify(last))
        self.links.append(link)
        self.lines.append((EntryKind.ROSTER, encode(link)))
        self.ledger.start_epoch(following)
        self.roster = following
        progress = self.progress
        self._begin(
            Prefix.first(following.epoch, progress.number, progress.commit, progress.time_ms, 4), last.digest
        )

    # the market ---------------------------------------------------------------------------------------
    def open_market(self) -> None:
        """Register a bond and money, open accounts, issue both."""
        self.play(1)
        self.business(CCDC, commands.RegisterAsset(BOND, "019742", 1, 10_000, True))
        self.business(PBC, commands.RegisterAsset(CNY, "CNY", 2, 1, True))
        self.play(1)
        self.bulk(
            CCDC,
            records.open_account(SELLER, 11),
            records.open_omnibus(OMNIBUS, CSDC),
            records.issue(SELLER, BOND, 1_000_000),
        )
        self.bulk(CSDC, records.open_account(BUYER, 12))
        self.bulk(
            PBC,
            records.open_account(SELLER_CASH, 11),
            records.open_account(BUYER_CASH, 12),
            records.grant(BUYER_CASH, CSDC),
            records.issue(BUYER_CASH, CNY, 10**10),
        )
        self.play(1)

    def trade(self, reference: int, quantity: int) -> None:
        """Both halves of one trade at 98.50 a unit."""
        terms = {
            "reference": reference,
            "asset": BOND,
            "quantity": quantity,
            "cash": CNY,
            "amount": quantity * 9850,
        }
        self.bulk(CCDC, records.deliver(counterparty=CSDC, account=SELLER, contra=SELLER_CASH, **terms))
        self.bulk(CSDC, records.receive(counterparty=CCDC, account=BUYER, contra=BUYER_CASH, **terms))


def kind_of(line: Line) -> tuple[str, int]:
    """Kind of an entry, and the number of the commit that it is about (0: none)."""
    kind, data = line
    name = EntryKind(kind).name
    match kind:
        case EntryKind.COMMIT:
            return name, decode(data, CommitEntry).commit.number
        case EntryKind.CERTIFICATE:
            return name, decode(data, Certificate).result.number
        case EntryKind.CHECKPOINT:
            return name, decode(data, CheckpointCertificate).checkpoint.number
        case _:
            return name, 0


def week(history_rows: int = 1 << 15) -> Story:
    """Two epochs with trades in both, checkpoints, and everything certified."""
    story = Story(history_rows)
    story.open_market()
    for reference in range(1, 5):
        story.trade(reference, 10 * reference)
        story.play(1)
    story.change_roster()
    story.play(1)
    for reference in range(5, 8):
        story.trade(reference, reference)
        story.play(1)
    story.play(4)
    return story


def write(
    directory: Path,
    market: bytes,
    lines: Iterable[Line],
    snapshots: dict[int, dict[str, bytes]],
    segment_bytes: int = 1 << 20,
    volumes: Iterable[Volume] = (),
) -> Path:
    """Write a node's directory as the node does: appended, synced group by group, closed."""
    files, identity = OsFiles(), Identity(market, "node0")
    options = LogOptions(segment_bytes=segment_bytes)
    create_store(files, str(directory), identity, options)
    store = open_store(files, str(directory), identity, options)
    try:
        for at, (kind, data) in enumerate(lines):
            store.append(kind, data)
            if at % 3 == 0:
                store.flush()
        store.flush()
        for volume in volumes:
            store.write_volume(volume.head.number, packed(volume.head, volume.rows))
        for number, parts in sorted(snapshots.items()):
            store.write_snapshot(number, parts)
    finally:
        store.close()
    return directory

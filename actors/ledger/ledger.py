"""The ledger: what is true. One entry, ``apply``, gives the same bytes for the same commits on any machine.

Specification: docs/spec/records.md ("Order of execution"), docs/spec/postings.md, docs/spec/finality.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar, Union

import numpy as np

from actors.base import merkle
from actors.base.batch import Batch, Lane
from actors.base.canonical import MalformedBytes
from actors.base.commit import Commit, Result
from actors.base.digest import ZERO
from actors.base.roster import Roster, SignedRoster
from actors.ledger import bulk, business, commands, image, kernel, late, leaves, tables, windows
from actors.ledger.capture import Capture, capture_of
from actors.ledger.chronicle import Chronicle, Volume
from actors.ledger.coupon import Coupon
from actors.ledger.layout import LATE, TRADE, Meta, Rows, State, Word, replaced
from actors.ledger.module import Module, Origin, Rules
from actors.ledger.moves import Move
from actors.ledger.reads import Reads
from actors.ledger.records import Kind, Records, linked
from actors.ledger.restraints import Restraints
from actors.ledger.status import Status, status_of
from actors.ledger.waiting import Waiting
from actors.ledger.windows import Windows

#: How a batch fared as a whole: executed, or passed over because it was executed before.
EXECUTED: Final = "EXECUTED"
REPEATED_SAME: Final = "REPEATED_SAME"
#: Rows for trades that are kept ready from commit to commit.
TRADES_KEPT_MAX: Final = 1 << 18

M = TypeVar("M", bound=Module)


@dataclass(frozen=True, slots=True)
class Disposition:
    """How one batch fared: ``EXECUTED``, ``REPEATED_SAME``, or the name of the status that refused it whole.

    ``statuses``: uint16, one a record, empty when it was passed over.
    """

    batch: bytes
    outcome: str
    statuses: Rows


@dataclass(frozen=True, slots=True)
class Applied:
    """What a commit did. ``tree``: over its outcome leaves; ``trades``: rows of TRADE; ``volumes``: those of history
    that closed with it; ``deadline_s``: earliest second after which something expires, 0 for nothing."""

    result: Result
    leaves: tuple[bytes, ...]
    tree: merkle.Tree
    trades: Rows
    volumes: tuple[Volume, ...]
    next_roster: SignedRoster | None
    deadline_s: int
    executed: tuple[Disposition, ...]

    @property
    def settled(self) -> int:
        """Trades of which both legs moved in this commit."""
        settled = self.trades["status"] == Status.SETTLED
        return int(np.count_nonzero(settled & (self.trades["kind"] == Kind.DELIVER)))


class Ledger(Reads, Restraints):
    """All accounts, positions, instruments, halves, earmarks, windows and coupons of one market, and its modules."""

    def __init__(self, roster: Roster, modules: Iterable[Module] = ()) -> None:
        """An empty ledger of the market whose roster this is, with these modules, in the order of their hooks."""
        self.roster = roster
        self.modules = tuple(modules)
        self.rules: Rules = {
            kind: rule
            for rules in (business.RULES, *(one.rules for one in self.modules))
            for kind, rule in rules.items()
        }
        #: The kinds of commands that this market knows.
        self.kinds: object = Union[tuple(self.rules)]  # noqa: UP007
        #: The record that is being executed in the business lane.
        self.origin = Origin(0, 0, 0, 0)
        self._seed = ZERO
        self.state: State = tables.fresh(roster, roster.market_id)
        self.windows = Windows()
        self.waiting = Waiting()
        self.codes: dict[int, str] = {}
        self.coupons: dict[tuple[int, int], Coupon] = {}
        self.number = 0
        self.result_digest = ZERO
        self.time_ms = 0
        self.business_date = 0
        self.date_open = False
        #: Ledger time at which the last business date opened.
        self.opened_ms = 0
        self.chronicle = Chronicle(roster.market_id)
        self.next_roster: SignedRoster | None = None
        self._rebuilds = 0

    def apply(self, commit: Commit, batches: Sequence[Batch]) -> Applied:
        """Execute ``batches`` (verified by intake, in the order of ``commit.batches``) as commit number + 1."""
        assert commit.number == self.number + 1, f"commit {commit.number} cannot follow {self.number}"
        assert (commit.market, commit.epoch) == (self.roster.market_id, self.roster.epoch)
        assert self.next_roster is None, "the epoch has ended: start the next one first"
        assert tuple(batch.digest for batch in batches) == commit.batches
        self._begin(commit)
        found = self._late_leaves(self._expire())
        for module in self.modules:
            module.time_passed(self)
        executed: list[Disposition] = []
        for batch in batches:
            disposition = self._execute_batch(commit, batch)
            executed.append(disposition)
            self.waiting.executed(batch.header, batch.digest, disposition.statuses)
            found.extend(leaves.direct_leaves(batch, disposition.statuses))
        for module in self.modules:
            module.batches_executed(self)
        found.extend(self._late_leaves(self.state.lates[: self.state.meta[Meta.LATES]]))
        tree = merkle.Tree([merkle.leaf_hash(leaf) for leaf in found])
        result = self._finish(commit, tree)
        trades = self._trades()
        return Applied(
            result,
            tuple(found),
            tree,
            trades,
            self.chronicle.add(trades, self.roster.rules.history_rows),
            self.next_roster,
            self.deadline_s(),
            tuple(executed),
        )

    def start_epoch(self, roster: Roster) -> None:
        """Begin the epoch of ``roster``, which the last commit carried."""
        assert self.next_roster is not None and self.next_roster.roster == roster
        self.roster, self.next_roster = roster, None
        self.state = tables.readmit(self.state, roster)
        for module in self.modules:
            module.tables_made(self)

    def capture(self) -> Capture:
        """A copy of all state, quickly; ``image_of`` makes its image, which may take its time elsewhere."""
        return capture_of(self)

    def image(self) -> dict[str, bytes]:
        """All state, by part: an independent copy; see :mod:`actors.ledger.image`."""
        return image.image_of(self.capture())

    @classmethod
    def from_image(cls, parts: Mapping[str, bytes], roster: Roster, modules: Iterable[Module] = ()) -> Ledger:
        """The ledger that an image was taken of; it continues with identical results. ``modules``: fresh ones.

        Raises:
            ValueError, KeyError: not an image of this roster's epoch.
        """
        ledger = cls(roster, modules)
        image.restore(ledger, parts)
        for module in ledger.modules:
            module.tables_made(ledger)
        return ledger

    @property
    def checksum(self) -> bytes:
        """Running 16-byte checksum of all balance changes."""
        return bytes(self.state.words[[Word.LANE_A, Word.LANE_B]].astype("<u8"))

    @contextmanager
    def judged_at(self, now_ms: int) -> Iterator[None]:
        """Judge commands as if it were ``now_ms``, if that is later than ledger time. Nothing may be executed."""
        before = self.time_ms
        self.time_ms = max(before, now_ms)
        try:
            yield
        finally:
            self.time_ms = before

    def set_faults(self, bits: int) -> None:
        """Break the kernel on purpose (bits of ``actors.ledger._faults``): for the simulator's variants only."""
        self.state.meta[Meta.FAULTS] = bits
        self.state.meta[Meta.RESTRAINTS] += 1

    # What commands use.

    def module(self, kind: type[M]) -> M:
        """The market's module of this kind.

        Raises:
            KeyError: the market runs without it.
        """
        found = self.find_module(kind)
        if found is None:
            raise KeyError(f"this market runs without the module {kind.name!r}")
        return found

    def find_module(self, kind: type[M]) -> M | None:
        """The market's module of this kind, or None."""
        return next((one for one in self.modules if isinstance(one, kind)), None)

    def move_all(self, asset: int, source: int, targets: Sequence[int], quantities: Sequence[int]) -> Status:
        """Move ``asset`` from one account to many, all or none, by the kernel's posting rule."""
        count = len(targets)
        return self._post(
            np.full(count, asset, np.int64),
            np.full(count, source, np.uint64),
            np.array(targets, np.uint64),
            np.array(quantities, np.int64),
            0,
        )

    def post(self, moves: Sequence[Move], forced: bool = False, collateral: bool = False) -> Status:
        """Make these moves in order, each along its path (docs/spec/postings.md), all or none.

        Authority is the caller's to judge; shortness, freezes, limits and omnibus accounts are judged here.
        ``forced``: what is debited may be frozen (a court's order); ``collateral``: accounts that hold collateral may
        be named, by the module that keeps their terms. SETTLED, or why not; no history is written: see :meth:`note`.
        """
        return self._post(
            np.array([one.asset for one in moves], np.int64),
            np.array([one.source for one in moves], np.uint64),
            np.array([one.target for one in moves], np.uint64),
            np.array([one.quantity for one in moves], np.int64),
            kernel.FORCED * forced | kernel.COLLATERAL * collateral,
        )

    def _post(self, assets: Rows, sources: Rows, targets: Rows, quantities: Rows, how: int) -> Status:
        self.state = tables.make_move_room(self.state, quantities.size)
        status, _ = kernel.move_all(self.state.address, assets, sources, targets, quantities, how)
        return status_of(int(status))

    def move(self, moves: Sequence[Move], kind: int, institution: int, reference: int = 0) -> Status:
        """As :meth:`post`, and note each move in the history as ordered by ``institution``, of sort ``kind``."""
        status = self.post(moves)
        if status is Status.SETTLED:
            self.note(moves, kind, institution, reference)
        return status

    def note(self, moves: Sequence[Move], kind: int, institution: int, reference: int = 0) -> None:
        """Write moves that were made into the history (TRADE), one row each."""
        rows = self.new_trades(len(moves))
        rows["seller_account"] = [one.source for one in moves]
        rows["buyer_account"] = [one.target for one in moves]
        rows["quantity"] = [one.quantity for one in moves]
        rows["asset"] = [one.asset for one in moves]
        rows["reference"], rows["seller"], rows["kind"] = reference, institution, kind
        rows["status"] = Status.SETTLED

    def run(self, institution: int, *found: Records) -> Status:
        """Execute records of the bulk lane as one linked group, by the authority of ``institution``: all or none.

        For what a command does through the kernel's own records (open, issue, redeem, freeze, limit, transfer).
        Records that wait (earmarks) cannot be run. The status of the last one, or of the one that failed.
        """
        group, meta = linked(*found), self.state.meta
        assert not np.isin(group["kind"], (Kind.EARMARK, Kind.SETTLE, Kind.RELEASE)).any()
        places = (Meta.INSTITUTION, Meta.STREAM, Meta.SEQUENCE)
        before = [int(meta[place]) for place in places]
        meta[Meta.INSTITUTION] = institution
        self.state, statuses, self._rebuilds = bulk.execute(
            self.state, group.tobytes(), self._seed, self._rebuilds
        )
        for place, value in zip(places, before, strict=True):
            self.state.meta[place] = value
        outcomes = [status_of(int(code)) for code in statuses]
        refused = [one for one in outcomes if not one.good and one is not Status.LINKED_FAILED]
        return refused[0] if refused else outcomes[-1]

    def late(self, origin: Origin, status: Status) -> None:
        """Give a command that waits (QUEUED) its final outcome; its sender gets a receipt of it."""
        at = int(self.state.meta[Meta.LATES])
        if at >= self.state.lates.size:
            grown = np.zeros(tables.power_above(at + 1), LATE)
            grown[:at] = self.state.lates[:at]
            self.state = replaced(self.state, lates=grown)
        row = self.state.lates[at]
        row["institution"], row["stream"] = origin.institution, origin.stream
        row["sequence"], row["record"], row["status"], row["serial"] = (
            origin.sequence,
            origin.record,
            status,
            0,
        )
        self.state.meta[Meta.LATES] = at + 1

    def new_trades(self, count: int) -> Rows:
        """``count`` zeroed rows (TRADE) at the end of this commit's trades, to be filled in."""
        first = int(self.state.meta[Meta.TRADES])
        if first + count > self.state.trades.size:
            grown = np.zeros(tables.power_above(first + count), TRADE)
            grown[:first] = self.state.trades[:first]
            self.state = replaced(self.state, trades=grown)
        self.state.meta[Meta.TRADES] = first + count
        rows = self.state.trades[first : first + count]
        rows[:] = np.zeros(1, TRADE)[0]
        return rows

    # The steps of apply.

    def _begin(self, commit: Commit) -> None:
        assert commit.time_ms >= self.time_ms, "ledger time went back"
        self.time_ms, meta = commit.time_ms, self.state.meta
        meta[Meta.NOW_S] = commit.time_ms // 1000
        meta[Meta.PASSED_S] = (commit.time_ms - 1) // 1000
        meta[Meta.PROBES_MAX] = tables.PROBES_MAX
        meta[Meta.LATES] = meta[Meta.TRADES] = 0
        self._rebuilds, self._seed = tables.REBUILDS_MAX, commit.digest
        self.state = tables.turn_generation(self.state, int(meta[Meta.NOW_S]))

    def _expire(self) -> Rows:
        """Expire halves and earmarks whose time passed, in order of creation; returns LATE rows."""
        if not int(kernel.passed(self.state.address)):
            return np.zeros(0, LATE)
        passed_s = self.state.meta[Meta.PASSED_S]
        gone, marks = tables.live_halves(self.state), tables.live_earmarks(self.state)
        gone, marks = gone[gone["expiry_s"] <= passed_s], marks[marks["expiry_s"] <= passed_s]
        gone = gone[np.argsort(gone["serial"], kind="stable")]
        marks = marks[np.argsort(marks["serial"], kind="stable")]
        self.state = replaced(self.state, lates=np.zeros(tables.power_above(gone.size + marks.size), LATE))
        if marks.size > self.state.trades.size:
            self.state = replaced(self.state, trades=np.zeros(tables.power_above(marks.size), TRADE))
        kernel.expire(self.state.address, gone, marks)
        rows = self.state.lates[: gone.size + marks.size].copy()
        self.state.meta[Meta.LATES] = 0
        return rows[np.argsort(rows["serial"], kind="stable")]

    def _late_leaves(self, lates: Rows) -> list[bytes]:
        if not lates.size:
            return []
        rows, groups = late.by_batch(lates)
        found = list(leaves.late_leaves(rows, groups, self.waiting.digest))
        self.waiting.ended(groups)
        return found

    def _execute_batch(self, commit: Commit, batch: Batch) -> Disposition:
        head, width = batch.header, self.roster.rules.sequence_window
        window = self.windows.of(head.institution, head.stream)
        if windows.is_repeat(window, head.sequence, batch.digest):
            return Disposition(batch.digest, REPEATED_SAME, np.zeros(0, np.uint16))
        late = self._validity_fault(batch)
        number = windows.why_refused(window, head.sequence, width)
        if number is None:
            windows.note(window, head.sequence, batch.digest, width)
        fault = late or number
        if fault is not None:
            return Disposition(batch.digest, fault.name, np.full(head.count, fault, np.uint16))
        self.state.meta[Meta.INSTITUTION] = head.institution
        self.state.meta[Meta.STREAM] = head.stream
        self.state.meta[Meta.SEQUENCE] = head.sequence
        if head.lane == Lane.BULK:
            statuses = self._execute_bulk(commit, batch)
        else:
            statuses = self._execute_business(batch)
        return Disposition(batch.digest, EXECUTED, statuses)

    def _validity_fault(self, batch: Batch) -> Status | None:
        head = batch.header
        if self.roster.institution(head.institution) is None:
            return Status.NOT_IN_ROSTER
        if head.valid_until_ms > self.time_ms + self.roster.rules.batch_life_ms_max:
            return Status.VALIDITY_TOO_LONG
        if head.valid_until_ms < self.time_ms:
            return Status.BATCH_EXPIRED
        return None

    def _execute_bulk(self, commit: Commit, batch: Batch) -> Rows:
        self.state, statuses, self._rebuilds = bulk.execute(
            self.state, batch.payload, commit.digest, self._rebuilds
        )
        return statuses

    def _execute_business(self, batch: Batch) -> Rows:
        statuses = np.full(batch.header.count, Status.MALFORMED, np.uint16)
        try:
            found = commands.read(bytes(batch.payload), self.kinds)
        except MalformedBytes:
            return statuses
        if len(found) == batch.header.count:
            for at, command in enumerate(found):
                head = batch.header
                self.origin = Origin(head.institution, head.stream, head.sequence, at)
                statuses[at] = business.execute(self, head.institution, command)
        return statuses

    def _trades(self) -> Rows:
        """This commit's trades, dated: a copy, read-only. Room that only a huge commit needs is given back."""
        rows = self.state.trades[: self.state.meta[Meta.TRADES]]
        rows["commit"], rows["time_ms"] = self.number, self.time_ms
        copied = np.frombuffer(rows.tobytes(), TRADE)
        if self.state.trades.size > TRADES_KEPT_MAX:
            self.state = replaced(self.state, trades=np.zeros(TRADES_KEPT_MAX, TRADE))
            self.state.meta[Meta.TRADES] = 0
        return copied

    def _finish(self, commit: Commit, tree: merkle.Tree) -> Result:
        result = Result(
            commit.market,
            commit.epoch,
            commit.number,
            self.result_digest,
            commit.digest,
            tree.root,
            len(tree.levels[0]),
            self.checksum,
            ZERO if self.next_roster is None else self.next_roster.roster.digest,
        )
        self.number, self.result_digest = commit.number, result.digest
        return result

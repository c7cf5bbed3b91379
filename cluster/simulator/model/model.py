"""The independent reference model of the ledger: the oracle that stands apart from the code it checks.

Plain dictionaries, integers and fractions, written from docs/spec alone. It is slow and says why.
It knows the maximum of accounts but not of positions (Rules.positions_max): give the ledger that it watches room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actors.base.batch import Batch, BatchHeader, Lane
from actors.base.commit import Commit
from actors.base.roster import Roster, SignedRoster
from actors.ledger.module import Module
from cluster.simulator.model import bulk, business, earmarks, halves
from cluster.simulator.model.authority import unwarranted
from cluster.simulator.model.breaks import breaks
from cluster.simulator.model.plain import PlainLedger
from cluster.simulator.model.rules import Ruling, refused
from cluster.simulator.model.state import Account, Debit, Earmark, Half, Late, Origin, State, Trade
from cluster.simulator.model.watch import Watch
from cluster.simulator.model.windows import PassedOver, Windows


@dataclass(frozen=True, slots=True)
class Direct:
    """What became of one batch: a ruling per record, or None when it was passed over."""

    header: BatchHeader
    rulings: tuple[Ruling, ...] | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a commit must have done, in the order of docs/spec/receipts.md.

    ``expired``: late outcomes of expiries; ``direct``: one entry a batch; ``late``: changes by the batches;
    ``trades``: pairs of halves that agreed; ``debits``: every debit with its ground (P2);
    ``next_roster``: the roster that begins afterwards, or None.
    """

    expired: tuple[Late, ...]
    direct: tuple[Direct, ...]
    late: tuple[Late, ...]
    trades: tuple[Trade, ...]
    debits: tuple[Debit, ...]
    next_roster: SignedRoster | None


class Model:
    """Apply commits; ask for positions, issued totals, accounts and breaks."""

    def __init__(self, roster: Roster, modules: Iterable[Module] = (), watches: Iterable[Watch] = ()) -> None:
        """An empty ledger under ``roster``, with these fresh modules, whose own rules run on it before ``watches``."""
        self.state = State(roster)
        found = tuple(modules)
        self.plain = PlainLedger(self.state, found, watches) if found else None
        self.windows = Windows()
        #: What the newest commit did.
        self.last = Outcomes((), (), (), (), (), None)

    def start_epoch(self, roster: Roster) -> None:
        """``roster`` is in force from the next commit on."""
        self.state.roster = roster

    def apply(self, commit: Commit, batches: Sequence[Batch]) -> Outcomes:
        """Execute ``batches``, in the order of ``commit.batches``, at the commit's ledger time."""
        state = self.state
        state.undo, state.late, state.trades, state.debits = [], [], [], []
        state.rosters = {}
        state.time_ms = commit.time_ms
        state.used.turn(state.now_s)
        self._expire()
        expired, state.late = tuple(state.late), []
        if self.plain:
            self.plain.time_passed()
        direct = tuple(self._batch(batch) for batch in batches)
        if self.plain:
            self.plain.batches_executed()
            for watch in self.plain.watches:
                watch.commit_ended(self.plain)
        state.undo = []
        wrong = unwarranted(state.debits)
        assert not wrong, "; ".join(wrong)
        self.last = Outcomes(
            expired,
            direct,
            tuple(state.late),
            tuple(state.trades),
            tuple(state.debits),
            next(iter(state.rosters.values()), None),
        )
        return self.last

    def positions(self) -> dict[tuple[int, int], tuple[int, int]]:
        """(account, asset) to (available, earmarked), without empty positions."""
        return {
            key: (held.available, held.earmarked)
            for key, held in sorted(self.state.positions.items())
            if held.total
        }

    def issued(self) -> dict[int, int]:
        """Issued total by asset number."""
        return {number: asset.issued for number, asset in sorted(self.state.assets.items())}

    def accounts(self) -> dict[int, Account]:
        """Open accounts by number."""
        return dict(sorted(self.state.accounts.items()))

    def breaks(self) -> list[str]:
        """P4: a sentence for each break of conservation."""
        return breaks(self.state)

    def _expire(self) -> None:
        state = self.state
        ended: list[Half | Earmark] = [*state.halves.values(), *state.earmarks.values()]
        for one in sorted(ended, key=lambda one: one.serial):
            if not state.has_passed(one.expiry_s):
                continue
            if isinstance(one, Earmark):
                earmarks.expire(state, one)
            else:
                halves.expire(state, one)

    def _batch(self, batch: Batch) -> Direct:
        head = batch.header
        verdict = self.windows.admit(head, self.state.time_ms, self.state.roster.rules)
        if isinstance(verdict, PassedOver):
            return Direct(head, None)
        if verdict is not None:
            return Direct(head, (refused(verdict),) * head.count)
        if head.lane == Lane.BULK:
            return Direct(head, tuple(bulk.execute(self.state, batch)))
        return Direct(head, tuple(business.execute(self.state, batch, self.plain)))


__all__ = ["Debit", "Direct", "Late", "Model", "Origin", "Outcomes", "Ruling", "Trade"]

"""The committed prefix: everything about what was ordered so far that the order after it depends on."""

from __future__ import annotations

from actors.base.block import Ref
from actors.base.canonical import Canonical
from actors.base.commit import Commit
from actors.base.roster import Roster
from actors.consensus.electorate import Electorate
from actors.consensus.schedule import LeaderSchedule, ScheduleState


class NotNext(ValueError):
    """A commit that does not extend the prefix; the text says which is expected."""


class Prefix(Canonical):
    """The committed prefix as kept in snapshots; equal at all nodes with the same commits.

    ``number`` commits were made, the last with digest ``commit`` and ledger time ``time_ms``, and with a
    leader of ``leader_round`` if it is of this epoch (0: none). ``sequenced``: blocks above the horizon in
    commits, ascending. ``batches``: pairs (leader round, digest) of batches in commits above the horizon,
    ascending.
    """

    epoch: int
    number: int
    commit: bytes
    leader_round: int
    time_ms: int
    sequenced: tuple[Ref, ...]
    batches: tuple[tuple[int, bytes], ...]
    schedule: ScheduleState

    @classmethod
    def first(cls, epoch: int, number: int, commit: bytes, time_ms: int, validators: int) -> Prefix:
        """The prefix at the start of ``epoch``, after ``number`` commits of earlier ones."""
        return cls(epoch, number, commit, 0, time_ms, (), (), ScheduleState.first(validators))


class Progress:
    """The committed prefix as it grows."""

    def __init__(self, prefix: Prefix, roster: Roster, electorate: Electorate) -> None:
        """Continue from ``prefix``."""
        assert prefix.epoch == roster.epoch, "a prefix of another epoch"
        assert len(prefix.schedule.scores) == electorate.size, "a prefix of another roster"
        self._market = roster.market_id
        self._horizon_rounds = roster.rules.horizon_rounds
        self.epoch = prefix.epoch
        self.number = prefix.number
        self.commit = prefix.commit
        self.leader_round = prefix.leader_round
        self.time_ms = prefix.time_ms
        self._sequenced: dict[int, set[Ref]] = {}
        for ref in prefix.sequenced:
            self._sequenced.setdefault(ref.round, set()).add(ref)
        self._batches = {digest: round for round, digest in prefix.batches}
        self.schedule = LeaderSchedule(electorate, roster.rules.schedule_commits, prefix.schedule)

    @property
    def horizon(self) -> int:
        """Highest round that may no longer be cited, ordered or stored; negative at first."""
        return self.leader_round - self._horizon_rounds

    @property
    def prefix(self) -> Prefix:
        """The prefix as it stands."""
        return Prefix(
            self.epoch,
            self.number,
            self.commit,
            self.leader_round,
            self.time_ms,
            tuple(sorted(ref for refs in self._sequenced.values() for ref in refs)),
            tuple(sorted((round, digest) for digest, round in self._batches.items())),
            self.schedule.state,
        )

    def stands_still(self, round: int) -> bool:
        """Whether a leader of ``round`` must move the horizon although it brings nothing."""
        return 2 * (round - self.leader_round) >= self._horizon_rounds

    def is_sequenced(self, ref: Ref) -> bool:
        """Whether a commit above the horizon holds the block."""
        return ref in self._sequenced.get(ref.round, ())

    def is_settled(self, ref: Ref) -> bool:
        """Whether nothing above the prefix needs the content of this block.

        The last leader is not settled: the ledger time of the next commit may depend on it.
        """
        if ref.round == 0 or ref.round <= self.horizon:
            return True
        return ref.round < self.leader_round and self.is_sequenced(ref)

    def is_committed(self, digest: bytes) -> bool:
        """Whether a commit above the horizon holds the batch."""
        return digest in self._batches

    def why_not_next(self, commit: Commit) -> str | None:
        """Why ``commit`` does not extend the prefix by exactly one, or None."""
        if (commit.market, commit.epoch) != (self._market, self.epoch):
            return f"the commit is of another market or epoch; this is epoch {self.epoch}"
        if commit.number != self.number + 1:
            return f"commit {commit.number} cannot follow commit {self.number}; give {self.number + 1}"
        if commit.previous != self.commit:
            return f"commit {commit.number} follows another commit {self.number} than ours"
        if commit.leader.round <= self.leader_round:
            return f"commit {commit.number} has a leader of round {commit.leader.round}, not above the last"
        return None

    def apply(self, commit: Commit) -> bool:
        """Extend by ``commit``; returns whether the leaders of later slots changed.

        Raises:
            NotNext: it does not follow.
        """
        reason = self.why_not_next(commit)
        if reason is not None:
            raise NotNext(reason)
        self.number, self.commit, self.time_ms = commit.number, commit.digest, commit.time_ms
        self.leader_round = commit.leader.round
        changed = self.schedule.after_commit(commit.leader.round, [ref.author for ref in commit.blocks])
        for ref in commit.blocks:
            self._sequenced.setdefault(ref.round, set()).add(ref)
        for digest in commit.batches:
            self._batches[digest] = commit.leader.round
        self._forget()
        return changed

    def _forget(self) -> None:
        horizon = self.horizon
        for round in [one for one in self._sequenced if one <= horizon]:
            del self._sequenced[round]
        old = [digest for digest, round in self._batches.items() if round <= horizon]
        for digest in old:
            del self._batches[digest]

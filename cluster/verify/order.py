"""The order of one epoch, derived again: blocks into a DAG, each commit recomputed from the blocks it names."""

from __future__ import annotations

from actors.base.block import Block, Ref
from actors.base.canonical import MalformedBytes
from actors.base.commit import Commit
from actors.base.roster import Roster
from actors.consensus.dag import Dag
from actors.consensus.electorate import Electorate
from actors.consensus.prefix import Prefix, Progress
from actors.consensus.sequencing import commit_of
from actors.consensus.validity import Validity
from cluster.verify.report import Wrong

ROUNDS_AHEAD_MAX = 1_000_000
"""A committed leader this far above the last one is nonsense (and would take long to find the leader of)."""


class Order:
    """One epoch. ``progress`` is None until a place in the order is known from which commits can be followed."""

    def __init__(self, roster: Roster, start: bytes, prefix: Prefix | None) -> None:
        """The epoch of ``roster``, which starts from the result digest ``start``."""
        self.roster = roster
        self.electorate = Electorate(roster)
        self.validity = Validity(roster, self.electorate, start)
        self.dag = Dag(self.electorate)
        self.progress = None if prefix is None else Progress(prefix, roster, self.electorate)
        #: Citations of blocks that the log did not hold when they were cited.
        self.absent: dict[Ref, Ref] = {}

    def follow(self, prefix: Prefix) -> None:
        """Follow commits from ``prefix`` on."""
        self.progress = Progress(prefix, self.roster, self.electorate)
        self.settle()

    def take(self, block: Block) -> None:
        """Check one block and put it into the DAG.

        Raises:
            Wrong: no honest node would have kept it.
        """
        name = name_of(block.ref)
        if not block.signed_by_author(self.roster):
            raise Wrong(
                "blocks", f"it is not signed by its author, validator {block.body.author}", entry=name
            )
        reason = self.validity.why_invalid(block.body)
        if reason is not None:
            raise Wrong("blocks", reason, entry=name)
        if block.ref in self.dag:
            return
        for cited in block.body.cites:
            if not self._is_known(cited):
                self.absent.setdefault(cited, block.ref)
        self.absent.pop(block.ref, None)
        self.dag.add(block)

    def _is_known(self, ref: Ref) -> bool:
        if ref.round == 0 or ref in self.dag:
            return True
        return self.progress is not None and self.progress.is_settled(ref)

    def why_not_next(self, commit: Commit) -> str | None:
        """Why the commit cannot be the next one, whatever the blocks say; None also when nothing is known."""
        progress = self.progress
        if progress is None:
            return None
        reason = progress.why_not_next(commit)
        if reason is not None:
            return reason
        if commit.leader.round - progress.leader_round > ROUNDS_AHEAD_MAX:
            return (
                f"its leader is of round {commit.leader.round}, the last one was of {progress.leader_round}"
            )
        due = progress.schedule.leader(commit.leader.round)
        if commit.leader.author != due:
            return f"its leader is by validator {commit.leader.author}; slot {commit.leader.round} is led by {due}"
        if commit.time_ms < progress.time_ms:
            return "its ledger time lies before that of the commit before"
        size = self.electorate.size
        if any(not 0 <= ref.author < size for ref in commit.blocks):
            return "it names a block of no validator"
        return None

    def recompute(self, commit: Commit) -> bool:
        """Whether the commit was made from blocks in the log: then it must be exactly what they make.

        Raises:
            Wrong: the blocks make another commit.
        """
        if self.progress is None or not all(ref in self.dag for ref in (commit.leader, *commit.blocks)):
            return False
        try:
            true = commit_of(self.dag, self.electorate, self.progress, self.roster.market_id, commit.leader)
        except KeyError:
            return False
        if true != commit:
            raise Wrong("commits", _difference(commit, true), entry=f"commit {commit.number}")
        return True

    def advance(self, commit: Commit) -> list[Ref]:
        """Go on behind ``commit``. Returns citations that nothing ever accounted for."""
        if self.progress is None:
            self.dag.forget(commit.leader.round - self.roster.rules.horizon_rounds)
            return []
        self.progress.apply(commit)
        self.dag.forget(self.progress.horizon)
        return self.settle()

    def settle(self) -> list[Ref]:
        """Drop absent citations that the committed prefix accounts for; return those it only left behind."""
        progress = self.progress
        assert progress is not None
        lost: list[Ref] = []
        for cited in list(self.absent):
            if progress.is_sequenced(cited):
                del self.absent[cited]
            elif cited.round <= progress.horizon:
                lost.append(cited)
                del self.absent[cited]
        return lost


def read_block(data: bytes) -> Block:
    """The block behind an entry's data.

    Raises:
        Wrong: it is none.
    """
    try:
        return Block.decode(data)
    except MalformedBytes as problem:
        raise Wrong("blocks", str(problem)) from None


def name_of(ref: Ref) -> str:
    """A block in words."""
    return f"block of round {ref.round} by validator {ref.author}"


def _difference(found: Commit, true: Commit) -> str:
    if found.blocks != true.blocks:
        return "it does not sequence exactly its leader's history, in order"
    if found.batches != true.batches:
        return "its batches are not those of its blocks that were not ordered before, in order"
    if found.time_ms != true.time_ms:
        return f"its ledger time is {found.time_ms}; its blocks make it {true.time_ms}"
    return "it is not the commit that its blocks make"

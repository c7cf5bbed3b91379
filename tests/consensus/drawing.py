"""DAGs drawn as text, for tests of the commit rule."""

from __future__ import annotations

from actors.base.block import Block, BlockBody, Ref
from actors.base.digest import ZERO
from actors.base.roster import Roster
from actors.consensus.dag import Dag
from actors.consensus.decision import DecisionRule
from actors.consensus.electorate import Electorate
from actors.consensus.schedule import LeaderSchedule, ScheduleState
from tests.consensus.network import roster_of


class Drawing:
    """A store filled from lines like ``2: A B < A B C``: blocks of round 2 and what each cites of round 1.

    Authors are letters; ``A'`` is another block of A in the same round. With equal weights the leaders of
    slots 1, 2, 3, 4, 5 are A, B, C, D, A.
    """

    def __init__(self, text: str = "", weights: tuple[int, ...] = (1, 1, 1, 1)) -> None:
        self.roster: Roster = roster_of(list(weights))
        self.electorate = Electorate(self.roster)
        self.dag = Dag(self.electorate)
        self.schedule = LeaderSchedule(self.electorate, 20, ScheduleState.first(len(weights)))
        self.rule = DecisionRule(self.dag, self.electorate, self.schedule)
        self.refs: dict[str, Ref] = {}
        self.draw(text)

    def draw(self, text: str) -> Drawing:
        """Add lines."""
        for line in filter(None, (one.strip() for one in text.splitlines())):
            head, _, parents = line.partition("<")
            round_text, _, names = head.partition(":")
            for name in names.split():
                self.add(int(round_text), name, parents.split())
        return self

    def add(self, round: int, name: str, parents: list[str], time_ms: int = 0) -> Ref:
        """Add one block."""
        cites = tuple(self.refs[f"{parent}{round - 1}"] for parent in parents)
        author = ord(name[0]) - ord("A")
        batches = (name.encode().ljust(32),) if len(name) > 1 else ()
        block = Block(BlockBody(ZERO, 0, round, author, cites, batches, time_ms), b"")
        self.dag.add(block)
        self.refs[f"{name}{round}"] = block.ref
        return block.ref

    def outcome(self, slot: int) -> str:
        """``wait``, ``skip``, or the name of the block that the slot commits."""
        decision = self.rule.decide(slot)
        if decision is None:
            return "wait"
        if decision.leader is None:
            return "skip"
        return next(name for name, ref in self.refs.items() if ref == decision.leader)

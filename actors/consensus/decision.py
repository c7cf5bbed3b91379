"""The commit rule: what becomes of each slot, as a function of the block store.

A decision is final: more blocks never change it. Specification: docs/spec/agreement.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from actors.base.block import Ref
from actors.consensus.dag import Dag, Vertex
from actors.consensus.electorate import Electorate
from actors.consensus.schedule import LeaderSchedule

#: Round 1 has no leader: it cites no blocks that could tell the time.
FIRST_SLOT = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """The slot of round ``slot`` commits ``leader``, or is skipped (None)."""

    slot: int
    leader: Ref | None


class DecisionRule:
    """Decides slots over a store of accepted blocks under one leader schedule.

    Decisions and certificates are remembered; without the memory the answers would be the same.
    """

    def __init__(self, dag: Dag, electorate: Electorate, schedule: LeaderSchedule) -> None:
        """A rule without memory."""
        self._dag = dag
        self._electorate = electorate
        self._schedule = schedule
        self._decided: dict[int, Decision] = {}
        self._certified: dict[Ref, Ref | None] = {}

    def decide(self, slot: int) -> Decision | None:
        """The decision on ``slot``, the lowest one that is not settled; None: wait."""
        for one in range(self._dag.top - 1, slot - 1, -1):
            if one not in self._decided:
                decision = self.decide_directly(one) or self.decide_by_anchor(one)
                if decision is not None:
                    self._decided[one] = decision
        return self._decided.get(slot)

    def is_decided(self, slot: int) -> bool:
        """Whether ``slot`` is remembered as decided."""
        return slot in self._decided

    def decide_directly(self, slot: int) -> Decision | None:
        """Commit or skip by the two rounds above ``slot``, or None."""
        leader = self.commits(slot) if self._dag.has_quorum(slot + 2) else None
        if leader is not None:
            return Decision(slot, leader)
        skipped = self._dag.has_quorum(slot + 1) and self.skips(slot)
        return Decision(slot, None) if skipped else None

    def decide_by_anchor(self, slot: int) -> Decision | None:
        """Commit or skip by the first later slot that is not skipped, or None while that one is open."""
        for later in range(self.anchor_start(slot), self._dag.top):
            decision = self._decided.get(later)
            if decision is None:
                return None
            if decision.leader is not None:
                return Decision(slot, self.certified_in_history(slot, decision.leader))
        return None

    def anchor_start(self, slot: int) -> int:
        """First slot that may be the anchor of ``slot``."""
        return slot + 3

    def votes_for(self, vertex: Vertex, slot: int) -> Ref | None:
        """Block of ``slot`` that ``vertex``, of the round above, votes for.

        A depth-first walk from a block of round r + 1 can meet a block of round r only as a direct citation,
        and a valid block cites at most one of an author and round.
        """
        return vertex.parents.get(self._schedule.leader(slot))

    def certifies(self, vertex: Vertex, slot: int) -> Ref | None:
        """Block of ``slot`` that ``vertex``, two rounds above, certifies, or None."""
        ref = vertex.block.ref
        if ref not in self._certified:
            self._certified[ref] = self._certificate(vertex, slot)
        return self._certified[ref]

    def commits(self, slot: int) -> Ref | None:
        """Block of ``slot`` that a quorum of authors two rounds above certify, or None."""
        authors: dict[Ref, set[int]] = {}
        for vertex in self._dag.of_round(slot + 2):
            leader = self.certifies(vertex, slot)
            if leader is not None:
                authors.setdefault(leader, set()).add(vertex.block.body.author)
        for leader, certifiers in authors.items():
            if self._electorate.is_quorum(self._electorate.weigh(certifiers)):
                return leader
        return None

    def skips(self, slot: int) -> bool:
        """Whether a quorum of authors one round above vote for no block of ``slot``."""
        against = {
            vertex.block.body.author
            for vertex in self._dag.of_round(slot + 1)
            if self.votes_for(vertex, slot) is None
        }
        return self._electorate.is_quorum(self._electorate.weigh(against))

    def votes_suffice(self, slot: int) -> bool:
        """Whether the votes of the round above can settle ``slot``: a quorum for one block, or for none."""
        authors: dict[Ref | None, set[int]] = {}
        for vertex in self._dag.of_round(slot + 1):
            authors.setdefault(self.votes_for(vertex, slot), set()).add(vertex.block.body.author)
        return any(self._electorate.is_quorum(self._electorate.weigh(voters)) for voters in authors.values())

    def certified_in_history(self, slot: int, anchor: Ref) -> Ref | None:
        """Block of ``slot`` that a block two rounds above, in the history of ``anchor``, certifies, or None."""
        for vertex in self._dag.reach((anchor,), slot + 2):
            if vertex.block.body.round == slot + 2:
                leader = self.certifies(vertex, slot)
                if leader is not None:
                    return leader
        return None

    def forget(self, slot: int) -> None:
        """Drop the memory of slots up to ``slot``, which are settled."""
        self._decided = {one: kept for one, kept in self._decided.items() if one > slot}
        self._certified = {ref: kept for ref, kept in self._certified.items() if ref.round > slot + 2}

    def reset(self) -> None:
        """Drop all memory: the leaders changed."""
        self._decided.clear()
        self._certified.clear()

    def _certificate(self, vertex: Vertex, slot: int) -> Ref | None:
        weights: dict[Ref, int] = {}
        for author, parent in vertex.parents.items():
            voted = self.votes_for(self._dag.vertex(parent), slot)
            if voted is not None:
                weights[voted] = weights.get(voted, 0) + self._electorate.weights[author]
        for leader, weight in weights.items():
            if self._electorate.is_quorum(weight):
                return leader
        return None

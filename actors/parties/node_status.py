"""What a node tells of itself. A room of its own: who only reads it needs neither the node nor the ledger's kernel."""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.host import Figure


class NodeStatus(Canonical):
    """How a node is. ``problem``: what an operator must look at, as a sentence; empty when all is well.
    ``settled``: trades settled by what its process executed, also what it replayed when it started."""

    name: str
    epoch: int
    round: int
    committed: int
    final: int
    time_ms: int
    result: bytes
    pending_batches: int
    refused: int
    misbehaviour: tuple[tuple[str, int], ...]
    problem: str
    settled: int

    def figures(self) -> tuple[Figure, ...]:
        """What can be drawn over time."""
        return (
            Figure("epoch", "Epoch of the roster in force", self.epoch),
            Figure("round", "Round of the node's newest block", self.round),
            Figure("ordered_commits", "Newest commit whose place in the order is agreed", self.committed),
            Figure("final_commits", "Newest commit that a quorum signed", self.final),
            Figure("settled_trades", "Trades settled by what the process executed", self.settled),
            Figure("pending_batches", "Batches held that no final commit has brought", self.pending_batches),
            Figure("refused_batches", "Batches refused since the process began", self.refused),
            Figure("misbehaviours", "Acts of other validators against the rules", self._misbehaviours),
            Figure("problems", "1 while an operator must look at the node", int(bool(self.problem))),
        )

    @property
    def _misbehaviours(self) -> int:
        return sum(count for _, count in self.misbehaviour)

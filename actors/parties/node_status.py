"""What a node tells of itself. A room of its own: who only reads it needs neither the node nor the ledger's kernel."""

from __future__ import annotations

from actors.base.canonical import Canonical


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

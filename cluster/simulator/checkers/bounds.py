"""P10 bounds: queues, caches and tables stay under their limits, and shrink again when the work is done."""

from __future__ import annotations

from actors.parties.node import Node
from cluster.simulator.market import RULES

#: Blocks of so many commits are kept beyond the horizon until these are final.
UNFINAL_MAX = 68
#: Commits that may be in execution at any moment, while liars keep rounds running.
WAITING_MAX = 16


def within(node: Node) -> list[str]:
    """Limits that hold at any moment."""
    faults: list[str] = []
    limits = node.options.intake
    if node.intake.held_bytes > limits.held_bytes_max + RULES.batch_bytes_max:
        faults.append(f"P10: {node.name} holds {node.intake.held_bytes} bytes of batches")
    if node.agreement is not None:
        counters = node.agreement.counters
        validators = len(node.roster.validators)
        rounds = node.agreement.tip.round - max(0, node.agreement.prefix.leader_round) + RULES.horizon_rounds
        if counters.accepted > 2 * validators * (rounds + UNFINAL_MAX):
            faults.append(f"P10: {node.name} keeps {counters.accepted} blocks of {rounds} rounds")
        if counters.waiting > 300 * validators:
            faults.append(f"P10: {node.name} has {counters.waiting} blocks waiting aside")
    return faults


def at_rest(node: Node) -> list[str]:
    """What is left when everything is final: nothing that grows."""
    faults: list[str] = []
    if len(node.executed) > WAITING_MAX:
        faults.append(
            f"P10: {node.name} still keeps {len(node.executed)} executed commits when all are final"
        )
    if node.finality.waiting > WAITING_MAX:
        faults.append(f"P10: {node.name} still has {node.finality.waiting} commits waiting")
    return faults

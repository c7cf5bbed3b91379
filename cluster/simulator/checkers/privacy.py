"""P11 need to know: an institution is told of its own outcomes only; names never reach a node."""

from __future__ import annotations

from actors.base.outcome import read_leaf
from actors.base.roster import Roster
from cluster.hosts.simulated.trace import Event
from cluster.simulator.witness import Witness


class CanaryWatch:
    """A tap that looks for a secret word in everything that nodes send or write."""

    def __init__(self, canary: bytes, nodes: frozenset[str]) -> None:
        """Look for ``canary`` at ``nodes``."""
        self.canary = canary
        self.nodes = nodes
        self.faults: list[str] = []

    def hear(self, event: Event) -> None:
        """A tap of the world's trace."""
        if event.data and event.party in self.nodes and self.canary in event.data:
            self.faults.append(f"P11: a client's name stood in a {event.kind} of {event.party}")


def need_to_know(witness: Witness, roster: Roster) -> list[str]:
    """P11: every leaf that an honest node pushed concerns the institution that it went to."""
    faults: list[str] = []
    for party, peer, final in witness.finals:
        institution = roster.institution_named(peer)
        for proven in final.leaves:
            concerned = read_leaf(proven.leaf).institution
            if institution is None or concerned != institution.index:
                faults.append(f"P11: {party} told {peer} of an outcome of institution {concerned}")
    return faults

"""What nodes and institutions tell of themselves to whoever watches over them."""

from __future__ import annotations

from actors.host import Measured
from actors.parties.institution import Institution, InstitutionConfig
from actors.parties.node import Node, NodeConfig
from tests.parties.street import first_roster, key


def told(party: Measured) -> dict[str, int]:
    """Figures by name."""
    figures = party.figures()
    assert len({one.name for one in figures}) == len(figures)
    assert all(one.name.isidentifier() and one.text for one in figures)
    return {one.name: one.value for one in figures}


def test_a_node_tells_commits_trades_and_what_waits() -> None:
    node = Node(NodeConfig("node-0", key("node-0"), first_roster()))
    assert isinstance(node, Measured)
    assert set(told(node).values()) == {0}
    node.settled, node.problem = 7, "the disk is full"
    node.misbehaviour = {"node-1: equivocates": 2, "node-2: lies": 1}
    figures = told(node)
    assert (figures["settled_trades"], figures["misbehaviours"], figures["problems"]) == (7, 3, 1)
    assert {"ordered_commits", "final_commits", "pending_batches"} < set(figures)


def test_an_institution_tells_what_it_signed_and_what_is_open() -> None:
    institution = Institution(InstitutionConfig("CCDC", key("CCDC"), first_roster()))
    assert isinstance(institution, Measured)
    institution.sequence, institution.finals_count = 4, 3
    assert told(institution) == {"signed_batches": 4, "open_batches": 0, "certified_commits": 3}

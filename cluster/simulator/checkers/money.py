"""P2 authority, P4 conservation, P9 idempotence: the agreed order, interpreted a second time by the model."""

from __future__ import annotations

from actors.base.outcome import DirectLeaf, read_leaf
from actors.ledger.image import state_root
from actors.parties.node import Node
from cluster.simulator.model import Model
from cluster.simulator.witness import Witness

EXECUTED_MAX = 100


def replay(witness: Witness) -> list[str]:
    """P2, P4, P7, P9: every status and every balance is what the specification says, by the model's word."""
    faults: list[str] = []
    model = Model(witness.rosters[0])
    for entry in witness.order():
        commit = entry.commit
        if commit.epoch != model.roster.epoch:
            model.start_epoch(witness.rosters[commit.epoch])
        batches = [witness.batches[digest] for digest in commit.batches]
        expected = model.apply(commit, batches)
        faults.extend(f"P4: commit {commit.number}: {one}" for one in expected.differences(entry.leaves))
        if faults:
            return faults[:10]
    faults.extend(f"P4: {one}" for one in model.breaks())
    return faults + _once(witness)


def _once(witness: Witness) -> list[str]:
    """P9: a batch is executed in one commit only."""
    faults: list[str] = []
    seen: dict[bytes, int] = {}
    for entry in witness.order():
        for data in entry.leaves:
            leaf = read_leaf(data)
            if not isinstance(leaf, DirectLeaf) or leaf.first:
                continue
            earlier = seen.setdefault(leaf.batch, entry.commit.number)
            if earlier != entry.commit.number:
                faults.append(
                    f"P9: a batch was executed in commit {earlier} and again in {entry.commit.number}"
                )
    return faults


def at_rest(witness: Witness, nodes: list[Node]) -> list[str]:
    """P4 and P7 at the end: equal states everywhere, and every balance adds up."""
    faults: list[str] = []
    states: dict[int, tuple[str, bytes]] = {}
    for node in nodes:
        number = node.ledger.number
        root = state_root(node.ledger.image())
        first = states.setdefault(number, (node.name, root))
        if first[1] != root:
            faults.append(f"P7: {first[0]} and {node.name} hold different states after commit {number}")
        faults.extend(f"P4: {node.name}: {one}" for one in _conserved(node))
    return faults


def _conserved(node: Node) -> list[str]:
    """Sums made from the rows that anyone may ask for, apart from the ledger's own reconciliation."""
    faults: list[str] = []
    roots = {asset.number: asset.root for asset in node.ledger.assets()}
    issued = {asset.number: asset.issued for asset in node.ledger.assets()}
    at_root: dict[int, int] = dict.fromkeys(roots, 0)
    leaves: dict[int, int] = dict.fromkeys(roots, 0)
    for row in node.ledger.holdings(None):
        asset, units = int(row["asset"]), int(row["available"]) + int(row["earmarked"])
        if min(int(row["available"]), int(row["earmarked"])) < 0:
            faults.append(f"account {int(row['account'])} has a negative position of asset {asset}")
        if int(row["gateway"]) == roots[asset]:
            at_root[asset] += units
        if int(row["class_"]) != 2:
            leaves[asset] += units
    for asset, total in issued.items():
        if not total == at_root[asset] == leaves[asset]:
            faults.append(
                f"asset {asset}: issued {total}, at its root {at_root[asset]}, in end owners' accounts {leaves[asset]}"
            )
    return faults

"""P2 authority, P4 conservation, P9 idempotence: the agreed order, interpreted a second time by the model."""

from __future__ import annotations

from actors.base import keys, merkle
from actors.base.batch import Batch, BatchHeader
from actors.base.outcome import DirectLeaf, Outcome, outcomes_of, read_leaf
from actors.base.roster import Roster
from actors.ledger.image import state_root
from actors.parties.node import Node
from cluster.simulator.model import Model, Outcomes
from cluster.simulator.witness import Witness


def replay(witness: Witness) -> list[str]:
    """P2, P4, P7, P9: every status is what the specification says, by the model's word."""
    faults: list[str] = []
    model = Model(witness.rosters[0])
    epoch = 0
    for entry in witness.order():
        commit = entry.commit
        if commit.epoch != epoch and commit.epoch in witness.rosters:
            epoch = commit.epoch
            model.start_epoch(witness.rosters[epoch])
        batches = [witness.batches[digest] for digest in commit.batches]
        faults.extend(_unsigned(batches, witness.rosters[epoch]))
        expected = model.apply(commit, batches)
        faults.extend(f"P4: commit {commit.number}: {one}" for one in differences(expected, entry.leaves))
        if faults:
            return faults[:10]
    faults.extend(f"P4: {one}" for one in model.breaks())
    return faults + _once(witness)


def _unsigned(batches: list[Batch], roster: Roster) -> list[str]:
    """P2: whoever a batch is committed for has signed it, over exactly this payload."""
    faults: list[str] = []
    for batch in batches:
        head = batch.header
        institution = roster.institution(head.institution)
        signed = institution is not None and keys.verify(institution.key, "batch", head, batch.signature)
        if not signed or merkle.data_root("payload", batch.payload) != head.root:
            faults.append(
                f"P2: a batch in the name of institution {head.institution} that it did not sign was ordered"
            )
    return faults


def differences(expected: Outcomes, leaves: tuple[bytes, ...]) -> list[str]:
    """What the certified leaves say, against what the model says must have happened."""
    direct: dict[bytes, list[Outcome]] = {}
    late: dict[tuple[int, int, int, int], int] = {}
    for data in leaves:
        leaf = read_leaf(data)
        if isinstance(leaf, DirectLeaf):
            direct.setdefault(leaf.batch, []).extend(outcomes_of(leaf))
        else:
            late.update({outcome[:4]: outcome.status for outcome in outcomes_of(leaf)})
    faults: list[str] = []
    for one in expected.direct:
        found = direct.pop(one.header.digest, [])
        if one.rulings is None:
            faults.extend(
                [f"{_name(one.header)} was executed before and has outcomes again"] if found else []
            )
        elif [outcome.record for outcome in found] != list(range(one.header.count)):
            faults.append(f"{_name(one.header)} has {len(found)} outcomes for {one.header.count} records")
        else:
            faults.extend(
                f"{_name(one.header)} record {outcome.record}: status {outcome.status}, "
                f"the specification says {sorted(int(code) for code in ruling.acceptable)}"
                for outcome, ruling in zip(found, one.rulings, strict=True)
                if outcome.status not in ruling.acceptable
            )
    faults.extend("a leaf names a batch that the commit does not hold" for _ in direct)
    for due in (*expected.expired, *expected.late):
        status = late.pop(
            (due.origin.institution, due.origin.stream, due.origin.sequence, due.origin.record), 0
        )
        if status not in due.acceptable:
            faults.append(
                f"late outcome of {tuple(due.origin)}: {status}, not {sorted(map(int, due.acceptable))}"
            )
    faults.extend(f"a late outcome of {key} that nothing explains" for key in late)
    return faults


def _name(header: BatchHeader) -> str:
    return f"batch {header.institution}/{header.stream}/{header.sequence}"


def repeated(witness: Witness, repeats: list[tuple[bytes, int]]) -> list[str]:
    """P9: whoever hands in a batch again is told the commit that executed it, and no other."""
    first = _first_commits(witness)
    return [
        f"P9: a batch handed in again was said to be in commit {number}; it was executed in {first.get(digest)}"
        for digest, number in repeats
        if first.get(digest) != number
    ]


def _first_commits(witness: Witness) -> dict[bytes, int]:
    """Number of the commit that executed each batch, by digest."""
    first: dict[bytes, int] = {}
    for entry in witness.order():
        for data in entry.leaves:
            leaf = read_leaf(data)
            if isinstance(leaf, DirectLeaf):
                first.setdefault(leaf.batch, entry.commit.number)
    return first


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

"""P2 authority, P4 conservation, P9 idempotence: the agreed order, interpreted a second time by the model."""

from __future__ import annotations

from actors.base import keys, merkle
from actors.base.batch import Batch
from actors.base.canonical import Canonical
from actors.base.outcome import DirectLeaf, Outcome, outcomes_of, read_leaf
from actors.base.roster import Roster
from actors.ledger.image import state_root
from actors.ledger.status import Status
from actors.modules.settlement.books import Books
from actors.parties.node import Node
from cluster.simulator.checkers.disclosures import DisclosureWatch
from cluster.simulator.checkers.limits import LimitWatch
from cluster.simulator.checkers.payments import PaymentWatch
from cluster.simulator.checkers.queue import QueueWatch
from cluster.simulator.checkers.registry import RegistryWatch
from cluster.simulator.checkers.told import commands_of
from cluster.simulator.model import Direct, Model, Outcomes, holdings_apart, status_name
from cluster.simulator.model.modules import fresh
from cluster.simulator.witness import Witness

#: What a refusal keeps up when the record ought not to have gone through: authority (P2), idempotence (P9).
_AUTHORITY = frozenset(
    {
        Status.NOT_PERMITTED,
        Status.NOT_THE_GATEWAY,
        Status.NOT_THE_ROOT,
        Status.NO_MANDATE,
        Status.ACCOUNT_FROZEN,
        Status.OMNIBUS_FROZEN,
        Status.CASH_ACCOUNT_FROZEN,
        Status.LIMIT_EXCEEDED,
    }
)
_REPEATED = frozenset({Status.REFERENCE_USED, Status.SEQUENCE_REPEATED})


def replay(witness: Witness, nodes: list[Node], modules: bool = False) -> list[str]:
    """P2, P4, P9: every status, and what ``nodes`` hold at the end, is what the specification says.

    By the model's word, which reads the agreed order a second time. ``modules``: with those of the middle platform.
    """
    faults: list[str] = []
    watches = (RegistryWatch(), PaymentWatch(), LimitWatch(), DisclosureWatch())
    model = Model(witness.rosters[0], fresh() if modules else (), watches)
    queue = QueueWatch()
    epoch, commits = 0, 0
    for entry in witness.order():
        commit = entry.commit
        commits = commit.number
        if commit.epoch != epoch and commit.epoch in witness.rosters:
            epoch = commit.epoch
            model.start_epoch(witness.rosters[epoch])
        batches = [witness.batches[digest] for digest in commit.batches]
        faults.extend(_unsigned(batches, witness.rosters[epoch]))
        expected = model.apply(commit, batches)
        faults.extend(differences(expected, entry.leaves, f"commit {commit.number}"))
        if model.plain:
            where = f"commit {commit.number}"
            faults.extend(f"P4: {where}: {one}" for one in model.plain.untold())
            books = model.plain.module(Books)
            faults.extend(queue.look(books, model.state, _done(expected, batches), where))
            faults.extend(f"{one} ({where})" for watch in watches for one in watch.faults)
        if faults:
            return faults[:10]
    faults.extend(f"P4: {one}" for one in model.breaks())
    faults.extend(
        f"P4: {node.name}: {one}"
        for node in nodes
        if node.ledger.number == commits
        for one in holdings_apart(model, node.ledger)
    )
    return faults[:10]


def _done(expected: Outcomes, batches: list[Batch]) -> list[tuple[int, Canonical]]:
    """Typed commands that were carried out, and who signed them."""
    return [
        (batch.header.institution, command)
        for one, batch in zip(expected.direct, batches, strict=True)
        for ruling, command in zip(one.rulings or (), commands_of(batch), strict=False)
        if ruling.applied
    ]


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


def differences(expected: Outcomes, leaves: tuple[bytes, ...], where: str) -> list[str]:
    """What the certified leaves of the commit ``where`` say, against what the model says must have happened.

    A sentence each, with the promise that broke.
    """
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
        faults.extend(_direct_faults(one, direct.pop(one.header.digest, []), where))
    faults.extend(f"P4: {where}: a leaf names a batch that the commit does not hold" for _ in direct)
    for due in (*expected.expired, *expected.late):
        status = late.pop(
            (due.origin.institution, due.origin.stream, due.origin.sequence, due.origin.record), 0
        )
        if status not in due.acceptable:
            what = f"{where}: late outcome of {tuple(due.origin)}"
            faults.append(_wrong_status(what, status, due.acceptable))
    faults.extend(f"P4: {where}: a late outcome of {key} that nothing explains" for key in late)
    return faults


def _direct_faults(one: Direct, found: list[Outcome], where: str) -> list[str]:
    head = one.header
    name = f"{where}: batch {head.institution}/{head.stream}/{head.sequence}"
    if one.rulings is None:
        return [f"P9: {name} was executed before and has outcomes again"] if found else []
    if [outcome.record for outcome in found] != list(range(head.count)):
        return [f"P4: {name} has {len(found)} outcomes for {head.count} records"]
    return [
        _wrong_status(f"{name} record {outcome.record}", outcome.status, ruling.acceptable)
        for outcome, ruling in zip(found, one.rulings, strict=True)
        if outcome.status not in ruling.acceptable
    ]


def _wrong_status(what: str, status: int, acceptable: frozenset[Status]) -> str:
    """A sentence that names the promise which the specified status would have kept."""
    promise = "P2" if acceptable <= _AUTHORITY else "P9" if acceptable <= _REPEATED else "P4"
    specified = " or ".join(sorted(one.name for one in acceptable))
    return f"{promise}: {what}: status {status_name(status)}, the specification says {specified}"


def executions(witness: Witness) -> dict[bytes, list[int]]:
    """Numbers of the commits that executed each batch, by digest, in the agreed order; one each if P9 holds."""
    found: dict[bytes, list[int]] = {}
    for entry in witness.order():
        for leaf in map(read_leaf, entry.leaves):
            if isinstance(leaf, DirectLeaf) and not leaf.first:
                found.setdefault(leaf.batch, []).append(entry.commit.number)
    return found


def once(witness: Witness) -> list[str]:
    """P9: a batch is executed in one commit only."""
    return [
        f"P9: a batch was executed in commit {numbers[0]} and again in {again}"
        for numbers in executions(witness).values()
        for again in numbers[1:]
    ]


def repeated(witness: Witness, repeats: list[tuple[bytes, int]]) -> list[str]:
    """P9: whoever hands in a batch again is told the commit that executed it, and no other."""
    first = {digest: numbers[0] for digest, numbers in executions(witness).items()}
    return [
        f"P9: a batch handed in again was said to be in commit {number}; it was executed in {first.get(digest)}"
        for digest, number in repeats
        if first.get(digest) != number
    ]


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

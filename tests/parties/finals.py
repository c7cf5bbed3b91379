"""Finals as nodes of the street would send them: outcomes of one batch a commit, certified by a quorum."""

from __future__ import annotations

from actors.base import merkle
from actors.base.batch import Batch
from actors.base.canonical import encode
from actors.base.commit import Certificate, Result, vote
from actors.base.digest import ZERO
from actors.base.outcome import DirectLeaf, leaf_bytes
from actors.ledger.status import Status
from actors.parties import messages as msg
from tests.parties.street import NOW_MS, first_roster, key

MARKET = first_roster().signed.roster.digest


def leaf_of(batch: Batch, status: Status) -> bytes:
    """The outcome ``status`` of every record of ``batch``."""
    head = batch.header
    statuses = int(status).to_bytes(2, "little") * head.count
    return leaf_bytes(DirectLeaf(head.institution, head.stream, head.sequence, batch.digest, 0, statuses))


def certificate(number: int, *leaves: bytes) -> Certificate:
    """A quorum's signatures on the result of commit ``number`` with these leaves."""
    root = merkle.root([merkle.leaf_hash(one) for one in leaves])
    result = Result(MARKET, 0, number, ZERO, ZERO, root, len(leaves), bytes(16), ZERO)
    return Certificate(result, tuple((at, vote(key(f"node-{at}"), at, result).signature) for at in range(3)))


def final(number: int, previous: int, batch: Batch, status: Status = Status.DONE) -> bytes:
    """The message that commit ``number`` gave ``status`` to every record of ``batch``; ``previous``: see the notice."""
    leaf = leaf_of(batch, status)
    proven = (msg.ProvenLeaf(0, leaf, ()),)
    return encode(msg.FinalNotice(certificate(number, leaf), NOW_MS, previous, proven))

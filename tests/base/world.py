"""A small market for tests: keys from numbers, rosters, batches, results, certificates, receipts."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from actors.base import batch, excerpt, merkle, outcome
from actors.base import roster as rosters
from actors.base.batch import Batch, Lane
from actors.base.chain import RosterChain, RosterLink
from actors.base.commit import Certificate, Result
from actors.base.digest import ZERO
from actors.base.keys import SigningKey
from actors.base.receipt import Receipt
from actors.base.roster import Governor, Institution, Roster, Rules, SignedRoster, Validator

VALID_UNTIL_MS = 1_800_000_000_000


def key(number: int) -> SigningKey:
    """The key of this number, the same in every run."""
    return SigningKey(number.to_bytes(32, "big"))


VALIDATORS = tuple(key(100 + at) for at in range(4))
INSTITUTIONS = tuple(key(200 + at) for at in range(3))
GOVERNORS = tuple(key(300 + at) for at in range(3))


def first_roster(weights: tuple[int, ...] = (1, 1, 1, 1)) -> Roster:
    """Validators with ``weights``, a custodian, a central bank, a regulator, two of three governors."""
    names = ("ccdc", "pbc", "csrc")
    roles = (("custodian",), ("central_bank",), ("regulator",))
    return Roster(
        market=ZERO,
        name="test",
        epoch=0,
        previous=ZERO,
        validators=tuple(
            Validator(f"node{at}", key(100 + at).public, weight, f"node{at}:1")
            for at, weight in enumerate(weights)
        ),
        institutions=tuple(
            Institution(at, names[at - 1], INSTITUTIONS[at - 1].public, roles[at - 1]) for at in (1, 2, 3)
        ),
        governors=tuple(Governor(f"seat{at}", one.public) for at, one in enumerate(GOVERNORS)),
        governors_needed=2,
        rules=Rules(),
    )


def next_roster(before: Roster, **changes: object) -> Roster:
    """The roster that follows ``before``, with some fields changed."""
    follow = {"epoch": before.epoch + 1, "previous": before.digest, "market": before.market_id}
    return msgspec.structs.replace(before, **(follow | changes))


def governed(roster: Roster, seats: Iterable[int] = (0, 1)) -> SignedRoster:
    """``roster`` signed by the governors on these seats."""
    return rosters.sign(roster, {seat: GOVERNORS[seat] for seat in seats})


def result(roster: Roster, number: int = 1, **changes: object) -> Result:
    """A result of commit ``number`` in the epoch of ``roster``."""
    plain = Result(roster.market_id, roster.epoch, number, ZERO, ZERO, ZERO, 0, bytes(16), ZERO)
    return msgspec.structs.replace(plain, **changes)


def certificate(signed: Result, validators: Iterable[int] = (0, 1, 2)) -> Certificate:
    """``signed`` with the votes of these validators."""
    return Certificate(signed, tuple((at, VALIDATORS[at].sign("vote", signed)) for at in validators))


def chain(*later: Roster, ends: tuple[int, ...] = ()) -> RosterChain:
    """The first roster and ``later`` ones, each beginning after the commit of the same place in ``ends``."""
    links = [RosterLink(governed(first_roster()), None)]
    for roster, end in zip(later, ends, strict=True):
        before = links[-1].signed.roster
        ended = certificate(result(before, end, next_roster=roster.digest))
        links.append(RosterLink(governed(roster), ended))
    return RosterChain(links)


def bulk_batch(
    roster: Roster, count: int = 100, institution: int = 1, sequence: int = 1, fill: int = 0
) -> Batch:
    """A batch of ``count`` records that differ from one another, signed by its institution."""
    payload = b"".join((at + fill).to_bytes(8, "little") * 8 for at in range(count))
    signer = INSTITUTIONS[institution - 1]
    return batch.make(
        signer,
        roster.market_id,
        institution,
        0,
        sequence,
        Lane.BULK,
        count,
        payload,
        VALID_UNTIL_MS,
    )


def receipt(
    roster: Roster, of: Batch, record: int, leaves: list[bytes], leaf: int, number: int = 1
) -> Receipt:
    """The receipt of ``record`` of the batch ``of``, whose outcome is in leaf ``leaf`` of ``leaves``."""
    hashes = [merkle.leaf_hash(one) for one in leaves]
    final = certificate(result(roster, number, statuses=merkle.root(hashes), leaves=len(leaves)))
    shown = excerpt.excerpt(of, record)
    return Receipt(
        header=of.header,
        signature=of.signature,
        record=record,
        first_page=shown.first,
        pages=shown.pages,
        pages_path=shown.path,
        leaf_index=leaf,
        leaf=leaves[leaf],
        leaf_path=merkle.path(hashes, leaf),
        certificate=final,
    )


def direct_leaf(of: Batch, statuses: list[int], first: int = 0) -> bytes:
    """The leaf of the records ``first`` and on of the batch ``of``."""
    head = of.header
    codes = b"".join(one.to_bytes(2, "little") for one in statuses)
    return outcome.leaf_bytes(
        outcome.DirectLeaf(head.institution, head.stream, head.sequence, of.digest, first, codes)
    )


__all__ = [
    "GOVERNORS",
    "INSTITUTIONS",
    "VALIDATORS",
    "bulk_batch",
    "certificate",
    "chain",
    "direct_leaf",
    "first_roster",
    "governed",
    "key",
    "next_roster",
    "receipt",
    "result",
]

"""Receipts: proof of one record's outcome that anyone can check with no network and no node.

Specification: docs/spec/receipts.md.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import msgspec

from actors.base import merkle
from actors.base.batch import Batch, BatchHeader, Lane, why_header_refused
from actors.base.canonical import Canonical, MalformedBytes, Natural, decode
from actors.base.chain import RosterChain, RosterLink
from actors.base.commit import Certificate, why_uncertain
from actors.base.excerpt import Excerpt, excerpt, place_of, text_of, why_not_shown
from actors.base.outcome import Outcome, outcomes_of, read_leaf, status_in
from actors.base.roster import RosterProblem

#: Statuses of batches that were refused as a whole, whatever stands in them (docs/spec/statuses.md).
BATCH_STATUSES: Final = range(100, 200)


class Receipt(Canonical):
    """The instruction, as signed, and its outcome, as certified.

    ``pages`` are the 4 KiB pages of the payload, from ``first_page`` on, that show record ``record``: the one that
    holds it, or all up to the one in which a command ends. ``pages_path`` leads them to the signed payload root.
    ``leaf`` is the outcome leaf and ``leaf_path`` leads to the certified statuses root.
    """

    header: BatchHeader
    signature: bytes
    record: Natural
    first_page: Natural
    pages: bytes
    pages_path: tuple[bytes, ...]
    leaf_index: Natural
    leaf: bytes
    leaf_path: tuple[bytes, ...]
    certificate: Certificate

    @property
    def excerpt(self) -> Excerpt:
        """What is shown of the payload."""
        return Excerpt(self.first_page, self.pages, self.pages_path)

    @property
    def text(self) -> bytes:
        """The signed bytes of the record or command; none where the payload is no list of so many commands."""
        return text_of(self.header, self.record, self.excerpt)


def receipt_of(
    batch: Batch, record: int, leaf: tuple[int, bytes, tuple[bytes, ...]], certificate: Certificate
) -> Receipt:
    """The receipt of ``record`` of ``batch``. ``leaf``: index, bytes and path of the leaf with its outcome."""
    return Receipt(batch.header, batch.signature, record, *excerpt(batch, record), *leaf, certificate)


def place_of_outcome(batch: Batch, record: int, leaves: Sequence[bytes]) -> int | None:
    """Which of ``leaves`` of one commit holds the outcome of ``record``, or None.

    The last one counts: a half that waited and settled in one commit has two.
    """
    for at in reversed(range(len(leaves))):
        leaf = read_leaf(leaves[at])
        if leaf.batch == batch.digest and status_in(leaf, record) is not None:
            return at
    return None


class ReceiptFile(Canonical):
    """A receipt with the chain of rosters behind it: all that an offline check needs."""

    receipt: Receipt
    rosters: tuple[RosterLink, ...]


class Step(msgspec.Struct, frozen=True):
    """One step of a proof: what was checked, whether it held, and why not."""

    name: str
    holds: bool
    detail: str


class Verdict(msgspec.Struct, frozen=True):
    """All steps of a receipt's proof, the outcome it proves (None if it proves nothing), and of which ``text``: the
    64 bytes of a record, or the canonical bytes of a command."""

    steps: tuple[Step, ...]
    outcome: Outcome | None
    text: bytes = b""

    @property
    def holds(self) -> bool:
        """Whether every step held."""
        return all(step.holds for step in self.steps)


def check_receipt(receipt: Receipt, rosters: RosterChain, market: bytes | None = None) -> Verdict:
    """Check every step of the proof in ``receipt`` against a verified chain of rosters.

    ``market``: the 32-byte market id that the caller trusts, if it knows one.
    """
    steps: list[Step] = []

    def step(name: str, faults: list[str], detail: str) -> None:
        steps.append(Step(name, not faults, "; ".join(faults) or detail))

    header, result = receipt.header, receipt.certificate.result
    trusted = rosters.market_id if market is None else market
    step(
        "market",
        []
        if trusted == rosters.market_id == header.market == result.market
        else ["the receipt, the rosters and the market you trust differ"],
        f"market {trusted[:4].hex()}",
    )
    roster = rosters.may_sign(result.epoch, result.number)
    step(
        "roster",
        [] if roster else [f"no roster of epoch {result.epoch} was in force at commit {result.number}"],
        f"epoch {result.epoch} was in force at commit {result.number}",
    )
    signer = roster or rosters.current
    step(
        "instruction signed",
        why_header_refused(header, receipt.signature, signer),
        f"institution {header.institution}, stream {header.stream}, sequence {header.sequence}",
    )
    outcome, faults = _outcome(receipt)
    step("record in batch", [*_page_faults(receipt), *_text_faults(receipt, outcome)], _where(receipt))
    step("outcome of this record", faults, f"status {outcome.status}" if outcome else "")
    root = merkle.root_from_path(
        merkle.leaf_hash(receipt.leaf), receipt.leaf_index, result.leaves, receipt.leaf_path
    )
    step(
        "outcome in result",
        [] if root == result.statuses else ["the outcome is not under the certified root"],
        f"leaf {receipt.leaf_index} of {result.leaves} of commit {result.number}",
    )
    step(
        "quorum signed",
        why_uncertain(receipt.certificate, roster) if roster else ["no roster to check the votes against"],
        f"{len(receipt.certificate.votes)} votes",
    )
    if not all(one.holds for one in steps):
        return Verdict(tuple(steps), None)
    return Verdict(tuple(steps), outcome, receipt.text)


def check_file(data: bytes, market: bytes | None = None) -> Verdict:
    """Check the bytes of a receipt file; never raises."""
    try:
        file = decode(data, ReceiptFile)
        chain = RosterChain(file.rosters)
    except (MalformedBytes, RosterProblem) as problem:
        return Verdict((Step("file", False, str(problem)),), None)
    return check_receipt(file.receipt, chain, market)


def _page_faults(receipt: Receipt) -> list[str]:
    return why_not_shown(receipt.header, receipt.record, receipt.excerpt)


def _text_faults(receipt: Receipt, outcome: Outcome | None) -> list[str]:
    """Only a batch that was refused as a whole may show no command at the record's place."""
    if outcome is None or outcome.status in BATCH_STATUSES or receipt.text:
        return []
    return [
        f"the outcome {outcome.status} is that of a command, and no command stands at place {receipt.record}"
    ]


def _where(receipt: Receipt) -> str:
    place = place_of(receipt.header, receipt.record, receipt.excerpt)
    if place is None:
        return f"the payload is no list of {receipt.header.count} commands"
    what = "record" if receipt.header.lane == Lane.BULK else "command"
    first, last = place.begin // merkle.PAGE_BYTES, (place.end - 1) // merkle.PAGE_BYTES
    pages = f"page {first}" if first == last else f"pages {first} to {last}"
    return f"{what} {receipt.record} is bytes {place.begin} to {place.end} of the payload, in {pages}"


def _outcome(receipt: Receipt) -> tuple[Outcome | None, list[str]]:
    header = receipt.header
    try:
        leaf = read_leaf(receipt.leaf)
        outcomes = list(outcomes_of(leaf))
    except (MalformedBytes, struct.error) as problem:
        return None, [str(problem)]
    if leaf.batch != header.digest:
        return None, ["the outcome is that of another batch"]
    wanted = (header.institution, header.stream, header.sequence, receipt.record)
    for outcome in outcomes:
        if outcome[:4] == wanted:
            return outcome, []
    return None, ["the leaf holds no outcome of this record"]

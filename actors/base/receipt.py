"""Receipts: proof of one record's outcome that anyone can check with no network and no node.

Specification: docs/spec/receipts.md.
"""

from __future__ import annotations

import struct

import msgspec

from actors.base import merkle
from actors.base.batch import RECORD_BYTES, BatchHeader, Lane, why_header_refused
from actors.base.canonical import Canonical, MalformedBytes, Natural, decode
from actors.base.chain import RosterChain, RosterLink
from actors.base.commit import Certificate, why_uncertain
from actors.base.digest import tagged
from actors.base.outcome import Outcome, outcomes_of, read_leaf
from actors.base.roster import RosterProblem


class Receipt(Canonical):
    """The instruction, as signed, and its outcome, as certified.

    ``page`` is the 4 KiB page of the payload that holds record ``record`` (business lane: the first page); ``page_path`` leads to the signed payload root. ``leaf`` is the outcome leaf and
    ``leaf_path`` leads to the certified statuses root.
    """

    header: BatchHeader
    signature: bytes
    record: Natural
    page_index: Natural
    page: bytes
    page_path: tuple[bytes, ...]
    leaf_index: Natural
    leaf: bytes
    leaf_path: tuple[bytes, ...]
    certificate: Certificate


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
    """All steps of a receipt's proof, and the outcome it proves (None if it proves nothing)."""

    steps: tuple[Step, ...]
    outcome: Outcome | None

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
    step("record in batch", _page_faults(receipt), f"record {receipt.record} is in page {receipt.page_index}")
    outcome, faults = _outcome(receipt)
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
    return Verdict(tuple(steps), outcome if all(one.holds for one in steps) else None)


def check_file(data: bytes, market: bytes | None = None) -> Verdict:
    """Check the bytes of a receipt file; never raises."""
    try:
        file = decode(data, ReceiptFile)
        chain = RosterChain(file.rosters)
    except (MalformedBytes, RosterProblem) as problem:
        return Verdict((Step("file", False, str(problem)),), None)
    return check_receipt(file.receipt, chain, market)


def _page_faults(receipt: Receipt) -> list[str]:
    header = receipt.header
    if not 0 <= receipt.record < header.count:
        return [f"record {receipt.record} of a batch of {header.count}"]
    if header.lane == Lane.BULK and receipt.page_index != receipt.record * RECORD_BYTES // merkle.PAGE_BYTES:
        return [f"record {receipt.record} is not in page {receipt.page_index}"]
    pages = -(-header.size // merkle.PAGE_BYTES)
    expected = min(merkle.PAGE_BYTES, header.size - receipt.page_index * merkle.PAGE_BYTES)
    if len(receipt.page) != expected:
        return [f"the page has {len(receipt.page)} bytes, {expected} are expected"]
    root = merkle.root_from_path(merkle.leaf_hash(receipt.page), receipt.page_index, pages, receipt.page_path)
    if root is None or tagged("payload", header.size.to_bytes(8, "little") + root) != header.root:
        return ["the page is not under the signed payload root"]
    return []


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

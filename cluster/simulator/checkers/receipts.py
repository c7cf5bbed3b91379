"""P3 and P6 at the client: what was acknowledged is found again, and its receipt convinces a stranger."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from actors.base.canonical import encode
from actors.base.commit import Certificate
from actors.base.keys import SigningKey
from actors.base.receipt import ReceiptFile, check_file
from actors.parties.institution import Institution
from actors.parties.submission import Submission


class Acknowledgements:
    """Outcomes that institutions were told were certified, as they were told."""

    def __init__(self) -> None:
        """Nothing was acknowledged yet."""
        self.final: dict[tuple[str, int, int], tuple[int, int]] = {}

    def note(self, party: str, submission: Submission) -> None:
        """An institution heard of certified outcomes: keep every one that will not change."""
        sequence = submission.batch.header.sequence
        statuses, commits = submission.statuses.tolist(), submission.commits.tolist()
        for record, (status, commit) in enumerate(zip(statuses, commits, strict=True)):
            if status and status not in PENDING:
                self.final[party, sequence, record] = (status, commit)


#: Statuses that a later commit may change.
PENDING = frozenset({3, 4, 5})


def _tampered(file: ReceiptFile) -> Iterator[tuple[str, ReceiptFile]]:
    """The same receipt, altered: none of these may convince anyone."""
    receipt = file.receipt
    pages = bytes([receipt.pages[0] ^ 1]) + receipt.pages[1:]
    yield "another record's bytes", ReceiptFile(structs.replace(receipt, pages=pages), file.rosters)
    leaf = receipt.leaf[:-1] + bytes([receipt.leaf[-1] ^ 1])
    yield "another outcome", ReceiptFile(structs.replace(receipt, leaf=leaf), file.rosters)
    few = structs.replace(receipt.certificate, votes=receipt.certificate.votes[:1])
    yield "one vote", ReceiptFile(structs.replace(receipt, certificate=few), file.rosters)


def backdated(file: ReceiptFile, keys: dict[str, SigningKey]) -> ReceiptFile | None:
    """A receipt that the validators of an epoch signed after that epoch had ended, or None if it has not."""
    result = file.receipt.certificate.result
    if result.epoch + 1 >= len(file.rosters):
        return None
    roster = file.rosters[result.epoch].signed.roster
    late = structs.replace(result, number=result.number + 1_000_000)
    votes = tuple(
        (at, keys[one.name].sign("vote", late))
        for at, one in enumerate(roster.validators)
        if one.name in keys
    )
    certificate = Certificate(late, votes)
    return ReceiptFile(structs.replace(file.receipt, certificate=certificate), file.rosters)


def acknowledged(
    kept: Acknowledgements,
    parties: dict[str, Institution],
    market: bytes,
    most: int,
    keys: dict[str, SigningKey],
) -> list[str]:
    """P3, P5, P6: every acknowledged outcome still stands, with a receipt that holds offline.

    Checks ``most`` of them in full, evenly spread, and that no altered one holds. ``keys``: the validators'.
    """
    faults: list[str] = []
    everything = sorted(kept.final.items())
    step = max(1, len(everything) // most)
    for (party, sequence, record), (status, commit) in everything[::step]:
        where = f"{party} batch {sequence} record {record}"
        try:
            file = parties[party].receipt(sequence, record)
        except KeyError as problem:
            faults.append(f"P3: {where} was acknowledged and is lost: {problem}")
            continue
        verdict = check_file(encode(file), market)
        if not verdict.holds or verdict.outcome is None:
            broken = "; ".join(f"{one.name}: {one.detail}" for one in verdict.steps if not one.holds)
            faults.append(f"P6: the receipt of {where} does not hold: {broken}")
        elif (verdict.outcome.status, file.receipt.certificate.result.number) != (status, commit):
            faults.append(
                f"P5: {where} was acknowledged with status {status} in commit {commit}, its receipt says "
                f"{verdict.outcome.status} in {file.receipt.certificate.result.number}"
            )
        forged = [*_tampered(file), ("the votes of a superseded roster", backdated(file, keys))]
        faults.extend(
            f"P6: the receipt of {where} holds with {what}"
            for what, altered in forged
            if altered is not None and check_file(encode(altered), market).holds
        )
    return faults

"""P3 and P6 at the client: what was acknowledged is found again, and its receipt convinces a stranger."""

from __future__ import annotations

from actors.base.canonical import encode
from actors.base.receipt import check_file
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
PENDING = frozenset({3, 4})


def acknowledged(
    kept: Acknowledgements, parties: dict[str, Institution], market: bytes, most: int
) -> list[str]:
    """P3, P5, P6: every acknowledged outcome still stands, with a receipt that holds offline.

    Checks ``most`` of them, evenly spread, offline in full.
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
    return faults

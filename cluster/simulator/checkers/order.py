"""P1 agreement, P5 finality, P7 determinism: one order, one result, never taken back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from actors.base import keys
from actors.base.commit import Commit
from actors.base.roster import Roster
from cluster.simulator.witness import Witness

#: How much older than its batches a commit may say it is: what a block that was ready may wait (``rest_ms``, a second),
#: the rounds before it, which take a second and more among ten validators, and the way from a node to a quorum.
STALE_MS: Final = 2_500


def agreement(witness: Witness) -> list[str]:
    """P1: no two honest nodes, and no honest node twice, commit different batches at one position."""
    faults: list[str] = []
    seen: dict[int, tuple[str, bytes]] = {}
    for party, commits in witness.commits.items():
        for number, entries in commits.items():
            for entry in entries:
                first = seen.setdefault(number, (party, entry.commit.digest))
                if first[1] != entry.commit.digest:
                    faults.append(f"P1: {first[0]} and {party} committed differently at {number}")
    entries = witness.order()
    for before, after in pairwise(entries):
        if after.commit.previous != before.commit.digest:
            faults.append(f"P1: commit {after.commit.number} does not follow commit {before.commit.number}")
    return faults


def once(witness: Witness) -> list[str]:
    """P1 and P9: the order names no block twice, and ledger time never goes back."""
    faults: list[str] = []
    blocks: dict[tuple[int, bytes], int] = {}
    time_ms = 0
    for entry in witness.order():
        commit = entry.commit
        if commit.time_ms < time_ms:
            faults.append(f"P7: ledger time went back at commit {commit.number}")
        time_ms = commit.time_ms
        for ref in commit.blocks:
            earlier = blocks.setdefault((commit.epoch, ref.digest), commit.number)
            if earlier != commit.number:
                faults.append(f"P1: commit {commit.number} sequences a block of commit {earlier} again")
    return faults


def ledger_time(witness: Witness) -> list[str]:
    """P7: ledger time is the median of what the leader's citations of the round before tell, by weight.

    Source: docs/spec/agreement.md, Ledger time.
    """
    faults: list[str] = []
    previous_ms = 0
    for entry in witness.order():
        commit = entry.commit
        told = _told(witness, commit)
        due_ms = max(previous_ms, _lower_median(told)) if told else previous_ms
        if commit.time_ms != due_ms:
            faults.append(
                f"P7: commit {commit.number} is at {commit.time_ms} ms, its leader's citations say {due_ms}"
            )
        previous_ms = commit.time_ms
    return faults


def fresh(witness: Witness, begin_ms: int, slowest_ms: int) -> list[str]:
    """P7: in a market without troubles and liars no batch is ordered at a time that was long past when it came.

    ``begin_ms``: true time at which the world began; ``slowest_ms``: how far the slowest honest clock lies behind.
    """
    ordered: set[bytes] = set()
    faults: list[str] = []
    for entry in witness.order():
        commit = entry.commit
        for digest in commit.batches:
            held_ms = begin_ms + witness.first_held_us.get(digest, 0) // 1000
            if digest not in ordered and commit.time_ms < held_ms - slowest_ms - STALE_MS:
                faults.append(
                    f"P7: commit {commit.number} orders at {commit.time_ms} ms a batch that came at {held_ms} ms"
                )
            ordered.add(digest)
    return faults


def _told(witness: Witness, commit: Commit) -> list[tuple[int, int]]:
    """Time (ms) and weight of each block of the round before that the commit's leader cites."""
    weights = [one.weight for one in witness.rosters[commit.epoch].validators]
    leader = witness.blocks[commit.leader.digest]
    before = [ref for ref in leader.body.cites if ref.round == commit.leader.round - 1]
    return [(witness.blocks[ref.digest].body.time_ms, weights[ref.author]) for ref in before]


def _lower_median(told: list[tuple[int, int]]) -> int:
    """The earliest time at which half of the weight is reached."""
    half, reached = sum(weight for _, weight in told), 0
    for time_ms, weight in sorted(told):
        reached += 2 * weight
        if reached >= half:
            return time_ms
    raise AssertionError("a leader cites a quorum of the round before")


def finality(witness: Witness) -> list[str]:
    """P5: every certificate holds a quorum of its epoch's weight, and no number is certified two ways."""
    faults: list[str] = []
    for number, found in sorted(witness.certificates.items()):
        results = {certificate.result.digest for _, certificate in found}
        if len(results) > 1:
            faults.append(f"P5: commit {number} was certified with {len(results)} different results")
        for party, certificate in found:
            roster = witness.rosters.get(certificate.result.epoch)
            if roster is None or not _has_quorum("vote", certificate.result, certificate.votes, roster):
                faults.append(f"P5: {party} took commit {number} for final without a quorum")
    return faults + _epochs(witness)


def _epochs(witness: Witness) -> list[str]:
    """P5: an epoch ends with the commit that carried the next roster; nothing is signed for it later."""
    faults: list[str] = []
    epoch = 0
    for entry in witness.order():
        if entry.commit.epoch != epoch:
            faults.append(
                f"P5: commit {entry.commit.number} counts for epoch {entry.commit.epoch}, not {epoch}"
            )
        if any(entry.result.next_roster):
            epoch += 1
    return faults


def determinism(witness: Witness) -> list[str]:
    """P7: equal commits give equal results, leaves and state roots on every honest node."""
    faults: list[str] = []
    seen: dict[int, tuple[str, bytes, tuple[bytes, ...]]] = {}
    for party, commits in witness.commits.items():
        for number, entries in commits.items():
            for entry in entries:
                first = seen.setdefault(number, (party, entry.result.digest, entry.leaves))
                if first[1:] != (entry.result.digest, entry.leaves):
                    faults.append(f"P7: {first[0]} and {party} computed different results of commit {number}")
    for number, votes in witness.votes.items():
        digests = {digest for given in votes.values() for digest in given}
        if len(digests) > 1:
            faults.append(f"P7: honest nodes signed {len(digests)} different results of commit {number}")
    for number, found in witness.checkpoints.items():
        if len({certificate.checkpoint.state for _, certificate in found}) > 1:
            faults.append(f"P7: checkpoint {number} was certified with different states")
        for party, certificate in found:
            roster = witness.rosters.get(certificate.checkpoint.epoch)
            if roster is None or not _has_quorum(
                "checkpoint", certificate.checkpoint, certificate.votes, roster
            ):
                faults.append(f"P6: {party} took checkpoint {number} without a quorum")
    return faults


def _has_quorum(tag: str, value: object, votes: tuple[tuple[int, bytes], ...], roster: Roster) -> bool:
    """Counted here once more, apart from the program: valid votes of distinct validators over two thirds."""
    weights = {
        index: roster.validators[index].weight
        for index, signature in votes
        if 0 <= index < len(roster.validators)
        and keys.verify(roster.validators[index].key, tag, value, signature)
    }
    valid = len(weights) == len(votes)
    return valid and 3 * sum(weights.values()) > 2 * sum(one.weight for one in roster.validators)


CHECKERS: Final[tuple[Callable[[Witness], list[str]], ...]] = (
    agreement,
    once,
    ledger_time,
    finality,
    determinism,
)

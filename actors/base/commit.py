"""Commits (what was ordered), results (what it did), votes and certificates (who says so).

Specification: docs/spec/finality.md.
"""

from __future__ import annotations

from actors.base import keys
from actors.base.block import Ref
from actors.base.canonical import Canonical, Natural
from actors.base.digest import of
from actors.base.keys import SigningKey
from actors.base.roster import Roster


class Commit(Canonical):
    """One committed leader with the history it brought: position ``number`` of the agreed order.

    ``previous`` is the digest of the commit before (across epochs too); ``time_ms`` is ledger time;
    ``blocks`` are the newly sequenced blocks in order (round, author, digest), the leader last of its round;
    ``batches`` are their batch digests in that order, each once.
    """

    market: bytes
    epoch: Natural
    number: Natural
    previous: bytes
    leader: Ref
    time_ms: Natural
    blocks: tuple[Ref, ...]
    batches: tuple[bytes, ...]

    @property
    def digest(self) -> bytes:
        """Digest that results and the next commit name."""
        return of("commit", self)


class Result(Canonical):
    """What every honest validator computed for one commit; the signed link of the result chain.

    ``statuses`` is the Merkle root over the commit's outcome leaves, ``leaves`` their count;
    ``checksum`` is the running 16-byte checksum of all balance changes since the market began;
    ``next_roster`` is the digest of the roster that begins after this commit, or zero.
    """

    market: bytes
    epoch: Natural
    number: Natural
    previous: bytes
    commit: bytes
    statuses: bytes
    leaves: Natural
    checksum: bytes
    next_roster: bytes

    @property
    def digest(self) -> bytes:
        """Digest that the next result names as ``previous``."""
        return of("result", self)


class Vote(Canonical):
    """One validator's signature over a result, given after its own sync of everything behind it."""

    validator: Natural
    result: Result
    signature: bytes


class Certificate(Canonical):
    """A result with votes of a quorum: pairs (validator index, signature), ascending by index."""

    result: Result
    votes: tuple[tuple[Natural, bytes], ...]


class Checkpoint(Canonical):
    """The state after commit ``number``: paged Merkle root, and the digest of the result then."""

    market: bytes
    epoch: Natural
    number: Natural
    result: bytes
    state: bytes


class CheckpointVote(Canonical):
    """One validator's signature over a checkpoint."""

    validator: Natural
    checkpoint: Checkpoint
    signature: bytes


class CheckpointCertificate(Canonical):
    """A checkpoint with votes of a quorum, ascending by validator index."""

    checkpoint: Checkpoint
    votes: tuple[tuple[Natural, bytes], ...]


def vote(key: SigningKey, validator: int, result: Result) -> Vote:
    """Sign ``result``."""
    return Vote(validator, result, key.sign("vote", result))


def vote_checkpoint(key: SigningKey, validator: int, checkpoint: Checkpoint) -> CheckpointVote:
    """Sign ``checkpoint``."""
    return CheckpointVote(validator, checkpoint, key.sign("checkpoint", checkpoint))


def vote_is_valid(one: Vote, roster: Roster) -> bool:
    """Whether a validator of ``roster`` signed this vote for the roster's own epoch and market."""
    return _signed(one.validator, "vote", one.result, one.signature, roster)


def checkpoint_vote_is_valid(one: CheckpointVote, roster: Roster) -> bool:
    """Whether a validator of ``roster`` signed this checkpoint vote for the roster's own epoch and market."""
    return _signed(one.validator, "checkpoint", one.checkpoint, one.signature, roster)


def why_uncertain(certificate: Certificate, roster: Roster) -> list[str]:
    """Every reason why ``certificate`` does not prove its result final under ``roster``."""
    return _why_no_quorum("vote", certificate.result, certificate.votes, roster)


def why_checkpoint_uncertain(certificate: CheckpointCertificate, roster: Roster) -> list[str]:
    """Every reason why ``certificate`` does not prove its checkpoint under ``roster``."""
    return _why_no_quorum("checkpoint", certificate.checkpoint, certificate.votes, roster)


def _signed(validator: int, tag: str, value: Result | Checkpoint, signature: bytes, roster: Roster) -> bool:
    if value.epoch != roster.epoch or value.market != roster.market_id:
        return False
    if not 0 <= validator < len(roster.validators):
        return False
    return keys.verify(roster.validators[validator].key, tag, value, signature)


def _why_no_quorum(
    tag: str, value: Result | Checkpoint, votes: tuple[tuple[int, bytes], ...], roster: Roster
) -> list[str]:
    faults: list[str] = []
    indices = [index for index, _ in votes]
    if indices != sorted(set(indices)):
        faults.append("votes are not in ascending order of distinct validators")
    weight = 0
    for index, signature in dict(votes).items():
        if _signed(index, tag, value, signature, roster):
            weight += roster.validators[index].weight
        else:
            faults.append(
                f"the vote of validator {index} does not verify under the roster of epoch {roster.epoch}"
            )
    if weight < roster.quorum:
        faults.append(f"valid votes weigh {weight}; a quorum of epoch {roster.epoch} is {roster.quorum}")
    return faults

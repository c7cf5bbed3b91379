"""Finality: the core that has agreed commits executed in order, votes on results, and gathers certificates.

It never touches the ledger: executing is an effect, answered with the result. Specification:
docs/spec/finality.md.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from actors.base import commit as base
from actors.base.commit import Certificate, Commit, Result, Vote
from actors.base.digest import ZERO
from actors.base.keys import SigningKey
from actors.base.roster import Roster

#: Votes and results are kept for so many commits around the newest final one.
WINDOW_COMMITS = 4096


# Events -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CommitAgreed:
    """The next commit in order. ``certificate`` comes with commits learnt by catching up."""

    commit: Commit
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class CommitExecuted:
    """The ledger executed the commit; this is its result."""

    result: Result


@dataclass(frozen=True, slots=True)
class CommitSynced:
    """Commit ``number``, its blocks and its payloads are durable here."""

    number: int


@dataclass(frozen=True, slots=True)
class VoteArrived:
    """A vote by another validator, not yet verified."""

    vote: Vote


@dataclass(frozen=True, slots=True)
class CertificateArrived:
    """A certificate from a peer, not yet verified."""

    certificate: Certificate


@dataclass(frozen=True, slots=True)
class VotesAsked:
    """A peer misses votes on commits ``first`` to ``last``."""

    validator: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class EpochEntered:
    """The next epoch has begun, under ``roster``; ``validator`` is the own index there, or None."""

    roster: Roster
    validator: int | None


# Effects ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ExecuteCommit:
    """Execute this commit on the ledger and answer with :class:`CommitExecuted`."""

    commit: Commit


@dataclass(frozen=True, slots=True)
class KeepCommit:
    """Append commit and result to the log, sync, and answer with :class:`CommitSynced`."""

    commit: Commit
    result: Result


@dataclass(frozen=True, slots=True)
class SendVote:
    """Send the own vote to every other validator, or to one."""

    vote: Vote
    validator: int | None = None


@dataclass(frozen=True, slots=True)
class SendCertificate:
    """Send a certificate to one validator that asked for votes."""

    certificate: Certificate
    validator: int


@dataclass(frozen=True, slots=True)
class CommitCertified:
    """A quorum signed the result that this node computed too: the commit is final."""

    commit: Commit
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Diverged:
    """A quorum signed another result than this node computed: it must stop and rebuild."""

    number: int
    certificate: Certificate


Event = (
    CommitAgreed
    | CommitExecuted
    | CommitSynced
    | VoteArrived
    | CertificateArrived
    | VotesAsked
    | EpochEntered
)
Effect = ExecuteCommit | KeepCommit | SendVote | SendCertificate | CommitCertified | Diverged


@dataclass(slots=True)
class _Open:
    """One executed commit on its way to finality."""

    commit: Commit
    result: Result
    synced: bool = False
    certified: bool = False


class Finality:
    """Executes in order, signs after the sync, certifies with a quorum."""

    def __init__(
        self, roster: Roster, validator: int | None, key: SigningKey, number: int, digest: bytes
    ) -> None:
        """Begin after commit ``number`` whose result has ``digest`` (0 and zero bytes at the start)."""
        self.roster = roster
        self.validator = validator
        self.key = key
        #: Rosters by epoch: commits of the epoch before may still lack certificates when the next begins.
        self._rosters: dict[int, Roster] = {roster.epoch: roster}
        #: Newest executed commit and its result's digest.
        self.executed = number
        self.executed_digest = digest
        #: All commits up to this one are final here.
        self.final = number
        self.diverged = False
        self._queue: deque[CommitAgreed] = deque()
        self._executing: Commit | None = None
        self._ended = False
        self._open: dict[int, _Open] = {}
        self._votes: dict[int, dict[int, Vote]] = {}
        self._given: dict[int, Certificate] = {}
        self._own: dict[int, Vote] = {}

    # reads --------------------------------------------------------------------------------------------
    @property
    def waiting(self) -> int:
        """Commits agreed but not yet executed."""
        return len(self._queue) + (self._executing is not None)

    @property
    def missing(self) -> tuple[int, int] | None:
        """First and last executed commit that lacks a certificate, or None."""
        lacking = [number for number, one in self._open.items() if one.synced and not one.certified]
        return (min(lacking), max(lacking)) if lacking else None

    @property
    def accepted(self) -> int:
        """Newest commit number taken in (executed, executing, or queued)."""
        return self.executed + self.waiting

    def restore(self, commit: Commit, result: Result) -> None:
        """Take back a commit from the own log (recovery): executed and durable, perhaps not yet final."""
        assert commit.number == self.executed + 1, "the log holds commits in order"
        self.executed, self.executed_digest = result.number, result.digest
        one = self._open[result.number] = _Open(commit, result, synced=True)
        self._ended = result.next_roster != ZERO
        self._sign(one)

    def restore_certificate(self, certificate: Certificate) -> list[Effect]:
        """Take back a certificate from the own log (recovery); it was verified before it was written."""
        self._given[certificate.result.number] = certificate
        return self._settle(certificate.result.number)

    # the one entry ------------------------------------------------------------------------------------
    def handle(self, event: Event, now_ms: int) -> list[Effect]:
        """Advance by one event."""
        if self.diverged:
            return []
        match event:
            case CommitAgreed():
                self._queue.append(event)
                return self._next()
            case CommitExecuted(result):
                return self._executed(result)
            case CommitSynced(number):
                return self._synced(number)
            case VoteArrived(vote):
                return self._vote(vote)
            case CertificateArrived(certificate):
                return self._certificate(certificate)
            case VotesAsked(validator, first, last):
                return self._asked(validator, first, last)
            case EpochEntered(roster, validator):
                return self._enter(roster, validator)

    def _next(self) -> list[Effect]:
        if self._executing is not None or self._ended or not self._queue:
            return []
        agreed = self._queue.popleft()
        assert agreed.commit.number == self.executed + 1, "commits come in order"
        if agreed.certificate is not None:
            self._given[agreed.commit.number] = agreed.certificate
        self._executing = agreed.commit
        return [ExecuteCommit(agreed.commit)]

    def _executed(self, result: Result) -> list[Effect]:
        commit = self._executing
        assert commit is not None and commit.number == result.number, (
            "a result answers the commit in execution"
        )
        self._executing = None
        self.executed, self.executed_digest = result.number, result.digest
        self._open[result.number] = _Open(commit, result)
        if result.next_roster != ZERO:
            # Nothing ordered after the commit that carries a roster counts.
            self._ended = True
            self._queue.clear()
        return [KeepCommit(commit, result), *self._next()]

    def _synced(self, number: int) -> list[Effect]:
        one = self._open.get(number)
        if one is None or one.synced:
            return []
        one.synced = True
        return [*self._sign(one), *self._settle(number)]

    def _sign(self, one: _Open) -> list[Effect]:
        if self.validator is None or one.result.epoch != self.roster.epoch:
            return []
        vote = base.vote(self.key, self.validator, one.result)
        self._own[one.result.number] = vote
        self._votes.setdefault(one.result.number, {})[self.validator] = vote
        return [SendVote(vote)]

    def _vote(self, vote: Vote) -> list[Effect]:
        number = vote.result.number
        if not self.final < number <= self.executed + WINDOW_COMMITS:
            return []
        known = self._votes.setdefault(number, {})
        roster = self._roster_of(vote.result)
        if vote.validator in known or roster is None or not base.vote_is_valid(vote, roster):
            return []
        known[vote.validator] = vote
        return self._settle(number)

    def _roster_of(self, result: Result) -> Roster | None:
        """The roster that may sign this result: that of the own commit of this number, or the newest one."""
        one = self._open.get(result.number)
        epoch = self.roster.epoch if one is None else one.result.epoch
        return self._rosters.get(epoch) if epoch == result.epoch else None

    def _certificate(self, certificate: Certificate) -> list[Effect]:
        number = certificate.result.number
        if not self.final < number <= self.executed + WINDOW_COMMITS or number in self._given:
            return []
        roster = self._roster_of(certificate.result)
        if roster is None or base.why_uncertain(certificate, roster):
            return []
        self._given[number] = certificate
        return self._settle(number)

    def _settle(self, number: int) -> list[Effect]:
        """Look whether commit ``number`` is final now."""
        one = self._open.get(number)
        if one is None or not one.synced or one.certified:
            return []
        certificate = self._given.pop(number, None) or self._gather(number)
        if certificate is None:
            return []
        if certificate.result != one.result:
            self.diverged = True
            return [Diverged(number, certificate)]
        one.certified = True
        self._votes.pop(number, None)
        effects: list[Effect] = [CommitCertified(one.commit, certificate)]
        while (following := self._open.get(self.final + 1)) is not None and following.certified:
            self.final += 1
            del self._open[self.final]
            self._own.pop(self.final - WINDOW_COMMITS, None)
        return effects

    def _gather(self, number: int) -> Certificate | None:
        """A certificate from the votes on one result that weigh a quorum, or None."""
        by_result: dict[bytes, list[Vote]] = {}
        for vote in self._votes.get(number, {}).values():
            by_result.setdefault(vote.result.digest, []).append(vote)
        roster = self._rosters[self._open[number].result.epoch]
        for votes in by_result.values():
            if sum(roster.validators[vote.validator].weight for vote in votes) >= roster.quorum:
                ordered = sorted(votes, key=lambda vote: vote.validator)
                return Certificate(votes[0].result, tuple((one.validator, one.signature) for one in ordered))
        return None

    def _asked(self, validator: int, first: int, last: int) -> list[Effect]:
        numbers = range(max(first, self.executed - WINDOW_COMMITS), min(last, self.executed) + 1)
        known = [number for number in numbers if number in self._own]
        return [SendVote(self._own[number], validator) for number in known[:256]]

    def _enter(self, roster: Roster, validator: int | None) -> list[Effect]:
        self.roster, self.validator = roster, validator
        self._rosters[roster.epoch] = roster
        for epoch in [one for one in self._rosters if one < roster.epoch - 1]:
            del self._rosters[epoch]
        self._ended = False
        self._queue.clear()
        # What was signed for numbers above the epoch's last commit counts for nothing.
        for number in [one for one in self._votes if one > self.executed]:
            del self._votes[number]
        for number in [one for one in self._given if one > self.executed]:
            del self._given[number]
        return []

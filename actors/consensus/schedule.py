"""Who leads which slot: a function of the committed prefix alone."""

from __future__ import annotations

from collections.abc import Iterable

from actors.base.canonical import Canonical
from actors.consensus.electorate import Electorate


class ScheduleState(Canonical):
    """Where the schedule stands after a commit whose leader is of round ``slot``.

    ``scores``: the smooth round-robin's score of each author; ``sequenced``: blocks of each author sequenced
    since the last review; ``commits`` since then; ``idle``: authors without slots, ascending.
    """

    slot: int
    scores: tuple[int, ...]
    sequenced: tuple[int, ...]
    commits: int
    idle: tuple[int, ...]

    @classmethod
    def first(cls, validators: int) -> ScheduleState:
        """The state at the start of an epoch."""
        return cls(0, (0,) * validators, (0,) * validators, 0, ())


class LeaderSchedule:
    """Smooth weighted round-robin over the authors who are not idle.

    Each slot adds every author's weight to its score; the highest score leads (ties: lowest index) and pays
    the weight of all who take part. Reviews happen every ``review_commits`` commits.
    """

    def __init__(self, electorate: Electorate, review_commits: int, state: ScheduleState) -> None:
        """Continue from ``state``."""
        self._electorate = electorate
        self._review_commits = review_commits
        self.state = state
        self._scores = list(state.scores)
        self._leaders: list[int] = []

    def leader(self, slot: int) -> int:
        """Author index that leads ``slot``, which is above the last committed leader's round."""
        at = slot - self.state.slot - 1
        assert at >= 0, "a slot that is already committed"
        while len(self._leaders) <= at:
            self._leaders.append(self._turn())
        return self._leaders[at]

    def after_commit(self, slot: int, authors: Iterable[int]) -> bool:
        """Account for a commit with leader round ``slot`` and the ``authors`` of its blocks (with repeats).

        Returns whether slots above ``slot`` have other leaders than before.
        """
        before = self.state
        self.leader(slot)
        scores = self._scores_after(slot)
        counts = list(before.sequenced)
        for author in authors:
            counts[author] += 1
        commits = before.commits + 1
        idle = tuple(author for author in before.idle if counts[author] == 0)
        if commits >= self._review_commits:
            idle = self._review(idle, counts)
            counts, commits = [0] * len(counts), 0
        changed = idle != before.idle
        if changed:
            scores = [0 if at in idle or at in before.idle else score for at, score in enumerate(scores)]
        self.state = ScheduleState(slot, tuple(scores), tuple(counts), commits, idle)
        self._leaders = []
        self._scores = list(scores)
        return changed

    def _scores_after(self, slot: int) -> list[int]:
        """Scores once ``slot`` was given, replayed from the state: few slots lie between two commits."""
        scores = list(self.state.scores)
        for leader in self._leaders[: slot - self.state.slot]:
            self._advance(scores, leader)
        return scores

    def _advance(self, scores: list[int], leader: int) -> None:
        for author in self._active():
            scores[author] += self._electorate.weights[author]
        scores[leader] -= self._electorate.weigh(self._active())

    def _active(self) -> list[int]:
        return [author for author in range(self._electorate.size) if author not in self.state.idle]

    def _turn(self) -> int:
        active = self._active()
        weights = self._electorate.weights
        leader = max(active, key=lambda author: (self._scores[author] + weights[author], -author))
        self._advance(self._scores, leader)
        return leader

    def _review(self, idle: tuple[int, ...], counts: list[int]) -> tuple[int, ...]:
        """Authors to idle: those idle already, then the unheard; always less than a third of the weight."""
        lost = list(idle)
        weight = self._electorate.weigh(lost)
        for author, count in enumerate(counts):
            more = self._electorate.weights[author]
            if count == 0 and author not in lost and (weight + more) * 3 < self._electorate.total:
                lost.append(author)
                weight += more
        return tuple(sorted(lost))

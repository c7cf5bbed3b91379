"""Weights of the validators and what a quorum of them is."""

from __future__ import annotations

from collections.abc import Iterable

from actors.base.roster import Roster


def quorum_of(roster: Roster) -> int:
    """Smallest weight that is more than two thirds of the roster's whole weight."""
    return roster.quorum


class Electorate:
    """The validators of one epoch, by index, with their weights."""

    __slots__ = ("quorum", "size", "total", "weights")

    def __init__(self, roster: Roster) -> None:
        """Read the weights of ``roster``."""
        self.weights: tuple[int, ...] = tuple(one.weight for one in roster.validators)
        self.size = len(self.weights)
        self.total = sum(self.weights)
        self.quorum = quorum_of(roster)

    def weigh(self, authors: Iterable[int]) -> int:
        """Weight of distinct ``authors`` together."""
        return sum(self.weights[author] for author in authors)

    def is_quorum(self, weight: int) -> bool:
        """Whether ``weight`` reaches the quorum."""
        return weight >= self.quorum

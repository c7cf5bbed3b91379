"""How far a node is, for its peers and for operators."""

from __future__ import annotations

from typing import NamedTuple


class Tip(NamedTuple):
    """Highest round accepted and last commit made."""

    epoch: int
    round: int
    commit: int


class Counters(NamedTuple):
    """Sizes and totals of one core.

    ``accepted`` blocks kept, ``waiting`` blocks aside, ``uncommitted`` offered batches, ``proposed_round``
    highest own round, ``commits`` made and ``final``, ``silent`` validators not waited for.
    """

    accepted: int
    waiting: int
    uncommitted: int
    proposed_round: int
    commits: int
    final: int
    silent: int

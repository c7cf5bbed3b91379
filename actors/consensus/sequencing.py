"""From a committed leader to a commit: which blocks and batches, in which order, at which ledger time."""

from __future__ import annotations

from actors.base.block import Ref
from actors.base.commit import Commit
from actors.consensus.dag import Dag
from actors.consensus.electorate import Electorate
from actors.consensus.prefix import Progress

#: Ledger time matters by the second: deadlines are whole seconds.
TICK_MS = 1_000


def new_history(dag: Dag, progress: Progress, leader: Ref) -> tuple[Ref, ...]:
    """``leader`` and its history above the horizon that is not sequenced yet, by (round, author, digest).

    The history of a sequenced block is sequenced, so the walk ends there.
    """
    found: set[Ref] = set()
    stack = [leader]
    while stack:
        ref = stack.pop()
        if ref in found or ref.round == 0 or ref.round <= progress.horizon or progress.is_sequenced(ref):
            continue
        found.add(ref)
        stack.extend(dag.vertex(ref).block.body.cites)
    return tuple(sorted(found))


def lower_median(pairs: list[tuple[int, int]]) -> int:
    """The lower median of values in pairs (value, weight); ``pairs`` is not empty."""
    total = sum(weight for _, weight in pairs)
    reached = 0
    for value, weight in sorted(pairs):
        reached += weight
        if reached * 2 >= total:
            return value
    raise AssertionError("weights are positive")


def ledger_time(dag: Dag, electorate: Electorate, leader: Ref, previous_ms: int) -> int:
    """Ledger time of the commit of ``leader``: never earlier than ``previous_ms``."""
    if leader.round == 1:
        return previous_ms
    parents = dag.vertex(leader).parents
    times = [(dag.vertex(ref).block.body.time_ms, electorate.weights[ref.author]) for ref in parents.values()]
    return max(previous_ms, lower_median(times))


def new_batches(dag: Dag, progress: Progress, blocks: tuple[Ref, ...]) -> tuple[bytes, ...]:
    """Batches of ``blocks`` in order, each once, without those that a kept commit already holds."""
    digests: dict[bytes, None] = {}
    for ref in blocks:
        for digest in dag.vertex(ref).block.body.batches:
            if not progress.is_committed(digest):
                digests[digest] = None
    return tuple(digests)


def is_due(progress: Progress, commit: Commit) -> bool:
    """Whether ``commit``, made of a committed leader after the prefix, is a commit of the agreed order.

    A leader that brings no batch makes none, unless ledger time enters another second or the horizon would stand
    still for too long: what it would have sequenced, a later commit does.
    """
    enters_second = commit.time_ms // TICK_MS > progress.time_ms // TICK_MS
    return bool(commit.batches) or enters_second or progress.stands_still(commit.leader.round)


def commit_of(dag: Dag, electorate: Electorate, progress: Progress, market: bytes, leader: Ref) -> Commit:
    """The commit that ``leader`` makes after the prefix."""
    blocks = new_history(dag, progress, leader)
    return Commit(
        market,
        progress.epoch,
        progress.number + 1,
        progress.commit,
        leader,
        ledger_time(dag, electorate, leader, progress.time_ms),
        blocks,
        new_batches(dag, progress, blocks),
    )

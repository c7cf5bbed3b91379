"""Reading one log entry, and what can be said of it without executing anything."""

from __future__ import annotations

from typing import TypeVar

from actors.base import merkle
from actors.base.canonical import MalformedBytes, decode
from actors.base.commit import Result
from actors.base.entries import CommitEntry
from actors.host import Entry
from cluster.verify.report import Wrong

T = TypeVar("T")


def read_entry(entry: Entry, kind: type[T], step: str) -> T:
    """The value in an entry.

    Raises:
        Wrong: its data is not the canonical form of one.
    """
    try:
        return decode(entry.data, kind)
    except MalformedBytes as problem:
        raise Wrong(step, str(problem)) from None


def check_result(one: CommitEntry, last: Result | None, name: str) -> None:
    """Whether the result is that of this commit and of these outcomes, when it cannot be executed again.

    Raises:
        Wrong: it is not, or does not follow ``last``.
    """
    commit, result = one.commit, one.result
    if (result.market, result.epoch, result.number) != (commit.market, commit.epoch, commit.number):
        raise Wrong("commits", "its result is that of another commit", entry=name)
    if result.commit != commit.digest:
        raise Wrong("commits", "its result names another commit", entry=name)
    if last is not None and result.previous != last.digest:
        raise Wrong("commits", f"its result does not follow that of commit {last.number}", entry=name)
    if result.leaves != len(one.leaves) or result.statuses != merkle.root(
        [merkle.leaf_hash(leaf) for leaf in one.leaves]
    ):
        raise Wrong("commits", "its outcomes are not under its result's root", entry=name)

"""Blocks that wait aside: for what they cite, for their batches, or, if they are own ones, for the disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from actors.base.block import Block, Ref

#: What a block may wait for: another block, or a batch by digest.
Need = Ref | bytes


@dataclass(slots=True)
class Waiting:
    """One block aside.

    ``blocked``: what is missing before it may be written; ``unaccepted``: citations not accepted yet;
    ``ready``: nothing is missing and it is being written; ``durable``: it is written; ``own``: it was made here
    just now, and must be durable before it counts.
    """

    block: Block
    blocked: dict[Need, None] = field(default_factory=dict)
    unaccepted: dict[Ref, None] = field(default_factory=dict)
    ready: bool = False
    durable: bool = False
    own: bool = False


class Aside:
    """Blocks aside, with a quota per author, and who waits for what."""

    def __init__(self, validators: int, per_author_max: int) -> None:
        """Nothing waits."""
        self._per_author_max = per_author_max
        self._entries: dict[Ref, Waiting] = {}
        self._by_author: list[dict[Ref, None]] = [{} for _ in range(validators)]
        self._waiters: dict[Need, dict[Ref, None]] = {}

    def __contains__(self, ref: object) -> bool:
        return ref in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, ref: Ref) -> Waiting | None:
        """The waiting block of this name, or None."""
        return self._entries.get(ref)

    def is_ready(self, ref: Ref) -> bool:
        """Whether the block lacks nothing but the disk."""
        entry = self._entries.get(ref)
        return entry is not None and entry.ready

    def put(self, entry: Waiting, exempt: bool = False) -> Ref | None:
        """Take ``entry`` in. Returns the block displaced by its author's quota: maybe this one.

        ``exempt``: the quota does not apply (own blocks, restored blocks).
        """
        ref = entry.block.ref
        displaced = None if exempt else self._displace(ref)
        if displaced == ref:
            return ref
        self._entries[ref] = entry
        self._by_author[ref.author][ref] = None
        for need in (*entry.blocked, *entry.unaccepted):
            self._waiters.setdefault(need, {})[ref] = None
        return displaced

    def needs(self) -> list[Need]:
        """Everything that some block waits for, oldest wait first."""
        return list(self._waiters)

    def is_needed(self, need: Need) -> bool:
        """Whether some block waits for ``need``."""
        return need in self._waiters

    def waiters(self, need: Need) -> list[Ref]:
        """Blocks that wait for ``need``, longest first."""
        return list(self._waiters.get(need, ()))

    def unblock(self, need: Need) -> list[Ref]:
        """``need`` is at hand: blocks that waited for it and now lack nothing."""
        unblocked = []
        for ref in self.waiters(need):
            entry = self._entries[ref]
            if need in entry.blocked:
                del entry.blocked[need]
                if not entry.blocked:
                    unblocked.append(ref)
        if isinstance(need, bytes):
            self._waiters.pop(need, None)
        return unblocked

    def accepted(self, need: Ref) -> list[Ref]:
        """``need`` was accepted or is settled: blocks that waited for it and now lack nothing of one kind."""
        unblocked = self.unblock(need)
        for ref in self._waiters.pop(need, ()):
            entry = self._entries[ref]
            del entry.unaccepted[need]
            if not entry.unaccepted and ref not in unblocked:
                unblocked.append(ref)
        return unblocked

    def remove(self, ref: Ref) -> Waiting:
        """Take a block out."""
        entry = self._entries.pop(ref)
        del self._by_author[ref.author][ref]
        for need in (*entry.blocked, *entry.unaccepted):
            waiters = self._waiters.get(need)
            if waiters is not None:
                waiters.pop(ref, None)
                if not waiters:
                    del self._waiters[need]
        return entry

    def forget(self, horizon: int) -> None:
        """Drop blocks of rounds up to ``horizon``."""
        for ref in [one for one in self._entries if one.round <= horizon]:
            self.remove(ref)

    def refs(self) -> list[Ref]:
        """Names of all blocks aside, longest waiting first."""
        return list(self._entries)

    def versions(self, author: int, round: int) -> Iterable[Ref]:
        """Blocks aside of one author and round."""
        return [ref for ref in self._by_author[author] if ref.round == round]

    def _displace(self, ref: Ref) -> Ref | None:
        mine = self._by_author[ref.author]
        if len(mine) < self._per_author_max:
            return None
        movable = [one for one in mine if not self._entries[one].ready]
        last = max([*movable, ref], key=self._dispensability)
        if last != ref:
            self.remove(last)
        return last

    def _dispensability(self, ref: Ref) -> tuple[bool, int, bytes]:
        """Sorts the block that can best be spared last: what others wait for stays, then low rounds."""
        return not self._is_cited_by_others(ref), ref.round, ref.digest

    def _is_cited_by_others(self, ref: Ref) -> bool:
        return any(waiter.author != ref.author for waiter in self._waiters.get(ref, ()))

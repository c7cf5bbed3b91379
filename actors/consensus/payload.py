"""Batches by digest: which are held, which this node proposes, and which of its own blocks carry them."""

from __future__ import annotations

from collections.abc import Iterable


class Payload:
    """Held and offered batches of one node."""

    def __init__(self, held_max: int) -> None:
        """Nothing is held. ``held_max``: held digests remembered; a forgotten one is simply asked for again."""
        self._held_max = held_max
        self._held: dict[bytes, None] = {}
        #: Offered and in no own block above the horizon, oldest first.
        self._queue: dict[bytes, None] = {}
        #: Offered or not: in an own block of this round.
        self._carried: dict[bytes, int] = {}
        self._rounds: dict[int, list[bytes]] = {}
        self._offered: dict[bytes, None] = {}
        #: Held since a moment ago, proposed by others, and in no accepted block yet; oldest first.
        self._fresh: dict[bytes, None] = {}

    def is_held(self, digest: bytes) -> bool:
        """Whether a block that names the batch may be accepted."""
        return digest in self._held or digest in self._offered

    def hold(self, digests: Iterable[bytes], fresh: bool = False) -> None:
        """The batches are verified and in the log here. ``fresh``: a leader may name them before others do."""
        for digest in digests:
            self._held.pop(digest, None)
            self._held[digest] = None
            if fresh:
                self._fresh[digest] = None
        for kept in (self._held, self._fresh):
            while len(kept) > self._held_max:
                del kept[next(iter(kept))]

    def offer(self, digests: Iterable[bytes]) -> None:
        """Propose these held batches until they are committed."""
        for digest in digests:
            if digest not in self._offered:
                self._offered[digest] = None
                if digest not in self._carried:
                    self._queue[digest] = None

    def next_batches(self, count: int, leads: bool = False) -> tuple[bytes, ...]:
        """The next ``count`` batches to propose, oldest first; a block that ``leads`` its round names fresh ones
        of others too."""
        fresh = [digest for digest in self._fresh if digest not in self._queue] if leads else []
        return tuple(digest for digest, _ in zip((*self._queue, *fresh), range(count), strict=False))

    def named(self, digests: Iterable[bytes]) -> None:
        """An accepted block names these batches: who cites it need not name them again."""
        for digest in digests:
            self._fresh.pop(digest, None)

    def carry(self, digests: Iterable[bytes], round: int) -> None:
        """An own block of ``round`` names these batches."""
        for digest in digests:
            self._carried[digest] = round
            self._rounds.setdefault(round, []).append(digest)
            self._queue.pop(digest, None)

    def committed(self, digests: Iterable[bytes]) -> None:
        """A commit holds these batches: they need no proposing any more."""
        for digest in digests:
            self._offered.pop(digest, None)
            self._queue.pop(digest, None)
            self._carried.pop(digest, None)
            self._held.pop(digest, None)
            self._fresh.pop(digest, None)

    def fall(self, horizon: int) -> None:
        """Own blocks up to ``horizon`` count no more: what they carried and nobody committed is proposed again."""
        for round in [one for one in self._rounds if one <= horizon]:
            for digest in self._rounds.pop(round):
                if self._carried.get(digest) == round:
                    del self._carried[digest]
                    if digest in self._offered:
                        self._queue[digest] = None

    @property
    def uncommitted(self) -> int:
        """Offered batches not committed yet."""
        return len(self._offered)

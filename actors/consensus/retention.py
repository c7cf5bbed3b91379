"""How long blocks below the horizon are kept for peers."""

from __future__ import annotations

from collections import deque

#: Commits not final whose blocks are kept; a quorum cannot lag so far behind those who order.
UNFINAL_MAX = 64


class Retention:
    """Up to which round blocks may be forgotten.

    A peer one commit behind may lack a block that this commit put below the horizon. Until the commit is
    final the peer cannot adopt it and its vote may be needed, so the block stays.
    """

    def __init__(self) -> None:
        """Nothing may be forgotten."""
        self.final = 0
        #: Highest round that may be forgotten.
        self.floor = 0
        self._unfinal: deque[tuple[int, int]] = deque()

    def committed(self, number: int, horizon: int) -> None:
        """Commit ``number`` moved the horizon to ``horizon``."""
        self._unfinal.append((number, horizon))
        self._move()

    def finalised(self, number: int) -> None:
        """All commits up to ``number`` are final."""
        self.final = max(self.final, number)
        self._move()

    def _move(self) -> None:
        while self._unfinal and (self._unfinal[0][0] <= self.final or len(self._unfinal) > UNFINAL_MAX):
            _, horizon = self._unfinal.popleft()
            self.floor = max(self.floor, horizon)

"""Votes gathered again for results whose certificate was lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from actors.base.commit import Certificate, Result
from actors.base.roster import Roster

RESULTS_MAX = 64
CERTIFICATES_MAX = 256


class Signatures:
    """Verified signatures by result. A certificate holds those of a quorum, whichever came first to its node."""

    def __init__(self) -> None:
        """None is known."""
        self._by_result: dict[bytes, dict[int, bytes]] = {}

    def add(self, result: Result, validator: int, signature: bytes) -> None:
        """Keep one verified signature on ``result``; of results, the newest ones are kept."""
        self._by_result.setdefault(result.digest, {})[validator] = signature
        while len(self._by_result) > RESULTS_MAX:
            del self._by_result[next(iter(self._by_result))]

    def certificates(self, result: Result, roster: Roster) -> Iterator[Certificate]:
        """Certificates that the known votes on ``result`` make, those of the fewest votes first."""
        votes = sorted(self._by_result.get(result.digest, {}).items())
        made = 0
        for count in range(1, len(votes) + 1):
            for some in combinations(votes, count):
                if sum(roster.validators[one].weight for one, _ in some) < roster.quorum:
                    continue
                yield Certificate(result, some)
                made += 1
                if made == CERTIFICATES_MAX:
                    return

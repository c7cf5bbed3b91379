"""Used trade references, in two generations. Source: docs/spec/records.md, Matching."""

from __future__ import annotations

from dataclasses import dataclass, field

Key = tuple[int, int, int]


@dataclass(slots=True)
class Used:
    """References that must not be used again, with the last second at which each generation is needed."""

    newer: set[Key] = field(default_factory=set)
    older: set[Key] = field(default_factory=set)
    newer_until_s: int = 0
    older_until_s: int = 0

    def __contains__(self, key: Key) -> bool:
        """Whether ``key`` is used."""
        return key in self.newer or key in self.older

    def remember(self, key: Key, until_s: int) -> None:
        """``key`` is used, at least until the second ``until_s``."""
        self.newer.add(key)
        self.newer_until_s = max(self.newer_until_s, until_s)

    def turn(self, now_s: int) -> None:
        """At the start of a commit: forget the older generation once nothing in it is needed."""
        if now_s > self.older_until_s:
            self.older, self.older_until_s = self.newer, self.newer_until_s
            self.newer, self.newer_until_s = set(), 0

"""Faults that a simulated back end has on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Faults:
    """``late``: dates whose file is not there yet; references that are taken over but lost, booked twice, or booked
    with another quantity."""

    late: set[int] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    wrong: Mapping[str, int] = field(default_factory=dict)

    def booked(self, reference: str, quantity: int) -> list[int]:
        """The quantities that are booked for a message: none, one or two."""
        if reference in self.lost:
            return []
        held = self.wrong.get(reference, quantity)
        return [held, held] if reference in self.doubled else [held]

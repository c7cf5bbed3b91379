"""How a benchmark tells what it is doing."""

from __future__ import annotations

from collections.abc import Callable

#: Told a fraction from 0 to 1 and a text, whose words before the first colon name the stage.
Progress = Callable[[float, str], None]


def silent(_: float, __: str) -> None:
    """Tell nobody."""

"""Figures as people read them in a narrow table."""

from __future__ import annotations

from datetime import datetime
from typing import Final

_MACHINE: Final = 8
_UNITS: Final = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def memory(size: int) -> str:
    """Bytes in the largest unit of which there is one."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.{1 if unit == 1 << 30 else 0}f} {name}"
    return f"{size} B"


def moment(at_ms: int, now_ms: int) -> str:
    """Local time of day; with the date when it is another day's."""
    at, now = datetime.fromtimestamp(at_ms / 1_000), datetime.fromtimestamp(now_ms / 1_000)
    return f"{at:%H:%M:%S}" if at.date() == now.date() else f"{at:%m-%d %H:%M}"


def seconds(value: float) -> str:
    """Seconds, with a tenth where it counts."""
    return f"{value:.1f} s" if value < 100 else f"{value:,.0f} s"


def machine(name: str) -> str:
    """The beginning of a machine's id; empty where there is but this one."""
    return name[:_MACHINE]

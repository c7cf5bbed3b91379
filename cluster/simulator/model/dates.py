"""Business dates as integers YYYYMMDD."""

from __future__ import annotations

from datetime import date


def is_date(number: int) -> bool:
    """Whether ``number`` reads as a calendar date of the years 1 to 9999."""
    try:
        date(number // 10000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        return False
    return True

"""Numbers that the sender of a command gives to what it makes."""

from __future__ import annotations

from typing import Any

from actors.ledger.module import Shelf
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import Status


def why_no_number(number: int) -> list[Status]:
    """Why this is no number: it is not positive, or has no room."""
    return [] if 1 <= number < UNITS_MAX else [Status.NUMBER_INVALID]


def why_not_new(key: Any, shelf: Shelf[Any], *others: Shelf[Any]) -> list[Status]:
    """Why no new row goes under ``key`` on ``shelf``: there is one, there or on one of the others, or no room."""
    faults: list[Status] = []
    if any(key in one for one in (shelf, *others)):
        faults.append(Status.NUMBER_USED)
    if shelf.is_full:
        faults.append(Status.SHELF_FULL)
    return faults

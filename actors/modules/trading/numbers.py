"""Numbers that a venue gives: they begin with its institution number, and none is given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actors.ledger.module import Shelf
from actors.ledger.status import Status
from actors.modules.numbers import why_not_new
from actors.modules.trading.books import books_of
from actors.modules.trading.state import Counter

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

SHIFT: Final = 48


def why_no_number(shelf: Shelf[Any], institution: int, number: int) -> list[Status]:
    """Why the institution may not enter a new row of this number on the shelf."""
    foreign = number < 0 or number >> SHIFT != institution or not number & ((1 << SHIFT) - 1)
    return [Status.NUMBER_FOREIGN] * foreign + why_not_new(number, shelf)


def why_no_deal_number(ledger: Ledger, institution: int, number: int) -> list[Status]:
    """Why the institution may not enter what becomes a deal of this number: a request, a taking, a declared deal."""
    module = books_of(ledger)
    faults = why_no_number(module.requests, institution, number)
    if number in module.declared or (number, 0) in module.deals:
        faults.append(Status.NUMBER_USED)
    if module.deals.is_full or module.declared.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def peek_serial(ledger: Ledger, name: str) -> int:
    """The serial number that comes next under this name."""
    row = books_of(ledger).counters.get(name)
    return row.value + 1 if row else 1


def next_serial(ledger: Ledger, name: str) -> int:
    """Take the next serial number under this name."""
    value = peek_serial(ledger, name)
    books_of(ledger).counters.put(Counter(name, value))
    return value

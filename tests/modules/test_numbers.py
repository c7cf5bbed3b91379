"""Numbers that senders give, and rows that are new."""

from __future__ import annotations

import pytest

from actors.ledger.module import Shelf
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import Status
from actors.modules.numbers import why_no_number, why_not_new
from actors.modules.settlement.state import Counter


def shelf(*names: str, rows_max: int = 9) -> Shelf[Counter]:
    """A shelf with a row of each name."""
    made = Shelf(Counter, lambda one: one.name, rows_max=rows_max)
    for name in names:
        made.put(Counter(name, 1))
    return made


@pytest.mark.parametrize("number", [1, UNITS_MAX - 1])
def test_a_number_is_positive_and_has_room(number: int) -> None:
    assert why_no_number(number) == []


@pytest.mark.parametrize("number", [-1, 0, UNITS_MAX])
def test_anything_else_is_none(number: int) -> None:
    assert why_no_number(number) == [Status.NUMBER_INVALID]


def test_a_row_is_new_on_every_shelf_that_must_not_have_it() -> None:
    assert why_not_new("c", shelf("a"), shelf("b")) == []
    assert why_not_new("a", shelf("a"), shelf("b")) == [Status.NUMBER_USED]
    assert why_not_new("b", shelf("a"), shelf("b")) == [Status.NUMBER_USED]


def test_a_used_number_and_a_full_shelf_are_told_together() -> None:
    assert why_not_new("a", shelf("a", rows_max=1)) == [Status.NUMBER_USED, Status.SHELF_FULL]
    assert why_not_new("b", shelf("a"), shelf("c", rows_max=1)) == []

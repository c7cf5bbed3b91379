"""The chronicle: volumes close where the rules say, each names the one before, and the state names the newest."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from actors.base.digest import ZERO
from actors.ledger.chronicle import Chronicle, Volume, content_of
from actors.ledger.layout import TRADE, Rows
from actors.ledger.ledger import Ledger
from tests.ledger.test_movements import everything

MARKET = b"m" * 32
SIZES = st.lists(st.integers(0, 9), max_size=30)


def rows_of(commit: int, count: int) -> Rows:
    """Rows of one commit."""
    rows = np.zeros(count, TRADE)
    rows["commit"], rows["quantity"] = commit, np.arange(count)
    return rows


def lived(sizes: list[int], rows_max: int) -> tuple[Chronicle, list[Volume]]:
    """A chronicle of commits with so many rows each, and its volumes."""
    chronicle = Chronicle(MARKET)
    volumes: list[Volume] = []
    for commit, count in enumerate(sizes, start=1):
        volumes.extend(chronicle.add(rows_of(commit, count), rows_max))
    return chronicle, volumes


@given(SIZES, st.integers(1, 20))
def test_volumes_and_what_follows_them_are_all_rows_in_order(sizes: list[int], rows_max: int) -> None:
    chronicle, volumes = lived(sizes, rows_max)
    told = np.concatenate([np.zeros(0, TRADE), *(one.rows for one in volumes), *chronicle.parts])
    true = np.concatenate(
        [np.zeros(0, TRADE), *(rows_of(at, count) for at, count in enumerate(sizes, start=1))]
    )
    assert told.tobytes() == true.tobytes()
    assert {one.head.rows for one in volumes} <= {rows_max}
    assert chronicle.rows < rows_max


@given(SIZES, st.integers(1, 5))
def test_each_volume_names_the_one_before_and_its_own_rows(sizes: list[int], rows_max: int) -> None:
    chronicle, volumes = lived(sizes, rows_max)
    before = ZERO
    for number, one in enumerate(volumes, start=1):
        assert (one.head.market, one.head.number, one.head.previous) == (MARKET, number, before)
        assert one.head.content == content_of(one.rows)
        assert (one.head.first, one.head.last) == (one.rows["commit"][0], one.rows["commit"][-1])
        before = one.head.digest
    assert chronicle.newest == (volumes[-1].head if volumes else None)


@given(SIZES, SIZES, st.integers(1, 9))
def test_a_chronicle_goes_on_from_its_image_to_the_same_volumes(
    first: list[int], then: list[int], rows_max: int
) -> None:
    chronicle, _ = lived(first, rows_max)
    again = Chronicle(MARKET, chronicle.image())
    for commit, count in enumerate(then, start=len(first) + 1):
        rows = rows_of(commit, count)
        heads = [one.head for one in chronicle.add(rows, rows_max)]
        assert [one.head for one in again.add(rows, rows_max)] == heads
    assert again.image() == chronicle.image()


def test_a_rule_that_makes_volumes_smaller_closes_the_open_one_at_once() -> None:
    chronicle, _ = lived([5], 100)
    volumes = chronicle.add(rows_of(2, 1), 3)
    assert [one.head.rows for one in volumes] == [5]
    assert chronicle.rows == 1


def test_the_state_holds_the_chronicle() -> None:
    desk = everything()
    ledger = Ledger(desk.ledger.roster)
    rows = [ledger.apply(commit, batches).trades for commit, batches in desk.log]
    assert b"".join(part.tobytes() for part in ledger.chronicle.parts) == np.concatenate(rows).tobytes()
    again = Ledger.from_image(ledger.image(), ledger.roster)
    assert again.chronicle.image() == ledger.chronicle.image()
    assert again.image() == ledger.image()

"""When a pair is begun: in open loop at its time, whatever became of others; flat out as soon as there is room."""

from __future__ import annotations

import pytest

from cluster.bench.pace import Pace
from cluster.bench.talk import Go

START_US = 1_000_000


def pace(**values: int) -> Pace:
    """Two pairs a second of ten trades each, for three seconds, unless told otherwise."""
    usual = {"length_us": 3_000_000, "pairs": 6, "batch": 10, "offered": 20, "in_flight": 8}
    return Pace(Go(first=0, start_us=START_US, **{**usual, **values}))  # type: ignore[arg-type]


@pytest.mark.parametrize(("sent", "due_us", "begin_us"), [(0, 0, 450_000), (1, 500_000, 950_000)])
def test_in_open_loop_a_pair_begins_when_its_last_trade_is_due(sent: int, due_us: int, begin_us: int) -> None:
    assert pace().due_us(sent, 99) == START_US + due_us
    assert pace().wait_us(sent, START_US) == begin_us
    assert pace().wait_us(sent, START_US + begin_us + 7) == 0


def test_what_is_late_is_due_when_it_was_due() -> None:
    assert pace().due_us(1, START_US + 2_900_000) == START_US + 500_000


def test_flat_out_a_pair_is_due_when_it_is_begun() -> None:
    flat_out = pace(offered=0, pairs=0)
    assert flat_out.wait_us(3, START_US + 5) == 0
    assert flat_out.due_us(3, START_US + 5) == START_US + 5
    assert flat_out.wait_us(0, START_US - 5) == 5


def test_after_its_end_or_its_last_pair_nothing_more_is_sent() -> None:
    assert pace().wait_us(3, START_US + 3_000_000) is None
    assert pace().wait_us(6, START_US + 1) is None
    assert pace(length_us=0).wait_us(5, START_US + 10**9) == 0


def test_a_window_can_be_ended_early() -> None:
    halted = pace()
    halted.halted_us = START_US + 10
    assert halted.is_over(0, START_US + 10)
    assert halted.wait_us(0, START_US + 11) is None


def test_what_the_other_side_sent_is_sent_after_the_end() -> None:
    late = pace()
    late.level = 4
    assert late.wait_us(3, START_US + 9_000_000) == 0
    assert late.wait_us(4, START_US + 9_000_000) is None

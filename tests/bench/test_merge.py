"""What a window showed, both sides together, and how it is told."""

from __future__ import annotations

import numpy as np
import pytest

from actors.ledger.status import Status
from cluster.bench.limit import Limit
from cluster.bench.memory import Look, Memory
from cluster.bench.merge import Measured, statuses, together
from cluster.bench.options import BenchOptions
from cluster.bench.report import Report, settle_report
from cluster.bench.settle import Used
from cluster.bench.talk import PAIR, Seen

LIMIT = Limit(1_000.0, 100.0, 1.0, 200.0, 4, 1_600, 10, 300)
S = 1_000_000


def seen(*rows: tuple[int, ...], others: tuple[tuple[int, int], ...] = ()) -> Seen:
    """One side's rows: pair, count, due, accepted, completed (µs), settled."""
    return Seen(np.array(list(rows), PAIR).tobytes(), others, 0, "")


def report(measured: Measured) -> Report:
    """What would be told of it."""
    memory = Memory([Look(0.0, 100, {}), Look(4.0, 300, {})])
    return settle_report(
        BenchOptions(batch=10), 1_600, LIMIT, measured, Used(2.0, memory, {"node-1": 1.5}), 4
    )


def test_the_later_of_both_sides_counts_from_the_earlier_intended_time() -> None:
    one = seen((7, 10, 100, 150, 200, 10))
    two = seen((7, 10, 90, 160, 190, 10))
    assert together(one, two).tolist() == [(7, 10, 90, 160, 200, 10)]


def test_a_pair_is_completed_when_both_sides_say_so() -> None:
    one = seen((0, 10, 100, 150, 200, 10), (1, 10, 300, 310, 0, 0), (2, 10, 400, 410, 500, 10))
    two = seen((0, 10, 100, 150, 200, 9), (1, 10, 300, 0, 0, 0))
    for both in (together(one, two), together(two, one)):
        assert both["completed_us"].tolist() == [200, 0, 0]
        assert both["accepted_us"].tolist() == [150, 0, 0]
        assert both["settled"].tolist() == [9, 0, 0]


def test_trades_that_did_not_settle_are_counted_by_what_became_of_them() -> None:
    one = seen(others=((int(Status.CASH_SHORT), 2),))
    two = seen(others=((int(Status.CASH_SHORT), 2), (int(Status.EXPIRED), 1)))
    expected = {"SETTLED": 5, "CASH_SHORT": 2, "EXPIRED": 1}
    assert statuses(one, two, 5) == statuses(two, one, 5) == expected
    assert statuses(one, one, 0) == {"CASH_SHORT": 2}


def test_latency_counts_from_when_each_trade_was_due() -> None:
    pairs = together(*(seen((0, 3, 10 * S, 11 * S, 12 * S, 3)),) * 2)
    measured = Measured(10 * S, 12 * S, 3, pairs, gap_us=S / 2)
    assert measured.latencies_s.tolist() == [2.0, 1.5, 1.0]


def test_filling_and_draining_the_market_count_as_time() -> None:
    rows = seen(
        (0, 10, 100 * S, 100 * S + 1, 101 * S, 10),
        (1, 10, 101 * S, 102 * S, 104 * S, 8),
        (2, 10, 101 * S, 0, 0, 0),
    )
    measured = Measured(100 * S, 102 * S, 30, together(rows, rows))
    told = report(measured)
    assert not told.good
    figures, trades = told.figures, told.figures["trades"]
    assert figures["dvp_per_s"] == pytest.approx(18 / 4)
    assert figures["ratio"] == pytest.approx(0.0045)
    assert (figures["offered_per_s"], figures["accepted_per_s"]) == (15.0, 10.0)
    assert (trades["settled"], trades["failed"], trades["unfinished"]) == (18, 2, 10)
    assert figures["latency_ms"] == {"p50": 1_000.0, "p99": 3_000.0, "p100": 3_000.0}


def test_what_was_used_is_told_a_trade_and_a_second() -> None:
    rows = seen((0, 10, 0, 1, 2, 10))
    figures = report(Measured(0, S, 10, together(rows, rows))).figures
    assert figures["cpu_us_per_dvp"] == 200_000.0
    assert figures["cpu_us_per_dvp_of"] == {"node-1": 150_000.0}
    assert figures["memory_bytes"]["per_trade"] == 20.0


def test_a_window_in_which_nothing_settled_has_no_latency() -> None:
    nothing = together(seen((0, 10, 1, 0, 0, 0)), seen())
    figures = report(Measured(S, 2 * S, 10, nothing, interrupted=True)).figures
    assert figures["latency_ms"] is None
    assert figures["cpu_us_per_dvp"] is None
    assert figures["dvp_per_s"] == 0
    assert figures["trades"]["unfinished"] == 10
    assert figures["interrupted"]


def test_quantiles_weigh_trades_not_batches() -> None:
    rows = seen((0, 99, 0, 1, 200_000, 99), (1, 1, 0, 1, 900_000, 1))
    measured = Measured(0, S, 100, together(rows, rows))
    assert report(measured).figures["latency_ms"] == {"p50": 200.0, "p99": 200.0, "p100": 900.0}
    assert measured.latencies_s.size == 100

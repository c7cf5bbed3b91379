"""What a window showed, and how it is told."""

from __future__ import annotations

import numpy as np
import pytest

from cluster.bench.limit import Limit
from cluster.bench.load import Measured, Pair
from cluster.bench.options import BenchOptions
from cluster.bench.report import settle_report

LIMIT = Limit(1_000.0, 100.0, 1.0, 200.0, 4, 1_600, 10, 300)


def test_latency_counts_from_when_each_trade_was_due() -> None:
    pair = Pair(due_s=10.0, gap_s=0.5, count=3, accepted_s=11.6, completed_s=12.0)
    assert pair.latencies_s.tolist() == [2.0, 1.5, 1.0]


def test_filling_and_draining_the_market_count_as_time() -> None:
    seen = Measured(started_s=100.0, ended_s=102.0, offered=30)
    seen.pairs = [
        Pair(100.0, 0.0, 10, 100.5, 101.0),
        Pair(101.0, 0.0, 10, 102.0, 104.0),
        Pair(101.5, 0.0, 10),
    ]
    seen.by_status.update({"SETTLED": 18, "CASH_SHORT": 2})
    report = settle_report(BenchOptions(batch=10), 1_600, LIMIT, seen, 4)
    assert not report.good
    figures = report.figures
    assert figures["dvp_per_s"] == pytest.approx(18 / 4)
    assert figures["ratio"] == pytest.approx(0.0045)
    assert (figures["offered_per_s"], figures["accepted_per_s"]) == (15.0, 10.0)
    trades = figures["trades"]
    assert (trades["settled"], trades["failed"], trades["unfinished"]) == (18, 2, 10)
    assert figures["latency_ms"] == {"p50": 1_000.0, "p99": 3_000.0, "p100": 3_000.0}


def test_a_window_in_which_nothing_settled_has_no_latency() -> None:
    seen = Measured(started_s=1.0, ended_s=2.0, offered=10, pairs=[Pair(1.0, 0.0, 10)], interrupted=True)
    figures = settle_report(BenchOptions(batch=10), 1_600, LIMIT, seen, 0).figures
    assert figures["latency_ms"] is None
    assert figures["dvp_per_s"] == 0
    assert figures["interrupted"]


def test_quantiles_weigh_trades_not_batches() -> None:
    seen = Measured(started_s=0.0, ended_s=1.0, offered=100)
    seen.pairs = [Pair(0.0, 0.0, 99, 0.1, 0.2), Pair(0.0, 0.0, 1, 0.1, 0.9)]
    seen.by_status["SETTLED"] = 100
    found = settle_report(BenchOptions(batch=99), 1_600, LIMIT, seen, 0).figures["latency_ms"]
    assert found == {"p50": 200.0, "p99": 200.0, "p100": 900.0}
    assert np.concatenate([pair.latencies_s for pair in seen.completed]).size == 100

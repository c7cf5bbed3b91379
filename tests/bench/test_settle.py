"""The benchmarks on a real market in this process, tiny: what they count is consistent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from cluster.bench.latency import latency
from cluster.bench.limit import BenchProblem, Limit
from cluster.bench.options import BenchOptions
from cluster.bench.progress import silent
from cluster.bench.settle import settle
from cluster.bench.stage import staged

LIMIT = Limit(1_000.0, 100.0, 1.0, 200.0, 4, 320, 10, 300)


def options(place: Path, **values: Any) -> BenchOptions:
    """A small market under ``place``."""
    return BenchOptions(**{"accounts": 320, "batch": 50, "seconds": 0.3, "directory": place, **values})


async def test_flat_out_every_trade_settles_and_is_proven(tmp_path: Path) -> None:
    report = await settle(options(tmp_path), LIMIT, silent)
    figures, trades = report.figures, report.figures["trades"]
    assert report.good
    assert trades["offered"] == trades["accepted"] == trades["settled"] >= 50
    assert trades["by_status"] == {"SETTLED": trades["settled"]}
    assert figures["dvp_per_s"] > 0
    assert figures["ratio"] == pytest.approx(figures["dvp_per_s"] / 1_000.0, rel=0.01, abs=1e-3)
    assert figures["receipts_verified"] >= 2
    assert not list(tmp_path.iterdir())


async def test_in_open_loop_exactly_what_was_due_is_offered_also_with_one_dead(tmp_path: Path) -> None:
    report = await settle(options(tmp_path, offered=1_000, dead=1), LIMIT, silent)
    figures, trades = report.figures, report.figures["trades"]
    assert report.good
    assert figures["load"] == "open loop"
    assert (figures["nodes"], figures["dead"]) == (4, 1)
    assert trades["offered"] == trades["settled"] + trades["turned_away"] == 300


async def test_what_is_due_while_too_much_is_under_way_is_turned_away(tmp_path: Path) -> None:
    report = await settle(options(tmp_path, offered=100_000, batch=10, backlog_max=1), LIMIT, silent)
    trades = report.figures["trades"]
    assert trades["turned_away"] > 0
    assert trades["turned_away"] + trades["settled"] == trades["offered"] == 30_000


async def test_a_window_that_is_cancelled_is_reported_so_far(tmp_path: Path) -> None:
    begun = asyncio.Event()

    def tell(_: float, text: str) -> None:
        if text.startswith("window") and not text.startswith("window: 0 "):
            begun.set()

    task = asyncio.create_task(settle(options(tmp_path, seconds=600.0), LIMIT, tell))
    await begun.wait()
    task.cancel()
    report = await task
    assert report.figures["interrupted"]
    assert report.figures["trades"]["settled"] > 0
    assert report.figures["window_s"] < 600
    assert not list(tmp_path.iterdir())


async def test_one_trade_at_a_time_each_with_two_receipts(tmp_path: Path) -> None:
    figures = (await latency(options(tmp_path, trades=12), silent)).figures
    assert figures["trades"] == {"offered": 12, "settled": 12, "failed": 0, "unfinished": 0}
    assert figures["receipts_verified"] == 24
    quantiles = figures["latency_ms"]
    assert 0 < quantiles["p50"] <= quantiles["p99"] <= quantiles["p100"]


async def test_a_party_that_stops_ends_the_benchmark(tmp_path: Path) -> None:
    async def fail() -> None:
        raise RuntimeError("planted")

    async with staged(options(tmp_path), silent) as stage:
        never = asyncio.Event()
        stage.custodians[0].host.spawn(fail(), "planted")
        with pytest.raises(BenchProblem, match=r"ccdc: .*planted"):
            await stage.unless_failed(never.wait())

"""The benchmarks on a real market in this process, tiny: what they count is consistent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from cluster.bench import talk
from cluster.bench.idle import idle
from cluster.bench.latency import latency
from cluster.bench.limit import Limit
from cluster.bench.options import BenchOptions
from cluster.bench.problem import BenchProblem
from cluster.bench.progress import silent
from cluster.bench.settle import settle
from cluster.bench.stage import Stage, staged
from cluster.bench.town import CUSTODIANS

LIMIT = Limit(1_000.0, 100.0, 1.0, 200.0, 4, 320, 10, 300)


def options(place: Path, **values: Any) -> BenchOptions:
    """A small market under ``place``."""
    small = {"accounts": 320, "batch": 50, "seconds": 0.3, "segment_bytes": 1 << 20, "directory": place}
    return BenchOptions(**{**small, **values})


async def test_flat_out_every_trade_settles_and_is_proven(tmp_path: Path) -> None:
    report = await settle(options(tmp_path), LIMIT, silent)
    figures, trades = report.figures, report.figures["trades"]
    assert report.good
    assert trades["offered"] == trades["accepted"] == trades["settled"] >= 50
    assert trades["by_status"] == {"SETTLED": trades["settled"]}
    assert figures["dvp_per_s"] > 0
    assert figures["ratio"] == pytest.approx(figures["dvp_per_s"] / 1_000.0, rel=0.01, abs=1e-3)
    assert figures["cpu_us_per_dvp"] > 0
    assert figures["memory_bytes"]["most"] >= figures["memory_bytes"]["end"] > 10**6
    assert figures["receipts_verified"] >= 2
    assert not list(tmp_path.iterdir())


async def test_in_open_loop_exactly_what_was_due_is_offered_also_with_one_dead_and_one_slow(
    tmp_path: Path,
) -> None:
    chosen = options(tmp_path, offered=1_000, dead=1, slow=1, slow_ms=5)
    report = await settle(chosen, LIMIT, silent)
    figures, trades = report.figures, report.figures["trades"]
    assert report.good
    assert figures["load"] == "open loop"
    assert (figures["nodes"], figures["dead"], figures["slow"]) == (4, 1, 1)
    assert trades["offered"] == trades["settled"] + trades["unsent"] == 300


async def test_with_one_that_lies_every_trade_settles(tmp_path: Path) -> None:
    report = await settle(options(tmp_path, lying=1), LIMIT, silent)
    assert report.good
    assert report.figures["lying"] == 1
    assert report.figures["trades"]["settled"] >= 50


async def test_what_is_due_while_too_much_is_under_way_waits_and_may_go_unsent(tmp_path: Path) -> None:
    report = await settle(options(tmp_path, offered=100_000, batch=10, backlog_max=1), LIMIT, silent)
    trades = report.figures["trades"]
    assert trades["unsent"] > 0
    assert trades["unsent"] + trades["settled"] == trades["offered"] == 30_000
    assert report.figures["latency_ms"]["p100"] > 100


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
    figures = (await latency(options(tmp_path, trades=12, every_ms=20), silent)).figures
    assert figures["trades"]["offered"] == figures["trades"]["settled"] == 12
    assert figures["receipts_verified"] == 24
    quantiles = figures["latency_ms"]
    assert 0 < quantiles["p50"] <= quantiles["p99"] <= quantiles["p100"]


async def test_an_idle_market_is_measured_beside_as_many_empty_actors(tmp_path: Path) -> None:
    figures = (await idle(options(tmp_path, seconds=0.2), silent)).figures
    assert figures["actors"] == 9
    assert 0 <= figures["empty_core_percent"] < figures["idle_core_percent"] < 100
    assert figures["memory"]["rss_mb"] > 1
    assert not list(tmp_path.iterdir())


async def test_a_party_that_stops_ends_the_benchmark(tmp_path: Path) -> None:
    async with staged(options(tmp_path), silent) as stage:
        planted = stage.hosting.failures

        async def failures() -> Any:
            from cluster.hosts.failure import failure_of

            return [*await planted(), failure_of(0, "ccdc", 1, "planted", RuntimeError("planted"))]

        stage.hosting.failures = failures  # type: ignore[method-assign]
        with pytest.raises(BenchProblem, match=r"ccdc: .*planted"):
            await stage.unless_failed(asyncio.Event().wait())


async def refusal(stage: Stage, name: str, ask: talk.Ask) -> str:
    """Why a party cannot answer."""
    with pytest.raises(BenchProblem) as caught:
        await stage.ask(name, ask)
    return str(caught.value)


async def test_a_driver_tells_why_it_cannot_answer(tmp_path: Path) -> None:
    async with staged(options(tmp_path), silent) as stage:
        custodian, go = CUSTODIANS[0], talk.Go(0, 0, 1, 1, 1, 0, 1)
        assert "offers nothing yet" in await refusal(stage, custodian, talk.GetReport())
        assert "icbc is no custodian" in await refusal(stage, "icbc", go)
        await stage.ask(custodian, go)
        assert "signed nothing of pair 9" in await refusal(stage, custodian, talk.GetReceipt(9, 0))
        await stage.hosting.kill(custodian)
        assert "does not run" in await refusal(stage, custodian, talk.GetProgress())

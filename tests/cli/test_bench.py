"""``lianjie bench``: the JSON's shape and its consistency, never the speed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cluster.cli.bench import bench
from cluster.cli.bench_screen import FIGURES, flat

TINY = ["--accounts", "160", "--quiet"]
SMALL_LIMIT = ["--batch", "20", "--limit-rounds", "3"]


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and what was printed."""
    result = CliRunner().invoke(bench, list(arguments))
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """Figures of one tiny run of ``settle``, and its output."""
    file = tmp_path_factory.mktemp("bench") / "bench.json"
    status, output = run("settle", "--seconds", "0.2", "--json", str(file), *SMALL_LIMIT, *TINY)
    assert status == 0, output
    return json.loads(file.read_text("utf-8")), output


def test_settle_reports_what_was_asked_for(settled: tuple[dict[str, Any], str]) -> None:
    figures = settled[0]
    assert figures["bench"] == "settle"
    assert (figures["host"], figures["nodes"], figures["dead"]) == ("local", 4, 0)
    assert figures["accounts"] == 160
    assert figures["offered_per_s"] >= figures["accepted_per_s"] > 0
    assert figures["dvp_per_s"] > 0
    assert figures["limit_per_s"] == figures["limit"]["dvp_per_s"] > 0
    assert figures["ratio"] == pytest.approx(
        figures["dvp_per_s"] / figures["limit_per_s"], rel=0.01, abs=1e-3
    )
    latencies = figures["latency_ms"]
    assert 0 < latencies["p50"] <= latencies["p99"] <= latencies["p100"]
    assert figures["trades"]["settled"] == figures["trades"]["accepted"] == figures["trades"]["offered"]
    assert not figures["interrupted"]


def test_the_limit_is_measured_in_the_same_run(settled: tuple[dict[str, Any], str]) -> None:
    limit = settled[0]["limit"]
    assert (limit["nodes"], limit["accounts"], limit["batch"], limit["trades"]) == (4, 160, 20, 60)
    assert min(limit["kernel_ns_per_half"], limit["hash_gb_per_s"], limit["disk_mb_per_s"]) > 0


def test_a_person_reads_the_figures(settled: tuple[dict[str, Any], str]) -> None:
    for words in ("trades settled a second", "latency, p99 (ms)", "share of the limit", "written to"):
        assert words in settled[1]


def test_every_figure_has_a_name(settled: tuple[dict[str, Any], str]) -> None:
    nameless = {
        "interrupted",
        "trades.accepted",
        "memory_bytes.series",
        "limit.nodes",
        "limit.accounts",
        "limit.batch",
        "limit.trades",
    }
    names = {name for name in flat(settled[0]) if not name.startswith("trades.by_status")}
    assert names - set(FIGURES) == {"bench", *nameless}


def test_figures_are_told_in_chinese() -> None:
    status, output = run("limit", "--batch", "20", "--rounds", "3", "--lang", "zh", *TINY)
    assert status == 0, output
    assert "极限：四个节点的工作，每秒笔数" in output
    assert "limit:" not in output


def test_latency_reports_every_trade(tmp_path: Path) -> None:
    file = tmp_path / "latency.json"
    status, output = run("latency", "--trades", "5", "--every-ms", "20", "--json", str(file), *TINY)
    assert status == 0, output
    figures = json.loads(file.read_text("utf-8"))
    assert figures["trades"]["settled"] == figures["trades"]["offered"] == 5
    assert figures["receipts_verified"] == 10


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["settle", "--host", "moon"], "no host 'moon'; there is local, ray"),
        (["settle", "--dead", "2"], "dead is 2; give 0 to 1"),
        (["settle", "--dead", "1", "--lying", "1"], "at most 1 in all"),
        (["settle", "--dead", "2", "--lang", "zh"], "dead 为 2；请给出 0 至 1"),
        (["peers", "--clients", "0"], "clients is 0; give 1 to 90"),
        (["settle", "--minutes", "61"], "a window of 3660.0 s; give more than 0 and at most 3,600"),
        (["idle", "--seconds", "0"], "a window of 0.0 s; give more than 0"),
        (["settle", "--batch", "0"], "batch is 0; give 1 to 200,000"),
        (["settle", "--offered", "many"], "'many' is not a valid integer"),
        (["limit", "--accounts", "5"], "accounts is 5; give 64 to"),
        (["limit", "--directory", "no/such/place"], "no/such/place is no directory"),
        (["latency", "--json", "no/such/place/x.json"], "create no/such/place"),
        (["latency", "--trades", "0"], "trades is 0"),
    ],
)
def test_bad_options_are_told_before_anything_starts(arguments: list[str], part: str) -> None:
    status, output = run(*arguments)
    assert status == 2
    assert part in output


def test_ctrl_c_ends_the_run_and_prints_what_was_measured(tmp_path: Path) -> None:
    # A process started in the background may inherit SIGINT as ignored: the child listens to it again.
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from cluster.cli.main import main; main()"
    )
    file = tmp_path / "bench.json"
    command = [
        sys.executable,
        "-c",
        program,
        "bench",
        "latency",
        "--trades",
        "20000",
        "--every-ms",
        "5",
        "--json",
        str(file),
    ]
    command += ["--accounts", "160", "--directory", str(tmp_path)]
    environment = {**os.environ, "TERM": "xterm", "FORCE_COLOR": "1", "COLUMNS": "200"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        seen = ""
        while re.search("window: [1-9]", seen) is None:
            seen += process.stderr.read(64)
            assert process.poll() is None, seen
        process.send_signal(signal.SIGINT)
        try:
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, errors
    assert "stopped early" in output
    figures = json.loads(file.read_text("utf-8"))
    assert figures["interrupted"]
    assert figures["trades"]["settled"] > 0
    assert figures["trades"]["failed"] == 0
    assert [one.name for one in tmp_path.iterdir()] == ["bench.json"]

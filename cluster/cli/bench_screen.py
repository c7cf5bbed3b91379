"""What ``lianjie bench`` shows: a bar while it measures, then a table of the figures, in either language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from cluster.language import Say

if TYPE_CHECKING:
    from cluster.bench.progress import Progress as Tell
    from cluster.bench.report import Report

#: Figure of the JSON → what a person calls it. What stands here is shown, in this order; the JSON has everything.
FIGURES: Final = {
    "dvp_per_s": "trades settled a second",
    "limit_per_s": "limit of this machine, trades a second",
    "ratio": "share of the limit",
    "postgresql.dvp_per_s": "PostgreSQL, trades settled a second",
    "postgresql.times": "ours, as a multiple of PostgreSQL's",
    "postgresql.latency_ms.p50": "PostgreSQL's latency, median (ms)",
    "postgresql.latency_ms.p99": "PostgreSQL's latency, p99 (ms)",
    "postgresql.version": "PostgreSQL's version",
    "postgresql.clients": "PostgreSQL's clients",
    "postgresql.durable": "PostgreSQL's commits wait for the disk",
    "offered_per_s": "trades offered a second",
    "accepted_per_s": "trades accepted a second",
    "latency_ms.p50": "latency from the intended time, median (ms)",
    "latency_ms.p99": "latency, p99 (ms)",
    "latency_ms.p100": "latency, worst (ms)",
    "idle_core_percent": "idle market, percent of a core",
    "empty_core_percent": "as many empty actors, percent of a core",
    "above_empty_core_percent": "the difference, percent of a core",
    "actors": "actors",
    "host": "host",
    "nodes": "validators",
    "dead": "of them dead",
    "slow": "of them slow",
    "lying": "of them lying",
    "accounts": "client accounts",
    "batch": "trades in a pair of batches",
    "load": "load",
    "every_ms": "milliseconds between trades",
    "window_s": "seconds of the window",
    "trades.offered": "trades offered",
    "trades.unsent": "trades due but not sent in the window",
    "trades.settled": "trades settled",
    "trades.failed": "trades failed",
    "trades.unfinished": "trades without an outcome",
    "cpu_us_per_dvp": "CPU a trade, everybody's (µs)",
    "memory_bytes.start": "memory at the begin (bytes)",
    "memory_bytes.end": "memory at the end (bytes)",
    "memory_bytes.most": "most memory (bytes)",
    "memory_bytes.per_trade": "growth of memory, bytes a trade",
    "memory_bytes.trend_per_trade": "trend of memory in the second half, bytes a trade",
    "memory.rss_mb": "memory (MB)",
    "receipts_verified": "receipts verified",
    "limit.dvp_per_s": "limit: four nodes' work, trades a second",
    "limit.kernel_ns_per_half": "limit: kernel, nanoseconds a half",
    "limit.kernel_ns_first_half": "limit: kernel, a half that waits (ns)",
    "limit.kernel_ns_second_half": "limit: kernel, a half that settles (ns)",
    "limit.hash_gb_per_s": "limit: page hashing (GB/s)",
    "limit.disk_mb_per_s": "limit: log on disk (MB/s)",
}

#: Figures of which there are as many as there are parties, or statuses: how their names begin → what they are called.
GROUPS: Final = {
    "trades.by_status.": "trades that ended {name}",
    "cpu_us_per_dvp_of.": "CPU a trade of {name} (µs)",
    "memory_bytes.end_of.": "memory of {name} at the end (bytes)",
}


def measure(say: Say, quiet: bool, run: Callable[[Tell], Report]) -> Report:
    """Run with a progress bar on stderr; what is wrong becomes a sentence."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        stages: dict[str, TaskID] = {}

        def tell(fraction: float, text: str) -> None:
            stage = text.split(":")[0]
            if stage not in stages:
                stages[stage] = bar.add_task(say(text), total=1.0)
            bar.update(stages[stage], completed=fraction, description=say(text))

        try:
            return run(tell)
        except KeyboardInterrupt:
            raise click.ClickException("stopped before anything was measured") from None
        except Exception as problem:
            if not _is_told(problem):
                raise
            raise click.ClickException(str(problem)) from None


def show(say: Say, report: Report, json_path: Path | None) -> None:
    """Print the figures, write them, and exit with 1 when a trade failed or none settled."""
    console = Console(highlight=False)
    table = Table(say("figure"), say("value"), title=f"lianjie bench {report.bench}")
    figures = flat(report.figures)
    if report.bench == "limit":
        figures |= {f"limit.{name}": value for name, value in figures.items()}
        del figures["dvp_per_s"]
    for name, label in FIGURES.items():
        if name in figures:
            table.add_row(say(label), _value(say, figures[name]))
    for prefix, label in GROUPS.items():
        for name in figures:
            if name.startswith(prefix):
                table.add_row(say(label, name=name.removeprefix(prefix)), _value(say, figures[name]))
    console.print(table)
    if report.figures.get("interrupted"):
        console.print(say("stopped early: these are the figures so far"))
    if json_path is not None:
        _write(json_path, report.json())
        console.print(say("written to {path}", path=json_path), soft_wrap=True)
    if not report.good and not report.figures.get("interrupted"):
        raise SystemExit(1)


def _is_told(problem: Exception) -> bool:
    """Whether the text of ``problem`` is a sentence for people."""
    from actors.host import HostProblem
    from cluster.bench.problem import BenchProblem

    return isinstance(problem, BenchProblem | HostProblem)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as problem:
        raise click.ClickException(f"{path}: {problem.strerror}; name another file") from None


def flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested figures under their dotted names."""
    rows: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            rows |= flat(value, f"{prefix}{name}.")
        else:
            rows[prefix + name] = value
    return rows


def _value(say: Say, value: Any) -> str:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if value is None:
        return say("none measured")
    return f"{value:,}" if isinstance(value, int | float) else say(str(value))

"""``lianjie bench``: what this machine allows, what the ledger settles on it, how long one trade takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from cluster.bench.options import HOSTS, BenchOptions, OptionProblem
from cluster.cli.language import Group

if TYPE_CHECKING:
    from cluster.bench.limit import Limit
    from cluster.bench.progress import Progress as Tell
    from cluster.bench.report import Report

_Command = Callable[..., None]


def _shared(command: _Command) -> _Command:
    """Options of every benchmark."""
    path = click.Path(path_type=Path)
    for option in (
        click.option("--quiet", is_flag=True, help="No progress bar."),
        click.option("--json", "json_path", type=path, help="Write the figures to FILE."),
        click.option(
            "--directory", type=path, help="Work in a temporary directory in DIR: name the disk that counts."
        ),
        click.option("--seed", default=1, show_default=True, help="Decides every random field."),
        click.option(
            "--accounts", default=100_000, show_default=True, help="Client accounts, half for money."
        ),
    ):
        command = option(command)
    return command


def _hosted(command: _Command) -> _Command:
    """Options of benchmarks that run a market."""
    kinds = ", ".join(HOSTS)
    command = click.option(
        "--dead", default=0, show_default=True, help="Validators killed before the window."
    )(command)
    return click.option(
        "--host", default=HOSTS[0], show_default=True, help=f"Where the parties run: {kinds}."
    )(command)


@click.group("bench", cls=Group)
def bench() -> None:
    """Measure this ledger on this machine.

    Figures of a shared or busy machine are noisy: compare the ratio inside one run, not runs with one another.
    Ctrl-C ends a run and prints what was measured so far.
    """


@bench.command("limit")
@click.option("--batch", default=20_000, show_default=True, help="Trades in one pair of batches.")
@click.option(
    "--rounds", "limit_rounds", default=30, show_default=True, help="Pairs of batches worked through."
)
@_shared
def limit_command(json_path: Path | None, quiet: bool, **values: Any) -> None:
    """What this machine allows: hash, kernel and disk, alone and together for four nodes.

    Four processes do what no node can leave out: hash every page of every batch, match and settle it with the
    real kernel, and make it and its outcomes durable. No agreement, no messages, no clients.
    """
    options = _options(values, json_path)
    _show(_with_bar(quiet, lambda tell: _report_limit(_measure(options, tell))), json_path)


@bench.command("settle")
@click.option("--batch", default=20_000, show_default=True, help="Trades that each custodian signs at once.")
@click.option("--seconds", default=10.0, show_default=True, help="Length of the window.")
@click.option("--offered", default=0, help="Trades offered a second, in open loop.  [default: flat out]")
@click.option("--in-flight", default=4, show_default=True, help="Pairs of batches under way when flat out.")
@click.option(
    "--limit-rounds", default=30, show_default=True, help="Pairs of batches to measure the limit with."
)
@_hosted
@_shared
def settle_command(json_path: Path | None, quiet: bool, **values: Any) -> None:
    """Trades settled a second, beside what the machine allows, measured just before.

    Two custodians each sign one half of every trade, in batches, within the window; 30% of the trades are across
    depositories; two banks pay. A trade is settled when both custodians verified a quorum for its final status.
    Latency counts from the time at which each trade was to be sent.
    """
    options = _options(values, json_path)

    def run(tell: Tell) -> Report:
        limit = _measure(options, tell)
        from cluster.bench.report import limit_report
        from cluster.bench.settle import settle

        try:
            return _run(settle(options, limit, tell))
        except KeyboardInterrupt:
            return limit_report(limit, interrupted=True)

    _show(_with_bar(quiet, run), json_path)


@bench.command("latency")
@click.option("--trades", default=200, show_default=True, help="Trades, one after another.")
@_hosted
@_shared
def latency_command(json_path: Path | None, quiet: bool, **values: Any) -> None:
    """Milliseconds of one trade at a time, from signing both halves to two receipts that were checked."""
    options = _options(values, json_path)

    def run(tell: Tell) -> Report:
        _use_kernel_cache()
        from cluster.bench.latency import latency

        return _run(latency(options, tell))

    _show(_with_bar(quiet, run), json_path)


def _options(values: dict[str, Any], json_path: Path | None) -> BenchOptions:
    if json_path is not None and (json_path.is_dir() or not json_path.absolute().parent.is_dir()):
        raise click.UsageError(
            f"{json_path} cannot be a file there; create {json_path.parent}, or name another"
        )
    try:
        return BenchOptions(**values)
    except OptionProblem as problem:
        raise click.UsageError(str(problem)) from None


def _use_kernel_cache() -> None:
    """Kernels are compiled once; this comes before they are imported."""
    from cluster.kernel_cache import use_kernel_cache

    use_kernel_cache()


def _measure(options: BenchOptions, tell: Tell) -> Limit:
    _use_kernel_cache()
    from cluster.bench.limit import measure_limit

    return measure_limit(options, tell)


def _report_limit(limit: Limit) -> Report:
    from cluster.bench.report import limit_report

    return limit_report(limit)


def _with_bar(quiet: bool, run: Callable[[Tell], Report]) -> Report:
    """Run with a progress bar on stderr; what is wrong becomes a sentence."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        stages: dict[str, TaskID] = {}

        def tell(fraction: float, text: str) -> None:
            stage = text.split(":")[0]
            if stage not in stages:
                stages[stage] = bar.add_task(text, total=1.0)
            bar.update(stages[stage], completed=fraction, description=text)

        try:
            return run(tell)
        except KeyboardInterrupt:
            raise click.ClickException("stopped before anything was measured") from None
        except Exception as problem:
            if not _is_told(problem):
                raise
            raise click.ClickException(str(problem)) from None


def _is_told(problem: Exception) -> bool:
    """Whether the text of ``problem`` is a sentence for people."""
    from actors.host import HostProblem
    from actors.parties.submission import SubmissionRefused
    from cluster.bench.limit import BenchProblem

    return isinstance(problem, BenchProblem | HostProblem | SubmissionRefused)


def _run(work: Coroutine[Any, Any, Report]) -> Report:
    """Run on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _show(report: Report, json_path: Path | None) -> None:
    """Print the figures, write them, and exit with 1 when a trade failed or none settled."""
    console = Console()
    table = Table("figure", "value", title=f"lianjie bench {report.bench}")
    for name, value in _flat(report.figures):
        table.add_row(name, f"{value:,}" if isinstance(value, int | float) else str(value))
    console.print(table)
    if report.figures.get("interrupted"):
        console.print("stopped early: these are the figures so far")
    if json_path is not None:
        try:
            json_path.write_text(report.json(), "utf-8")
        except OSError as problem:
            raise click.ClickException(f"{json_path}: {problem.strerror}; name another file") from None
        console.print(f"written to {json_path}", soft_wrap=True)
    if not report.good and not report.figures.get("interrupted"):
        raise SystemExit(1)


def _flat(values: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((prefix + name, "yes" if value is True else "no" if value is False else value))
    return rows

"""``lianjie bench``: what this machine allows, what the ledger settles on it, how long one trade takes, what rest costs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cluster.bench.options import BenchOptions, OptionProblem
from cluster.cli import bench_screen as screen
from cluster.cli.language import Group, language_option
from cluster.cli.loop import run_fast
from cluster.hosts.choice import HOSTS
from cluster.language import Say

if TYPE_CHECKING:
    from cluster.bench.limit import Limit
    from cluster.bench.progress import Progress as Tell
    from cluster.bench.report import Report

_Command = Callable[..., None]


def _shared(command: _Command) -> _Command:
    """Options of every benchmark."""
    path = click.Path(path_type=Path)
    for option in (
        language_option,
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
    for option in (
        click.option(
            "--lying", default=0, show_default=True, help="Validators that lie, with their own keys."
        ),
        click.option("--slow-ms", default=100, show_default=True, help="How much slow validators delay."),
        click.option(
            "--slow", default=0, show_default=True, help="Validators that delay everything they send."
        ),
        click.option("--dead", default=0, show_default=True, help="Validators killed before the window."),
        click.option("--host", default=HOSTS[0], show_default=True, help=f"Where the parties run: {kinds}."),
    ):
        command = option(command)
    return command


def _windowed(command: _Command) -> _Command:
    """Options of benchmarks that offer trades in batches."""
    for option in (
        click.option(
            "--limit-rounds",
            default=30,
            show_default=True,
            help="Pairs of batches to measure the limit with.",
        ),
        click.option(
            "--in-flight", default=4, show_default=True, help="Pairs of batches under way when flat out."
        ),
        click.option(
            "--offered", default=0, show_default="flat out", help="Trades offered a second, in open loop."
        ),
        click.option(
            "--minutes",
            type=click.FloatRange(min=0, min_open=True),
            help="Length of the window in minutes, instead of --seconds: a soak.",
        ),
        click.option("--seconds", default=10.0, show_default=True, help="Length of the window."),
        click.option(
            "--batch", default=50_000, show_default=True, help="Trades that each custodian signs at once."
        ),
    ):
        command = option(command)
    return command


@click.group("bench", cls=Group)
@language_option
def bench(lang: str) -> None:
    """Measure this ledger on this machine.

    Figures of a shared or busy machine are noisy: compare the ratio inside one run, not runs with one another.
    Ctrl-C ends a run and prints what was measured so far.
    """


@bench.command("limit")
@click.option("--batch", default=50_000, show_default=True, help="Trades in one pair of batches.")
@click.option(
    "--rounds", "limit_rounds", default=30, show_default=True, help="Pairs of batches worked through."
)
@_shared
def limit_command(json_path: Path | None, quiet: bool, lang: str, **values: Any) -> None:
    """What this machine allows: hash, kernel and disk, alone and together for four nodes.

    Four processes do what no node can leave out: hash every page of every batch, match and settle it with the
    real kernel, and make it and its outcomes durable. No agreement, no messages, no clients.
    """
    options, say = _options(values, json_path), Say(lang)
    screen.show(say, screen.measure(say, quiet, lambda tell: _limit_report(options, tell)), json_path)


@bench.command("settle")
@_windowed
@_hosted
@_shared
def settle_command(json_path: Path | None, quiet: bool, lang: str, **values: Any) -> None:
    """Trades settled a second, beside what the machine allows, measured just before.

    Two custodians each sign one half of every trade, in batches, within the window; 30% of the trades are across
    depositories; two banks pay. A trade is settled when both custodians verified a quorum for its final status.
    Latency counts from the time at which each trade was to be sent.
    """
    options, say = _options(values, json_path), Say(lang)
    screen.show(say, screen.measure(say, quiet, lambda tell: _settled(options, tell)), json_path)


@bench.command("latency")
@click.option("--every-ms", default=100, show_default=True, help="Milliseconds from one trade to the next.")
@click.option("--trades", default=200, show_default=True, help="Trades, one after another.")
@_hosted
@_shared
def latency_command(json_path: Path | None, quiet: bool, lang: str, **values: Any) -> None:
    """Milliseconds of one trade at a time, from when it is due to two receipts that were checked.

    Both custodians sign their half at the same intended time; where a trade takes longer than the time to the next,
    that one waits, and its waiting counts.
    """
    options, say = _options(values, json_path), Say(lang)

    def run(tell: Tell) -> Report:
        _use_kernel_cache()
        from cluster.bench.latency import latency

        return run_fast(latency(options, tell))

    screen.show(say, screen.measure(say, quiet, run), json_path)


@bench.command("idle")
@click.option("--seconds", default=30.0, show_default=True, help="Seconds of quiet to measure, twice.")
@_hosted
@_shared
def idle_command(json_path: Path | None, quiet: bool, lang: str, **values: Any) -> None:
    """What a market costs while nothing happens, beside as many actors that do nothing.

    CPU time of every process of the host, in percent of one core.
    """
    options, say = _options(values, json_path), Say(lang)

    def run(tell: Tell) -> Report:
        _use_kernel_cache()
        from cluster.bench.idle import idle

        return run_fast(idle(options, tell))

    screen.show(say, screen.measure(say, quiet, run), json_path)


@bench.command("peers")
@click.option("--clients", default=16, show_default=True, help="Connections to PostgreSQL.")
@_windowed
@_hosted
@_shared
def peers_command(json_path: Path | None, quiet: bool, lang: str, **values: Any) -> None:
    """The same trades on PostgreSQL, in the same run.

    A PostgreSQL cluster of its own, with durable defaults, reached by a socket alone, settles each trade in one
    transaction; then this ledger settles the same trades as `lianjie bench settle` does. PostgreSQL must be installed
    (on Debian: apt-get install postgresql); nothing is installed from here, and nothing is left behind.
    """
    options, say = _options(values, json_path), Say(lang)

    def run(tell: Tell) -> Report:
        from cluster.bench.postgres.programs import find_programs
        from cluster.bench.postgres.run import measure

        programs = find_programs()
        _use_kernel_cache()
        peer = measure(options, programs, tell)
        ours = _settled(options, tell)
        if ours.bench != "settle":
            return ours
        from cluster.bench.report import peers_report

        return peers_report(ours, peer)

    screen.show(say, screen.measure(say, quiet, run), json_path)


def _settled(options: BenchOptions, tell: Tell) -> Report:
    """The limit, then the window; interrupted in between, the limit alone."""
    limit = _measure_limit(options, tell)
    from cluster.bench.report import limit_report
    from cluster.bench.settle import settle

    try:
        return run_fast(settle(options, limit, tell))
    except KeyboardInterrupt:
        return limit_report(limit, interrupted=True)


def _limit_report(options: BenchOptions, tell: Tell) -> Report:
    limit = _measure_limit(options, tell)
    from cluster.bench.report import limit_report

    return limit_report(limit)


def _measure_limit(options: BenchOptions, tell: Tell) -> Limit:
    _use_kernel_cache()
    from cluster.bench.limit import measure_limit

    return measure_limit(options, tell)


def _options(values: dict[str, Any], json_path: Path | None) -> BenchOptions:
    if json_path is not None and (json_path.is_dir() or not json_path.absolute().parent.is_dir()):
        raise click.UsageError(
            f"{json_path} cannot be a file there; create {json_path.parent}, or name another"
        )
    minutes = values.pop("minutes", None)
    if minutes is not None:
        values["seconds"] = 60 * minutes
    try:
        return BenchOptions(**values)
    except OptionProblem as problem:
        raise click.UsageError(str(problem)) from None


def _use_kernel_cache() -> None:
    """Kernels are compiled once; this comes before they are imported."""
    from cluster.kernel_cache import use_kernel_cache

    use_kernel_cache()

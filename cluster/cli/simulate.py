"""``lianjie simulate``: seeds that try to break the market, and broken variants that must be caught."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cluster.cli.language import Command, language_option
from cluster.kernel_cache import use_kernel_cache
from cluster.language import Say

if TYPE_CHECKING:
    from cluster.simulator.report import Report

SEEDS_MAX = 1_000_000

_TOTAL = (
    "{seeds} seeds, {failed} with violations; {commits:,} commits, {records:,} records, {settled:,} trades settled, "
    "{messages:,} messages"
)


def _range(text: str) -> range:
    first, colon, last = text.partition(":")
    try:
        seeds = range(int(first), int(last) if colon else int(first) + 1)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no range of seeds; write A:B (B excluded), e.g. 0:300"
        ) from None
    if not 0 < len(seeds) <= SEEDS_MAX:
        raise click.BadParameter(f"{text!r} holds {len(seeds)} seeds; give at least one, B above A")
    return seeds


@click.command("simulate", cls=Command)
@click.option(
    "--seeds",
    default="0:50",
    show_default=True,
    metavar="A:B",
    help="Seeds A to B-1, written A:B, or a single one.",
)
@click.option(
    "--variants", is_flag=True, help="Hunt the deliberately broken variants instead; each must be caught."
)
@click.option("--variant", default=None, metavar="NAME", help="Hunt one broken variant by name.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    default=os.cpu_count() or 1,
    show_default=True,
    help="Processes to use.",
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the reports to FILE."
)
@click.option("--trace", is_flag=True, help="Print the last events of a run that failed.")
@language_option
def simulate(
    seeds: str, variants: bool, variant: str | None, jobs: int, json_file: Path | None, trace: bool, lang: str
) -> None:
    """Run the real cores and parties in a world that fails on purpose. Exit status 1 on any violation.

    One seed draws everything: roster, weights, liars, network, disks, crashes, and what people trade. Equal
    seeds give equal runs, so the command that a failure prints replays it.
    """
    use_kernel_cache()
    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise click.BadParameter(f"{json_file.parent} is no directory; create it, or write elsewhere")
    if variants or variant:
        _hunt(variant, jobs, json_file, Say(lang))
    else:
        _run(_range(seeds), jobs, json_file, trace, Say(lang))


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def _run(seeds: range, jobs: int, json_file: Path | None, trace: bool, say: Say) -> None:
    from cluster.simulator.campaign import run_many

    console = Console(stderr=True)
    reports = []
    with _bar(console) as progress:
        task = progress.add_task(say("seeds"), total=len(seeds))
        for report in run_many([str(seed) for seed in seeds], min(jobs, len(seeds))):
            reports.append(report)
            progress.advance(task)
            if not report.holds:
                _show(console, report, trace, say)
    failed = [report for report in reports if not report.holds]
    sums = {
        name: sum(getattr(one, name) for one in reports)
        for name in ("commits", "records", "settled", "messages")
    }
    click.echo(say(_TOTAL, seeds=len(reports), failed=len(failed), **sums))
    if json_file is not None:
        rows = [
            {"seed": one.seed, "scenario": one.scenario, "commits": one.commits, "violations": one.violations}
            for one in reports
        ]
        json_file.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    sys.exit(1 if failed else 0)


def _show(console: Console, report: Report, trace: bool, say: Say) -> None:
    """A run that failed: what was violated, and the command that replays it."""
    console.print(f"[red]{say('seed')} {report.seed}[/red]: {report.scenario}", highlight=False)
    for violation in report.violations[:10]:
        console.print(f"  {violation}", highlight=False, markup=False)
    if trace:
        console.print(report.trace, highlight=False, markup=False)
    command = f"lianjie simulate --seeds {report.seed} --trace"
    console.print(f"  {say('replay: {command}', command=command)}", highlight=False)


def _hunt(only: str | None, jobs: int, json_file: Path | None, say: Say) -> None:
    from cluster.simulator.campaign import hunt_many
    from cluster.simulator.variants import VARIANTS

    if only is not None and only not in VARIANTS:
        raise click.BadParameter(f"no variant {only!r}; there are {', '.join(VARIANTS)}")
    names = [only] if only else list(VARIANTS)
    console = Console(stderr=True)
    table = Table(say("variant"), say("what is broken"), say("caught by seed"), say("first violation"))
    catches = []
    with _bar(console) as progress:
        task = progress.add_task(say("broken variants"), total=len(names))
        for catch in hunt_many(names, min(jobs, len(names))):
            catches.append(catch)
            progress.advance(task)
            table.add_row(
                catch.variant,
                say(VARIANTS[catch.variant].says),
                catch.seed or f"[red]{say('not caught by {seeds} seeds', seeds=catch.seeds_tried)}[/red]",
                catch.violation[:90],
            )
    console.print(table)
    escaped = [catch.variant for catch in catches if catch.seed is None]
    caught = len(catches) - len(escaped)
    click.echo(
        say(
            "{variants} broken variants, {caught} caught, {escaped} escaped",
            variants=len(catches),
            caught=caught,
            escaped=len(escaped),
        )
    )
    if json_file is not None:
        rows = [{"variant": one.variant, "seed": one.seed, "violation": one.violation} for one in catches]
        json_file.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    sys.exit(1 if escaped else 0)

"""``lianjie simulate``: seeds that try to break the market, and broken variants that must be caught."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from cluster.kernel_cache import use_kernel_cache

SEEDS_MAX = 1_000_000


def _range(text: str) -> range:
    first, colon, last = text.partition(":")
    try:
        seeds = range(int(first), int(last) if colon else int(first) + 1)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no range of seeds; write A:B (B excluded), e.g. 0:300") from None
    if not 0 < len(seeds) <= SEEDS_MAX:
        raise click.BadParameter(f"{text!r} holds {len(seeds)} seeds; give at least one, B above A")
    return seeds


@click.command()
@click.option("--seeds", default="0:50", show_default=True, help="Seeds A to B-1, written A:B, or a single one.")
@click.option("--variants", is_flag=True, help="Hunt the deliberately broken variants instead; each must be caught.")
@click.option("--variant", default=None, help="Hunt one broken variant by name.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default=True, help="Processes to use.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), default=None, help="Write the reports here.")
@click.option("--trace", is_flag=True, help="Print the last events of a run that failed.")
def simulate(
    seeds: str, variants: bool, variant: str | None, jobs: int, json_file: Path | None, trace: bool
) -> None:
    """Run the real cores and parties in a world that fails on purpose. Exit status 1 on any violation.

    One seed draws everything: roster, weights, liars, network, disks, crashes, and what people trade. Equal
    seeds give equal runs, so the command that a failure prints replays it.
    """
    use_kernel_cache()
    if variants or variant:
        _hunt(variant, jobs, json_file)
    else:
        _run(_range(seeds), jobs, json_file, trace)


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def _run(seeds: range, jobs: int, json_file: Path | None, trace: bool) -> None:
    from cluster.simulator.campaign import run_many

    console = Console(stderr=True)
    reports = []
    with _bar(console) as progress:
        task = progress.add_task("seeds", total=len(seeds))
        for report in run_many([str(seed) for seed in seeds], min(jobs, len(seeds))):
            reports.append(report)
            progress.advance(task)
            if not report.holds:
                console.print(f"[red]seed {report.seed}[/red]: {report.scenario}", highlight=False)
                for violation in report.violations[:10]:
                    console.print(f"  {violation}", highlight=False, markup=False)
                if trace:
                    console.print(report.trace, highlight=False, markup=False)
                console.print(f"  replay: lianjie simulate --seeds {report.seed} --trace", highlight=False)
    failed = [report for report in reports if not report.holds]
    commits, records = sum(one.commits for one in reports), sum(one.records for one in reports)
    click.echo(
        f"{len(reports)} seeds, {len(failed)} with violations; {commits:,} commits, {records:,} records, "
        f"{sum(one.settled for one in reports):,} trades settled, {sum(one.messages for one in reports):,} messages"
    )
    if json_file is not None:
        rows = [
            {"seed": one.seed, "scenario": one.scenario, "commits": one.commits, "violations": one.violations}
            for one in reports
        ]
        json_file.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    sys.exit(1 if failed else 0)


def _hunt(only: str | None, jobs: int, json_file: Path | None) -> None:
    from cluster.simulator.campaign import hunt_many
    from cluster.simulator.variants import VARIANTS

    if only is not None and only not in VARIANTS:
        raise click.BadParameter(f"no variant {only!r}; there are {', '.join(VARIANTS)}")
    names = [only] if only else list(VARIANTS)
    console = Console(stderr=True)
    table = Table("variant", "what is broken", "caught by seed", "first violation")
    catches = []
    with _bar(console) as progress:
        task = progress.add_task("broken variants", total=len(names))
        for catch in hunt_many(names, min(jobs, len(names))):
            catches.append(catch)
            progress.advance(task)
            table.add_row(
                catch.variant,
                VARIANTS[catch.variant].says,
                catch.seed or f"[red]not caught in {catch.seeds_tried}[/red]",
                catch.violation[:90],
            )
    console.print(table)
    escaped = [catch.variant for catch in catches if catch.seed is None]
    click.echo(f"{len(catches)} broken variants, {len(catches) - len(escaped)} caught, {len(escaped)} escaped")
    if json_file is not None:
        rows = [{"variant": one.variant, "seed": one.seed, "violation": one.violation} for one in catches]
        json_file.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    sys.exit(1 if escaped else 0)

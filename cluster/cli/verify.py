"""``lianjie verify DIR``: derive everything on a node's disk again and name the first wrong byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cluster.cli.language import Command, language_option
from cluster.cli.receipt import market_of
from cluster.language import Say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from cluster.verify import Report

#: What a report calls each kind of check.
CHECKS: Final = {
    "entries": "log entries (chain, checksum, padding)",
    "rosters": "rosters (governors' signatures)",
    "batches": "batches (signature, Merkle root)",
    "records": "records in them",
    "blocks": "blocks (signature, citations)",
    "commits": "commits (order, batches)",
    "executed": "commits executed again, equal byte by byte",
    "certificates": "certificates (quorum of votes)",
    "checkpoints": "checkpoints (quorum, state root)",
    "snapshots": "snapshots (state root, quorum)",
    "history": "volumes of history",
    "receipts": "outcome leaves kept",
    "book": "entries of its own book",
    "identity": "identity",
}


@click.command("verify", cls=Command)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as JSON."
)
@click.option("--market", "market", metavar="HEX", help="The market id you trust (64 hex digits).")
@language_option
def verify(directory: Path, json_file: Path | None, market: str | None, lang: str) -> None:
    """Check everything in DIR, a node's directory or a market's with several in it, alone and offline.

    Exit status 0 when all of it holds, 1 on any fault, 2 when there is nothing to check.
    """
    from rich.console import Console

    from actors.host import StorageProblem
    from cluster.kernel_cache import use_kernel_cache

    use_kernel_cache()
    from cluster.verify import parties_of

    trusted = market_of(market)
    console, say = Console(highlight=False), Say(lang)
    try:
        directories = parties_of(directory)
        reports = _verify_all(directories, trusted, say)
    except StorageProblem as problem:
        raise click.UsageError(str(problem)) from None
    for report in reports:
        print_report(console, report, say)
    if json_file is not None:
        _write_json(json_file, reports)
    if not all(report.holds for report in reports):
        raise click.exceptions.Exit(1)


def _verify_all(directories: list[Path], market: bytes | None, say: Say) -> list[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from cluster.verify import verify_market

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    bars = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)

    def bar_of(directory: Path) -> Callable[[int, int], None]:
        task = bars.add_task(say("verifying {name}", name=directory.name), total=None)
        return lambda done, total: bars.update(task, completed=done, total=total)

    with bars:
        return verify_market(directories, market=market, progress=bar_of)


def print_report(console: Console, report: Report, say: Say) -> None:
    """Print one report: counts, where the market stands, notes, the first fault."""
    from rich.text import Text

    party = say("party {name}  {directory}", name=report.party or "?", directory=report.directory)
    console.print(Text(party, "bold"), soft_wrap=True)
    console.print(_counts(report, say))
    _print_state(console, report, say)
    for note in report.notes:
        console.print(Text(say("note: {text}", text=note), "yellow"))
    fault = report.first_fault
    if fault is None:
        console.print(Text(say("Everything holds."), "bold green"))
        return
    check = say(CHECKS[fault.step])
    if fault.entry:
        told = say(
            "✗ FAULT ({check}): {text_entry}: {text}", check=check, text_entry=fault.entry, text=fault.reason
        )
    else:
        told = say("✗ FAULT ({check}): {text}", check=check, text=fault.reason)
    console.print(Text(told, "bold red"))
    if fault.file is not None:
        place = say("where: {file}, byte {offset}", file=fault.file, offset=fault.offset)
        console.print(Text(place, "red"), soft_wrap=True)


def _counts(report: Report, say: Say) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column()
    table.add_column(justify="right")
    for step in report.steps:
        if step.count or not step.holds:
            mark = Text("✓", "green") if step.holds else Text("✗", "bold red")
            table.add_row(mark, say(CHECKS[step.name]), f"{step.count:,}")
    return table


def _print_state(console: Console, report: Report, say: Say) -> None:
    from rich.text import Text

    root = say("nothing was executed") if report.state_root is None else report.state_root.hex()
    lines = [
        say("market: {market}", market=report.market.hex()),
        say(
            "commits on disk: {commits:,} (of them learnt by catching up: {learnt:,})",
            commits=report.commits,
            learnt=report.learnt,
        ),
        say("final up to commit: {number:,}", number=report.final),
        say("state root: {root}", root=root),
    ]
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def _write_json(path: Path, reports: list[Report]) -> None:
    found = {"holds": all(one.holds for one in reports), "parties": [one.to_json() for one in reports]}
    try:
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path}: the report cannot be written: {error.strerror or error}") from None

"""``lianjie demo``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cluster.cli.language import Command, language_option
from cluster.cli.loop import run_fast
from cluster.demo.options import DemoOptions, OptionProblem
from cluster.demo.words import Words

if TYPE_CHECKING:
    pass


SCENARIOS = ("week", "bond")


@click.command("demo", cls=Command)
@click.option(
    "--scenario",
    type=click.Choice(SCENARIOS),
    default="week",
    show_default=True,
    help="week: one real week of treasuries, many trades, a node that dies. bond: the life of bonds on the unified bond trading centre.",
)
@click.option(
    "--host", default="local", show_default=True, metavar="HOST", help="Where the parties run: local, ray."
)
@click.option(
    "--json", "json_path", type=click.Path(path_type=Path, dir_okay=False), help="Write the numbers to FILE."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the market's data in DIR (absent or empty).",
)
@click.option(
    "--trades", default=20_000, show_default=True, help="Secondary trades of the Monday (scenario week)."
)
@click.option(
    "--seed", default=20_260_323, show_default=True, help="Decides who trades what with whom (scenario week)."
)
@language_option
@click.option("--quiet", is_flag=True, help="No progress bars.")
def demo(
    scenario: str,
    host: str,
    json_path: Path | None,
    data: Path | None,
    trades: int,
    seed: int,
    lang: str,
    quiet: bool,
) -> None:
    """Run one real week of the Chinese treasury market, or the story of the bond centre, on this machine.

    Four validators and the institutions of a bond market, real code on real disk: opening balances, a tap and its
    payment, trades of which some must fail, a validator that dies and comes back, a custody transfer, a coupon;
    then everything is reconciled and receipts are verified offline.

    The scenario bond opens a platform with four eyes, auctions the five-year of 2026 by sealed bids, trades by quote,
    by click and across markets, moves custody, resolves a gridlock, pays coupons through nominees, sees through them.

    Exit status 0 when everything came out as it should, 1 when not, 2 for bad options.
    """
    from rich.console import Console

    from actors.host import StorageProblem
    from cluster.blueprint import BlueprintProblem
    from cluster.demo.screen import Screen
    from cluster.demo.week import run
    from cluster.market import MarketProblem

    words, console = Words(lang), Console()
    if scenario == "bond":
        _bond(host, data, json_path, lang, quiet)
        return
    try:
        options = DemoOptions(host=host, trades=trades, seed=seed, data=data, json=json_path)
        screen = Screen(console, words, quiet)
        with screen:
            report = run_fast(run(options, screen))
    except (OptionProblem, BlueprintProblem, MarketProblem, StorageProblem) as problem:
        raise click.UsageError(str(problem)) from None
    screen.show(report)
    if json_path is not None:
        _write(json_path, report.json())
        console.print(words("written", path=json_path))
    if data is not None:
        console.print(words("kept", path=data))
    if not report.good:
        raise SystemExit(1)


def _bond(host: str, data: Path | None, json_path: Path | None, lang: str, quiet: bool) -> None:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from actors.host import HostProblem, StorageProblem
    from cluster.demo.centre.needs import check_needs
    from cluster.demo.centre.run import run
    from cluster.demo.centre.screen import Bar, show
    from cluster.language import Say
    from cluster.market import MarketProblem

    say, console = Say(lang), Console()
    try:
        DemoOptions(host=host, data=data, json=json_path)
        check_needs()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, disable=quiet) as progress:
            telling = run_fast(run(host, data, Bar(progress, say).begin))
    except (OptionProblem, MarketProblem, StorageProblem, HostProblem) as problem:
        raise click.UsageError(str(problem)) from None
    show(console, telling, say)
    if json_path is not None:
        _write(json_path, telling.json())
        console.print(Words(lang)("written", path=json_path))
    if data is not None:
        console.print(Words(lang)("kept", path=data))
    if not telling.good:
        raise SystemExit(1)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as problem:
        raise click.UsageError(
            f"{path}: the numbers cannot be written: {problem.strerror or problem}"
        ) from None

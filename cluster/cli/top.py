"""``lianjie top``: a running market, live, with rates a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cluster.cli import figures, running
from cluster.cli.keyboard import until_q
from cluster.cli.language import Command, language_option
from cluster.cli.rates import Rates
from cluster.cli.standing import Standing, standings
from cluster.cli.status import names, problems, screen
from cluster.language import Say

EVERY_S_LEAST: Final = 0.2
_LINE: Final = (
    "{name}, {time}: {running} of {parties} parties run; trades settled/s {settled}, commits/s {commits}, "
    "CPU {cpu}, memory {memory}"
)
_NUMBERS: Final = ("CPU %", "memory", "messages/s", "final", "behind")


@click.command("top", cls=Command)
@running.market_options
@click.option(
    "--every",
    type=click.FloatRange(min=EVERY_S_LEAST),
    default=1.0,
    show_default=True,
    metavar="S",
    help="Seconds from one look to the next.",
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    metavar="N",
    help="End after so many looks.  [default: goes on until q or Ctrl-C]",
)
@language_option
def top(data: Path | None, password_file: Path | None, every: float, count: int | None, lang: str) -> None:
    """A running market, live: processor, memory and messages of every party, commits and settled trades a second.

    Ends with q or Ctrl-C; the market runs on. Processor time is in percent of one core.
    """
    directory, password = running.meant(data), running.password_in(password_file)
    with suppress(KeyboardInterrupt):
        running.run(_watch(directory, password, every, count, Say(lang)))


async def _watch(directory: Path, password: str | None, every: float, count: int | None, say: Say) -> None:
    console = screen()
    async with running.joined(directory, password) as market:
        name, looks, before = market.blueprint.name, 0, list[Standing]()
        with (
            Live(console=console, screen=console.is_terminal, auto_refresh=False) as live,
            until_q() as quits,
        ):
            while not quits.is_set():
                began = time.monotonic()
                found = await standings(market)
                page = view(say, name, found, Rates.between(before, found))
                _draw(console, live, page)
                before, looks = found, looks + 1
                if looks == count:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(quits.wait(), max(0.0, every - (time.monotonic() - began)))


def _draw(console: Console, live: Live, page: Group) -> None:
    """On a terminal in place of the look before, elsewhere below it."""
    if console.is_terminal:
        live.update(page, refresh=True)
    else:
        console.print(page)


def view(say: Say, name: str, found: Sequence[Standing], rates: Rates) -> Group:
    """One look: a line for the market, a table of the parties, what somebody must look at."""
    return Group(
        Text(_summary(say, name, found, rates), "bold"), _table(say, found, rates), *problems(say, found)
    )


def _summary(say: Say, name: str, found: Sequence[Standing], rates: Rates) -> str:
    processes = {(one.health.machine, one.health.pid): one for one in found if one.health is not None}
    memory = sum(one.health.rss_bytes for one in processes.values() if one.health is not None)
    known = [rates.cpu_percent[one.party] for one in processes.values() if one.party in rates.cpu_percent]
    return say(
        _LINE,
        name=name,
        time=f"{time.strftime('%H:%M:%S')}",
        running=sum(one.running for one in found),
        parties=len(found),
        settled=_number(rates.settled, 0),
        commits=_number(rates.commits, 1),
        cpu=_number(sum(known) if known else None, 0, " %"),
        memory=figures.memory(memory),
    )


def _table(say: Say, found: Sequence[Standing], rates: Rates) -> Table:
    made = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for label in ("party", "role", "state"):
        made.add_column(say(label), no_wrap=True)
    for label in _NUMBERS:
        made.add_column(say(label), justify="right", no_wrap=True)
    for one in found:
        made.add_row(
            *names(say, one),
            _number(rates.cpu_percent.get(one.party), 1),
            "" if one.health is None else figures.memory(one.health.rss_bytes),
            _number(rates.messages.get(one.party), 0),
            "" if one.node is None else f"{one.node.final:,}",
            "" if one.node is None else f"{one.behind:,}",
        )
    return made


def _number(value: float | None, digits: int, unit: str = "") -> str:
    """A rate; a dash where there is none yet."""
    return "–" if value is None else f"{value:,.{digits}f}{unit}"

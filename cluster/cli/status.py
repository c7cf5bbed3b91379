"""``lianjie status``: how every party of a running market is, in one table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cluster.cli import figures, running
from cluster.cli.language import Command, language_option
from cluster.cli.standing import Standing, standings
from cluster.language import Say

#: Columns where the output is no terminal.
WIDE: Final = 200
_HEALTH: Final = ("since", "machine", "pid", "CPU (s)", "memory", "messages")
_NODE: Final = ("epoch", "commit", "final", "behind")
_STYLES: Final = {"running": "green", "starting": "yellow", "down": "yellow"}


@click.command("status", cls=Command)
@running.market_options
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@language_option
def status(data: Path | None, password_file: Path | None, as_json: bool, lang: str) -> None:
    """How every party of a running market is: state, process, memory, and how far each validator has come.

    Exit status 0 when all run, 1 when some do not, 3 when the market does not run.
    """
    directory, password = running.meant(data), running.password_in(password_file)
    name, found = running.run(_look(directory, password))
    if as_json:
        click.echo(json.dumps(document(name, directory, found), ensure_ascii=False, indent=1))
    else:
        show(screen(), Say(lang), name, found)
    if not all(one.running for one in found):
        raise SystemExit(1)


async def _look(directory: Path, password: str | None) -> tuple[str, list[Standing]]:
    async with running.joined(directory, password) as market:
        return market.blueprint.name, await standings(market)


def document(name: str, directory: Path, found: Sequence[Standing]) -> dict[str, Any]:
    """The figures as JSON: the market, how many run, and one object a party."""
    return {
        "market": name,
        "directory": str(directory),
        "parties": len(found),
        "running": sum(one.running for one in found),
        "standings": [one.figures() for one in found],
    }


def screen() -> Console:
    """Where tables go; wide enough for them where nobody sees the edge."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE)


def show(console: Console, say: Say, name: str, found: Sequence[Standing]) -> None:
    """Print the table, then what somebody must look at."""
    console.print(table(say, found))
    for text in problems(say, found):
        console.print(text)
    count = sum(one.running for one in found)
    console.print(
        say("{name}: {running} of {parties} parties run", name=name, running=count, parties=len(found)),
        markup=False,
    )


def table(say: Say, found: Sequence[Standing]) -> Table:
    """One row a party."""
    made = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for label in ("party", "role", "state", *_HEALTH[:2]):
        made.add_column(say(label), no_wrap=True)
    for label in (*_HEALTH[2:], *_NODE):
        made.add_column(say(label), justify="right", no_wrap=True)
    for one in found:
        made.add_row(*names(say, one), *_health_cells(one), *_node_cells(one))
    return made


def names(say: Say, one: Standing) -> tuple[str, str, Text]:
    """The first cells of a party's row: its name, its role, its state with what is done to it on purpose."""
    done = _done_to(say, one)
    style = "yellow" if done and one.running else _STYLES.get(one.state, "red")
    return one.party, ", ".join(map(say, one.roles)), Text(", ".join((say(one.state), *done)), style)


def _done_to(say: Say, one: Standing) -> list[str]:
    health = one.health
    if health is None:
        return []
    cut = [say("cut off")] if health.cut else []
    return cut + ([say("{delay} ms late", delay=health.slow_ms)] if health.slow_ms else [])


def problems(say: Say, found: Sequence[Standing]) -> list[Text]:
    """A line for each party that has one."""
    return [Text(f"{one.party}: {say(one.problem)}", "red") for one in found if one.problem]


def _health_cells(one: Standing) -> tuple[str, ...]:
    health = one.health
    if health is None:
        return ("",) * len(_HEALTH)
    return (
        figures.moment(health.since_ms, health.at_ms),
        figures.machine(health.machine),
        str(health.pid),
        f"{health.cpu_s:,.1f}",
        figures.memory(health.rss_bytes),
        f"{health.delivered:,}",
    )


def _node_cells(one: Standing) -> tuple[str, ...]:
    node = one.node
    if node is None:
        return ("",) * len(_NODE)
    return str(node.epoch), f"{node.committed:,}", f"{node.final:,}", f"{one.behind:,}"

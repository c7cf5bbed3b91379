"""``lianjie up``: start a market on Ray, or go on with a stopped one, and leave it running."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cluster.cli import figures, running
from cluster.cli.language import Command, language_option
from cluster.language import Say

if TYPE_CHECKING:
    from cluster.market import Market

#: Of the bar, what is done when the market can settle.
_SETTLING = 0.7
_FIRST = "the market can settle after {first}, every party runs after {all}"
_AS = {
    "started": "started a new market, {name}: {parties} parties on Ray at {address}, data in {path}",
    "opened": "opened the stopped market {name}: {parties} parties on Ray at {address}, data in {path}",
    "running": "the market {name} runs already: {parties} parties on Ray at {address}, data in {path}",
}
_LOCKED = "a party whose process dies comes back locked: {command} unlocks it"
_Tell = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Start:
    """What is to come up, and where."""

    directory: Path
    blueprint: str | None
    address: str | None
    ray_config: Path | None
    password: str | None


@dataclass(frozen=True, slots=True)
class Came:
    """What came up. ``how``: ``started``, ``opened``, or ``running`` already. Times count from the command."""

    how: str
    market: str
    market_id: str
    directory: str
    address: str
    parties: int
    can_settle_s: float
    ready_s: float


@click.command("up", cls=Command)
@click.argument("blueprint", required=False)
@running.market_options
@click.option("--address", metavar="HOST:PORT", help="Of a Ray cluster that runs.  [default: one of its own]")
@click.option(
    "--ray-config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="How Ray is started here; see ray-configs/laptop.yaml.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@language_option
def up(
    blueprint: str | None,
    data: Path | None,
    password_file: Path | None,
    address: str | None,
    ray_config: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Start a market on Ray, or open a stopped one, and leave it running.

    BLUEPRINT is the name of a built-in blueprint, or a YAML file; without it, treasury. Where the directory holds a
    stopped market, that one goes on. The market outlives this command, and the terminal.

    Ctrl-C before everything runs takes back what was begun.
    """
    say, console = Say(lang), Console(highlight=False, soft_wrap=True)
    password = running.password_in(password_file)
    start = Start(_directory(blueprint, data), blueprint, address, ray_config, password)
    with _Bar(say) as bar:
        came = _run(start, bar.tell)
    if as_json:
        click.echo(json.dumps(asdict(came), ensure_ascii=False, indent=1))
        return
    _show(console, say, came, locked=password is not None)


def _run(start: Start, tell: _Tell) -> Came:
    try:
        return running.run(bring_up(start, tell))
    except KeyboardInterrupt:
        raise click.ClickException("stopped before every party ran; nothing was left running") from None


async def bring_up(start: Start, tell: _Tell) -> Came:
    """Start, open or find the market, wait until every party runs, and leave it running.

    Raises:
        UsageError: the directory holds a market of another name. What Market.start and Market.open raise.
    """
    from cluster.market import Market, NotRunning
    from cluster.market.hosts import ray_address

    began = time.monotonic()
    _must_be_the_same(start)
    how = "running"
    try:
        market = await Market.join(start.directory, password=start.password)
    except NotRunning:
        how = "opened" if running.holds_market(start.directory) else "started"
        market = await (_open(start, tell) if how == "opened" else _start(start, tell))
    settles = time.monotonic() - began
    async with _taken_back(market, start, how):
        await market.ready(lambda part, name: tell(_SETTLING + (1 - _SETTLING) * part, name))
    name, parties = market.blueprint.name, len(market.blueprint.nodes) + len(market.parties)
    identity, address = market.market_id.hex(), ray_address(start.directory)
    await market.leave()
    ready = time.monotonic() - began
    where = str(start.directory)
    return Came(how, name, identity, where, address, parties, round(settles, 2), round(ready, 2))


async def _start(start: Start, tell: _Tell) -> Market:
    from cluster.market import Market

    fresh = not start.directory.exists() or not any(start.directory.iterdir())
    try:
        return await Market.start(
            start.blueprint or running.DEFAULT_BLUEPRINT,
            "ray",
            start.directory,
            password=start.password,
            address=start.address,
            ray_config=start.ray_config,
            progress=lambda part, text: tell(_SETTLING * part, text),
        )
    except BaseException:
        if fresh:
            _empty(start.directory)
        raise


async def _open(start: Start, tell: _Tell) -> Market:
    from cluster.market import Market

    return await Market.open(
        start.directory,
        "ray",
        password=start.password,
        address=start.address,
        ray_config=start.ray_config,
        progress=lambda part, text: tell(_SETTLING * part, text),
    )


@asynccontextmanager
async def _taken_back(market: Market, start: Start, how: str) -> AsyncIterator[None]:
    """Stop what this command brought up when the rest does not come, and remove it when it is new."""
    try:
        yield
    except BaseException:
        if how != "running":
            await market.stop()
        if how == "started":
            _empty(start.directory)
        raise


def _empty(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)


def _directory(blueprint: str | None, data: Path | None) -> Path:
    if blueprint is None or data is not None:
        return running.meant(data)
    from cluster.blueprint import BlueprintProblem, load

    try:
        return running.default_directory(load(blueprint).name)
    except BlueprintProblem as problem:
        raise click.UsageError(str(problem)) from None


def _must_be_the_same(start: Start) -> None:
    """A blueprint that is named must be that of the market which is there."""
    from cluster.blueprint import load
    from cluster.market.directory import BLUEPRINT_FILE

    if start.blueprint is None or not running.was_founded(start.directory):
        return
    wanted, there = load(start.blueprint).name, load_there(start.directory / BLUEPRINT_FILE)
    if wanted != there:
        raise click.UsageError(
            f"{start.directory} holds the market {there!r}, not {wanted!r}; leave the blueprint out to open it, or "
            "name another directory: --data DIR"
        )


def load_there(file: Path) -> str:
    """Name of the market whose blueprint this is.

    Raises:
        BlueprintProblem: it was altered. ClickException: it cannot be read.
    """
    from cluster.blueprint import parse

    try:
        return parse(file.read_text("utf-8"), str(file)).name
    except OSError as problem:
        raise click.ClickException(f"{file}: {problem.strerror}; check its permissions") from None


def _show(console: Console, say: Say, came: Came, locked: bool) -> None:
    path = Path(came.directory)
    text = say(_AS[came.how], name=came.market, parties=came.parties, address=came.address, path=path)
    console.print(text, markup=False)
    if came.how != "running":
        first, everyone = figures.seconds(came.can_settle_s), figures.seconds(came.ready_s)
        console.print(say(_FIRST, first=first, all=everyone), markup=False)
    if locked:
        command = running.command(path, "up", "--password-file", "FILE")
        console.print(say(_LOCKED, command=command), markup=False)
    for label, value in (
        (say("look"), running.command(path, "status")),
        (say("watch"), running.command(path, "top")),
        (say("notebook"), f'market = await Market.join("{path}")'),
        (say("stop"), running.command(path, "down")),
    ):
        console.print(f"  {label}: {value}", markup=False)


class _Bar:
    """One bar on stderr: how far the market is, and who came last."""

    def __init__(self, say: Say) -> None:
        self._say = say
        columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=1.0)

    def tell(self, part: float, text: str) -> None:
        """See ``cluster.market.founding.Progress``."""
        self._bar.update(self._task, completed=part, description=self._say(text))

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

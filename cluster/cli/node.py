"""``lianjie node``: what may happen to a validator of a running market, on purpose."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cluster.cli import figures, running
from cluster.cli.language import Group, language_option
from cluster.cli.standing import standings
from cluster.language import Say

if TYPE_CHECKING:
    from cluster.market import Market

DELAY_MS_MAX: Final = 60_000
#: How long a killed node may take to come back, and between looks at it.
_PATIENCE_S: Final = 120.0
_LOOK_S: Final = 0.05
_SAID: Final = {
    "runs": "{name} runs already; nothing was done",
    "is_down": "{name} is down already; nothing was done",
    "back": "{name} was killed and runs again after {duration}, {behind} commits behind",
    "down": "{name} was killed and stays down; start it again: {command}",
    "started": "{name} runs again after {duration}, {behind} commits behind",
    "cut": "{name} is cut off from every other party; connect it again: {command}",
    "joined": "{name} is connected again",
    "slow": "everything that {name} sends is {delay} ms late; no more of it: {command}",
    "prompt": "nothing that {name} sends is delayed any more",
}
#: What was done, by the name of the sentence about it, and the values in that.
Done = tuple[str, dict[str, object]]
_Decorated = Callable[..., Any]


@click.group("node", cls=Group)
@language_option
def node(lang: str) -> None:
    """Kill, start, cut off, connect or slow a validator of a running market, to see what becomes of the others.

    NAME is one of those that `lianjie status` lists.
    """


def _about_a_node(command: _Decorated) -> _Decorated:
    """What every command of the group takes."""
    return click.argument("name")(running.market_options(language_option(command)))


@node.command("kill")
@_about_a_node
@click.option("--stay-down", is_flag=True, help="Keep it down until `lianjie node start`.")
def kill(name: str, stay_down: bool, **common: Any) -> None:
    """End a validator at once, by SIGKILL. Ray brings it back; the command waits for that and says how long it took."""
    _do(lambda market: killed(market, name, stay_down), **common)


@node.command("start")
@_about_a_node
def start(name: str, **common: Any) -> None:
    """Start a validator that stays down, on its own disk; it catches up by itself."""
    _do(lambda market: started(market, name), **common)


@node.command("cut")
@_about_a_node
def cut(name: str, **common: Any) -> None:
    """Cut a validator off from every other party, until `lianjie node join` or the end of its process."""
    _do(lambda market: cut_off(market, name, True), **common)


@node.command("join")
@_about_a_node
def join(name: str, **common: Any) -> None:
    """Connect a validator again that was cut off."""
    _do(lambda market: cut_off(market, name, False), **common)


@node.command("slow")
@_about_a_node
@click.argument("ms", type=click.IntRange(0, DELAY_MS_MAX))
def slow(name: str, ms: int, **common: Any) -> None:
    """Delay everything that a validator sends by MS milliseconds, until the end of its process; 0: no more."""
    _do(lambda market: slowed(market, name, ms), **common)


async def killed(market: Market, name: str, stay_down: bool) -> Done:
    """Kill the node ``name``; unless it is to ``stay_down``, wait until it is back.

    Raises:
        UnknownParty: no node of this name. ClickException: it does not come back.
    """
    if await _state(market, name) == "down":
        return "is_down", {"name": name}
    began = time.monotonic()
    await market.kill_node(name, stay_down=stay_down)
    if stay_down:
        return "down", {"name": name, "command": running.command(market.directory, "node", "start", name)}
    await _until_it_runs(market, name)
    return "back", await _again(market, name, began)


async def started(market: Market, name: str) -> Done:
    """Start the node ``name`` unless it runs.

    Raises:
        UnknownParty: no node of this name. HostProblem: it cannot start.
    """
    if await _state(market, name) == "running":
        return "runs", {"name": name}
    began = time.monotonic()
    await market.restart_node(name)
    return "started", await _again(market, name, began)


async def cut_off(market: Market, name: str, off: bool) -> Done:
    """Cut the node ``name`` off, or connect it again.

    Raises:
        UnknownParty: no node of this name. HostProblem: it does not run.
    """
    await market.cut_node(name, off)
    command = running.command(market.directory, "node", "join", name)
    return ("cut", {"name": name, "command": command}) if off else ("joined", {"name": name})


async def slowed(market: Market, name: str, delay_ms: int) -> Done:
    """Delay what the node ``name`` sends.

    Raises:
        UnknownParty: no node of this name. HostProblem: it does not run.
    """
    await market.slow_node(name, delay_ms)
    if not delay_ms:
        return "prompt", {"name": name}
    command = running.command(market.directory, "node", "slow", name, "0")
    return "slow", {"name": name, "delay": delay_ms, "command": command}


def _do(
    work: Callable[[Market], Awaitable[Done]], data: Path | None, password_file: Path | None, lang: str
) -> None:
    directory, password = running.meant(data), running.password_in(password_file)

    async def act() -> Done:
        async with running.joined(directory, password) as market:
            return await work(market)

    what, values = running.run(act())
    click.echo(Say(lang)(_SAID[what], **values))


async def _state(market: Market, name: str) -> str:
    """The node's state; empty for what is none, which whoever acts on it refuses."""
    known = name in [one.name for one in market.blueprint.nodes]
    health = (await market.health()).get(name) if known else None
    return "" if health is None else health.state


async def _until_it_runs(market: Market, name: str) -> None:
    until = time.monotonic() + _PATIENCE_S
    while (state := await _state(market, name)) != "running":
        if state == "locked":
            unlock = running.command(market.directory, "up", "--password-file", "FILE")
            raise click.ClickException(f"{name} came back locked, for its password rests nowhere: {unlock}")
        if time.monotonic() > until:
            raise click.ClickException(
                f"{name} did not come back within {_PATIENCE_S:.0f} s; look at `lianjie status`"
            )
        await asyncio.sleep(_LOOK_S)


async def _again(market: Market, name: str, began: float) -> dict[str, object]:
    """How long it took the node to run again, and how far it is behind."""
    duration = figures.seconds(time.monotonic() - began)
    behind = next((one.behind for one in await standings(market) if one.party == name), 0)
    return {"name": name, "duration": duration, "behind": behind}

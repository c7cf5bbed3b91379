"""``lianjie down``: stop a market, and clear away what is left of one."""

from __future__ import annotations

from pathlib import Path

import click

from cluster.cli import running
from cluster.cli.language import Command, language_option
from cluster.language import Say

_SAID = {
    "stopped": "the market over {path} was stopped; what was acknowledged is on its disk: {command} goes on with it",
    "cleared": "the market over {path} did not run; what was left of it on Ray was cleared away",
    "silent": "no market runs over {path}; nothing to stop",
}


@click.command("down", cls=Command)
@running.market_options
@language_option
def down(data: Path | None, password_file: Path | None, lang: str) -> None:
    """Stop a market: every party politely, then Ray, if it was started for it.

    Its data stay, and `lianjie up` goes on with them. Harmless when it does not run; what a Ray that died has left
    behind is cleared away.
    """
    directory = running.meant(data)
    how = running.run(bring_down(directory, running.password_in(password_file)))
    click.echo(Say(lang)(_SAID[how], path=directory, command=running.command(directory, "up")))


async def bring_down(directory: Path, password: str | None) -> str:
    """Stop the market over ``directory``: ``stopped``, or ``cleared`` of remains, or ``silent`` when nothing was there.

    Raises:
        HostProblem: the cluster in which it runs takes no connection.
    """
    from cluster.market import Market, NotRunning
    from cluster.market.hosts import sweep

    try:
        market = await Market.join(directory, password=password)
    except NotRunning:
        return "cleared" if await sweep(directory) else "silent"
    await market.stop()
    await sweep(directory)
    return "stopped"

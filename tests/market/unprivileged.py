"""A process that opens a market as a user without rights: ``python -m tests.market.unprivileged MISSING DIRECTORY``.

Run by root it becomes another user first, whom the permissions of files bind; by anyone else it stays who it is.
Prints the name of the error and its text. ``MISSING``: a market whose parties have no data, opened before, so that
everything that Python loads on the way is loaded while it may be read.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from cluster.market import Market

NOBODY = 65_534


async def refused(directory: str) -> str:
    """What opening the market there says."""
    try:
        market = await Market.open(directory)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"
    await market.stop()
    return "it opened"


def main(missing: str, directory: str) -> None:
    """Open both, the second as nobody."""
    print(asyncio.run(refused(missing)))
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    print(asyncio.run(refused(directory)))


def give_away(directory: Path) -> None:
    """Let the user that the process becomes own everything below ``directory``."""
    if os.getuid() == 0:
        for path in (directory, *directory.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""One key ends a screen that redraws itself."""

from __future__ import annotations

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_QUIT: Final = b"qQ\x1b"


@contextmanager
def until_q() -> Iterator[asyncio.Event]:
    """An event that is set when somebody presses q or Escape; without a keyboard it never is."""
    pressed = asyncio.Event()
    if not sys.stdin.isatty():
        yield pressed
        return
    keys = sys.stdin.fileno()
    before = termios.tcgetattr(keys)

    def read() -> None:
        if set(os.read(keys, 64)) & set(_QUIT):
            pressed.set()

    loop = asyncio.get_running_loop()
    tty.setcbreak(keys)
    loop.add_reader(keys, read)
    try:
        yield pressed
    finally:
        loop.remove_reader(keys)
        termios.tcsetattr(keys, termios.TCSADRAIN, before)

"""The lives of a process that trades until it is killed, as seen by who kills it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.market.doomed import Outcome

ROOT = Path(__file__).parents[2]


@dataclass
class Doomed:
    """One market's process, over all its lives. ``program``: the module that it runs; see ``doomed``."""

    directory: Path
    program: str = "tests.market.doomed"
    known: list[Outcome] = field(default_factory=list)
    lost: list[str] | None = None
    process: asyncio.subprocess.Process | None = None

    async def live(self, first: bool) -> None:
        """Begin a life; the acknowledgements of those before are given to it to check."""
        arguments = [str(self.directory)]
        self.lost = [] if first else None
        if not first:
            file = self.directory / "known.json"
            file.write_text(json.dumps(self.known))
            arguments.append(str(file))
        with (self.directory / "errors.txt").open("ab") as errors:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", self.program, *arguments),
                cwd=ROOT,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    async def listen(self, more: int) -> None:
        """Return when what was known is checked and ``more`` outcomes were acknowledged in this life."""
        wanted = len(self.known) + more
        while self.lost is None or len(self.known) < wanted:
            line = await self._line()
            assert line, (self.directory / "errors.txt").read_text()[-4000:]
            self._hear(line)

    async def drain(self) -> None:
        """Hear what was acknowledged before the kill and not read yet."""
        while line := await self._line():
            if line.endswith(b"\n"):
                self._hear(line)

    def kill(self) -> None:
        """SIGKILL to the whole process group, if it lives."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    async def buried(self) -> int:
        """The exit status of the process."""
        assert self.process is not None
        return await self.process.wait()

    async def _line(self) -> bytes:
        assert self.process is not None and self.process.stdout is not None
        return await self.process.stdout.readline()

    def _hear(self, line: bytes) -> None:
        said: Any = json.loads(line)
        if isinstance(said, dict):
            self.lost = said["lost"]
        else:
            self.known.append(Outcome(*said))

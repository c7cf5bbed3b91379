"""P3 with real processes on a real disk: kill everything at once under load, and find every acknowledged receipt.

The local host keeps all parties of a market in one process: four validators, each on its own disk directory, and
every institution. Two such markets run as two process groups side by side, and both get SIGKILL at the same time.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.market.doomed import Outcome

ROOT = Path(__file__).parents[2]
#: Acknowledgements of each market before the kill.
ENOUGH = 60
LIVES = 3


@dataclass
class Doomed:
    """One market's process, over all its lives."""

    directory: Path
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
                *("-m", "tests.market.doomed", *arguments),
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
        """SIGKILL to the whole process group."""
        assert self.process is not None
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


async def test_every_acknowledged_receipt_is_found_after_everything_was_killed(tmp_path: Path) -> None:
    markets = [Doomed(tmp_path / name) for name in ("east", "west")]
    for one in markets:
        one.directory.mkdir()
    try:
        for life in range(LIVES):
            for one in markets:
                await one.live(first=life == 0)
            await asyncio.gather(*(one.listen(ENOUGH if life < LIVES - 1 else 1) for one in markets))
            assert [one.lost for one in markets] == [[], []]
            for one in markets:
                one.kill()
            await asyncio.gather(*(one.drain() for one in markets))
            assert [await one.buried() for one in markets] == [-signal.SIGKILL] * 2
    finally:
        for one in markets:
            if one.process is not None and one.process.returncode is None:
                one.kill()
    assert all(len(one.known) >= (LIVES - 1) * ENOUGH for one in markets)
    assert all(len({outcome.commit for outcome in one.known}) > LIVES for one in markets)

"""P3 with real processes on a real disk: kill everything at once under load, and find every acknowledged receipt.

The local host keeps all parties of a market in one process: four validators, each on its own disk directory, and
every institution. Two such markets run as two process groups side by side, and both get SIGKILL at the same time.
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from tests.market.lives import Doomed

#: Acknowledgements of each market before the kill.
ENOUGH = 60
LIVES = 3


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

"""The hosts that a benchmark can run on, and what it asks of each beyond running parties."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from actors.base.keys import SigningKey
from actors.base.roster import Roster
from cluster.bench.problem import BenchProblem
from cluster.hosts.hosting import Hosting
from cluster.hosts.local.hosting import LocalHosting
from cluster.hosts.spec import PartyKeys, PartySpec
from cluster.storage.log import LogOptions

_EMPTY: Final = "cluster.bench.empty:empty"
_EMPTY_BYTES: Final = 1 << 16


class BenchHosting(Hosting, Protocol):
    """A host of its own for one benchmark."""

    async def prepare(self, specs: Sequence[PartySpec]) -> None:
        """Make room for the parties that will be added.

        Raises:
            HostProblem: there is none.
        """

    async def employ(self, count: int) -> None:
        """Run so many actors that do nothing: what the host costs by itself."""

    async def dismiss(self) -> None:
        """End them."""

    async def cpu_s(self) -> float:
        """CPU seconds used so far by every process of this host: parties, empty actors and its own servants."""


class LocalBench(LocalHosting):
    """The local host: everything is this process."""

    def __init__(self, directory: Path, roster: Roster, segment_bytes: int) -> None:
        """Nobody yet; ``roster``: of the market that empty actors belong to."""
        super().__init__(directory / "parties", log=LogOptions(segment_bytes=segment_bytes))
        self._empty = LocalHosting(directory / "empty", log=LogOptions(segment_bytes=_EMPTY_BYTES))
        self._roster = roster

    async def prepare(self, specs: Sequence[PartySpec]) -> None:
        """Room is always here."""

    async def employ(self, count: int) -> None:
        """See ``BenchHosting.employ``."""
        for at in range(count):
            name = f"empty-{at + 1}"
            await self._empty.add(
                PartySpec(name, self._roster, _EMPTY, b""), PartyKeys(SigningKey(bytes(32)))
            )
            await self._empty.start(name)

    async def dismiss(self) -> None:
        """See ``BenchHosting.dismiss``."""
        await self._empty.close()

    async def cpu_s(self) -> float:
        """See ``BenchHosting.cpu_s``."""
        return time.process_time()

    async def close(self) -> None:
        """See ``Hosting.close``."""
        await self._empty.close()
        await super().close()


async def open_hosting(kind: str, directory: Path, roster: Roster, segment_bytes: int) -> BenchHosting:
    """The host ``local`` or ``ray``, with its data below ``directory``; logs grow by ``segment_bytes``.

    Raises:
        BenchProblem: what the host needs is not installed. HostProblem: it does not start.
    """
    if kind == "local":
        return LocalBench(directory, roster, segment_bytes)
    try:
        module = import_module(f"cluster.bench.on_{kind}")
    except ImportError as problem:
        raise BenchProblem(
            f"the host {kind!r} cannot be loaded ({problem}); install it with: pip install 'lianjie[{kind}]'"
        ) from None
    return cast(BenchHosting, await module.open_bench(directory, roster, segment_bytes))

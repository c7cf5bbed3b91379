"""How people reach their institutions: records and commands signed and sent, and every submission remembered."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

import numpy as np

from actors.base.canonical import Canonical
from actors.host import HostProblem
from actors.ledger.status import status_of
from actors.parties.institution import Institution
from actors.parties.submission import Submission
from cluster.hosts.simulated.world import World
from cluster.simulator import market as small
from cluster.simulator.market import NAMES
from cluster.simulator.people.opening import opening_books, registrations

#: How long somebody looks at the screen for an answer before doing the next thing.
PATIENCE_MS = 400


def _never() -> bool:
    return False


class Desk:
    """Drives the institutions from outside, as their clients would; remembers every submission."""

    def __init__(
        self, world: World, market: small.SmallMarket, liars: Collection[str], chance: random.Random
    ) -> None:
        """A desk in ``world``, whose validators ``liars`` lie."""
        self.world = world
        self.market = market
        self.liars = liars
        self.chance = chance
        self.submissions: list[tuple[str, Submission]] = []
        self.raw: list[bytes] = []
        self._reference = 0

    def institution(self, index: int) -> Institution | None:
        """The running institution, or None."""
        name = NAMES[index - 1]
        if not self.world.running(name):
            return None
        party = self.world.party(name)
        assert isinstance(party, Institution)
        return party

    async def submit(self, index: int, records: list[Any]) -> Submission | None:
        """Have an institution sign and send records; None if it is down or dies over it."""
        return await self._act(index, lambda party: party.submit(np.concatenate(records)))

    async def command(self, index: int, *commands: Canonical) -> Submission | None:
        """Have an institution sign and send typed commands; None if it is down or dies over it."""
        return await self._act(index, lambda party: party.command(*commands))

    async def command_and_look(self, index: int, *commands: Canonical) -> None:
        """The same, and wait a while for the answer."""
        submission = await self.command(index, *commands)
        if submission is not None:
            await self.world.until(submission.executed.done, PATIENCE_MS)

    async def _act(self, index: int, work: Callable[[Institution], Any]) -> Submission | None:
        party = self.institution(index)
        if party is None:
            return None
        with suppress(HostProblem):
            submission: Submission = await self.world.act(party.name, work(party))
            self.submissions.append((party.name, submission))
            self.raw.append(submission.batch.encode())
            return submission
        return None

    async def submit_and_look(self, index: int, records: list[Any]) -> None:
        """The same, and wait a while for the answer: what follows is most often ordered after it."""
        submission = await self.submit(index, records)
        if submission is not None:
            await self.world.until(submission.executed.done, PATIENCE_MS)

    def reference_next(self) -> int:
        """A reference or order number that nobody used before."""
        self._reference += 1
        return self._reference

    # before trading -----------------------------------------------------------------------------------
    async def set_up(self, is_lost: Callable[[], bool] = _never, timeout_ms: int = 60_000) -> bool:
        """Open the books. Returns whether everything was certified in time; gives up when all ``is_lost``."""

        register, listing = registrations()[:2], registrations()[2:]
        for index, commands in register:
            if not await self.carried_out(await self.command(index, *commands), is_lost, timeout_ms):
                return False
        for index, records in opening_books():
            if not await self.carried_out(await self.submit(index, records), is_lost, timeout_ms):
                return False
        for index, commands in listing:
            if not await self.carried_out(await self.command(index, *commands), is_lost, timeout_ms):
                return False
        return True

    async def carried_out(
        self, submission: Submission | None, is_lost: Callable[[], bool] = _never, timeout_ms: int = 60_000
    ) -> bool:
        """Whether everything in a submission was done; waits for it, not beyond the time nor when all ``is_lost``."""
        if submission is None:
            return False
        executed = submission.executed
        await self.world.until(lambda: executed.done() or is_lost(), timeout_ms)
        return executed.done() and all(status_of(code).good for code in submission.statuses.tolist())

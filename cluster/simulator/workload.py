"""What the people of a simulated market do next: one thing after another, at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from typing import Final

from actors.ledger import records as rec
from actors.ledger.commands import ChangeRoster
from cluster.hosts.simulated.world import World
from cluster.simulator import market as small
from cluster.simulator.market import BOND, CCDC, CSRC
from cluster.simulator.people.abuse import Abuse
from cluster.simulator.people.controls import Controls
from cluster.simulator.people.earmarks import Earmarks
from cluster.simulator.people.modules import prepared
from cluster.simulator.people.modules.errands import Errands
from cluster.simulator.people.moves import Moves

#: Which part of what people do is done with modules, where these are used.
MODULES_SHARE: Final = 0.7

#: What somebody may do in a step, by the name of its method, with weights.
DOES: Final = {
    "deal": 9,
    "reuse": 2,
    "mismatch": 2,
    "lonely": 2,
    "payments": 3,
    "spoiled_group": 2,
    "transfer": 2,
    "issuance": 1,
    "earmark": 2,
    "end_earmark": 2,
    "freeze": 2,
    "freeze_between_halves": 1,
    "narrow": 2,
    "narrow_path": 1,
    "revoke": 1,
    "misuse": 3,
    "again": 2,
    "garbage": 1,
}


class Workload(Controls, Moves, Earmarks, Abuse):
    """Everybody together."""

    def __init__(
        self, world: World, market: small.SmallMarket, liars: Collection[str], chance: random.Random
    ) -> None:
        """A workload over ``world``, whose validators ``liars`` lie."""
        super().__init__(world, market, liars, chance)
        self.rosters_sent = 0
        #: People who use the middle platform; none where it is not used.
        self.errands: list[Errands] = []
        self.everybody: list[Errands] = []

    async def step(self) -> None:
        """One random thing that someone does."""
        if self.errands and self.chance.random() < MODULES_SHARE:
            one = self.chance.choice(self.errands)
            (deed,) = self.chance.choices(list(one.deeds), list(one.deeds.values()))
            await getattr(one, deed)()
            return
        (does,) = self.chance.choices(list(DOES), list(DOES.values()))
        await getattr(self, does)()

    async def open_platforms(self, people: Collection[str], is_lost: Callable[[], bool]) -> bool:
        """Prepare what the people of the modules need; then those named go about their business.

        Returns whether everything was certified in time.
        """
        self.everybody = [kind(self) for kind in prepared(people)]
        for one in self.everybody:
            for index, records in one.accounts():
                if not await self.carried_out(await self.submit(index, records), is_lost):
                    return False
            for index, commands in one.preparations():
                if not await self.carried_out(await self.command(index, *commands), is_lost):
                    return False
            for index, records in one.issued():
                if not await self.carried_out(await self.submit(index, records), is_lost):
                    return False
        self.errands = [one for one in self.everybody if type(one).__name__ in people]
        return True

    async def rest(self, rest_ms: int) -> None:
        """Nobody does anything for a while; then somebody gives one order."""
        await self.world.sleep(rest_ms)
        one = rec.transfer(small.client(CCDC, 1), small.client(CCDC, 2), BOND, 1)
        await self.submit_and_look(CCDC, [one])

    async def wind_up(self) -> None:
        """The network is whole again: what waits for hours is brought to its end; who governs lets the last dates pass."""
        for one in reversed(self.everybody):
            await one.wind_up()

    async def change_roster(self) -> None:
        """The regulator carries a roster that the governors signed."""
        party = self.institution(CSRC)
        if party is not None:
            signed = small.next_roster(self.market, party.roster, self.liars, self.chance)
            self.rosters_sent += 1
            await self.command(CSRC, ChangeRoster(signed))

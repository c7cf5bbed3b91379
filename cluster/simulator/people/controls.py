"""Controls: freezes, trust lines and mandates, each with somebody who goes against it at once."""

from __future__ import annotations

import random
from collections.abc import Collection

from actors.ledger import records as rec
from cluster.hosts.simulated.world import World
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CCDC, CNY, CSDC, CSRC, ICBC, PBC
from cluster.simulator.people.deals import Deals
from cluster.simulator.people.opening import BANK_OF, MONEY_EACH

#: The client whose accounts are frozen, and the one whose trust lines are narrow.
FROZEN, NARROW = 3, 4


class Controls(Deals):
    """A regulator and gateways that forbid, and people who try all the same."""

    def __init__(
        self, world: World, market: small.SmallMarket, liars: Collection[str], chance: random.Random
    ) -> None:
        """Nothing is forbidden."""
        super().__init__(world, market, liars, chance)
        #: Order number of each freeze that is to be lifted, by account.
        self.frozen: dict[int, int] = {}

    async def freeze(self) -> None:
        """A regulator freezes an account; its gateway tries to empty it. A freeze from before is lifted."""
        gateway = self.chance.choice((CCDC, CSDC, ICBC, BOC))
        account = small.client(gateway, FROZEN)
        if account in self.frozen:
            await self.submit(CSRC, [rec.unfreeze(account, self.frozen.pop(account))])
            return
        self.frozen[account] = self.reference_next()
        await self.submit_and_look(CSRC, [rec.freeze(account, self.frozen[account])])
        if gateway in BANK_OF:
            tried = rec.transfer(account, small.client(gateway, 1), BOND, 1)
        else:
            tried = rec.payment(account, small.client(self.chance.choice((ICBC, BOC)), 1), CNY, 1)
        await self.submit(gateway, [tried])

    async def freeze_between_halves(self) -> None:
        """A seller's account is frozen while its half waits for the buyer's: nothing may settle."""
        seller, delivers, buyer, receives = self.halves(self.reference_next(), sells=FROZEN)
        account, order = small.client(seller, FROZEN), self.reference_next()
        await self.submit_and_look(seller, delivers)
        await self.submit_and_look(CSRC, [rec.freeze(account, order)])
        await self.submit_and_look(buyer, receives)
        await self.submit(CSRC, [rec.unfreeze(account, order)])

    async def narrow(self) -> None:
        """A gateway narrows a trust line to what is there or less; a credit above it is tried, then it widens."""
        gateway, asset, held = self.chance.choice(
            ((ICBC, CNY, MONEY_EACH), (BOC, CNY, MONEY_EACH), (CCDC, BOND, 1_000), (CSDC, BOND, 1_000))
        )
        account, payer = small.client(gateway, NARROW), small.client(gateway, 1)
        bound = self.chance.choice((1, held // 2, held, held + held // 50))
        move = rec.payment if asset == CNY else rec.transfer
        tried = [move(payer, account, asset, quantity) for quantity in (1, held // 40)]
        await self.submit(gateway, [rec.limit(account, asset, bound), *tried])
        if self.chance.random() < 0.6:
            await self.submit(gateway, [rec.limit(account, asset, 100 * held)])

    async def narrow_path(self) -> None:
        """The central bank narrows a bank's reserve account: nothing can be paid to that bank from another."""
        bank, other = self.chance.choice(((ICBC, BOC), (BOC, ICBC)))
        reserve = small.omnibus(PBC, bank)
        await self.submit_and_look(PBC, [rec.limit(reserve, CNY, 1)])
        await self.submit_and_look(
            other, [rec.payment(small.client(other, 2), small.client(bank, 2), CNY, 5)]
        )
        await self.submit(PBC, [rec.limit(reserve, CNY, 100 * MONEY_EACH)])

    async def revoke(self) -> None:
        """A bank ends its custodian's mandate over an account, which then tries to pay from it; and grants it."""
        custodian, bank = self.chance.choice(list(BANK_OF.items()))
        account = small.client(bank, 2)
        await self.submit_and_look(bank, [rec.revoke(account, custodian)])
        await self.submit_and_look(custodian, [rec.payment(account, small.client(bank, 1), CNY, 5)])
        await self.submit(bank, [rec.grant(account, custodian)])

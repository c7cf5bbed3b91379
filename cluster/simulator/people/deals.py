"""Deals against payment: both halves, halves that disagree, lonely halves, references used a second time."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

from actors.ledger import records as rec
from cluster.hosts.simulated.world import World
from cluster.simulator import market as small
from cluster.simulator.market import BOND, CCDC, CLIENTS, CNY, CSDC
from cluster.simulator.people.desk import Desk
from cluster.simulator.people.opening import BANK_OF

#: The two halves of a deal: seller, its records, buyer, its records.
Halves = tuple[int, list[Any], int, list[Any]]


class Deals(Desk):
    """Custodians that settle their clients' deals."""

    def __init__(
        self, world: World, market: small.SmallMarket, liars: Collection[str], chance: random.Random
    ) -> None:
        """Nobody dealt yet."""
        super().__init__(world, market, liars, chance)
        #: References of deals that both sides sent.
        self.dealt: list[int] = []

    def halves(self, reference: int, *, wrong: int = 0, sells: int = 0) -> Halves:
        """Both halves of a deal at random; ``wrong``: by how much the buyer's amount differs.

        ``sells``: number of the client that sells, 0 for any.
        """
        seller, buyer = self.chance.choice(((CCDC, CSDC), (CSDC, CCDC)))
        sells, buys = sells or self.chance.randint(1, CLIENTS), self.chance.randint(1, CLIENTS)
        quantity = self.chance.choice((1, 7, 50, 400, 5_000))
        amount = quantity * self.chance.randint(90, 110)
        expiry_s = self.world.now_ms() // 1000 + self.chance.randint(2, 15)
        common = {"reference": reference, "asset": BOND, "cash": CNY, "expiry_s": expiry_s}
        delivers = rec.deliver(
            counterparty=buyer,
            account=small.client(seller, sells),
            contra=small.client(BANK_OF[seller], sells),
            quantity=quantity,
            amount=amount,
            **common,
        )
        receives = rec.receive(
            counterparty=seller,
            account=small.client(buyer, buys),
            contra=small.client(BANK_OF[buyer], buys),
            quantity=quantity,
            amount=amount + wrong,
            **common,
        )
        return seller, [delivers], buyer, [receives]

    async def deal(self) -> None:
        """A few deals, both halves."""
        references = [self.reference_next() for _ in range(self.chance.randint(1, 6))]
        many = [self.halves(one) for one in references]
        for custodian in (CCDC, CSDC):
            halves = [
                record
                for seller, delivers, buyer, receives in many
                for index, records in ((seller, delivers), (buyer, receives))
                if index == custodian
                for record in records
            ]
            await self.submit(custodian, halves)
        self.dealt.extend(references)

    async def reuse(self) -> None:
        """A deal under a reference that an earlier one used: refused until long after that one's deadline."""
        if not self.dealt:
            await self.deal()
            return
        seller, delivers, buyer, receives = self.halves(self.chance.choice(self.dealt))
        await self.submit_and_look(seller, delivers)
        await self.submit(buyer, receives)

    async def mismatch(self) -> None:
        """Two halves that disagree on the amount."""
        seller, delivers, buyer, receives = self.halves(self.reference_next(), wrong=1)
        await self.submit(seller, delivers)
        await self.submit(buyer, receives)

    async def lonely(self) -> None:
        """A half without its counterpart; sometimes cancelled, else it expires."""
        reference = self.reference_next()
        seller, delivers, buyer, _ = self.halves(reference)
        await self.submit(seller, delivers)
        if self.chance.random() < 0.4:
            await self.submit(seller, [rec.cancel(reference, buyer)])

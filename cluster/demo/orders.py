"""The deals of the Monday: drawn from a seed, most of them sound, some of them made to fail."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from actors.ledger.records import gateway_of
from actors.modules.accrued import Convention
from actors.parties.deals import DEAL, Deals
from cluster.demo.bonds import FIVE, NUMBERS, OLD, PRICES, THIRTY, TWO
from cluster.demo.population import CNY, ECNY, Population, Trader

DATE = 20_260_323
#: ¥100,000 of face in units.
LOT = 1_000
LOTS_MAX = 60
#: One trade in so many is made to fail, in turn: no bonds, buyer short, buyer's bank short of reserves.
FAIL_EVERY = 50
#: One trade in so many between owners of wallets settles in DC/EP.
_BONDS = (THIRTY, TWO, FIVE, OLD)


@dataclass(frozen=True, slots=True)
class Sides:
    """Who deals with whom, in which money."""

    seller: Trader
    buyer: Trader
    cash: int


class Orders:
    """Draws deals between clients of different depositories and banks."""

    def __init__(self, population: Population, seed: int) -> None:
        """Deals among ``population``."""
        self._people = population
        self._chance = random.Random(f"{seed}/orders")
        self._drawn = 0

    def draw(self, count: int, convention: Convention) -> Deals:
        """The next ``count`` deals."""
        rows = np.zeros(count, DEAL)
        rows["date"], rows["convention"] = DATE, int(convention)
        lines = [self._one() for _ in range(count)]
        for name, values in zip(
            ("seller", "buyer", "asset", "cash", "quantity", "price"), zip(*lines, strict=True), strict=True
        ):
            rows[name] = values
        return rows

    def _one(self) -> tuple[int, int, int, int, int, int]:
        self._drawn += 1
        sides = self._sides()
        bond = self._chance.choice(_BONDS)
        units = LOT * self._chance.randint(1, LOTS_MAX)
        price = PRICES[bond] + self._chance.randint(-5_000, 5_000)
        return sides.seller.account, sides.buyer.account, NUMBERS[bond], sides.cash, units, price

    def _sides(self) -> Sides:
        people, chance = self._people, self._chance
        seller, buyer = self._pair()
        if self._drawn % FAIL_EVERY == 0:
            reason = self._drawn // FAIL_EVERY % 3
            if reason == 0:
                return Sides(chance.choice(people.empty), buyer, CNY)
            if reason == 1:
                return Sides(seller, chance.choice(people.poor), CNY)
            return Sides(seller, chance.choice(people.stuck), CNY)
        if seller.wallet and buyer.wallet:
            return Sides(seller, buyer, ECNY)
        return Sides(seller, buyer, CNY)

    def _pair(self) -> tuple[Trader, Trader]:
        """Two traders of different depositories and different banks."""
        while True:
            seller, buyer = self._chance.sample(self._people.traders, 2)
            if seller.custodian != buyer.custodian and gateway_of(seller.deposit) != gateway_of(
                buyer.deposit
            ):
                return seller, buyer

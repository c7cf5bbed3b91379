"""A small town in the treasury market: one bond, a seller, a buyer, their money."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from actors.modules.bond import BondTerms
from actors.parties.requests import Client
from cluster.market import Deal, Market

THIRTY = BondTerms(10, "2024-T6", "2024年超长期特别国债(六期)", 10_000, 21_900, 2, 20240925, 20540925)
MONDAY = "2026-03-23"
FACE = 100_000_000


@dataclass
class Town:
    """Who lives there. ``seller`` at CCDC holds ¥1bn of the bond, ``buyer`` at CSDC has ¥1bn in money."""

    market: Market
    seller: Client
    buyer: Client
    references: count[int]

    async def trade(self, **changes: object) -> Deal:
        """¥100m of the 30-year at 98.50, unless changed."""
        values: dict[str, object] = {
            "seller": self.seller.account,
            "buyer": self.buyer.account,
            "bond": "2024-T6",
            "face": FACE,
            "price": "98.50",
            "date": MONDAY,
        }
        return await self.market.venue("CFETS").trade(**(values | changes))  # type: ignore[arg-type]


async def client(market: Market, custodian: str, bank: str, name: str) -> Client:
    """A client with a deposit and a securities account."""
    index = market.blueprint.index_of(custodian)
    deposit = (await market.keeper(bank).open_account(name, mandates=(index,))).account
    return await market.custodian(custodian).open_account(name, cash=((1, deposit),))


async def build(market: Market) -> Town:
    """Let them move in."""
    seller = await client(market, "CCDC", "ICBC", "Seller")
    buyer = await client(market, "CSDC", "CCB", "Buyer")
    await market.custodian("CCDC").register_bond(THIRTY, listed=True)
    await market.custodian("CCDC").issue([(seller.account, "2024-T6", "1000000000")])
    await market.central_bank.issue([(buyer.cash[0][1], "CNY", "1000000000.00")])
    return Town(market, seller, buyer, count(1))

"""The foundations of a new market on its ledger: money, reserve, settlement and omnibus accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from actors.ledger.records import Class
from actors.parties.requests import NewAccount
from cluster.blueprint import Blueprint
from cluster.market.clients.bank import CentralBankClient
from cluster.market.clients.custodian import CustodianClient
from cluster.market.clients.keeper import KeeperClient
from cluster.market.together import all_of

if TYPE_CHECKING:
    from cluster.market.market import Market

#: Told of what is being done: a fraction from 0 to 1, and a text.
Progress = Callable[[float, str], None]


def founders(blueprint: Blueprint) -> list[str]:
    """Institutions that must run for the foundations to be laid, and with which a market can settle."""
    roles = ("central_bank", "custodian", "bank")
    return [one.name for one in blueprint.institutions if set(one.roles) & set(roles)]


async def found(market: Market, progress: Progress) -> None:
    """Lay the foundations, through the parties that they belong to."""
    blueprint = market.blueprint
    central = market.central_bank
    progress(0.0, "money")
    for money in blueprint.money:
        await central.register_money(money.number, money.code)
    progress(0.2, "accounts at the central bank")
    settlement = await _settlement_accounts(market, central)
    await all_of(_omnibus(central, blueprint.index_of(bank)) for bank in blueprint.with_role("bank"))
    progress(0.5, "nominee accounts")
    await all_of(_nominees(market, name, settlement) for name in blueprint.with_role("custodian"))
    progress(1.0, "foundations are laid")


async def _omnibus(keeper: KeeperClient, lower: int, cash_account: int = 0) -> None:
    await keeper.open_omnibus(lower, cash_account)


async def _nominees(market: Market, name: str, settlement: dict[str, int]) -> None:
    """Nominee accounts of the other custodians at this one, and issuers' issuance accounts."""
    custodian, blueprint = market.custodian(name), market.blueprint
    others = [one for one in blueprint.with_role("custodian") if one != name]
    await all_of(_omnibus(custodian, blueprint.index_of(one), settlement[one]) for one in others)
    await _issuance_accounts(market, custodian, settlement)


async def _settlement_accounts(market: Market, central: CentralBankClient) -> dict[str, int]:
    """Accounts at the central bank: its own for holds, one a custodian, the State Treasury's."""
    blueprint = market.blueprint
    custodians = [blueprint.index_of(name) for name in blueprint.with_role("custodian")]
    kind = int(Class.SETTLEMENT)
    accounts = [NewAccount(central.name, kind)]
    for name in blueprint.with_role("custodian"):
        accounts.append(NewAccount(name, kind, mandates=(blueprint.index_of(name),)))
    for name in blueprint.with_role("treasury"):
        accounts.append(NewAccount(name, kind, mandates=tuple(custodians)))
    return {one.name: one.account for one in await central.open_accounts(accounts)}


async def _issuance_accounts(market: Market, custodian: CustodianClient, settlement: dict[str, int]) -> None:
    cash = market.blueprint.money[0].number
    accounts = [
        NewAccount(name, int(Class.ISSUANCE), cash=((cash, settlement[name]),))
        for name in market.blueprint.with_role("treasury")
    ]
    if accounts:
        await custodian.open_accounts(accounts)

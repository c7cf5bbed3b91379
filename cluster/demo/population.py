"""Who trades in the demo: clients of three depositories and five banks, and what they hold at first.

All names are made up. Some clients of CSDC hold odd single units, so that coupons must be rounded; a few are
there to fail: without bonds, without money, or with a bank whose reserves are held back.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from actors.parties.requests import Balance, NewAccount
from cluster.demo.bonds import Position
from cluster.market import Market

CNY, ECNY = 1, 2
#: Traders by custodian, and holders of odd single units at CSDC.
TRADERS = {"CCDC": 40, "SHCH": 25, "CSDC": 40}
ODD_HOLDERS = 60
#: Banks of the traders; the last bank's few clients meet its lack of reserves.
BANKS = ("ICBC", "CCB", "ABC", "BOC")
SHORT_BANK = "CMB"
#: Opening money in fen: ¥8bn a trader, ¥2bn in e-CNY for those with a wallet, ¥80bn an underwriter.
CASH_FEN = 800_000_000_000
WALLET_FEN = 200_000_000_000
UNDERWRITER_FEN = 8_000_000_000_000
WALLET_EVERY = 3


@dataclass(frozen=True, slots=True)
class Trader:
    """One client: where its securities and its money are. ``wallet`` 0: none."""

    name: str
    custodian: str
    account: int
    owner: int
    deposit: int
    wallet: int = 0


@dataclass(slots=True)
class Population:
    """Everyone. ``empty`` hold no bonds, ``poor`` no money, ``stuck`` bank with the bank that is short."""

    traders: list[Trader] = field(default_factory=list)
    odd: list[Trader] = field(default_factory=list)
    underwriters: list[Trader] = field(default_factory=list)
    empty: list[Trader] = field(default_factory=list)
    poor: list[Trader] = field(default_factory=list)
    stuck: list[Trader] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One client before it has accounts."""

    group: str
    name: str
    custodian: str
    bank: str
    wallet: bool


def _plans() -> list[_Plan]:
    plans: list[_Plan] = []
    for custodian, count in TRADERS.items():
        for at in range(count):
            bank = BANKS[len(plans) % len(BANKS)]
            plans.append(
                _Plan("traders", f"{custodian} fund {at + 1:03d}", custodian, bank, at % WALLET_EVERY == 0)
            )
    plans += [
        _Plan("odd", f"Saver {at + 1:03d}", "CSDC", BANKS[at % len(BANKS)], False)
        for at in range(ODD_HOLDERS)
    ]
    plans += [_Plan("underwriters", bank, "CCDC", bank, False) for bank in BANKS]
    for group in ("empty", "poor"):
        plans += [
            _Plan(group, f"{custodian} {group} client", custodian, BANKS[0], False) for custodian in TRADERS
        ]
    plans += [
        _Plan("stuck", f"{custodian} client of {SHORT_BANK}", custodian, SHORT_BANK, False)
        for custodian in TRADERS
    ]
    return plans


async def settle_in(market: Market) -> Population:
    """Open everybody's deposits, wallets and securities accounts."""
    plans = _plans()
    deposits = await _deposits(market, plans)
    wallets = await _wallets(market, plans)
    population = Population()
    for custodian in TRADERS:
        own = [plan for plan in plans if plan.custodian == custodian]
        accounts = await market.custodian(custodian).open_accounts(
            [
                NewAccount(plan.name, cash=_cash(deposits[plan.name], wallets.get(plan.name, 0)))
                for plan in own
            ]
        )
        for plan, opened in zip(own, accounts, strict=True):
            wallet = wallets.get(plan.name, 0)
            one = Trader(plan.name, custodian, opened.account, opened.owner, deposits[plan.name], wallet)
            getattr(population, plan.group).append(one)
    return population


def _cash(deposit: int, wallet: int) -> tuple[tuple[int, int], ...]:
    return ((CNY, deposit), (ECNY, wallet)) if wallet else ((CNY, deposit),)


async def _deposits(market: Market, plans: list[_Plan]) -> dict[str, int]:
    found: dict[str, int] = {}
    for bank in (*BANKS, SHORT_BANK):
        own = [plan for plan in plans if plan.bank == bank]
        client = market.keeper(bank)
        accounts = [
            NewAccount(plan.name, mandates=(market.blueprint.index_of(plan.custodian),)) for plan in own
        ]
        found.update({one.name: one.account for one in await client.open_accounts(accounts)})
    return found


async def _wallets(market: Market, plans: list[_Plan]) -> dict[str, int]:
    own = [plan for plan in plans if plan.wallet]
    accounts = [NewAccount(plan.name, mandates=(market.blueprint.index_of(plan.custodian),)) for plan in own]
    return {one.name: one.account for one in await market.central_bank.open_accounts(accounts)}


def money(population: Population) -> list[Balance]:
    """Opening money, all of it issued by the central bank along the banks' reserves."""
    balances = [
        Balance(one.deposit, CNY, CASH_FEN)
        for one in (*population.traders, *population.empty, *population.stuck)
    ]
    balances += [Balance(one.wallet, ECNY, WALLET_FEN) for one in population.traders if one.wallet]
    balances += [Balance(one.deposit, CNY, UNDERWRITER_FEN) for one in population.underwriters]
    return balances


def securities(population: Population, position: Position, chance: random.Random) -> list[Balance]:
    """Opening holdings of one bond, exact to the unit by custodian."""
    asset = position.terms.asset
    balances: list[Balance] = []
    for custodian, units in position.units.items():
        odd = [
            Balance(one.account, asset, chance.choice((1, 1, 3, 7, 11, 13)))
            for one in population.odd
            if one.custodian == custodian
        ]
        left = units - sum(one.quantity for one in odd)
        holders = [one for one in (*population.traders, *population.poor) if one.custodian == custodian]
        weights = [chance.randint(60, 140) for _ in holders]
        parts = [left * weight // sum(weights) for weight in weights]
        parts[0] += left - sum(parts)
        balances += odd
        balances += [Balance(one.account, asset, part) for one, part in zip(holders, parts, strict=True)]
    return balances

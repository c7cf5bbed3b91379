"""Who takes part in the story: investors of both markets with their securities and cash accounts. Names are made up."""

from __future__ import annotations

from dataclasses import dataclass, field

from actors.parties.requests import NewAccount
from cluster.market import Market

CNY = 1
BANKS = ("ICBC", "CCB", "ABC", "BOC", "CMB")
#: Opening money: ¥20bn an investor, ¥80bn an underwriter, ¥10bn an issuer.
INVESTOR_YUAN, UNDERWRITER_YUAN, ISSUER_YUAN = "20000000000", "80000000000", "10000000000"


@dataclass(frozen=True, slots=True)
class Plan:
    """An investor before it has accounts; the first custodian is where it trades from."""

    key: str
    name: str
    custodians: tuple[str, ...]
    bank: str
    venues: tuple[str, ...]


PLANS = (
    Plan("eastern", "Eastern Bank", ("CCDC", "SHCH"), "ICBC", ("CFETS",)),
    Plan("southern", "Southern Bank", ("CCDC", "SHCH"), "CCB", ("CFETS",)),
    Plan("lotus", "Lotus Insurance", ("SHCH", "CCDC"), "ABC", ("CFETS",)),
    Plan("pacific", "Pacific Securities", ("CSDC", "CCDC"), "BOC", ("SSE",)),
    Plan("harbour", "Harbour Fund", ("CSDC", "CCDC"), "BOC", ("SSE",)),
    Plan("saver", "Saver Li", ("CSDC",), "CMB", ("SSE",)),
    Plan("saver2", "Saver Wang", ("CSDC",), "CMB", ("SSE",)),
)


@dataclass(slots=True)
class Person:
    """One investor: securities accounts by custodian, one deposit."""

    name: str
    owner: int
    deposit: int
    accounts: dict[str, int]

    @property
    def account(self) -> int:
        """The account that it trades from."""
        return next(iter(self.accounts.values()))


@dataclass(slots=True)
class People:
    """Everyone: investors by key, underwriters' and issuers' accounts by institution."""

    investors: dict[str, Person] = field(default_factory=dict)
    custody: dict[str, int] = field(default_factory=dict)
    deposits: dict[str, int] = field(default_factory=dict)
    issuance: dict[tuple[str, str], int] = field(default_factory=dict)
    treasuries: dict[str, int] = field(default_factory=dict)


async def settle_in(market: Market) -> People:
    """Open everybody's accounts, find those of the market's foundations, and mint the opening money."""
    people = People()
    number = market.blueprint.index_of
    venues = {name: number(name) for name in market.blueprint.with_role("venue")}
    for plan in PLANS:
        allowed = tuple(number(one) for one in (*plan.custodians, *venues))
        money = await market.keeper(plan.bank).open_account(plan.name, mandates=allowed)
        accounts: dict[str, int] = {}
        for custodian in plan.custodians:
            opened = await market.custodian(custodian).open_account(
                plan.name, cash=((CNY, money.account),), owner=money.owner, mandates=tuple(venues.values())
            )
            accounts[custodian] = opened.account
        people.investors[plan.key] = Person(plan.name, money.owner, money.account, accounts)
    await _underwriters(market, people)
    await _issuers(market, people)
    await market.central_bank.issue(
        [(one.deposit, "CNY", INVESTOR_YUAN) for one in people.investors.values()]
        + [(account, "CNY", UNDERWRITER_YUAN) for account in people.deposits.values()]
        + [(account, "CNY", ISSUER_YUAN) for account in people.treasuries.values()]
    )
    return people


async def _underwriters(market: Market, people: People) -> None:
    """Each bank's own deposit and its own custody account at the issuer depository."""
    ccdc = market.blueprint.index_of("CCDC")
    opened = []
    for bank in BANKS:
        one = await market.keeper(bank).open_account(f"{bank} own", mandates=(ccdc,))
        people.deposits[bank] = one.account
        mandate = (market.blueprint.index_of(bank),)
        opened.append(NewAccount(f"{bank} own", cash=((CNY, one.account),), mandates=mandate))
    accounts = await market.custodian("CCDC").open_accounts(opened)
    people.custody = {bank: one.account for bank, one in zip(BANKS, accounts, strict=True)}


async def _issuers(market: Market, people: People) -> None:
    for custodian in market.blueprint.with_role("custodian"):
        for one in await market.custodian(custodian).accounts():
            if one.name in market.blueprint.with_role("treasury"):
                people.issuance[one.name, custodian] = one.account
    for one in await market.central_bank.accounts():
        if one.name in market.blueprint.with_role("treasury"):
            people.treasuries[one.name] = one.account

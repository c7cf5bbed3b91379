"""A trading floor for the tests: two venues, six members with accounts and mandates, bonds with terms, a date open."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from actors.base.canonical import Canonical
from actors.base.roster import Institution, Roster
from actors.ledger import commands, records
from actors.ledger.records import account_number
from actors.ledger.status import Status, status_of
from actors.modules.instruments.commands import AddCode, BondClass, CouponType, MarketCode, RegisterTerms
from actors.modules.instruments.isin import check_digit
from actors.modules.middle_platform import new_ledger
from actors.modules.trading.commands import (
    DeclareDeal,
    GiveQuote,
    Market,
    MemberKind,
    PostQuote,
    Purse,
    RegisterMember,
    RequestQuote,
    SetVenue,
    Side,
    TakeQuotes,
    Ticket,
)
from actors.modules.trading.module import Trading
from actors.modules.trading.state import Deal
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    FUND,
    ICBC,
    NOTE,
    OWNER_BUYER,
    OWNER_SELLER,
    PBC,
    SELLER,
    SELLER_CASH,
    SHCH,
    Desk,
    acc,
    make_roster,
    opened,
)

C = TypeVar("C", bound=Canonical)

SSE = 10
#: A corporate bond, whose issuer depository is CSDC.
CORPORATE = 20
TODAY, TOMORROW = 20260323, 20260324
#: Ten in the morning of 2026-03-23 in China.
MORNING_MS = 1_774_231_200_000

#: A second dealer: custody at CCDC, deposit at ICBC.
DEALER, DEALER_CASH, OWNER_DEALER = acc(CCDC, 30), acc(ICBC, 30), 7003
#: An exchange fund: custody at CSDC, deposit at CCB; and a person, likewise.
FUND_ACCOUNT, FUND_CASH, OWNER_FUND = acc(CSDC, 40), acc(CCB, 40), 7004
PERSON, PERSON_CASH, OWNER_PERSON = acc(CSDC, 50), acc(CCB, 50), 7005


def no(venue: int, n: int) -> int:
    """A number that a venue gives."""
    return account_number(venue, n)


#: Members: of CFETS the bank that holds the bond, its buyer, a dealer; of SSE a fund, a person, a dealer.
BANK, CLIENT, MAKER = no(CFETS, 1), no(CFETS, 2), no(CFETS, 3)
EX_FUND, EX_PERSON, EX_MAKER = no(SSE, 1), no(SSE, 2), no(SSE, 3)
_MEMBERS = (
    RegisterMember(BANK, 0, OWNER_SELLER, MemberKind.INSTITUTION, True, ICBC, (Purse(SELLER, SELLER_CASH),)),
    RegisterMember(CLIENT, 0, OWNER_BUYER, MemberKind.PRODUCT, False, FUND, (Purse(BUYER, BUYER_CASH),)),
    RegisterMember(MAKER, 0, OWNER_DEALER, MemberKind.INSTITUTION, True, CCB, (Purse(DEALER, DEALER_CASH),)),
)
_EX_MEMBERS = (
    RegisterMember(EX_FUND, 0, OWNER_FUND, MemberKind.PRODUCT, False, 0, (Purse(FUND_ACCOUNT, FUND_CASH),)),
    RegisterMember(
        EX_PERSON, 0, OWNER_PERSON, MemberKind.INDIVIDUAL, False, 0, (Purse(PERSON, PERSON_CASH),)
    ),
    RegisterMember(EX_MAKER, 0, OWNER_BUYER, MemberKind.INSTITUTION, True, 0, (Purse(BUYER, BUYER_CASH),)),
)


def roster() -> Roster:
    """The market's roster, with a second venue."""
    one = make_roster()
    return msgspec.structs.replace(
        one, institutions=(*one.institutions, Institution(SSE, "SSE", one.institutions[0].key, ("venue",)))
    )


def terms(asset: int, body: str, bond_class: BondClass, *codes: MarketCode) -> RegisterTerms:
    """The terms of the thirty-year special treasury bond of 2024 (2.19 %), for a bond of any class."""
    isin = body + check_digit(body)
    fixed = (CouponType.FIXED, 21_900, 2, 0, 20240925, 20540925)
    return RegisterTerms(asset, isin, body, "issuer", bond_class, *fixed, codes)


def floor() -> Desk:
    """The floor on the morning of 2026-03-23. The bank holds 1,000,000 units (¥100m), the dealer 500,000."""
    desk = opened(ledger=new_ledger(roster()))
    r = records
    setup = (
        desk.do(CSDC, commands.RegisterAsset(CORPORATE, "240001", 1, 10_000, True)),
        desk.send(
            CSDC,
            r.open_omnibus(acc(CSDC, 902), CCDC, cash_account=acc(PBC, CCDC)),
            r.open_account(FUND_ACCOUNT, OWNER_FUND, cash_account=FUND_CASH),
            r.open_account(PERSON, OWNER_PERSON, cash_account=PERSON_CASH),
            r.issue(FUND_ACCOUNT, CORPORATE, 500_000),
            r.issue(PERSON, CORPORATE, 10_000),
            *(r.grant(one, venue) for one in (BUYER, FUND_ACCOUNT, PERSON) for venue in (CFETS, SSE)),
        ),
        desk.send(
            CCDC,
            r.open_account(DEALER, OWNER_DEALER, cash_account=DEALER_CASH),
            r.issue(DEALER, BOND, 500_000),
            *(r.grant(one, CFETS) for one in (SELLER, DEALER)),
        ),
        desk.send(
            ICBC,
            r.open_account(DEALER_CASH, OWNER_DEALER),
            *(r.grant(one, CFETS) for one in (SELLER_CASH, DEALER_CASH)),
        ),
        desk.send(
            CCB,
            r.open_account(FUND_CASH, OWNER_FUND),
            r.open_account(PERSON_CASH, OWNER_PERSON),
            *(r.grant(one, venue) for one in (BUYER_CASH, FUND_CASH, PERSON_CASH) for venue in (CFETS, SSE)),
        ),
        desk.send(PBC, *(r.issue(one, CNY, 20_000_000_000) for one in (DEALER_CASH, FUND_CASH, PERSON_CASH))),
        desk.do(CCDC, terms(BOND, "CND1000800T", BondClass.SPECIAL_PURPOSE, MarketCode(CFETS, "2400006"))),
        desk.do(SSE, AddCode(BOND, SSE, "019742")),
        desk.do(SHCH, terms(NOTE, "CND1000800N", BondClass.MEDIUM_TERM_NOTE, MarketCode(CFETS, "102400001"))),
        desk.do(CSDC, terms(CORPORATE, "CND1000800C", BondClass.CORPORATE, MarketCode(SSE, "240001"))),
        desk.do(CFETS, SetVenue(0, Market.INTERBANK), *_MEMBERS),
        desk.do(SSE, SetVenue(0, Market.EXCHANGE), *_EX_MEMBERS),
    )
    for statuses in setup:
        assert all(status.good for status in statuses), statuses
    desk.now_ms = MORNING_MS
    assert desk.do(CFETS, commands.OpenDate(TODAY)) == [Status.DONE]
    return desk


# What members ask, with values that are good; changes go in by name.


def changed(command: C, **values: object) -> C:
    """The command with some values changed; those of its ticket too."""
    ticket = getattr(command, "ticket", None)
    if isinstance(ticket, Ticket):
        own = {name: values.pop(name) for name in Ticket.__struct_fields__ if name in values}
        values = {"ticket": msgspec.structs.replace(ticket, **own), **values}
    return msgspec.structs.replace(command, **values)


#: ¥10m of the bond at 98.50, today.
TICKET = Ticket(BOND, CNY, 100_000, 985_000, TODAY)
ASK = RequestQuote(no(CFETS, 11), 0, CLIENT, 0, Side.BUY, (BANK, MAKER), BOND, CNY, 100_000, TODAY, 0)
ANSWER = GiveQuote(no(CFETS, 12), ASK.number, BANK, 0, 100_000, 985_000, 0)
POST = PostQuote(no(CFETS, 21), 0, BANK, 0, BOND, CNY, TODAY, 984_000, 200_000, 986_000, 200_000, 0)
TAKE = TakeQuotes(no(CFETS, 31), 0, CLIENT, 0, Side.BUY, msgspec.structs.replace(TICKET, price=986_000))
DECLARE = DeclareDeal(no(CFETS, 41), 0, BANK, 0, Side.SELL, CLIENT, TICKET, 0)


def deals(desk: Desk) -> list[Deal]:
    """All deals on the shelf."""
    return list(desk.ledger.module(Trading).deals)


def sound(desk: Desk) -> bool:
    """Whether nothing was made or lost."""
    return desk.ledger.reconcile() == []


def ends(desk: Desk) -> list[Status]:
    """Late outcomes of the last commit."""
    return [status_of(one.status) for one in desk.late()]

"""Stories of issues as tables: a column a day, a row an account. Bonds in units of ¥100, cash in yuan."""

from __future__ import annotations

from collections.abc import Callable

from actors.ledger import commands as typed
from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.corporate.books import books_of
from actors.modules.corporate.commands import ArrangeService, Market, PayEvent
from actors.modules.corporate.state import Standing
from actors.modules.instruments.commands import BondClass, CouponType, RegisterTerms
from actors.modules.instruments.isin import check_digit
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import Payment, Stage
from tests.modules.corporate.town import calendar
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.test_five_year import BIDS
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CFETS,
    CLASS_B,
    CNY,
    CSDC,
    EXCHANGE,
    EXCHANGE_CASH,
    FRIDAY,
    INTERBANK,
    INTERBANK_CASH,
    ISSUANCE,
    ISSUE,
    MOF,
    MONDAY,
    TREASURY,
    TUESDAY,
    UNDERWRITERS,
    WEDNESDAY,
    Town,
    acc,
    announced,
    bidding,
    built,
    cash,
    china_ms,
    custody,
    terms,
)
from tests.scenario import Answer, Value, told, yuan

BOND = FIVE_YEAR.asset
FIRST, SECOND = UNDERWRITERS[:2]
REDEEMED = acc(CCDC, 950)
ISIN = "CND10008BT0"[:11] + check_digit("CND10008BT0"[:11])


def units(town: Town, account: int, asset: int = BOND) -> Callable[[], Value]:
    """Units of a bond on an account."""
    return lambda: town.free(account, asset)


def money(town: Town, account: int) -> Callable[[], Value]:
    """Yuan on an account."""
    return lambda: yuan(town.free(account, CNY))


def stage(town: Town) -> Value:
    """How far the issue is."""
    return Stage(town.issue.stage).name if ISSUE in town.issuance.issues else ""


def percent(town: Town) -> Value:
    """The coupon, once the auction set it."""
    coupon = town.issue.coupon if ISSUE in town.issuance.issues else 0
    return f"{coupon / 10_000:.2f} %" if coupon else ""


def issued(town: Town) -> Value:
    """Units outstanding."""
    asset = town.ledger.asset(BOND)
    return asset.issued if asset is not None else 0


def test_the_five_year_of_2026_from_its_announcement_to_its_first_coupon() -> None:
    """¥150bn by twenty underwriters, bids that give the real 1.54 %; value date Sunday 01-25, payment Monday 01-26, not
    traded on 01-27, listed on 01-28, ¥2,310,000,000 of interest on 2027-01-25."""
    town = built(20260116)
    for year in (2026, 2027):
        town.ok(CFETS, calendar(Market.INTERBANK, year))
    assert town.one(CCDC, r.open_account(REDEEMED, 1, r.Class.ISSUANCE)).good
    window = (china_ms(20260123, 10, 35), china_ms(20260123, 11, 35))
    table = com.Timetable(*window, 0, 20260126, 20260126, 20260128)

    def announce() -> None:
        announced(town, terms(FIVE_YEAR, Method.MODIFIED_YIELD, 150, table))

    def auction() -> Answer:
        town.day(20260123)
        town.at(20260123, 10, 35)
        for one in UNDERWRITERS:
            town.bid(one, *BIDS)
        town.at(20260123, 11, 35)
        town.open_bids()
        return town.ends()

    def register() -> Answer:
        town.ok(CCDC, com.RegisterIssue(ISSUE))
        town.elect_and_pay(UNDERWRITERS[:1])
        return None

    def pay_day() -> None:
        town.day(20260126)
        town.elect_and_pay(UNDERWRITERS[1:])

    def distribute() -> Answer:
        sales = (
            (FIRST, CCDC, INTERBANK, INTERBANK_CASH, 1_000_000),
            (SECOND, CSDC, EXCHANGE, EXCHANGE_CASH, 999_000),
        )
        found: list[Status] = []
        for seller, buyer, account, pays, price in sales:
            offer = com.OfferSale(ISSUE, 1, buyer, custody(seller), account, cash(seller), BILLION, price)
            town.ok(seller, offer)
            found += town.do(buyer, com.Subscribe(ISSUE, seller, 1, pays))
        return found

    def list_early() -> Answer:
        town.day(20260127)
        return town.do(CCDC, com.ListIssue(ISSUE))

    def list_it() -> Answer:
        town.day(20260128)
        return town.do(CCDC, com.ListIssue(ISSUE))

    def coupon() -> Answer:
        fixed = (CouponType.FIXED, town.issue.coupon, 1, 0, 20260125, 20310125)
        town.ok(CCDC, RegisterTerms(BOND, ISIN, "260003", "MOF", BondClass.TREASURY, *fixed, ()))
        town.ok(CCDC, ArrangeService(0, BOND, MOF, CNY, TREASURY, REDEEMED, Market.INTERBANK))
        town.day(20270122)
        town.day(20270125)
        (event,) = (one for one in books_of(town.ledger).events if one.standing == Standing.FIXED)
        return [one for by in (CCDC, CSDC) for one in town.do(by, PayEvent(BOND, event.number))]

    told(
        town.ledger,
        """
        | units, yuan        | 01-16          | announced | 01-23: auction | first pays    | 01-26: all pay  | distributed    | 01-27     | 01-28  | 2027: coupon    |
        |--------------------|----------------|-----------|----------------|---------------|-----------------|----------------|-----------|--------|-----------------|
        | status             |                |           | BID_AWARDED    |               |                 | SETTLED        | WRONG_DAY | DONE   | SETTLED         |
        | stage              |                | ACCEPTED  | ALLOTTED       | REGISTERED    | ·               | ·              | ·         | LISTED | ·               |
        | coupon             |                |           | 1.54 %         | ·             | ·               | ·              | ·         | ·      | ·               |
        | issued             | 0              | ·         | ·              | 1,500,000,000 | ·               | ·              | ·         | ·      | ·               |
        | issuance account   | 0              | ·         | ·              | 1,425,000,000 | 0               | ·              | ·         | ·      | ·               |
        | first underwriter  | 0              | ·         | ·              | 75,000,000    | ·               | 65,000,000     | ·         | ·      | ·               |
        | second underwriter | 0              | ·         | ·              | ·             | 75,000,000      | 65,000,000     | ·         | ·      | ·               |
        | fund at CCDC       | 0              | ·         | ·              | ·             | ·               | 10,000,000     | ·         | ·      | ·               |
        | CSDC's nominee     | 0              | ·         | ·              | ·             | ·               | 10,000,000     | ·         | ·      | ·               |
        | fund at CSDC       | 0              | ·         | ·              | ·             | ·               | 10,000,000     | ·         | ·      | ·               |
        | State Treasury     | 0              | ·         | ·              | 7,497,850,000 | 149,957,000,000 | ·              | ·         | ·      | 147,647,000,000 |
        | fund's deposit     | 40,000,000,000 | ·         | ·              | ·             | ·               | 39,001,000,000 | ·         | ·      | 39,016,400,000  |
        """,
        {
            "stage": lambda: stage(town),
            "coupon": lambda: percent(town),
            "issued": lambda: issued(town),
            "issuance account": units(town, ISSUANCE),
            "first underwriter": units(town, custody(FIRST)),
            "second underwriter": units(town, custody(SECOND)),
            "fund at CCDC": units(town, INTERBANK),
            "CSDC's nominee": units(town, acc(CCDC, CSDC)),
            "fund at CSDC": units(town, EXCHANGE),
            "State Treasury": money(town, TREASURY),
            "fund's deposit": money(town, EXCHANGE_CASH),
        },
        announce,
        auction,
        register,
        pay_day,
        distribute,
        list_early,
        list_it,
        coupon,
    )


def test_what_an_underwriter_does_not_pay_for_is_taken_back_when_the_bond_is_listed() -> None:
    """Three win 3, 2 and 1 billion; the second pays nothing by the end of Monday."""
    town = bidding(FIVE_YEAR, billions=20)
    third = CLASS_B[0]
    for one, billions in ((FIRST, 3), (SECOND, 2), (third, 1)):
        town.bid(one, (15_400, billions * BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()

    def monday() -> None:
        town.day(MONDAY)
        town.elect_and_pay((FIRST, third))

    def late() -> Answer:
        town.day(TUESDAY)
        elect = com.ElectCustody(ISSUE, (com.Part(custody(SECOND), 2 * BILLION),))
        return [town.do(SECOND, elect)[0], town.do(SECOND, com.PayAllotment(ISSUE, cash(SECOND)))[0]]

    def listed() -> Answer:
        town.day(WEDNESDAY)
        return town.do(CCDC, com.ListIssue(ISSUE))

    told(
        town.ledger,
        """
        | units, yuan      | Friday | registered | two pay       | Monday ends | it pays on Tuesday  | listed     |
        |------------------|--------|------------|---------------|-------------|---------------------|------------|
        | status           |        | SETTLED    |               |             | ALLOTMENT_DEFAULTED | DONE       |
        | second           | DUE    | ·          | ·             | DEFAULTED   | ·                   | ·          |
        | issued           | 0      | 60,000,000 | ·             | ·           | ·                   | 40,000,000 |
        | issuance account | 0      | 60,000,000 | 20,000,000    | ·           | ·                   | 0          |
        | first at CCDC    | 0      | ·          | 30,000,000    | ·           | ·                   | ·          |
        | second at CCDC   | 0      | ·          | ·             | ·           | ·                   | ·          |
        | State Treasury   | 0      | ·          | 4,000,000,000 | ·           | ·                   | ·          |
        """,
        {
            "second": lambda: Payment(town.allotment(SECOND).standing).name,
            "issued": lambda: issued(town),
            "issuance account": units(town, ISSUANCE),
            "first at CCDC": units(town, custody(FIRST)),
            "second at CCDC": units(town, custody(SECOND)),
            "State Treasury": money(town, TREASURY),
        },
        lambda: town.do(CCDC, com.RegisterIssue(ISSUE)),
        monday,
        lambda: town.ok(CFETS, typed.CloseDate(MONDAY)),
        late,
        listed,
    )

"""Stories of what a bond pays, as tables: a column a step, a row an account. Cash in fen, bonds in units."""

from __future__ import annotations

from collections.abc import Callable

from actors.ledger import records as r
from actors.ledger.status import status_of
from actors.modules.corporate import commands as com
from actors.modules.corporate.state import Event, Pays, Standing
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CASH_OF,
    CCB,
    CCDC,
    CNY,
    CSDC,
    ICBC,
    NOMINEE,
    OWNER_BUYER,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    TREASURY,
    acc,
)
from tests.modules.corporate.town import Town, more_clients, spread_out
from tests.scenario import Answer, Value, told

PUT_ACCOUNT = acc(CSDC, 42)


def gained(town: Town, account: int) -> Callable[[], Value]:
    """Cash on an account beyond what it has now."""
    before = town.free(account, CNY)
    return lambda: town.free(account, CNY) - before


def units(town: Town, account: int) -> Callable[[], Value]:
    """Units of the bond on an account."""
    return lambda: town.free(account)


def pays(town: Town, gateway: int, event: Event) -> Callable[[], Answer]:
    """The gateway pays its part."""
    return lambda: town.desk.do(gateway, com.PayEvent(event.asset, event.number))


def standing(town: Town, event: Event) -> Callable[[], Value]:
    """How the event stands."""
    return lambda: Standing(town.event(Pays(event.pays), event.due).standing).name


def test_a_coupon_of_odd_units_reaches_the_end_owners_through_the_nominee_to_the_fen() -> None:
    """The 30-year 2.19 %: 109.5 fen a unit. At CCDC 999,984, 3 and 1 units and CSDC's nominee account with 12, which are
    7 and 5 of its clients'. The seller is paid for what it holds at both depositories."""
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    town.arrange()
    first, second = more_clients(town)
    town.send(CCDC, r.transfer(SELLER, first, BOND, 3), r.transfer(SELLER, second, BOND, 1))
    spread_out(town, 7, 5)
    coupon = town.event(Pays.COUPON, 20260325)

    def closes() -> None:
        town.day(20260324)
        town.close()

    def funded() -> None:
        town.day(20260325)
        town.fund_issuer(109_500_000)

    told(
        town.ledger,
        """
        | fen               | 03-23     | 03-24 closes | 03-25: cash is there | CCDC pays   | CSDC pays   |
        |-------------------|-----------|--------------|----------------------|-------------|-------------|
        | status            |           |              |                      | SETTLED     | SETTLED     |
        | coupon            | SCHEDULED | FIXED        | ·                    | ·           | PAID        |
        | State Treasury    | 0         | ·            | 109,500,000          | 0           | ·           |
        | seller, 999,984+5 | 0         | ·            | ·                    | 109,498,248 | 109,498,795 |
        | client of 3       | 0         | ·            | ·                    | 329         | ·           |
        | client of 1       | 0         | ·            | ·                    | 109         | ·           |
        | CSDC, for 12      | 0         | ·            | ·                    | 1,314       | 0           |
        | buyer of 7        | 0         | ·            | ·                    | ·           | 767         |
        """,
        {
            "coupon": standing(town, coupon),
            "State Treasury": gained(town, TREASURY),
            "seller, 999,984+5": gained(town, SELLER_CASH),
            "client of 3": gained(town, acc(ICBC, 11)),
            "client of 1": gained(town, acc(CCB, 12)),
            "CSDC, for 12": gained(town, CASH_OF[CSDC]),
            "buyer of 7": gained(town, BUYER_CASH),
        },
        closes,
        funded,
        pays(town, CCDC, coupon),
        pays(town, CSDC, coupon),
    )


def test_a_partial_redemption_lowers_the_face_and_leaves_the_quantity() -> None:
    """3 % a year, 40 of 100 repaid on 2026-06-15, when a coupon on 100 is due too; the next one is on 60."""
    town = Town(20260610, (2026, 2027))
    town.terms(20240615, 20290615, 30_000, 1)
    town.arrange(repayments=(com.Repayment(20260615, 400_000),))
    spread_out(town, 101, 11)
    town.fund_issuer(4_480_000_000)
    coupon, part = town.event(Pays.COUPON, 20260615), town.event(Pays.REPAYMENT, 20260615)
    later = town.event(Pays.COUPON, 20270615)

    def fixed() -> None:
        town.day(20260612)
        town.day(20260615)

    def both(event: Event) -> Callable[[], Answer]:
        return lambda: [
            one for by in (CCDC, CSDC) for one in town.desk.do(by, com.PayEvent(BOND, event.number))
        ]

    def a_year_later() -> Answer:
        town.day(20270614)
        town.day(20270615)
        return both(later)()

    told(
        town.ledger,
        """
        | fen, units      | at first      | 06-15         | coupon        | CCDC repays | CSDC repays | 2027: coupon |
        |-----------------|---------------|---------------|---------------|-------------|-------------|--------------|
        | status          |               |               | SETTLED       | SETTLED     | SETTLED     | SETTLED      |
        | face of a unit  | 10,000        | ·             | ·             | 6,000       | ·           | ·            |
        | issued          | 1,000,000     | ·             | ·             | ·           | ·           | ·            |
        | CSDC's nominee  | 112           | ·             | ·             | ·           | ·           | ·            |
        | buyer           | 101           | ·             | ·             | ·           | ·           | ·            |
        | State Treasury  | 4,480,000,000 | ·             | 4,180,000,000 | 180,000,000 | ·           | 0            |
        | CSDC's cash     | 0             | ·             | ·             | 448,000     | 0           | ·            |
        | buyer's cash    | 0             | ·             | 30,300        | ·           | 434,300     | 452,480      |
        """,
        {
            "face of a unit": lambda: town.asset.face_fen,
            "issued": lambda: town.asset.issued,
            "CSDC's nominee": units(town, NOMINEE[CSDC]),
            "buyer": units(town, BUYER),
            "State Treasury": lambda: town.free(TREASURY, CNY),
            "CSDC's cash": gained(town, CASH_OF[CSDC]),
            "buyer's cash": gained(town, BUYER_CASH),
        },
        fixed,
        both(coupon),
        pays(town, CCDC, part),
        pays(town, CSDC, part),
        a_year_later,
    )


def test_bonds_that_are_put_stand_apart_until_they_are_paid() -> None:
    """A put at 100.5 on 2026-06-15, elected to 05-29: of 101 units 40 are given and 10 taken back."""
    town = Town(20260525)
    town.terms(20240615, 20290615, 30_000, 1)
    town.arrange(options=(com.Option(com.Right.PUT, 20260615, 1_005_000, 20260525, 20260529),))
    spread_out(town, 101, 11)
    town.send(CSDC, r.open_account(PUT_ACCOUNT, OWNER_BUYER, cash_account=BUYER_CASH))
    town.fund_issuer(301_500)
    put = town.event(Pays.PUT, 20260615)

    def elect(count: int) -> Answer:
        return town.desk.do(CSDC, com.ElectPut(BOND, put.number, BUYER, PUT_ACCOUNT, count))

    def too_late() -> Answer:
        town.day(20260601)
        return elect(5)

    def fixed() -> None:
        town.day(20260612)
        town.day(20260615)

    told(
        town.ledger,
        """
        | fen, units     | at first  | 40 given | 10 taken back | 5 more on 06-01 | 06-15 | CCDC pays | CSDC pays |
        |----------------|-----------|----------|---------------|-----------------|-------|-----------|-----------|
        | status         |           | DONE     | DONE          | PUT_WINDOW |       | SETTLED   | SETTLED   |
        | put            | SCHEDULED | ·        | ·             | ·               | FIXED | ·         | PAID      |
        | buyer          | 101       | 61       | 71            | ·               | ·     | ·         | ·         |
        | put account    | 0         | 40       | 30            | ·               | ·     | ·         | 0         |
        | CSDC's nominee | 112       | ·        | ·             | ·               | ·     | ·         | 82        |
        | issued         | 1,000,000 | ·        | ·             | ·               | ·     | ·         | 999,970   |
        | State Treasury | 301,500   | ·        | ·             | ·               | ·     | 0         | ·         |
        | buyer's cash   | 0         | ·        | ·             | ·               | ·     | ·         | 301,500   |
        """,
        {
            "put": standing(town, put),
            "buyer": units(town, BUYER),
            "put account": units(town, PUT_ACCOUNT),
            "CSDC's nominee": units(town, NOMINEE[CSDC]),
            "issued": lambda: town.asset.issued,
            "State Treasury": lambda: town.free(TREASURY, CNY),
            "buyer's cash": gained(town, BUYER_CASH),
        },
        lambda: elect(40),
        lambda: town.desk.do(CSDC, com.WithdrawPut(BOND, put.number, PUT_ACCOUNT, 10)),
        too_late,
        fixed,
        pays(town, CCDC, put),
        pays(town, CSDC, put),
    )


def test_an_issuer_short_of_cash_pays_when_it_has_it_and_the_nominee_after_it() -> None:
    town = Town(20260323)
    town.terms(20240325, 20540325, 21_900, 2)
    town.arrange()
    spread_out(town, 7, 5)
    coupon = town.event(Pays.COUPON, 20260325)
    town.day(20260324)
    town.day(20260325)

    def fund(fen: int) -> Callable[[], Answer]:
        def given() -> Answer:
            town.fund_issuer(fen)
            return [status_of(one.status) for one in town.desk.late()]

        return given

    told(
        town.ledger,
        """
        | fen            | 03-25 | CSDC is first      | CCDC pays | 1 fen too little | the last fen | CSDC pays |
        |----------------|-------|--------------------|-----------|------------------|--------------|-----------|
        | status         |       | CLAIM_NOT_RECEIVED | QUEUED    |                  | SETTLED      | SETTLED   |
        | coupon         | FIXED | ·                  | ·         | ·                | ·            | PAID      |
        | State Treasury | 0     | ·                  | ·         | 109,499,999      | 0            | ·         |
        | CSDC, for 12   | 0     | ·                  | ·         | ·                | 1,314        | 0         |
        | seller         | 0     | ·                  | ·         | ·                | 109,498,686  | 109,499,233 |
        | buyer          | 0     | ·                  | ·         | ·                | ·            | 767       |
        """,
        {
            "coupon": standing(town, coupon),
            "State Treasury": gained(town, TREASURY),
            "CSDC, for 12": gained(town, CASH_OF[CSDC]),
            "seller": gained(town, SELLER_CASH),
            "buyer": gained(town, BUYER_CASH),
        },
        pays(town, CSDC, coupon),
        pays(town, CCDC, coupon),
        fund(109_499_999),
        fund(1),
        pays(town, CSDC, coupon),
    )


def test_the_last_payment_leaves_cash_and_no_bond() -> None:
    """2.90 %, the holiday 2026-05-05 is its maturity: paid on 05-06, coupon and principal, through the nominee."""
    town = Town(20260430)
    town.terms(20160505, 20260505, 29_000, 2)
    town.arrange()
    spread_out(town, 100, 1)
    town.fund_issuer(1_000_000 * 10_145)
    coupon, end = town.event(Pays.COUPON, 20260505), town.event(Pays.REDEMPTION, 20260505)

    def due() -> None:
        town.day(20260506)

    def both(by: int) -> Callable[[], Answer]:
        return lambda: town.desk.do(by, *(com.PayEvent(BOND, one.number) for one in (coupon, end)))

    told(
        town.ledger,
        """
        | fen, units     | 04-30          | 05-06 | CCDC pays      | CSDC pays      |
        |----------------|----------------|-------|----------------|----------------|
        | status         |                |       | SETTLED        | SETTLED        |
        | listed         | True           | False | ·              | ·              |
        | issued         | 1,000,000      | ·     | 101            | 0              |
        | seller         | 999,899        | ·     | 0              | ·              |
        | CSDC's nominee | 101            | ·     | ·              | 0              |
        | buyer          | 100            | ·     | ·              | 0              |
        | seller at CSDC | 1              | ·     | ·              | 0              |
        | State Treasury | 10,145,000,000 | ·     | 0              | ·              |
        | seller's cash  | 0              | ·     | 10,143,975,355 | 10,143,985,500 |
        | buyer's cash   | 0              | ·     | ·              | 1,014,500      |
        """,
        {
            "listed": lambda: str(bool(town.asset.listed)),
            "issued": lambda: town.asset.issued,
            "seller": units(town, SELLER),
            "CSDC's nominee": units(town, NOMINEE[CSDC]),
            "buyer": units(town, BUYER),
            "seller at CSDC": units(town, SELLER_AT_CSDC),
            "State Treasury": lambda: town.free(TREASURY, CNY),
            "seller's cash": gained(town, SELLER_CASH),
            "buyer's cash": gained(town, BUYER_CASH),
        },
        due,
        both(CCDC),
        both(CSDC),
    )

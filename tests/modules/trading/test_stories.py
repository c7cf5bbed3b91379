"""Stories of trading as tables: a column a step, a row an account. Cash in yuan, bonds in units."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from actors.base.canonical import Canonical
from actors.ledger import commands, records
from actors.ledger.status import Status
from actors.modules.trading.commands import (
    AcceptQuote,
    AgreeToChange,
    ConfirmDeal,
    MemberKind,
    ProposeCancel,
    Purse,
    RegisterMember,
)
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    ICBC,
    NOMINEE,
    NOTE,
    RESERVE,
    SELLER,
    SELLER_CASH,
    SHCH,
    Desk,
    acc,
)
from tests.modules.trading.floor import (
    ANSWER,
    ASK,
    CORPORATE,
    DEALER_CASH,
    FUND_ACCOUNT,
    FUND_CASH,
    MAKER,
    OWNER_DEALER,
    SSE,
    TODAY,
    TOMORROW,
    changed,
    ends,
    floor,
)
from tests.modules.trading.test_routing import NORTH, SOUTH, admit
from tests.scenario import Answer, Value, told, yuan

#: CCDC's nominee account at CSDC, and CSDC's at SHCH.
CCDC_AT_CSDC, CSDC_AT_SHCH = acc(CSDC, 902), acc(SHCH, CSDC)


@pytest.fixture
def desk() -> Desk:
    """The floor, with three bonds on the regulators' list for routing."""
    desk = floor()
    admit(desk, CORPORATE, NOTE, BOND)
    return desk


def units(desk: Desk, account: int, asset: int) -> Callable[[], Value]:
    """Units of a bond on an account."""
    return lambda: desk.free(account, asset)


def money(desk: Desk, account: int) -> Callable[[], Value]:
    """Yuan on an account, or in a reserve."""
    return lambda: yuan(desk.free(account, CNY))


def does(desk: Desk, institution: int, *found: Canonical) -> Callable[[], Answer]:
    """Give commands; what they are answered, and what settled in the same commit."""
    return lambda: [*desk.do(institution, *found), *ends(desk)]


def test_an_interbank_bank_buys_a_corporate_bond_on_the_exchange(desk: Desk) -> None:
    """It stays at CSDC, in CCDC's nominee account; CCDC's own record is the bank's proof. ¥99.58 full, of the host."""
    told(
        desk.ledger,
        """
        | units, yuan             | at first    | CFETS routes | SSE confirms    |
        |-------------------------|-------------|--------------|-----------------|
        | status                  |             | DONE         | QUEUED, SETTLED |
        | fund at CSDC            | 500,000     | ·            | 400,000         |
        | CCDC's nominee at CSDC  | 0           | ·            | 100,000         |
        | bank at CCDC            | 0           | ·            | 100,000         |
        | bank's deposit at ICBC  | 100,000,000 | ·            | 90,042,000      |
        | ICBC's reserve          | 300,000,000 | ·            | 290,042,000     |
        | CCB's reserve           | 900,000,000 | ·            | 909,958,000     |
        | fund's deposit at CCB   | 200,000,000 | ·            | 209,958,000     |
        """,
        {
            "fund at CSDC": units(desk, FUND_ACCOUNT, CORPORATE),
            "CCDC's nominee at CSDC": units(desk, CCDC_AT_CSDC, CORPORATE),
            "bank at CCDC": units(desk, SELLER, CORPORATE),
            "bank's deposit at ICBC": money(desk, SELLER_CASH),
            "ICBC's reserve": money(desk, RESERVE[ICBC]),
            "CCB's reserve": money(desk, RESERVE[CCB]),
            "fund's deposit at CCB": money(desk, FUND_CASH),
        },
        does(desk, CFETS, NORTH),
        does(desk, SSE, ConfirmDeal(NORTH.number, 0)),
    )


def test_an_exchange_fund_buys_a_medium_term_note_between_banks(desk: Desk) -> None:
    """It stays at SHCH, in CSDC's nominee account."""
    holder = acc(SHCH, 7)
    setup = (
        desk.send(
            SHCH,
            records.open_account(holder, 7003),
            records.open_omnibus(CSDC_AT_SHCH, CSDC),
            records.issue(holder, NOTE, 200_000),
            records.grant(holder, CFETS),
        ),
        desk.do(
            CFETS,
            RegisterMember(
                MAKER, 0, OWNER_DEALER, MemberKind.INSTITUTION, True, 0, (Purse(holder, DEALER_CASH),)
            ),
        ),
    )
    assert all(one.good for statuses in setup for one in statuses)
    told(
        desk.ledger,
        """
        | units, yuan             | at first    | SSE routes | CFETS confirms  |
        |-------------------------|-------------|------------|-----------------|
        | status                  |             | DONE       | QUEUED, SETTLED |
        | dealer at SHCH          | 200,000     | ·          | 100,000         |
        | CSDC's nominee at SHCH  | 0           | ·          | 100,000         |
        | fund at CSDC            | 0           | ·          | 100,000         |
        | fund's deposit at CCB   | 200,000,000 | ·          | 190,041,709.94  |
        | dealer's deposit (ICBC) | 200,000,000 | ·          | 209,958,290.06  |
        """,
        {
            "dealer at SHCH": units(desk, holder, NOTE),
            "CSDC's nominee at SHCH": units(desk, CSDC_AT_SHCH, NOTE),
            "fund at CSDC": units(desk, FUND_ACCOUNT, NOTE),
            "fund's deposit at CCB": money(desk, FUND_CASH),
            "dealer's deposit (ICBC)": money(desk, DEALER_CASH),
        },
        does(desk, SSE, SOUTH),
        does(desk, CFETS, ConfirmDeal(SOUTH.number, 0)),
    )


def test_a_treasury_bought_on_the_exchange_comes_home_and_nobody_holds_it_in_a_circle(desk: Desk) -> None:
    """The bank is a client of CCDC, the bond's own depository: it leaves CSDC's nominee account there, and CCDC's
    nominee account at CSDC stays empty."""
    assert desk.one(CCDC, records.issue(FUND_ACCOUNT, BOND, 100_000)) is Status.SETTLED
    told(
        desk.ledger,
        """
        | units                  | at first  | CFETS routes | SSE confirms    |
        |------------------------|-----------|--------------|-----------------|
        | status                 |           | DONE         | QUEUED, SETTLED |
        | fund at CSDC           | 100,000   | ·            | 0               |
        | CSDC's nominee at CCDC | 100,000   | ·            | 0               |
        | CCDC's nominee at CSDC | 0         | ·            | ·               |
        | bank at CCDC           | 1,000,000 | ·            | 1,100,000       |
        """,
        {
            "fund at CSDC": units(desk, FUND_ACCOUNT, BOND),
            "CSDC's nominee at CCDC": units(desk, NOMINEE[CSDC], BOND),
            "CCDC's nominee at CSDC": units(desk, CCDC_AT_CSDC, BOND),
            "bank at CCDC": units(desk, SELLER, BOND),
        },
        does(desk, CFETS, changed(NORTH, asset=BOND)),
        does(desk, SSE, ConfirmDeal(NORTH.number, 0)),
    )


def test_the_worked_example_is_asked_answered_and_settled(desk: Desk) -> None:
    """¥100m of the thirty-year at clean 98.50 on 2026-03-23: accrued 1.08290055, ¥99,582,900.55."""
    whole = {"quantity": 1_000_000}
    told(
        desk.ledger,
        """
        | units, yuan      | at first    | client asks | bank answers 98.50 | client accepts  |
        |------------------|-------------|-------------|--------------------|-----------------|
        | status           |             | DONE        | DONE               | QUEUED, SETTLED |
        | bank at CCDC     | 1,000,000   | ·           | ·                  | 0               |
        | CSDC's nominee   | 0           | ·           | ·                  | 1,000,000       |
        | client at CSDC   | 0           | ·           | ·                  | 1,000,000       |
        | client's deposit | 500,000,000 | ·           | ·                  | 400,417,099.45  |
        | bank's deposit   | 100,000,000 | ·           | ·                  | 199,582,900.55  |
        """,
        {
            "bank at CCDC": units(desk, SELLER, BOND),
            "CSDC's nominee": units(desk, NOMINEE[CSDC], BOND),
            "client at CSDC": units(desk, BUYER, BOND),
            "client's deposit": money(desk, BUYER_CASH),
            "bank's deposit": money(desk, SELLER_CASH),
        },
        does(desk, CFETS, changed(ASK, **whole)),
        does(desk, CFETS, changed(ANSWER, **whole)),
        does(desk, CFETS, AcceptQuote(ANSWER.number, 1_000_000)),
    )


def test_a_deal_for_tomorrow_settles_tomorrow_unless_both_sides_cancel_it(desk: Desk) -> None:
    """¥10m at 98.50 for T+1: 180 of 181 days are accrued, 1.08895028. The second such deal is cancelled by both."""
    ask, answer = changed(ASK, day=TOMORROW), ANSWER
    second = (
        changed(ask, number=ask.number + 100),
        changed(answer, number=answer.number + 100, request=ask.number + 100),
    )

    def deal(*found: Canonical) -> Callable[[], Answer]:
        return lambda: desk.do(CFETS, *found)[-1]

    def next_date() -> Answer:
        desk.do(CFETS, commands.CloseDate(TODAY))
        desk.now_ms += 86_400_000
        desk.do(CFETS, commands.OpenDate(TOMORROW))
        return ends(desk)

    told(
        desk.ledger,
        """
        | units, yuan      | at first    | dealt for T+1 | dealt once more | bank cancels | client agrees | T+1 opens      |
        |------------------|-------------|---------------|-----------------|--------------|---------------|----------------|
        | status           |             | QUEUED        | QUEUED          | DONE         | DONE          | SETTLED        |
        | bank at CCDC     | 1,000,000   | ·             | ·               | ·            | ·             | 900,000        |
        | client at CSDC   | 0           | ·             | ·               | ·            | ·             | 100,000        |
        | client's deposit | 500,000,000 | ·             | ·               | ·            | ·             | 490,041,104.97 |
        """,
        {
            "bank at CCDC": units(desk, SELLER, BOND),
            "client at CSDC": units(desk, BUYER, BOND),
            "client's deposit": money(desk, BUYER_CASH),
        },
        deal(ask, answer, AcceptQuote(answer.number, 100_000)),
        deal(*second, AcceptQuote(second[1].number, 100_000)),
        does(desk, CFETS, ProposeCancel(second[0].number, 0, ANSWER.dealer)),
        deal(AgreeToChange(second[0].number, 0, ASK.member)),
        next_date,
    )

"""Negotiated deals: declared by one side, confirmed by the other; lots, ticks, days and cut-offs of each venue."""

from __future__ import annotations

import pytest

from actors.ledger import commands as typed
from actors.ledger import records
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.corporate.commands import SetCalendar
from actors.modules.settlement.commands import Affirm
from actors.modules.settlement.module import Settlement
from actors.modules.trading.commands import (
    ConfirmDeal,
    Market,
    Mode,
    ModeRules,
    RejectDeal,
    SetVenue,
    Side,
    WithdrawDeal,
)
from actors.modules.trading.rules import TradingRules
from actors.modules.trading.state import Agreed
from tests.ledger import market
from tests.ledger.market import BOND, BUYER, CFETS, NOTE, Desk
from tests.modules.trading.floor import (
    BANK,
    CLIENT,
    CORPORATE,
    DECLARE,
    EX_FUND,
    EX_MAKER,
    EX_PERSON,
    FUND_ACCOUNT,
    MAKER,
    SSE,
    TODAY,
    TOMORROW,
    changed,
    deals,
    ends,
    floor,
    no,
    sound,
)

CONFIRM = ConfirmDeal(DECLARE.number, 0)
#: On the exchange: the fund sells ¥1,000 of the corporate bond to the dealer there.
AT_SSE = changed(
    DECLARE, number=no(SSE, 41), member=EX_FUND, counterparty=EX_MAKER, asset=CORPORATE, quantity=10
)


@pytest.fixture
def desk() -> Desk:
    """The floor in the morning."""
    return floor()


def test_a_declared_deal_waits_for_the_other_side(desk: Desk) -> None:
    assert desk.do(CFETS, DECLARE) == [Status.DONE]
    assert deals(desk) == []
    assert desk.do(CFETS, CONFIRM) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    (deal,) = deals(desk)
    assert (deal.seller.member, deal.buyer.member, deal.mode) == (BANK, CLIENT, Mode.NEGOTIATED)
    assert (desk.free(BUYER, BOND), sound(desk)) == (100_000, True)
    assert desk.do(CFETS, CONFIRM) == [Status.DECLARATION_ENDED]


@pytest.mark.parametrize("end", [RejectDeal(DECLARE.number), WithdrawDeal(DECLARE.number)])
def test_what_is_rejected_or_withdrawn_makes_no_deal(desk: Desk, end: RejectDeal | WithdrawDeal) -> None:
    desk.do(CFETS, DECLARE)
    assert desk.do(SSE, end) == [Status.MEMBER_ELSEWHERE]
    assert desk.do(CFETS, end) == [Status.DONE]
    assert desk.do(CFETS, CONFIRM, end) == [Status.DECLARATION_ENDED] * 2
    assert desk.do(CFETS, changed(end, number=no(CFETS, 99))) == [Status.DECLARATION_UNKNOWN]
    assert deals(desk) == []


def test_an_unconfirmed_declaration_expires(desk: Desk) -> None:
    desk.do(CFETS, changed(DECLARE, expires_s=desk.now_s + 60))
    desk.commit(after_ms=60_001)
    assert desk.do(CFETS, CONFIRM) == [Status.DECLARATION_ENDED]


def test_what_is_declared_lapses_with_the_day(desk: Desk) -> None:
    from actors.ledger.commands import CloseDate, OpenDate

    desk.do(CFETS, changed(DECLARE, day=TOMORROW))
    desk.do(CFETS, CloseDate(TODAY), OpenDate(TOMORROW))
    assert desk.do(CFETS, CONFIRM) == [Status.DECLARATION_UNKNOWN]
    assert desk.ledger.deadline_s() == 0


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"number": no(SSE, 1)}, Status.NUMBER_FOREIGN),
        ({"side": 0}, Status.SIDE_UNKNOWN),
        ({"counterparty": BANK}, Status.SELF_TRADE),
        ({"counterparty": EX_FUND}, Status.MEMBER_ELSEWHERE),
        ({"counterparty": no(CFETS, 77)}, Status.MEMBER_UNKNOWN),
        ({"account": BUYER}, Status.ACCOUNT_NOT_OF_MEMBER),
        ({"quantity": 1_500}, Status.LOT_OFF_STEP),
        ({"quantity": 500}, Status.LOT_TOO_SMALL),
        ({"quantity": 1 << 61}, Status.LOT_OFF_STEP),
        ({"price": 0}, Status.PRICE_INVALID),
        ({"asset": CORPORATE}, Status.CODE_UNKNOWN),
        ({"cash": NOTE}, Status.NOT_MONEY),
        ({"day": 20260322}, Status.SETTLEMENT_DAY_INVALID),
        ({"expires_s": 1}, Status.EXPIRY_PAST),
    ],
)
def test_declarations_that_are_refused(desk: Desk, values: dict[str, object], status: Status) -> None:
    assert status in why_refused(desk.ledger, CFETS, changed(DECLARE, **values))
    assert deals(desk) == []


def test_an_amount_beyond_any_account_is_refused(desk: Desk) -> None:
    huge = changed(DECLARE, quantity=1000 * (1 << 49))
    assert desk.do(CFETS, huge) == [Status.AMOUNT_TOO_LARGE]


def test_all_faults_of_a_declaration_are_told_at_once(desk: Desk) -> None:
    bad = changed(
        DECLARE, number=3, counterparty=BANK, account=9, asset=CORPORATE, quantity=5, price=-1, day=20260301
    )
    assert why_refused(desk.ledger, SSE, bad) == [
        Status.NUMBER_FOREIGN,
        Status.MEMBER_ELSEWHERE,
        Status.ACCOUNT_NOT_OF_MEMBER,
        Status.PRICE_INVALID,
        Status.SETTLEMENT_DAY_INVALID,
        Status.SELF_TRADE,
    ]


def test_an_exchange_has_its_own_lots_ticks_and_accrued_interest(desk: Desk) -> None:
    """Worked example, exchange: accrued 2.19 x 180 / 365 = 1.08000000 on 2026-03-23."""
    assert desk.do(SSE, AT_SSE, ConfirmDeal(AT_SSE.number, 0)) == [Status.DONE, Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    (deal,) = deals(desk)
    assert (deal.accrued, deal.amount_fen) == (108_000_000, 99_580)
    assert desk.free(FUND_ACCOUNT, CORPORATE) == 499_990


def test_a_venue_may_set_rules_of_its_own(desk: Desk) -> None:
    own = ModeRules(Mode.NEGOTIATED, TradingRules(1_000_000, 1_000_000, 10, 0))
    assert desk.do(SSE, SetVenue(0, Market.EXCHANGE, (own,))) == [Status.DONE]
    assert why_refused(desk.ledger, SSE, changed(AT_SSE, price=985_001, day=TOMORROW)) == [
        Status.LOT_TOO_SMALL,
        Status.LOT_OFF_STEP,
        Status.PRICE_OFF_TICK,
        Status.SETTLEMENT_DAY_INVALID,
    ]
    assert why_refused(desk.ledger, SSE, changed(AT_SSE, quantity=100)) == []


def test_individuals_trade_on_an_exchange_only_what_they_may(desk: Desk) -> None:
    assert desk.do(SSE, changed(AT_SSE, member=EX_PERSON)) == [Status.INELIGIBLE]
    # A special treasury bond is among the classes that individuals may trade.
    bought = changed(AT_SSE, member=EX_PERSON, asset=BOND, side=Side.BUY)
    assert desk.do(SSE, bought) == [Status.DONE]


@pytest.mark.parametrize(
    ("second", "today", "tomorrow"),
    [
        (60_600, [], []),
        (60_601, [Status.AFTER_CUT_OFF], []),
        (72_001, [Status.AFTER_CUT_OFF], [Status.AFTER_CUT_OFF]),
    ],
)
def test_cut_off_times(desk: Desk, second: int, today: list[Status], tomorrow: list[Status]) -> None:
    """T+0 until 16:50, T+1 until 20:00: settlement's own cut-off for today is 17:00."""
    desk.commit(after_ms=(second - 36_000) * 1000)
    assert why_refused(desk.ledger, CFETS, DECLARE) == today
    assert why_refused(desk.ledger, CFETS, changed(DECLARE, day=TOMORROW)) == tomorrow


def test_nothing_is_traded_without_an_open_date(desk: Desk) -> None:
    from actors.ledger.commands import CloseDate

    desk.do(CFETS, CloseDate(TODAY))
    assert desk.do(CFETS, DECLARE) == [Status.NO_TRADING_DATE]


def test_a_deal_is_short_of_what_the_seller_has_not(desk: Desk) -> None:
    """It waits in the queue and fails at the cut-off with the reason; nothing moved."""
    short = changed(DECLARE, member=CLIENT, counterparty=MAKER)
    assert desk.do(CFETS, short, CONFIRM) == [Status.DONE, Status.QUEUED]
    assert (ends(desk), deals(desk)[0].standing) == ([], Agreed.MADE)
    desk.commit(after_ms=7 * 3_600_000 + 1_000)
    assert (ends(desk), deals(desk)[0].standing) == ([Status.SECURITIES_SHORT], Agreed.FAILED)
    assert sound(desk)


def test_a_debit_without_a_mandate_waits_for_its_custodian(desk: Desk) -> None:
    desk.send(market.CCDC, records.revoke(market.SELLER, CFETS))
    assert desk.do(CFETS, DECLARE, CONFIRM) == [Status.DONE, Status.QUEUED]
    assert (ends(desk), desk.free(BUYER, BOND)) == ([], 0)
    (waiting,) = desk.ledger.module(Settlement).instructions
    assert waiting.number == deals(desk)[0].instruction
    assert desk.do(market.CCDC, Affirm(waiting.number)) == [Status.DONE]
    assert (ends(desk), desk.free(BUYER, BOND)) == ([Status.SETTLED], 100_000)
    assert deals(desk)[0].standing == Agreed.SETTLED


def test_the_next_business_day_is_the_one_that_the_venues_market_has() -> None:
    """Friday 8 May 2026: Saturday 9 May is a working day of the interbank market, and none of the exchanges."""
    desk = floor()
    working = {Market.INTERBANK: (20260508, 20260509, 20260511), Market.EXCHANGE: (20260508, 20260511)}
    for kind, days in working.items():
        assert desk.do(CFETS, SetCalendar(kind, 2026, (TODAY, *days), False)) == [Status.DONE]
    desk.do(CFETS, typed.CloseDate(TODAY), typed.OpenDate(20260508))
    orders = {CFETS: DECLARE, SSE: AT_SSE}
    possible = {
        venue: [
            day
            for day in (20260508, 20260509, 20260511)
            if Status.SETTLEMENT_DAY_INVALID not in why_refused(desk.ledger, venue, changed(order, day=day))
        ]
        for venue, order in orders.items()
    }
    assert possible == {CFETS: [20260508, 20260509], SSE: [20260508, 20260511]}

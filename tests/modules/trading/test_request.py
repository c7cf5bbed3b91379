"""Request for quote: named dealers, firm answers that two sides see, one deal."""

from __future__ import annotations

import pytest

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.ledger.module import page
from actors.ledger.status import Status
from actors.modules.trading.commands import (
    AcceptQuote,
    CancelRequest,
    DeclineQuote,
    Side,
    SuspendMember,
    WithdrawQuote,
)
from actors.modules.trading.module import Trading
from actors.modules.trading.state import Agreed
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CFETS,
    CNY,
    CSRC,
    FUND,
    ICBC,
    NOTE,
    SELLER,
    SELLER_CASH,
    SHCH,
    Desk,
)
from tests.modules.trading.floor import (
    ANSWER,
    ASK,
    BANK,
    CLIENT,
    CORPORATE,
    EX_FUND,
    MAKER,
    SSE,
    TOMORROW,
    changed,
    deals,
    ends,
    floor,
    no,
    sound,
)


@pytest.fixture
def desk() -> Desk:
    """A floor with a request that stands."""
    desk = floor()
    assert desk.do(CFETS, ASK) == [Status.DONE]
    return desk


def test_a_deal_at_a_clean_price_settles_at_the_full_price() -> None:
    """Worked example: ¥100m of the thirty-year at 98.50, T+0 on 2026-03-23, interbank: ¥99,582,900.55."""
    desk = floor()
    desk.do(CFETS, changed(ASK, quantity=1_000_000))
    desk.do(CFETS, changed(ANSWER, quantity=1_000_000))
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 1_000_000)) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    (deal,) = deals(desk)
    assert (deal.accrued, deal.amount_fen) == (108_290_055, 9_958_290_055)
    assert (deal.seller.member, deal.buyer.member, deal.standing) == (BANK, CLIENT, Agreed.SETTLED)
    assert (desk.free(SELLER, BOND), desk.free(BUYER, BOND)) == (0, 1_000_000)
    assert desk.free(BUYER_CASH, CNY) == 50_000_000_000 - 9_958_290_055
    assert desk.free(SELLER_CASH, CNY) == 10_000_000_000 + 9_958_290_055
    assert sound(desk)


def test_the_best_answer_is_dealt_on_and_the_others_end(desk: Desk) -> None:
    second = changed(ANSWER, number=no(CFETS, 13), dealer=MAKER, price=984_900)
    assert desk.do(CFETS, ANSWER, second) == [Status.DONE, Status.DONE]
    assert desk.do(CFETS, AcceptQuote(second.number, 60_000)) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    (deal,) = deals(desk)
    assert (deal.seller.member, deal.ticket.quantity, deal.ticket.price) == (MAKER, 60_000, 984_900)
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 60_000)) == [Status.QUOTE_ENDED]
    assert desk.do(CFETS, CancelRequest(ASK.number)) == [Status.REQUEST_ENDED]


def test_who_wants_to_sell_hits_the_dealers_bid() -> None:
    desk = floor()
    desk.do(CFETS, changed(ASK, member=BANK, dealers=(MAKER,), side=Side.SELL))
    desk.do(CFETS, changed(ANSWER, dealer=MAKER))
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 100_000)) == [Status.QUEUED]
    (deal,) = deals(desk)
    assert (deal.seller.member, deal.buyer.member) == (BANK, MAKER)


def test_a_quote_is_read_by_its_two_sides_and_regulators_alone(desk: Desk) -> None:
    desk.do(CFETS, ANSWER)
    module = desk.ledger.module(Trading)
    sees = {
        one: len(page(desk.ledger, module.quotes, None if one == CSRC else one, 0)[0])
        for one in (ICBC, FUND, CFETS, CCB, SHCH, SSE, CSRC)
    }
    assert sees == {ICBC: 1, FUND: 1, CFETS: 1, CCB: 0, SHCH: 0, SSE: 0, CSRC: 1}
    asked = {one: len(page(desk.ledger, module.requests, one, 0)[0]) for one in (ICBC, CCB, FUND, SHCH)}
    assert asked == {ICBC: 1, CCB: 1, FUND: 1, SHCH: 0}


def test_a_quote_ends_when_declined_or_withdrawn_and_another_may_follow(desk: Desk) -> None:
    desk.do(CFETS, ANSWER)
    again = changed(ANSWER, number=no(CFETS, 13), price=984_000)
    assert desk.do(CFETS, again) == [Status.QUOTED_ALREADY]
    assert desk.do(CFETS, DeclineQuote(ANSWER.number)) == [Status.DONE]
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 100_000)) == [Status.QUOTE_ENDED]
    assert desk.do(CFETS, again) == [Status.DONE]
    assert desk.do(SSE, WithdrawQuote(again.number)) == [Status.NOT_THE_OWNER]
    assert desk.do(CFETS, WithdrawQuote(again.number)) == [Status.DONE]
    assert desk.do(CFETS, WithdrawQuote(again.number)) == [Status.QUOTE_ENDED]
    assert desk.do(CFETS, DeclineQuote(no(CFETS, 99))) == [Status.QUOTE_UNKNOWN]


def test_a_cancelled_request_ends_its_quotes(desk: Desk) -> None:
    desk.do(CFETS, ANSWER)
    assert desk.do(SSE, CancelRequest(ASK.number)) == [Status.NOT_THE_OWNER]
    assert desk.do(CFETS, CancelRequest(ASK.number)) == [Status.DONE]
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 100_000)) == [Status.QUOTE_ENDED]
    assert desk.do(CFETS, CancelRequest(no(CFETS, 99))) == [Status.REQUEST_UNKNOWN]


def test_quotes_and_requests_expire_at_their_second(desk: Desk) -> None:
    desk.do(CFETS, changed(ANSWER, expires_s=desk.now_s + 60))
    assert desk.ledger.deadline_s() == desk.now_s + 60
    desk.commit(after_ms=60_000)
    assert why_refused(desk.ledger, CFETS, AcceptQuote(ANSWER.number, 100_000)) == []
    desk.commit(after_ms=1)
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 100_000)) == [Status.QUOTE_EXPIRED]
    desk.commit(after_ms=36_000_000)
    assert desk.do(CFETS, changed(ANSWER, number=no(CFETS, 13)))[0] is Status.REQUEST_ENDED
    assert desk.ledger.module(Trading).due_s() == 0


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"number": no(SSE, 1)}, Status.NUMBER_FOREIGN),
        ({"number": CFETS << 48}, Status.NUMBER_FOREIGN),
        ({"number": -1}, Status.NUMBER_FOREIGN),
        ({"number": ASK.number}, Status.NUMBER_USED),
        ({"instance": 5}, Status.INSTANCE_UNKNOWN),
        ({"member": no(CFETS, 77)}, Status.MEMBER_UNKNOWN),
        ({"member": EX_FUND}, Status.MEMBER_ELSEWHERE),
        ({"account": SELLER}, Status.ACCOUNT_NOT_OF_MEMBER),
        ({"side": 3}, Status.SIDE_UNKNOWN),
        ({"dealers": ()}, Status.DEALERS_INVALID),
        ({"dealers": (MAKER, MAKER)}, Status.DEALERS_INVALID),
        ({"dealers": (CLIENT,)}, Status.NOT_A_DEALER),
        ({"member": BANK}, Status.SELF_TRADE),
        ({"asset": 77}, Status.ASSET_UNKNOWN),
        ({"asset": CNY}, Status.NOT_A_SECURITY),
        ({"asset": CORPORATE}, Status.CODE_UNKNOWN),
        ({"cash": 77}, Status.CASH_UNKNOWN),
        ({"cash": NOTE}, Status.NOT_MONEY),
        ({"quantity": 0}, Status.QUANTITY_ZERO),
        ({"quantity": -1000}, Status.QUANTITY_NEGATIVE),
        ({"quantity": 1_500}, Status.LOT_OFF_STEP),
        ({"quantity": 500}, Status.LOT_TOO_SMALL),
        ({"day": 20260320}, Status.SETTLEMENT_DAY_INVALID),
        ({"day": 20260404}, Status.SETTLEMENT_DAY_INVALID),
        ({"day": 20260332}, Status.DATE_INVALID),
        ({"day": 20540925}, Status.BOND_NOT_ALIVE),
        ({"expires_s": 1}, Status.EXPIRY_PAST),
        ({"expires_s": 1 << 40}, Status.EXPIRY_TOO_FAR),
    ],
)
def test_requests_that_are_refused(desk: Desk, values: dict[str, object], status: Status) -> None:
    assert status in why_refused(desk.ledger, CFETS, changed(changed(ASK, number=no(CFETS, 14)), **values))


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"number": no(SSE, 1)}, Status.NUMBER_FOREIGN),
        ({"request": no(CFETS, 99)}, Status.REQUEST_UNKNOWN),
        ({"dealer": CLIENT}, Status.NOT_ASKED),
        ({"account": BUYER}, Status.ACCOUNT_NOT_OF_MEMBER),
        ({"quantity": 1_500}, Status.LOT_OFF_STEP),
        ({"price": 0}, Status.PRICE_INVALID),
        ({"price": 10_000_001}, Status.PRICE_INVALID),
        ({"expires_s": 1}, Status.EXPIRY_PAST),
    ],
)
def test_quotes_that_are_refused(desk: Desk, values: dict[str, object], status: Status) -> None:
    assert desk.do(CFETS, changed(ANSWER, **values)) == [status]


def test_more_than_a_quote_is_firm_for_is_refused(desk: Desk) -> None:
    desk.do(CFETS, ANSWER)
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 101_000)) == [Status.OVER_QUOTE_SIZE]
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 500)) == [Status.LOT_TOO_SMALL]
    assert deals(desk) == []


def test_a_suspended_dealer_is_not_dealt_with(desk: Desk) -> None:
    desk.do(CFETS, ANSWER)
    assert desk.do(CSRC, SuspendMember(BANK, True)) == [Status.DONE]
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 100_000)) == [Status.MEMBER_SUSPENDED]
    assert desk.do(CFETS, SuspendMember(BANK, False)) == [Status.DONE]
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 100_000)) == [Status.QUEUED]


@pytest.mark.parametrize("command", [ASK, ANSWER, CancelRequest(ASK.number), AcceptQuote(ANSWER.number, 1)])
def test_only_the_venue_signs(desk: Desk, command: Canonical) -> None:
    found = why_refused(desk.ledger, ICBC, command)
    assert {Status.NOT_PERMITTED, Status.NOT_THE_OWNER, Status.QUOTE_UNKNOWN} & set(found)


def test_all_faults_of_a_request_are_told_at_once(desk: Desk) -> None:
    bad = changed(
        ASK, member=1, side=9, dealers=(), asset=CORPORATE, cash=NOTE, quantity=50, day=20260301, expires_s=1
    )
    assert why_refused(desk.ledger, CFETS, bad) == [
        Status.MEMBER_UNKNOWN,
        Status.NUMBER_USED,
        Status.SIDE_UNKNOWN,
        Status.DEALERS_INVALID,
        Status.EXPIRY_PAST,
        Status.CODE_UNKNOWN,
        Status.NOT_MONEY,
        Status.LOT_TOO_SMALL,
        Status.LOT_OFF_STEP,
        Status.SETTLEMENT_DAY_INVALID,
    ]


def test_a_deal_for_tomorrow_settles_tomorrow() -> None:
    desk = floor()
    desk.do(CFETS, changed(ASK, day=TOMORROW), ANSWER)
    assert desk.do(CFETS, AcceptQuote(ANSWER.number, 100_000)) == [Status.QUEUED]
    assert (ends(desk), deals(desk)[0].standing) == ([], Agreed.MADE)
    assert deals(desk)[0].accrued == 108_895_028  # 1.095 x 180 / 181
    assert desk.free(BUYER, BOND) == 0
    next_day(desk)
    assert (deals(desk)[0].standing, desk.free(BUYER, BOND)) == (Agreed.SETTLED, 100_000)
    assert sound(desk)


def next_day(desk: Desk) -> None:
    """Close today and open tomorrow."""
    from actors.ledger.commands import CloseDate, OpenDate
    from tests.modules.trading.floor import TODAY

    assert desk.do(CFETS, CloseDate(TODAY), OpenDate(TOMORROW)) == [Status.DONE, Status.DONE]
    desk.commit(after_ms=86_400_000)

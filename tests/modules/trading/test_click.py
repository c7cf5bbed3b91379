"""Click-to-deal: firm two-way quotes in a book, dealt on by price, then time, whole or in part."""

from __future__ import annotations

import pytest

from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.trading.commands import RemoveQuote, Side, SuspendMember
from actors.modules.trading.module import Trading
from tests.ledger.market import BOND, BUYER, BUYER_CASH, CFETS, CNY, SELLER, Desk
from tests.modules.trading.floor import (
    BANK,
    CLIENT,
    CORPORATE,
    DEALER,
    EX_FUND,
    MAKER,
    POST,
    SSE,
    TAKE,
    changed,
    deals,
    ends,
    floor,
    no,
    sound,
)

#: The second dealer's quote, a tick inside the first one's.
INSIDE = changed(POST, number=no(CFETS, 22), dealer=MAKER, bid_price=984_100, ask_price=985_900)


@pytest.fixture
def desk() -> Desk:
    """A floor with two quotes in the book: bids 98.41 and 98.40, asks 98.59 and 98.60, 200,000 units each."""
    desk = floor()
    assert desk.do(CFETS, POST, INSIDE) == [Status.DONE, Status.DONE]
    return desk


def book(desk: Desk) -> list[tuple[str, int, int, int]]:
    """The book as (side, price, units left, dealer), in the order of dealing."""
    module, found = desk.ledger.module(Trading), []
    for line in module.book:
        quote = module.two_way[line.number]
        bid = line.side == Side.BUY
        price, left = (quote.bid_price, quote.bid_quantity) if bid else (quote.ask_price, quote.ask_quantity)
        found.append(("bid" if bid else "ask", price, left, quote.dealer))
    return found


def test_the_book_is_in_the_order_of_price_then_time(desk: Desk) -> None:
    desk.do(CFETS, changed(POST, number=no(CFETS, 23), dealer=MAKER))
    assert book(desk) == [
        ("bid", 984_100, 200_000, MAKER),
        ("bid", 984_000, 200_000, BANK),
        ("bid", 984_000, 200_000, MAKER),
        ("ask", 985_900, 200_000, MAKER),
        ("ask", 986_000, 200_000, BANK),
        ("ask", 986_000, 200_000, MAKER),
    ]


def test_lifting_takes_the_best_ask_first_and_leaves_the_rest_in_place(desk: Desk) -> None:
    assert desk.do(CFETS, TAKE) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    (deal,) = deals(desk)
    assert (deal.ticket.price, deal.ticket.quantity, deal.seller.account) == (985_900, 100_000, DEALER)
    assert book(desk)[2:] == [("ask", 985_900, 100_000, MAKER), ("ask", 986_000, 200_000, BANK)]
    assert (desk.free(BUYER, BOND), sound(desk)) == (100_000, True)


def test_a_large_taking_is_one_deal_a_quote_at_each_ones_price(desk: Desk) -> None:
    assert desk.do(CFETS, changed(TAKE, quantity=300_000)) == [Status.DONE]
    found = [(one.part, one.ticket.price, one.ticket.quantity, one.seller.member) for one in deals(desk)]
    assert found == [(0, 985_900, 200_000, MAKER), (1, 986_000, 100_000, BANK)]
    assert desk.free(BUYER, BOND) == 300_000
    paid = 50_000_000_000 - desk.free(BUYER_CASH, CNY)
    assert paid == sum(one.amount_fen for one in deals(desk))
    assert book(desk) == [
        ("bid", 984_100, 200_000, MAKER),
        ("bid", 984_000, 200_000, BANK),
        ("ask", 986_000, 100_000, BANK),
    ]


def test_hitting_takes_the_best_bid(desk: Desk) -> None:
    desk.do(CFETS, TAKE)
    hit = changed(TAKE, number=no(CFETS, 32), side=Side.SELL, price=984_100)
    assert desk.do(CFETS, hit) == [Status.QUEUED]
    last = deals(desk)[-1]
    assert (last.seller.member, last.buyer.member, last.ticket.price) == (CLIENT, MAKER, 984_100)
    assert sound(desk)


def test_a_book_too_thin_is_taken_whole_or_not_at_all_unless_parts_will_do(desk: Desk) -> None:
    much = changed(TAKE, quantity=500_000)
    assert desk.do(CFETS, much) == [Status.BOOK_TOO_THIN]
    assert desk.do(CFETS, changed(TAKE, price=985_000, partly=True)) == [Status.BOOK_TOO_THIN]
    assert deals(desk) == []
    assert desk.do(CFETS, changed(much, partly=True)) == [Status.DONE]
    assert sum(one.ticket.quantity for one in deals(desk)) == 400_000


def test_nobody_deals_on_own_quotes(desk: Desk) -> None:
    own = changed(TAKE, member=MAKER, price=986_000)
    assert desk.do(CFETS, own) == [Status.QUEUED]
    assert (deals(desk)[0].seller.member, deals(desk)[0].ticket.price) == (BANK, 986_000)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"bid_price": 986_500, "ask_price": 986_400}, Status.OWN_QUOTES_CROSS),
        ({"bid_quantity": 0, "ask_price": 984_000}, Status.OWN_QUOTES_CROSS),
        ({"bid_price": 985_900, "ask_price": 987_000}, Status.QUOTE_CROSSES),
    ],
)
def test_the_book_never_crosses(values: dict[str, int], status: Status) -> None:
    desk = floor()
    desk.do(CFETS, POST, INSIDE)
    desk.do(CFETS, RemoveQuote(INSIDE.number), changed(INSIDE, number=no(CFETS, 25), bid_quantity=0))
    before = book(desk)
    assert desk.do(CFETS, changed(POST, number=no(CFETS, 26), **values)) == [status]
    assert book(desk) == before


def test_a_suspended_dealers_quotes_are_passed_over(desk: Desk) -> None:
    desk.do(CFETS, SuspendMember(MAKER, True))
    assert desk.do(CFETS, TAKE) == [Status.QUEUED]
    assert deals(desk)[0].seller.member == BANK


def test_a_removed_or_expired_quote_is_gone(desk: Desk) -> None:
    assert desk.do(SSE, RemoveQuote(POST.number)) == [Status.NOT_THE_OWNER]
    assert desk.do(CFETS, RemoveQuote(POST.number)) == [Status.DONE]
    assert desk.do(CFETS, RemoveQuote(POST.number)) == [Status.QUOTE_UNKNOWN]
    assert [line[3] for line in book(desk)] == [MAKER, MAKER]
    desk.do(CFETS, changed(POST, expires_s=desk.now_s + 60))
    desk.commit(after_ms=60_001)
    assert [line[3] for line in book(desk)] == [MAKER, MAKER]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"number": no(SSE, 1)}, Status.NUMBER_FOREIGN),
        ({"number": POST.number}, Status.NUMBER_USED),
        ({"dealer": CLIENT}, Status.NOT_A_DEALER),
        ({"dealer": EX_FUND}, Status.MEMBER_ELSEWHERE),
        ({"account": BUYER}, Status.ACCOUNT_NOT_OF_MEMBER),
        ({"asset": CORPORATE}, Status.CODE_UNKNOWN),
        ({"bid_quantity": 0, "ask_quantity": 0}, Status.QUANTITY_ZERO),
        ({"bid_quantity": 9_000}, Status.LOT_TOO_SMALL),
        ({"ask_quantity": 20_500}, Status.LOT_OFF_STEP),
        ({"bid_price": 0}, Status.PRICE_INVALID),
        ({"day": 20260501}, Status.SETTLEMENT_DAY_INVALID),
        ({"expires_s": 1}, Status.EXPIRY_PAST),
        ({"instance": 4}, Status.INSTANCE_UNKNOWN),
    ],
)
def test_quotes_that_are_refused(desk: Desk, values: dict[str, object], status: Status) -> None:
    command = changed(changed(POST, number=no(CFETS, 27)), **values)
    assert status in why_refused(desk.ledger, CFETS, command)


def test_all_faults_of_a_taking_are_told_at_once(desk: Desk) -> None:
    bad = changed(TAKE, number=1, member=EX_FUND, account=SELLER, quantity=50, price=0, day=20260501)
    assert why_refused(desk.ledger, CFETS, bad) == [
        Status.MEMBER_ELSEWHERE,
        Status.ACCOUNT_NOT_OF_MEMBER,
        Status.NUMBER_FOREIGN,
        Status.LOT_TOO_SMALL,
        Status.LOT_OFF_STEP,
        Status.PRICE_INVALID,
        Status.SETTLEMENT_DAY_INVALID,
    ]
    assert why_refused(desk.ledger, CFETS, changed(TAKE, side=0)) == [Status.SIDE_UNKNOWN]


def test_a_book_of_ten_thousand_quotes_is_dealt_on_in_order() -> None:
    desk = floor()
    quotes = [
        changed(POST, number=no(CFETS, 1_000 + n), bid_quantity=0, ask_price=986_000 + n * 7 % 10_000)
        for n in range(10_000)
    ]
    assert set(desk.do(CFETS, *quotes)) == {Status.DONE}
    takes = [
        changed(TAKE, number=no(CFETS, 20_000 + n), member=MAKER, price=1_000_000, quantity=10_000)
        for n in range(40)
    ]
    assert set(desk.do(CFETS, *takes)) == {Status.QUEUED}
    assert [one.ticket.price for one in deals(desk)] == [986_000] * 20 + [986_001] * 20
    assert len(desk.ledger.module(Trading).two_way) == 9_998
    assert sound(desk)

"""Book-building (簿记建档): orders by yield and size, allocated by the lead with a reason for each cut."""

from __future__ import annotations

import pytest

from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import Payment, Reason, Stage
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CFETS,
    FRIDAY,
    FUND,
    ISSUE,
    ISSUER_KEY,
    MOF,
    UNDERWRITERS,
    Town,
    bidding,
    custody,
)

LEAD, ONE, TWO, THREE = UNDERWRITERS[:4]


@pytest.fixture
def town() -> Town:
    """¥4bn, the book open, three orders in it."""
    town = bidding(FIVE_YEAR, Method.BOOK, 4, lead=LEAD)
    town.ok(ONE, com.PlaceOrder(ISSUE, 1, 15_000, 2 * BILLION))
    town.ok(TWO, com.PlaceOrder(ISSUE, 1, 15_400, 3 * BILLION))
    town.ok(THREE, com.PlaceOrder(ISSUE, 1, 16_000, BILLION))
    return town


def part(institution: int, units: int, reason: int = 0, number: int = 1) -> com.Allocation:
    """What one order gets."""
    return com.Allocation(institution, number, units, reason)


def test_the_lead_allocates_and_everybody_pays_par(town: Town) -> None:
    town.at(FRIDAY, 11, 35)
    allocations = (
        part(ONE, 2 * BILLION),
        part(TWO, 2 * BILLION, Reason.PRO_RATA),
        part(THREE, 0, Reason.PRICE),
    )
    town.ok(LEAD, com.AllocateBook(ISSUE, 15_400, allocations))
    assert (town.issue.stage, town.issue.coupon, town.issue.price) == (Stage.ALLOTTED, 15_400, 1_000_000)
    assert [(row.won, row.reason) for row in town.issuance.orders] == [
        (2 * BILLION, Reason.NONE),
        (2 * BILLION, Reason.PRO_RATA),
        (0, Reason.PRICE),
    ]
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.elect_and_pay((ONE, TWO))
    assert town.free(custody(TWO), FIVE_YEAR.asset) == 2 * BILLION
    assert {row.standing for row in town.issuance.allotments} == {Payment.PAID}


def test_all_faults_of_an_order_are_told_at_once(town: Town) -> None:
    assert town.why(ONE, com.PlaceOrder(ISSUE, 0, 0, -1)) == [
        Status.NUMBER_INVALID,
        Status.BID_OUT_OF_BOUNDS,
        Status.BID_WRONG_LOT,
    ]
    assert town.why(ONE, com.PlaceOrder(ISSUE, 1, 15_001, 5 * BILLION)) == [
        Status.NUMBER_USED,
        Status.BID_OFF_TICK,
        Status.BID_TOO_LARGE,
    ]
    assert town.why(ONE, com.PlaceOrder(9, 1, 15_000, BILLION)) == [Status.AUCTION_UNKNOWN]


def test_an_order_is_withdrawn_while_the_book_is_open(town: Town) -> None:
    assert town.why(FUND, com.CancelOrder(ISSUE, 1)) == [Status.BID_UNKNOWN]
    assert town.why(FUND, com.CancelOrder(8, 1)) == [Status.AUCTION_UNKNOWN]
    town.ok(ONE, com.CancelOrder(ISSUE, 1))
    assert town.why(ONE, com.CancelOrder(ISSUE, 1)) == [Status.BID_UNKNOWN]
    town.at(FRIDAY, 11, 35)
    assert town.why(TWO, com.CancelOrder(ISSUE, 1)) == [Status.BIDDING_CLOSED]
    assert town.why(TWO, com.PlaceOrder(ISSUE, 2, 15_000, BILLION)) == [Status.BIDDING_CLOSED]


def test_all_faults_of_an_allocation_are_told_at_once(town: Town) -> None:
    allocations = (part(ONE, 1), part(ONE, BILLION), part(TWO, 3 * BILLION, 9), part(FUND, 3 * BILLION))
    assert town.why(CFETS, com.AllocateBook(ISSUE, 15_001, allocations)) == [
        Status.NOT_THE_LEAD,
        Status.BIDDING_NOT_CLOSED,
        Status.BID_OFF_TICK,
        Status.BID_WRONG_LOT,
        Status.ALLOCATION_REASON,
        Status.ALLOCATION_INVALID,
        Status.ORDER_PRICED_OUT,
        Status.ALLOCATION_INCOMPLETE,
    ]
    town.at(FRIDAY, 11, 35)
    none = tuple(part(one, 0, Reason.PRICE) for one in (ONE, TWO, THREE))
    assert town.why(LEAD, com.AllocateBook(ISSUE, 15_400, none)) == [Status.ALLOCATION_INVALID]
    assert town.why(LEAD, com.AllocateBook(ISSUE, 0, none)) == [
        Status.BID_OUT_OF_BOUNDS,
        Status.ALLOCATION_INVALID,
    ]
    assert town.why(LEAD, com.AllocateBook(7, 15_400, none)) == [Status.AUCTION_UNKNOWN]


def test_a_book_takes_no_sealed_bids_and_an_auction_no_orders(town: Town) -> None:
    assert town.why(ONE, com.SealBid(ISSUE, 5, b"x", bytes(32))) == [Status.METHOD_INVALID]
    town.at(FRIDAY, 11, 35)
    assert town.why(MOF, com.PublishKey(ISSUE, ISSUER_KEY)) == [Status.NOT_AN_OPENER]
    sealed = bidding(FIVE_YEAR)
    assert sealed.why(ONE, com.PlaceOrder(ISSUE, 1, 15_000, BILLION)) == [Status.METHOD_INVALID]
    sealed.at(FRIDAY, 11, 35)
    assert sealed.why(ONE, com.AllocateBook(ISSUE, 15_400, ())) == [
        Status.NOT_THE_LEAD,
        Status.METHOD_INVALID,
        Status.ALLOCATION_INVALID,
    ]


def test_a_book_of_ten_thousand_orders() -> None:
    town = bidding(FIVE_YEAR, Method.BOOK, 100, lead=LEAD)
    numbers = range(1, 10_001)
    town.ok(ONE, *(com.PlaceOrder(ISSUE, number, 15_400, 100_000) for number in numbers))
    town.at(FRIDAY, 11, 35)
    town.ok(LEAD, com.AllocateBook(ISSUE, 15_400, tuple(part(ONE, 100_000, 0, number) for number in numbers)))
    assert town.allotment(ONE).units == 100 * BILLION

"""Court orders: recorded by a regulator, executed by the depository alone, in parts, each once."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.payment.commands import (
    EndCourtOrder,
    ExecuteCourtOrder,
    FreezeGateway,
    FreezeLine,
    RecordCourtOrder,
)
from actors.modules.payment.court import FORCED
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CNY,
    CSDC,
    CSRC,
    FUND,
    NOMINEE,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    Desk,
)
from tests.modules.payment.quay import OTHER, PAPER, again, held, market, why_refused

ORDER = RecordCourtOrder(5, "(2026) 0101 No. 9", PAPER, (SELLER, SELLER_AT_CSDC), BUYER, BOND, 300)


@pytest.fixture
def desk() -> Desk:
    """The market with the order on record."""
    desk = market()
    assert desk.do(CSRC, ORDER) == [Status.DONE]
    return desk


def test_an_order_is_executed_in_parts_though_all_is_frozen(desk: Desk) -> None:
    desk.one(CSRC, r.freeze(SELLER, 1))
    desk.do(CSRC, FreezeLine(SELLER, BOND, 2), FreezeGateway(CCDC, 3))
    assert desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 1)) != Status.SETTLED
    assert desk.do(CCDC, ExecuteCourtOrder(5, 1, SELLER, 100)) == [Status.SETTLED]
    assert desk.do(CCDC, ExecuteCourtOrder(5, 2, SELLER, 200)) == [Status.SETTLED]
    assert held(desk, BUYER) == 300
    assert desk.do(CCDC, ExecuteCourtOrder(5, 3, SELLER, 1)) == [Status.COURT_ORDER_ENDED]
    again(desk.ledger)


def test_each_part_is_executed_once(desk: Desk) -> None:
    part = ExecuteCourtOrder(5, 1, SELLER, 100)
    assert desk.do(CCDC, part, part) == [Status.SETTLED, Status.PART_EXECUTED]
    assert held(desk, BUYER) == 100


def test_the_history_says_by_which_order(desk: Desk) -> None:
    desk.do(CCDC, ExecuteCourtOrder(5, 1, SELLER, 100))
    assert desk.applied is not None
    [row] = desk.applied.trades
    assert [int(row[name]) for name in ("kind", "reference", "seller", "quantity")] == [FORCED, 5, CCDC, 100]


def test_each_depository_takes_from_its_own_accounts(desk: Desk) -> None:
    desk.one(CCDC, r.custody_transfer(SELLER, SELLER_AT_CSDC, BOND, 50))
    take = ExecuteCourtOrder(5, 1, SELLER_AT_CSDC, 50)
    assert desk.do(CCDC, take) == [Status.ONLY_A_DEPOSITORY]
    assert desk.do(CSRC, take) == [Status.ONLY_A_DEPOSITORY]
    assert desk.do(CSDC, take) == [Status.SETTLED]
    again(desk.ledger)


def test_what_is_not_there_is_not_taken_and_leaves_the_order_as_it_was(desk: Desk) -> None:
    assert desk.do(CSDC, ExecuteCourtOrder(5, 1, SELLER_AT_CSDC, 50)) == [Status.SECURITIES_SHORT]
    assert desk.do(CCDC, ExecuteCourtOrder(5, 1, SELLER, 300)) == [Status.SETTLED]


def test_an_order_that_the_court_withdraws_ends(desk: Desk) -> None:
    desk.do(CCDC, ExecuteCourtOrder(5, 1, SELLER, 100))
    assert desk.do(PBC, EndCourtOrder(5, PAPER)) == [Status.NOT_THE_ORDERER]
    assert desk.do(CSRC, EndCourtOrder(5, PAPER)) == [Status.DONE]
    assert desk.do(CCDC, ExecuteCourtOrder(5, 2, SELLER, 100)) == [Status.COURT_ORDER_ENDED]
    assert desk.do(CSRC, EndCourtOrder(5, PAPER)) == [Status.COURT_ORDER_ENDED]
    assert held(desk, BUYER) == 100


def test_all_faults_of_an_order_at_once(desk: Desk) -> None:
    bad = RecordCourtOrder(0, "", b"", (NOMINEE[CSDC], 1 << 60), NOMINEE[CSDC], 999, 0)
    assert why_refused(desk.ledger, FUND, bad) == [
        Status.NOT_PERMITTED,
        Status.REFERENCE_ZERO,
        Status.DOCUMENT_INVALID,
        Status.TEXT_INVALID,
        Status.QUANTITY_ZERO,
        Status.ORDER_ACCOUNTS_INVALID,
        Status.ASSET_UNKNOWN,
        Status.ONLY_ON_PATH,
        Status.ACCOUNT_UNKNOWN,
    ]
    assert why_refused(desk.ledger, CSRC, ORDER) == [Status.COURT_ORDER_EXISTS]
    large = msgspec.structs.replace(ORDER, order=6, quantity=1 << 62)
    assert why_refused(desk.ledger, CSRC, large) == [Status.QUANTITY_TOO_LARGE]


def test_all_faults_of_an_execution_at_once(desk: Desk) -> None:
    assert why_refused(desk.ledger, FUND, ExecuteCourtOrder(5, 0, OTHER, 0)) == [
        Status.ONLY_A_DEPOSITORY,
        Status.QUANTITY_ZERO,
        Status.NUMBER_INVALID,
        Status.NOT_IN_ORDER,
    ]
    assert why_refused(desk.ledger, CCDC, ExecuteCourtOrder(9, 1, SELLER, 1)) == [Status.COURT_ORDER_UNKNOWN]
    assert why_refused(desk.ledger, CCDC, ExecuteCourtOrder(5, 1, SELLER, 301)) == [
        Status.COURT_ORDER_EXCEEDED
    ]
    assert why_refused(desk.ledger, FUND, EndCourtOrder(9, b"")) == [
        Status.NOT_PERMITTED,
        Status.DOCUMENT_INVALID,
        Status.COURT_ORDER_UNKNOWN,
    ]


def test_money_is_taken_by_the_bank_that_keeps_it(desk: Desk) -> None:
    desk.do(CSRC, RecordCourtOrder(6, "cash", PAPER, (BUYER_CASH,), SELLER_CASH, CNY, 1_000))
    assert desk.do(CSRC, FreezeLine(BUYER_CASH, CNY, 1)) == [Status.DONE]
    assert desk.do(CCB, ExecuteCourtOrder(6, 1, BUYER_CASH, 1_000)) == [Status.SETTLED]
    again(desk.ledger)

"""A gateway holds back part of an omnibus account that it keeps: reserves run short, nothing is lost."""

from __future__ import annotations

from actors.ledger import records
from actors.ledger.status import Status
from tests.ledger.market import BUYER_CASH, CCB, CNY, PBC, RESERVE, SELLER_CASH, Desk, acc, opened

OWN = acc(PBC, 950)


def held(quantity: int) -> Desk:
    """A market where the central bank holds back so much of CCB's reserve."""
    desk = opened()
    assert desk.one(PBC, records.open_account(OWN, 0)) is Status.DONE
    assert desk.one(PBC, records.earmark(RESERVE[CCB], OWN, CNY, quantity, 7)) is Status.EARMARKED
    return desk


def reserve(desk: Desk) -> int:
    """CCB's reserve that is available."""
    return desk.ledger.position(RESERVE[CCB], CNY).available


def test_a_bank_whose_reserve_is_held_back_is_short_while_its_client_is_not() -> None:
    desk = held(reserve(opened()) - 50)
    assert desk.one(CCB, records.payment(BUYER_CASH, SELLER_CASH, CNY, 100)) is Status.RESERVE_SHORT
    assert desk.one(CCB, records.payment(BUYER_CASH, SELLER_CASH, CNY, 50)) is Status.SETTLED
    assert desk.ledger.reconcile() == []


def test_a_hold_is_released_and_the_reserve_pays_again() -> None:
    desk = held(reserve(opened()))
    assert reserve(desk) == 0
    assert desk.one(PBC, records.release(7)) is Status.DONE
    assert desk.one(CCB, records.payment(BUYER_CASH, SELLER_CASH, CNY, 100)) is Status.SETTLED


def test_a_hold_is_never_settled() -> None:
    desk = held(100)
    assert desk.one(PBC, records.settle(7)) is Status.ONLY_ON_PATH
    assert desk.ledger.reconcile() == []


def test_only_the_gateway_that_keeps_an_omnibus_holds_it_back_and_only_towards_its_own_account() -> None:
    desk = held(100)
    assert desk.one(CCB, records.earmark(RESERVE[CCB], BUYER_CASH, CNY, 10, 8)) is Status.NO_MANDATE
    assert desk.one(PBC, records.earmark(RESERVE[CCB], BUYER_CASH, CNY, 10, 8)) is Status.ONLY_ON_PATH
    assert desk.one(PBC, records.earmark(OWN, RESERVE[CCB], CNY, 10, 8)) is Status.ONLY_ON_PATH
    assert desk.one(PBC, records.payment(RESERVE[CCB], OWN, CNY, 10)) is Status.ONLY_ON_PATH

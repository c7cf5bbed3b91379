"""Trust lines: what a holder accepts, what a gateway authorises."""

from __future__ import annotations

import pytest

from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.payment.commands import AuthoriseLine, RequireAuthorisation, SetLine
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CNY,
    CSDC,
    FUND,
    NOMINEE,
    SELLER,
    TAP,
    Desk,
)
from tests.modules.payment.quay import OTHER, again, market, why_refused


@pytest.fixture
def desk() -> Desk:
    """The market."""
    return market()


def test_a_holder_says_how_much_it_accepts_from_a_gateway(desk: Desk) -> None:
    assert desk.do(CSDC, SetLine(BUYER, BOND, 10)) == [Status.DONE]
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 11)) == Status.LIMIT_EXCEEDED
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 10)) == Status.SETTLED
    again(desk.ledger)


def test_a_holder_that_accepts_nothing_takes_nothing(desk: Desk) -> None:
    desk.do(CSDC, SetLine(BUYER, BOND, 0))
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 1)) == Status.LIMIT_EXCEEDED


def test_an_agent_with_the_mandate_speaks_for_the_holder(desk: Desk) -> None:
    assert desk.do(CSDC, SetLine(BUYER_CASH, CNY, 1)) == [Status.DONE]
    assert desk.do(FUND, SetLine(BUYER_CASH, CNY, 1)) == [Status.NOT_THE_HOLDER]


def test_a_depository_says_how_much_it_holds_with_another(desk: Desk) -> None:
    assert desk.do(CCDC, SetLine(NOMINEE[CSDC], BOND, 5)) == [Status.NOT_THE_HOLDER]
    assert desk.do(CSDC, SetLine(NOMINEE[CSDC], BOND, 5)) == [Status.DONE]
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 6)) == Status.LIMIT_EXCEEDED


def test_a_gateway_that_authorises_lines_lets_no_other_begin(desk: Desk) -> None:
    assert desk.do(CCDC, RequireAuthorisation(True)) == [Status.DONE]
    assert desk.one(CCDC, r.issue(OTHER, TAP, 5)) == Status.LINE_NOT_AUTHORISED
    assert desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 5)) == Status.SETTLED
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 5)) == Status.LINE_NOT_AUTHORISED
    assert desk.do(CCDC, AuthoriseLine(OTHER, TAP), AuthoriseLine(NOMINEE[CSDC], BOND)) == [Status.DONE] * 2
    assert desk.one(CCDC, r.issue(OTHER, TAP, 5)) == Status.SETTLED
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 5)) == Status.SETTLED
    restored = again(desk.ledger)
    assert restored.position(OTHER, TAP).available == 5


def test_a_requirement_that_ended_binds_nobody(desk: Desk) -> None:
    desk.do(CCDC, RequireAuthorisation(True), RequireAuthorisation(False))
    assert desk.one(CCDC, r.issue(OTHER, TAP, 5)) == Status.SETTLED


def test_every_refusal_of_lines(desk: Desk) -> None:
    ledger = desk.ledger
    assert why_refused(ledger, FUND, RequireAuthorisation(False)) == [
        Status.NOT_A_GATEWAY,
        Status.AUTHORISATION_UNCHANGED,
    ]
    assert why_refused(ledger, CCB, AuthoriseLine(SELLER, 999)) == [
        Status.NOT_THE_GATEWAY,
        Status.ASSET_UNKNOWN,
    ]
    assert why_refused(ledger, CCDC, AuthoriseLine(SELLER, BOND)) == [Status.LINE_EXISTS]
    assert why_refused(ledger, FUND, SetLine(SELLER, 999, -1)) == [
        Status.NOT_THE_HOLDER,
        Status.LINE_LIMIT_INVALID,
        Status.ASSET_UNKNOWN,
    ]
    desk.do(CCDC, RequireAuthorisation(True))
    assert why_refused(ledger, CCDC, SetLine(OTHER, TAP, 5)) == [Status.LINE_NOT_AUTHORISED]

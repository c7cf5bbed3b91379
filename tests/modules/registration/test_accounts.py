"""Accounts that close, and certificates of what they hold."""

from __future__ import annotations

import pytest

from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.payment.commands import FreezeLine
from actors.modules.registration.accounts import certificate_of
from actors.modules.registration.commands import CloseAccount, IssueCertificate, Pledge
from actors.modules.settlement.commands import Cancel, Instruct
from tests.ledger.market import (
    BOND,
    BUYER,
    CCB,
    CCDC,
    CSDC,
    CSRC,
    FUND,
    ICBC,
    NOMINEE,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    Desk,
    acc,
    trade,
)
from tests.modules.payment.quay import again
from tests.modules.registration.town import COLLATERAL, OTHER, PAPER, signed, town


@pytest.fixture
def desk() -> Desk:
    """The town."""
    return town()


def test_an_empty_account_closes_for_good(desk: Desk) -> None:
    assert desk.do(CSDC, CloseAccount(SELLER_AT_CSDC)) == [Status.DONE]
    assert desk.one(CCDC, r.custody_transfer(SELLER, SELLER_AT_CSDC, BOND, 1)) == Status.ACCOUNT_CLOSED
    assert desk.one(CSDC, r.open_account(SELLER_AT_CSDC, 5)) == Status.ACCOUNT_EXISTS
    assert desk.do(CSDC, CloseAccount(SELLER_AT_CSDC)) == [Status.ACCOUNT_CLOSED]
    restored = again(desk.ledger)
    assert not restored.may_debit(CSDC, SELLER_AT_CSDC)


def test_halves_over_a_closed_account_are_refused(desk: Desk) -> None:
    assert desk.do(CSDC, CloseAccount(BUYER)) == [Status.DONE]
    assert desk.one(CSDC, trade()["receive"]) == Status.ACCOUNT_CLOSED


def test_all_faults_of_closing_at_once(desk: Desk) -> None:
    desk.one(CSRC, r.freeze(SELLER, 5))
    assert why_refused(desk.ledger, CSDC, CloseAccount(SELLER)) == [
        Status.NOT_THE_GATEWAY,
        Status.ACCOUNT_NOT_EMPTY,
        Status.ACCOUNT_BUSY,
    ]
    assert why_refused(desk.ledger, ICBC, CloseAccount(SELLER_CASH)) == [
        Status.ACCOUNT_NOT_EMPTY,
        Status.ACCOUNT_LINKED,
    ]
    assert why_refused(desk.ledger, CCDC, CloseAccount(NOMINEE[CSDC])) == [Status.ONLY_ON_PATH]
    assert why_refused(desk.ledger, CCB, CloseAccount(acc(CCB, 88))) == [Status.ACCOUNT_UNKNOWN]


def test_what_waits_keeps_an_account_open(desk: Desk) -> None:
    desk.one(CSDC, trade()["receive"])
    assert desk.do(CSDC, CloseAccount(BUYER)) == [Status.ACCOUNT_BUSY]
    desk.do(CSRC, FreezeLine(SELLER_AT_CSDC, BOND, 4))
    assert desk.do(CSDC, CloseAccount(SELLER_AT_CSDC)) == [Status.ACCOUNT_BUSY]
    signed(desk, Pledge(OTHER, COLLATERAL, BOND, 1_000, PAPER), CCDC)
    assert desk.do(CCDC, CloseAccount(OTHER)) == [Status.ACCOUNT_BUSY]


def test_an_instruction_in_the_queue_keeps_its_accounts_open(desk: Desk) -> None:
    free = Instruct(0, True, CSDC, 5, SELLER, 0, BOND, 2_000_000, 0, 0)
    desk.do(CCDC, free)
    desk.do(CSDC, Instruct(0, False, CCDC, 5, SELLER_AT_CSDC, 0, BOND, 2_000_000, 0, 0))
    assert desk.do(CSDC, CloseAccount(SELLER_AT_CSDC)) == [Status.ACCOUNT_BUSY]
    assert desk.do(CCDC, Cancel(1)) == [Status.DONE]
    assert desk.do(CSDC, Cancel(1), CloseAccount(SELLER_AT_CSDC)) == [Status.DONE, Status.DONE]


def test_the_ledger_anchors_only_a_certificate_that_is_true(desk: Desk) -> None:
    true = certificate_of(desk.ledger, 1, SELLER)
    assert [(one.code, one.available) for one in true.holdings] == [("019742", 999_000)]
    desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 1))
    assert desk.do(CCDC, IssueCertificate(1, SELLER, true.digest)) == [Status.CERTIFICATE_DIFFERS]
    now = certificate_of(desk.ledger, 1, SELLER)
    assert desk.do(CCDC, IssueCertificate(1, SELLER, now.digest)) == [Status.DONE]
    again(desk.ledger)


def test_all_faults_of_a_certificate_at_once(desk: Desk) -> None:
    assert why_refused(desk.ledger, FUND, IssueCertificate(0, 1 << 60, b"")) == [
        Status.NOT_THE_GATEWAY,
        Status.NUMBER_INVALID,
        Status.ACCOUNT_UNKNOWN,
    ]
    digest = certificate_of(desk.ledger, 1, SELLER).digest
    desk.do(CCDC, IssueCertificate(1, SELLER, digest))
    assert why_refused(desk.ledger, CCDC, IssueCertificate(1, SELLER, digest)) == [Status.NUMBER_USED]

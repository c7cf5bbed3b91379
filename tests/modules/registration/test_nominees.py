"""Nominee accounts opened for each other, holdings across, and none that goes round."""

from __future__ import annotations

import pytest

from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.registration.commands import Interconnect, OpenNominees, Request
from tests.ledger.market import (
    BOND,
    CASH_OF,
    CCDC,
    CNY,
    CSDC,
    FUND,
    ICBC,
    NOTE,
    PBC,
    SELLER,
    SELLER_CASH,
    SHCH,
    Desk,
    acc,
)
from tests.modules.payment.quay import again
from tests.modules.registration.town import good, signed, town

ACROSS = OpenNominees(CSDC, SHCH, acc(CSDC, 700), CASH_OF[SHCH], acc(SHCH, 700), CASH_OF[CSDC])


@pytest.fixture
def desk() -> Desk:
    """The town."""
    return town()


def test_two_depositories_open_accounts_for_each_other(desk: Desk) -> None:
    assert signed(desk, ACROSS, CSDC, SHCH) == [Status.PENDING, Status.DONE]
    for number, keeper, nominee in ((700, CSDC, SHCH), (700, SHCH, CSDC)):
        account = desk.ledger.account(acc(keeper, number))
        assert account is not None
        assert (account.class_, account.lower, account.cash_account) == (
            Class.OMNIBUS,
            nominee,
            CASH_OF[nominee],
        )
    good(desk.send(SHCH, r.issue(acc(SHCH, 2), NOTE, 500)))
    assert desk.one(SHCH, r.transfer(acc(SHCH, 2), acc(CSDC, 2), NOTE, 100)) == Status.SETTLED
    again(desk.ledger)


def test_all_faults_of_opening_at_once(desk: Desk) -> None:
    taken = OpenNominees(CCDC, CSDC, SELLER, SELLER_CASH, acc(SHCH, 1), acc(PBC, 999))
    assert why_refused(desk.ledger, FUND, Request(0, 1, taken)) == [
        Status.NOT_A_SIGNATORY,
        Status.ACCOUNT_EXISTS,
        Status.OMNIBUS_EXISTS,
        Status.NOMINEE_CASH_INVALID,
        Status.NUMBER_INVALID,
    ]
    alone = OpenNominees(ICBC, ICBC, 1, 2, 3, 4)
    assert why_refused(desk.ledger, ICBC, Request(0, 1, alone)) == [Status.NOT_A_DEPOSITORY]


def test_a_note_of_shch_is_held_across_at_csdc(desk: Desk) -> None:
    signed(desk, ACROSS, CSDC, SHCH)
    link = Interconnect(NOTE, SHCH, CSDC)
    assert signed(desk, link, CSDC, SHCH, number=2) == [Status.PENDING, Status.DONE]
    assert why_refused(desk.ledger, CSDC, Request(0, 3, link)) == [Status.LINK_EXISTS]


def test_a_holding_that_comes_back_to_the_issuer_depository_is_refused(desk: Desk) -> None:
    treasury_at_csdc = Interconnect(BOND, CSDC, CCDC)
    faults = why_refused(desk.ledger, CCDC, Request(0, 1, treasury_at_csdc))
    assert faults == [Status.CIRCULAR_HOLDING, Status.NOT_NOMINEE_THERE]


def test_a_ring_of_nominees_is_refused(desk: Desk) -> None:
    signed(desk, ACROSS, CSDC, SHCH)
    good(signed(desk, Interconnect(BOND, CSDC, SHCH), CSDC, SHCH, number=2))
    ring = Interconnect(BOND, SHCH, CSDC)
    assert why_refused(desk.ledger, CSDC, Request(0, 3, ring)) == [Status.CIRCULAR_HOLDING]


def test_all_faults_of_a_link_at_once(desk: Desk) -> None:
    assert why_refused(desk.ledger, CSDC, Request(0, 1, Interconnect(CNY, CSDC, FUND))) == [
        Status.NOT_A_DEPOSITORY,
        Status.NOT_A_SECURITY,
    ]
    assert why_refused(desk.ledger, CSDC, Request(0, 1, Interconnect(NOTE, SHCH, CSDC))) == [
        Status.NOT_NOMINEE_THERE
    ]

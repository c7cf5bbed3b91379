"""Freezes: one line, a whole gateway, each under an order; what still moves, and what does not."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger import records as r
from actors.ledger.commands import ChangeRoster, MergeAsset
from actors.ledger.ledger import Ledger
from actors.ledger.status import Status
from actors.modules.payment.commands import FreezeGateway, FreezeLine, UnfreezeGateway, UnfreezeLine
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
    ICBC,
    NOMINEE,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    TAP,
    Desk,
    make_roster,
    sign_roster,
    trade,
)
from tests.modules.payment.quay import CSDC_OWN, OTHER, again, held, market, why_refused


@pytest.fixture
def desk() -> Desk:
    """The market."""
    return market()


def test_a_frozen_line_takes_credits_and_refuses_debits(desk: Desk) -> None:
    assert desk.do(CSRC, FreezeLine(SELLER, BOND, 77)) == [Status.DONE]
    out, back = r.transfer(SELLER, OTHER, BOND, 5), r.transfer(OTHER, SELLER, BOND, 5)
    assert desk.one(CCDC, out) == Status.LINE_FROZEN
    assert desk.one(CCDC, back) == Status.SETTLED
    assert desk.one(CCDC, r.earmark(SELLER, OTHER, BOND, 5, 1)) == Status.LINE_FROZEN
    assert desk.one(CCDC, r.redeem(SELLER, BOND, 5)) == Status.LINE_FROZEN
    assert desk.do(CSRC, UnfreezeLine(SELLER, BOND, 77)) == [Status.DONE]
    assert desk.one(CCDC, out) == Status.SETTLED
    again(desk.ledger)


def test_other_lines_of_the_account_move_on(desk: Desk) -> None:
    assert desk.one(CCDC, r.issue(SELLER, TAP, 100)) == Status.SETTLED
    desk.do(CSRC, FreezeLine(SELLER, BOND, 77))
    assert desk.one(CCDC, r.transfer(SELLER, OTHER, TAP, 5)) == Status.SETTLED


@pytest.mark.parametrize(("account", "asset"), [(SELLER, BOND), (BUYER_CASH, CNY)])
def test_a_trade_over_a_frozen_line_moves_neither_leg(desk: Desk, account: int, asset: int) -> None:
    halves = trade()
    assert desk.one(CCDC, halves["deliver"]) == Status.PENDING
    desk.do(CSRC, FreezeLine(account, asset, 77))
    before = held(desk, SELLER), held(desk, SELLER_CASH, CNY)
    assert desk.one(CSDC, halves["receive"]) == Status.LINE_FROZEN
    assert (held(desk, SELLER), held(desk, SELLER_CASH, CNY)) == before


def test_an_earmark_made_before_is_stopped_while_the_freeze_lasts(desk: Desk) -> None:
    assert desk.one(CCDC, r.earmark(SELLER, OTHER, BOND, 5, 1)) == Status.EARMARKED
    desk.do(CSRC, FreezeLine(SELLER, BOND, 77))
    assert desk.one(CCDC, r.settle(1)) == Status.LINE_FROZEN
    desk.do(CSRC, UnfreezeLine(SELLER, BOND, 77))
    assert desk.one(CCDC, r.settle(1)) == Status.SETTLED


def test_a_limit_set_on_a_frozen_line_leaves_it_frozen(desk: Desk) -> None:
    desk.do(CSRC, FreezeLine(SELLER, BOND, 77))
    assert desk.one(CCDC, r.limit(SELLER, BOND, 2_000_000)) == Status.DONE
    assert desk.ledger.position(SELLER, BOND)[2:] == (2_000_000, True)
    assert desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 5)) == Status.LINE_FROZEN


def test_a_line_that_holds_nothing_yet_can_be_frozen(desk: Desk) -> None:
    assert desk.do(CSRC, FreezeLine(BUYER, BOND, 77)) == [Status.DONE]
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 5)) == Status.SETTLED
    assert desk.one(CSDC, r.transfer(BUYER, SELLER, BOND, 5)) == Status.LINE_FROZEN


def test_a_tranche_with_a_frozen_line_is_not_merged_away(desk: Desk) -> None:
    desk.one(CCDC, r.issue(SELLER, TAP, 100))
    desk.do(CSRC, FreezeLine(SELLER, TAP, 77))
    assert desk.do(CCDC, MergeAsset(TAP, BOND)) == [Status.LINE_FROZEN]
    desk.do(CSRC, UnfreezeLine(SELLER, TAP, 77))
    assert desk.do(CCDC, MergeAsset(TAP, BOND)) == [Status.DONE]


def test_claims_on_a_frozen_depository_move_only_back_to_it(desk: Desk) -> None:
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 100)) == Status.SETTLED
    assert desk.do(CSRC, FreezeGateway(CSDC, 8)) == [Status.DONE]
    for other in (SELLER_AT_CSDC, SELLER):
        assert desk.one(CSDC, r.transfer(BUYER, other, BOND, 10)) == Status.GATEWAY_FROZEN
    assert desk.one(CSDC, r.transfer(BUYER, CSDC_OWN, BOND, 10)) == Status.SETTLED
    assert desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 1)) == Status.SETTLED
    assert desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 1)) == Status.SETTLED
    assert desk.do(CSRC, UnfreezeGateway(CSDC, 8)) == [Status.DONE]
    assert desk.one(CSDC, r.transfer(BUYER, SELLER, BOND, 10)) == Status.SETTLED
    again(desk.ledger)


def test_a_frozen_issuer_depository_stops_paths_over_it_and_still_redeems(desk: Desk) -> None:
    desk.one(CCDC, r.transfer(SELLER, BUYER, BOND, 100))
    desk.do(CSRC, FreezeGateway(CCDC, 8))
    assert desk.one(CSDC, r.transfer(BUYER, SELLER, BOND, 10)) == Status.GATEWAY_FROZEN
    assert desk.one(CSDC, r.transfer(BUYER, SELLER_AT_CSDC, BOND, 10)) == Status.SETTLED
    assert desk.one(CCDC, r.redeem(SELLER, BOND, 10)) == Status.SETTLED
    assert held(desk, NOMINEE[CSDC]) == 100


def test_deposits_at_a_frozen_bank_pay_nobody(desk: Desk) -> None:
    desk.do(PBC, FreezeGateway(CCB, 9))
    assert desk.one(CCB, r.payment(BUYER_CASH, SELLER_CASH, CNY, 5)) == Status.GATEWAY_FROZEN
    assert desk.one(ICBC, r.payment(SELLER_CASH, BUYER_CASH, CNY, 5)) == Status.SETTLED
    halves = trade()
    desk.one(CCDC, halves["deliver"])
    assert desk.one(CSDC, halves["receive"]) == Status.GATEWAY_FROZEN


def test_freezes_outlive_an_image_and_an_epoch(desk: Desk) -> None:
    desk.do(CSRC, FreezeLine(SELLER, BOND, 77), FreezeGateway(CCB, 9))
    for following in (again, lambda _: _next_epoch(desk)):
        desk.ledger = following(desk.ledger)
        assert desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 5)) == Status.LINE_FROZEN
        assert desk.one(CCB, r.payment(BUYER_CASH, SELLER_CASH, CNY, 5)) == Status.GATEWAY_FROZEN


def _next_epoch(desk: Desk) -> Ledger:
    """The ledger of an image of before, in the epoch that follows."""
    old = desk.ledger.roster
    new = msgspec.structs.replace(make_roster(), market=old.market_id, epoch=1, previous=old.digest)
    assert desk.do(CSRC, ChangeRoster(sign_roster(new))) == [Status.DONE]
    desk.ledger.start_epoch(new)
    return desk.ledger


def test_all_faults_of_a_freeze_at_once(desk: Desk) -> None:
    faults = why_refused(desk.ledger, FUND, FreezeLine(1 << 60, 999, 0))
    assert faults == [
        Status.NOT_PERMITTED,
        Status.REFERENCE_ZERO,
        Status.ACCOUNT_UNKNOWN,
        Status.ASSET_UNKNOWN,
    ]
    assert why_refused(desk.ledger, FUND, FreezeGateway(FUND, 0)) == [
        Status.NOT_PERMITTED,
        Status.REFERENCE_ZERO,
        Status.NOT_A_GATEWAY,
    ]
    assert why_refused(desk.ledger, CSRC, FreezeLine(NOMINEE[CSDC], BOND, 5)) == [Status.ONLY_ON_PATH]


def test_an_order_is_lifted_under_its_number_by_who_gave_it(desk: Desk) -> None:
    desk.do(CSRC, FreezeLine(SELLER, BOND, 77), FreezeGateway(CCB, 9))
    ledger = desk.ledger
    assert why_refused(ledger, CSRC, FreezeLine(SELLER, BOND, 78)) == [Status.LINE_FROZEN_ALREADY]
    assert why_refused(ledger, CSRC, UnfreezeLine(SELLER, BOND, 78)) == [Status.LINE_NOT_FROZEN]
    assert why_refused(ledger, PBC, UnfreezeLine(SELLER, BOND, 77)) == [Status.NOT_THE_ORDERER]
    assert why_refused(ledger, PBC, FreezeGateway(CCB, 10)) == [Status.GATEWAY_FROZEN_ALREADY]
    assert why_refused(ledger, PBC, UnfreezeGateway(CCB, 10)) == [Status.GATEWAY_NOT_FROZEN]
    assert why_refused(ledger, PBC, UnfreezeGateway(CCB, 9)) == [Status.NOT_THE_ORDERER]

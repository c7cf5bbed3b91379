"""Ownership that passes without a trade."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.registration.commands import NonTradeTransfer, Reason, Request
from actors.modules.registration.transfer import PASSED
from tests.ledger.market import BOND, BUYER, CCDC, CSDC, CSRC, FUND, SELLER, SELLER_AT_CSDC, Desk
from tests.modules.payment.quay import again
from tests.modules.registration.town import OTHER, PAPER, held, signed, town

PASS = NonTradeTransfer(SELLER, BUYER, BOND, 70, Reason.INHERITANCE, PAPER)


@pytest.fixture
def desk() -> Desk:
    """The town."""
    return town()


@pytest.mark.parametrize("reason", list(Reason))
def test_both_gateways_sign(desk: Desk, reason: Reason) -> None:
    act = msgspec.structs.replace(PASS, reason=int(reason))
    assert signed(desk, act, CCDC, CSDC) == [Status.PENDING, Status.SETTLED]
    assert held(desk, BUYER) == 70
    again(desk.ledger)


def test_within_one_gateway_its_signature_suffices(desk: Desk) -> None:
    act = msgspec.structs.replace(PASS, target=OTHER)
    assert signed(desk, act, CCDC) == [Status.SETTLED]
    assert desk.applied is not None
    assert [int(row["kind"]) for row in desk.applied.trades] == [PASSED]


def test_a_frozen_account_passes_nothing(desk: Desk) -> None:
    desk.one(CSRC, r.freeze(SELLER, 5))
    assert signed(desk, PASS, CCDC, CSDC) == [Status.PENDING, Status.ACCOUNT_FROZEN]


def test_to_oneself_is_no_transfer(desk: Desk) -> None:
    to_self = msgspec.structs.replace(PASS, target=SELLER_AT_CSDC)
    assert why_refused(desk.ledger, CCDC, Request(0, 1, to_self)) == [Status.SAME_OWNER]
    same = msgspec.structs.replace(PASS, target=SELLER)
    assert why_refused(desk.ledger, CCDC, Request(0, 1, same)) == [Status.SAME_ACCOUNT, Status.SAME_OWNER]


def test_all_faults_at_once(desk: Desk) -> None:
    bad = NonTradeTransfer(1 << 60, (1 << 60) + 1, 999, -1, 9, bytes(32))
    assert why_refused(desk.ledger, FUND, Request(0, 1, bad)) == [
        Status.NOT_A_SIGNATORY,
        Status.QUANTITY_ZERO,
        Status.DOCUMENT_INVALID,
        Status.REASON_UNKNOWN,
        Status.ACCOUNT_UNKNOWN,
        Status.ASSET_UNKNOWN,
        Status.CONTRA_UNKNOWN,
    ]

"""Pledges: both sides sign, nothing else moves what is pledged, released in parts or realised."""

from __future__ import annotations

import pytest

from actors.ledger import records as r
from actors.ledger.business import why_refused
from actors.ledger.commands import MergeAsset
from actors.ledger.status import Status
from actors.modules.registration.commands import Accept, Pledge, Refuse, ReleasePledge, Request
from actors.modules.settlement.commands import Instruct
from tests.ledger.market import BOND, BUYER, CCDC, CSDC, CSRC, FUND, NOMINEE, SELLER, TAP, Desk
from tests.modules.payment.quay import again
from tests.modules.registration.town import COLLATERAL, COLLATERAL_AT_CSDC, OTHER, PAPER, held, signed, town

PLEDGE = Pledge(SELLER, COLLATERAL_AT_CSDC, BOND, 400, PAPER)


@pytest.fixture
def desk() -> Desk:
    """The town."""
    return town()


def release(quantity: int, target: int = SELLER) -> ReleasePledge:
    """Of the pledge that CCDC requested under number 1."""
    return ReleasePledge(CCDC, 1, quantity, target, PAPER)


def test_a_pledge_across_depositories_needs_both(desk: Desk) -> None:
    assert signed(desk, PLEDGE, CCDC, CSDC) == [Status.PENDING, Status.SETTLED]
    assert held(desk, COLLATERAL_AT_CSDC) == held(desk, NOMINEE[CSDC]) == 400
    assert signed(desk, release(150), CSDC, CCDC, number=2) == [Status.PENDING, Status.SETTLED]
    assert signed(desk, release(250), CCDC, CSDC, number=3) == [Status.PENDING, Status.SETTLED]
    assert held(desk, COLLATERAL_AT_CSDC) == held(desk, NOMINEE[CSDC]) == 0
    assert why_refused(desk.ledger, CCDC, Request(0, 4, release(1))) == [Status.PLEDGE_UNKNOWN]
    again(desk.ledger)


def test_within_one_depository_it_is_done_at_once(desk: Desk) -> None:
    assert signed(desk, Pledge(SELLER, COLLATERAL, BOND, 400, PAPER), CCDC) == [Status.SETTLED]


def test_nothing_but_a_release_moves_what_is_pledged(desk: Desk) -> None:
    signed(desk, Pledge(SELLER, COLLATERAL, BOND, 400, PAPER), CCDC)
    for record in (
        r.transfer(COLLATERAL, SELLER, BOND, 1),
        r.transfer(SELLER, COLLATERAL, BOND, 1),
        r.redeem(COLLATERAL, BOND, 1),
        r.earmark(COLLATERAL, SELLER, BOND, 1, 1),
        r.grant(COLLATERAL, FUND),
    ):
        assert desk.one(CCDC, record) == Status.COLLATERAL_HELD
    assert not desk.ledger.may_debit(CCDC, COLLATERAL)
    free = Instruct(0, True, CCDC, 5, COLLATERAL, 0, BOND, 1, 0, 0)
    assert Status.NO_MANDATE in why_refused(desk.ledger, CCDC, free)
    assert held(desk, COLLATERAL) == 400


def test_a_pledge_is_realised_to_another_when_both_sign(desk: Desk) -> None:
    signed(desk, PLEDGE, CCDC, CSDC)
    assert signed(desk, release(400, BUYER), CSDC, CCDC, number=2) == [Status.PENDING, Status.SETTLED]
    assert held(desk, BUYER) == 400


def test_a_pledged_tranche_is_released_as_what_it_was_merged_into(desk: Desk) -> None:
    desk.one(CCDC, r.issue(SELLER, TAP, 50))
    signed(desk, Pledge(SELLER, COLLATERAL, TAP, 50, PAPER), CCDC)
    assert desk.do(CCDC, MergeAsset(TAP, BOND)) == [Status.DONE]
    before = held(desk, SELLER)
    assert signed(desk, release(50), CCDC, number=2) == [Status.SETTLED]
    assert held(desk, SELLER) == before + 50
    again(desk.ledger)


def test_short_when_it_is_tried_and_it_waits_on(desk: Desk) -> None:
    act = Pledge(OTHER, COLLATERAL_AT_CSDC, BOND, 2_000, PAPER)
    assert signed(desk, act, CCDC, CSDC) == [Status.PENDING, Status.SECURITIES_SHORT]
    desk.one(CCDC, r.transfer(SELLER, OTHER, BOND, 1_000))
    assert desk.do(CSDC, Accept(CCDC, 1)) == [Status.SETTLED]
    assert [one.status for one in desk.late()] == [Status.SETTLED]


def test_a_request_is_withdrawn_refused_or_expires(desk: Desk) -> None:
    for number, ender in ((1, CCDC), (2, CSDC)):
        desk.do(CCDC, Request(0, number, PLEDGE))
        assert desk.do(FUND, Refuse(CCDC, number)) == [Status.NOT_A_SIGNATORY]
        assert desk.do(ender, Refuse(CCDC, number)) == [Status.DONE]
        assert [one.status for one in desk.late()] == [Status.CANCELLED]
    desk.do(CCDC, Request(0, 3, PLEDGE))
    life_ms = desk.ledger.roster.rules.pending_life_s_max * 1_000
    desk.commit(after_ms=life_ms + 2_000)
    assert [one.status for one in desk.late()] == [Status.EXPIRED]
    assert desk.do(CSDC, Accept(CCDC, 3)) == [Status.REGISTRATION_UNKNOWN]
    assert desk.do(CSDC, Refuse(CCDC, 3)) == [Status.REGISTRATION_UNKNOWN]
    again(desk.ledger)


def test_requests_survive_in_an_image(desk: Desk) -> None:
    desk.do(CCDC, Request(0, 1, PLEDGE))
    desk.ledger = again(desk.ledger)
    assert desk.do(CSDC, Accept(CCDC, 1)) == [Status.SETTLED]


def test_all_faults_of_a_pledge_at_once(desk: Desk) -> None:
    bad = Pledge(NOMINEE[CSDC], SELLER, 1, 0, b"")
    assert why_refused(desk.ledger, FUND, Request(0, 0, bad)) == [
        Status.NOT_A_SIGNATORY,
        Status.NUMBER_INVALID,
        Status.QUANTITY_ZERO,
        Status.DOCUMENT_INVALID,
        Status.NOT_A_SECURITY,
        Status.ONLY_ON_PATH,
        Status.NOT_COLLATERAL,
    ]
    assert why_refused(desk.ledger, CCDC, Request(9, 1, PLEDGE)) == [Status.INSTANCE_UNKNOWN]


def test_every_refusal_of_signing_and_releasing(desk: Desk) -> None:
    desk.do(CCDC, Request(0, 1, PLEDGE))
    assert why_refused(desk.ledger, CCDC, Request(0, 1, PLEDGE)) == [Status.NUMBER_USED]
    assert desk.do(CCDC, Accept(CCDC, 1)) == [Status.SIGNED_ALREADY]
    assert desk.do(CSRC, Accept(CCDC, 1)) == [Status.NOT_A_SIGNATORY]
    assert desk.do(CSDC, Accept(CCDC, 1)) == [Status.SETTLED]
    assert why_refused(desk.ledger, CCDC, Request(0, 1, PLEDGE)) == [Status.NUMBER_USED]
    bad = ReleasePledge(CCDC, 1, 1 << 62, COLLATERAL, PAPER)
    assert why_refused(desk.ledger, CCDC, Request(0, 2, bad)) == [
        Status.QUANTITY_TOO_LARGE,
        Status.COLLATERAL_HELD,
        Status.PLEDGE_SHORT,
    ]

"""Cancelling and correcting a deal before it settles: one side proposes, the other agrees."""

from __future__ import annotations

import pytest

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.ledger.commands import CloseDate, OpenDate
from actors.ledger.status import Status
from actors.modules.settlement.commands import Cancel
from actors.modules.settlement.module import Settlement
from actors.modules.trading.commands import (
    AgreeToChange,
    ConfirmDeal,
    ProposeCancel,
    ProposeCorrection,
    RefuseChange,
)
from actors.modules.trading.module import Trading
from actors.modules.trading.state import Agreed
from tests.ledger.market import BOND, BUYER, CCDC, CFETS, CSDC, Desk
from tests.modules.trading.floor import (
    BANK,
    CLIENT,
    DECLARE,
    MAKER,
    SSE,
    TICKET,
    TODAY,
    TOMORROW,
    changed,
    deals,
    ends,
    floor,
    no,
    sound,
)

NUMBER = DECLARE.number
LATER = changed(TICKET, day=TOMORROW)
CANCEL = ProposeCancel(NUMBER, 0, CLIENT)
CORRECT = ProposeCorrection(NUMBER, 0, CLIENT, changed(LATER, price=984_500, quantity=90_000))
AGREE = AgreeToChange(NUMBER, 0, BANK)


@pytest.fixture
def desk() -> Desk:
    """A floor with a deal for tomorrow."""
    desk = floor()
    made = desk.do(CFETS, changed(DECLARE, day=TOMORROW), ConfirmDeal(NUMBER, 0))
    assert made == [Status.DONE, Status.QUEUED]
    return desk


def tomorrow(desk: Desk) -> None:
    """Close today and open tomorrow."""
    assert desk.do(CFETS, CloseDate(TODAY), OpenDate(TOMORROW)) == [Status.DONE, Status.DONE]
    desk.commit()


def test_both_sides_cancel_and_nothing_settles(desk: Desk) -> None:
    assert desk.do(CFETS, CANCEL) == [Status.DONE]
    assert deals(desk)[0].standing == Agreed.MADE
    assert desk.do(CFETS, AGREE) == [Status.DONE]
    assert (ends(desk), deals(desk)[0].standing) == ([Status.CANCELLED], Agreed.CANCELLED)
    tomorrow(desk)
    assert (desk.free(BUYER, BOND), sound(desk)) == (0, True)
    assert desk.do(CFETS, CANCEL) == [Status.DEAL_ENDED]


def test_a_corrected_deal_settles_by_its_new_terms_alone(desk: Desk) -> None:
    old = deals(desk)[0]
    assert desk.do(CFETS, CORRECT) == [Status.DONE]
    assert desk.do(CFETS, AGREE) == [Status.QUEUED]
    (new,) = deals(desk)
    assert (new.version, new.ticket, new.standing) == (1, CORRECT.ticket, Agreed.MADE)
    assert new.instruction != old.instruction
    tomorrow(desk)
    assert (desk.free(BUYER, BOND), deals(desk)[0].standing) == (90_000, Agreed.SETTLED)
    assert len(desk.ledger.module(Settlement).instructions) == 2
    assert sound(desk)


def test_a_refused_change_leaves_the_deal(desk: Desk) -> None:
    desk.do(CFETS, CORRECT)
    assert desk.do(CFETS, RefuseChange(NUMBER, 0, BANK)) == [Status.DONE]
    assert desk.do(CFETS, RefuseChange(NUMBER, 0, BANK), AGREE) == [Status.CHANGE_UNKNOWN] * 2
    tomorrow(desk)
    assert desk.free(BUYER, BOND) == 100_000


def test_what_has_settled_is_final(desk: Desk) -> None:
    desk.do(CFETS, CANCEL)
    tomorrow(desk)
    assert len(desk.ledger.module(Trading).changes) == 0
    assert desk.do(CFETS, CANCEL, CORRECT) == [Status.DEAL_SETTLED] * 2
    assert desk.do(CFETS, AGREE) == [Status.DEAL_SETTLED]
    assert desk.free(BUYER, BOND) == 100_000


def test_a_deal_whose_instruction_both_custodians_cancel_is_cancelled(desk: Desk) -> None:
    number = deals(desk)[0].instruction
    desk.do(CCDC, Cancel(number))
    assert deals(desk)[0].standing == Agreed.MADE
    desk.do(CSDC, Cancel(number))
    assert deals(desk)[0].standing == Agreed.CANCELLED


@pytest.mark.parametrize(
    ("command", "statuses"),
    [
        (changed(CANCEL, number=no(CFETS, 9)), [Status.DEAL_UNKNOWN]),
        (changed(CANCEL, part=1), [Status.DEAL_UNKNOWN]),
        (changed(CANCEL, member=MAKER), [Status.NOT_A_SIDE]),
        (AGREE, [Status.CHANGE_UNKNOWN]),
        (changed(CORRECT, ticket=LATER), [Status.NOTHING_CHANGED]),
        (
            changed(CORRECT, quantity=50, price=0, day=20260401, cash=9),
            [
                Status.CASH_UNKNOWN,
                Status.LOT_TOO_SMALL,
                Status.LOT_OFF_STEP,
                Status.PRICE_INVALID,
            ],
        ),
    ],
)
def test_changes_that_are_refused(desk: Desk, command: Canonical, statuses: list[Status]) -> None:
    assert why_refused(desk.ledger, CFETS, command) == statuses


def test_a_proposal_is_answered_by_the_other_side_and_only_one_waits(desk: Desk) -> None:
    desk.do(CFETS, CANCEL)
    assert desk.do(CFETS, changed(AGREE, member=CLIENT)) == [Status.CHANGE_OWN]
    assert desk.do(CFETS, CORRECT, CANCEL) == [Status.CHANGE_WAITING] * 2
    assert desk.do(SSE, AGREE) == [Status.MEMBER_ELSEWHERE]
    assert why_refused(desk.ledger, BANK >> 48 << 1, AGREE)[0] is Status.NOT_PERMITTED

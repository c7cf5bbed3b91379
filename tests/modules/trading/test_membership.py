"""Venues and members: markets, kinds, accounts."""

from __future__ import annotations

import pytest

from actors.base.canonical import Canonical
from actors.ledger.business import why_refused
from actors.ledger.module import page
from actors.ledger.status import Status
from actors.modules.trading.commands import (
    MemberKind,
    Mode,
    ModeRules,
    Purse,
    RegisterMember,
    SetVenue,
    SuspendMember,
)
from actors.modules.trading.module import Trading
from actors.modules.trading.rules import TradingRules
from tests.ledger.market import (
    BUYER,
    BUYER_CASH,
    CCB,
    CFETS,
    CSDC,
    FUND,
    ICBC,
    OWNER_BUYER,
    OWNER_SELLER,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    Desk,
)
from tests.modules.trading.floor import BANK, CLIENT, EX_FUND, SSE, changed, floor, no

MEMBER = RegisterMember(
    no(CFETS, 9), 0, OWNER_SELLER, MemberKind.INSTITUTION, False, ICBC, (Purse(SELLER, SELLER_CASH),)
)


@pytest.fixture
def desk() -> Desk:
    """The floor in the morning."""
    return floor()


def test_a_member_may_trade_with_several_accounts_of_its_own(desk: Desk) -> None:
    both = (Purse(SELLER, SELLER_CASH), Purse(SELLER_AT_CSDC, SELLER_CASH))
    assert desk.do(CFETS, changed(MEMBER, purses=both)) == [Status.DONE]
    assert desk.ledger.module(Trading).members[MEMBER.number].purses == both


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"number": no(SSE, 9)}, Status.NUMBER_FOREIGN),
        ({"number": EX_FUND}, Status.NUMBER_FOREIGN),
        ({"instance": 3}, Status.INSTANCE_UNKNOWN),
        ({"kind": 0}, Status.MEMBER_KIND_UNKNOWN),
        ({"institution": 99}, Status.COUNTERPARTY_UNKNOWN),
        ({"purses": ()}, Status.MEMBER_ACCOUNTS_INVALID),
        ({"purses": MEMBER.purses * 2}, Status.MEMBER_ACCOUNTS_INVALID),
        ({"purses": (Purse(BUYER, BUYER_CASH),)}, Status.MEMBER_ACCOUNTS_INVALID),
        ({"purses": (Purse(SELLER_CASH, SELLER_CASH),)}, Status.MEMBER_ACCOUNTS_INVALID),
        ({"purses": (Purse(5, SELLER_CASH),)}, Status.ACCOUNT_UNKNOWN),
        ({"purses": (Purse(SELLER, 5),)}, Status.CONTRA_UNKNOWN),
    ],
)
def test_members_that_are_refused(desk: Desk, values: dict[str, object], status: Status) -> None:
    assert status in why_refused(desk.ledger, CFETS, changed(MEMBER, **values))


def test_all_faults_of_a_member_are_told_at_once(desk: Desk) -> None:
    bad = RegisterMember(no(CFETS, 9), 0, OWNER_BUYER, 7, False, 99, (Purse(SELLER, 5),))
    assert why_refused(desk.ledger, CCB, bad) == [
        Status.NOT_PERMITTED,
        Status.NUMBER_FOREIGN,
        Status.VENUE_NOT_SET,
        Status.MEMBER_KIND_UNKNOWN,
        Status.COUNTERPARTY_UNKNOWN,
        Status.CONTRA_UNKNOWN,
        Status.MEMBER_ACCOUNTS_INVALID,
    ]


@pytest.mark.parametrize(
    ("sender", "command", "status"),
    [
        (CFETS, SuspendMember(no(CFETS, 77), True), Status.MEMBER_UNKNOWN),
        (SSE, SuspendMember(BANK, True), Status.MEMBER_ELSEWHERE),
        (CSDC, SetVenue(0, 1), Status.NOT_PERMITTED),
        (CFETS, SetVenue(0, 3), Status.MARKET_UNKNOWN),
        (CFETS, SetVenue(9, 1), Status.INSTANCE_UNKNOWN),
        (CFETS, SetVenue(0, 1, (ModeRules(9, TradingRules()),)), Status.TRADING_RULES_INVALID),
        (CFETS, SetVenue(0, 1, (ModeRules(Mode.RFQ, TradingRules()),) * 2), Status.TRADING_RULES_INVALID),
        (CFETS, SetVenue(0, 1, (ModeRules(Mode.RFQ, TradingRules(tick=0)),)), Status.TRADING_RULES_INVALID),
        (
            CFETS,
            SetVenue(0, 1, (ModeRules(Mode.RFQ, TradingRules(settle_days_max=4)),)),
            Status.TRADING_RULES_INVALID,
        ),
    ],
)
def test_what_is_refused(desk: Desk, sender: int, command: Canonical, status: Status) -> None:
    assert desk.do(sender, command) == [status]


def test_a_suspension_outlasts_a_new_registration(desk: Desk) -> None:
    desk.do(CFETS, SuspendMember(BANK, True))
    desk.do(CFETS, changed(MEMBER, number=BANK))
    assert desk.ledger.module(Trading).members[BANK].suspended


def test_a_venue_reads_its_own_members_only(desk: Desk) -> None:
    shelf = desk.ledger.module(Trading).members
    seen = {one: [row.number for row in page(desk.ledger, shelf, one, 0)[0]] for one in (SSE, FUND, CSDC)}
    assert len(seen[SSE]) == 3
    assert (seen[FUND], seen[CSDC]) == ([CLIENT], [])

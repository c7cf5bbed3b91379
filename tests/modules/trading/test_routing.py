"""Order routing between the markets, both ways: the home venue checks the investor, the host the list and its rules."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger import records
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.instances.commands import ApproveAct, ExtendInstance, ProposeAct, Setting
from actors.modules.trading.commands import (
    AdmitToRouting,
    AgreeToChange,
    ConfirmDeal,
    Market,
    ProposeCorrection,
    RejectDeal,
    RemoveFromRouting,
    RouteOrder,
    SetVenue,
    Side,
    WithdrawDeal,
)
from actors.modules.trading.eligibility import why_not_across
from tests.ledger.market import (
    BOND,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    CSRC,
    ICBC,
    NOTE,
    PBC,
    SELLER,
    SHCH,
    Desk,
    acc,
)
from tests.modules.risk.watch import BANK_HERE, HERE, PLAN, platform
from tests.modules.trading.floor import (
    BANK,
    CLIENT,
    CORPORATE,
    EX_FUND,
    EX_MAKER,
    EX_PERSON,
    FUND_ACCOUNT,
    MAKER,
    SSE,
    TICKET,
    TOMORROW,
    changed,
    deals,
    ends,
    floor,
    no,
    sound,
)

#: An interbank bank buys ¥10m of a corporate bond from a fund on the exchange.
NORTH = RouteOrder(no(CFETS, 51), 0, BANK, 0, Side.BUY, SSE, EX_FUND, changed(TICKET, asset=CORPORATE), 0)
#: An exchange fund buys ¥10m of a medium-term note from an interbank dealer.
SOUTH = RouteOrder(no(SSE, 51), 0, EX_FUND, 0, Side.BUY, CFETS, MAKER, changed(TICKET, asset=NOTE), 0)


def admit(desk: Desk, *assets: int) -> None:
    """Both regulators put the bonds on the list."""
    for one in (PBC, CSRC):
        assert set(desk.do(one, *(AdmitToRouting(0, asset) for asset in assets))) == {Status.DONE}


@pytest.fixture
def desk() -> Desk:
    """The floor, with the corporate bond and the note on the regulators' list."""
    desk = floor()
    admit(desk, CORPORATE, NOTE)
    return desk


def test_an_interbank_bank_buys_a_corporate_bond_on_the_exchange(desk: Desk) -> None:
    """It lies at the home depository, in that one's nominee account at the issuer depository."""
    assert desk.do(CFETS, NORTH) == [Status.DONE]
    assert desk.do(SSE, ConfirmDeal(NORTH.number, 0)) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    (deal,) = deals(desk)
    assert (deal.venue, deal.seller.venue, deal.buyer.venue) == (SSE, SSE, CFETS)
    # The host's convention: accrued interest of an exchange.
    assert (deal.accrued, deal.amount_fen) == (108_000_000, 995_800_000)
    assert desk.free(SELLER, CORPORATE) == desk.free(acc(CSDC, 902), CORPORATE) == 100_000
    assert desk.free(FUND_ACCOUNT, CORPORATE) == 400_000
    assert sound(desk)


def test_an_exchange_fund_buys_a_medium_term_note_of_the_interbank_market(desk: Desk) -> None:
    holder = acc(SHCH, 7)
    desk.send(
        SHCH,
        records.open_account(holder, 7003),
        records.open_omnibus(acc(SHCH, CSDC), CSDC),
        records.issue(holder, NOTE, 200_000),
        records.grant(holder, CFETS),
    )
    from actors.modules.trading.commands import MemberKind, Purse, RegisterMember
    from tests.modules.trading.floor import DEALER_CASH, OWNER_DEALER

    desk.do(
        CFETS,
        RegisterMember(
            MAKER, 0, OWNER_DEALER, MemberKind.INSTITUTION, True, 0, (Purse(holder, DEALER_CASH),)
        ),
    )
    assert desk.do(SSE, SOUTH) == [Status.DONE]
    assert desk.do(CFETS, ConfirmDeal(SOUTH.number, 0)) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    assert desk.free(FUND_ACCOUNT, NOTE) == desk.free(acc(SHCH, CSDC), NOTE) == 100_000
    assert deals(desk)[0].accrued == 108_290_055
    assert sound(desk)


def test_a_treasury_bought_across_comes_home_without_a_circular_holding(desk: Desk) -> None:
    """A client of CCDC buys at SSE: the bond leaves CSDC's nominee account at CCDC, and no nominee holds for CCDC."""
    desk.send(CCDC, records.issue(FUND_ACCOUNT, BOND, 100_000))
    assert desk.free(acc(CCDC, CSDC), BOND) == 100_000
    admit(desk, BOND)
    desk.do(CFETS, changed(NORTH, asset=BOND))
    assert desk.do(SSE, ConfirmDeal(NORTH.number, 0)) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    assert (desk.free(SELLER, BOND), desk.free(acc(CCDC, CSDC), BOND)) == (1_100_000, 0)
    assert desk.free(acc(CSDC, 902), BOND) == 0
    assert sound(desk)


def test_a_correction_across_markets_keeps_to_the_list(desk: Desk) -> None:
    desk.do(CFETS, changed(NORTH, day=TOMORROW))
    desk.do(SSE, ConfirmDeal(NORTH.number, 0))
    other = changed(NORTH.ticket, asset=BOND, day=TOMORROW)
    assert desk.do(CFETS, ProposeCorrection(NORTH.number, 0, BANK, other)) == [Status.NOT_ON_ROUTED_LIST]
    better = changed(NORTH.ticket, price=984_000, day=TOMORROW)
    assert desk.do(CFETS, ProposeCorrection(NORTH.number, 0, BANK, better)) == [Status.DONE]
    assert desk.do(CFETS, AgreeToChange(NORTH.number, 0, EX_FUND)) == [Status.MEMBER_ELSEWHERE]
    assert desk.do(SSE, AgreeToChange(NORTH.number, 0, EX_FUND)) == [Status.QUEUED]
    assert deals(desk)[0].ticket == better


def test_both_regulators_must_admit_a_bond() -> None:
    desk = floor()
    desk.do(CFETS, NORTH)
    confirm = ConfirmDeal(NORTH.number, 0)
    assert desk.do(SSE, confirm) == [Status.NOT_ON_ROUTED_LIST]
    assert desk.do(SSE, AdmitToRouting(0, CORPORATE)) == [Status.NOT_PERMITTED]
    assert desk.do(PBC, AdmitToRouting(0, CORPORATE)) == [Status.DONE]
    assert desk.do(PBC, AdmitToRouting(0, CORPORATE)) == [Status.ON_LIST_ALREADY]
    assert desk.do(PBC, AdmitToRouting(0, 77)) == [Status.ASSET_UNKNOWN]
    assert desk.do(SSE, confirm) == [Status.NOT_ON_ROUTED_LIST]
    assert desk.do(CSRC, AdmitToRouting(0, CORPORATE)) == [Status.DONE]
    assert why_refused(desk.ledger, SSE, confirm) == []
    assert desk.do(ICBC, RemoveFromRouting(0, CORPORATE)) == [Status.NOT_PERMITTED]
    assert desk.do(CSRC, RemoveFromRouting(0, CORPORATE)) == [Status.DONE]
    assert desk.do(CSRC, RemoveFromRouting(0, CORPORATE)) == [Status.NOT_ON_ROUTED_LIST]
    assert desk.do(SSE, confirm) == [Status.NOT_ON_ROUTED_LIST]


@pytest.mark.parametrize(
    ("sender", "command", "status"),
    [
        (CFETS, changed(NORTH, host=CFETS, counterparty=CLIENT), Status.ROUTE_INVALID),
        (CFETS, changed(NORTH, host=ICBC), Status.VENUE_NOT_SET),
        (CFETS, changed(NORTH, counterparty=CLIENT), Status.MEMBER_ELSEWHERE),
        (CFETS, changed(NORTH, member=EX_MAKER), Status.MEMBER_ELSEWHERE),
        (CFETS, changed(NORTH, member=CLIENT, counterparty=EX_MAKER), Status.SELF_TRADE),
        (CFETS, changed(NORTH, number=no(SSE, 9)), Status.NUMBER_FOREIGN),
        (CFETS, changed(NORTH, side=5), Status.SIDE_UNKNOWN),
        (CFETS, changed(NORTH, account=4), Status.ACCOUNT_NOT_OF_MEMBER),
        (CFETS, changed(NORTH, asset=99), Status.ASSET_UNKNOWN),
        (CFETS, changed(NORTH, expires_s=1), Status.EXPIRY_PAST),
        (SSE, changed(SOUTH, member=EX_PERSON), Status.INELIGIBLE),
        (ICBC, NORTH, Status.NOT_PERMITTED),
    ],
)
def test_the_home_venue_checks_the_investor(
    desk: Desk, sender: int, command: RouteOrder, status: Status
) -> None:
    assert status in why_refused(desk.ledger, sender, command)


def test_the_host_venue_checks_its_own_rules(desk: Desk) -> None:
    bad = changed(NORTH, quantity=100_000, price=0, day=20260301)
    assert desk.do(CFETS, bad) == [Status.DONE]
    assert why_refused(desk.ledger, SSE, ConfirmDeal(NORTH.number, 0)) == [
        Status.PRICE_INVALID,
        Status.SETTLEMENT_DAY_INVALID,
    ]
    assert desk.do(CFETS, ConfirmDeal(NORTH.number, 0)) == [Status.MEMBER_ELSEWHERE]


def test_no_individual_is_on_either_side(desk: Desk) -> None:
    desk.do(CFETS, changed(NORTH, counterparty=EX_PERSON))
    assert desk.do(SSE, ConfirmDeal(NORTH.number, 0)) == [Status.INELIGIBLE]


def test_a_routed_order_is_rejected_by_the_host_and_withdrawn_by_the_home_venue(desk: Desk) -> None:
    desk.do(CFETS, NORTH)
    assert desk.do(CFETS, RejectDeal(NORTH.number)) == [Status.MEMBER_ELSEWHERE]
    assert desk.do(SSE, WithdrawDeal(NORTH.number)) == [Status.MEMBER_ELSEWHERE]
    assert desk.do(SSE, RejectDeal(NORTH.number)) == [Status.DONE]
    assert desk.do(CFETS, WithdrawDeal(NORTH.number)) == [Status.DECLARATION_ENDED]


def test_two_exchanges_do_not_route_to_each_other(desk: Desk) -> None:
    desk.do(CFETS, SetVenue(0, Market.EXCHANGE))
    assert Status.ROUTE_INVALID in why_refused(desk.ledger, CFETS, NORTH)


def test_a_subscription_across_markets_is_open_to_institutions_and_products(desk: Desk) -> None:
    """What issuance asks before it takes one."""
    assert why_not_across(desk.ledger, 0, EX_FUND, NOTE) == []
    assert why_not_across(desk.ledger, 0, EX_PERSON, NOTE) == [Status.INELIGIBLE]
    assert why_not_across(desk.ledger, 0, EX_FUND, BOND) == [Status.NOT_ON_ROUTED_LIST]
    assert why_not_across(desk.ledger, 0, 5, BOND) == [Status.MEMBER_UNKNOWN, Status.NOT_ON_ROUTED_LIST]
    assert desk.free(FUND_ACCOUNT, CNY) == 0


def test_orders_are_routed_only_where_each_deal_settles_by_itself() -> None:
    """Routed deals are gross and not guaranteed (PBoC and CSRC, notice 7 of 2020)."""
    net = msgspec.structs.replace(PLAN, settings=(Setting("settlement.model", 2),))
    desk = platform()
    desk.do(PBC, ProposeAct(2, ExtendInstance(HERE, net)))
    assert desk.do(CSRC, ApproveAct(2)) == [Status.DONE]
    order = changed(NORTH, instance=HERE, member=BANK_HERE)
    assert Status.ROUTE_NOT_GROSS in why_refused(desk.ledger, CFETS, order)

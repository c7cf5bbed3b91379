"""Every class of bonds that the paper names: registered at its depository, listed, dealt and settled where it trades."""

from __future__ import annotations

import pytest

from actors.ledger import commands, records
from actors.ledger.business import why_refused
from actors.ledger.status import Status
from actors.modules.instruments.commands import BondClass, CouponType, MarketCode, RegisterTerms
from actors.modules.instruments.isin import check_digit
from actors.modules.trading.commands import ConfirmDeal
from tests.ledger.market import BUYER, CCDC, CFETS, CSDC, SELLER, SHCH, acc
from tests.modules.trading.floor import (
    DECLARE,
    EX_FUND,
    EX_MAKER,
    FUND_ACCOUNT,
    SSE,
    changed,
    deals,
    ends,
    floor,
    no,
    sound,
)

#: Class → issuer depository, venue, and what ¥10m at clean 98.50 costs there, in fen: with 1.08290055 of interest between
#: banks and 1.08 on an exchange; of paper sold at 98.50 for 180 days, with 77 days of the discount, 0.64166667.
CLASSES = {
    BondClass.TREASURY: (CCDC, CFETS, 995_829_006),
    BondClass.LOCAL_GOVERNMENT: (CCDC, CFETS, 995_829_006),
    BondClass.SPECIAL_PURPOSE: (CCDC, CFETS, 995_829_006),
    BondClass.POLICY_BANK: (CCDC, CFETS, 995_829_006),
    BondClass.ENTERPRISE: (CCDC, CFETS, 995_829_006),
    BondClass.MEDIUM_TERM_NOTE: (SHCH, CFETS, 995_829_006),
    BondClass.COMMERCIAL_PAPER: (SHCH, CFETS, 991_416_667),
    BondClass.CORPORATE: (CSDC, SSE, 995_800_000),
}


def test_no_class_is_left_out() -> None:
    assert set(CLASSES) == set(BondClass)


def terms(asset: int, bond_class: BondClass, venue: int) -> RegisterTerms:
    """2.19 % for thirty years; of commercial paper, sold at 98.50 for 180 days."""
    body = f"CND100081{int(bond_class):02}"
    kind = (CouponType.FIXED, 21_900, 2, 0, 20240925, 20540925)
    if bond_class is BondClass.COMMERCIAL_PAPER:
        kind = (CouponType.DISCOUNT, 0, 0, 985_000, 20260105, 20260704)
    codes = (MarketCode(venue, f"C{asset}"),)
    return RegisterTerms(asset, body + check_digit(body), body, "issuer", bond_class, *kind, codes)


@pytest.mark.parametrize("bond_class", CLASSES, ids=lambda one: one.name)
def test_a_bond_of_each_class_is_listed_dealt_and_settled(bond_class: BondClass) -> None:
    depository, venue, amount = CLASSES[bond_class]
    desk, asset = floor(), 60 + bond_class
    seller, member, buyer = (SELLER, DECLARE.member, DECLARE.counterparty)
    if venue == SSE:
        seller, member, buyer = (FUND_ACCOUNT, EX_FUND, EX_MAKER)
    nominees = [records.open_omnibus(acc(SHCH, 700 + one), one) for one in (CCDC, CSDC)]
    setup = (
        desk.send(SHCH, *nominees),
        desk.do(depository, commands.RegisterAsset(asset, f"C{asset}", 1, 10_000)),
        desk.do(depository, terms(asset, bond_class, venue)),
        desk.send(depository, records.issue(seller, asset, 100_000)),
    )
    assert all(one.good for statuses in setup for one in statuses), setup
    order = changed(DECLARE, number=no(venue, 900), member=member, counterparty=buyer, asset=asset)
    assert Status.NOT_LISTED in why_refused(desk.ledger, venue, order)
    assert desk.do(depository, commands.ListAsset(asset)) == [Status.DONE]
    assert desk.do(venue, order) == [Status.DONE]
    assert desk.do(venue, ConfirmDeal(order.number, 0)) == [Status.QUEUED]
    assert ends(desk) == [Status.SETTLED]
    (deal,) = deals(desk)
    assert (desk.free(seller, asset), desk.free(BUYER, asset), deal.amount_fen) == (0, 100_000, amount)
    assert sound(desk)

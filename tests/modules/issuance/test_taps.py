"""Taps (续发行) by price, which join their bond at listing, and discount bills."""

from __future__ import annotations

from msgspec import structs

from actors.ledger import commands as typed
from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import Stage
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CNY,
    EXCHANGE,
    FRIDAY,
    ISSUE,
    MONDAY,
    TREASURY,
    UNDERWRITERS,
    WEDNESDAY,
    Town,
    announced,
    bidding,
    built,
    custody,
    table,
    terms,
)

PARENT = 2515
TRANCHE = structs.replace(FIVE_YEAR, asset=2516, code="2025-15X2", parent=PARENT, coupon_micro=14_200)
ONE, TWO, THREE = UNDERWRITERS[:3]


def tapped() -> Town:
    """A listed bond of ¥1bn at an exchange investor, and a tap of ¥10bn of it, bids being taken."""
    town = built(FRIDAY)
    town.ok(CCDC, typed.RegisterAsset(PARENT, "2025-15", 1, 10_000, True))
    assert town.send(CCDC, r.issue(EXCHANGE, PARENT, BILLION)) == [Status.SETTLED]
    announced(town, terms(TRANCHE, Method.MODIFIED_PRICE, 10, table()))
    town.at(FRIDAY, 10, 35)
    return town


def test_a_tap_is_priced_by_price_and_joins_its_bond_at_listing() -> None:
    town = tapped()
    for one, price in ((ONE, 1_003_000), (TWO, 1_002_000), (THREE, 1_000_500)):
        town.bid(one, (price, 3 * BILLION // 2) if one != ONE else (price, BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    issue = town.issue
    assert (issue.coupon, issue.price, issue.result.value) == (14_200, 1_001_700, 1_001_700)
    prices = {row.institution: row.price for row in town.issuance.lines}
    assert prices == {ONE: 1_001_700, TWO: 1_001_700, THREE: 1_000_500}, (
        "exactly 1,001,687.5, to ¥0.01 per ¥100"
    )
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.elect_and_pay((ONE, TWO, THREE))
    assert town.free(TREASURY, CNY) == 1_001_700_000_00 + 1_502_550_000_00 + 1_500_750_000_00
    town.day(MONDAY)
    town.day(WEDNESDAY)
    town.ok(CCDC, com.ListIssue(ISSUE))
    assert (town.free(custody(ONE), PARENT), town.free(EXCHANGE, PARENT)) == (BILLION, BILLION)
    parent, tranche = town.ledger.asset(PARENT), town.ledger.asset(TRANCHE.asset)
    assert parent is not None and tranche is not None
    assert (parent.issued, tranche.issued, tranche.merged_into) == (5 * BILLION, 0, PARENT)
    assert town.issue.stage == Stage.LISTED


def test_a_tap_with_an_unfixed_coupon_waits_for_the_record_date() -> None:
    town = tapped()
    town.bid(ONE, (1_000_000, BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.elect_and_pay((ONE,))
    town.ok(CCDC, typed.DeclareCoupon(TRANCHE.asset, WEDNESDAY, 20260129, 1, 1, CNY, TREASURY))
    town.day(WEDNESDAY)
    assert town.why(CCDC, com.ListIssue(ISSUE)) == [Status.COUPON_UNPAID]


def test_a_discount_bill_is_bid_by_price_with_the_limits_of_2025() -> None:
    """91-day bill: 60 ticks of spread, 50 from the average of bids, 50 from that of winners; a tick is ¥0.002."""
    bill = structs.replace(FIVE_YEAR, frequency=0, coupon_micro=0, maturity=20260426)
    limits = com.Limits(20, spread_ticks=60, bid_ticks=50, win_ticks=50)
    town = bidding(bill, Method.MODIFIED_PRICE, 10, limits=limits)
    town.bid(ONE, (996_600, BILLION), (995_400, BILLION))
    town.bid(TWO, (996_600, BILLION), (995_380, BILLION))
    town.bid(THREE, (996_400, 3 * BILLION // 2))
    town.bid(UNDERWRITERS[3], (990_000, 100_000))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    assert [bid.faults for bid in town.issuance.bids] == [(), (Status.BID_SPREAD,), (), ()]
    fates = {(row.institution, row.value): row.fate for row in town.issuance.lines}
    assert fates[UNDERWRITERS[3], 990_000] == 3, "too far from the average of all bids"
    assert town.issue.coupon == 0
    assert town.issue.price == 996_200

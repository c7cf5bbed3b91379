"""The thirty-year special of 2024 (2024年超长期特别国债(六期)) by uniform price, with its published limits.

Limits: 45 ticks between the bids of one member; bids within ±10 % of the five-day average of the curve's 30-year point.
The five curve values are illustrative, the bids simulated so that they give the real 2.19 %.
"""

from __future__ import annotations

from typing import Any

import pytest

from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method, band
from actors.modules.issuance.state import BidStanding, Stage
from tests.modules.issuance.bonds import THIRTY_YEAR, auction
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CNY,
    ISSUE,
    MOF,
    TREASURY,
    UNDERWRITERS,
    announced,
    built,
    cash,
    china_ms,
    terms,
)

FACTS = auction("2024-T6")
LOW, HIGH = band([21_310, 21_350, 21_520, 21_480, 21_440], 10)
SPREAD, WIDE, ABOVE, BELOW = UNDERWRITERS[16:]
GOOD = UNDERWRITERS[:16]


@pytest.fixture(scope="module")
def life() -> dict[str, Any]:
    """From the announcement on 2024-09-14 to the listing on 2024-09-27."""
    town, seen = built(20240914), dict[str, Any]()
    window = (china_ms(20240924, 10, 35), china_ms(20240924, 11, 35))
    table = com.Timetable(*window, 0, 20240925, 20240925, 20240927)
    limits = com.Limits(100, LOW, HIGH, spread_ticks=45)
    fee = round(float(FACTS["fee_pct_of_face"]) * 10_000)
    announced(town, terms(THIRTY_YEAR, Method.UNIFORM_YIELD, 60, table, limits=limits, fee=fee))
    town.day(20240924)
    town.at(20240924, 10, 35)
    for one in GOOD:
        town.bid(one, (21_000, BILLION), (21_900, 3 * BILLION))
    town.bid(SPREAD, (18_900 + 500, BILLION), (19_400 + 4_500, BILLION))
    town.bid(WIDE, (19_300, BILLION), (19_300 + 4_600, BILLION))
    town.bid(ABOVE, (HIGH + 100, BILLION))
    town.bid(BELOW, (LOW - 100, BILLION))
    town.at(20240924, 11, 35)
    town.open_bids()
    seen["issue"], seen["bids"] = town.issue, {one.institution: one for one in town.issuance.bids}
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.day(20240925)
    town.elect_and_pay(GOOD)
    seen["proceeds"] = town.free(TREASURY, CNY)
    town.day(20240927)
    town.ok(CCDC, com.ListIssue(ISSUE))
    before = town.free(cash(GOOD[0]), CNY)
    town.ok(MOF, com.PayFees(ISSUE))
    seen["fee"], seen["town"] = town.free(cash(GOOD[0]), CNY) - before, town
    seen["again"] = town.why(MOF, com.PayFees(ISSUE))
    return seen


def test_the_facts_are_the_published_ones() -> None:
    assert (FACTS["method"], FACTS["auction_date"], FACTS["fee_pct_of_face"]) == (
        "uniform",
        "2024-09-24",
        "0.06",
    )
    assert "45 ticks" in FACTS["tick_rules"] and "±10%" in FACTS["tick_rules"]
    assert (LOW, HIGH) == (19_300, 23_600)


def test_the_last_winning_yield_is_the_real_coupon_and_all_pay_par(life: dict[str, Any]) -> None:
    issue = life["issue"]
    assert (issue.stage, issue.coupon) == (Stage.ALLOTTED, THIRTY_YEAR.coupon_micro)
    assert (issue.result.marginal_bid, issue.result.marginal_won) == (48 * BILLION, 44 * BILLION)
    assert life["proceeds"] == 60_000_000_000_00
    assert {row.price for row in life["town"].issuance.lines if row.won} == {1_000_000}


def test_bids_outside_the_published_limits_are_refused_and_everybody_sees_why(life: dict[str, Any]) -> None:
    refused = {one: bid.faults for one, bid in life["bids"].items() if bid.standing == BidStanding.REFUSED}
    assert refused == {
        SPREAD: (Status.BID_OUT_OF_BOUNDS,),
        WIDE: (Status.BID_OUT_OF_BOUNDS, Status.BID_SPREAD),
        ABOVE: (Status.BID_OUT_OF_BOUNDS,),
        BELOW: (Status.BID_OUT_OF_BOUNDS,),
    }


def test_the_margin_is_shared_in_whole_lots(life: dict[str, Any]) -> None:
    parts = [row.won for row in life["town"].issuance.lines if row.value == 21_900 and row.won]
    assert sum(parts) == 44 * BILLION and set(parts) == {27_500_000}


def test_the_fee_is_six_hundredths_of_a_percent_of_face(life: dict[str, Any]) -> None:
    assert life["fee"] == 60_000_000_000_00 * 6 // 10_000 // 16
    assert life["again"] == [Status.FEE_PAID]

"""The five-year of 2026 (2026年记账式附息(三期)国债), day by day: announced, auctioned, paid, distributed, listed, paid on.

Dates, face and coupon are the real ones (``cluster/data``). The notice that was read names no method; the modified
multiple price on yield is the treasury's for this tenor. The bids are simulated so that they give the real 1.54 %.
"""

from __future__ import annotations

from typing import Any

import pytest

from actors.ledger import commands as typed
from actors.ledger import records as r
from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.state import Payment, Stage
from actors.modules.middle_platform import ledger_from_image
from tests.modules.issuance.bonds import FIVE_YEAR, auction
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    EXCHANGE,
    EXCHANGE_CASH,
    INTERBANK,
    INTERBANK_CASH,
    ISSUANCE,
    ISSUE,
    TREASURY,
    UNDERWRITERS,
    Town,
    announced,
    built,
    cash,
    china_ms,
    custody,
    terms,
)

FACTS = auction("2026-03")
BOND = FIVE_YEAR.asset
#: Per member: what twenty of them bid is the worked example, ¥40bn, 60, 30 and 50.
BIDS = ((15_200, 2 * BILLION), (15_400, 3 * BILLION), (15_500, 3 * BILLION // 2), (15_700, 5 * BILLION // 2))


@pytest.fixture(scope="module")
def life() -> dict[str, Any]:
    """What was seen on each day of one life, told to the tests below."""
    town, seen = built(20260116), {}
    seen["town"] = town
    _announce(town)
    _auction(town, seen)
    _weekend(town, seen)
    _payment(town, seen)
    _between(town, seen)
    _listing(town, seen)
    _first_coupon(town, seen)
    return seen


def _announce(town: Town) -> None:
    """Friday 2026-01-16."""
    assert FACTS["announced"] == "2026-01-16"
    window = (china_ms(20260123, 10, 35), china_ms(20260123, 11, 35))
    table = com.Timetable(*window, 0, 20260126, 20260126, 20260128)
    announced(town, terms(FIVE_YEAR, Method.MODIFIED_YIELD, int(FACTS["face_cny"]) // 10**9, table))


def _auction(town: Town, seen: dict[str, Any]) -> None:
    """Friday 2026-01-23, 10:35 to 11:35, without additional bidding; those who want pay and distribute at once."""
    town.day(20260123)
    town.at(20260123, 10, 35)
    for one in UNDERWRITERS:
        town.bid(one, *BIDS)
    late = town.sealed(UNDERWRITERS[0], 2, *BIDS)[0]
    town.at(20260123, 11, 35)
    seen["late bid"] = town.why(UNDERWRITERS[0], late)
    town.open_bids()
    seen["ends"] = town.ends()
    seen["issue"] = town.issue
    seen["additional"] = town.why(UNDERWRITERS[0], com.AddBid(ISSUE, BILLION))
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.elect_and_pay(UNDERWRITERS[:1])


def _weekend(town: Town, seen: dict[str, Any]) -> None:
    """Sunday 2026-01-25 is the value date, and no business date: interest runs, nobody pays."""
    town.ok(CFETS, typed.CloseDate(20260123))
    town.at(20260125, 12)
    seen["Sunday"] = town.why(UNDERWRITERS[1], com.PayAllotment(ISSUE, cash(UNDERWRITERS[1])))


def _payment(town: Town, seen: dict[str, Any]) -> None:
    """Monday 2026-01-26: the others pay; the end of distribution, across depositories too."""
    town.day(20260126)
    town.elect_and_pay(UNDERWRITERS[1:])
    seen["proceeds"] = town.free(TREASURY, CNY)
    first, second = UNDERWRITERS[:2]
    sales = (
        (first, CCDC, INTERBANK, INTERBANK_CASH, 1_000_000),
        (second, CSDC, EXCHANGE, EXCHANGE_CASH, 999_000),
    )
    for seller, buyer, account, pays, price in sales:
        offer = com.OfferSale(ISSUE, 1, buyer, custody(seller), account, cash(seller), BILLION, price)
        town.ok(seller, offer)
        town.ok(buyer, com.Subscribe(ISSUE, seller, 1, pays))
    seen["sold"] = (town.free(INTERBANK, BOND), town.free(EXCHANGE, BOND))
    town.ok(second, com.OfferSale(ISSUE, 2, CSDC, custody(second), EXCHANGE, cash(second), 10, 999_000))


def _trade(town: Town) -> list[Status]:
    """A trade from an interbank investor to an exchange one."""
    both = {
        "reference": town.now_s,
        "asset": BOND,
        "quantity": 100_000,
        "cash": CNY,
        "amount": 10_000_000 * 100,
        "expiry_s": 0,
    }
    deliver = r.deliver(counterparty=CSDC, account=INTERBANK, contra=INTERBANK_CASH, **both)
    receive = r.receive(counterparty=CCDC, account=EXCHANGE, contra=EXCHANGE_CASH, **both)
    return [town.one(CCDC, deliver), town.one(CSDC, receive)]


def _between(town: Town, seen: dict[str, Any]) -> None:
    """Tuesday 2026-01-27: neither distributed nor traded."""
    town.day(20260127)
    second = UNDERWRITERS[1]
    seen["Tuesday"] = {
        "distribution": town.why(CSDC, com.Subscribe(ISSUE, second, 2, EXCHANGE_CASH)),
        "listing": town.why(CCDC, com.ListIssue(ISSUE)),
        "listing by the venue": town.why(CFETS, typed.ListAsset(BOND)),
        "trade": _trade(town)[0],
    }


def _listing(town: Town, seen: dict[str, Any]) -> None:
    """Wednesday 2026-01-28."""
    town.day(20260128)
    town.ok(CCDC, com.ListIssue(ISSUE))
    seen["Wednesday"] = _trade(town)[1]
    seen["fees"] = town.why(CCDC, com.PayFees(ISSUE))
    seen["image"] = ledger_from_image(town.ledger.image(), town.ledger.roster).image() == town.ledger.image()


def _first_coupon(town: Town, seen: dict[str, Any]) -> None:
    """Monday 2027-01-25, to those who held it on Friday."""
    fen_a_unit = town.issue.bond.coupon_micro * town.issue.bond.face_fen // 1_000_000
    coupon = typed.DeclareCoupon(BOND, 20270122, 20270125, fen_a_unit, 1, CNY, TREASURY)
    town.ok(CCDC, coupon)
    town.day(20270122)
    town.day(20270125)
    before = town.free(TREASURY, CNY)
    town.ok(CCDC, typed.PayCoupon(BOND, 20270122))
    seen["coupon"] = before - town.free(TREASURY, CNY)


def test_the_dates_are_the_real_ones() -> None:
    assert (FACTS["auction_date"], FACTS["window"], FACTS["additional_bidding"]) == (
        "2026-01-23",
        "10:35/11:35",
        "no",
    )
    assert (FACTS["distribution_end"], FACTS["listing_date"]) == ("2026-01-26", "2026-01-28")
    assert (FIVE_YEAR.dated, FIVE_YEAR.maturity, FIVE_YEAR.frequency) == (20260125, 20310125, 1)


def test_the_auction_gives_the_real_coupon(life: dict[str, Any]) -> None:
    issue = life["issue"]
    assert (issue.stage, issue.coupon, issue.price) == (Stage.ALLOTTED, FIVE_YEAR.coupon_micro, 1_000_000)
    assert issue.bond == FIVE_YEAR
    result = issue.result
    assert (result.marginal, result.marginal_bid, result.marginal_won) == (15_700, 50 * BILLION, 20 * BILLION)
    assert (result.bid, result.won) == (180 * BILLION, 150 * BILLION)
    assert life["ends"] == [Status.BID_AWARDED] * 20


def test_a_bid_after_the_close_is_refused_and_no_additional_one_is_taken(life: dict[str, Any]) -> None:
    assert life["late bid"] == [Status.BIDDING_CLOSED, Status.BID_EXISTS]
    assert life["additional"] == [Status.ADDITIONAL_NONE]


def test_nobody_pays_on_sunday_and_everybody_by_monday(life: dict[str, Any]) -> None:
    assert life["Sunday"] == [Status.ELECTION_MISSING, Status.DATE_NOT_OPEN]
    assert life["proceeds"] == 149_957_000_000_00
    town = life["town"]
    assert {town.allotment(one).standing for one in UNDERWRITERS} == {Payment.PAID}


def test_investors_of_both_markets_subscribe_before_listing(life: dict[str, Any]) -> None:
    assert life["sold"] == (BILLION, BILLION)


def test_on_tuesday_it_is_neither_distributed_nor_listed_nor_traded(life: dict[str, Any]) -> None:
    assert life["Tuesday"] == {
        "distribution": [Status.WRONG_DAY],
        "listing": [Status.WRONG_DAY],
        "listing by the venue": [Status.AUCTION_STAGE],
        "trade": Status.NOT_LISTED,
    }


def test_on_wednesday_it_trades(life: dict[str, Any]) -> None:
    assert life["Wednesday"] is Status.SETTLED
    assert life["fees"] == [Status.FEE_PAID], "the notice that was read names no fee"
    assert life["image"] is True


def test_the_first_coupon_is_two_billion_three_hundred_and_ten_million(life: dict[str, Any]) -> None:
    assert life["coupon"] == 2_310_000_000_00


def test_the_issuance_account_is_empty_in_the_end(life: dict[str, Any]) -> None:
    town = life["town"]
    assert town.free(ISSUANCE, BOND) == 0
    asset = town.ledger.asset(BOND)
    assert asset is not None and asset.issued == 150 * BILLION

"""Principal: redeemed at maturity to the last unit through the nominees, or in parts while the quantity stays."""

from __future__ import annotations

from datetime import date

import pytest

from actors.ledger import records as r
from actors.ledger.records import Kind
from actors.ledger.status import Status
from actors.modules.accrued import Convention
from actors.modules.corporate import commands as com
from actors.modules.corporate.state import PAID, Pays, Standing
from actors.modules.instruments.accrual import accrued_interest
from actors.modules.instruments.commands import CouponType
from actors.modules.instruments.module import instrument_of
from actors.modules.payment.commands import FreezeGateway, FreezeLine, UnfreezeGateway, UnfreezeLine
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCDC,
    CNY,
    CSDC,
    ICBC,
    NOMINEE,
    PBC,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    TREASURY,
)
from tests.modules.corporate.town import REDEEMED, Town, spread_out

MATURITY, RECORD, PAYMENT = 20260505, 20260430, 20260506


@pytest.fixture
def maturing() -> Town:
    """A ten-year of 2.90 % that matures on a holiday, 2026-05-05, held at CCDC and CSDC; the issuer has the cash."""
    town = Town(20260429)
    town.terms(20160505, MATURITY, 29_000, 2)
    town.arrange()
    spread_out(town, 101, 11)
    town.fund_issuer(101_450_000_00)
    return town


def test_at_maturity_cash_goes_to_every_holder_and_no_bond_is_left(maturing: Town) -> None:
    maturing.day(RECORD)
    maturing.day(PAYMENT)
    coupon, redemption = maturing.event(Pays.COUPON, MATURITY), maturing.event(Pays.REDEMPTION, MATURITY)
    assert (coupon.total_fen, redemption.total_fen) == (1_450_000_00, 100_000_000_00)
    before = maturing.free(BUYER_CASH, CNY), maturing.free(SELLER_CASH, CNY)
    maturing.pay(coupon, CCDC, CSDC)
    maturing.pay(redemption, CCDC)
    # The nominee's clients still hold what the nominee has not paid for; nothing else is left.
    assert maturing.asset.issued == 112
    assert (maturing.free(SELLER), maturing.free(NOMINEE[CSDC]), maturing.free(BUYER)) == (0, 112, 101)
    maturing.pay(redemption, CSDC)
    accounts = (SELLER, NOMINEE[CSDC], BUYER, SELLER_AT_CSDC, REDEEMED)
    assert [maturing.free(one) for one in accounts] == [0] * 5
    assert maturing.asset.issued == 0
    assert maturing.event(Pays.REDEMPTION, MATURITY).standing == Standing.PAID
    after = maturing.free(BUYER_CASH, CNY), maturing.free(SELLER_CASH, CNY)
    # 101 units: 101 × 145 fen of interest and 101 × 10,000 fen of principal.
    assert after[0] - before[0] == 101 * 10_145
    assert after[1] - before[1] == (1_000_000 - 101) * 10_145
    assert maturing.free(TREASURY, CNY) == 0


def test_the_history_tells_every_payment_and_every_bond_taken(maturing: Town) -> None:
    maturing.day(RECORD)
    maturing.day(PAYMENT)
    redemption = maturing.event(Pays.REDEMPTION, MATURITY)
    maturing.pay(redemption, CCDC)
    maturing.pay(redemption, CSDC)
    assert maturing.desk.applied is not None
    rows = maturing.desk.applied.trades
    taken = rows[rows["asset"] == BOND]
    assert taken["kind"].tolist() == [PAID, PAID, Kind.REDEEM]
    assert taken["seller_account"].tolist() == [BUYER, SELLER_AT_CSDC, REDEEMED]
    assert taken["quantity"].tolist() == [101, 11, 112]
    cash = rows[rows["asset"] == CNY]
    assert cash["quantity"].tolist() == [1_010_000, 110_000]
    assert set(cash["reference"].tolist()) == {redemption.reference}


def test_a_redemption_that_waited_takes_the_bonds_when_the_cash_comes() -> None:
    town = Town(20260429)
    town.terms(20160505, MATURITY, 29_000, 2)
    town.arrange()
    spread_out(town, 101, 11)
    town.day(RECORD)
    town.day(PAYMENT)
    redemption = town.event(Pays.REDEMPTION, MATURITY)
    assert town.desk.do(CCDC, com.PayEvent(BOND, redemption.number)) == [Status.QUEUED]
    assert (town.asset.issued, town.free(SELLER)) == (1_000_000, 999_888)
    town.fund_issuer(redemption.total_fen)
    assert [one.status for one in town.desk.late()] == [Status.SETTLED]
    assert (town.asset.issued, town.free(SELLER), town.free(TREASURY, CNY)) == (112, 0, 0)
    town.pay(redemption, CSDC)
    assert town.asset.issued == 0


def test_trading_ends_with_the_record_date(maturing: Town) -> None:
    assert maturing.asset.listed
    maturing.day(RECORD)
    maturing.close()
    assert not maturing.asset.listed


def test_bonds_that_moved_or_stood_earmarked_after_the_record_date_are_redeemed_too(maturing: Town) -> None:
    maturing.day(RECORD)
    maturing.day(PAYMENT)
    maturing.send(CCDC, r.custody_transfer(SELLER, SELLER_AT_CSDC, BOND, 50))
    maturing.send(CSDC, r.earmark(BUYER, SELLER, BOND, 60, 9))
    redemption = maturing.event(Pays.REDEMPTION, MATURITY)
    before = maturing.free(BUYER_CASH, CNY)
    maturing.pay(redemption, CCDC, CSDC)
    assert maturing.free(BUYER_CASH, CNY) - before == 101 * 10_000
    assert maturing.asset.issued == 60
    maturing.send(CSDC, r.release(9))
    maturing.day(20260507)
    assert maturing.asset.issued == 0
    assert maturing.ledger.reconcile() == []


def test_a_frozen_holders_bonds_are_redeemed_but_a_frozen_redemption_account_stops_it(maturing: Town) -> None:
    maturing.send(PBC, r.freeze(SELLER, 5), r.freeze(REDEEMED, 6))
    maturing.day(RECORD)
    maturing.day(PAYMENT)
    redemption = maturing.event(Pays.REDEMPTION, MATURITY)
    pay = com.PayEvent(BOND, redemption.number)
    assert maturing.why(CCDC, pay) == [Status.ACCOUNT_FROZEN]
    maturing.send(PBC, r.unfreeze(REDEEMED, 6))
    maturing.pay(redemption, CCDC, CSDC)
    assert maturing.asset.issued == 0


def test_a_frozen_line_or_gateway_stops_the_money_and_not_the_holders(maturing: Town) -> None:
    orders = (FreezeLine(TREASURY, CNY, 1), FreezeLine(REDEEMED, BOND, 2), FreezeLine(BUYER, BOND, 3))
    maturing.ok(PBC, *orders, FreezeGateway(CSDC, 4))
    maturing.day(RECORD)
    maturing.day(PAYMENT)
    redemption = maturing.event(Pays.REDEMPTION, MATURITY)
    pay = com.PayEvent(BOND, redemption.number)
    assert maturing.why(CCDC, pay) == [Status.LINE_FROZEN]
    assert maturing.desk.do(CCDC, pay) == [Status.LINE_FROZEN]
    maturing.ok(PBC, UnfreezeLine(TREASURY, CNY, 1))
    assert maturing.why(CCDC, pay) == [Status.LINE_FROZEN]
    maturing.ok(PBC, UnfreezeLine(REDEEMED, BOND, 2), FreezeGateway(PBC, 5))
    assert maturing.why(CCDC, pay) == [Status.GATEWAY_FROZEN]
    maturing.ok(PBC, UnfreezeGateway(PBC, 5))
    maturing.pay(redemption, CCDC, CSDC)
    assert maturing.asset.issued == 0


def test_a_level_that_cannot_be_paid_whole_is_not_paid_at_all(maturing: Town) -> None:
    maturing.day(RECORD)
    maturing.day(PAYMENT)
    redemption = maturing.event(Pays.REDEMPTION, MATURITY)
    maturing.send(ICBC, r.limit(SELLER_CASH, CNY, maturing.free(SELLER_CASH, CNY)))
    before = maturing.ledger.checksum
    pay = com.PayEvent(BOND, redemption.number)
    assert maturing.desk.do(CCDC, pay) == [Status.LIMIT_EXCEEDED]
    assert maturing.ledger.checksum == before


def test_a_discount_bond_pays_its_face() -> None:
    town = Town(20260429)
    town.terms(20260204, MATURITY, 0, 0, coupon_type=CouponType.DISCOUNT, issue_price=995_000)
    town.arrange()
    assert [one.pays for one in town.events()] == [Pays.REDEMPTION]
    town.day(RECORD)
    town.day(PAYMENT)
    event = town.event(Pays.REDEMPTION, MATURITY)
    town.fund_issuer(event.total_fen)
    town.pay(event, CCDC)
    assert (event.total_fen, town.free(TREASURY, CNY)) == (100_000_000_00, 0)


def test_a_bond_that_pays_in_one_sum_pays_its_years() -> None:
    """3 % for five years, dated 2021-05-05: 15 of interest and 100 of principal on one day."""
    town = Town(20260429)
    town.terms(20210505, MATURITY, 30_000, 0, coupon_type=CouponType.SIMPLE)
    town.arrange()
    town.day(RECORD)
    town.close()
    assert town.event(Pays.COUPON, MATURITY).total_fen == 15_000_000_00
    assert town.event(Pays.REDEMPTION, MATURITY).total_fen == 100_000_000_00


@pytest.fixture
def amortising() -> Town:
    """A four-year of 4.00 %, a fifth of it due on 2026-05-05, another on 2027-05-05."""
    town = Town(20260429, (2026, 2027, 2028))
    town.terms(20240505, 20280505, 40_000, 1)
    fifths = (com.Repayment(20260505, 200_000), com.Repayment(20270505, 200_000))
    town.arrange(repayments=fifths)
    spread_out(town, 101, 11)
    return town


def test_the_face_falls_and_the_quantity_stays(amortising: Town) -> None:
    town = amortising
    town.day(RECORD)
    town.day(PAYMENT)
    coupon, part = town.event(Pays.COUPON, MATURITY), town.event(Pays.REPAYMENT, MATURITY)
    assert (coupon.total_fen, part.total_fen) == (4_000_000_00, 20_000_000_00)
    town.fund_issuer(24_000_000_00)
    before = town.free(BUYER_CASH, CNY)
    town.pay(part, CCDC, CSDC)
    town.pay(coupon, CCDC, CSDC)
    assert town.free(BUYER_CASH, CNY) - before == 101 * (2_000 + 400)
    asset = town.ledger.asset(BOND)
    assert asset is not None
    assert (asset.face_fen, asset.issued, town.free(BUYER)) == (8_000, 1_000_000, 101)


def test_later_coupons_and_accrued_interest_are_on_the_lower_face(amortising: Town) -> None:
    town = amortising
    town.fund_issuer(300_000_000_00)
    town.day(RECORD)
    town.day(PAYMENT)
    town.pay(town.event(Pays.COUPON, MATURITY), CCDC, CSDC)
    town.pay(town.event(Pays.REPAYMENT, MATURITY), CCDC, CSDC)
    terms, asset = instrument_of(town.ledger, BOND), town.ledger.asset(BOND)
    assert terms is not None and asset is not None
    per_100 = accrued_interest(terms, date(2026, 7, 17), Convention.INTERBANK)
    # 73 of 365 days of 4 %: 0.8 per 100 of the 80 yuan that a unit is now.
    assert (per_100, per_100 * asset.face_fen // 10**10) == (80_000_000, 64)
    town.day(20270504)
    town.day(20270505)
    assert town.event(Pays.COUPON, 20270505).total_fen == 3_200_000_00
    town.pay(town.event(Pays.COUPON, 20270505), CCDC, CSDC)
    town.pay(town.event(Pays.REPAYMENT, 20270505), CCDC, CSDC)
    town.day(20280504)
    town.day(20280505)
    assert town.event(Pays.REDEMPTION, 20280505).total_fen == 60_000_000_00
    for pays in (Pays.COUPON, Pays.REDEMPTION):
        town.pay(town.event(pays, 20280505), CCDC, CSDC)
    assert town.asset.issued == 0


def test_a_face_that_was_not_repaid_does_not_fall(amortising: Town) -> None:
    amortising.day(RECORD)
    amortising.day(PAYMENT)
    part = amortising.event(Pays.REPAYMENT, MATURITY)
    assert amortising.desk.do(CCDC, com.PayEvent(BOND, part.number)) == [Status.QUEUED]
    assert amortising.asset.face_fen == 10_000


def test_a_part_that_was_not_repaid_bears_interest_and_is_paid_once(amortising: Town) -> None:
    town = amortising
    town.day(RECORD)
    town.day(PAYMENT)
    unpaid = town.event(Pays.REPAYMENT, MATURITY)
    for due, record in ((20270505, 20270504), (20280505, 20280504)):
        town.day(record)
        town.day(due)
    assert town.event(Pays.REPAYMENT, MATURITY).defaulted
    assert town.event(Pays.COUPON, 20270505).total_fen == 4_000_000_00
    assert town.event(Pays.REDEMPTION, 20280505).total_fen == 60_000_000_00
    town.fund_issuer(200_000_000_00)
    for event in town.events():
        town.pay(event, CCDC, CSDC)
    # Three coupons on the whole face, and the whole face once.
    assert town.free(TREASURY, CNY) == (200 - 3 * 4 - 100) * 1_000_000_00
    assert (town.asset.issued, unpaid.defaulted) == (0, False)

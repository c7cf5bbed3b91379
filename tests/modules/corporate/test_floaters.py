"""Floaters: the administrator of a reference rate publishes, and each period takes the fixing before it."""

from __future__ import annotations

import pytest

from actors.ledger.status import Status
from actors.modules.corporate import commands as com
from actors.modules.corporate.state import Pays, Standing
from actors.modules.instruments.commands import CouponType, FixRate
from actors.modules.instruments.module import instrument_of
from tests.ledger.market import BOND, CCDC, CFETS, CNY, CSRC, FUND, PBC, TREASURY
from tests.modules.corporate.town import Town, service

SHIBOR = 3


@pytest.fixture
def floater() -> Town:
    """Quarterly, index plus 0.50 %, running at 2.50 % since 2026-03-23; the next period begins on 2026-06-23."""
    town = Town(20260323)
    town.terms(20260323, 20280323, 25_000, 4, coupon_type=CouponType.FLOATING)
    town.ok(PBC, com.RegisterIndex(SHIBOR, "Shibor 3M", CFETS))
    town.arrange(index=SHIBOR, spread_micro=5_000, reset_days=1)
    return town


def rate(town: Town) -> int:
    """The rate of the running period, by which interest accrues."""
    terms = instrument_of(town.ledger, BOND)
    assert terms is not None
    return terms.coupon_micro


def test_each_period_takes_the_fixing_of_the_business_day_before_it(floater: Town) -> None:
    coupons = floater.events(Pays.COUPON)
    assert [one.rate_micro for one in coupons[:3]] == [25_000, 0, 0]
    floater.day(20260618)
    floater.ok(CFETS, com.AddFixing(SHIBOR, 20260618, 20_000))
    floater.day(20260622)
    floater.ok(CFETS, com.AddFixing(SHIBOR, 20260622, 21_500))
    floater.day(20260623)
    floater.ok(CFETS, com.AddFixing(SHIBOR, 20260623, 99_000))
    assert rate(floater) == 26_500
    assert floater.event(Pays.COUPON, 20260923).rate_micro == 26_500
    # The first period pays what it ran at: 2.50 % of ¥100,000,000 for a quarter.
    first = floater.event(Pays.COUPON, 20260623)
    assert first.total_fen == 625_000_00
    floater.fund_issuer(first.total_fen)
    floater.pay(first, CCDC)
    assert floater.free(TREASURY, CNY) == 0
    floater.day(20260922)
    floater.day(20260923)
    assert floater.event(Pays.COUPON, 20260923).total_fen == 662_500_00


def test_without_a_fixing_in_time_the_last_one_before_is_taken(floater: Town) -> None:
    floater.day(20260401)
    floater.ok(CFETS, com.AddFixing(SHIBOR, 20260401, 19_000))
    floater.day(20260623)
    assert rate(floater) == 24_000


def test_a_rate_that_is_not_known_is_waited_for(floater: Town) -> None:
    floater.day(20260622)
    floater.day(20260623)
    assert rate(floater) == 25_000
    floater.day(20260922)
    floater.close()
    event = floater.event(Pays.COUPON, 20260923)
    assert event.standing == Standing.SCHEDULED
    assert floater.why(CCDC, com.PayEvent(BOND, event.number)) == [Status.EVENT_NOT_FIXED]
    floater.day(20260923)
    floater.ok(CFETS, com.AddFixing(SHIBOR, 20260622, 20_000))
    floater.day(20260924)
    floater.close()
    assert floater.event(Pays.COUPON, 20260923).total_fen == 625_000_00


def test_a_rate_does_not_fall_below_zero(floater: Town) -> None:
    floater.day(20260622)
    floater.ok(CFETS, com.AddFixing(SHIBOR, 20260622, -9_000))
    floater.day(20260623)
    assert rate(floater) == 0
    floater.day(20260922)
    floater.close()
    assert floater.event(Pays.COUPON, 20260923).standing == Standing.CANCELLED


def test_without_an_index_the_depository_fixes_the_rate() -> None:
    town = Town(20260323)
    town.terms(20260323, 20280323, 25_000, 4, coupon_type=CouponType.FLOATING)
    town.arrange()
    town.day(20260623)
    town.ok(CCDC, FixRate(BOND, 28_000))
    town.day(20260922)
    town.close()
    assert town.event(Pays.COUPON, 20260923).total_fen == 700_000_00


def test_only_the_administrator_publishes_and_only_once(floater: Town) -> None:
    floater.ok(CFETS, com.AddFixing(SHIBOR, 20260323, 20_000))
    assert floater.why(FUND, com.AddFixing(SHIBOR, 20260323, 1_000_000)) == [
        Status.NOT_THE_ADMINISTRATOR,
        Status.FIXING_INVALID,
        Status.FIXING_EXISTS,
    ]
    assert floater.why(CFETS, com.AddFixing(SHIBOR, 20260324, 20_000)) == [Status.FIXING_INVALID]
    assert floater.why(CFETS, com.AddFixing(8, 20260323, 20_000)) == [Status.INDEX_UNKNOWN]


def test_a_reference_rate_is_refused_for_every_reason_at_once(floater: Town) -> None:
    assert floater.why(FUND, com.RegisterIndex(0, "", 99)) == [
        Status.NOT_PERMITTED,
        Status.NUMBER_INVALID,
        Status.TEXT_INVALID,
        Status.COUNTERPARTY_UNKNOWN,
    ]
    assert floater.why(CSRC, com.RegisterIndex(SHIBOR, "Shibor", CFETS)) == [Status.INDEX_EXISTS]
    assert floater.why(CSRC, com.RegisterIndex(9, "Shibor 3M", CFETS)) == [Status.INDEX_EXISTS]


def test_an_index_goes_with_a_floater_alone() -> None:
    town = Town(20260323)
    town.ok(PBC, com.RegisterIndex(SHIBOR, "Shibor 3M", CFETS))
    town.terms(20260323, 20280323, 25_000, 4)
    assert town.why(CCDC, service(index=SHIBOR)) == [Status.INDEX_MISPLACED]

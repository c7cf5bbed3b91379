"""Accrued interest by market, against the worked examples of the field."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.modules.accrued import Convention, accrued, accrued_exact
from actors.modules.bond import BondTerms, coupon_fen_per_unit, coupon_per_hundred, period_of, why_malformed
from actors.modules.dates import add_months, business_day_before, following, leap_days, read_date

THIRTY = BondTerms(10, "2024-T6", "30y", 10_000, 21_900, 2, 20240925, 20540925)
FIVE = BondTerms(12, "2026-03", "5y", 10_000, 15_400, 1, 20260125, 20310125)
MONDAY = date(2026, 3, 23)


def test_the_thirty_year_accrues_as_the_interbank_formula_says() -> None:
    assert accrued_exact(THIRTY, MONDAY, Convention.INTERBANK) == Fraction(1095, 1000) * Fraction(179, 181)
    assert accrued(THIRTY, MONDAY, Convention.INTERBANK) == 108_290_055


def test_an_exchange_counts_the_trade_day_over_365() -> None:
    assert accrued(THIRTY, MONDAY, Convention.EXCHANGE) == 108_000_000


def test_an_exchange_skips_29_february() -> None:
    leap = BondTerms(1, "X", "x", 10_000, 36_500, 1, 20240101, 20290101)
    before, after = date(2024, 2, 28), date(2024, 3, 1)
    assert accrued(leap, after, Convention.EXCHANGE) - accrued(leap, before, Convention.EXCHANGE) == 1_000_000
    assert (after - before).days == 2


def test_the_tap_of_the_five_year_is_paid_with_53_days_to_six_decimals() -> None:
    assert accrued(FIVE, date(2026, 3, 19), Convention.ISSUE) == 22_361_600


def test_one_coupon_of_the_thirty_year() -> None:
    assert coupon_per_hundred(THIRTY) == Fraction(1095, 1000)
    assert coupon_fen_per_unit(THIRTY) == Fraction(219, 2)


@pytest.mark.parametrize("decimals", [-1, 9])
def test_more_decimals_than_supported_are_refused(decimals: int) -> None:
    with pytest.raises(ValueError, match="decimals"):
        accrued(THIRTY, MONDAY, Convention.INTERBANK, decimals)


@pytest.mark.parametrize("day", [date(2024, 9, 24), date(2054, 9, 25)])
def test_nothing_accrues_before_the_dated_date_or_from_maturity_on(day: date) -> None:
    with pytest.raises(ValueError, match="lives from 20240925 to 20540925"):
        period_of(THIRTY, day)


@given(st.integers(0, 10_955))
def test_every_day_of_a_bonds_life_lies_in_one_period_and_accrues_less_than_a_coupon(days: int) -> None:
    day = date(2024, 9, 25) + timedelta(days)
    period = period_of(THIRTY, day)
    assert period.start <= day < period.end
    assert 0 <= accrued_exact(THIRTY, day, Convention.INTERBANK) < coupon_per_hundred(THIRTY)
    if period.start == day:
        assert accrued(THIRTY, day, Convention.INTERBANK) == 0


def test_malformed_terms_are_told_all_at_once() -> None:
    bad = BondTerms(1, "", "x", 0, 0, 3, 20260101, 20250101)
    faults = " ".join(why_malformed(bad))
    for part in ("not after its dated date", "3 coupons", "0 millionths", "0 fen a unit", "the code ''"):
        assert part in faults
    assert any(
        "20261301" in fault for fault in why_malformed(BondTerms(1, "A", "a", 1, 1, 1, 20261301, 20270101))
    )
    assert why_malformed(THIRTY) == []


@pytest.mark.parametrize("value", ["2026-02-30", "soon", 20261301, ""])
def test_what_is_no_date_is_refused_with_an_example(value: object) -> None:
    with pytest.raises(ValueError, match="2026-03-23"):
        read_date(value)  # type: ignore[arg-type]


def test_months_are_counted_with_the_last_day_of_short_ones() -> None:
    assert add_months(date(2026, 8, 31), -6) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_business_days_follow_and_precede() -> None:
    holiday = frozenset({date(2026, 5, 4), date(2026, 5, 5)})
    assert following(date(2026, 5, 2), holiday) == date(2026, 5, 6)
    assert business_day_before(date(2026, 5, 6), holiday) == date(2026, 5, 1)
    assert leap_days(date(2024, 2, 29), date(2024, 2, 29)) == 0
    assert leap_days(date(2024, 2, 29), date(2024, 3, 1)) == 1

"""Business days of the two markets, rolling of real bonds, and what is not known yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.modules.bond import period_of
from actors.modules.dates import number_of, read_date
from cluster.language import Say
from cluster.pricing import HolidayNotice, MarketCalendar, PricingProblem, Roll, business_days
from tests.pricing.bonds import REAL

IB, SSE = MarketCalendar("China.IB"), MarketCalendar("China.SSE")
BOTH = [IB, SSE]


@pytest.mark.parametrize("day", ["2026-02-28", "2026-05-09", "2026-10-10"])
def test_banks_work_on_some_saturdays_on_which_exchanges_are_closed(day: str) -> None:
    assert IB.is_business_day(day)
    assert not SSE.is_business_day(day)


@pytest.mark.parametrize("calendar", BOTH, ids=["IB", "SSE"])
@pytest.mark.parametrize(
    ("code", "due", "paid"),
    [
        ("180004", date(2026, 2, 1), date(2026, 2, 2)),
        ("170010", date(2026, 5, 4), date(2026, 5, 6)),
        ("160010", date(2026, 5, 5), date(2026, 5, 6)),
    ],
)
def test_payments_of_real_bonds_roll(calendar: MarketCalendar, code: str, due: date, paid: date) -> None:
    bond = REAL[code]
    assert due in (bond.maturity, period_of(bond.terms(), due - timedelta(1)).end)
    assert calendar.roll(due) == paid
    assert calendar.record_date(paid) == {2: date(2026, 1, 30), 5: date(2026, 4, 30)}[due.month]


def test_the_coupon_of_the_thirty_year_has_its_record_date_the_day_before() -> None:
    assert IB.roll("2026-03-25") == date(2026, 3, 25)
    assert IB.record_date("2026-03-25") == date(2026, 3, 24)


def test_the_value_date_of_the_five_year_is_a_sunday_and_is_paid_on_monday() -> None:
    assert not IB.is_business_day("2026-01-25")
    assert IB.roll("2026-01-25") == date(2026, 1, 26)


@pytest.mark.parametrize(
    ("rule", "day", "rolled"),
    [
        ("following", "2026-05-31", "2026-06-01"),
        ("modified-following", "2026-05-31", "2026-05-29"),
        ("modified-following", "2026-05-04", "2026-05-06"),
        ("preceding", "2026-05-05", "2026-04-30"),
        ("unadjusted", "2026-05-05", "2026-05-05"),
    ],
)
def test_rules_of_rolling(rule: str, day: str, rolled: str) -> None:
    assert SSE.roll(day, rule) == read_date(rolled)


def test_t_plus_1_skips_what_is_closed_in_each_market() -> None:
    assert IB.advance("2026-02-27", 1) == date(2026, 2, 28)
    assert SSE.advance("2026-02-27", 1) == date(2026, 3, 2)
    assert SSE.advance("2026-03-02", -1) == date(2026, 2, 27)
    assert SSE.advance("2026-03-23", 0) == date(2026, 3, 23)


def test_a_year_is_data_for_the_ledger() -> None:
    banks, exchanges = business_days("China.IB", 2026), business_days("China.SSE", 2026)
    assert (len(banks.days), len(exchanges.days)) == (248, 242)
    assert set(exchanges.days) < set(banks.days)
    assert {20260228, 20260509, 20261010} < set(banks.days) - set(exchanges.days)
    assert all(type(day) is int and read_date(day).year == 2026 for day in banks.days)
    assert list(banks.days) == sorted(set(banks.days))
    assert not banks.provisional
    assert not exchanges.provisional


@pytest.mark.parametrize("market", ["China.IB", "China.SSE"])
def test_years_without_announced_holidays_are_provisional(market: str) -> None:
    told = {
        year: business_days(market, year).provisional for year in (2003, 2004, 2015, 2025, 2026, 2027, 2050)
    }
    assert told == {2003: True, 2004: False, 2015: False, 2025: False, 2026: False, 2027: True, 2050: True}
    assert MarketCalendar(market).is_provisional("2028-02-01")


def test_an_announcement_makes_a_year_known() -> None:
    """Illustrative days: the announcement is the operator's to give."""
    notice = HolidayNotice(2027, frozenset({date(2027, 2, 8)}), frozenset({date(2027, 2, 20)}))
    banks, exchange = MarketCalendar("China.IB", [notice]), MarketCalendar("China.SSE", [notice])
    assert not banks.business_days(2027).provisional
    assert not banks.is_business_day("2027-02-08")
    assert banks.is_business_day("2027-02-20")
    assert not exchange.is_business_day("2027-02-20")
    assert banks.is_provisional("2028-01-04")


@given(st.dates(date(2004, 1, 1), date(2026, 12, 20)), st.sampled_from(BOTH), st.sampled_from(list(Roll)))
def test_what_is_rolled_is_a_business_day_that_stays(day: date, calendar: MarketCalendar, rule: Roll) -> None:
    rolled = calendar.roll(day, rule)
    assert rule is Roll.UNADJUSTED or calendar.is_business_day(rolled)
    assert calendar.roll(rolled, rule) == rolled
    assert abs((rolled - day).days) <= 12
    assert number_of(calendar.record_date(day)) in calendar.business_days(calendar.record_date(day).year).days


def test_what_there_is_not_is_told_in_both_languages() -> None:
    with pytest.raises(
        PricingProblem, match=r"no calendar 'China.HK'; there are China.IB, China.SSE"
    ) as told:
        MarketCalendar("China.HK")
    assert Say("zh")(str(told.value)) == "没有日历 'China.HK'；可选 China.IB, China.SSE"
    with pytest.raises(PricingProblem, match="no roll rule 'nearest'"):
        IB.roll("2026-05-05", "nearest")
    with pytest.raises(PricingProblem, match="1902 to 2198"):
        business_days("China.IB", 2300)

"""Yield from price and back, against formulas written out, published figures and QuantLib."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.modules.bond import period_of
from actors.modules.dates import add_months
from cluster.pricing import Bond, Convention, PricingProblem, accrued, price_from_yield, yield_from_price
from cluster.pricing.instrument import day_counter, instrument
from cluster.pricing.library import ql_date, quantlib
from tests.pricing.bonds import BILL, EVERY_KIND, FIVE, FLOATER, MONDAY, PAPER, REAL, SAVINGS, THIRTY, ZERO

ql = quantlib()

CONVENTIONS = list(Convention)


def interbank_full_price(bond: Bond, day: date, yield_pct: Decimal) -> Decimal:
    """The formula of 2007 for a fixed coupon, written out in decimals (28 digits): Σ C/f ÷ (1+y/f)^(d/TS+i) + 100 ÷ …"""
    terms = bond.terms()
    period, step = period_of(terms, day), 12 // bond.frequency
    first = Decimal((period.end - day).days) / (period.end - add_months(period.end, -step)).days
    coupons, end = 1, period.end
    while end < bond.maturity:
        coupons += 1
        end = add_months(period.end, step * (coupons - 1))
    coupon = Decimal(bond.rate_micro) / 10_000 / bond.frequency
    growth = 1 + yield_pct / 100 / bond.frequency
    flows = sum((coupon / growth ** (first + at) for at in range(coupons)), Decimal(0))
    return flows + 100 / growth ** (first + coupons - 1)


@given(
    st.sampled_from(sorted(REAL)),
    st.integers(0, 20_000),
    st.decimals("-0.5", "9", places=4, allow_nan=False),
)
def test_interbank_yields_are_those_of_the_formula(code: str, days: int, yield_pct: Decimal) -> None:
    bond = REAL[code]
    last = add_months(bond.maturity, -12 // bond.frequency)
    day = bond.dated + timedelta(days % (last - bond.dated).days)
    full = price_from_yield(bond, yield_pct, day) + float(accrued(bond, day))
    assert full == pytest.approx(float(interbank_full_price(bond, day, yield_pct)), abs=2e-8)


@given(st.sampled_from(EVERY_KIND), st.integers(0, 20_000), st.floats(-0.9, 20), st.sampled_from(CONVENTIONS))
def test_a_yield_gives_a_price_that_gives_the_yield(
    bond: Bond, days: int, yield_pct: float, convention: Convention
) -> None:
    day = bond.dated + timedelta(days % (bond.maturity - bond.dated).days)
    clean = price_from_yield(bond, yield_pct, day, convention)
    assert yield_from_price(bond, clean, day, convention) == pytest.approx(yield_pct, abs=1e-7)


@pytest.mark.parametrize(("yield_pct", "price"), [(1.54, "100.00"), (1.55, "99.95"), (1.57, "99.86")])
def test_winners_of_the_auction_of_the_five_year_pay_these_prices(yield_pct: float, price: str) -> None:
    assert round(Decimal(price_from_yield(FIVE, yield_pct, FIVE.dated)), 2) == Decimal(price)


@pytest.mark.parametrize("code", sorted(REAL))
@pytest.mark.parametrize("convention", ["interbank", "icma"])
def test_at_its_coupon_a_bond_is_worth_100_on_its_dated_date(code: str, convention: str) -> None:
    bond = REAL[code]
    assert yield_from_price(bond, 100, bond.dated, convention) == pytest.approx(
        bond.rate_micro / 10_000, abs=1e-9
    )


def test_the_thirty_year_at_98_50() -> None:
    found = {rule: round(yield_from_price(THIRTY, "98.50", MONDAY, rule), 4) for rule in CONVENTIONS}
    assert found == {"interbank": 2.2617, "exchange": 2.2615, "isda": 2.2618, "icma": 2.2617}


@pytest.mark.parametrize(
    ("code", "day", "left", "year", "amount"),
    [
        ("2024-12", date(2026, 3, 23), 84, 365, Decimal("101.67")),
        ("160010", date(2026, 3, 23), 43, 365, Decimal("101.45")),
        ("180004", date(2027, 8, 1), 184, 365, Decimal("101.925")),
        ("180011", date(2027, 11, 17), 182, 366, Decimal("101.845")),
    ],
)
def test_the_last_coupon_period_is_simple_between_banks(
    code: str, day: date, left: int, year: int, amount: Decimal
) -> None:
    bond = REAL[code]
    full = Decimal("100.10") + accrued(bond, day)
    by_hand = (amount - full) / full * year / left * 100
    assert yield_from_price(bond, "100.10", day) == pytest.approx(float(by_hand), abs=1e-7)
    assert yield_from_price(bond, "100.10", day, "icma") != pytest.approx(float(by_hand), abs=1e-3)


def test_the_day_before_the_last_period_is_compound() -> None:
    bond, last = REAL["160010"], date(2025, 11, 5)
    before = last - timedelta(1)
    assert yield_from_price(bond, 100, before) == yield_from_price(bond, 100, before, "icma")
    assert yield_from_price(bond, 100.1, last) != yield_from_price(bond, 100.1, last, "icma")


def test_quantlib_knows_the_simple_rule_for_a_coupon_a_year() -> None:
    bond = REAL["2024-12"]
    simple = ql.InterestRate(0.0155, day_counter(bond, Convention.ICMA), ql.Simple, ql.Annual)
    at = ql_date(MONDAY)
    theirs = ql.CashFlows.npv(instrument(bond, MONDAY).cashflows(), simple, False, at, at)
    ours = price_from_yield(bond, 1.55, MONDAY) + float(accrued(bond, MONDAY, decimals=8))
    assert ours == pytest.approx(theirs, abs=1e-8)


def test_a_bill_yields_its_simple_return() -> None:
    full = Decimal("99.60") + accrued(BILL, MONDAY)
    assert yield_from_price(BILL, "99.60", MONDAY) == pytest.approx(
        float((100 / full - 1) * 365 / 70 * 100), abs=1e-6
    )


def test_a_zero_of_more_than_a_year_is_compound() -> None:
    full = price_from_yield(ZERO, 2, MONDAY) + float(accrued(ZERO, MONDAY))
    assert full == pytest.approx(100 / 1.02 ** (84 / 365 + 4), abs=1e-8)


def test_interest_at_maturity_is_part_of_what_is_paid_then() -> None:
    full = price_from_yield(SAVINGS, 2, MONDAY) + float(accrued(SAVINGS, MONDAY))
    assert full == pytest.approx(115 / 1.02 ** (48 / 365 + 3), abs=1e-7)
    paper = price_from_yield(PAPER, 2, MONDAY) + float(accrued(PAPER, MONDAY))
    assert paper == pytest.approx((100 + 2.5 * 270 / 365) / (1 + 0.02 * 193 / 365), abs=1e-7)


def test_a_floating_bond_at_100_on_a_coupon_date_yields_index_and_margin() -> None:
    assert yield_from_price(FLOATER, 100, date(2026, 1, 15)) == pytest.approx(2.5, abs=1e-9)
    risen = Bond.floating("F", "0.5", "2.00", "2024-01-15", "2029-01-15", 4, "2.25")
    assert price_from_yield(risen, 2.75, date(2026, 1, 15)) == pytest.approx(
        100 - 0.0625 / (1 + 0.0275 / 4), abs=1e-9
    )


@pytest.mark.parametrize("price", [0, -1, "1000.01", "NaN", "dear", float("inf"), True])
def test_a_bad_price_is_told(price: object) -> None:
    with pytest.raises(PricingProblem, match="price"):
        yield_from_price(FIVE, price, MONDAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("yield_pct", [-91, 1001, "high"])
def test_a_bad_yield_is_told(yield_pct: object) -> None:
    with pytest.raises(PricingProblem, match="yield"):
        price_from_yield(FIVE, yield_pct, MONDAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("price", ["0.0001", 999])
def test_a_price_without_a_yield_is_told(price: object) -> None:
    with pytest.raises(PricingProblem, match="gives no yield between -90 and 1000 %"):
        yield_from_price(REAL["160010"], price, date(2026, 5, 4))  # type: ignore[arg-type]

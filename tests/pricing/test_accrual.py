"""Accrued interest by every convention: worked examples, published examples, and QuantLib's own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.modules import accrued as ledger
from cluster.pricing import Bond, Convention, PricingProblem, accrued
from cluster.pricing.accrual import anniversary_years, exact_accrued, isda_years, redemption
from cluster.pricing.instrument import instrument
from cluster.pricing.library import ql_date, quantlib
from tests.pricing.bonds import BILL, FIVE, FLOATER, MONDAY, PAPER, REAL, SAVINGS, THIRTY

ql = quantlib()


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("interbank", "1.08290055"),  # 1.095 × 179 ÷ 181
        ("exchange", "1.08000000"),  # 2.19 × 180 ÷ 365: the trade day counts
        ("isda", "1.07400000"),  # 2.19 × 179 ÷ 365
        ("icma", "1.08290055"),
    ],
)
def test_the_thirty_year_on_23_march_2026(convention: str, expected: str) -> None:
    assert accrued(THIRTY, MONDAY, convention) == Decimal(expected)


def test_decimals_are_the_venues_own() -> None:
    assert accrued(THIRTY, MONDAY, decimals=4) == Decimal("1.0829")
    assert accrued(THIRTY, MONDAY, decimals=0) == 1
    with pytest.raises(PricingProblem, match="9 decimals"):
        accrued(THIRTY, MONDAY, decimals=9)


@pytest.mark.parametrize("code", sorted(REAL))
def test_interbank_is_the_ledgers_own_rule_and_quantlibs_to_ten_decimals(code: str) -> None:
    bond = REAL[code]
    life = (bond.maturity - bond.dated).days
    for at in range(0, life, 97):
        day = bond.dated + timedelta(at)
        exact = exact_accrued(bond, day, Convention.INTERBANK)
        assert exact == ledger.accrued_exact(bond.terms(), day, ledger.Convention.INTERBANK)
        theirs = ql.BondFunctions.accruedAmount(instrument(bond, day), ql_date(day))
        assert theirs == pytest.approx(float(exact), abs=1e-10)


@given(st.integers(0, 10_955))
def test_exchange_is_the_ledgers_own_rule_on_every_day(days: int) -> None:
    day = THIRTY.dated + timedelta(days)
    cents = ledger.accrued(THIRTY.terms(), day, ledger.Convention.EXCHANGE)
    assert accrued(THIRTY, day, "exchange") == Decimal(cents).scaleb(-8)


@pytest.mark.parametrize(
    ("first", "last", "isda"),
    [  # ISDA, EMU and market conventions: recent developments (1998), the examples with whole periods
        (date(2003, 11, 1), date(2004, 5, 1), Fraction(61, 365) + Fraction(121, 366)),
        (date(1999, 2, 1), date(1999, 7, 1), Fraction(150, 365)),
        (date(1999, 7, 1), date(2000, 7, 1), Fraction(184, 365) + Fraction(182, 366)),
        (date(1999, 11, 30), date(2000, 4, 30), Fraction(32, 365) + Fraction(120, 366)),
    ],
)
def test_actual_actual_of_isda_as_its_memorandum_counts(first: date, last: date, isda: Fraction) -> None:
    assert isda_years(first, last) == isda
    theirs = ql.ActualActual(ql.ActualActual.ISDA).yearFraction(ql_date(first), ql_date(last))
    assert theirs == pytest.approx(float(isda), abs=1e-12)


def test_isda_and_icma_differ_as_in_the_memorandum() -> None:
    """10 % twice a year on 10,000 from 2003-11-01 to 2004-05-01: 497.72 by ISDA, 500 by ICMA."""
    bond = Bond.fixed("MEMO", 10, "2003-11-01", "2008-11-01", 2)
    day = date(2004, 4, 30)
    assert float(accrued(bond, day, "isda")) == pytest.approx(4.9772 - 10 / 366, abs=5e-5)
    assert float(accrued(bond, day, "icma")) == pytest.approx(5 - 5 / 182, abs=5e-9)


def test_the_discount_of_a_bill_accrues_evenly() -> None:
    assert accrued(BILL, MONDAY) == Decimal("0.11538462")  # 0.5 × 21 ÷ 91
    assert accrued(BILL, BILL.dated) == 0
    assert accrued(BILL, MONDAY, "icma") == accrued(BILL, MONDAY, "isda") == 0


def test_interest_that_is_paid_at_maturity_accrues_over_anniversaries() -> None:
    assert accrued(PAPER, MONDAY) == Decimal("0.52739726")  # 2.5 × 77 ÷ 365
    assert accrued(SAVINGS, MONDAY) == Decimal("5.60547945")  # 3 × (1 + 317 ÷ 365)
    assert redemption(SAVINGS) == 115
    assert redemption(PAPER) == 100 + Fraction(5, 2) * Fraction(270, 365)
    assert accrued(PAPER, MONDAY, "exchange") == accrued(PAPER, MONDAY)
    assert accrued(SAVINGS, MONDAY, "isda") == Decimal("5.60017965")  # 3 × (236 ÷ 366 + 446 ÷ 365)


def test_29_february_counts_between_banks_and_not_on_an_exchange() -> None:
    bond = Bond.fixed("LEAP", "3.65", "2024-01-01", "2029-01-01")
    days = [date(2024, 2, 28), date(2024, 3, 1)]
    before, after = (exact_accrued(bond, day, Convention.EXCHANGE) for day in days)
    assert after - before == Fraction(1, 100)
    before, after = (exact_accrued(bond, day, Convention.INTERBANK) for day in days)
    assert after - before == Fraction(365, 100) * Fraction(2, 366)
    assert anniversary_years(date(2024, 1, 1), date(2024, 3, 1)) == Fraction(60, 366)


def test_a_floating_bond_accrues_at_the_rate_fixed_for_the_period() -> None:
    assert accrued(FLOATER, MONDAY) == Decimal("0.46527778")  # 0.625 × 67 ÷ 90


def test_a_year_begun_on_29_february_ends_on_28() -> None:
    assert anniversary_years(date(2024, 2, 29), date(2025, 2, 28)) == 1


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-01-24", "settlement on 2026-01-24 is before 2026-03 is dated, 2026-01-25"),
        ("2031-01-25", "settlement on 2031-01-25 is not before 2026-03 matures, 2031-01-25"),
        ("2026-02-30", "is not a calendar date"),
        ("1800-01-01", "1902 to 2198"),
    ],
)
def test_a_day_that_cannot_be_is_told(day: str, sentence: str) -> None:
    with pytest.raises(PricingProblem, match=sentence):
        accrued(FIVE, day)


def test_an_unknown_convention_is_told_with_those_there_are() -> None:
    with pytest.raises(PricingProblem, match="'30/360'; there are interbank, exchange, isda, icma"):
        accrued(FIVE, MONDAY, "30/360")

"""Accrued interest (应计利息) per 100 by any convention, exact until the last rounding.

Interbank and exchange of coupon bonds are the ledger's own rules (``actors.modules.accrued``): one rule, one place.
That an exchange counts bonds without coupons as banks do is not confirmed from its rule.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from decimal import Decimal
from fractions import Fraction

from actors.modules.accrued import Convention as LedgerRule
from actors.modules.accrued import accrued_exact, round_half_up
from actors.modules.bond import RATE_SCALE, Period, coupon_per_hundred, period_of
from actors.modules.dates import add_months
from cluster.pricing.bond import Bond, Kind, check_alive
from cluster.pricing.conventions import Convention, read_convention
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_day

_HUNDRED, _DAYS, _LEAP_DAYS = 100, 365, 366
_LEDGER = {
    Convention.INTERBANK: LedgerRule.INTERBANK,
    Convention.ICMA: LedgerRule.INTERBANK,
    Convention.EXCHANGE: LedgerRule.EXCHANGE,
}


def accrued(
    bond: Bond, settlement: Day, convention: Convention | str = Convention.INTERBANK, decimals: int = 8
) -> Decimal:
    """Accrued interest per 100 of face on the settlement day, rounded half up to ``decimals`` (0 to 8).

    Raises:
        PricingProblem: an unknown convention, or the bond does not live on that day.
    """
    if not 0 <= decimals <= 8:
        raise PricingProblem(f"{decimals} decimals of accrued interest; 0 to 8 are supported")
    exact = exact_accrued(bond, read_day(settlement), read_convention(convention))
    return Decimal(round_half_up(exact * 10**decimals)).scaleb(-decimals)


def exact_accrued(bond: Bond, day: date, convention: Convention) -> Fraction:
    """The same, not rounded."""
    check_alive(bond, day)
    if bond.kind is Kind.DISCOUNT:
        return _of_discount(bond, day, convention)
    annual = Fraction(_HUNDRED * bond.rate_micro, RATE_SCALE)
    if bond.kind is Kind.AT_MATURITY:
        isda = convention is Convention.ISDA
        return annual * (isda_years(bond.dated, day) if isda else anniversary_years(bond.dated, day))
    terms = bond.terms()
    if convention is Convention.ISDA:
        return coupon_per_hundred(terms) * terms.frequency * isda_years(period_of(terms, day).start, day)
    return accrued_exact(terms, day, _LEDGER[convention])


def redemption(bond: Bond) -> Fraction:
    """What is paid per 100 at maturity, without a coupon due then: 100, or with the interest of the whole life."""
    if bond.kind is not Kind.AT_MATURITY:
        return Fraction(_HUNDRED)
    annual = Fraction(_HUNDRED * bond.rate_micro, RATE_SCALE)
    return _HUNDRED + annual * anniversary_years(bond.dated, bond.maturity)


def isda_years(first: date, last: date) -> Fraction:
    """Years between two days by Actual/Actual ISDA: days of leap years over 366, of others over 365."""
    leap = sum(
        max(0, (min(last, date(year + 1, 1, 1)) - max(first, date(year, 1, 1))).days)
        for year in range(first.year, last.year + 1)
        if isleap(year)
    )
    return Fraction(leap, _LEAP_DAYS) + Fraction((last - first).days - leap, _DAYS)


def anniversary_years(dated: date, day: date) -> Fraction:
    """Whole years since ``dated``, and the days since the last anniversary over those of that year (TY)."""
    year = year_of_interest(dated, day)
    return (year.start.year - dated.year) + Fraction((day - year.start).days, (year.end - year.start).days)


def year_of_interest(dated: date, day: date) -> Period:
    """The year between two anniversaries of ``dated`` in which ``day`` lies (计息年度): start ≤ day < end."""
    whole = day.year - dated.year
    if add_months(dated, 12 * whole) > day:
        whole -= 1
    return Period(add_months(dated, 12 * whole), add_months(dated, 12 * (whole + 1)))


def _of_discount(bond: Bond, day: date, convention: Convention) -> Fraction:
    """The discount grows evenly from issue to maturity; ISDA and ICMA know no accrued interest of a bill."""
    if convention in (Convention.ISDA, Convention.ICMA):
        return Fraction(0)
    life, lived = (bond.maturity - bond.dated).days, (day - bond.dated).days
    return (_HUNDRED - Fraction(bond.issue_price)) * Fraction(lived, life)

"""Accrued interest (应计利息) per 100 of face, by market. Exact fractions, rounded where the rule says.

Interbank: the People's Bank's formula of 2007, ACT/ACT within the coupon period, 29 February counted.
Exchange: coupon × days ÷ 365, 29 February skipped, the trade day included, eight decimals.
Issue: actual days ÷ 365 of a tap's payment day, six decimals.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from fractions import Fraction

from actors.modules.bond import BondTerms, coupon_per_hundred, full_days, period_of
from actors.modules.dates import leap_days

_YEAR = 365
#: Accrued interest per 100 is counted in hundred-millionths of a yuan.
ACCRUED_SCALE = 100_000_000


class Convention(IntEnum):
    """Which rule counts: of the interbank market, of an exchange, or of payment at issue."""

    INTERBANK = 1
    EXCHANGE = 2
    ISSUE = 3


#: Decimals to which accrued interest per 100 is rounded (half up).
DECIMALS = {Convention.INTERBANK: 8, Convention.EXCHANGE: 8, Convention.ISSUE: 6}


def accrued_exact(terms: BondTerms, day: date, convention: Convention) -> Fraction:
    """Accrued interest per 100 on settlement day ``day``, not rounded.

    Raises:
        ValueError: the bond does not live on that day.
    """
    period = period_of(terms, day)
    days = (day - period.start).days
    if convention is Convention.INTERBANK:
        return coupon_per_hundred(terms) * Fraction(days, full_days(terms, period))
    annual = coupon_per_hundred(terms) * terms.frequency
    if convention is Convention.EXCHANGE:
        days += 1 - leap_days(period.start, day)
    return annual * Fraction(days, _YEAR)


def accrued(terms: BondTerms, day: date, convention: Convention, decimals: int | None = None) -> int:
    """Accrued interest per 100, rounded half up, in units of 10⁻⁸ yuan.

    ``decimals``: the venue's own rounding; by default that of the convention, at most 8.
    """
    places = DECIMALS[convention] if decimals is None else decimals
    if not 0 <= places <= 8:
        raise ValueError(f"{places} decimals of accrued interest; 0 to 8 are supported")
    scale = int(10**places)
    return round_half_up(accrued_exact(terms, day, convention) * scale) * (ACCRUED_SCALE // scale)


def round_half_up(value: Fraction) -> int:
    """The nearest integer of a value that is not negative; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)

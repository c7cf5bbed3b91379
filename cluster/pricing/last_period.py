"""The interbank rule for what is paid once more: simple interest over the days left.

People's Bank of China, standard for yields to maturity of 2007: PV = FV ÷ (1 + y × D ÷ TY), for coupon bonds in their
last coupon period, and for discount bonds and bonds that pay all interest at maturity within their last year.
D: days from settlement to maturity; TY: days of the current year of interest; FV: everything paid at maturity.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from actors.modules.bond import coupon_per_hundred, full_days, period_of
from actors.modules.dates import add_months
from cluster.pricing.accrual import redemption, year_of_interest
from cluster.pricing.bond import Bond
from cluster.pricing.conventions import Convention


class LastPayment(NamedTuple):
    """One payment of ``amount`` per 100 in ``years`` (D ÷ TY), discounted simply."""

    amount: float
    years: float

    def price(self, rate: float) -> float:
        """What it is worth at a yield (a fraction, 0.02 is 2 %)."""
        return self.amount / (1 + rate * self.years)

    def rate(self, price: float) -> float:
        """The yield at a full price."""
        return (self.amount / price - 1) / self.years

    def modified(self, rate: float) -> float:
        """Modified duration in years: −P′ ÷ P."""
        return self.years / (1 + rate * self.years)

    def convexity(self, rate: float) -> float:
        """P″ ÷ P in years squared."""
        return 2 * self.modified(rate) ** 2


def last_payment(bond: Bond, day: date, convention: Convention) -> LastPayment | None:
    """The one payment that is left if the convention discounts it simply on ``day``, else None."""
    if convention is not Convention.INTERBANK:
        return None
    if bond.has_coupons:
        return _with_coupon(bond, day)
    if add_months(day, 12) < bond.maturity:
        return None
    year = year_of_interest(bond.dated, day)
    return LastPayment(float(redemption(bond)), (bond.maturity - day).days / (year.end - year.start).days)


def _with_coupon(bond: Bond, day: date) -> LastPayment | None:
    terms = bond.terms()
    period = period_of(terms, day)
    if period.end != bond.maturity:
        return None
    share = Fraction((period.end - period.start).days, full_days(terms, period))
    amount = redemption(bond) + coupon_per_hundred(terms) * share
    year = (bond.maturity - add_months(bond.maturity, -12)).days
    return LastPayment(float(amount), (bond.maturity - day).days / year)

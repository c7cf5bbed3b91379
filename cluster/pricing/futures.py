"""Conversion factors (转换因子) of bonds deliverable into treasury futures of CFFEX."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from actors.modules.accrued import round_half_up
from actors.modules.bond import coupon_per_hundred
from actors.modules.dates import add_months
from cluster.pricing.bond import Bond, Kind
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Number, read_rate

_SCALE, _MICRO, _HUNDRED = 10_000, 1_000_000, 100


def conversion_factor(bond: Bond, year: int, month: int, notional_pct: Number = 3) -> Decimal:
    """The conversion factor for delivery in a month, four decimals: the clean price per 1 of face at the notional
    coupon as yield, in whole months.

    Source: CFFEX, delivery rules of treasury futures.

    Raises:
        PricingProblem: no fixed-coupon bond, or one that does not outlive the month.
    """
    if bond.kind is not Kind.FIXED:
        raise PricingProblem(f"{bond.code} pays no fixed coupon: it has no conversion factor")
    if not 1 <= month <= 12 or not bond.dated < date(year, month, 1) < bond.maturity.replace(day=1):
        raise PricingProblem(
            f"{bond.code} cannot be delivered in month {month} of {year}: choose one of its life"
        )
    months, coupons = _coupons_after(bond, year, month)
    step = 12 // bond.frequency
    coupon = coupon_per_hundred(bond.terms()) / _HUNDRED
    period_rate = float(Fraction(read_rate(notional_pct, "notional coupon"), _MICRO * bond.frequency))
    growth = 1 + period_rate
    annuity = sum(growth**-at for at in range(coupons))
    full = (float(coupon) * annuity + growth ** -(coupons - 1)) / growth ** (months / step)
    factor = full - float(coupon) * (1 - months / step)
    return Decimal(round_half_up(Fraction(factor) * _SCALE)).scaleb(-4)


def _coupons_after(bond: Bond, year: int, month: int) -> tuple[int, int]:
    """Months from the delivery month to that of the next coupon, and how many coupons are left."""
    step, coupons = 12 // bond.frequency, 1
    left = (bond.maturity.year - year) * 12 + bond.maturity.month - month
    while left - step * coupons > 0:
        coupons += 1
    assert add_months(bond.maturity, -step * coupons) < bond.maturity
    return left - step * (coupons - 1), coupons

"""Accrued interest of any bond on the shelf, per 100, by market.

Fixed and floating coupons as :mod:`actors.modules.accrued` has them. Discount bonds accrue (100 - issue price) over
their life, and bonds that pay in one sum whole years plus the running one, after the People's Bank's notice of 2007
(银发〔2007〕200号); that an exchange counts both alike is not confirmed.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from actors.modules.accrued import ACCRUED_SCALE, DECIMALS, Convention, accrued, round_half_up
from actors.modules.bond import RATE_SCALE, BondTerms
from actors.modules.dates import add_months, number_of, read_date
from actors.modules.instruments.commands import CouponType
from actors.modules.instruments.state import Instrument
from actors.modules.price import PRICE_SCALE

_PER = 100


def bond_terms(instrument: Instrument, face_fen: int) -> BondTerms:
    """The terms as the mathematics of coupons takes them; for bonds that bear coupons."""
    return BondTerms(
        instrument.asset,
        instrument.isin,
        instrument.name,
        face_fen,
        instrument.coupon_micro,
        instrument.frequency,
        instrument.dated,
        instrument.maturity,
    )


def accrued_interest(instrument: Instrument, day: date, convention: Convention) -> int:
    """Accrued interest per 100 on settlement day ``day``, in units of 10⁻⁸ yuan.

    Raises:
        ValueError: the bond does not live on that day.
    """
    if instrument.coupon_type in (CouponType.FIXED, CouponType.FLOATING):
        return accrued(bond_terms(instrument, 1), day, convention)
    dated, maturity = read_date(instrument.dated), read_date(instrument.maturity)
    if not dated <= day < maturity:
        raise ValueError(f"{instrument.isin} does not live on {number_of(day)}")
    if instrument.coupon_type == CouponType.DISCOUNT:
        gain = _PER - Fraction(instrument.issue_price, PRICE_SCALE)
        exact = gain * Fraction((day - dated).days, (maturity - dated).days)
    else:
        exact = Fraction(_PER * instrument.coupon_micro, RATE_SCALE) * anniversary_years(dated, day)
    scale = int(10 ** DECIMALS[convention])
    return round_half_up(exact * scale) * (ACCRUED_SCALE // scale)


def anniversary_years(start: date, day: date) -> Fraction:
    """Whole years from ``start`` to ``day``, and the part of the running one by its actual days."""
    whole = day.year - start.year - (add_months(start, 12 * (day.year - start.year)) > day)
    first, last = add_months(start, 12 * whole), add_months(start, 12 * (whole + 1))
    return whole + Fraction((day - first).days, (last - first).days)

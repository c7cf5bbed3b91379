"""What a bond of a given coupon costs at a bidder's own yield. Exact fractions, rounded once.

Yields, coupons and prices are counted in millionths of face: 1.54 % is 15,400, a price of 99.95 per 100 is 999,500.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from actors.modules.accrued import round_half_up
from actors.modules.bond import FREQUENCIES, BondTerms
from actors.modules.dates import DateProblem, add_months, read_date

#: Everything is counted in millionths: par is 1,000,000.
PAR: Final = 1_000_000
_MONTHS: Final = 12


def price_at(coupon: int, yield_: int, periods: int, frequency: int, unit: int) -> int:
    """Price at issue of a bond of ``periods`` full coupon periods, at the compound yield ``yield_``.

    Rounded half up to ``unit`` (millionths of face; 100 is ¥0.01 per ¥100).
    """
    rate = Fraction(yield_, PAR * frequency)
    discount = Fraction(1, 1 + rate)
    last = discount**periods
    annuity = Fraction(periods) if not rate else Fraction(1 - last, rate)
    exact = Fraction(coupon, PAR * frequency) * annuity + last
    return round_half_up(Fraction(exact * PAR, unit)) * unit


def periods_of(bond: BondTerms) -> int:
    """How many full coupon periods lie between the bond's dated date and its maturity.

    Raises:
        ValueError: not a whole number of them.
    """
    try:
        dated, maturity = read_date(bond.dated), read_date(bond.maturity)
    except DateProblem as problem:
        raise ValueError(str(problem)) from None
    if bond.frequency not in FREQUENCIES:
        raise ValueError(f"{bond.code}: {bond.frequency} coupons a year; 1, 2 or 4 are known")
    months = (maturity.year - dated.year) * _MONTHS + maturity.month - dated.month
    count, rest = divmod(months, _MONTHS // bond.frequency)
    if rest or count < 1 or add_months(dated, months) != maturity:
        raise ValueError(
            f"{bond.code}: {bond.dated} to {bond.maturity} is no whole number of coupon periods; "
            "correct the dates or the frequency"
        )
    return count


def amount_at(units: int, face_fen: int, price: int) -> int:
    """Cash in fen for ``units`` at ``price`` (millionths of face), rounded half up."""
    return round_half_up(Fraction(units * face_fen * price, PAR))

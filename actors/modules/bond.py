"""Terms of a fixed-coupon bond and its coupon periods. Rates are integers, amounts per 100 exact fractions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from actors.base.canonical import Canonical
from actors.modules.dates import DateProblem, add_months, number_of, read_date

#: Coupon rates are counted in millionths of face a year: 2.19 % is 21,900.
RATE_SCALE = 1_000_000
FREQUENCIES = (1, 2, 4)
_PER = 100


class BondTerms(Canonical):
    """What a fixed-coupon bond promises. Dates are integers YYYYMMDD; ``coupon_micro`` is millionths of face a year."""

    asset: int
    code: str
    name: str
    face_fen: int
    coupon_micro: int
    frequency: int
    dated: int
    maturity: int
    #: Asset number of the bond that a tap merges into; 0: none.
    parent: int = 0


class Period(NamedTuple):
    """One coupon period: ``start`` ≤ day < ``end``; the coupon is due on ``end``."""

    start: date
    end: date


def why_malformed(terms: BondTerms) -> list[str]:
    """Every reason why the terms are not those of a bond; empty if they are."""
    faults: list[str] = []
    dates: list[date] = []
    for name, value in (("dated", terms.dated), ("maturity", terms.maturity)):
        try:
            dates.append(read_date(value))
        except DateProblem as problem:
            faults.append(f"{terms.code}: the {name} date: {problem}")
    if len(dates) == 2 and dates[0] >= dates[1]:
        faults.append(f"{terms.code}: it matures {terms.maturity}, not after its dated date {terms.dated}")
    if terms.frequency not in FREQUENCIES:
        faults.append(f"{terms.code}: {terms.frequency} coupons a year; 1, 2 or 4 are known")
    if not 0 < terms.coupon_micro < RATE_SCALE:
        faults.append(
            f"{terms.code}: a coupon of {terms.coupon_micro} millionths; give 1 to {RATE_SCALE - 1}"
        )
    if terms.face_fen <= 0:
        faults.append(f"{terms.code}: a face of {terms.face_fen} fen a unit; give at least 1")
    if not terms.code or len(terms.code.encode()) > 32:
        faults.append(f"the code {terms.code!r} is empty or longer than 32 bytes")
    return faults


def coupon_per_hundred(terms: BondTerms) -> Fraction:
    """One coupon per 100 of face, exact (yuan)."""
    return Fraction(_PER * terms.coupon_micro, RATE_SCALE * terms.frequency)


def coupon_fen_per_unit(terms: BondTerms) -> Fraction:
    """One coupon of one unit in fen, exact: 109.5 for ¥100 of the 30-year 2.19 %."""
    return Fraction(terms.face_fen * terms.coupon_micro, RATE_SCALE * terms.frequency)


def period_of(terms: BondTerms, day: date) -> Period:
    """The coupon period in which ``day`` lies. Dates are counted back from maturity, unadjusted.

    Raises:
        ValueError: the bond does not live on that day.
    """
    dated, maturity = read_date(terms.dated), read_date(terms.maturity)
    if not dated <= day < maturity:
        raise ValueError(
            f"{terms.code} lives from {terms.dated} to {terms.maturity}; "
            f"nothing accrues on {number_of(day)}: choose a day between"
        )
    months = 12 // terms.frequency
    back = max(0, ((maturity.year - day.year) * 12 + maturity.month - day.month) // months - 1)
    while add_months(maturity, -months * (back + 1)) > day:
        back += 1
    start = max(dated, add_months(maturity, -months * (back + 1)))
    return Period(start, add_months(maturity, -months * back))


def full_days(terms: BondTerms, period: Period) -> int:
    """Actual days of the regular period that ends with ``period`` (a short first one counts as a whole one)."""
    return (period.end - add_months(period.end, -(12 // terms.frequency))).days

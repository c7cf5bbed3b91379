"""A curve given as yields by tenor, as the bonds that would yield so at par."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from actors.modules.dates import add_months
from cluster.pricing.bond import Bond
from cluster.pricing.curve import BondQuote
from cluster.pricing.reading import Day, read_day

_MONTHS, _PERCENT = 12, 100
#: The treasury pays twice a year from this tenor on (a parameter).
_TWICE_FROM_YEARS = 10
_PRICE_DECIMALS = 10


def par_quotes(
    day: Day, yields_pct: Mapping[float, float], twice_from: int = _TWICE_FROM_YEARS
) -> list[BondQuote]:
    """One quote per tenor (years → yield in percent): new bonds at 100 whose coupon is the yield, and below a year
    bills at the price of the interbank rule. Tenors below a month are left out.

    ``twice_from``: years from which coupons are paid twice a year.

    Raises:
        PricingProblem: a yield that is no coupon.
    """
    start = read_day(day)
    months = {round(tenor * _MONTHS): value for tenor, value in yields_pct.items()}
    return [_quote(start, tenor, value, twice_from) for tenor, value in sorted(months.items()) if tenor]


def _quote(day: date, months: int, yield_pct: float, twice_from: int) -> BondQuote:
    maturity = add_months(day, months)
    if months < _MONTHS:
        year = (add_months(day, _MONTHS) - day).days
        growth = 1 + Decimal(str(yield_pct)) / _PERCENT * (maturity - day).days / year
        price = round(Decimal(100) / growth, _PRICE_DECIMALS)
        return BondQuote(Bond.discount(f"{months}m", price, day, maturity), price)
    frequency = 2 if months >= twice_from * _MONTHS else 1
    return BondQuote(Bond.fixed(f"{months // _MONTHS}y", yield_pct, day, maturity, frequency), 100)

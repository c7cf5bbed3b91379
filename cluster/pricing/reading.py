"""Days, prices and rates as people write them. A pricing number is a float; money on the ledger never is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite

from actors.modules.bond import RATE_SCALE
from actors.modules.dates import DateProblem, read_date
from cluster.pricing.problems import PricingProblem

Day = date | str | int
Number = Decimal | float | int | str

_YEARS = range(1902, 2199)
_PERCENT = 100


def read_day(value: Day) -> date:
    """The day behind a date, a timestamp of pandas, ``"2026-03-23"`` or ``20260323``.

    Raises:
        PricingProblem: it is none, or not within the years 1902 to 2198 that QuantLib counts.
    """
    try:
        day = value.date() if isinstance(value, datetime) else read_date(value)
    except (DateProblem, TypeError) as problem:
        raise PricingProblem(str(problem)) from None
    if day.year not in _YEARS:
        raise PricingProblem(f"{day} is not within 1902 to 2198, the years that can be counted")
    return day


def read_number(value: Number, what: str) -> float:
    """A finite number. ``what`` names it in the refusal.

    Raises:
        PricingProblem: it is none.
    """
    try:
        number = float("nan") if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not isfinite(number):
        raise PricingProblem(f"the {what} {value!r} is not a number; write it like 98.5")
    return number


def read_clean(value: Number) -> float:
    """A price per 100 of face, above 0 and at most 1,000.

    Raises:
        PricingProblem: it is none.
    """
    price = read_number(value, "price")
    if not 0 < price <= 1000:
        raise PricingProblem(f"a price of {value} per 100 of face; give one above 0 and up to 1000")
    return price


def read_rate(value: Number, what: str) -> int:
    """A rate in percent of at most four decimals, as millionths a year: ``"2.19"`` gives 21,900.

    Raises:
        PricingProblem: no number, more than four decimals, or 100 % and more either way.
    """
    try:
        scaled = Decimal(str(value)) * (RATE_SCALE // _PERCENT)
        whole = scaled.is_finite() and scaled == scaled.to_integral_value() and abs(scaled) < RATE_SCALE
    except InvalidOperation:
        whole = False
    if not whole:
        raise PricingProblem(
            f"the {what} {value!r} is no rate in percent of at most four decimals below 100; write it like 2.19"
        )
    return int(scaled)

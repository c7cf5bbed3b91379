"""Calendar dates as the ledger writes them: integers YYYYMMDD. Business days come with the market's calendar."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta
from typing import Final

#: Seconds of a day.
DAY_S: Final = 86_400
_SATURDAY = 5


class DateProblem(ValueError):
    """Not a calendar date; the text says what was given and how to write one."""


def read_date(value: int | str | date) -> date:
    """The date behind ``20260323``, ``"2026-03-23"``, ``"20260323"`` or a date.

    Raises:
        DateProblem: it is none.
    """
    if isinstance(value, date):
        return value
    text = str(value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateProblem(f"{text!r} is not a calendar date; write it like 2026-03-23") from None


def number_of(day: date) -> int:
    """The integer YYYYMMDD of ``day``."""
    return day.year * 10_000 + day.month * 100 + day.day


def add_months(day: date, months: int) -> date:
    """``day`` so many months later (or earlier); clamped to the month's last day."""
    month = day.year * 12 + day.month - 1 + months
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


def leap_days(first: date, last: date) -> int:
    """How many 29ths of February lie in ``first`` ≤ day < ``last``."""
    years = range(first.year, last.year + 1)
    return sum(first <= date(year, 2, 29) < last for year in years if isleap(year))


def is_business_day(day: date, holidays: frozenset[date] = frozenset()) -> bool:
    """Whether ``day`` is neither a weekend nor one of the calendar's ``holidays``."""
    return day.weekday() < _SATURDAY and day not in holidays


def following(day: date, holidays: frozenset[date] = frozenset()) -> date:
    """``day``, or the next business day (convention: following)."""
    while not is_business_day(day, holidays):
        day += timedelta(days=1)
    return day


def business_day_before(day: date, holidays: frozenset[date] = frozenset()) -> date:
    """The last business day before ``day``."""
    day -= timedelta(days=1)
    while not is_business_day(day, holidays):
        day -= timedelta(days=1)
    return day

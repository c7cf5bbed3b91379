"""Business days of China's two bond markets, and what to do with a date that is none.

The days come from QuantLib; the operator loads them onto the ledger, where they are data. The State Council announces
holidays a year at a time: of a year that the library does not know yet, days are provisional.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from actors.modules.dates import number_of
from cluster.pricing.library import ql_date, quantlib
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_day

INTERBANK, EXCHANGE = "China.IB", "China.SSE"
_SATURDAY = 5
#: The Spring Festival falls between these days of any year.
_FESTIVAL = ((1, 20), (2, 25))


class Roll(StrEnum):
    """What becomes of a date that is no business day."""

    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modified-following"
    PRECEDING = "preceding"
    UNADJUSTED = "unadjusted"


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """A market's business days of one year, ready for the ledger."""

    market: str
    year: int
    #: Ascending, YYYYMMDD.
    days: tuple[int, ...]
    #: Whether the year's holidays were not announced yet when the library was made.
    provisional: bool


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """An announcement of a year's holidays that the library does not have.

    ``closed``: days off; ``opened``: weekend days worked, for the interbank market.
    """

    year: int
    closed: frozenset[date]
    opened: frozenset[date] = frozenset()


class MarketCalendar:
    """The calendar of ``China.IB`` (interbank; works on some weekends) or ``China.SSE`` (exchanges, also SZSE)."""

    def __init__(self, market: str, notices: Iterable[HolidayNotice] = ()) -> None:
        """``notices``: announced holidays of years to come; they take the place of what the library says of the year.

        Raises:
            PricingProblem: another market.
        """
        self.market = market
        self._library = _library(market)
        self._notices = {notice.year: notice for notice in notices}

    def is_business_day(self, day: Day) -> bool:
        """Whether the market is open on ``day``."""
        wanted = read_day(day)
        notice = self._notices.get(wanted.year)
        if notice is None:
            return bool(self._library.isBusinessDay(ql_date(wanted)))
        worked = self.market == INTERBANK and wanted in notice.opened
        return worked or (wanted.weekday() < _SATURDAY and wanted not in notice.closed)

    def is_provisional(self, day: Day) -> bool:
        """Whether the holidays of that year are not known, so that the answer may change."""
        year = read_day(day).year
        return year not in self._notices and not _known(self.market, year)

    def roll(self, day: Day, rule: Roll | str = Roll.FOLLOWING) -> date:
        """The business day that ``day`` becomes under a rule.

        Raises:
            PricingProblem: an unknown rule.
        """
        wanted, how = read_day(day), _read_roll(rule)
        if how is Roll.UNADJUSTED:
            return wanted
        step = -1 if how is Roll.PRECEDING else 1
        rolled = self._walk(wanted, step)
        if how is Roll.MODIFIED_FOLLOWING and rolled.month != wanted.month:
            return self._walk(wanted, -1)
        return rolled

    def advance(self, day: Day, business_days: int) -> date:
        """So many business days later, or earlier if negative: T+1 is ``advance(trade_day, 1)``."""
        at, step = read_day(day), 1 if business_days >= 0 else -1
        for _ in range(abs(business_days)):
            at = self._walk(at + timedelta(step), step)
        return at

    def record_date(self, payment: Day) -> date:
        """The record date of a payment: the last business day before it (登记日)."""
        return self.advance(payment, -1)

    def business_days(self, year: int) -> BusinessDays:
        """All business days of a year.

        Raises:
            PricingProblem: not within the years that can be counted.
        """
        first = read_day(f"{year:04d}-01-01")
        count = (date(year + 1, 1, 1) - first).days
        days = (first + timedelta(at) for at in range(count))
        opened = tuple(number_of(day) for day in days if self.is_business_day(day))
        return BusinessDays(self.market, year, opened, self.is_provisional(first))

    def _walk(self, day: date, step: int) -> date:
        while not self.is_business_day(day):
            day += timedelta(step)
        return day


def business_days(market: str, year: int, notices: Iterable[HolidayNotice] = ()) -> BusinessDays:
    """The business days of ``China.IB`` or ``China.SSE`` in a year, and whether they are provisional.

    Raises:
        PricingProblem: another market, or a year that cannot be counted.
    """
    return MarketCalendar(market, notices).business_days(year)


@cache
def _library(market: str) -> Any:
    ql = quantlib()
    rules = {INTERBANK: ql.China.IB, EXCHANGE: ql.China.SSE}
    if market not in rules:
        raise PricingProblem(f"no calendar {market!r}; there are {', '.join(rules)}")
    return ql.China(rules[market])


@cache
def _known(market: str, year: int) -> bool:
    """Whether the library knows the year's holidays: it then has a Spring Festival on week days."""
    first, last = (date(year, *day) for day in _FESTIVAL)
    return bool(_library(market).holidayList(ql_date(first), ql_date(last), False))


def _read_roll(value: Roll | str) -> Roll:
    try:
        return Roll(value)
    except ValueError:
        raise PricingProblem(f"no roll rule {value!r}; there are {', '.join(Roll)}") from None

"""Business days as the ledger's calendars tell them: rolling, counting, and whether a date may still change."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from actors.modules.corporate.books import books_of
from actors.modules.corporate.commands import Market, Roll
from actors.modules.dates import number_of, read_date

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Years that may have a calendar and in which bonds mature: no walk from one of their days leaves the dates that can be
#: written.
YEARS: Final = range(1990, 3000)
#: No holiday is longer: a walk over more days has met a calendar without business days.
_WALK_MAX: Final = 60


class NoCalendar(LookupError):
    """The ledger holds no calendar for a day that was asked about."""


class BusinessDays:
    """The business days of one market. ``provisional``: an answer so far rested on a provisional year."""

    def __init__(self, ledger: Ledger, market: int) -> None:
        """Over the calendars as they are."""
        self._calendars, self._market = books_of(ledger).calendars, market
        self.provisional = False

    def is_open(self, day: date) -> bool:
        """Whether the market is open on ``day``.

        Raises:
            NoCalendar: of that year.
        """
        row = self._calendars.get((self._market, day.year))
        if row is None:
            raise NoCalendar
        self.provisional |= row.provisional
        number = number_of(day)
        at = bisect_left(row.days, number)
        return at < len(row.days) and row.days[at] == number

    def roll(self, day: date, rule: int) -> date:
        """The business day that ``day`` becomes under a rule (Roll)."""
        if rule == Roll.UNADJUSTED:
            return day
        if rule == Roll.PRECEDING:
            return self._walk(day, -1)
        rolled = self._walk(day, 1)
        if rule == Roll.MODIFIED_FOLLOWING and rolled.month != day.month:
            return self._walk(day, -1)
        return rolled

    def advance(self, day: date, count: int) -> date:
        """So many business days later, or earlier if negative."""
        step = 1 if count >= 0 else -1
        for _ in range(abs(count)):
            day = self._walk(day + timedelta(step), step)
        return day

    def _walk(self, day: date, step: int) -> date:
        for _ in range(_WALK_MAX):
            if self.is_open(day):
                return day
            day += timedelta(step)
        raise NoCalendar


def later(ledger: Ledger, market: int, day: int, count: int) -> int:
    """``count`` business days after ``day`` (YYYYMMDD); as many calendar days where no calendar tells."""
    try:
        return number_of(BusinessDays(ledger, market).advance(read_date(day), count))
    except NoCalendar:
        return days_later(day, count)


def days_later(day: int, count: int) -> int:
    """``count`` calendar days after ``day`` (YYYYMMDD), or the last day that can be written."""
    try:
        return number_of(read_date(day) + timedelta(count))
    except OverflowError:
        return number_of(date.max)


def payday(ledger: Ledger, gateway: int, payment_date: int) -> int:
    """When a gateway pays its own clients what is paid on ``payment_date``: that day or its market's next open one."""
    home = books_of(ledger).homes.get(gateway)
    days = BusinessDays(ledger, home.market if home else Market.INTERBANK)
    try:
        return number_of(days.roll(read_date(payment_date), Roll.FOLLOWING))
    except NoCalendar:
        return payment_date

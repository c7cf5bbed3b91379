"""Calendars: business days as data, corrected only for days to come; whose days a custodian goes by."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from actors.ledger.business.assets import may
from actors.ledger.business.dates import is_date
from actors.ledger.status import Status
from actors.modules.corporate.books import books_of
from actors.modules.corporate.business_days import YEARS
from actors.modules.corporate.commands import Market, SetCalendar, SetHomeMarket
from actors.modules.corporate.state import Calendar, Home
from actors.modules.corporate.timing import redate

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_set(ledger: Ledger, institution: int, command: SetCalendar) -> list[Status]:
    """Every reason why the calendar is not set."""
    faults: list[Status] = []
    # AUTHORISE
    if not may(ledger, institution, "venue", "regulator"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if command.market not in set(map(int, Market)):
        faults.append(Status.MARKET_UNKNOWN)
    if not _is_calendar(command):
        faults.append(Status.CALENDAR_INVALID)
    known = books_of(ledger).calendars.get((command.market, command.year))
    if known and _past(ledger, known.days) != _past(ledger, command.days):
        faults.append(Status.CALENDAR_PAST)
    if books_of(ledger).calendars.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def set_(ledger: Ledger, _institution: int, command: SetCalendar) -> Status:
    """Take the calendar; dates of events that no record date has fixed yet follow it."""
    # APPLY
    row = Calendar(command.market, command.year, command.days, command.provisional)
    books_of(ledger).calendars.put(row)
    redate(ledger, command.market, command.year)
    # EMIT
    return Status.DONE


def why_not_home(ledger: Ledger, institution: int, command: SetHomeMarket) -> list[Status]:
    """Every reason why the sender's market is not set."""
    faults: list[Status] = []
    # AUTHORISE
    if not may(ledger, institution, "custodian"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if command.market not in set(map(int, Market)):
        faults.append(Status.MARKET_UNKNOWN)
    return faults


def set_home(ledger: Ledger, institution: int, command: SetHomeMarket) -> Status:
    """Note whose days the custodian goes by, from the next record date on."""
    # APPLY
    books_of(ledger).homes.put(Home(institution, command.market))
    # EMIT
    return Status.DONE


def _is_calendar(command: SetCalendar) -> bool:
    days = command.days
    if command.year not in YEARS:
        return False
    ascending = all(first < second for first, second in pairwise(days))
    return bool(days) and ascending and all(is_date(day) and day // 10_000 == command.year for day in days)


def _past(ledger: Ledger, days: tuple[int, ...]) -> list[int]:
    return [day for day in days if day <= ledger.business_date]

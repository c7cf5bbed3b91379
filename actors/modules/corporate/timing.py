"""Record and payment dates of events: rolled by the market's calendar, and rolled anew when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.modules.corporate.books import books_of
from actors.modules.corporate.business_days import BusinessDays, NoCalendar
from actors.modules.corporate.state import Event, Job, Service, Standing, Task
from actors.modules.dates import number_of, read_date
from actors.modules.instances.admission import value

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def dated(ledger: Ledger, service: Service, event: Event) -> Event:
    """The event with the dates that the calendars now give it; 0 where there is no calendar."""
    days = BusinessDays(ledger, service.market)
    try:
        payment = days.roll(read_date(event.due), service.roll)
        record = days.advance(payment, -value(ledger, service.instance, "corporate.record_days"))
    except NoCalendar:
        return structs.replace(event, record_date=0, payment_date=0, provisional=True)
    return structs.replace(
        event,
        record_date=number_of(record),
        payment_date=number_of(payment),
        provisional=days.provisional,
    )


def schedule(ledger: Ledger, service: Service, event: Event) -> None:
    """Put the event on its shelf with its dates, and its record date on the list of what is to be done."""
    books = books_of(ledger)
    before, event = books.events.get((event.asset, event.number)), dated(ledger, service, event)
    if before is not None and before.record_date != event.record_date:
        unschedule(ledger, before)
    books.events.put(event)
    if event.record_date:
        books.evenings.put(Task(event.record_date, Job.FIX, event.asset, event.number))


def unschedule(ledger: Ledger, event: Event) -> None:
    """Take the event's record date off the list."""
    key = (event.record_date, Job.FIX, event.asset, event.number)
    if key in books_of(ledger).evenings:
        books_of(ledger).evenings.drop(key)


def redate(ledger: Ledger, market: int, year: int) -> None:
    """Roll the dates of scheduled events anew that this market's year, or the days around it, decide."""
    books = books_of(ledger)
    first, last = (year - 1) * 10_000 + 1201, (year + 1) * 10_000 + 131
    for service in books.services:
        if service.market != market:
            continue
        for event in books.events.among((service.asset, 0), (service.asset + 1, 0)):
            if event.standing == Standing.SCHEDULED and first <= event.due <= last:
                schedule(ledger, service, event)

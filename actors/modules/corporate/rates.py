"""Rates that are set while a bond lives: a floater's at the beginning of each period, and the issuer's resets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.ledger.status import Status
from actors.modules.bond import RATE_SCALE
from actors.modules.corporate.books import books_of
from actors.modules.corporate.business_days import BusinessDays, NoCalendar
from actors.modules.corporate.commands import ResetRate, Right
from actors.modules.corporate.indices import rate_on
from actors.modules.corporate.rights import why_not_announced
from actors.modules.corporate.state import Event, Job, Pays, Service, Standing, Task
from actors.modules.dates import number_of, read_date
from actors.modules.instruments.commands import CouponType
from actors.modules.instruments.module import Instruments, instrument_of
from actors.modules.instruments.state import Instrument

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def expect(ledger: Ledger, instrument: Instrument, service: Service, event: Event) -> None:
    """Note on which day a floater's period begins and its rate is set, if an index sets it."""
    floats = instrument.coupon_type == CouponType.FLOATING and service.index
    if floats and event.pays == Pays.COUPON and not event.rate_micro:
        books_of(ledger).mornings.put(Task(event.start, Job.RESET, event.asset, event.number))


def begin(ledger: Ledger, task: Task) -> bool:
    """A period begins: its rate is now the bond's. False if it cannot be told yet (no fixing, no calendar)."""
    books = books_of(ledger)
    event, service = books.events[task.asset, task.event], books.services[task.asset]
    if event.standing == Standing.CANCELLED:
        return True
    rate = event.rate_micro or _fixed_rate(ledger, service, event)
    if rate is None:
        return False
    books.events.put(structs.replace(event, rate_micro=rate))
    terms = ledger.module(Instruments).terms
    terms.put(structs.replace(terms[task.asset], coupon_micro=rate))
    return True


def _fixed_rate(ledger: Ledger, service: Service, event: Event) -> int | None:
    """Index plus spread, never below zero: the last fixing not after ``reset_days`` before the period."""
    days = BusinessDays(ledger, service.market)
    try:
        taken = number_of(days.advance(read_date(event.start), -service.reset_days))
    except NoCalendar:
        return None
    found = rate_on(ledger, service.index, taken)
    return None if found is None else max(0, found + service.spread_micro)


def rate_of(ledger: Ledger, event: Event) -> int | None:
    """The rate of a coupon as it is known at its record date, or None. Without an index, the depository's (FixRate)."""
    instrument, service = instrument_of(ledger, event.asset), books_of(ledger).services[event.asset]
    waits = (event.start, Job.RESET, event.asset, event.number) in books_of(ledger).mornings
    if event.rate_micro or instrument is None:
        return event.rate_micro
    if waits:
        return None
    return event.rate_micro if service.index else instrument.coupon_micro


def why_not_reset(ledger: Ledger, institution: int, command: ResetRate) -> list[Status]:
    """Every reason why the coupon is not set anew."""
    faults = why_not_announced(ledger, institution, command.asset, Right.RESET, command.due)
    # VALIDATE
    if not 0 < command.coupon_micro < RATE_SCALE:
        faults.append(Status.COUPON_OUT_OF_RANGE)
    return faults


def reset(ledger: Ledger, _institution: int, command: ResetRate) -> Status:
    """All coupons of later periods have this rate; the bond's own changes on the day."""
    # APPLY
    books = books_of(ledger)
    for event in books.events.among((command.asset, 0), (command.asset + 1, 0)):
        if event.pays != Pays.COUPON or event.start < command.due or event.standing != Standing.SCHEDULED:
            continue
        books.events.put(structs.replace(event, rate_micro=command.coupon_micro))
        if event.start == command.due:
            books.mornings.put(Task(command.due, Job.RESET, command.asset, event.number))
    # EMIT
    return Status.DONE

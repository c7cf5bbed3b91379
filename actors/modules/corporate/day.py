"""The business day: record dates that close, days of grace that end, periods that begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.ledger.status import Status
from actors.modules.corporate import rates
from actors.modules.corporate.books import books_of
from actors.modules.corporate.entitlement import fix
from actors.modules.corporate.payment import sweep
from actors.modules.corporate.state import Event, Job, Standing, Task

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def opened(ledger: Ledger) -> None:
    """Record dates that nobody opened; rates of periods that begin, bonds left over, statements old enough to go."""
    evenings, mornings = books_of(ledger).evenings, books_of(ledger).mornings
    for task in evenings.among((0, 0, 0, 0), (ledger.business_date, 0, 0, 0)):
        if task.job == Job.FIX and fix_now(ledger, books_of(ledger).events[task.asset, task.event]):
            evenings.drop((task.date, task.job, task.asset, task.event))
    for task in mornings.among((0, 0, 0, 0), (ledger.business_date + 1, 0, 0, 0)):
        if _done_in_the_morning(ledger, task):
            mornings.drop((task.date, task.job, task.asset, task.event))


def _done_in_the_morning(ledger: Ledger, task: Task) -> bool:
    match task.job:
        case Job.RESET:
            return rates.begin(ledger, task)
        case Job.SWEEP:
            return sweep(ledger, books_of(ledger).events[task.asset, task.event])
        case _:
            return _forget(ledger, task)


def closed(ledger: Ledger) -> None:
    """Entitlements of record dates that have come, and defaults of days of grace that are over."""
    evenings = books_of(ledger).evenings
    for task in evenings.among((0, 0, 0, 0), (ledger.business_date + 1, 0, 0, 0)):
        event = books_of(ledger).events[task.asset, task.event]
        if fix_now(ledger, event) if task.job == Job.FIX else _lapse(ledger, event):
            evenings.drop((task.date, task.job, task.asset, task.event))


def fix_now(ledger: Ledger, event: Event) -> bool:
    """Fix the event; one of a bond that was merged into another is cancelled. False: not yet possible."""
    if not ledger.state.assets[event.asset]["merged_into"]:
        return fix(ledger, event)
    books_of(ledger).events.put(structs.replace(event, standing=Standing.CANCELLED))
    return True


def _lapse(ledger: Ledger, event: Event) -> bool:
    """Mark what was not paid; whoever waits to pay it is told."""
    books = books_of(ledger)
    root = books.services[event.asset].depository
    for claim in books.claims.among((event.asset, event.number, 0), (event.asset, event.number + 1, 0)):
        if claim.paid_ms:
            continue
        key = (claim.asset, claim.event, claim.gateway)
        books.claims.put(structs.replace(claim, late=True))
        waiting = books.waiting.get(key)
        if waiting is not None:
            books.waiting.drop(key)
            ledger.late(waiting.origin, Status.EVENT_DEFAULTED)
        if claim.gateway == root:
            books.events.put(structs.replace(event, defaulted=True))
    return True


def _forget(ledger: Ledger, task: Task) -> bool:
    """Empty the statements of a paid event; totals stay."""
    claims = books_of(ledger).claims
    for claim in claims.among((task.asset, task.event, 0), (task.asset, task.event + 1, 0)):
        claims.put(structs.replace(claim, parts=b""))
    return True

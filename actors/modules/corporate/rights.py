"""Rights of the issuer: whether it may use one now, and calling the bond (赎回)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.ledger.status import Status
from actors.modules.corporate.books import books_of
from actors.modules.corporate.commands import AnnounceCall, Right
from actors.modules.corporate.state import Event, Pays, Standing
from actors.modules.corporate.timing import schedule, unschedule
from actors.modules.dates import read_date

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_announced(ledger: Ledger, institution: int, asset: int, right: int, due: int) -> list[Status]:
    """Every reason why the issuer's right of this day is not used now."""
    service = books_of(ledger).services.get(asset)
    if service is None:
        return [Status.NOT_SERVICED]
    faults, option = [], service.option(right, due)
    # AUTHORISE
    if institution not in (service.issuer, service.depository):
        faults.append(Status.NOT_THE_ISSUER)
    # VALIDATE
    if option is None:
        faults.append(Status.RIGHT_UNKNOWN)
    elif not ledger.business_date or _days_left(ledger, due) < max(1, option.notice_days):
        faults.append(Status.NOTICE_TOO_SHORT)
    if _called(ledger, asset):
        faults.append(Status.CALLED_ALREADY)
    return faults


def _days_left(ledger: Ledger, due: int) -> int:
    return (read_date(due) - read_date(ledger.business_date)).days


def _called(ledger: Ledger, asset: int) -> bool:
    events = books_of(ledger).events.among((asset, 0), (asset + 1, 0))
    return any(one.pays == Pays.CALL and one.standing != Standing.CANCELLED for one in events)


def why_not_called(ledger: Ledger, institution: int, command: AnnounceCall) -> list[Status]:
    """Every reason why the bond is not called."""
    return why_not_announced(ledger, institution, command.asset, Right.CALL, command.due)


def call(ledger: Ledger, _institution: int, command: AnnounceCall) -> Status:
    """Cancel what was to come after the day, or is redeemed on it, and enter the redemption of the whole."""
    # APPLY
    books = books_of(ledger)
    service = books.services[command.asset]
    for event in books.events.among((command.asset, 0), (command.asset + 1, 0)):
        paid_then = event.due == command.due and event.pays == Pays.COUPON
        if event.standing == Standing.SCHEDULED and event.due >= command.due and not paid_then:
            unschedule(ledger, event)
            books.events.put(structs.replace(event, standing=Standing.CANCELLED))
    service = structs.replace(service, events=service.events + 1)
    option = service.option(Right.CALL, command.due)
    assert option is not None, "judged before"
    event = Event(command.asset, service.events, Pays.CALL, 0, command.due, option.price_micro, 0, 1)
    books.services.put(service)
    schedule(ledger, service, event)
    # EMIT
    return Status.DONE

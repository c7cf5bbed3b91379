"""Business dates: opened and closed by command, ascending; closing fixes entitlements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from actors.ledger.business.assets import may
from actors.ledger.business.coupons import fix
from actors.ledger.commands import CloseDate, OpenDate
from actors.ledger.movements import CLOSED, OPENED
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def is_date(number: int) -> bool:
    """Whether ``number`` is a calendar date written YYYYMMDD."""
    try:
        date(number // 10_000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        return False
    return True


def why_not_opened(ledger: Ledger, institution: int, command: OpenDate) -> list[Status]:
    """Every reason why the business date is not opened."""
    faults: list[Status] = []
    # AUTHORISE
    if not may(ledger, institution, "venue", "regulator"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if not is_date(command.date):
        faults.append(Status.DATE_INVALID)
    if ledger.date_open:
        faults.append(Status.DATE_OPEN)
    if command.date <= ledger.business_date:
        faults.append(Status.DATE_NOT_LATER)
    return faults


def open_(ledger: Ledger, _institution: int, command: OpenDate) -> Status:
    """Open the date."""
    # APPLY
    ledger.business_date, ledger.date_open, ledger.opened_ms = command.date, True, ledger.time_ms
    for module in ledger.modules:
        module.date_opened(ledger)
    # EMIT
    _note(ledger, OPENED, command.date)
    return Status.DONE


def _note(ledger: Ledger, kind: int, date_number: int) -> None:
    """EMIT: a row of history without accounts, so that what came before and after can be told apart."""
    rows = ledger.new_trades(1)
    rows["reference"], rows["kind"], rows["status"] = date_number, kind, Status.DONE


def why_not_closed(ledger: Ledger, institution: int, command: CloseDate) -> list[Status]:
    """Every reason why the business date is not closed."""
    faults: list[Status] = []
    # AUTHORISE
    if not may(ledger, institution, "venue", "regulator"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if not ledger.date_open or command.date != ledger.business_date:
        faults.append(Status.DATE_NOT_OPEN)
    return faults


def close(ledger: Ledger, _institution: int, command: CloseDate) -> Status:
    """Close the date; every coupon whose record date has come is fixed."""
    # APPLY
    ledger.date_open = False
    for key, coupon in sorted(ledger.coupons.items()):
        if not coupon.fixed and coupon.declared.record_date <= command.date:
            ledger.coupons[key] = fix(ledger, coupon)
    for module in ledger.modules:
        module.date_closed(ledger)
    # EMIT
    _note(ledger, CLOSED, command.date)
    return Status.DONE

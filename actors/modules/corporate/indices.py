"""Reference rates: who administers them, and their fixings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may
from actors.ledger.business.dates import is_date
from actors.ledger.status import Status
from actors.modules.bond import RATE_SCALE
from actors.modules.corporate.books import books_of
from actors.modules.corporate.commands import AddFixing, RegisterIndex
from actors.modules.corporate.state import Fixing, Index
from actors.modules.numbers import why_no_number

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

NAME_MAX: Final = 64


def why_not_registered(ledger: Ledger, institution: int, command: RegisterIndex) -> list[Status]:
    """Every reason why the reference rate is not registered."""
    indices, faults = books_of(ledger).indices, []
    # AUTHORISE
    if not may(ledger, institution, "regulator"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    faults += why_no_number(command.index)
    if not 1 <= len(command.name.encode()) <= NAME_MAX:
        faults.append(Status.TEXT_INVALID)
    if ledger.roster.institution(command.administrator) is None:
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    if command.index in indices or any(one.name == command.name for one in indices):
        faults.append(Status.INDEX_EXISTS)
    if indices.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def register(ledger: Ledger, _institution: int, command: RegisterIndex) -> Status:
    """Note the reference rate."""
    # APPLY
    books_of(ledger).indices.put(Index(command.index, command.name, command.administrator))
    # EMIT
    return Status.DONE


def why_not_added(ledger: Ledger, institution: int, command: AddFixing) -> list[Status]:
    """Every reason why the fixing is not taken."""
    books = books_of(ledger)
    index, faults = books.indices.get(command.index), []
    # AUTHORISE
    if index is not None and institution != index.administrator:
        faults.append(Status.NOT_THE_ADMINISTRATOR)
    # VALIDATE
    if index is None:
        faults.append(Status.INDEX_UNKNOWN)
    in_time = is_date(command.date) and command.date <= ledger.business_date
    if not in_time or not -RATE_SCALE < command.rate_micro < RATE_SCALE:
        faults.append(Status.FIXING_INVALID)
    if (command.index, command.date) in books.fixings:
        faults.append(Status.FIXING_EXISTS)
    if books.fixings.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def add(ledger: Ledger, _institution: int, command: AddFixing) -> Status:
    """Note the fixing."""
    # APPLY
    books_of(ledger).fixings.put(Fixing(command.index, command.date, command.rate_micro))
    # EMIT
    return Status.DONE


def rate_on(ledger: Ledger, index: int, day: int) -> int | None:
    """The last fixing that is not after ``day`` (YYYYMMDD), in millionths a year, or None."""
    found = books_of(ledger).fixings.among((index, 0), (index, day + 1))
    return found[-1].rate_micro if found else None

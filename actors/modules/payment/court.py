"""Forced transfer (司法扣划): recorded by a regulator, executed by the depository alone, in parts, each once.

There is no other way to take from a frozen account, and none at all for a regulator (DOMAIN 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.base.digest import DIGEST_BYTES, ZERO
from actors.ledger.business.assets import may
from actors.ledger.moves import Move
from actors.ledger.records import UNITS_MAX, Class, gateway_of
from actors.ledger.status import Status
from actors.modules.payment.books import books_of
from actors.modules.payment.commands import EndCourtOrder, ExecuteCourtOrder, RecordCourtOrder
from actors.modules.payment.freezes import why_no_line, why_no_order
from actors.modules.payment.state import CourtOrder, CourtPart

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Sort of history that a forced transfer leaves: 100 + the command's tag.
FORCED: Final = 268
ACCOUNTS_MAX: Final = 1_000
REFERENCE_MAX: Final = 200
_UNNAMED: Final = {
    Class.OMNIBUS: Status.ONLY_ON_PATH,
    Class.COLLATERAL: Status.COLLATERAL_HELD,
    Class.CLOSED: Status.ACCOUNT_CLOSED,
}


def why_no_document(digest: bytes) -> list[Status]:
    """Why these bytes are no hash of a document."""
    return [Status.DOCUMENT_INVALID] if len(digest) != DIGEST_BYTES or digest == ZERO else []


def why_not_recorded(ledger: Ledger, institution: int, command: RecordCourtOrder) -> list[Status]:
    """Every reason why the order is not recorded."""
    # AUTHORISE
    faults = why_no_order(ledger, institution, command.order)
    # VALIDATE
    faults += why_no_document(command.document)
    if not 1 <= len(command.reference.encode()) <= REFERENCE_MAX:
        faults.append(Status.TEXT_INVALID)
    if not 1 <= command.quantity < UNITS_MAX:
        faults.append(Status.QUANTITY_ZERO if command.quantity < 1 else Status.QUANTITY_TOO_LARGE)
    named = (*command.accounts, command.target)
    if not 2 <= len(named) <= ACCOUNTS_MAX + 1 or len(set(named)) != len(named):
        faults.append(Status.ORDER_ACCOUNTS_INVALID)
    for account in named[: ACCOUNTS_MAX + 1]:
        faults += why_no_line(ledger, account, command.asset)
        one = ledger.account(account)
        if one is not None and one.class_ in (Class.OMNIBUS, Class.COLLATERAL):
            faults.append(_UNNAMED[Class(one.class_)])
    if command.order in books_of(ledger).court_orders:
        faults.append(Status.COURT_ORDER_EXISTS)
    if books_of(ledger).court_orders.is_full:
        faults.append(Status.SHELF_FULL)
    return list(dict.fromkeys(faults))


def record(ledger: Ledger, institution: int, command: RecordCourtOrder) -> Status:
    """Record the order; nothing moves."""
    # APPLY
    books_of(ledger).court_orders.put(
        CourtOrder(
            command.order,
            command.reference,
            command.document,
            command.accounts,
            command.target,
            command.asset,
            command.quantity,
            0,
            False,
            institution,
            ledger.time_ms,
        )
    )
    # EMIT
    return Status.DONE


def why_not_executed(ledger: Ledger, institution: int, command: ExecuteCourtOrder) -> list[Status]:
    """Every reason why the part is not executed (shortness shows when it is tried)."""
    one = books_of(ledger).court_orders.get(command.order)
    faults: list[Status] = []
    # AUTHORISE
    if gateway_of(command.account) != institution:
        faults.append(Status.ONLY_A_DEPOSITORY)
    # VALIDATE
    if command.quantity < 1:
        faults.append(Status.QUANTITY_ZERO)
    if command.part < 1:
        faults.append(Status.NUMBER_INVALID)
    if one is None:
        return [*faults, Status.COURT_ORDER_UNKNOWN]
    if command.account not in one.accounts:
        faults.append(Status.NOT_IN_ORDER)
    if (command.order, command.part) in books_of(ledger).court_parts:
        faults.append(Status.PART_EXECUTED)
    if one.ended:
        faults.append(Status.COURT_ORDER_ENDED)
    elif command.quantity > one.quantity - one.executed:
        faults.append(Status.COURT_ORDER_EXCEEDED)
    if books_of(ledger).court_parts.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def execute(ledger: Ledger, institution: int, command: ExecuteCourtOrder) -> Status:
    """Move the part, though the account, its line or its gateway is frozen."""
    books = books_of(ledger)
    one = books.court_orders[command.order]
    moves = [Move(one.asset, command.account, one.target, command.quantity)]
    # APPLY
    status = ledger.post(moves, forced=True)
    if status is not Status.SETTLED:
        return status
    executed = one.executed + command.quantity
    books.court_orders.put(msgspec.structs.replace(one, executed=executed, ended=executed == one.quantity))
    books.court_parts.put(
        CourtPart(command.order, command.part, command.account, command.quantity, institution, ledger.time_ms)
    )
    # EMIT
    ledger.note(moves, FORCED, institution, command.order)
    return status


def why_not_ended(ledger: Ledger, institution: int, command: EndCourtOrder) -> list[Status]:
    """Every reason why the order does not end."""
    one = books_of(ledger).court_orders.get(command.order)
    # AUTHORISE
    faults = [] if may(ledger, institution, "regulator") else [Status.NOT_PERMITTED]
    # VALIDATE
    faults += why_no_document(command.document)
    if one is None:
        return [*faults, Status.COURT_ORDER_UNKNOWN]
    if one.regulator != institution:
        faults.append(Status.NOT_THE_ORDERER)
    return [*faults, Status.COURT_ORDER_ENDED] if one.ended else faults


def end(ledger: Ledger, _institution: int, command: EndCourtOrder) -> Status:
    """End the order; what was executed stays."""
    # APPLY
    orders = books_of(ledger).court_orders
    orders.put(msgspec.structs.replace(orders[command.order], ended=True))
    # EMIT
    return Status.DONE

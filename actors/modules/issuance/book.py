"""Book-building (簿记建档): orders by yield and size; the lead allocates, with a reason for each cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.status import Status
from actors.modules.issuance.auction import Method
from actors.modules.issuance.bidding import why_not_in_window
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import AllocateBook, CancelOrder, PlaceOrder
from actors.modules.issuance.issue import changed, find, lot, several, why_not_at, why_not_there
from actors.modules.issuance.own_yield import PAR, amount_at
from actors.modules.issuance.sealing import SheetLine
from actors.modules.issuance.sheet import SheetRules, why_no_line
from actors.modules.issuance.state import Allotment, Issue, Order, Reason, Result, Stage
from actors.modules.numbers import why_no_number, why_not_new

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def _why_no_book(one: Issue) -> list[Status]:
    return [] if one.terms.method == Method.BOOK else [Status.METHOD_INVALID]


def orders(ledger: Ledger, issue: int) -> list[Order]:
    """Orders of the book that stand, by institution and number."""
    rows = books_of(ledger).orders.among((issue, 0, 0), (issue + 1, 0, 0))
    return [row for row in rows if not row.cancelled]


def why_not_placed(ledger: Ledger, institution: int, command: PlaceOrder) -> list[Status]:
    """Every reason why the order is not taken."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ANNOUNCED, Stage.ACCEPTED, Stage.ALLOTTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    # VALIDATE
    faults += _why_no_book(one) + why_not_in_window(ledger, one)
    key = (one.number, institution, command.number)
    faults += why_no_number(command.number) + why_not_new(key, books_of(ledger).orders)
    offered, lots = one.terms.offered, lot(ledger, one.instance, one.terms.bond.face_fen)
    rules = SheetRules(one.terms.limits, lots, offered, offered, 0, 1)
    if not command.value:
        faults.append(Status.BID_OUT_OF_BOUNDS)
    return several(faults + why_no_line(rules, SheetLine(command.value, command.units)))


def place(ledger: Ledger, institution: int, command: PlaceOrder) -> Status:
    """Enter the order in the book."""
    # APPLY
    books_of(ledger).orders.put(
        Order(
            command.issue,
            institution,
            command.number,
            command.value,
            command.units,
            False,
            False,
            0,
            Reason.NONE,
        )
    )
    # EMIT
    return Status.DONE


def why_not_cancelled(ledger: Ledger, institution: int, command: CancelOrder) -> list[Status]:
    """Every reason why the order is not withdrawn."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ACCEPTED, Stage.ALLOTTED)
    if one is None:
        return faults
    # AUTHORISE: the order is the sender's own, by its key
    faults += why_not_there(ledger, one, institution)
    # VALIDATE
    faults += why_not_in_window(ledger, one)
    order = books_of(ledger).orders.get((one.number, institution, command.number))
    if order is None or order.cancelled:
        faults.append(Status.BID_UNKNOWN)
    return several(faults)


def cancel(ledger: Ledger, institution: int, command: CancelOrder) -> Status:
    """Withdraw the order."""
    # APPLY
    rows = books_of(ledger).orders
    rows.put(changed(rows[command.issue, institution, command.number], cancelled=True))
    # EMIT
    return Status.DONE


def why_not_allocated(ledger: Ledger, institution: int, command: AllocateBook) -> list[Status]:
    """Every reason why the book is not allocated so."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ACCEPTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    if institution != one.terms.lead:
        faults.append(Status.NOT_THE_LEAD)
    # VALIDATE
    faults += _why_no_book(one)
    if ledger.time_ms < one.terms.timetable.closes_ms:
        faults.append(Status.BIDDING_NOT_CLOSED)
    rules = SheetRules(one.terms.limits, 1, 1, 1, 0, 1)
    if not command.value:
        faults.append(Status.BID_OUT_OF_BOUNDS)
    faults += why_no_line(rules, SheetLine(command.value, 1))
    return several(faults + _why_no_allocations(ledger, one, command))


def _why_no_allocations(ledger: Ledger, one: Issue, command: AllocateBook) -> list[Status]:
    book = {(row.institution, row.number): row for row in orders(ledger, one.number)}
    lots, faults, seen = lot(ledger, one.instance, one.terms.bond.face_fen), [], set()
    for part in command.allocations:
        order = book.get((part.institution, part.number))
        if order is None or (part.institution, part.number) in seen or not 0 <= part.units <= order.units:
            faults.append(Status.ALLOCATION_INVALID)
            continue
        seen.add((part.institution, part.number))
        if part.units % lots:
            faults.append(Status.BID_WRONG_LOT)
        cut = part.units < order.units
        if part.reason not in set(Reason) or cut != (part.reason != Reason.NONE):
            faults.append(Status.ALLOCATION_REASON)
        if part.units and order.value > command.value:
            faults.append(Status.ORDER_PRICED_OUT)
    if len(seen) < len(book):
        faults.append(Status.ALLOCATION_INCOMPLETE)
    if not 0 < sum(part.units for part in command.allocations) <= one.terms.offered:
        faults.append(Status.ALLOCATION_INVALID)
    return faults


def allocate(ledger: Ledger, _institution: int, command: AllocateBook) -> Status:
    """Allot what the lead decided, at par and with the coupon of the book."""
    # APPLY
    mine, won = books_of(ledger), dict[int, int]()
    one, total = mine.issues[command.issue], 0
    for part in command.allocations:
        order = mine.orders[one.number, part.institution, part.number]
        mine.orders.put(changed(order, decided=True, won=part.units, reason=part.reason))
        won[part.institution] = won.get(part.institution, 0) + part.units
        total += order.units
    for institution, units in sorted(won.items()):
        if units:
            fen = amount_at(units, one.terms.bond.face_fen, PAR)
            mine.allotments.put(Allotment(one.number, institution, units, 0, 0, fen))
    result = Result(command.value, command.value, 1, command.value, 0, 0, total, sum(won.values()))
    mine.issues.put(changed(one, stage=Stage.ALLOTTED, coupon=command.value, price=PAR, result=result))
    # EMIT
    return Status.DONE

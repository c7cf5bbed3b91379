"""Where an instruction stands, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from actors.ledger.records import Kind
from actors.ledger.status import Status
from actors.modules.dates import DAY_S
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import Instruct
from actors.modules.settlement.state import BUYER, SELLER, Due, Instruction, Listener, Standing, Turn
from actors.modules.settlement.terms import cutoff_s, setting

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Ended instructions stay readable, and their references used, so long.
KEEP_S: Final = 7 * DAY_S
#: Sort of history of what settles free of payment: 100 + the tag of the command that asked for it.
FREE_OF_PAYMENT: Final = 230
assert Instruct.__struct_config__.tag == FREE_OF_PAYMENT - 100


def place(ledger: Ledger, row: Instruction) -> Instruction:
    """Put the row on its shelf, with its standing as it now is, into the queue or out of it, and under its due time."""
    books = books_of(ledger)
    old = books.instructions.get(row.number)
    if old is not None:
        _unplace(ledger, old)
    standing, reason = _standing(ledger, row)
    if standing == Standing.QUEUED and row.turn == 0:
        row = structs.replace(row, turn=books.next("turn"))
    if standing != Standing.QUEUED:
        row = structs.replace(row, short_account=0, short_asset=0)
    row = structs.replace(row, standing=standing, reason=reason, due_s=_due_s(ledger, row))
    books.instructions.put(row)
    if standing == Standing.QUEUED:
        books.queue.put(Turn(row.order, row.number))
    if row.due_s:
        books.due.put(Due(row.due_s, row.number))
    books.seen = None
    return row


def follow(ledger: Ledger, tranche: int, parent: int) -> None:
    """What was to be delivered of a tranche is delivered of the bond that it became, with the same turn and sides."""
    books = books_of(ledger)
    for row in [one for one in books.instructions if one.lives and one.terms.asset == tranche]:
        books.cases.pop(row.number, None)
        place(ledger, structs.replace(row, terms=structs.replace(row.terms, asset=parent)))


def end(ledger: Ledger, row: Instruction, standing: Standing, status: Status) -> None:
    """The instruction has ended: whoever asked for it is told, and modules that listen."""
    books = books_of(ledger)
    _unplace(ledger, row)
    keep_s = ledger.time_ms // 1000 + KEEP_S
    row = structs.replace(
        row, standing=standing, reason=int(status), ended_ms=ledger.time_ms, due_s=keep_s, holds=0
    )
    books.instructions.put(row)
    books.due.put(Due(keep_s, row.number))
    books.entered[row.entered_by] -= 1
    books.cases.pop(row.number, None)
    books.seen = None
    if not row.is_matched:
        del books.by_key[row.key]
    if standing == Standing.FAILED and row.is_matched:
        note(ledger, row, row.quantity, row.amount, status)
    for origin in row.origins:
        ledger.late(origin, status)
    for module in ledger.modules:
        if isinstance(module, Listener):
            module.instruction_ended(ledger, row)


def forget(ledger: Ledger, row: Instruction) -> None:
    """An instruction that ended long ago leaves the shelf; its reference is free again."""
    books = books_of(ledger)
    books.instructions.drop(row.number)
    books.due.drop((row.due_s, row.number))
    if row.is_matched:
        del books.by_key[row.key]


def note(ledger: Ledger, row: Instruction, quantity: int, amount: int, status: Status) -> None:
    """EMIT: one row of history; a delivery versus payment reads as a trade of the bulk lane does."""
    terms, rows = row.terms, ledger.new_trades(1)
    rows["reference"], rows["status"] = terms.reference, status
    rows["seller"], rows["buyer"] = row.sides
    rows["seller_account"], rows["buyer_account"] = terms.seller_account, terms.buyer_account
    rows["seller_cash"], rows["buyer_cash"] = terms.seller_cash, terms.buyer_cash
    rows["asset"], rows["quantity"] = terms.asset, quantity
    rows["cash"], rows["amount"] = terms.cash, amount
    rows["kind"] = Kind.DELIVER if terms.cash else FREE_OF_PAYMENT


def is_due(ledger: Ledger, row: Instruction) -> bool:
    """Whether its settlement date has come, and it has not failed on this business date already."""
    day = row.terms.date
    today = ledger.business_date
    return day == 0 or (ledger.date_open and day <= today and row.failed_date < today)


def _unplace(ledger: Ledger, old: Instruction) -> None:
    books = books_of(ledger)
    if old.standing == Standing.QUEUED:
        books.queue.drop(old.order)
    if old.due_s:
        books.due.drop((old.due_s, old.number))


def _standing(ledger: Ledger, row: Instruction) -> tuple[Standing, int]:
    if not row.is_matched:
        return Standing.UNMATCHED, Status.WAITS_FOR_MATCH
    if not row.signers[SELLER] or not row.signers[BUYER]:
        return Standing.UNAFFIRMED, Status.WAITS_FOR_AFFIRMATION
    if not is_due(ledger, row):
        return Standing.AHEAD, row.reason if row.failed_date else Status.WAITS_FOR_DATE
    if row.holds:
        return Standing.HELD, Status.ON_HOLD
    if setting(ledger, row.terms.instance, "model") != 1:
        return Standing.QUEUED, Status.WAITS_FOR_CYCLE
    return Standing.QUEUED, row.reason if row.standing == Standing.QUEUED else 0


def _due_s(ledger: Ledger, row: Instruction) -> int:
    """Its deadline, or the cut-off of the open business date if it is due then: the earlier one."""
    own, terms = row.terms.deadline_s, row.terms
    if not terms.date or not is_due(ledger, row):
        return own
    cut = cutoff_s(ledger, terms.instance)
    return min(own, cut) if own else cut

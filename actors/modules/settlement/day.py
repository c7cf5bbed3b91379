"""The settlement day: dates that open, cut-offs and deadlines that pass, fails and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from actors.ledger.status import Status, status_of
from actors.modules.settlement import penalty
from actors.modules.settlement.books import books_of
from actors.modules.settlement.gridlock import resolve_by
from actors.modules.settlement.path import Balances, flows_of, moves_of
from actors.modules.settlement.placing import end, forget, is_due, note, place
from actors.modules.settlement.settling import signers_now, why_not_now
from actors.modules.settlement.state import BOTH, Instruction, Standing
from actors.modules.settlement.terms import setting

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Standings of instructions that both sides made or are bound by: at the cut-off they fail, others expire.
_FAIL: Final = (Standing.HELD, Standing.QUEUED)


def opened(ledger: Ledger) -> None:
    """Instructions whose date has come, and those carried over, go to their queue."""
    penalty.forget(ledger)
    for row in books_of(ledger).instructions:
        if row.lives and is_due(ledger, row) and row.terms.date:
            place(ledger, row)


def closed(ledger: Ledger) -> None:
    """Whatever was due on the date that closed and has not settled has failed."""
    today = ledger.business_date
    rows = books_of(ledger).instructions
    _fail(ledger, [one for one in rows if one.lives and _was_due(one, today)])


def _was_due(row: Instruction, today: int) -> bool:
    return 0 < row.terms.date <= today and row.failed_date < today


def passed(ledger: Ledger) -> None:
    """Deadlines and cut-offs that have passed; instructions that ended long ago are forgotten."""
    books, last_s = books_of(ledger), (ledger.time_ms - 1) // 1000
    cut: list[Instruction] = []
    for due in books.due.among((0, 0), (last_s + 1, 0)):
        row = books.instructions[due.number]
        if not row.lives:
            forget(ledger, row)
        elif row.terms.deadline_s and row.terms.deadline_s <= last_s:
            _expire(ledger, row)
        else:
            cut.append(row)
    _fail(ledger, cut)


def _expire(ledger: Ledger, row: Instruction) -> None:
    """The sender's own deadline: it ends with the reason why it could not settle, or simply expired."""
    if row.standing == Standing.QUEUED and row.reason:
        end(ledger, row, Standing.FAILED, status_of(row.reason))
    else:
        end(ledger, row, Standing.EXPIRED, Status.EXPIRED)


def _fail(ledger: Ledger, rows: list[Instruction]) -> None:
    """The business date is over for these: a last resolution, parts, then fails."""
    books = books_of(ledger)
    for instance in sorted({one.terms.instance for one in rows}):
        method = setting(ledger, instance, "gridlock_at_cutoff")
        if method and setting(ledger, instance, "model") == 1:
            resolve_by(ledger, instance, method)
    for number in [one.number for one in rows]:
        row = books.instructions[number]
        if row.lives:
            _fail_one(ledger, settle_part(ledger, row))


def _fail_one(ledger: Ledger, row: Instruction) -> None:
    if row.standing not in _FAIL:
        status = Status.WAITS_FOR_AFFIRMATION if row.standing == Standing.UNAFFIRMED else Status.EXPIRED
        if status is not Status.EXPIRED:
            penalty.accrue(ledger, row, status)
        end(ledger, row, Standing.EXPIRED, Status.EXPIRED)
        return
    reason = status_of(row.reason) if row.reason else Status.EXPIRED
    penalty.accrue(ledger, row, reason)
    row = structs.replace(row, failed_date=ledger.business_date, fails=row.fails + 1)
    if row.fails <= setting(ledger, row.terms.instance, "carry_days"):
        place(ledger, row)
    else:
        end(ledger, row, Standing.FAILED, reason)


def settle_part(ledger: Ledger, row: Instruction) -> Instruction:
    """Settle what the accounts allow of an instruction that may settle in parts; the row as it then is.

    Cash goes in proportion, rounded down to a fen; the last part pays the rest.
    """
    terms = row.terms
    allowed = terms.partial and row.partials == BOTH and setting(ledger, terms.instance, "partial")
    gross = setting(ledger, terms.instance, "model") == 1
    if not (allowed and gross and row.standing == Standing.QUEUED) or why_not_now(ledger, row):
        return row
    quantity = _coverable(ledger, row)
    amount = row.amount * quantity // row.quantity
    if quantity < setting(ledger, terms.instance, "partial_min") or (terms.cash and not amount):
        return row
    if (
        signers_now(ledger, row) != row.signers
        or ledger.post(moves_of(row, quantity, amount)) is not Status.SETTLED
    ):
        return row
    note(ledger, row, quantity, amount, Status.SETTLED)
    row = structs.replace(row, settled=row.settled + quantity, paid=row.paid + amount)
    books = books_of(ledger)
    books.cases.pop(row.number, None)
    books.instructions.put(row)
    return row


def _coverable(ledger: Ledger, row: Instruction) -> int:
    """The largest part, less than the whole, that no account on the path is short for."""
    balances, found = Balances(ledger), row.quantity - 1
    for at, move in enumerate(moves_of(row, row.quantity, row.amount)):
        for flow in flows_of(ledger, move) or ():
            if flow.change < 0:
                free = balances.free(flow.place)
                found = min(found, free if at == 0 else free * row.quantity // row.amount)
    return max(0, found)

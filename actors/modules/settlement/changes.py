"""What may be done to an instruction that lives: affirm, hold, release, cancel, reprioritise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import HIGH, NORMAL, Affirm, Cancel, Hold, Release, Reprioritise
from actors.modules.settlement.entry import debits, signed
from actors.modules.settlement.placing import end, place
from actors.modules.settlement.state import BOTH, BUYER, SELLER, Instruction, Standing

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Standings in which an instruction does not bind both sides yet.
_OPEN = (Standing.UNMATCHED, Standing.UNAFFIRMED)


def _row(ledger: Ledger, number: int) -> Instruction:
    return books_of(ledger).instructions[number]


def _why_not_living(ledger: Ledger, number: int) -> list[Status]:
    row = books_of(ledger).instructions.get(number)
    if row is None:
        return [Status.INSTRUCTION_UNKNOWN]
    return [] if row.lives else [Status.INSTRUCTION_ENDED]


def speaks_for(ledger: Ledger, institution: int, row: Instruction) -> int:
    """Bits of the sides for which the institution speaks: it instructed for it, or may debit what that side gives."""
    bits = 0
    for side in (SELLER, BUYER):
        if institution == row.sides[side] and (row.is_matched or row.entered_by == institution):
            bits |= 1 << side
    for side, account in debits(row):
        if ledger.may_debit(institution, account):
            bits |= 1 << side
    return bits


def why_not_affirmed(ledger: Ledger, institution: int, command: Affirm) -> list[Status]:
    """Every reason why the sender has nothing to affirm."""
    faults = _why_not_living(ledger, command.number)
    if faults:
        return faults
    row = _row(ledger, command.number)
    # AUTHORISE, VALIDATE
    changed = signed(ledger, row, (institution,)).signers != row.signers
    return [] if changed else [Status.NOTHING_TO_AFFIRM]


def affirm(ledger: Ledger, institution: int, command: Affirm) -> Status:
    """Note the sender's signature behind those debits; the instruction queues when none is missing."""
    # APPLY, EMIT
    place(ledger, signed(ledger, _row(ledger, command.number), (institution,)))
    return Status.DONE


def why_not_held(ledger: Ledger, institution: int, command: Hold) -> list[Status]:
    """Every reason why the instruction is not held."""
    return _why_not_side(ledger, institution, command.number, held=True, status=Status.HELD_ALREADY)


def why_not_released(ledger: Ledger, institution: int, command: Release) -> list[Status]:
    """Every reason why the instruction is not released."""
    return _why_not_side(ledger, institution, command.number, held=False, status=Status.NOT_HELD)


def _why_not_side(
    ledger: Ledger, institution: int, number: int, *, held: bool, status: Status
) -> list[Status]:
    faults = _why_not_living(ledger, number)
    if faults:
        return faults
    row = _row(ledger, number)
    # AUTHORISE
    sides = speaks_for(ledger, institution, row)
    if not sides:
        return [Status.NEITHER_SIDE]
    # VALIDATE
    open_ = sides & ~row.holds if held else sides & row.holds
    return [] if open_ else [status]


def hold(ledger: Ledger, institution: int, command: Hold) -> Status:
    """Hold it for every side that the sender speaks for."""
    # APPLY, EMIT
    row = _row(ledger, command.number)
    _requeue(ledger, row, holds=row.holds | speaks_for(ledger, institution, row))
    return Status.DONE


def release(ledger: Ledger, institution: int, command: Release) -> Status:
    """End the holds of every side that the sender speaks for."""
    # APPLY, EMIT
    row = _row(ledger, command.number)
    _requeue(ledger, row, holds=row.holds & ~speaks_for(ledger, institution, row))
    return Status.DONE


def _requeue(ledger: Ledger, row: Instruction, **changes: object) -> None:
    """Change a row that thereby goes to the end of its queue."""
    place(ledger, structs.replace(row, turn=0, reason=0, short_account=0, short_asset=0, **changes))


def why_not_cancelled(ledger: Ledger, institution: int, command: Cancel) -> list[Status]:
    """Every reason why the sender cannot cancel it, or ask for that."""
    faults = _why_not_living(ledger, command.number)
    if faults:
        return faults
    row = _row(ledger, command.number)
    # AUTHORISE
    if _cancels_alone(ledger, institution, row):
        return []
    sides = speaks_for(ledger, institution, row)
    if not sides:
        return [Status.NEITHER_SIDE]
    # VALIDATE
    return [] if sides & ~row.cancels else [Status.CANCEL_ASKED_ALREADY]


def _cancels_alone(ledger: Ledger, institution: int, row: Instruction) -> bool:
    if row.standing not in _OPEN:
        return False
    return institution == row.entered_by or (row.is_matched and speaks_for(ledger, institution, row) != 0)


def cancel(ledger: Ledger, institution: int, command: Cancel) -> Status:
    """Cancel it, or note that the sender's side wants to."""
    # APPLY, EMIT
    row = _row(ledger, command.number)
    row = structs.replace(row, cancels=row.cancels | speaks_for(ledger, institution, row))
    if row.cancels == BOTH or _cancels_alone(ledger, institution, row):
        end(ledger, row, Standing.CANCELLED, Status.CANCELLED)
    else:
        books_of(ledger).instructions.put(row)
    return Status.DONE


def why_not_reprioritised(ledger: Ledger, institution: int, command: Reprioritise) -> list[Status]:
    """Every reason why the priority stays."""
    faults = _why_not_living(ledger, command.number)
    if command.priority not in (NORMAL, HIGH):
        faults.append(Status.PRIORITY_INVALID)
    if not faults or faults == [Status.PRIORITY_INVALID]:
        row = _row(ledger, command.number)
        # AUTHORISE
        if not speaks_for(ledger, institution, row):
            faults.insert(0, Status.NEITHER_SIDE)
        # VALIDATE
        if command.priority == row.terms.priority:
            faults.append(Status.PRIORITY_SAME)
    return faults


def reprioritise(ledger: Ledger, _institution: int, command: Reprioritise) -> Status:
    """Give it the other priority, at the end of that queue."""
    # APPLY, EMIT
    row = _row(ledger, command.number)
    _requeue(ledger, row, terms=structs.replace(row.terms, priority=command.priority))
    return Status.DONE

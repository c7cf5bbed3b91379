"""Cash penalties (结算失败罚金): what a fail costs the side that caused it, a business date; accrued, not collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.state import BOTH, BUYER, SELLER, Instruction, Penalty, Standing
from actors.modules.settlement.terms import setting

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: A rate counts hundredths of a basis point.
RATE_SCALE: Final = 1_000_000


def at_fault(row: Instruction) -> int | None:
    """The side (SELLER, BUYER) whose account, hold or missing affirmation made the instruction fail; None: unclear."""
    if row.standing == Standing.HELD:
        return None if row.holds == BOTH else row.holds - 1
    if row.standing == Standing.UNAFFIRMED:
        return SELLER if not row.signers[SELLER] else BUYER
    if row.short_asset:
        return SELLER if row.short_asset == row.terms.asset else BUYER
    return None


def penalty_of(value: int, rate: int) -> int:
    """Fen on ``value`` fen at ``rate`` hundredths of a basis point, rounded half up."""
    return (value * rate + RATE_SCALE // 2) // RATE_SCALE


def accrue(ledger: Ledger, row: Instruction, reason: Status) -> None:
    """Note the penalty of this business date, if there is one and somebody is at fault."""
    side, rate = at_fault(row), setting(ledger, row.terms.instance, "penalty_rate")
    fen = penalty_of(row.amount, rate)
    books = books_of(ledger)
    if side is None or not fen or books.penalties.is_full:
        return
    books.penalties.put(
        Penalty(
            ledger.business_date,
            row.number,
            row.terms.instance,
            row.sides[side],
            row.sides[1 - side],
            row.amount,
            rate,
            fen,
            int(reason),
        )
    )


def forget(ledger: Ledger) -> None:
    """Penalties are kept for the month of the business date and the one before: they are billed monthly."""
    month = ledger.business_date // 100
    before = month - 1 if month % 100 > 1 else month - 89
    penalties = books_of(ledger).penalties
    for one in penalties.among((0, 0), (before * 100, 0)):
        penalties.drop((one.date, one.number))

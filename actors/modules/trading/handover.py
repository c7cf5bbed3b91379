"""Where deals go: an instruction in the settlement module, gross, one a deal; and back, before it settles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.module import Origin
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.settlement import entry
from actors.modules.settlement.books import Books
from actors.modules.settlement.books import books_of as settlement_of
from actors.modules.settlement.commands import Terms
from actors.modules.settlement.state import Instruction
from actors.modules.settlement.state import Standing as Ended
from actors.modules.trading.books import books_of
from actors.modules.trading.eligibility import tell_ended
from actors.modules.trading.numbers import next_serial, peek_serial
from actors.modules.trading.state import Agreed, Deal, Handed

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Name of the counter of references.
REFERENCES: Final = "reference"
#: References of deals have the module's first tag in front, so that they meet no reference of the venue's own choice.
_FRONT: Final = 90 << 54
_ENDS: Final = {
    int(Ended.SETTLED): Agreed.SETTLED,
    int(Ended.FAILED): Agreed.FAILED,
    int(Ended.EXPIRED): Agreed.FAILED,
    int(Ended.CANCELLED): Agreed.CANCELLED,
}


def settles_here(ledger: Ledger, instance: int) -> bool:
    """Whether deals of the instance settle on the ledger; otherwise they stand on the shelf for who settles them."""
    return ledger.find_module(Books) is not None and admission.runs(ledger, instance, Books.name)


def settles_gross(ledger: Ledger, instance: int) -> bool:
    """Whether the instance settles each deal by itself (逐笔全额)."""
    if not settles_here(ledger, instance):
        return True
    return admission.value(ledger, instance, f"{Books.name}.model") == 1


def _terms(ledger: Ledger, deal: Deal) -> Terms:
    ticket = deal.ticket
    return Terms(
        deal.instance,
        _FRONT | peek_serial(ledger, REFERENCES),
        deal.seller.account,
        deal.seller.cash_account,
        deal.buyer.account,
        deal.buyer.cash_account,
        ticket.asset,
        ticket.quantity,
        ticket.cash,
        deal.amount_fen,
        ticket.day,
    )


def why_not_handed(ledger: Ledger, deal: Deal) -> list[Status]:
    """What settlement has against the deal's instruction."""
    if not settles_here(ledger, deal.instance):
        return []
    return entry.why_not_entered(ledger, deal.venue, _terms(ledger, deal))


def why_no_room(ledger: Ledger, instance: int, venue: int, count: int) -> list[Status]:
    """Why settlement does not take ``count`` instructions of the venue at once."""
    if not settles_here(ledger, instance):
        return []
    books = settlement_of(ledger)
    faults: list[Status] = []
    if len(books.instructions) + count > books.instructions.rows_max:
        faults.append(Status.SHELF_FULL)
    if books.entered[venue] + count > ledger.roster.rules.pending_halves_max:
        faults.append(Status.TOO_MANY_PENDING)
    return faults


def hand_over(ledger: Ledger, deal: Deal, origins: tuple[Origin, ...]) -> tuple[Deal, Status]:
    """The deal with its instruction, and QUEUED; DONE where the instance settles elsewhere.

    Both venues signed; a debit for which neither has a mandate waits until the custodian or bank affirms.
    """
    if not settles_here(ledger, deal.instance):
        return deal, Status.DONE
    number = entry.next_number(ledger)
    signed_by = tuple(dict.fromkeys((deal.venue, deal.seller.venue, deal.buyer.venue)))
    terms = _terms(ledger, deal)
    status = entry.enter(ledger, terms, entered_by=deal.venue, signed_by=signed_by, origins=origins)
    assert status is Status.QUEUED, f"{status.name} was judged before"
    next_serial(ledger, REFERENCES)
    books_of(ledger).handed.put(Handed(number, deal.number, deal.part))
    return msgspec.structs.replace(deal, instruction=number), status


def recall(ledger: Ledger, deal: Deal) -> None:
    """Take the deal's instruction back; it has not settled."""
    status = entry.withdraw(ledger, deal.instruction)
    assert status is Status.CANCELLED, f"{status.name}: a deal that stands has a living instruction"


def ended(ledger: Ledger, instruction: Instruction) -> None:
    """An instruction has ended: if it was a deal's, the deal has too, and what was proposed about it."""
    module = books_of(ledger)
    row = module.handed.get(instruction.number)
    if row is None:
        return
    key = (row.number, row.part)
    module.handed.drop(instruction.number)
    if key in module.changes:
        module.changes.drop(key)
    deal = msgspec.structs.replace(module.deals[key], standing=_ENDS[instruction.standing])
    module.deals.put(deal)
    tell_ended(ledger, deal)

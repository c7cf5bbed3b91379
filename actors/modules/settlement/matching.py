"""Matching (勾单): two instructions of the two sides become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import HIGH, Instruct, Terms
from actors.modules.settlement.entry import add, signed, why_no_room, why_not_there
from actors.modules.settlement.placing import place
from actors.modules.settlement.state import BUYER, SELLER, Instruction
from actors.modules.settlement.terms import why_no_terms

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def terms_of(one: Instruct) -> Terms:
    """The terms as far as one side knows them: zeros for the accounts of the other side."""
    asset, cash = (one.account, 0), (one.cash_account, 0)
    if not one.delivers:
        asset, cash = asset[::-1], cash[::-1]
    return Terms(
        one.instance,
        one.reference,
        asset[0],
        cash[0],
        asset[1],
        cash[1],
        one.asset,
        one.quantity,
        one.cash,
        one.amount,
        one.date,
        one.deadline_s,
        one.priority,
        one.partial,
    )


def why_not(ledger: Ledger, institution: int, command: Instruct) -> list[Status]:
    """Every reason why one side's instruction is not taken."""
    terms = terms_of(command)
    # AUTHORISE
    faults = why_not_there(ledger, institution, terms)
    if (
        command.account
        and ledger.account(command.account)
        and not ledger.may_debit(institution, command.account)
    ):
        faults.append(Status.NO_MANDATE)
    # VALIDATE
    if ledger.roster.institution(command.counterparty) is None:
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    if command.account == 0:
        faults.append(Status.ACCOUNT_UNKNOWN)
    if command.cash and command.cash_account == 0:
        faults.append(Status.CONTRA_UNKNOWN)
    faults += why_no_terms(ledger, terms, both=False)
    first = waiting_for(ledger, institution, command)
    if first is None:
        return faults + why_no_room(ledger, institution)
    return faults + mismatches(first, institution, command)


def waiting_for(ledger: Ledger, institution: int, command: Instruct) -> Instruction | None:
    """The row under the key of this instruction, if any."""
    books = books_of(ledger)
    first, second = sorted((institution, command.counterparty))
    number = books.by_key.get((first, second, command.reference))
    return None if number is None else books.instructions[number]


def mismatches(first: Instruction, institution: int, command: Instruct) -> list[Status]:
    """Everything in which the second instruction does not fit the first, which keeps waiting."""
    if first.is_matched or not first.lives:
        return [Status.REFERENCE_USED]
    delivers = first.terms.seller_account != 0
    same_sender = first.entered_by == institution
    if command.delivers == delivers:
        return [Status.HALF_REPEATED if same_sender else Status.SAME_SIDE]
    if same_sender and first.other != institution:
        return [Status.SAME_SIDE]
    terms = first.terms
    pairs = (
        (terms.instance, command.instance, Status.MISMATCH_INSTANCE),
        (terms.asset, command.asset, Status.MISMATCH_ASSET),
        (terms.quantity, command.quantity, Status.MISMATCH_QUANTITY),
        (terms.cash, command.cash, Status.MISMATCH_CASH),
        (terms.amount, command.amount, Status.MISMATCH_AMOUNT),
        (terms.date, command.date, Status.MISMATCH_DATE),
    )
    faults = [status for one, other, status in pairs if one != other]
    theirs = {terms.seller_account, terms.buyer_account} - {0}
    cashes = {terms.seller_cash, terms.buyer_cash} - {0}
    if command.account in theirs or command.cash_account in cashes:
        faults.append(Status.SAME_ACCOUNT)
    return faults


def instruct(ledger: Ledger, institution: int, command: Instruct) -> Status:
    """The first instruction waits (PENDING); the second one makes the pair, which queues (QUEUED)."""
    first = waiting_for(ledger, institution, command)
    # APPLY, EMIT
    side = SELLER if command.delivers else BUYER
    if first is not None:
        _join(ledger, first, institution, command, side)
        return Status.QUEUED
    sides = (institution, command.counterparty)
    add(
        ledger,
        terms_of(command),
        sides if command.delivers else sides[::-1],
        entered_by=institution,
        signed_by=(institution,),
        origins=(ledger.origin,),
        other=command.counterparty,
        holds=1 << side if command.hold else 0,
    )
    return Status.PENDING


def _join(ledger: Ledger, first: Instruction, institution: int, command: Instruct, side: int) -> None:
    """Both sides in one row. The earlier deadline counts, the higher priority, and each side's hold."""
    terms, mine = first.terms, terms_of(command)
    deadlines = [one for one in (terms.deadline_s, command.deadline_s) if one]
    both = structs.replace(
        terms,
        seller_account=terms.seller_account or mine.seller_account,
        seller_cash=terms.seller_cash or mine.seller_cash,
        buyer_account=terms.buyer_account or mine.buyer_account,
        buyer_cash=terms.buyer_cash or mine.buyer_cash,
        deadline_s=min(deadlines, default=0),
        priority=HIGH if HIGH in (terms.priority, command.priority) else terms.priority,
        partial=terms.partial and command.partial,
    )
    row = structs.replace(
        first,
        terms=both,
        holds=first.holds | (1 << side if command.hold else 0),
        origins=(*first.origins, ledger.origin),
    )
    place(ledger, signed(ledger, row, (institution,)))

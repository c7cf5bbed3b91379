"""The one way into settlement, for its own commands and for every other module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import structs

from actors.ledger.business.assets import may
from actors.ledger.module import Origin
from actors.ledger.records import gateway_of
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import Enter, Terms
from actors.modules.settlement.placing import end, place
from actors.modules.settlement.state import BOTH, BUYER, SELLER, Instruction, Standing
from actors.modules.settlement.terms import NAME, why_no_terms

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Roles that may enter both sides of an instruction in the market without a platform.
ENTERERS = ("venue", "clearing_house", "custodian", "bank", "central_bank")


def next_number(ledger: Ledger) -> int:
    """The number that the next instruction gets."""
    return books_of(ledger).peek("instruction")


def why_not_entered(ledger: Ledger, entered_by: int, terms: Terms) -> list[Status]:
    """Every reason why ``entered_by`` cannot enter both sides now (whether it may act there, the caller judges)."""
    books = books_of(ledger)
    faults = why_no_terms(ledger, terms, both=True)
    faults += why_no_room(ledger, entered_by)
    if (entered_by, 0, terms.reference) in books.by_key:
        faults.append(Status.REFERENCE_USED)
    return list(dict.fromkeys(faults))


def enter(
    ledger: Ledger,
    terms: Terms,
    *,
    entered_by: int,
    signed_by: Sequence[int],
    origins: tuple[Origin, ...] = (),
) -> Status:
    """Enter both sides of an instruction: QUEUED, or why not; it settles or ends later, by itself.

    ``signed_by``: the institutions whose signatures stand behind it. A debit needs ``ledger.may_debit`` of one of
    them; else the instruction waits for ``Affirm`` by whoever has it. ``origins``: records that are told the end by
    a late outcome; name a record only if its own status is the QUEUED returned here, and in one instruction only. The
    reference must be new among those of ``entered_by``. A module that is a ``state.Listener`` is told the end.
    """
    faults = why_not_entered(ledger, entered_by, terms)
    if faults:
        return faults[0]
    add(ledger, terms, _keepers(terms), entered_by=entered_by, signed_by=signed_by, origins=origins)
    return Status.QUEUED


def _keepers(terms: Terms) -> tuple[int, int]:
    """Who speaks for the sides of what somebody else entered: whoever keeps the accounts."""
    return gateway_of(terms.seller_account), gateway_of(terms.buyer_account)


def withdraw(ledger: Ledger, number: int) -> Status:
    """End an instruction whose sides have agreed elsewhere to cancel it: CANCELLED, or why not."""
    row = books_of(ledger).instructions.get(number)
    if row is None:
        return Status.INSTRUCTION_UNKNOWN
    if not row.lives:
        return Status.INSTRUCTION_ENDED
    end(ledger, row, Standing.CANCELLED, Status.CANCELLED)
    return Status.CANCELLED


def why_no_room(ledger: Ledger, institution: int) -> list[Status]:
    """Why the institution can enter no further instruction."""
    books = books_of(ledger)
    faults: list[Status] = []
    if books.instructions.is_full:
        faults.append(Status.SHELF_FULL)
    if books.entered[institution] >= ledger.roster.rules.pending_halves_max:
        faults.append(Status.TOO_MANY_PENDING)
    return faults


def add(
    ledger: Ledger,
    terms: Terms,
    sides: tuple[int, int],
    *,
    entered_by: int,
    signed_by: Sequence[int],
    origins: tuple[Origin, ...],
    other: int = 0,
    holds: int = 0,
) -> Instruction:
    """Put a new row on the shelf. Its terms were judged."""
    books = books_of(ledger)
    if not terms.date and not terms.deadline_s:
        life_s = ledger.roster.rules.pending_life_s_max
        terms = structs.replace(terms, deadline_s=ledger.time_ms // 1000 + life_s)
    row = Instruction(
        books.next("instruction"),
        terms,
        sides,
        (0, 0),
        entered_by,
        other,
        origins,
        ledger.time_ms,
        partials=BOTH if terms.partial else 0,
        holds=holds,
    )
    books.by_key[row.key] = row.number
    books.entered[entered_by] += 1
    return place(ledger, signed(ledger, row, signed_by))


def signed(ledger: Ledger, row: Instruction, signed_by: Sequence[int]) -> Instruction:
    """The row with those debits affirmed that one of these institutions has the right to."""
    found = list(row.signers)
    for side, account in debits(row):
        if not found[side]:
            found[side] = next((one for one in signed_by if ledger.may_debit(one, account)), 0)
    if not row.terms.cash:
        found[BUYER] = row.entered_by
    return structs.replace(row, signers=(found[SELLER], found[BUYER]))


def debits(row: Instruction) -> list[tuple[int, int]]:
    """Side and account of what the instruction debits, as far as it is known."""
    both = (SELLER, row.terms.seller_account), (BUYER, row.terms.buyer_cash)
    return [(side, account) for side, account in both if account]


def why_not_by_command(ledger: Ledger, institution: int, command: Enter) -> list[Status]:
    """Every reason why the instruction is not entered."""
    terms = command.terms
    # AUTHORISE
    faults = why_not_there(ledger, institution, terms)
    # VALIDATE
    return faults + why_not_entered(ledger, institution, terms)


def why_not_there(ledger: Ledger, institution: int, terms: Terms) -> list[Status]:
    """Why the institution may not enter an instruction on that instance now."""
    if terms.instance == admission.MARKET:
        return [] if may(ledger, institution, *ENTERERS) else [Status.NOT_PERMITTED]
    return admission.why_not_there(ledger, terms.instance, NAME, institution, asset=terms.asset)


def by_command(ledger: Ledger, institution: int, command: Enter) -> Status:
    """Enter the instruction."""
    # APPLY, EMIT
    sides = _keepers(command.terms)
    signed_by, origins = (institution,), (ledger.origin,)
    add(ledger, command.terms, sides, entered_by=institution, signed_by=signed_by, origins=origins)
    return Status.QUEUED

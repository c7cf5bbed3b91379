"""Additional bids of class-A members after the result (甲类追加投标), at the auction's own price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.status import Status
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import CLASS_A, AddBid
from actors.modules.issuance.issue import (
    changed,
    find,
    lot,
    several,
    underwriter,
    value,
    why_not_at,
    why_not_there,
)
from actors.modules.issuance.own_yield import amount_at
from actors.modules.issuance.parameters import SHARE
from actors.modules.issuance.state import Issue, Stage

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def is_running(ledger: Ledger, one: Issue) -> bool:
    """Whether additional bids may still come."""
    return ledger.time_ms < one.terms.timetable.additional_ms


def why_not_added(ledger: Ledger, institution: int, command: AddBid) -> list[Status]:
    """Every reason why the additional bid is not taken."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.ALLOTTED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    member = underwriter(one, institution)
    if member is None:
        faults.append(Status.NOT_AN_UNDERWRITER)
    elif member.class_ != CLASS_A:
        faults.append(Status.NOT_CLASS_A)
    # VALIDATE
    if not one.terms.timetable.additional_ms:
        faults.append(Status.ADDITIONAL_NONE)
    elif not is_running(ledger, one):
        faults.append(Status.ADDITIONAL_CLOSED)
    if command.units < 0 or command.units % lot(ledger, one.instance, one.terms.bond.face_fen):
        faults.append(Status.BID_WRONG_LOT)
    allotment = books_of(ledger).allotments.get((one.number, institution))
    if allotment is None or not allotment.competitive:
        faults.append(Status.NO_ALLOTMENT)
    elif command.units * SHARE > allotment.competitive * value(ledger, one.instance, "additional_share"):
        faults.append(Status.ADDITIONAL_TOO_LARGE)
    return several(faults)


def add(ledger: Ledger, institution: int, command: AddBid) -> Status:
    """Allot the additional units, in place of those of an earlier additional bid."""
    # APPLY
    one, rows = books_of(ledger).issues[command.issue], books_of(ledger).allotments
    allotment, face = rows[command.issue, institution], one.terms.bond.face_fen
    before = amount_at(allotment.additional, face, one.price)
    fen = allotment.amount_fen - before + amount_at(command.units, face, one.price)
    rows.put(changed(allotment, additional=command.units, amount_fen=fen))
    # EMIT
    return Status.DONE

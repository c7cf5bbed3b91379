"""Requests: an act that waits until everybody has signed whose signature it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.numbers import why_no_number, why_not_new
from actors.modules.registration import acts
from actors.modules.registration.books import books_of
from actors.modules.registration.commands import Accept, Refuse, Request
from actors.modules.registration.signatures import missing, needs
from actors.modules.registration.state import Due, Waiting

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_requested(ledger: Ledger, institution: int, command: Request) -> list[Status]:
    """Every reason why the act is not requested."""
    books = books_of(ledger)
    # AUTHORISE
    faults = admission.why_not_there(ledger, command.instance, "registration", institution)
    wanted = needs(ledger, books, command.act)
    if wanted and not any(one.met_by(ledger, institution) for one in wanted):
        faults.append(Status.NOT_A_SIGNATORY)
    # VALIDATE
    key = (institution, command.number)
    faults += why_no_number(command.number) + why_not_new(key, books.requests, books.pledges)
    return faults + acts.why_not(ledger, command.act)


def request(ledger: Ledger, institution: int, command: Request) -> Status:
    """Carry the act out if no signature is missing; otherwise it waits (PENDING)."""
    books = books_of(ledger)
    # APPLY
    if not missing(ledger, needs(ledger, books, command.act), (institution,)):
        return acts.carry_out(ledger, institution, command.number, command.act)
    expiry_s = ledger.time_ms // 1000 + ledger.roster.rules.pending_life_s_max
    books.requests.put(
        Waiting(institution, command.number, command.act, (institution,), expiry_s, ledger.origin)
    )
    books.due.put(Due(expiry_s, institution, command.number))
    # EMIT
    return Status.PENDING


def why_not_accepted(ledger: Ledger, institution: int, command: Accept) -> list[Status]:
    """Every reason why the signature is not taken."""
    books = books_of(ledger)
    row = books.requests.get((command.institution, command.number))
    if row is None:
        return [Status.REGISTRATION_UNKNOWN]
    # AUTHORISE
    if institution in row.signed:
        return [Status.SIGNED_ALREADY]
    wanted = missing(ledger, needs(ledger, books, row.act), row.signed)
    faults = [] if any(one.met_by(ledger, institution) for one in wanted) else [Status.NOT_A_SIGNATORY]
    # VALIDATE
    return faults + acts.why_not(ledger, row.act)


def accept(ledger: Ledger, institution: int, command: Accept) -> Status:
    """Add the signature; with the last one the act is carried out, or refused and waits on."""
    books = books_of(ledger)
    row = books.requests[command.institution, command.number]
    signed = (*row.signed, institution)
    # APPLY
    if missing(ledger, needs(ledger, books, row.act), signed):
        books.requests.put(msgspec.structs.replace(row, signed=signed))
        return Status.DONE
    status = acts.carry_out(ledger, row.institution, row.number, row.act)
    # EMIT
    if status.good:
        _end(ledger, row, status)
    return status


def why_not_refused(ledger: Ledger, institution: int, command: Refuse) -> list[Status]:
    """Every reason why the request does not end."""
    books = books_of(ledger)
    row = books.requests.get((command.institution, command.number))
    if row is None:
        return [Status.REGISTRATION_UNKNOWN]
    # AUTHORISE
    wanted = needs(ledger, books, row.act)
    concerned = institution == row.institution or any(one.met_by(ledger, institution) for one in wanted)
    return [] if concerned else [Status.NOT_A_SIGNATORY]


def refuse(ledger: Ledger, _institution: int, command: Refuse) -> Status:
    """End the request."""
    # APPLY, EMIT
    _end(ledger, books_of(ledger).requests[command.institution, command.number], Status.CANCELLED)
    return Status.DONE


def expire(ledger: Ledger) -> None:
    """End every request whose time is over."""
    books, now_s = books_of(ledger), ledger.time_ms // 1000
    while (first := books.due.first) is not None and first.expiry_s < now_s:
        _end(ledger, books.requests[first.institution, first.number], Status.EXPIRED)


def _end(ledger: Ledger, row: Waiting, status: Status) -> None:
    books = books_of(ledger)
    books.requests.drop((row.institution, row.number))
    books.due.drop((row.expiry_s, row.institution, row.number))
    ledger.late(row.origin, status)

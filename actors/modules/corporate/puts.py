"""Puts (回售): holders elect within the days that the terms give, and what they elect stands on an account apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from actors.ledger.moves import Move
from actors.ledger.records import UNITS_MAX, Class, gateway_of
from actors.ledger.status import Status
from actors.modules.corporate.books import books_of
from actors.modules.corporate.commands import ElectPut, Right, WithdrawPut
from actors.modules.corporate.state import ELECTED, WITHDRAWN, Election, Event, Pays, Standing

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_elected(ledger: Ledger, institution: int, command: ElectPut) -> list[Status]:
    """Every reason why the units are not given back (a short position shows when it is tried)."""
    faults: list[Status] = []
    # AUTHORISE
    if gateway_of(command.account) != institution:
        faults.append(Status.NOT_THE_GATEWAY)
    # VALIDATE
    if ledger.account_row(command.account) < 0:
        faults.append(Status.ACCOUNT_UNKNOWN)
    elif not _may_stand_there(ledger, command):
        faults.append(Status.PUT_ACCOUNT_INVALID)
    if command.units < 1:
        faults.append(Status.QUANTITY_ZERO)
    if command.units >= UNITS_MAX:
        faults.append(Status.QUANTITY_TOO_LARGE)
    event = books_of(ledger).events.get((command.asset, command.event))
    faults += _why_not_now(ledger, event)
    if books_of(ledger).elections.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def _may_stand_there(ledger: Ledger, command: ElectPut) -> bool:
    account, other = ledger.account(command.account), ledger.account(command.put_account)
    if account is None or other is None or other.number == account.number or other.class_ != Class.OWN:
        return False
    books = books_of(ledger)
    known = books.elections.get((command.asset, command.event, other.number))
    free = known.account == account.number if known else not _is_used(ledger, command)
    return free and (other.gateway, other.owner) == (account.gateway, account.owner)


def _is_used(ledger: Ledger, command: ElectPut) -> bool:
    """Whether bonds of this issue stand on the put account already, of another put or the holder's own."""
    held = ledger.position(command.put_account, command.asset)
    return held.available + held.earmarked > 0


def _why_not_now(ledger: Ledger, event: Event | None) -> list[Status]:
    if event is None:
        return [Status.EVENT_UNKNOWN]
    if event.pays != Pays.PUT:
        return [Status.NOT_A_PUT]
    if event.standing != Standing.SCHEDULED:
        return [Status.EVENT_CANCELLED if event.standing == Standing.CANCELLED else Status.EVENT_FIXED]
    option = books_of(ledger).services[event.asset].option(Right.PUT, event.due)
    assert option is not None, "the event comes from it"
    in_time = ledger.date_open and option.first <= ledger.business_date <= option.last
    return [] if in_time else [Status.PUT_WINDOW]


def elect(ledger: Ledger, institution: int, command: ElectPut) -> Status:
    """Move the units to the put account and note them; more of one holder add up."""
    # APPLY
    move = Move(command.asset, command.account, command.put_account, command.units)
    status = ledger.move([move], ELECTED, institution, command.asset << 32 | command.event)
    if status is not Status.SETTLED:
        return status
    elections, key = books_of(ledger).elections, (command.asset, command.event, command.put_account)
    known = elections.get(key)
    units = command.units + (known.units if known else 0)
    elections.put(Election(*key, command.account, units))
    # EMIT
    return Status.DONE


def why_not_withdrawn(ledger: Ledger, institution: int, command: WithdrawPut) -> list[Status]:
    """Every reason why the units are not taken back."""
    books = books_of(ledger)
    known = books.elections.get((command.asset, command.event, command.put_account))
    faults: list[Status] = []
    # AUTHORISE
    if gateway_of(command.put_account) != institution:
        faults.append(Status.NOT_THE_GATEWAY)
    # VALIDATE
    if command.units < 1:
        faults.append(Status.QUANTITY_ZERO)
    if known is None:
        faults.append(Status.ELECTION_UNKNOWN)
    elif command.units > known.units:
        faults.append(Status.OVER_ELECTION)
    event = books.events.get((command.asset, command.event))
    if event is None or event.standing != Standing.CANCELLED:
        faults += _why_not_now(ledger, event)
    return faults


def withdraw(ledger: Ledger, institution: int, command: WithdrawPut) -> Status:
    """Move the units back to where they came from."""
    # APPLY
    elections, key = books_of(ledger).elections, (command.asset, command.event, command.put_account)
    known = elections[key]
    move = Move(command.asset, command.put_account, known.account, command.units)
    status = ledger.move([move], WITHDRAWN, institution, command.asset << 32 | command.event)
    if status is not Status.SETTLED:
        return status
    if known.units == command.units:
        elections.drop(key)
    else:
        elections.put(structs.replace(known, units=known.units - command.units))
    # EMIT
    return Status.DONE

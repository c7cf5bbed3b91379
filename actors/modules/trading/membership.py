"""Venues and their members: who trades where, for whom, with which accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.business.assets import may
from actors.ledger.records import gateway_of
from actors.ledger.status import Status
from actors.modules.instances.admission import why_not_there
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import (
    Market,
    MemberKind,
    Mode,
    RegisterMember,
    SetVenue,
    SuspendMember,
)
from actors.modules.trading.numbers import why_no_number
from actors.modules.trading.state import Member, Party, Venue

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

NAME: Final = "trading"
PURSES_MAX: Final = 64
_DAYS_MAX: Final = 3


def why_not_set(ledger: Ledger, institution: int, command: SetVenue) -> list[Status]:
    """Every reason why the venue does not stand so."""
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, "venue")
    # VALIDATE
    if command.market not in set(map(int, Market)):
        faults.append(Status.MARKET_UNKNOWN)
    modes = [one.mode for one in command.own]
    if len(set(modes)) != len(modes) or not set(modes) <= set(map(int, Mode)):
        faults.append(Status.TRADING_RULES_INVALID)
    for _, rules in ((one.mode, one.rules) for one in command.own):
        positive = min(rules.face_min_fen, rules.face_step_fen, rules.tick) > 0
        if not positive or not 0 <= rules.settle_days_max <= _DAYS_MAX:
            faults.append(Status.TRADING_RULES_INVALID)
    return faults


def set_venue(ledger: Ledger, institution: int, command: SetVenue) -> Status:
    """Enter the venue, or its new rules."""
    # APPLY
    books_of(ledger).venues.put(Venue(command.instance, institution, command.market, command.own))
    # EMIT
    return Status.DONE


def why_not_registered(ledger: Ledger, institution: int, command: RegisterMember) -> list[Status]:
    """Every reason why the member is not admitted or changed."""
    module = books_of(ledger)
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, "venue")
    # VALIDATE
    known = module.members.get(command.number)
    if known is None or known.instance != command.instance:
        faults += why_no_number(module.members, institution, command.number)
    elif known.venue != institution:
        faults.append(Status.NUMBER_FOREIGN)
    if (command.instance, institution) not in module.venues:
        faults.append(Status.VENUE_NOT_SET)
    if command.kind not in set(map(int, MemberKind)):
        faults.append(Status.MEMBER_KIND_UNKNOWN)
    if command.institution and ledger.roster.institution(command.institution) is None:
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    return faults + _why_no_purses(ledger, command)


def _why_no_purses(ledger: Ledger, command: RegisterMember) -> list[Status]:
    purses = command.purses
    accounts = [one.account for one in purses]
    faults: list[Status] = []
    if not 1 <= len(purses) <= PURSES_MAX or len(set(accounts)) != len(accounts):
        faults.append(Status.MEMBER_ACCOUNTS_INVALID)
    for one in purses:
        account, cash = ledger.account(one.account), ledger.account(one.cash_account)
        if account is None:
            faults.append(Status.ACCOUNT_UNKNOWN)
        if cash is None:
            faults.append(Status.CONTRA_UNKNOWN)
        kept = account is None or may(ledger, gateway_of(one.account), "custodian")
        if not kept or any(found is not None and found.owner != command.owner for found in (account, cash)):
            faults.append(Status.MEMBER_ACCOUNTS_INVALID)
    return faults


def register(ledger: Ledger, institution: int, command: RegisterMember) -> Status:
    """Enter the member; one that was suspended stays so."""
    # APPLY
    members = books_of(ledger).members
    known = members.get(command.number)
    members.put(
        Member(
            command.number,
            command.instance,
            institution,
            command.owner,
            command.kind,
            command.is_dealer,
            command.institution,
            command.purses,
            known is not None and known.suspended,
        )
    )
    # EMIT
    return Status.DONE


def why_not_suspended(ledger: Ledger, institution: int, command: SuspendMember) -> list[Status]:
    """Every reason why the member is not suspended, or not admitted again. A regulator may do it too."""
    known = books_of(ledger).members.get(command.number)
    if known is None:
        return [Status.MEMBER_UNKNOWN]
    # AUTHORISE
    if institution != known.venue and not may(ledger, institution, "regulator"):
        return [Status.MEMBER_ELSEWHERE]
    return []


def suspend(ledger: Ledger, _institution: int, command: SuspendMember) -> Status:
    """Suspend the member, or end that. Its quotes in the book are passed over meanwhile."""
    # APPLY
    members = books_of(ledger).members
    members.put(msgspec.structs.replace(members[command.number], suspended=command.suspended))
    # EMIT
    return Status.DONE


# What the ways of trading ask.


def venue_of(ledger: Ledger, instance: int, venue: int) -> Venue | None:
    """The venue as it stands on the instance, or None."""
    return books_of(ledger).venues.get((instance, venue))


def why_no_member(ledger: Ledger, instance: int, venue: int, number: int) -> list[Status]:
    """Why this is no member that trades at the venue now."""
    known = books_of(ledger).members.get(number)
    if known is None or known.instance != instance:
        return [Status.MEMBER_UNKNOWN]
    if known.venue != venue:
        return [Status.MEMBER_ELSEWHERE]
    return [Status.MEMBER_SUSPENDED] if known.suspended else []


def why_no_account(ledger: Ledger, number: int, account: int) -> list[Status]:
    """Why the member, if there is one, does not trade with the account (0: its first)."""
    known = books_of(ledger).members.get(number)
    if known is None or not account or any(one.account == account for one in known.purses):
        return []
    return [Status.ACCOUNT_NOT_OF_MEMBER]


def party_of(ledger: Ledger, number: int, account: int) -> Party:
    """The member as one side of a deal, with this account of its own (0: its first)."""
    known = books_of(ledger).members[number]
    purse = next((one for one in known.purses if one.account == account), known.purses[0])
    return Party(number, known.owner, known.venue, purse.account, purse.cash_account)


def readers_of(ledger: Ledger, *members: int) -> tuple[int, ...]:
    """Institutions that may read what concerns these members: their venues and themselves, ascending."""
    known = [books_of(ledger).members[one] for one in members]
    return tuple(sorted({reader for one in known for reader in (one.venue, one.institution) if reader}))

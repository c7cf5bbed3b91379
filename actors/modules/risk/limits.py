"""Limits: who sets them, and what they may be about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may, why_no_asset
from actors.ledger.records import UNITS_MAX, gateway_of
from actors.ledger.status import Status
from actors.modules.instances.admission import why_not_there
from actors.modules.risk.book import NAME, books_of
from actors.modules.risk.commands import DropLimit, Measure, Scope, SetLimit
from actors.modules.risk.state import Limit
from actors.modules.trading.module import Trading

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Who sets limits; of an account only who keeps it, the platform's venue, a clearing house, a regulator.
SETTERS: Final = ("venue", "clearing_house", "custodian", "regulator")
_BY_MONEY: Final = {int(one) for one in (Measure.ORDER, Measure.GROSS, Measure.NET)}
#: What is bought there is sold there: turnover has no net.
_ONE_SIDED: Final = (Scope.PLATFORM, Scope.ASSET)
_PAIRS: Final = (Scope.COUNTERPARTY, Scope.HOLDING)


def why_not_set(ledger: Ledger, institution: int, command: SetLimit) -> list[Status]:
    """Every reason why the limit is not set."""
    book = books_of(ledger)
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, *SETTERS)
    if command.scope == Scope.ACCOUNT and gateway_of(command.subject) != institution:
        if not may(ledger, institution, "venue", "clearing_house", "regulator"):
            faults.append(Status.NOT_THE_GATEWAY)
    # VALIDATE
    if not _is_limit(command):
        faults.append(Status.LIMIT_INVALID)
    faults += _why_no_subject(ledger, command)
    if book.limits.is_full and _key(institution, command) not in book.limits:
        faults.append(Status.SHELF_FULL)
    return faults


def _is_limit(command: SetLimit) -> bool:
    """Whether scope, subjects, measure and value make a limit together."""
    measures = {int(Measure.UNITS)} if command.scope == Scope.HOLDING else _BY_MONEY
    if command.scope in _ONE_SIDED:
        measures = measures - {int(Measure.NET)}
    subject = (command.subject == 0) == (command.scope == Scope.PLATFORM)
    other = (command.other > 0) == (command.scope in _PAIRS)
    known = command.scope in set(map(int, Scope)) and command.measure in measures
    return known and subject and other and 0 <= command.value < UNITS_MAX


def _why_no_subject(ledger: Ledger, command: SetLimit) -> list[Status]:
    match command.scope:
        case Scope.ACCOUNT:
            return [] if ledger.account(command.subject) else [Status.ACCOUNT_UNKNOWN]
        case Scope.ASSET:
            return why_no_asset(ledger, command.subject)
        case Scope.HOLDING:
            return why_no_asset(ledger, command.other)
        case Scope.MEMBER:
            trading = ledger.find_module(Trading)
            known = trading is not None and command.subject in trading.members
            return [] if known else [Status.MEMBER_UNKNOWN]
    return []


def _key(institution: int, command: SetLimit | DropLimit) -> tuple[int, ...]:
    place = (command.instance, command.scope, command.subject, command.other)
    return (*place, command.measure, institution)


def set_limit(ledger: Ledger, institution: int, command: SetLimit) -> Status:
    """Set it, or one's own of before to another value. It binds from the next order on."""
    # APPLY
    row = Limit(
        command.instance,
        command.scope,
        command.subject,
        command.other,
        command.measure,
        institution,
        command.value,
    )
    books_of(ledger).limits.put(row)
    # EMIT
    return Status.DONE


def why_not_dropped(ledger: Ledger, institution: int, command: DropLimit) -> list[Status]:
    """Every reason why there is nothing to take away. Only one's own limits can be named."""
    # AUTHORISE, VALIDATE
    known = _key(institution, command) in books_of(ledger).limits
    return [] if known else [Status.LIMIT_UNKNOWN]


def drop_limit(ledger: Ledger, institution: int, command: DropLimit) -> Status:
    """Take it away."""
    # APPLY
    books_of(ledger).limits.drop(_key(institution, command))
    # EMIT
    return Status.DONE

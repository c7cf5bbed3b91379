"""Trust lines: how much an account accepts, and gateways that authorise each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.business.assets import may
from actors.ledger.records import UNITS_MAX, Class, gateway_of
from actors.ledger.status import Status
from actors.modules.payment.books import books_of
from actors.modules.payment.commands import AuthoriseLine, RequireAuthorisation, SetLine
from actors.modules.payment.freezes import GATEWAYS, why_no_line
from actors.modules.payment.state import Authorising

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_required(ledger: Ledger, institution: int, command: RequireAuthorisation) -> list[Status]:
    """Every reason why the gateway's requirement does not change."""
    faults: list[Status] = []
    # AUTHORISE
    if not may(ledger, institution, *GATEWAYS):
        faults.append(Status.NOT_A_GATEWAY)
    # VALIDATE
    if (institution in books_of(ledger).authorising) == command.required:
        faults.append(Status.AUTHORISATION_UNCHANGED)
    return faults


def require(ledger: Ledger, institution: int, command: RequireAuthorisation) -> Status:
    """Change the requirement."""
    # APPLY
    one = books_of(ledger)
    if command.required:
        one.authorising.put(Authorising(institution, ledger.time_ms))
    else:
        one.authorising.drop(institution)
    one.tables_made(ledger)
    # EMIT
    return Status.DONE


def why_not_authorised(ledger: Ledger, institution: int, command: AuthoriseLine) -> list[Status]:
    """Every reason why the line is not authorised."""
    faults: list[Status] = []
    # AUTHORISE
    if gateway_of(command.account) != institution:
        faults.append(Status.NOT_THE_GATEWAY)
    # VALIDATE
    missing = why_no_line(ledger, command.account, command.asset)
    if not missing and ledger.has_line(command.account, command.asset):
        faults.append(Status.LINE_EXISTS)
    return faults + missing


def authorise(ledger: Ledger, _institution: int, command: AuthoriseLine) -> Status:
    """Begin the line."""
    # APPLY, EMIT
    return ledger.set_line(command.account, command.asset)


def why_not_set(ledger: Ledger, institution: int, command: SetLine) -> list[Status]:
    """Every reason why the holder's limit is not set."""
    one = ledger.account(command.account)
    faults: list[Status] = []
    # AUTHORISE
    if one is not None and not _holds(ledger, institution, command.account):
        faults.append(Status.NOT_THE_HOLDER)
    # VALIDATE
    missing = why_no_line(ledger, command.account, command.asset)
    if not 0 <= command.limit < UNITS_MAX:
        faults.append(Status.LINE_LIMIT_INVALID)
    waits = one is not None and one.gateway in books_of(ledger).authorising
    if waits and not missing and not ledger.has_line(command.account, command.asset):
        faults.append(Status.LINE_NOT_AUTHORISED)
    return faults + missing


def _holds(ledger: Ledger, institution: int, account: int) -> bool:
    """Whether the institution speaks for the holder of the account."""
    one = ledger.account(account)
    if one is not None and one.class_ == Class.OMNIBUS:
        return one.lower == institution
    return ledger.may_debit(institution, account)


def set_(ledger: Ledger, _institution: int, command: SetLine) -> Status:
    """Set the limit; what is there already may stay above it."""
    # APPLY, EMIT
    return ledger.set_line(command.account, command.asset, limit=command.limit)

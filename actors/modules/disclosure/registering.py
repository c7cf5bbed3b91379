"""Issuers are registered, their bonds begun, due dates extended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from actors.ledger.business.assets import may, why_no_asset
from actors.ledger.status import Status
from actors.modules.dates import DateProblem, read_date
from actors.modules.disclosure import schedule
from actors.modules.disclosure.commands import BeginBond, ChangeDiscloser, ExtendDue, RegisterIssuer
from actors.modules.disclosure.fields import FIELDS, OF_BOND, OF_ISSUER
from actors.modules.disclosure.register import NAME, books_of
from actors.modules.disclosure.state import DisclosedBond, Issuer, Named
from actors.modules.instances.admission import why_not_there
from actors.modules.instruments.module import instrument_of
from actors.modules.numbers import why_no_number, why_not_new

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_NAME_MAX: Final = 200
_REGISTRARS: Final = ("custodian", "venue", "regulator")


def _why_no_fields(mask: int, allowed: int) -> list[Status]:
    return [] if mask > 0 and mask & ~allowed == 0 else [Status.FIELDS_INVALID]


def why_not_registered(ledger: Ledger, institution: int, command: RegisterIssuer) -> list[Status]:
    """Every reason why the issuer is not registered."""
    register = books_of(ledger)
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, *_REGISTRARS)
    # VALIDATE
    faults += why_no_number(command.number) + why_not_new(command.number, register.issuers)
    if not 1 <= len(command.name.encode()) <= _NAME_MAX:
        faults.append(Status.TEXT_INVALID)
    if (command.instance, command.name) in register.names:
        faults.append(Status.ISSUER_NAME_TAKEN)
    if ledger.roster.institution(command.institution) is None:
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    return faults + _why_no_fields(command.fields, OF_ISSUER)


def register_issuer(ledger: Ledger, institution: int, command: RegisterIssuer) -> Status:
    """Enter the issuer; it owes its fields for the periods that run."""
    # APPLY
    register, today = books_of(ledger), schedule.today(ledger)
    row = Issuer(
        command.number,
        command.instance,
        command.name,
        command.institution,
        command.fields,
        institution,
        today,
    )
    register.issuers.put(row)
    register.names.put(Named(command.instance, command.name, command.number))
    for spec in FIELDS.values():
        if command.fields & spec.bit:
            schedule.owe_first(ledger, row, spec, 0)
    # EMIT
    return Status.DONE


def why_not_begun(ledger: Ledger, institution: int, command: BeginBond) -> list[Status]:
    """Every reason why the disclosure of the bond is not begun."""
    register = books_of(ledger)
    issuer = register.issuers.get(command.issuer)
    if issuer is None:
        return [Status.ISSUER_UNKNOWN]
    # AUTHORISE
    faults = why_not_there(ledger, issuer.instance, NAME, institution)
    if institution not in (issuer.institution, issuer.registered_by):
        faults.append(Status.NOT_THE_DISCLOSER)
    # VALIDATE
    faults += why_no_asset(ledger, command.asset)
    bond = instrument_of(ledger, command.asset)
    if bond is None:
        faults.append(Status.TERMS_UNKNOWN)
    elif bond.issuer != issuer.name:
        faults.append(Status.BOND_OF_ANOTHER)
    if (command.issuer, command.asset) in register.bonds:
        faults.append(Status.BOND_DISCLOSED_ALREADY)
    faults += _why_no_fields(command.fields, OF_BOND)
    if register.bonds.is_full or register.owed.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def begin_bond(ledger: Ledger, _institution: int, command: BeginBond) -> Status:
    """The bond's fields are owed."""
    # APPLY
    register = books_of(ledger)
    issuer = register.issuers[command.issuer]
    register.bonds.put(DisclosedBond(command.issuer, command.asset, command.fields, schedule.today(ledger)))
    for spec in FIELDS.values():
        if command.fields & spec.bit:
            schedule.owe_first(ledger, issuer, spec, command.asset)
    # EMIT
    return Status.DONE


def why_not_extended(ledger: Ledger, institution: int, command: ExtendDue) -> list[Status]:
    """Every reason why no more time is given."""
    register = books_of(ledger)
    # AUTHORISE
    faults = [] if may(ledger, institution, "regulator") else [Status.NOT_PERMITTED]
    # VALIDATE
    if command.issuer not in register.issuers:
        return [*faults, Status.ISSUER_UNKNOWN]
    owed = register.owed.get((command.issuer, command.field, command.asset))
    try:
        read_date(command.due)
    except DateProblem:
        return [*faults, Status.DATE_INVALID]
    if owed is None or command.due <= owed.due:
        faults.append(Status.NOT_EXTENDABLE)
    return faults


def extend(ledger: Ledger, _institution: int, command: ExtendDue) -> Status:
    """Note the later date; what is no longer overdue is none."""
    # APPLY
    register = books_of(ledger)
    row = register.owed[command.issuer, command.field, command.asset]
    schedule.settle(register, row)
    schedule.put(ledger, structs.replace(row, due=command.due))
    # EMIT
    return Status.DONE


def why_not_changed(ledger: Ledger, institution: int, command: ChangeDiscloser) -> list[Status]:
    """Every reason why nobody else signs for the issuer."""
    issuer = books_of(ledger).issuers.get(command.issuer)
    if issuer is None:
        return [Status.ISSUER_UNKNOWN]
    # AUTHORISE
    faults: list[Status] = []
    if institution != issuer.registered_by and not may(ledger, institution, "regulator"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if ledger.roster.institution(command.institution) is None:
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    return faults


def change_discloser(ledger: Ledger, _institution: int, command: ChangeDiscloser) -> Status:
    """Note who signs from now on; what was signed stays as it is."""
    # APPLY
    issuers = books_of(ledger).issuers
    issuers.put(structs.replace(issuers[command.issuer], institution=command.institution))
    # EMIT
    return Status.DONE

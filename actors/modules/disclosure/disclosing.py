"""A field is disclosed for a period, or corrected; amounts are checked against the ledger itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base.digest import DIGEST_BYTES
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import Status
from actors.modules.disclosure import alarm, schedule
from actors.modules.disclosure.agreement import agrees, ledger_amount
from actors.modules.disclosure.commands import Disclose
from actors.modules.disclosure.fields import FIELDS, Form, Spec
from actors.modules.disclosure.register import NAME, books_of, versions
from actors.modules.disclosure.state import Entry, Issuer
from actors.modules.instances import admission
from actors.modules.instances.admission import why_not_there

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_disclosed(ledger: Ledger, institution: int, command: Disclose) -> list[Status]:
    """Every reason why this is not disclosed."""
    register = books_of(ledger)
    issuer = register.issuers.get(command.issuer)
    if issuer is None:
        return [Status.ISSUER_UNKNOWN]
    # AUTHORISE
    faults = why_not_there(ledger, issuer.instance, NAME, institution)
    if institution != issuer.institution:
        faults.append(Status.NOT_THE_DISCLOSER)
    # VALIDATE
    spec = FIELDS.get(command.field)
    if spec is None or not _is_owed(ledger, issuer, spec, command.asset):
        return [*faults, Status.FIELD_NOT_OWED]
    faults += _why_no_period(ledger, spec, command)
    faults += _why_no_content(spec, command)
    if command.value is not None:
        fits = agrees(ledger, issuer, spec, command.asset, command.value)
        if not fits and admission.value(ledger, issuer.instance, f"{NAME}.strict"):
            faults.append(Status.LEDGER_DIFFERS)
    if register.entries.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def _is_owed(ledger: Ledger, issuer: Issuer, spec: Spec, asset: int) -> bool:
    if not spec.of_bond:
        return asset == 0 and issuer.fields & spec.bit > 0
    bond = books_of(ledger).bonds.get((issuer.number, asset))
    return bond is not None and bond.fields & spec.bit > 0


def _why_no_period(ledger: Ledger, spec: Spec, command: Disclose) -> list[Status]:
    """The period that is owed next, or one that was told; not before it ends, unless it is told ahead."""
    register = books_of(ledger)
    key = (command.issuer, command.field, command.asset)
    owed, told = register.owed.get(key), versions(register, *key, command.period)
    if told:
        same = (told[-1].value, told[-1].digest) == (command.value, command.digest)
        return [Status.DISCLOSED_SAME] if same else []
    if owed is None or command.period != owed.end:
        return [Status.PERIOD_INVALID]
    early = spec.months and not spec.from_start and schedule.today(ledger) < owed.end
    return [Status.PERIOD_NOT_OVER] if early else []


def _why_no_content(spec: Spec, command: Disclose) -> list[Status]:
    faults: list[Status] = []
    if spec.form == Form.DOCUMENT:
        if command.value is not None:
            faults.append(Status.VALUE_NOT_WANTED)
        if not command.digest:
            faults.append(Status.DOCUMENT_MISSING)
    elif command.value is None or not 0 <= command.value < UNITS_MAX:
        faults.append(Status.VALUE_MISSING)
    if len(command.digest) not in (0, DIGEST_BYTES):
        faults.append(Status.DIGEST_INVALID)
    return faults


def disclose(ledger: Ledger, institution: int, command: Disclose) -> Status:
    """Put the version on the shelf, owe the next period, and tell the risk monitor what it says."""
    # APPLY
    register = books_of(ledger)
    issuer, spec = register.issuers[command.issuer], FIELDS[command.field]
    key = (command.issuer, command.field, command.asset)
    told, owed = versions(register, *key, command.period), register.owed.get(key)
    value, fits = command.value, True
    if value is not None:
        fits = agrees(ledger, issuer, spec, command.asset, value)
    entry = Entry(
        *key,
        command.period,
        len(told) + 1,
        value,
        command.digest,
        schedule.today(ledger),
        ledger.time_ms,
        told[0].due if told or owed is None else owed.due,
        ledger_amount(ledger, issuer, spec, command.asset),
        fits,
        institution,
        ledger.origin,
    )
    register.entries.put(entry)
    if not told and owed is not None:
        schedule.owe_next(ledger, issuer, spec, owed)
    # EMIT
    alarm.told(ledger, issuer, entry)
    return Status.DONE

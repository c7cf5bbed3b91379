"""Daily reconciliation (对账): account by account, what differs, why, and what mends it."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from actors.modules.registration.certificate import register_digest
from actors.modules.registration.commands import Register, RepairBreaks, Stated, StateRegister


class Cause(StrEnum):
    """Why an account differs."""

    LATE = "the back end's file is late"
    NOT_THERE = "the back end lacks it"
    NOT_HERE = "the ledger lacks it"
    TWICE = "the back end booked it more than once"
    QUANTITY = "the quantities differ"
    UNKNOWN = "no entry of the day explains it"


class Repair(StrEnum):
    """What mends it."""

    WAIT = "ask again when the back end has closed its day"
    LEDGER = "correct the ledger: the back end's register is authoritative"
    RESEND = "hand the instruction to the back end again"
    REVERSE = "have the back end reverse it: the ledger is authoritative"
    LOOK = "look into it by hand"


class Line(NamedTuple):
    """One line of the report. ``difference``: how much more the back end has; ``references``: what explains it."""

    account: int
    ledger: int
    legacy: int
    difference: int
    cause: Cause
    repair: Repair
    references: tuple[str, ...]


class Booking(NamedTuple):
    """One booking on either side: ``quantity`` (negative: a debit) on ``account`` for ``reference``."""

    reference: str
    account: int
    quantity: int


def compare(
    ledger: Mapping[int, int],
    legacy: Mapping[int, int],
    here: Iterable[Booking],
    there: Iterable[Booking],
    register: Register,
) -> list[Line]:
    """A line for each account that differs, accounts ascending; empty when both agree.

    ``ledger``, ``legacy``: quantity by account; ``here``, ``there``: the day's bookings on each side.
    """
    ours, theirs = _by_account(here), _by_account(there)
    lines = []
    for account in sorted(ledger.keys() | legacy.keys()):
        mine, other = ledger.get(account, 0), legacy.get(account, 0)
        if mine == other:
            continue
        cause, references = _why(other - mine, ours[account], theirs[account])
        lines.append(Line(account, mine, other, other - mine, cause, _mended(cause, register), references))
    return lines


def _by_account(bookings: Iterable[Booking]) -> defaultdict[int, dict[str, list[int]]]:
    found: defaultdict[int, dict[str, list[int]]] = defaultdict(dict)
    for one in bookings:
        found[one.account].setdefault(one.reference, []).append(one.quantity)
    return found


def _why(
    difference: int, ours: Mapping[str, list[int]], theirs: Mapping[str, list[int]]
) -> tuple[Cause, tuple[str, ...]]:
    """The cause that explains the difference to the last unit, and the references concerned."""
    causes: dict[str, Cause] = {}
    explained = 0
    for reference in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(reference, []), theirs.get(reference, [])
        if sorted(mine) == sorted(other):
            continue
        explained += sum(other) - sum(mine)
        causes[reference] = _cause(mine, other)
    if explained != difference or not causes:
        return Cause.UNKNOWN, ()
    return next(iter(causes.values())), tuple(causes)


def _cause(mine: Sequence[int], other: Sequence[int]) -> Cause:
    if not other:
        return Cause.NOT_THERE
    if not mine:
        return Cause.NOT_HERE
    return Cause.TWICE if len(other) > len(mine) else Cause.QUANTITY


def _mended(cause: Cause, register: Register) -> Repair:
    if cause is Cause.UNKNOWN and register is Register.NATIVE:
        return Repair.LOOK
    if register is Register.MIRRORED:
        return Repair.LEDGER
    return Repair.RESEND if cause is Cause.NOT_THERE else Repair.REVERSE


def statement_command(
    asset: int, date: int, ledger: Mapping[int, int], legacy: Mapping[int, int]
) -> StateRegister:
    """What the depository states on the ledger: total, digest and every break."""
    breaks = tuple(
        Stated(account, legacy.get(account, 0))
        for account in sorted(ledger.keys() | legacy.keys())
        if legacy.get(account, 0) != ledger.get(account, 0)
    )
    return StateRegister(asset, date, sum(legacy.values()), register_digest(legacy), breaks)


def repair_of(
    depository: int, asset: int, lines: Sequence[Line], reason: str, document: bytes
) -> RepairBreaks:
    """The correction of these lines that depository and regulator sign."""
    accounts = tuple(one.account for one in lines if one.repair is Repair.LEDGER)
    return RepairBreaks(depository, asset, accounts, reason, document)


def as_csv(lines: Iterable[Line]) -> str:
    """The report as a file: a header, then a row a line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Line._fields)
    writer.writerows([*one[:-1], " ".join(one.references)] for one in lines)
    return out.getvalue()

"""When what is due: periods of the calendar, and due dates by the rule of each field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from actors.modules.dates import number_of, read_date
from actors.modules.disclosure.fields import FIELDS, Spec
from actors.modules.disclosure.register import NAME, Register, books_of
from actors.modules.disclosure.state import DueAt, Issuer, Overdue, Owed
from actors.modules.instances import admission
from actors.modules.instruments.module import instrument_of

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


_EPOCH: Final = date(1970, 1, 1)
_DAY_MS: Final = 86_400_000


def period_of(day: int, months: int) -> tuple[int, int]:
    """First and last day (YYYYMMDD) of the period of so many months, a part of a year, in which ``day`` lies."""
    year, month = day // 10_000, day // 100 % 100
    first = (month - 1) // months * months + 1
    after = date(year + (first + months - 1) // 12, (first + months - 1) % 12 + 1, 1)
    return year * 10_000 + first * 100 + 1, number_of(after - timedelta(days=1))


def today(ledger: Ledger) -> int:
    """The last business date that opened (YYYYMMDD); before the first, the date in China by ledger time."""
    if ledger.business_date:
        return ledger.business_date
    return number_of(_EPOCH + timedelta(days=(ledger.time_ms + admission.CHINA_MS) // _DAY_MS))


def _day_after(day: int) -> int:
    return number_of(read_date(day) + timedelta(days=1))


def owe_first(ledger: Ledger, issuer: Issuer, spec: Spec, asset: int) -> None:
    """The field is owed from now on, for the period that runs: of a bond, not before its dated date."""
    bond = instrument_of(ledger, asset)
    if spec.months == 0:
        assert bond is not None, "judged before"
        _owe(ledger, issuer, spec, asset, bond.dated, bond.dated)
        return
    now = today(ledger)
    _owe(ledger, issuer, spec, asset, *period_of(max(now, bond.dated) if bond else now, spec.months))


def owe_next(ledger: Ledger, issuer: Issuer, spec: Spec, row: Owed) -> None:
    """The period was told: the next one is owed, until the bond has matured."""
    register = books_of(ledger)
    settle(register, row)
    bond = instrument_of(ledger, row.asset)
    start = _day_after(row.end) if spec.months else 0
    if spec.months and (bond is None or start <= bond.maturity):
        _owe(ledger, issuer, spec, row.asset, *period_of(start, spec.months))


def _owe(ledger: Ledger, issuer: Issuer, spec: Spec, asset: int, start: int, end: int) -> None:
    days = admission.value(ledger, issuer.instance, f"{NAME}.{spec.field.name.lower()}_days")
    since = read_date(start if spec.from_start else end)
    put(ledger, Owed(issuer.number, spec.field, asset, start, end, number_of(since + timedelta(days=days))))


def put(ledger: Ledger, row: Owed) -> None:
    """What is owed, under its date, or among what is overdue."""
    register, key = books_of(ledger), (row.issuer, row.field, row.asset)
    register.owed.put(row)
    if row.due < today(ledger):
        register.overdue.put(Overdue(*key, row.due))
    else:
        register.due.put(DueAt(row.due, *key))


def settle(register: Register, row: Owed) -> None:
    """It is owed no more."""
    key = (row.issuer, row.field, row.asset)
    register.owed.drop(key)
    if key in register.overdue:
        register.overdue.drop(key)
    else:
        register.due.drop((row.due, *key))


def fall_due(ledger: Ledger) -> None:
    """What was due before the business date that opens is overdue."""
    register = books_of(ledger)
    for one in register.due.among((0, 0, 0, 0), (ledger.business_date, 0, 0, 0)):
        register.due.drop((one.due, one.issuer, one.field, one.asset))
        register.overdue.put(Overdue(one.issuer, one.field, one.asset, one.due))


def days_between(first: int, last: int) -> int:
    """Calendar days from one date to another."""
    return (read_date(last) - read_date(first)).days


assert all(12 % one.months == 0 for one in FIELDS.values() if one.months), "periods are parts of a year"

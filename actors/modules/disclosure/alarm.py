"""What disclosure tells the risk monitor: what is overdue, what does not agree, ratios that are high."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.modules.disclosure.fields import Field
from actors.modules.disclosure.register import books_of, newest
from actors.modules.disclosure.schedule import days_between
from actors.modules.disclosure.state import Entry, Issuer
from actors.modules.risk.book import RiskBook, watching
from actors.modules.risk.parameters import WHOLE
from actors.modules.risk.state import Subject, Watched
from actors.modules.risk.survey import instances_watched
from actors.modules.risk.warned import Finding, measured, refresh, thresholds

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_RATIOS: Final = {
    int(Field.DEBT_RATIO): Watched.DEBT_RATIO,
    int(Field.DEBT_SERVICE_RATIO): Watched.DEBT_SERVICE_RATIO,
}


def told(ledger: Ledger, issuer: Issuer, entry: Entry) -> None:
    """Something was disclosed."""
    if watching(ledger, issuer.instance) is None:
        return
    about = Subject(asset=entry.asset, name=issuer.name, other=entry.field)
    if (entry.issuer, entry.field, entry.asset) not in books_of(ledger).overdue:
        measured(ledger, issuer.instance, Watched.DISCLOSURE_OVERDUE, Finding(about, 0))
    if entry.ledger_fen is not None and entry.value is not None:
        off = 0 if entry.agrees else _part(abs(entry.value - entry.ledger_fen), entry.ledger_fen)
        measured(ledger, issuer.instance, Watched.DISCLOSURE_DIFFERS, Finding(about, off))
    if entry.field in _RATIOS and entry.value is not None:
        found = Finding(Subject(name=issuer.name), entry.value)
        measured(ledger, issuer.instance, _RATIOS[entry.field], found)
    if entry.field in (Field.DEBT_LIMIT, Field.DEBT_BALANCE):
        _compare_with_limit(ledger, issuer)


def _part(some: int, whole: int) -> int:
    """A difference in hundredths of a percent, at least one if there is any."""
    return max(1, some * WHOLE // max(1, whole))


def _compare_with_limit(ledger: Ledger, issuer: Issuer) -> None:
    """Whether the debt, as disclosed last, is within its limit, as disclosed last."""
    register = books_of(ledger)
    limit = newest(register, issuer.number, Field.DEBT_LIMIT)
    balance = newest(register, issuer.number, Field.DEBT_BALANCE)
    if limit is None or balance is None or limit.value is None or balance.value is None:
        return
    over = balance.value - limit.value
    about = Subject(name=issuer.name, other=Field.DEBT_LIMIT)
    found = Finding(about, _part(over, limit.value) if over > 0 else 0)
    measured(ledger, issuer.instance, Watched.DISCLOSURE_DIFFERS, found)


def overdue(ledger: Ledger) -> None:
    """Warn of everything that is overdue on the business date that opens, on the instance of its issuer."""
    register = books_of(ledger)
    if ledger.find_module(RiskBook) is None or not len(register.issuers):
        return
    found: dict[int, list[Finding]] = {}
    for row in register.overdue:
        issuer = register.issuers[row.issuer]
        about = Subject(asset=row.asset, name=issuer.name, other=row.field)
        days = days_between(row.due, ledger.business_date)
        found.setdefault(issuer.instance, []).append(Finding(about, days))
    for instance in instances_watched(ledger):
        first = min(thresholds(ledger, instance, Watched.DISCLOSURE_OVERDUE))
        late = [one for one in found.get(instance, []) if one.value >= first]
        refresh(ledger, instance, Watched.DISCLOSURE_OVERDUE, late)

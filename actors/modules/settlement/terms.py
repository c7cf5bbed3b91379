"""What makes the terms of a settlement instruction good."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import why_no_asset
from actors.ledger.business.dates import is_date
from actors.ledger.layout import AssetKind
from actors.ledger.records import UNITS_MAX, Class
from actors.ledger.status import Status
from actors.modules.dates import DAY_S
from actors.modules.instances import admission
from actors.modules.numbers import why_no_number
from actors.modules.settlement.commands import HIGH, NORMAL, Terms

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

NAME: Final = "settlement"
_EPOCH: Final = date(1970, 1, 1).toordinal()


def setting(ledger: Ledger, instance: int, name: str) -> int:
    """The value of a parameter of settlement on the instance."""
    return admission.value(ledger, instance, f"{NAME}.{name}")


def days_of(number: int) -> int:
    """Days from 1970-01-01 to the date YYYYMMDD, which is one."""
    return date(number // 10_000, number // 100 % 100, number % 100).toordinal() - _EPOCH


def cutoff_s(ledger: Ledger, instance: int) -> int:
    """The ledger second at which settlement of the last business date ends: the first such hour after it opened.

    A market that lives through past or future business dates, as a rehearsal does, opens them on the day it has.
    """
    china_s, opened_s = admission.CHINA_MS // 1000, ledger.opened_ms // 1000
    began_s = (opened_s + china_s) // DAY_S * DAY_S - china_s
    cut_s = began_s + setting(ledger, instance, "cutoff_s")
    return cut_s if cut_s > opened_s else cut_s + DAY_S


def why_no_terms(ledger: Ledger, terms: Terms, *, both: bool) -> list[Status]:
    """Every reason why these are no terms of an instruction. ``both``: both sides are named, not one alone."""
    faults = [*_why_no_legs(ledger, terms), *_why_no_accounts(ledger, terms, both)]
    faults += why_no_number(terms.reference) if terms.reference else [Status.REFERENCE_ZERO]
    faults += _why_not_then(ledger, terms)
    if terms.priority not in (NORMAL, HIGH):
        faults.append(Status.PRIORITY_INVALID)
    if terms.partial and not setting(ledger, terms.instance, "partial"):
        faults.append(Status.PARTIAL_NOT_ALLOWED)
    return faults


def _why_no_legs(ledger: Ledger, terms: Terms) -> list[Status]:
    faults = why_no_asset(ledger, terms.asset)
    for value, zero, negative, large in (
        (terms.quantity, Status.QUANTITY_ZERO, Status.QUANTITY_NEGATIVE, Status.QUANTITY_TOO_LARGE),
        (terms.amount, None, Status.AMOUNT_NEGATIVE, Status.AMOUNT_TOO_LARGE),
    ):
        if value == 0 and zero is not None:
            faults.append(zero)
        if value < 0:
            faults.append(negative)
        if value >= UNITS_MAX:
            faults.append(large)
    if (terms.cash == 0) != (terms.amount == 0) or (terms.cash and terms.cash == terms.asset):
        faults.append(Status.LEGS_INVALID)
    if terms.cash:
        missing = why_no_asset(ledger, terms.cash)
        if missing:
            faults.append(Status.CASH_UNKNOWN)
        elif ledger.state.assets[terms.cash]["kind"] != AssetKind.MONEY:
            faults.append(Status.NOT_MONEY)
    return faults


def _why_no_accounts(ledger: Ledger, terms: Terms, both: bool) -> list[Status]:
    faults: list[Status] = []
    assets, cashes = (terms.seller_account, terms.buyer_account), (terms.seller_cash, terms.buyer_cash)
    if any(bool(cash) != (bool(terms.cash) and bool(one)) for one, cash in zip(assets, cashes, strict=True)):
        faults.append(Status.LEGS_INVALID)
    for accounts, unknown in ((assets, Status.ACCOUNT_UNKNOWN), (cashes, Status.CONTRA_UNKNOWN)):
        for number in accounts:
            known = ledger.account(number) if number else None
            if known is None and (number or (both and accounts is assets)):
                faults.append(unknown)
            if known is not None and known.class_ == Class.OMNIBUS:
                faults.append(Status.ONLY_ON_PATH)
        if accounts[0] and accounts[0] == accounts[1]:
            faults.append(Status.SAME_ACCOUNT)
    return faults


def _why_not_then(ledger: Ledger, terms: Terms) -> list[Status]:
    """Why it cannot settle on that date, or end at that deadline."""
    faults: list[Status] = []
    now_s = ledger.time_ms // 1000
    if terms.deadline_s and terms.deadline_s <= now_s:
        faults.append(Status.EXPIRY_PAST)
    if terms.deadline_s > now_s + DAY_S * 366 or (
        not terms.date and terms.deadline_s > now_s + ledger.roster.rules.pending_life_s_max
    ):
        faults.append(Status.EXPIRY_TOO_FAR)
    if not terms.date:
        return faults
    if not is_date(terms.date):
        return [*faults, Status.SETTLEMENT_DATE_PAST]
    today = ledger.business_date
    if terms.date < today or (terms.date == today and not ledger.date_open):
        faults.append(Status.SETTLEMENT_DATE_PAST)
    elif terms.date == today and now_s >= cutoff_s(ledger, terms.instance):
        faults.append(Status.AFTER_CUTOFF)
    ahead = days_of(terms.date) - (days_of(today) if today else now_s // DAY_S)
    if ahead > setting(ledger, terms.instance, "days_ahead_max"):
        faults.append(Status.SETTLEMENT_DATE_FAR)
    return faults

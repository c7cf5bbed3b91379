"""The business lane: typed commands, one by one, each in the phases AUTHORISE, VALIDATE, APPLY, EMIT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.business import assets, coupons, dates, governance
from actors.ledger.commands import (
    ChangeRoster,
    CloseDate,
    Command,
    DeclareCoupon,
    LinkCash,
    ListAsset,
    MergeAsset,
    OpenDate,
    PayCoupon,
    RegisterAsset,
)
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_refused(ledger: Ledger, institution: int, command: Command) -> list[Status]:
    """Every reason why ``institution`` may not do this now, in order of checks; empty if it may."""
    match command:
        case RegisterAsset():
            return assets.why_not_registered(ledger, institution, command)
        case ListAsset():
            return assets.why_not_listed(ledger, institution, command)
        case MergeAsset():
            return assets.why_not_merged(ledger, institution, command)
        case OpenDate():
            return dates.why_not_opened(ledger, institution, command)
        case CloseDate():
            return dates.why_not_closed(ledger, institution, command)
        case DeclareCoupon():
            return coupons.why_not_declared(ledger, institution, command)
        case PayCoupon():
            return coupons.why_not_paid(ledger, institution, command)
        case LinkCash():
            return assets.why_not_linked(ledger, institution, command)
        case ChangeRoster():
            return governance.why_not_changed(ledger, institution, command)


def execute(ledger: Ledger, institution: int, command: Command) -> Status:
    """Execute one command; returns its status. A refused command changes nothing."""
    faults = why_refused(ledger, institution, command)
    if faults:
        return faults[0]
    match command:
        case RegisterAsset():
            return assets.register(ledger, institution, command)
        case ListAsset():
            return assets.list_(ledger, command)
        case MergeAsset():
            return assets.merge(ledger, command)
        case OpenDate():
            return dates.open_(ledger, command)
        case CloseDate():
            return dates.close(ledger, command)
        case DeclareCoupon():
            return coupons.declare(ledger, command)
        case PayCoupon():
            return coupons.pay(ledger, institution, command)
        case LinkCash():
            return assets.link(ledger, command)
        case ChangeRoster():
            return governance.change(ledger, command)

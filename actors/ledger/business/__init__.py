"""The business lane: typed commands, one by one, each in the phases AUTHORISE, VALIDATE, APPLY, EMIT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.base.canonical import Canonical
from actors.ledger.business import assets, coupons, dates, governance
from actors.ledger.commands import (
    ChangeRoster,
    CloseDate,
    DeclareCoupon,
    LinkCash,
    ListAsset,
    MergeAsset,
    OpenDate,
    PayCoupon,
    RegisterAsset,
)
from actors.ledger.module import Rule, Rules
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: The ledger's own commands; modules bring theirs.
RULES: Final[Rules] = {
    RegisterAsset: Rule(assets.why_not_registered, assets.register),
    ListAsset: Rule(assets.why_not_listed, assets.list_),
    MergeAsset: Rule(assets.why_not_merged, assets.merge),
    OpenDate: Rule(dates.why_not_opened, dates.open_),
    CloseDate: Rule(dates.why_not_closed, dates.close),
    DeclareCoupon: Rule(coupons.why_not_declared, coupons.declare),
    PayCoupon: Rule(coupons.why_not_paid, coupons.pay),
    LinkCash: Rule(assets.why_not_linked, assets.link),
    ChangeRoster: Rule(governance.why_not_changed, governance.change),
}


def why_refused(ledger: Ledger, institution: int, command: Canonical) -> list[Status]:
    """Every reason why ``institution`` may not do this now, in order of checks; empty if it may."""
    return list(dict.fromkeys(ledger.rules[type(command)].why_not(ledger, institution, command)))


def execute(ledger: Ledger, institution: int, command: Canonical) -> Status:
    """Execute one command; returns its status. A refused command changes nothing."""
    rule = ledger.rules[type(command)]
    faults = rule.why_not(ledger, institution, command)
    return faults[0] if faults else rule.do(ledger, institution, command)

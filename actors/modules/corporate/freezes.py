"""What stops a payment, judged before it is tried: taking bonds from frozen holders must not also pay from frozen money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.records import gateway_of
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_cash_stopped(ledger: Ledger, account: int, cash: int) -> list[Status]:
    """Why a regulator's order keeps money on this account: the account, the line, its gateway or the money's root."""
    faults = [Status.CASH_ACCOUNT_FROZEN] if _is_frozen(ledger, account) else []
    if ledger.position(account, cash).frozen:
        faults.append(Status.LINE_FROZEN)
    keepers = (gateway_of(account), int(ledger.state.assets[cash]["root"]))
    if any(ledger.is_stopped(one) for one in keepers):
        faults.append(Status.GATEWAY_FROZEN)
    return faults


def why_bonds_stopped(ledger: Ledger, redemption_account: int, asset: int) -> list[Status]:
    """Why bonds that came to the redemption account would not leave it."""
    faults = [Status.ACCOUNT_FROZEN] if _is_frozen(ledger, redemption_account) else []
    if ledger.position(redemption_account, asset).frozen:
        faults.append(Status.LINE_FROZEN)
    return faults


def _is_frozen(ledger: Ledger, account: int) -> bool:
    known = ledger.account(account)
    return known is not None and known.order != 0

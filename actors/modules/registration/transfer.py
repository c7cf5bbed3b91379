"""Non-trade transfers (非交易过户): ownership passes, for a reason that a document shows; both gateways sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.payment.court import why_no_document
from actors.modules.registration.commands import NonTradeTransfer, Reason
from actors.modules.registration.pledges import why_no_quantity, why_not_own

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Sort of history that a non-trade transfer leaves.
PASSED: Final = 147


def why_not(ledger: Ledger, act: NonTradeTransfer) -> list[Status]:
    """Every reason why ownership does not pass."""
    faults = why_no_quantity(act.quantity) + why_no_document(act.document)
    if act.reason not in set(map(int, Reason)):
        faults.append(Status.REASON_UNKNOWN)
    faults += why_not_own(ledger, act.source, act.asset, Status.ACCOUNT_UNKNOWN)
    faults += why_not_own(ledger, act.target, act.asset, Status.CONTRA_UNKNOWN)
    if act.source == act.target:
        faults.append(Status.SAME_ACCOUNT)
    source, target = ledger.account(act.source), ledger.account(act.target)
    if source is not None and target is not None and source.owner == target.owner:
        faults.append(Status.SAME_OWNER)
    return list(dict.fromkeys(faults))


def do(ledger: Ledger, institution: int, number: int, act: NonTradeTransfer) -> Status:
    """Move it along its path."""
    # APPLY, EMIT
    moves = [Move(act.asset, act.source, act.target, act.quantity)]
    return ledger.move(moves, PASSED, institution, number)

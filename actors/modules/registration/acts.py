"""What can be requested: why it cannot be done, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.status import Status
from actors.modules.registration import nominees, pledges, repair, transfer
from actors.modules.registration.commands import (
    Act,
    Interconnect,
    NonTradeTransfer,
    OpenNominees,
    Pledge,
    ReleasePledge,
    RepairBreaks,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not(ledger: Ledger, act: Act) -> list[Status]:
    """Every reason against the act itself (shortness shows when it is tried)."""
    match act:
        case OpenNominees():
            return nominees.why_not_opened(ledger, act)
        case Interconnect():
            return nominees.why_not_linked(ledger, act)
        case Pledge():
            return pledges.why_not_pledged(ledger, act)
        case ReleasePledge():
            return pledges.why_not_released(ledger, act)
        case NonTradeTransfer():
            return transfer.why_not(ledger, act)
        case RepairBreaks():
            return repair.why_not(ledger, act)


def carry_out(ledger: Ledger, institution: int, number: int, act: Act) -> Status:
    """Do what ``institution`` requested under ``number``: DONE or SETTLED, or why not (then nothing changed)."""
    match act:
        case OpenNominees():
            return nominees.open_(ledger, act)
        case Interconnect():
            return nominees.link(ledger, act)
        case Pledge():
            return pledges.pledge(ledger, institution, number, act)
        case ReleasePledge():
            return pledges.release(ledger, institution, act)
        case NonTradeTransfer():
            return transfer.do(ledger, institution, number, act)
        case RepairBreaks():
            return repair.do(ledger, act)

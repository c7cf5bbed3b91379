"""The next epoch's roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.base.roster import why_not_next
from actors.ledger.business.assets import may
from actors.ledger.commands import ChangeRoster
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_changed(ledger: Ledger, institution: int, command: ChangeRoster) -> list[Status]:
    """Every reason why the roster does not change."""
    faults: list[Status] = []
    # AUTHORISE
    if not may(ledger, institution, "regulator"):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if ledger.next_roster is not None:
        faults.append(Status.ROSTER_PENDING)
    if why_not_next(ledger.roster, command.signed):
        faults.append(Status.ROSTER_REFUSED)
    return faults


def change(ledger: Ledger, _institution: int, command: ChangeRoster) -> Status:
    """The roster begins after this commit."""
    # APPLY
    ledger.next_roster = command.signed
    # EMIT
    return Status.DONE

"""What restrains positions and gateways, as modules set it: limits and freezes of one line, freezes of a gateway.

A **line** is one asset on one account. Specification: docs/spec/payment.md.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from actors.ledger import kernel, tables
from actors.ledger.layout import AUTHORISES, STOPPED, Meta
from actors.ledger.status import Status

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def set_line(
    ledger: Ledger, account: int, asset: int, *, limit: int | None = None, frozen: bool | None = None
) -> Status:
    """Set the largest position that an open account takes of an asset (0: none), or freeze the line; None: as it was.

    A line that does not exist yet begins. DONE, or LEDGER_FULL.
    """
    ledger.state = tables.make_move_room(ledger.state, 1)
    slot = int(kernel.line_slot(ledger.state.address, ledger.account_row(account), asset))
    if slot < 0:
        return Status.LEDGER_FULL
    before = int(ledger.state.positions[slot]["limit"])
    bound = before % kernel.FROZEN_LINE if limit is None else limit
    stays = before >= kernel.FROZEN_LINE if frozen is None else frozen
    ledger.state.positions[slot]["limit"] = bound | kernel.FROZEN_LINE * stays
    return Status.DONE


def restrain(ledger: Ledger, lines: int, stopped: Collection[int], authorising: Collection[int]) -> None:
    """Tell the kernel how many lines are frozen, and which gateways are frozen or authorise each line."""
    roles = ledger.state.roles
    roles &= ~roles.dtype.type(STOPPED | AUTHORISES)
    for gateways, bit in ((stopped, STOPPED), (authorising, AUTHORISES)):
        for gateway in gateways:
            roles[gateway] |= bit
    ledger.state.meta[Meta.RESTRAINED] = lines + len(stopped) + len(authorising)


def close(ledger: Ledger, account: int) -> None:
    """Close an open account; whether it may be is the caller's to judge."""
    kernel.close_account(ledger.state.address, np.uint64(account))

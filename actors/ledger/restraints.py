"""What modules order besides moves: limits and freezes of one line, freezes of a gateway, mergers, closing.

A **line** is one asset on one account. Specification: docs/spec/payment.md.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from actors.ledger import kernel, tables
from actors.ledger.layout import AUTHORISES, STOPPED, Meta, State
from actors.ledger.status import Status


class Restraints:
    """The orders, over the tables that the ledger holds."""

    state: State

    def has_line(self, account: int, asset: int) -> bool:
        """Whether an open account has this line, be it empty."""
        row = int(kernel.account_row(self.state.address, np.uint64(account)))
        return int(kernel.position_slot(self.state.address, row, asset)) >= 0

    def set_line(
        self, account: int, asset: int, *, limit: int | None = None, frozen: bool | None = None
    ) -> Status:
        """Set the largest position that an open account takes of an asset (0: none), or freeze the line; None: as it was.

        A line that does not exist yet begins. DONE, or LEDGER_FULL.
        """
        self.state = tables.make_move_room(self.state, 1)
        row = int(kernel.account_row(self.state.address, np.uint64(account)))
        slot = int(kernel.line_slot(self.state.address, row, asset))
        if slot < 0:
            return Status.LEDGER_FULL
        before = int(self.state.positions[slot]["limit"])
        bound = before % kernel.FROZEN_LINE if limit is None else limit
        stays = before >= kernel.FROZEN_LINE if frozen is None else frozen
        self.state.positions[slot]["limit"] = bound | kernel.FROZEN_LINE * stays
        return Status.DONE

    def restrain(self, lines: int, stopped: Collection[int], authorising: Collection[int]) -> None:
        """Tell the kernel how many lines are frozen, and which gateways are frozen or authorise each line."""
        roles = self.state.roles
        roles &= ~roles.dtype.type(STOPPED | AUTHORISES)
        for gateways, bit in ((stopped, STOPPED), (authorising, AUTHORISES)):
            for gateway in gateways:
                roles[gateway] |= bit
        self.state.meta[Meta.RESTRAINED] = lines + len(stopped) + len(authorising)

    def merge_lines(self, tranche: int, parent: int) -> None:
        """Turn every line of ``tranche``, what it holds and has earmarked, into one of ``parent``, by account."""
        positions = tables.live_positions(self.state)
        rows = positions["row"][positions["asset"] == tranche].astype(np.int64) - 1
        rows = rows[np.argsort(self.state.accounts["number"][rows], kind="stable")]
        self.state = tables.make_move_room(self.state, rows.size)
        kernel.merge(self.state.address, tranche, parent, rows)

    def close_account(self, account: int) -> None:
        """Close an open account; whether it may be is the caller's to judge."""
        kernel.close_account(self.state.address, np.uint64(account))

"""The kernel: every compiled function of the ledger, and nothing else. Integers only.

Its machine code is cached on disk by file; a cache must be keyed by the hash of all files of this package
and of layout.py, records.py, status.py and _faults.py beside it.
"""

from actors.ledger.kernel.execute import (
    COLLATERAL,
    FORCED,
    account_row,
    account_rows,
    can_debit,
    close_account,
    execute,
    expire,
    line_slot,
    merge,
    move_all,
    next_expiry,
    passed,
    position_slot,
)
from actors.ledger.kernel.find import FROZEN_LINE, LIMIT_DEFAULT
from actors.ledger.kernel.rehash import (
    copy_positions,
    copy_used,
    place_accounts,
    place_earmarks,
    place_halves,
    place_mandates,
    place_positions,
    place_used,
)

__all__ = [
    "COLLATERAL",
    "FORCED",
    "FROZEN_LINE",
    "LIMIT_DEFAULT",
    "account_row",
    "account_rows",
    "can_debit",
    "close_account",
    "copy_positions",
    "copy_used",
    "execute",
    "expire",
    "line_slot",
    "merge",
    "move_all",
    "next_expiry",
    "passed",
    "place_accounts",
    "place_earmarks",
    "place_halves",
    "place_mandates",
    "place_positions",
    "place_used",
    "position_slot",
]

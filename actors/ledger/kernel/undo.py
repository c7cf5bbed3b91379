"""The undo journal: what a linked group or a command changed, so that it can be taken back exactly."""

from __future__ import annotations

from typing import Final

from actors.ledger.kernel.compiled import inner
from actors.ledger.kernel.views import meta, undo_at
from actors.ledger.layout import Rows

ADDED_ACCOUNT: Final = 1
ADDED_POSITION: Final = 2
ADDED_MANDATE: Final = 3
BALANCE: Final = 4
LIMIT: Final = 5
ORDER: Final = 6
MANDATE: Final = 7
ISSUED: Final = 8
ADDED_EARMARK: Final = 9
REMOVED_EARMARK: Final = 10
ADDED_OMNIBUS: Final = 11

#: Undo steps that one record or one move needs, at most.
STEPS_MAX: Final = 16


@inner
def remember(state: Rows, what: Rows, at: Rows, first: Rows, second: Rows) -> None:
    """Note one step (room was made)."""
    step = meta(state).UNDOS
    undo_at(state, step).what = what
    undo_at(state, step).at = at
    undo_at(state, step).first = first
    undo_at(state, step).second = second
    meta(state).UNDOS = step + 1

"""Rows of the ledger's history (TRADE, MOVEMENT), as messages name them."""

from __future__ import annotations

from typing import Final

from actors.ledger.layout import Rows
from actors.ledger.movements import CLOSED, COUPON, MERGED, OPENED
from actors.ledger.records import Kind
from actors.ledger.status import Status

#: Rows that tell of something else than one asset going from an account to another.
_NO_MOVES: Final = frozenset(
    (int(Kind.EARMARK), int(Kind.RELEASE), MERGED, OPENED, CLOSED, COUPON),
)


def has_moved(row: Rows) -> bool:
    """Whether a row of TRADE moved its asset from its first account to its second."""
    return int(row["status"]) == Status.SETTLED and int(row["kind"]) not in _NO_MOVES


def name_of(row: Rows) -> str:
    """What a movement is called: its common reference, or else the commit that made it."""
    reference = int(row["reference"])
    return str(reference) if reference else f"commit-{int(row['commit'])}"

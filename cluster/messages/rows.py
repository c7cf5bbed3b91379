"""Rows of the ledger's history (TRADE, MOVEMENT), as messages name them."""

from __future__ import annotations

from actors.ledger.layout import Rows


def name_of(row: Rows) -> str:
    """What a movement is called: its common reference, or else the commit that made it."""
    reference = int(row["reference"])
    return str(reference) if reference else f"commit-{int(row['commit'])}"

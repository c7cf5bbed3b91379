"""One move of an asset between two accounts, as modules ask the ledger for it."""

from __future__ import annotations

from typing import NamedTuple


class Move(NamedTuple):
    """``quantity`` units of ``asset`` from the account ``source`` to ``target``, along its path."""

    asset: int
    source: int
    target: int
    quantity: int

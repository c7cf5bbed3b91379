"""The modules as the model runs them: their own rules, over the model's tables."""

from __future__ import annotations

from actors.ledger.module import Module
from actors.modules.middle_platform import MODULES


def fresh() -> list[Module]:
    """Every module of the market, in the order of its hooks, with nothing on its shelves."""
    return [kind() for kind in MODULES]

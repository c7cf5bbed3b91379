"""Where the rules of this module find its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.instruments.module import Instruments


def books_of(ledger: Ledger) -> Instruments:
    """The module's shelves in this ledger."""
    from actors.modules.instruments.module import Instruments

    return ledger.module(Instruments)

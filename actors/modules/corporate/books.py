"""Where the rules of this module find its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.corporate.module import Corporate


def books_of(ledger: Ledger) -> Corporate:
    """The module's shelves in this ledger."""
    from actors.modules.corporate.module import Corporate

    return ledger.module(Corporate)

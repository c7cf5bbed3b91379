"""Where the rules of this module find its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.payment.module import Payment


def books_of(ledger: Ledger) -> Payment:
    """The module's shelves in this ledger."""
    from actors.modules.payment.module import Payment

    return ledger.module(Payment)

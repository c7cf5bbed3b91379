"""Where the rules of this module find its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.issuance.module import Issuance


def books_of(ledger: Ledger) -> Issuance:
    """The module's shelves in this ledger."""
    from actors.modules.issuance.module import Issuance

    return ledger.module(Issuance)

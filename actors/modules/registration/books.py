"""The module of registration in a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.registration.module import Registration


def books_of(ledger: Ledger) -> Registration:
    """The module of this ledger."""
    from actors.modules.registration.module import Registration

    return ledger.module(Registration)

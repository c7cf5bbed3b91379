"""Where the rules of this module find its shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.instances.module import Instances


def books_of(ledger: Ledger) -> Instances:
    """The module's shelves in this ledger."""
    from actors.modules.instances.module import Instances

    return ledger.module(Instances)

"""The shelves of disclosure. Everybody reads them: that is what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from actors.ledger.module import Module, Shelf
from actors.modules.disclosure.state import DisclosedBond, DueAt, Entry, Issuer, Named, Overdue, Owed

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

NAME: Final = "disclosure"
ISSUERS_MAX: Final = 10_000


class Register(Module):
    """Issuers and bonds that are disclosed, what they owe, what they told."""

    name: ClassVar[str] = NAME

    def __init__(self) -> None:
        """Nobody discloses yet."""
        self.issuers = Shelf(Issuer, lambda one: one.number, rows_max=ISSUERS_MAX)
        self.names = Shelf(Named, lambda one: (one.instance, one.name), rows_max=ISSUERS_MAX)
        self.bonds = Shelf(DisclosedBond, lambda one: (one.issuer, one.asset), rows_max=65_535)
        self.owed = Shelf(Owed, lambda one: (one.issuer, one.field, one.asset))
        self.due = Shelf(DueAt, lambda one: (one.due, one.issuer, one.field, one.asset))
        self.overdue = Shelf(Overdue, lambda one: (one.issuer, one.field, one.asset))
        self.entries = Shelf(Entry, lambda one: (one.issuer, one.field, one.asset, one.period, one.version))


def books_of(ledger: Ledger) -> Register:
    """The market's module of disclosure.

    Raises:
        KeyError: the market runs without it.
    """
    return ledger.module(Register)


def versions(register: Register, issuer: int, field: int, asset: int, period: int) -> list[Entry]:
    """Every version of one field for one period, oldest first."""
    first = (issuer, field, asset, period, 0)
    return register.entries.among(first, (issuer, field, asset, period + 1, 0))


def newest(register: Register, issuer: int, field: int, asset: int = 0) -> Entry | None:
    """The last version for the last period that was told, or None."""
    rows = register.entries.among((issuer, field, asset, 0, 0), (issuer, field, asset + 1, 0, 0))
    return rows[-1] if rows else None

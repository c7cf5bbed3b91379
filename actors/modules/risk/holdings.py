"""What an owner holds, over all its accounts at every gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger import tables
from actors.ledger.reads import Account
from actors.ledger.records import Class
from actors.modules.risk.book import RiskBook, books_of

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Accounts in which nobody holds for himself: what is on them belongs to others, or is not issued to anyone yet.
NOBODYS: Final = (int(Class.OMNIBUS), int(Class.ISSUANCE))


def accounts_of(ledger: Ledger, owner: int) -> list[Account]:
    """The owner's open accounts, in order of opening. Accounts opened since the last question are looked at now."""
    book = books_of(ledger)
    _look(ledger, book)
    found = (ledger.account(number) for number in book.accounts.get(owner, ()))
    return [one for one in found if one is not None and one.owner == owner and one.class_ not in NOBODYS]


def _look(ledger: Ledger, book: RiskBook) -> None:
    rows = tables.live_accounts(ledger.state)
    count, last = book.looked_at
    if rows.size < count or (count and int(rows["number"][count - 1]) != last):
        book.accounts, count = {}, 0
    for owner, number in zip(rows["owner"][count:].tolist(), rows["number"][count:].tolist(), strict=True):
        book.accounts.setdefault(owner, []).append(number)
    book.looked_at = (rows.size, int(rows["number"][-1]) if rows.size else 0)


def held(ledger: Ledger, owner: int, asset: int) -> int:
    """Units of the bond that the owner holds, earmarked ones included."""
    positions = (ledger.position(one.number, asset) for one in accounts_of(ledger, owner))
    return sum(one.available + one.earmarked for one in positions)


def coming(ledger: Ledger, owner: int, asset: int) -> int:
    """Units that the owner's unsettled deals bring, less those that they take."""
    known = books_of(ledger).coming.get((owner, asset))
    return known.units if known else 0

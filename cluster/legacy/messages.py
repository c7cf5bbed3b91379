"""Canonical messages between the market and a back end. Accounts and codes are the back end's own, as text.

Quantities are whole units, money is whole fen, dates are YYYYMMDD. No field is ever a float.
"""

from __future__ import annotations

from enum import StrEnum

from actors.base.canonical import Canonical


class Sort(StrEnum):
    """What a back end keeps."""

    DEPOSITORY = "depository"
    PAYMENTS = "payments"
    VENUE = "venue"


class Description(Canonical):
    """A back end: its name, what it keeps, the version of the protocol that it speaks, the codes that it knows."""

    name: str
    sort: str
    version: int
    codes: tuple[str, ...]


class Delivery(Canonical, tag=1):
    """Move ``quantity`` units of ``code``. ``custody``: between one owner's accounts at two depositories (转托管)."""

    reference: str
    date: int
    code: str
    source: str
    target: str
    quantity: int
    custody: bool = False


class Payment(Canonical, tag=2):
    """Pay ``amount`` fen."""

    reference: str
    date: int
    payer: str
    payee: str
    amount: int


class Trade(Canonical, tag=3):
    """A trade that a venue reports: ``quantity`` units against ``amount`` fen."""

    reference: str
    date: int
    code: str
    seller: str
    buyer: str
    quantity: int
    amount: int


Message = Delivery | Payment | Trade


class Answer(Canonical):
    """Whether the back end took a message over, and if not, why not."""

    reference: str
    accepted: bool
    reason: str = ""


class Entry(Canonical):
    """One booking: ``quantity`` (negative: a debit) of ``code`` on ``account``, for the message ``reference``."""

    number: int
    reference: str
    date: int
    code: str
    account: str
    quantity: int


class Row(Canonical):
    """What one account holds."""

    account: str
    quantity: int


class Statement(Canonical):
    """A register of one code at the end of a date: accounts ascending, none that holds nothing."""

    name: str
    date: int
    code: str
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """Sum of all rows."""
        return sum(one.quantity for one in self.rows)

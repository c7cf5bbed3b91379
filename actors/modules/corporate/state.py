"""What the ledger knows of calendars, reference rates, bonds under service and their events."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np

from actors.base.canonical import Canonical
from actors.ledger.layout import Rows
from actors.ledger.module import Origin
from actors.modules.corporate.commands import Option, Repayment


class Calendar(Canonical):
    """Business days of a market in a year, ascending, YYYYMMDD."""

    market: int
    year: int
    days: tuple[int, ...]
    provisional: bool


class Home(Canonical):
    """By which market's days a custodian pays its own clients."""

    gateway: int
    market: int


class Index(Canonical):
    """A reference rate."""

    index: int
    name: str
    administrator: int


class Fixing(Canonical):
    """A reference rate on a day, in millionths a year."""

    index: int
    date: int
    rate_micro: int


class Service(Canonical):
    """How a bond is serviced; see ArrangeService. ``face_fen``: face of a unit at first; ``events``: how many there are."""

    asset: int
    instance: int
    issuer: int
    depository: int
    cash: int
    paying_account: int
    redemption_account: int
    market: int
    roll: int
    index: int
    spread_micro: int
    reset_days: int
    repayments: tuple[Repayment, ...]
    options: tuple[Option, ...]
    face_fen: int
    events: int

    def option(self, right: int, due: int) -> Option | None:
        """The right of this kind on this day, or None."""
        return next((one for one in self.options if (one.right, one.due) == (right, due)), None)


class Pays(IntEnum):
    """What an event pays, in the order in which events of one day stand."""

    COUPON = 1
    #: Part of the principal: the face of a unit falls, the quantity stays.
    REPAYMENT = 2
    PUT = 3
    CALL = 4
    #: All of it (兑付): no bond is left.
    REDEMPTION = 5


#: Sorts of history, 100 + the command's tag: payments and the bonds taken for them; bonds elected, and taken back.
PAID: Final = 285
ELECTED: Final = 286
WITHDRAWN: Final = 287

#: Events that redeem bonds, and those after which none is left.
REDEEMS: Final = (Pays.PUT, Pays.CALL, Pays.REDEMPTION)
ENDS: Final = (Pays.CALL, Pays.REDEMPTION)


class Standing(IntEnum):
    """How an event stands."""

    SCHEDULED = 1
    #: The record date has closed: who gets how much stands on the shelf of claims.
    FIXED = 2
    PAID = 3
    CANCELLED = 4


class Event(Canonical):
    """One event of a bond. Dates YYYYMMDD; ``due`` as the terms say, the others rolled, 0 while no calendar tells.

    ``rate_micro``: of a coupon, its rate a year (a floater's 0 until it is known) over ``years_over / years_under``
    years; of a repayment, the share of the first face; otherwise the price in millionths of the face left.
    ``provisional``: a date stands on holidays that were not announced. ``units``, ``total_fen``: outstanding at the
    record date and what it pays in all; ``face_fen``: face of a unit on which it pays, 0 before the record date has
    closed; ``defaulted``: not paid by the issuer when the days of grace were over.
    """

    asset: int
    number: int
    pays: int
    start: int
    due: int
    rate_micro: int
    years_over: int
    years_under: int
    record_date: int = 0
    payment_date: int = 0
    provisional: bool = False
    standing: int = Standing.SCHEDULED
    units: int = 0
    total_fen: int = 0
    defaulted: bool = False
    face_fen: int = 0

    @property
    def reference(self) -> int:
        """Under which the history tells its payments."""
        return self.asset << 32 | self.number


#: One account's part of a claim: ``quantity`` at the record date earns ``amount`` fen.
PART: Final = np.dtype([("account", "<u8"), ("quantity", "<i8"), ("amount", "<i8")])


class Claim(Canonical):
    """What one gateway owes the accounts that it keeps for one event: the statement it tells its clients.

    ``parts``: rows of PART, ascending by account; emptied some time after everything was paid. ``late``: it was not
    paid when the days of grace were over; ``paid_ms``: ledger time at which it was, 0 before.
    """

    asset: int
    event: int
    gateway: int
    payment_date: int
    units: int
    total_fen: int
    parts: bytes
    late: bool = False
    paid_ms: int = 0

    def rows(self) -> Rows:
        """The parts (PART); read-only."""
        return np.frombuffer(self.parts, PART)


class Waiting(Canonical):
    """A claim that waits for cash: who asked for it to be paid."""

    asset: int
    event: int
    gateway: int
    origin: Origin


class Election(Canonical):
    """Bonds that a holder gives back: from ``account``, standing on ``put_account``."""

    asset: int
    event: int
    put_account: int
    account: int
    units: int


class Job(IntEnum):
    """What is to be done on a date."""

    RESET = 1
    FIX = 2
    GRACE = 3
    SWEEP = 4
    FORGET = 5


class Task(Canonical):
    """Something to be done with an event on the first business date that is not before ``date``."""

    date: int
    job: int
    asset: int
    event: int

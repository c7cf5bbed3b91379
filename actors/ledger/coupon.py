"""Who is entitled to how much of a coupon: exact integers, largest remainder, two levels.

Rule (docs/spec/records.md, "Entitlements"): each account gets the floor of its exact share of the level's
total in fen; the fen left over go one each by largest fraction, ties by lower account number.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.base.canonical import Canonical
from actors.ledger.layout import Rows

#: Numerator, denominator and level-1 total of a coupon are below this.
RATE_MAX: Final = 2**62


#: What one account is owed, in fen.
SHARE: Final = np.dtype([("account", "<u8"), ("amount", "<i8")])


class Declared(Canonical):
    """A declared coupon: ``numerator / denominator`` fen per unit of ``asset``, paid in ``cash``."""

    asset: int
    record_date: int
    payment_date: int
    numerator: int
    denominator: int
    cash: int
    paying_account: int


class Level(Canonical):
    """What one gateway owes the accounts it keeps (level 1: the root; level 2: a nominee).

    ``shares``: rows of SHARE, ascending by account.
    """

    gateway: int
    shares: bytes

    def rows(self) -> Rows:
        """The shares (SHARE); read-only."""
        return np.frombuffer(self.shares, SHARE)


class Coupon(Canonical):
    """A coupon's life: declared, then fixed (``levels`` filled), then paid gateway by gateway."""

    declared: Declared
    fixed: bool
    levels: tuple[Level, ...]
    paid: tuple[int, ...]

    def level(self, gateway: int) -> Level | None:
        """What this gateway owes, or None."""
        return next((level for level in self.levels if level.gateway == gateway), None)


def distribute(total: int, accounts: Rows, quantities: Rows) -> Rows:
    """Split ``total`` fen (below 2^62) over holders by largest remainder.

    ``accounts`` (uint64) hold ``quantities`` (int64, above zero, their sum below 2^62). Returns one share a
    holder (SHARE), ascending by account number; their sum is ``total`` exactly. No holders: none.
    """
    order = np.argsort(accounts, kind="stable")
    shares = np.zeros(order.size, SHARE)
    if not order.size:
        return shares
    shares["account"] = accounts[order]
    units = int(quantities.sum())
    floors, rests = _times_over(total, quantities[order].astype(np.uint64), units)
    left = total - int(floors.sum())
    floors[np.argsort(np.uint64(units) - rests, kind="stable")[:left]] += np.uint64(1)
    shares["amount"] = floors
    return shares


def _times_over(total: int, quantities: Rows, units: int) -> tuple[Rows, Rows]:
    """Floor and remainder of ``total * quantity / units`` for each quantity (uint64), all below 2^62.

    The product takes 124 bits, so it is never formed: quantities are read bit by bit from the highest, and the
    quotient so far doubles with each, as in long division.
    """
    whole, rest, over = np.uint64(total // units), np.uint64(total % units), np.uint64(units)
    floors, rests = np.zeros_like(quantities), np.zeros_like(quantities)
    for bit in range(int(quantities.max()).bit_length() - 1, -1, -1):
        on = quantities >> np.uint64(bit) & np.uint64(1)
        floors, rests = floors + floors + on * whole, rests + rests + on * rest
        for _ in range(2):
            carry = (rests >= over).astype(np.uint64)
            floors, rests = floors + carry, rests - carry * over
    return floors, rests


def total_of(issued: int, numerator: int, denominator: int) -> int:
    """Level-1 total in fen: issued × rate, whole fen."""
    return issued * numerator // denominator


def is_whole(issued: int, numerator: int, denominator: int) -> bool:
    """Whether issued × rate is a whole number of fen."""
    return issued * numerator % denominator == 0

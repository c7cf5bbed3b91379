"""Who is entitled to how much of a coupon: exact integers, largest remainder, two levels.

Rule (docs/spec/records.md, "Entitlements"): each account gets the floor of its exact share of the level's
total in fen; the fen left over go one each by largest fraction, ties by lower account number.
"""

from __future__ import annotations

from collections.abc import Sequence

from actors.base.canonical import Canonical

RATE_MAX = 2**62


class Share(Canonical):
    """What one account is owed, in fen."""

    account: int
    amount: int


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
    """What one gateway owes the accounts it keeps (level 1: the root; level 2: a nominee)."""

    gateway: int
    shares: tuple[Share, ...]


class Coupon(Canonical):
    """A coupon's life: declared, then fixed (``levels`` filled), then paid gateway by gateway."""

    declared: Declared
    fixed: bool
    levels: tuple[Level, ...]
    paid: tuple[int, ...]

    def level(self, gateway: int) -> Level | None:
        """What this gateway owes, or None."""
        return next((level for level in self.levels if level.gateway == gateway), None)


def distribute(total: int, holders: Sequence[tuple[int, int]]) -> list[Share]:
    """Split ``total`` fen over ``holders`` (account, quantity > 0) by largest remainder.

    Returns one share a holder, ascending by account number; their sum is ``total`` exactly. No holders: none.
    """
    quantity_all = sum(quantity for _, quantity in holders)
    if quantity_all == 0:
        return []
    exact = sorted((account, *divmod(total * quantity, quantity_all)) for account, quantity in holders)
    left = total - sum(floor for _, floor, _ in exact)
    by_fraction = sorted(exact, key=lambda one: (-one[2], one[0]))
    luckier = {account for account, _, _ in by_fraction[:left]}
    return [Share(account, floor + (account in luckier)) for account, floor, _ in exact]


def total_of(issued: int, numerator: int, denominator: int) -> int:
    """Level-1 total in fen: issued × rate, whole fen."""
    return issued * numerator // denominator


def is_whole(issued: int, numerator: int, denominator: int) -> bool:
    """Whether issued × rate is a whole number of fen."""
    return issued * numerator % denominator == 0

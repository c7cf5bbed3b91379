"""Entitlement preview: who will receive how many fen of a coupon, before the ledger computes the same.

Rule: each account gets the floor of its exact share of the level's total; the fen left over go one each by
largest fraction, ties by lower account number. Level 1 are the positions at the root, level 2 the clients of
one nominee. Specification: docs/spec/records.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


class EntitlementProblem(ValueError):
    """A coupon that cannot be paid exactly; the text says why."""


def total_fen(quantity: int, fen_per_unit: Fraction) -> int:
    """A coupon's total over ``quantity`` units.

    Raises:
        EntitlementProblem: not a whole number of fen.
    """
    total = quantity * fen_per_unit
    if total.denominator != 1:
        raise EntitlementProblem(
            f"{quantity} units at {fen_per_unit} fen make {total} fen, not a whole number; correct the rate"
        )
    return total.numerator


def shares(total: int, holdings: Mapping[int, int]) -> dict[int, int]:
    """Split ``total`` fen over ``holdings`` (account → units) by the remainder rule; sums to ``total``.

    Raises:
        EntitlementProblem: there is something to split and nobody holds.
    """
    units = sum(holdings.values())
    if not units:
        if total:
            raise EntitlementProblem(f"{total} fen to split and nobody holds; check the record date")
        return {}
    floors: dict[int, int] = {}
    rests: list[tuple[int, int]] = []
    for account, held in sorted(holdings.items()):
        floors[account], rest = divmod(total * held, units)
        rests.append((-rest, account))
    left = total - sum(floors.values())
    for _, account in sorted(rests)[:left]:
        floors[account] += 1
    return floors

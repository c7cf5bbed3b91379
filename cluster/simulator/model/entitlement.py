"""Coupon entitlements, exact. Source: "Entitlements" in docs/spec/records.md."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cluster.simulator.model.state import UNITS_MAX, Coupon, State


def shares(total_fen: int, held: Mapping[int, int]) -> dict[int, int]:
    """``total_fen`` distributed over accounts by what they hold.

    Each gets the floor of its exact share; the fen left over go one each by largest fraction, ties by lower
    account number.
    """
    units = sum(held.values())
    exact = {account: Fraction(total_fen * quantity, units) for account, quantity in held.items()}
    paid = {account: share.numerator // share.denominator for account, share in exact.items()}
    left = total_fen - sum(paid.values())
    by_fraction = sorted(exact, key=lambda account: (paid[account] - exact[account], account))
    for account in by_fraction[:left]:
        paid[account] += 1
    return paid


def total_fen(issued: int, coupon: Coupon) -> Fraction:
    """Issued quantity times the rate; must be whole."""
    return Fraction(issued * coupon.numerator, coupon.denominator)


def holders(state: State, gateway: int, asset: int) -> dict[int, int]:
    """Accounts of ``gateway`` that hold some of ``asset``, earmarked included, by account number."""
    return {
        account: position.total
        for (account, held), position in sorted(state.positions.items())
        if held == asset and account >> 48 == gateway and position.total
    }


def fix(state: State, coupon: Coupon) -> tuple[dict[int, int], dict[int, dict[int, int]]]:
    """What the root owes each account it keeps, and what each nominee owes each of its own; nothing where the total
    grew out of bounds."""
    asset = state.assets[coupon.asset]
    total = total_fen(asset.issued, coupon)
    if total >= UNITS_MAX:
        return {}, {}
    direct = shares(total.numerator // total.denominator, holders(state, asset.root, asset.number))
    nominee: dict[int, dict[int, int]] = {}
    for account, fen in direct.items():
        lower = state.accounts[account].lower
        if lower:
            nominee[lower] = shares(fen, holders(state, lower, asset.number))
    return direct, nominee

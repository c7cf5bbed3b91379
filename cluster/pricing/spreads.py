"""What each class of bonds pays above the curve (利差), and which bonds stand for a tenor (基准券)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actors.modules.dates import add_months
from cluster.pricing.bond import Bond, Kind
from cluster.pricing.curve import BondQuote, Curve
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_day

#: Tenors in years at which the treasury issues, and for which benchmarks are named (a parameter).
TENORS = (1, 2, 3, 5, 7, 10, 30, 50)
_TREASURY = "treasury"


@dataclass(frozen=True, slots=True)
class ClassSpread:
    """Spreads of the bonds of one class over a curve, in basis points; the mean is weighted."""

    bond_class: str
    bonds: int
    weight: float
    mean_bp: float
    lowest_bp: float
    highest_bp: float


def class_spreads(curve: Curve, quotes: Iterable[BondQuote]) -> tuple[ClassSpread, ...]:
    """Spread (z-spread) per class of bonds over the curve, ascending by mean.

    Raises:
        PricingProblem: every quote that cannot be used.
    """
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    faults: list[str] = []
    for quote in quotes:
        try:
            spread = curve.spread_bp(quote.bond, quote.clean)
        except PricingProblem as problem:
            faults.append(f"the quote of {quote.bond.code}: {problem}")
            continue
        if quote.weight <= 0:
            faults.append(f"{quote.bond.code}: a weight of {quote.weight}; give a positive one")
        found[quote.bond.bond_class].append((spread, quote.weight))
    if faults:
        raise PricingProblem(*faults)
    spreads = (_of_class(name, pairs) for name, pairs in found.items())
    return tuple(sorted(spreads, key=lambda one: (one.mean_bp, one.bond_class)))


def benchmarks(
    bonds: Iterable[Bond], day: Day, tenors: Sequence[int] = TENORS, bond_class: str = _TREASURY
) -> dict[int, Bond]:
    """Tenor in years → the benchmark: of the class's fixed-coupon bonds issued with that tenor and alive on ``day``,
    the one dated last (ties: by code). Tenors without one are left out."""
    wanted, found = read_day(day), dict[int, Bond]()
    eligible = (
        bond
        for bond in bonds
        if bond.bond_class == bond_class and bond.kind is Kind.FIXED and bond.dated <= wanted < bond.maturity
    )
    for bond in sorted(eligible, key=lambda bond: (bond.dated, bond.code)):
        tenor = bond.maturity.year - bond.dated.year
        if tenor in tenors and add_months(bond.dated, 12 * tenor) == bond.maturity:
            found[tenor] = bond
    return dict(sorted(found.items()))


def _of_class(name: str, pairs: Sequence[tuple[float, float]]) -> ClassSpread:
    weight = sum(weight for _, weight in pairs)
    mean = sum(spread * weight for spread, weight in pairs) / weight
    spreads = [spread for spread, _ in pairs]
    return ClassSpread(name, len(pairs), weight, mean, min(spreads), max(spreads))

"""What a desk asks of one bond at one price: yield, duration, convexity, value of a basis point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cluster.pricing.accrual import exact_accrued
from cluster.pricing.bond import Bond, Kind, check_alive
from cluster.pricing.conventions import Convention, read_convention
from cluster.pricing.instrument import instrument
from cluster.pricing.last_period import last_payment
from cluster.pricing.library import ql_date, quantlib
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, Number, read_clean, read_day
from cluster.pricing.yields import full_price_at, interest_rate, read_yield, yield_from_price

_PERCENT, _BASIS_POINT, _MICRO = 100.0, 1e-4, 1e-4


@dataclass(frozen=True, slots=True)
class Measures:
    """One bond at one price. Prices per 100 of face, yields in percent, durations in years."""

    bond: Bond
    settlement: date
    convention: Convention
    clean: float
    accrued: float
    yield_pct: float
    #: Mean time to the flows, weighted with their present values.
    macaulay: float
    #: −P′ ÷ P: the relative fall of the full price when the yield rises by one (100 %).
    modified: float
    #: P″ ÷ P.
    convexity: float

    @property
    def full(self) -> float:
        """The full (dirty) price per 100."""
        return self.clean + self.accrued

    @property
    def pv01(self) -> float:
        """Yuan per 100 of face that one basis point of yield is worth: modified duration × full price ÷ 10,000."""
        return self.modified * self.full * _BASIS_POINT

    @property
    def discount_margin_pct(self) -> float | None:
        """Of a floating bond: the margin over the index at which it trades, in percent; else None."""
        if self.bond.kind is not Kind.FLOATING:
            return None
        return self.yield_pct - self.bond.index_micro * _MICRO


def measure(
    bond: Bond,
    settlement: Day,
    *,
    clean: Number | None = None,
    yield_pct: Number | None = None,
    convention: Convention | str = Convention.INTERBANK,
) -> Measures:
    """All measures of a bond, from its clean price per 100 or from its yield in percent.

    Raises:
        PricingProblem: neither or both given, a bad one, an unknown convention, or a day outside the bond's life.
    """
    day, rule = read_day(settlement), read_convention(convention)
    check_alive(bond, day)
    accrued = float(exact_accrued(bond, day, rule))
    if clean is not None and yield_pct is None:
        price = read_clean(clean)
        rate = yield_from_price(bond, price, day, rule) / _PERCENT
    elif yield_pct is not None and clean is None:
        rate = read_yield(yield_pct)
        price = full_price_at(bond, rate, day, rule) - accrued
    else:
        raise PricingProblem(f"{bond.code}: give either its clean price or its yield")
    macaulay, modified, convexity = _sensitivities(bond, rate, day, rule)
    return Measures(bond, day, rule, price, accrued, rate * _PERCENT, macaulay, modified, convexity)


def _sensitivities(bond: Bond, rate: float, day: date, rule: Convention) -> tuple[float, float, float]:
    """Macaulay and modified duration (years), convexity (years squared)."""
    last = last_payment(bond, day, rule)
    if last is not None:
        return last.years, last.modified(rate), last.convexity(rate)
    ql = quantlib()
    of, priced = instrument(bond, day), interest_rate(bond, rate, rule)
    at = ql_date(day)
    return (
        ql.BondFunctions.duration(of, priced, ql.Duration.Macaulay, at),
        ql.BondFunctions.duration(of, priced, ql.Duration.Modified, at),
        ql.BondFunctions.convexity(of, priced, at),
    )

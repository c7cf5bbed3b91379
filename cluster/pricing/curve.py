"""One yield curve for the whole market (统一收益率曲线), from prices of its own bonds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from actors.modules.dates import add_months
from cluster.pricing.accrual import exact_accrued
from cluster.pricing.bond import Bond, check_alive
from cluster.pricing.conventions import Convention
from cluster.pricing.instrument import instrument
from cluster.pricing.library import ql_date, quantlib
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, Number, read_clean, read_day
from cluster.pricing.yields import rate_at

_PERCENT, _BASIS_POINTS = 100.0, 10_000.0
#: Spreads told: up to 100 % a year either way.
_SPREAD_MAX = 1.0


class BondQuote(NamedTuple):
    """A bond and its clean price per 100. ``weight``: what traded, where averages are taken."""

    bond: Bond
    clean: Number
    weight: float = 1.0


class Method(StrEnum):
    """How a curve runs between and past prices."""

    #: Meets every price; discount factors by monotonic cubics of their logarithms.
    BOOTSTRAP = "bootstrap"
    NELSON_SIEGEL = "nelson-siegel"
    SVENSSON = "svensson"


class Curve:
    """Discount factors from one settlement day on. Made by :func:`cluster.pricing.build_curve`; immutable.

    Days are real days; years to a node are days ÷ 365. Rates are percent a year.
    """

    def __init__(
        self,
        day: date,
        end: date,
        method: Method,
        convention: Convention,
        structure: Any,
        bonds: Sequence[Bond],
    ) -> None:
        """``structure``: a QuantLib term structure that depends on nothing but its own nodes."""
        self.day, self.end = day, end
        self.method, self.convention = method, convention
        self.bonds = tuple(bonds)
        self._structure = structure

    def discount(self, day: Day) -> float:
        """What one yuan on ``day`` is worth on the curve's own day.

        Raises:
            PricingProblem: a day before the curve begins or after it ends.
        """
        wanted = read_day(day)
        if not self.day <= wanted <= self.end:
            raise PricingProblem(
                f"the curve runs from {self.day} to {self.end}; {wanted} is not on it: add a bond that long"
            )
        return float(self._structure.discount(ql_date(wanted)))

    def zero_pct(self, day: Day) -> float:
        """The zero rate to ``day``, compounded once a year.

        Raises:
            PricingProblem: as :meth:`discount`, or the curve's own day.
        """
        wanted = self._later(day, self.day)
        years = (wanted - self.day).days / 365
        return float(self.discount(wanted) ** (-1 / years) - 1) * _PERCENT

    def forward_pct(self, first: Day, last: Day) -> float:
        """The forward rate between two days, compounded once a year.

        Raises:
            PricingProblem: as :meth:`discount`, or ``last`` is not after ``first``.
        """
        start = read_day(first)
        wanted = self._later(last, start)
        years = (wanted - start).days / 365
        return float((self.discount(start) / self.discount(wanted)) ** (1 / years) - 1) * _PERCENT

    def par_pct(self, years: int, frequency: int = 1) -> float:
        """The coupon of a new bond of so many years that is worth 100.

        Raises:
            PricingProblem: the curve is shorter, or ``frequency`` is not 1, 2 or 4.
        """
        if years < 1 or frequency not in (1, 2, 4):
            raise PricingProblem(
                f"{years} years with {frequency} coupons a year; give 1 or more with 1, 2 or 4"
            )
        step = 12 // frequency
        factors = [self.discount(add_months(self.day, step * at)) for at in range(1, years * frequency + 1)]
        return (1 - factors[-1]) / sum(factors) * frequency * _PERCENT

    def price(self, bond: Bond) -> float:
        """The clean price per 100 of a bond, settled on the curve's day and discounted with it.

        Raises:
            PricingProblem: the bond does not live that day or outlives the curve.
        """
        return self._full(bond) - float(exact_accrued(bond, self.day, self.convention))

    def spread_bp(self, bond: Bond, clean: Number) -> float:
        """The spread over every rate of the curve at which the bond is worth its clean price (z-spread), in basis
        points; compounded as often as the bond pays.

        Raises:
            PricingProblem: a bad price, a bond that does not live that day or outlives the curve, or no spread within
                100 % either way.
        """
        self._reach(bond)
        full = read_clean(clean) + float(exact_accrued(bond, self.day, self.convention))
        spread = self._spread(bond, full)
        if spread is None or not -_SPREAD_MAX <= spread <= _SPREAD_MAX:
            raise PricingProblem(f"{bond.code}: a price of {clean} gives no spread; check the price")
        return spread * _BASIS_POINTS

    def yield_pct(self, bond: Bond) -> float:
        """The yield to maturity of a bond priced on the curve, in percent.

        Raises:
            PricingProblem: as :meth:`price`.
        """
        full = self._full(bond)
        rate = rate_at(bond, full, self.day, self.convention)
        if rate is None:
            raise PricingProblem(f"{bond.code}: a price of {full} gives no yield; check the curve's prices")
        return rate * _PERCENT

    def __repr__(self) -> str:
        """Day, method and reach."""
        return f"<Curve {self.day} {self.method}: {len(self.bonds)} bonds to {self.end}>"

    def _full(self, bond: Bond) -> float:
        self._reach(bond)
        at = ql_date(self.day)
        flows = instrument(bond, self.day).cashflows()
        return float(quantlib().CashFlows.npv(flows, self._structure, False, at, at))

    def _spread(self, bond: Bond, full: float) -> float | None:
        """The z-spread as a fraction of one; None if QuantLib finds none."""
        ql, at = quantlib(), ql_date(self.day)
        flows, days = instrument(bond, self.day).cashflows(), ql.Actual365Fixed()
        try:
            spread = ql.CashFlows.zSpread(
                flows, full, self._structure, days, ql.Compounded, bond.frequency, False, at, at
            )
        except RuntimeError:
            return None
        return float(spread)

    def _reach(self, bond: Bond) -> None:
        check_alive(bond, self.day)
        if bond.maturity > self.end:
            raise PricingProblem(f"{bond.code} matures {bond.maturity}, after the curve ends on {self.end}")

    def _later(self, day: Day, start: date) -> date:
        wanted = read_day(day)
        if wanted <= start:
            raise PricingProblem(f"a rate runs forward in time: {wanted} is not after {start}")
        return wanted

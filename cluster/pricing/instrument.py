"""Bonds as QuantLib's instruments, and the day counters of the conventions. Bounded caches: bonds are immutable."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from actors.modules.bond import RATE_SCALE, period_of
from actors.modules.dates import add_months
from cluster.pricing.accrual import redemption
from cluster.pricing.bond import Bond, Kind
from cluster.pricing.conventions import Convention
from cluster.pricing.library import ql_date, quantlib

_FACE = 100.0
#: Instruments kept at a time; past it the one longest unused is made anew.
_BONDS_MAX = 1024


def instrument(bond: Bond, day: date) -> Any:
    """The QuantLib bond with the flows that are known or projected on settlement day ``day``; T+0, not rolled."""
    if not bond.has_coupons:
        return _zero(bond)
    return _coupons(bond, _periods_begun(bond, day) if bond.kind is Kind.FLOATING else 0)


@lru_cache(maxsize=_BONDS_MAX)
def day_counter(bond: Bond, convention: Convention) -> Any:
    """How the convention counts the years over which flows of this bond are discounted."""
    ql = quantlib()
    if convention is Convention.ISDA:
        return ql.ActualActual(ql.ActualActual.ISDA)
    if convention is Convention.EXCHANGE:
        return ql.Actual365Fixed(ql.Actual365Fixed.NoLeap)
    return ql.ActualActual(ql.ActualActual.ISMA, _schedule(bond))


def _schedule(bond: Bond) -> Any:
    """Unadjusted coupon dates, counted back from maturity; anniversaries where there are no coupons."""
    ql = quantlib()
    return ql.Schedule(
        ql_date(bond.dated),
        ql_date(bond.maturity),
        ql.Period(12 // bond.frequency, ql.Months),
        ql.NullCalendar(),
        ql.Unadjusted,
        ql.Unadjusted,
        ql.DateGeneration.Backward,
        False,
    )


@lru_cache(maxsize=_BONDS_MAX)
def _coupons(bond: Bond, begun: int) -> Any:
    """``begun``: periods that pay the current rate; 0: all."""
    ql = quantlib()
    later = (bond.index_micro + bond.margin_micro) / RATE_SCALE
    now = bond.rate_micro / RATE_SCALE
    rates = [*[now] * begun, later] if begun else [now]
    return ql.FixedRateBond(0, _FACE, _schedule(bond), rates, day_counter(bond, Convention.ICMA))


@lru_cache(maxsize=_BONDS_MAX)
def _zero(bond: Bond) -> Any:
    ql = quantlib()
    return ql.ZeroCouponBond(
        0,
        ql.NullCalendar(),
        _FACE,
        ql_date(bond.maturity),
        ql.Unadjusted,
        float(redemption(bond)),
        ql_date(bond.dated),
    )


def _periods_begun(bond: Bond, day: date) -> int:
    end, begun = period_of(bond.terms(), day).end, 1
    while add_months(end, -12 // bond.frequency * begun) > bond.dated:
        begun += 1
    return begun

"""Yield to maturity (到期收益率) from a clean price, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from cluster.pricing.accrual import exact_accrued
from cluster.pricing.bond import Bond, check_alive
from cluster.pricing.conventions import Convention, read_convention
from cluster.pricing.instrument import day_counter, instrument
from cluster.pricing.last_period import last_payment
from cluster.pricing.library import ql_date, quantlib
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, Number, read_clean, read_day, read_number

_PERCENT = 100.0
_ACCURACY, _STEPS, _GUESS = 1e-13, 200, 0.03
#: Yields told and taken, in percent.
_LOWEST, _HIGHEST = -90.0, 1000.0


def yield_from_price(
    bond: Bond, clean: Number, settlement: Day, convention: Convention | str = Convention.INTERBANK
) -> float:
    """The yield to maturity in percent at a clean price per 100.

    Of a floating bond: the index as it stands plus the margin at which it trades.

    Raises:
        PricingProblem: a bad price, an unknown convention, a day outside the bond's life, or no yield between −90 %
            and 1000 %.
    """
    price, day, rule = read_clean(clean), read_day(settlement), read_convention(convention)
    check_alive(bond, day)
    rate = rate_at(bond, price + float(exact_accrued(bond, day, rule)), day, rule)
    if rate is None or not _LOWEST <= rate * _PERCENT <= _HIGHEST:
        raise PricingProblem(
            f"{bond.code}: a price of {price} on {day} gives no yield between -90 and 1000 %; check the price"
        )
    return rate * _PERCENT


def price_from_yield(
    bond: Bond, yield_pct: Number, settlement: Day, convention: Convention | str = Convention.INTERBANK
) -> float:
    """The clean price per 100 at a yield in percent.

    Raises:
        PricingProblem: no yield between −90 % and 1000 %, an unknown convention, or a day outside the bond's life.
    """
    day, rule, rate = read_day(settlement), read_convention(convention), read_yield(yield_pct)
    check_alive(bond, day)
    return full_price_at(bond, rate, day, rule) - float(exact_accrued(bond, day, rule))


def read_yield(yield_pct: Number) -> float:
    """A yield in percent as a fraction of one.

    Raises:
        PricingProblem: none between −90 % and 1000 %.
    """
    percent = read_number(yield_pct, "yield")
    if not _LOWEST <= percent <= _HIGHEST:
        raise PricingProblem(f"a yield of {yield_pct} %; give one between -90 and 1000")
    return percent / _PERCENT


def full_price_at(bond: Bond, rate: float, day: date, convention: Convention) -> float:
    """The full price per 100 at a yield (a fraction of one)."""
    last = last_payment(bond, day, convention)
    if last is not None:
        return last.price(rate)
    flows, priced, at = instrument(bond, day).cashflows(), interest_rate(bond, rate, convention), ql_date(day)
    return float(quantlib().CashFlows.npv(flows, priced, False, at, at))


def rate_at(bond: Bond, full: float, day: date, convention: Convention) -> float | None:
    """The yield (a fraction of one) at a full price per 100; None if there is none."""
    last = last_payment(bond, day, convention)
    if last is not None:
        return last.rate(full)
    ql = quantlib()
    try:
        rate = ql.BondFunctions.bondYield(
            instrument(bond, day),
            ql.BondPrice(full, ql.BondPrice.Dirty),
            day_counter(bond, convention),
            ql.Compounded,
            bond.frequency,
            ql_date(day),
            _ACCURACY,
            _STEPS,
            _GUESS,
        )
    except RuntimeError:
        return None
    return float(rate)


def interest_rate(bond: Bond, rate: float, convention: Convention) -> Any:
    """The yield as QuantLib's interest rate, compounded as often as coupons are paid."""
    ql = quantlib()
    return ql.InterestRate(rate, day_counter(bond, convention), ql.Compounded, bond.frequency)

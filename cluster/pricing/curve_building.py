"""Curves from prices: met exactly (bootstrap) or fitted smoothly. QuantLib solves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from cluster.pricing.accrual import exact_accrued
from cluster.pricing.bond import check_alive
from cluster.pricing.conventions import Convention, read_convention
from cluster.pricing.curve import BondQuote, Curve, Method
from cluster.pricing.instrument import instrument
from cluster.pricing.library import ql_date, quantlib
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_clean, read_day

_ACCURACY, _STEPS_MAX = 1e-10, 10_000
#: Parameters of each fitted form: fewer bonds leave it undetermined.
_BONDS_MIN = {Method.BOOTSTRAP: 1, Method.NELSON_SIEGEL: 4, Method.SVENSSON: 6}


def build_curve(
    day: Day,
    quotes: Sequence[BondQuote],
    method: Method | str = Method.BOOTSTRAP,
    convention: Convention | str = Convention.INTERBANK,
) -> Curve:
    """The curve of settlement day ``day`` through, or close to, the full prices of these bonds.

    ``convention``: how accrued interest is added to the clean prices, and how the curve tells yields.

    Raises:
        PricingProblem: every quote that cannot be used, too few for the method, two of one maturity in a bootstrap,
            or prices that no curve meets.
    """
    wanted, rule, how = read_day(day), read_convention(convention), _read_method(method)
    ordered = sorted(quotes, key=lambda quote: (quote.bond.maturity, quote.bond.code))
    _check(wanted, ordered, how, rule)
    bonds, end = [quote.bond for quote in ordered], ordered[-1].bond.maturity
    with _evaluated_on(wanted):
        helpers = [_helper(quote, wanted, rule) for quote in ordered]
        try:
            structure = (
                _bootstrapped(wanted, helpers)
                if how is Method.BOOTSTRAP
                else _fitted(wanted, helpers, how, end)
            )
        except RuntimeError:
            codes = ", ".join(bond.code for bond in bonds)
            raise PricingProblem(f"no curve meets the prices of {codes} on {wanted}; check them") from None
    return Curve(wanted, end, how, rule, structure, bonds)


def _bootstrapped(day: date, helpers: Sequence[Any]) -> Any:
    ql = quantlib()
    solved = ql.PiecewiseLogCubicDiscount(ql_date(day), helpers, ql.Actual365Fixed())
    factors = [factor for _, factor in solved.nodes()]
    return ql.LogCubicDiscountCurve(solved.dates(), factors, ql.Actual365Fixed())


def _fitted(day: date, helpers: Sequence[Any], method: Method, end: date) -> Any:
    ql = quantlib()
    form = ql.NelsonSiegelFitting() if method is Method.NELSON_SIEGEL else ql.SvenssonFitting()
    days = ql.Actual365Fixed()
    solved = ql.FittedBondDiscountCurve(ql_date(day), helpers, days, form, _ACCURACY, _STEPS_MAX)
    parameters = solved.fitResults().solution()
    return ql.FittedBondDiscountCurve(ql_date(day), form, parameters, ql_date(end), days)


def _helper(quote: BondQuote, day: date, convention: Convention) -> Any:
    ql = quantlib()
    full = read_clean(quote.clean) + float(exact_accrued(quote.bond, day, convention))
    price = ql.QuoteHandle(ql.SimpleQuote(full))
    return ql.BondHelper(price, instrument(quote.bond, day), ql.BondPrice.Dirty)


@contextmanager
def _evaluated_on(day: date) -> Iterator[None]:
    """QuantLib's one global: set while a curve is solved, and put back; finished curves do not depend on it."""
    settings = quantlib().Settings.instance()
    before = settings.evaluationDate
    settings.evaluationDate = ql_date(day)
    try:
        yield
    finally:
        settings.evaluationDate = before


def _read_method(value: Method | str) -> Method:
    try:
        return Method(value)
    except ValueError:
        raise PricingProblem(f"no method {value!r}; there are {', '.join(Method)}") from None


def _check(day: date, quotes: Sequence[BondQuote], method: Method, convention: Convention) -> None:
    faults: list[str] = []
    for quote in quotes:
        try:
            read_clean(quote.clean)
            check_alive(quote.bond, day)
        except PricingProblem as problem:
            faults.append(f"the quote of {quote.bond.code}: {problem}")
    if len(quotes) < _BONDS_MIN[method]:
        faults.append(f"{len(quotes)} bonds for a {method} curve; give {_BONDS_MIN[method]} or more")
    if method is Method.BOOTSTRAP:
        for first, second in itertools.pairwise(quotes):
            if first.bond.maturity == second.bond.maturity:
                faults.append(
                    f"{first.bond.code} and {second.bond.code} both mature {first.bond.maturity}: a bootstrap takes "
                    "one, a fitted curve both"
                )
    if faults:
        raise PricingProblem(*faults)

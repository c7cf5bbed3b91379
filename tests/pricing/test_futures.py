"""Conversion factors as CFFEX published them, and the price formula behind them."""

from __future__ import annotations

from datetime import date

import pytest

from cluster.pricing import PricingProblem, conversion_factor, price_from_yield
from tests.pricing.bonds import FLOATER, REAL

#: CFFEX, notice on contract T1903, annex 2: deliverable treasuries and their conversion factors.
T1903 = {
    "150023": "0.9994",
    "160004": "0.9908",
    "160010": "0.9936",
    "160017": "0.9828",
    "160023": "0.9796",
    "170004": "1.0280",
    "170010": "1.0374",
    "170018": "1.0436",
    "170025": "1.0621",
    "180004": "1.0661",
    "180011": "1.0549",
}


@pytest.mark.parametrize("code", T1903)
def test_the_factor_is_the_published_one(code: str) -> None:
    assert str(conversion_factor(REAL[code], 2019, 3)) == T1903[code]


@pytest.mark.parametrize("code", T1903)
def test_it_is_the_interbank_price_at_3_percent_to_two_hundredths(code: str) -> None:
    """The factor counts whole months, the price days: 0.02 per 100 lie between them."""
    price = price_from_yield(REAL[code], 3, date(2019, 3, 8))
    assert price == pytest.approx(float(T1903[code]) * 100, abs=0.02)


@pytest.mark.parametrize(
    ("bond", "year", "month", "sentence"),
    [
        (REAL["180011"], 2028, 5, "cannot be delivered in month 5 of 2028"),
        (REAL["180011"], 2018, 13, "month 13"),
        (REAL["180011"], 2018, 5, "choose one of its life"),
        (FLOATER, 2026, 3, "no fixed coupon"),
    ],
)
def test_what_cannot_be_delivered_has_none(bond: object, year: int, month: int, sentence: str) -> None:
    with pytest.raises(PricingProblem, match=sentence):
        conversion_factor(bond, year, month)  # type: ignore[arg-type]

"""Clean prices, full amounts, and what is refused because it is not exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.modules.accrued import Convention
from actors.modules.bond import BondTerms
from actors.modules.price import (
    PriceProblem,
    amount_fen,
    read_price,
    read_yuan,
    settlement_amount,
    units_of_face,
)
from actors.modules.trading.rules import EXCHANGE_NEGOTIATED, INTERBANK_CLICK, INTERBANK_RFQ, why_refused

THIRTY = BondTerms(10, "2024-T6", "30y", 10_000, 21_900, 2, 20240925, 20540925)
MONDAY = date(2026, 3, 23)


@pytest.mark.parametrize(
    ("convention", "fen"), [(Convention.INTERBANK, 9_958_290_055), (Convention.EXCHANGE, 9_958_000_000)]
)
def test_a_hundred_million_of_the_thirty_year_at_98_50(convention: Convention, fen: int) -> None:
    units = units_of_face(THIRTY, read_yuan("100,000,000"))
    assert settlement_amount(THIRTY, units, read_price("98.50"), MONDAY, convention) == fen


@given(st.integers(1, 10**10), st.integers(1, 2 * 10**10))
def test_amounts_are_rounded_to_the_nearest_fen(quantity: int, full: int) -> None:
    exact_times = 100 * 100_000_000
    amount = amount_fen(THIRTY, quantity, full)
    assert abs(amount * exact_times - quantity * THIRTY.face_fen * full) * 2 <= exact_times


@pytest.mark.parametrize("value", [98.5, "98.12345", "cheap", "", Decimal("NaN"), True])
def test_a_price_that_is_not_exact_is_refused_with_an_example(value: object) -> None:
    with pytest.raises(PriceProblem, match=r"98\.50"):
        read_price(value)  # type: ignore[arg-type]


def test_a_face_must_be_whole_units() -> None:
    with pytest.raises(PriceProblem, match="not a whole number of units"):
        units_of_face(THIRTY, 12_345)


@pytest.mark.parametrize(
    ("rules", "units", "price", "parts"),
    [
        (INTERBANK_RFQ, 1_000, 985_000, []),
        (INTERBANK_RFQ, 999, 985_000, ["at least ¥100,000.00"]),
        (INTERBANK_RFQ, 1_500, 985_000, ["steps of ¥100,000.00"]),
        (INTERBANK_RFQ, 0, 0, ["0 units", "clean price of 0"]),
        (INTERBANK_CLICK, 9_000, 985_000, ["at least ¥1,000,000.00"]),
        (EXCHANGE_NEGOTIATED, 1, 1, []),
        (EXCHANGE_NEGOTIATED, -5, -1, ["-5 units", "-1 ten-thousandths"]),
    ],
)
def test_lots_steps_and_ticks(rules: object, units: int, price: int, parts: list[str]) -> None:
    faults = why_refused(rules, THIRTY, units, price)  # type: ignore[arg-type]
    assert len(faults) == len(parts)
    assert all(part in fault for part, fault in zip(parts, faults, strict=True))

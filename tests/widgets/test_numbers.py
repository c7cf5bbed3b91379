"""Numbers of panels: read with their separators, and written as each language counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from notebooks.widgets.numbers import glance, plain


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8,000,000,000", "8000000000"),
        (" 100,000 ", "100000"),
        ("1,234.56", "1234.56"),
        ("100000000", "100000000"),
    ],
)
def test_separators_of_thousands_are_taken_out(typed: str, read: str) -> None:
    assert plain(typed) == read


@pytest.mark.parametrize("typed", ["1,52", "1,2345", "12,34,567", "1.000,5", "-1,000", "x", ""])
def test_what_is_no_grouped_number_is_left_for_the_ledger_to_refuse(typed: str) -> None:
    assert plain(typed) == typed


@pytest.mark.parametrize(
    ("yuan", "english", "chinese"),
    [
        (30_000_000_000, "¥30bn", "300亿元"),
        (100_000_000, "¥100m", "1亿元"),
        (Decimal("99582900.55"), "¥99.58m", "9,958.29万元"),
        (999_999, "¥999,999", "100万元"),
        (12_345, "¥12,345", "1.23万元"),
        (Decimal("9999.5"), "¥9,999.5", "9,999.5元"),
        (0, "¥0", "0元"),
        (-250_000_000, "¥-250m", "-2.5亿元"),
    ],
)
def test_an_amount_is_taken_in_at_a_glance(yuan: int | Decimal, english: str, chinese: str) -> None:
    assert glance(yuan, "en") == english
    assert glance(yuan, "zh") == chinese

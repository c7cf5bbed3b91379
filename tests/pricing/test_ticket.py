"""A ticket shows what a trade costs in both markets, exact to the fen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.modules.accrued import Convention as LedgerRule
from actors.modules.price import settlement_amount
from cluster.language import Say
from cluster.pricing import Convention, PricingProblem, ticket
from tests.pricing.bonds import BILL, FIVE, MONDAY, THIRTY


def test_the_worked_example_in_both_markets() -> None:
    found = ticket(THIRTY, 100_000_000, "98.50", MONDAY)
    assert (found.interbank.accrued, found.exchange.accrued) == (Decimal("1.08290055"), Decimal("1.08"))
    assert found.interbank.full == Decimal("99.58290055")
    assert found.interbank.cash == Decimal("99582900.55")
    assert found.exchange.cash == Decimal("99580000.00")
    assert (found.face, found.clean, found.settlement) == (Decimal(100_000_000), Decimal("98.5"), MONDAY)


def test_it_reads_as_a_desk_would_want_in_both_languages() -> None:
    found = ticket(THIRTY, 100_000_000, "98.50", MONDAY)
    english, chinese = found.text(), found.text("zh")
    assert "¥100,000,000.00" in english
    assert [line.split() for line in english.splitlines()[1:]] == [
        ["Interbank", "Exchange"],
        ["Accrued", "interest", "1.08290055", "1.08000000"],
        ["Full", "price", "99.58290055", "99.58000000"],
        ["Cash", "¥99,582,900.55", "¥99,580,000.00"],
        ["Yield", "2.2617%", "2.2615%"],
    ]
    assert "应计利息" in chinese
    assert "¥99,582,900.55" in chinese


def test_at_the_end_of_a_cell_it_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    found = ticket(replace(THIRTY, code="<b>"), 100, "98.50", MONDAY)._repr_html_()
    assert "<th>结算金额</th><td>¥99.58</td><td>¥99.58</td>" in found
    assert "&lt;b&gt;" in found


@given(st.integers(1, 10**8), st.integers(500_000, 1_500_000), st.integers(0, 1_500))
def test_cash_is_what_the_ledger_settles(units: int, price: int, days: int) -> None:
    day = FIVE.dated.fromordinal(FIVE.dated.toordinal() + days)
    found = ticket(FIVE, units * 100, Decimal(price) / 10_000, day)
    for side, rule in ((found.interbank, LedgerRule.INTERBANK), (found.exchange, LedgerRule.EXCHANGE)):
        assert side.cash * 100 == settlement_amount(FIVE.terms(), units, price, day, rule)


def test_rounding_of_accrued_interest_is_a_parameter_of_the_market() -> None:
    found = ticket(THIRTY, 100_000_000, "98.50", MONDAY, decimals={Convention.INTERBANK: 5})
    assert found.interbank.cash == Decimal("99582900.00")
    assert found.exchange.cash == Decimal("99580000.00")
    with pytest.raises(PricingProblem, match="9 decimals"):
        ticket(THIRTY, 100_000_000, "98.50", MONDAY, decimals={Convention.EXCHANGE: 9})


def test_a_bill_has_a_ticket_too() -> None:
    found = ticket(BILL, "1000000", "99.60", MONDAY)
    assert found.interbank.cash == Decimal("997153.85")


def test_bad_values_are_told_at_once_in_both_languages() -> None:
    with pytest.raises(PricingProblem) as told:
        ticket(THIRTY, "100000050", 98.5, MONDAY)  # type: ignore[arg-type]
    assert len(told.value.faults) == 2
    assert "98.5 is not exact" in str(told.value)
    assert "not a whole number of units" in str(told.value)
    assert Say("zh")(str(told.value)).isascii() is False


@pytest.mark.parametrize(
    ("face", "clean", "day", "sentence"),
    [
        (0, "98.50", MONDAY, "a face of 0 yuan; give a positive one"),
        (-100, "98.50", MONDAY, "a face of -100 yuan"),
        (100, "0", MONDAY, "a price of 0 per 100"),
        (100, "98.50", "2024-09-24", "before 2024-T6 is dated, 2024-09-25"),
        (100, "98.50", "2054-09-25", "not before 2024-T6 matures"),
    ],
)
def test_what_no_ticket_can_be_made_of_is_told(face: int, clean: str, day: str, sentence: str) -> None:
    with pytest.raises(PricingProblem, match=sentence):
        ticket(THIRTY, face, clean, day)

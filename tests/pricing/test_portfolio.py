"""A whole portfolio as one table; every fault of every row at once."""

from __future__ import annotations

import pandas as pd
import pytest

from cluster.language import Say
from cluster.pricing import (
    BondQuote,
    PortfolioProblem,
    PricingProblem,
    build_curve,
    measure,
    portfolio,
    portfolio_totals,
)
from tests.pricing.bonds import FIVE, MONDAY, PAPER, REAL, THIRTY

BONDS = REAL | {"PAPER": PAPER}
POSITIONS = pd.DataFrame(
    {
        "code": ["2024-T6", "2026-03", "2026-03", "PAPER"],
        "face": [100_000_000, 50_000_000, -20_000_000, 10_000_000],
        "clean": [98.50, 100.15, None, 100.0],
        "yield_pct": [None, None, 1.5, None],
        "convention": [None, "exchange", None, None],
    }
)


def test_every_position_is_measured() -> None:
    table = portfolio(POSITIONS, MONDAY, BONDS)
    assert list(table.columns) == [
        *("code", "class", "face", "convention", "clean", "accrued", "full", "yield_pct"),
        *("macaulay", "modified", "convexity", "market_value", "pv01"),
    ]
    first = measure(THIRTY, MONDAY, clean="98.50")
    assert table["market_value"][0] == pytest.approx(99_582_900.552486)
    assert table["pv01"][0] == pytest.approx(first.pv01 * 1_000_000)
    assert list(table["convention"]) == ["interbank", "exchange", "interbank", "interbank"]
    assert table["yield_pct"][2] == pytest.approx(1.5)
    assert table["market_value"][2] < 0


def test_totals_in_all_and_by_class() -> None:
    table = portfolio(POSITIONS, MONDAY, BONDS)
    whole = portfolio_totals(table).loc["all"]
    assert whole["positions"] == 4
    assert whole["face"] == 140_000_000
    assert whole["market_value"] == pytest.approx(table["market_value"].sum())
    assert whole["pv01"] == pytest.approx(whole["modified"] * whole["market_value"] / 10_000)
    by_class = portfolio_totals(table, "class")
    assert list(by_class.index) == ["commercial paper", "treasury"]
    assert by_class["pv01"].sum() == pytest.approx(whole["pv01"])
    assert by_class.loc["commercial paper", "yield_pct"] == pytest.approx(table["yield_pct"][3])


def test_with_a_curve_every_position_has_its_spread() -> None:
    curve = build_curve(MONDAY, [BondQuote(FIVE, "100.15"), BondQuote(THIRTY, "98.50")])
    table = portfolio(POSITIONS, MONDAY, BONDS, curve=curve)
    assert table["spread_bp"][0] == pytest.approx(0, abs=1e-4)
    assert table["spread_bp"][2] != pytest.approx(0, abs=1e-4)


def test_rows_may_be_mappings_and_there_may_be_none() -> None:
    one = portfolio([{"code": "2026-03", "face": "100", "clean": "100.15"}], MONDAY, BONDS)
    assert one["face"][0] == 100
    assert portfolio([], MONDAY, BONDS).empty


def test_faults_of_all_rows_are_told_at_once_as_a_table() -> None:
    rows = [
        {"code": "2026-03", "face": 100, "clean": 100},
        {"code": "NONE", "face": 100, "clean": 100},
        {"code": "2024-T6", "face": "much", "clean": 100},
        {"code": "2024-T6", "face": 100},
        {"code": "2024-T6", "clean": 100},
        {"code": "150023", "face": 100, "clean": 100},
        {"code": "2024-T6", "face": 100, "clean": -1},
        {"code": "2024-T6", "face": 100, "clean": 100, "convention": "30/360"},
    ]
    with pytest.raises(PortfolioProblem) as told:
        portfolio(rows, MONDAY, BONDS)
    table = told.value.table()
    assert list(table["row"]) == [2, 3, 4, 5, 6, 7, 8]
    assert list(table["code"][:2]) == ["NONE", "2024-T6"]
    assert "row 2: no terms of a bond 'NONE' were given" in str(told.value)
    assert "第 5 行：2024-T6：没有面额" in Say("zh")(str(told.value))


def test_a_day_that_is_none_is_told_once() -> None:
    with pytest.raises(PricingProblem, match="not a calendar date"):
        portfolio(POSITIONS, "soon", BONDS)
